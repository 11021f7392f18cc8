"""The whole audit as JSON with every noun an object and nothing by reference, for other programs.

Its schema is schemas/audit-spelled-out.schema.json; camaudit reads it as it reads audit.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit import document
from camaudit.exports.file import File

if TYPE_CHECKING:
    from camaudit.exports.file import Wanted
    from camaudit.model.audit import Audit


def export(audit: Audit, _: Wanted) -> tuple[File, ...]:
    """Write one file."""
    content = b"".join(piece.encode("ascii") for piece in document.spelled_lines(audit))
    return (File(name="audit-spelled-out.json", content=content),)
