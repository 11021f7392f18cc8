"""Ctrl-C while captures are read: the answer is made of what was read so far."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from camaudit.model.progress import Stop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_WAIT = (
    "\ncamaudit: stopping; the answer is made of what was read so far"
    " (Ctrl-C again: stop without one)\n"
)


@contextmanager
def ended_by_hand() -> Iterator[Stop]:
    """Hear Ctrl-C: a first one asks who reads to end, any other ends the program as it always did.

    Output: what tells whether it came.
    """
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def hear(_number: int, _frame: FrameType | None) -> None:
        if stop.asked or not stop.heeded:
            raise KeyboardInterrupt
        stop.asked = True
        sys.stderr.write(_WAIT)

    before = signal.signal(signal.SIGINT, hear)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
