"""One workbook with a sheet for each subject: filters on every column, text that is no formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.exports.file import File
from camaudit.exports.subjects import subjects
from camaudit.exports.workbook import Leaf, workbook

if TYPE_CHECKING:
    from camaudit.exports.file import Wanted
    from camaudit.model.audit import Audit


def export(audit: Audit, _: Wanted) -> tuple[File, ...]:
    """Write the workbook."""
    leaves = [Leaf(title=one.name.capitalize(), sheet=one) for one in subjects(audit)]
    return (File(name="audit.xlsx", content=workbook(leaves)),)
