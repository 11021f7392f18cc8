"""The same message of the same sender is counted, not parsed again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from camaudit.model.observation import Fact, Lookup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Observation

MAX_MESSAGES = 16_384  # different messages remembered at a time
MAX_SAID = 65_536  # facts of all of them; one message may tell hundreds


@dataclass(slots=True)
class _Known:
    said: tuple[Observation, ...]
    more: int  # repeats since it was parsed
    last: float


class Repeats:
    """Remembers messages without their bytes; gives the counts at the end."""

    def __init__(self) -> None:
        self._known: dict[bytes, _Known] = {}
        self._said = 0  # by those that are remembered

    @staticmethod
    def key(sender: str, payload: bytes) -> bytes:
        """Give the key of a message: who says what, through which ports."""
        return blake2b(payload, digest_size=16, person=b"repeat", key=sender.encode()[:64]).digest()

    def again(self, key: bytes, at: float) -> bool:
        """Tell whether the message is known; if so, count it."""
        known = self._known.get(key)
        if known is None:
            return False
        known.more += 1
        known.last = max(known.last, at)
        return True

    def learn(self, key: bytes, said: tuple[Observation, ...], at: float) -> Iterator[Observation]:
        """Remember what a message said; a full memory is emptied, and its counts are given."""
        if len(self._known) >= MAX_MESSAGES or self._said + len(said) > MAX_SAID:
            yield from self.flush()
        self._said += len(said)
        self._known[key] = _Known(said, 0, at)

    def flush(self) -> Iterator[Observation]:
        """Give what was repeated, with the number of repeats; forget everything."""
        for known in self._known.values():
            if known.more:
                for one in known.said:
                    if isinstance(one, Fact | Lookup):
                        yield replace(one, count=known.more, last=known.last)
        self._known.clear()
        self._said = 0
