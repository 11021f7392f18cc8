"""CSV: one file for each subject, for any spreadsheet; no cell can be a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from camaudit.exports.file import File
from camaudit.exports.sheet import shown
from camaudit.exports.subjects import subjects

if TYPE_CHECKING:
    from camaudit.exports.file import Wanted
    from camaudit.exports.sheet import Sheet
    from camaudit.model.audit import Audit


def export(audit: Audit, _: Wanted) -> tuple[File, ...]:
    """Write every subject."""
    return tuple(File(name=f"{one.name}.csv", content=table(one)) for one in subjects(audit))


def table(sheet: Sheet) -> bytes:
    """Write one sheet; it begins with a mark of UTF-8, without which Excel reads it as cp1252."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(sheet.header)
    writer.writerows([shown(cell) for cell in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")
