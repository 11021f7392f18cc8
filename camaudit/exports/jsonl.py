"""JSON lines: one object a line, every subject, with values as they are; for other programs.

Written as ASCII, so that hostile text is spelled out and stays what it is when it is read back.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from camaudit.exports.file import File
from camaudit.exports.subjects import subjects

if TYPE_CHECKING:
    from camaudit.exports.file import Wanted
    from camaudit.exports.sheet import Sheet
    from camaudit.model.audit import Audit


def export(audit: Audit, _: Wanted) -> tuple[File, ...]:
    """Write one file; `record` tells the subject of a line, and what is not known is left out."""
    lines = [line for one in subjects(audit) for line in _lines(one)]
    return (File(name="audit.jsonl", content="".join(lines).encode("ascii")),)


def _lines(sheet: Sheet) -> list[str]:
    return [
        json.dumps(
            {"record": sheet.name}
            | {name: cell for name, cell in zip(sheet.header, row, strict=True) if _is_told(cell)}
        )
        + "\n"
        for row in sheet.rows
    ]


def _is_told(cell: object) -> bool:
    return cell is not None and cell != ()
