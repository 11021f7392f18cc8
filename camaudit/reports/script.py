"""The one script of a page, and the hash by which the policy in the head allows it alone."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from markupsafe import Markup


@cache
def of(name: str) -> tuple[Markup, Markup]:
    """Give a script of this package and its SHA-256 in base64 (CSP Level 3, section 2.3.1)."""
    text = files("camaudit.reports").joinpath("templates", name).read_text(encoding="utf-8")
    digest = b64encode(sha256(text.encode()).digest()).decode("ascii")
    return Markup(text), Markup(digest)  # noqa: S704 - a file of this package; base64
