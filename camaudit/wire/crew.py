"""Many hosts at a time: asyncio, and nothing above this package knows of it."""

from __future__ import annotations

import asyncio
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from camaudit.errors import StoppedError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable

T = TypeVar("T")
INTERRUPTED = "interrupted: nothing more is sent"
clock = time.time  # Unix seconds
ticks = time.monotonic  # seconds: goes on at its pace when somebody sets the clock
sleep = asyncio.sleep


async def each(
    items: Iterable[T], work: Callable[[T], Coroutine[None, None, None]], width: int
) -> None:
    """Work on items in their order, so many at a time.

    Input: items: taken one by one as there is room, so they need not fit into memory; width: 0
           where there are none.
    Raises: the first error of any of them; the others are ended before.
    """
    rest = iter(items)

    async def worker() -> None:
        for item in rest:
            await work(item)

    tasks = [asyncio.create_task(worker()) for _ in range(max(width, 1))]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def run(work: Coroutine[None, None, None]) -> None:
    """Run to the end, or until somebody presses Ctrl-C.

    Raises: StoppedError after Ctrl-C, when every connection is closed.
    """

    async def watched() -> None:
        task = asyncio.create_task(work)
        interrupted = False

        def interrupt() -> None:
            nonlocal interrupted
            interrupted = True
            task.cancel()

        with suppress(NotImplementedError):  # Windows: KeyboardInterrupt ends the run instead
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, interrupt)
        try:
            await task
        except asyncio.CancelledError:
            if interrupted:
                raise StoppedError(INTERRUPTED) from None
            raise

    try:
        asyncio.run(watched())
    except KeyboardInterrupt:
        raise StoppedError(INTERRUPTED) from None
