"""What is noted of frames besides what they say: what is missing of them, and who sent them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.capture import headers, links
from camaudit.capture.addresses import ELSEWHERE, INSIDE
from camaudit.model.coverage import Circumstance
from camaudit.model.observation import Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from camaudit.capture.addresses import Sides
    from camaudit.capture.bounded import Speakers
    from camaudit.capture.circumstances import Circumstances
    from camaudit.capture.losses import Losses
    from camaudit.capture.packets import Packet
    from camaudit.capture.passed import PassedOver


SNAPPED = "frames"  # what is counted of which the snap length took bytes


class Noted:
    """Takes notes of the frames of one recording.

    Input: at: gives the file and the place of the frame that is looked at.
    """

    def __init__(
        self,
        sides: Sides,
        speakers: Speakers,
        losses: Losses,
        circumstances: Circumstances,
        at: Callable[[], tuple[str, str]],
    ) -> None:
        self._sides = sides
        self._speakers = speakers
        self._losses = losses
        self._circumstances = circumstances
        self._at = at

    def losses(self, packet: Packet, verdict: int, fragment: int, version: int) -> None:
        """Count what is missing of a frame; headers that the snap length took are SNAPPED only."""
        _, start, end, wire, link, _ = packet
        source, here = self._at()

        def add(reason: Reason, what: str) -> None:
            self._losses.add(reason, what, here, source=source)

        if wire > end - start and link != links.LINK_SUBFRAME:
            add(Reason.SNAPPED, SNAPPED)
        if verdict == headers.UNKNOWN_LINK:
            add(Reason.UNSUPPORTED_LINK, f"link type {link}")
        elif verdict == headers.MALFORMED:
            add(Reason.MALFORMED, "headers of a frame")
        elif verdict == headers.FAILED:
            add(Reason.MALFORMED, "frames by radio, by their check sum")
        elif verdict == headers.DEEP:
            add(Reason.BOUND, "frames wrapped too often")
        elif verdict == headers.ENCRYPTED:
            self._circumstances.add(Circumstance.ENCRYPTED, here)
        if fragment == headers.LATER_FRAGMENT:
            add(Reason.FRAGMENT, "IP fragments" if version else "fragments by radio")

    def wrapping(self, wrapping: int, sender: bytes, place: str, count: int = 1) -> None:
        """Count frames inside another one, whose sender is told where it is none of outside."""
        ours = bool(sender) and self._sides[sender] in {INSIDE, ELSEWHERE}
        self._circumstances.wrapped(wrapping, sender if ours else b"", place, count)

    def copy(self) -> None:
        """Count a packet that was there a moment ago."""
        self._circumstances.add(Circumstance.COPIES, self._at()[1])

    def passed_over(self, told: PassedOver) -> None:
        """Count what is to be noted of the frames that were passed over since this was asked."""
        of = self._losses.numbers.of
        copies, first = told.copies()
        if copies:
            self._circumstances.add(Circumstance.COPIES, of(first)[1], copies)
        snapped, first = told.snapped()
        if snapped:
            self._losses.add(Reason.SNAPPED, SNAPPED, of(first)[1], snapped)
        for first, wrapping, sender, count in told.wrapped():
            self.wrapping(wrapping, sender, of(first)[1], count)

    def speaker(self, raw: bytes, *, local: bool) -> bool:
        """Note the source of a packet, where it is an address of ours or a private one.

        Output: whether further packets of the same sort need not be noted.
        """
        if self._sides[raw] not in {INSIDE, ELSEWHERE}:
            return True
        if self._speakers.add(raw, local=local):
            return True
        self._losses.add(Reason.BOUND, "packets of further addresses", self._at()[1])
        return False
