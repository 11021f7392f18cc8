"""Whose cameras are these really, how many, and what about them needs a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camaudit.model.audit import Audit
    from camaudit.model.estate import Estate
    from camaudit.pipeline import audit

__version__ = "0.1.0"
__all__ = ["Audit", "Estate", "__version__", "audit"]

_HOMES = {
    "audit": "camaudit.pipeline",
    "Audit": "camaudit.model.audit",
    "Estate": "camaudit.model.estate",
}


def __getattr__(name: str) -> object:
    """Import the public names on first use, so that `--version` stays quick."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - kept off the start-up path

    return getattr(import_module(_HOMES[name]), name)
