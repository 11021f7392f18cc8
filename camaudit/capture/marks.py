"""How a capture that camaudit wrote is told from all others, and what it left out.

It is pcapng. A comment of the section says that its content was overwritten; frames of an
interface so described end in overwritten bytes that are not in the file: they are read as if they
were. Comments of packets are handed on.

Source: draft-ietf-opsawg-pcapng sections 3.5 (options), 4.1, 4.2, 4.3.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.blank import filled
from camaudit.capture import records

if TYPE_CHECKING:
    from collections.abc import Iterator

FORM = 1
SECTION = f"camaudit kept {FORM}"  # how the comment of a section begins
TAILS = "camaudit tails 1"  # how an interface is described whose frames end overwritten
REMARK = "camaudit "  # how a comment of a packet begins that is ours
END, COMMENT, DESCRIPTION = 0, 1, 3  # numbers of options
_FORM = re.compile(r"camaudit kept (\d{1,4}):")


class Marks:
    """What the section says that is read, and the comments of packets not taken so far."""

    __slots__ = ("kept", "remarks", "tails", "unknown")

    def __init__(self) -> None:
        self.kept = False  # written by camaudit: what is left of logins is not judged
        self.unknown = False  # by a newer one, in a form that is not known
        self.tails: list[bool] = []  # of the interfaces
        self.remarks: list[tuple[int, float, str]] = []  # frame in its file, Unix seconds, text

    def section(self, buffer: bytes, at: int, stop: int, big: int) -> None:
        """Begin a section, whose block lies from `at` to `stop`."""
        told = [text for kind, text in options(buffer, at + 24, stop, big) if kind == COMMENT]
        forms = [found[1] for text in told if (found := _FORM.match(text))]
        self.kept = bool(forms)
        self.unknown = self.kept and forms[0] != str(FORM)
        self.tails = []

    def interface(self, buffer: bytes, at: int, stop: int, big: int) -> None:
        """Take an interface of the section."""
        found = options(buffer, at + 16, stop, big) if self.kept and stop - at >= 20 else ()
        self.tails.append(any(kind == DESCRIPTION and text == TAILS for kind, text in found))

    def packet(self, buffer: bytes, at: int, stop: int, big: int, number: int, time: float) -> None:
        """Note the comments of an enhanced packet block: options from `at` on."""
        for kind, text in options(buffer, at, stop, big):
            if kind == COMMENT and text.startswith(REMARK):
                self.remarks.append((number, time, text))

    def whole(
        self, which: int, buffer: bytes, start: int, end: int, wire: int
    ) -> tuple[bytes, int, int] | None:
        """Give a frame with its tail, where that was left out."""
        if not (0 <= which < len(self.tails) and self.tails[which]):
            return None
        if not end - start < wire <= records.MAX_CAPTURED:
            return None
        made = buffer[start:end] + filled(wire - (end - start))
        return made, 0, wire


def options(buffer: bytes, at: int, stop: int, big: int) -> Iterator[tuple[int, str]]:
    """Give the options of a block as (number, text); those that do not fit end it."""
    while at + 4 <= stop - 4:
        kind, length = records.half(buffer, at, big), records.half(buffer, at + 2, big)
        if kind == END or at + 4 + length > stop - 4:
            return
        yield kind, buffer[at + 4 : at + 4 + length].decode("utf-8", "replace")
        at += 4 + length + (-length & 3)
