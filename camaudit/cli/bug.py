"""What a person sees of a bug: where, never with what; values may hold a secret."""

from __future__ import annotations

import sys
import traceback


def show(error: BaseException) -> None:
    """Write the places of a traceback and the type of the error, without any value."""
    sys.stderr.write(
        "camaudit: a bug, of which nobody is told by itself. Please report these lines:\n"
    )
    for place in traceback.extract_tb(error.__traceback__):
        name = place.filename.replace("\\", "/").rpartition("/camaudit/")[2]
        sys.stderr.write(f"  {name}:{place.lineno} in {place.name}\n")
    sys.stderr.write(f"  {type(error).__name__}\n")
