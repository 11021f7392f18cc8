"""The sections of docs/checks.md, which says what each code of a finding means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit import data
from camaudit.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

_HEADING = "## "


def sections(path: Path | None = None) -> dict[str, str]:
    """Give the text of each section by its code, in the order of the page.

    Raises: DataError where the page is not there.
    """
    path = path or data.folder("docs") / "checks.md"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"{path}: cannot be read; reinstall camaudit") from error
    found: dict[str, str] = {}
    for part in f"\n{text}".split(f"\n{_HEADING}")[1:]:
        code, _, body = part.partition("\n")
        found[code.strip()] = body.strip()
    return found
