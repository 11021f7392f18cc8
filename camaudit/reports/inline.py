"""What a page holds of scripts and styles, and the hashes by which its policy allows them alone."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Inline:
    """One element of a page: its text, as it stands there to the byte."""

    text: Markup
    digest: Markup  # SHA-256 in base64 (CSP Level 3, section 2.3.1)


@cache
def of(*names: str) -> Inline:
    """Give files of this package, one after the other, as the text of one element."""
    folder = files("camaudit.reports").joinpath("templates")
    text = "".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)
    digest = b64encode(sha256(text.encode()).digest()).decode("ascii")
    return Inline(Markup(text), Markup(digest))  # noqa: S704 - files of this package; base64
