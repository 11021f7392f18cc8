"""How a capture came to be: what its frames were wrapped in, its clock, frames that came twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.capture import wrappings
from camaudit.model.coverage import Circumstance, Note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.capture.addresses import Addresses

MAX_WRAPPERS = 64  # senders of wrapped frames that are told apart in one file

_NAMES = {
    wrappings.MPLS: "MPLS",
    wrappings.PPPOE: "PPPoE",
    wrappings.BACKBONE: "802.1ah",
    wrappings.GRE: "GRE",
    wrappings.PPTP: "PPTP",
    wrappings.ERSPAN: "ERSPAN I",
    wrappings.ERSPAN_2: "ERSPAN II",
    wrappings.ERSPAN_3: "ERSPAN III",
    wrappings.VXLAN: "VXLAN",
    wrappings.GENEVE: "GENEVE",
    wrappings.TZSP: "TZSP",
    wrappings.IP_IN_IP: "IP in IP",
    wrappings.ETHER_IP: "EtherIP",
}
# Sent by switches, routers and sniffers. What hosts use as well does not tell who used it.
_TELLS_SENDER = frozenset(
    {
        wrappings.GRE,
        wrappings.ERSPAN,
        wrappings.ERSPAN_2,
        wrappings.ERSPAN_3,
        wrappings.VXLAN,
        wrappings.GENEVE,
        wrappings.TZSP,
    }
)

# How often, and where the first time: by what it is; by wrapping and sender.
_Found = dict[Circumstance, tuple[int, str]]
_Wrapped = dict[tuple[int, bytes], tuple[int, str]]


class Circumstances:
    """Counts what a reader of the answer should know of the files of a recording; bounded."""

    __slots__ = ("_files", "_found", "_senders", "_wrapped")

    def __init__(self, source: str) -> None:
        self._files: dict[str, tuple[_Found, _Wrapped]] = {}
        self._found: _Found = {}
        self._wrapped: _Wrapped = {}
        self._senders: set[bytes] = set()
        self.begin(source)

    def begin(self, source: str) -> None:
        """Go on with another file."""
        self._found, self._wrapped = self._files.setdefault(source, ({}, {}))

    def add(self, what: Circumstance, place: str, more: int = 1) -> None:
        """Count some more; the place is kept of the first."""
        count, first = self._found.get(what, (0, place))
        self._found[what] = (count + more, first)

    def wrapped(self, wrapping: int, sender: bytes, place: str, more: int = 1) -> None:
        """Count frames that came in others, the first of them there.

        Input: sender, the outer source, empty where there is none or it is not of ours.
        """
        if sender and len(self._senders) < MAX_WRAPPERS:
            self._senders.add(sender)
        key = wrapping, sender if wrapping in _TELLS_SENDER else b""
        if key not in self._wrapped and len(self._wrapped) >= MAX_WRAPPERS:
            key = wrapping, b""
        count, first = self._wrapped.get(key, (0, place))
        self._wrapped[key] = (count + more, first)

    def wraps(self, sender: bytes) -> bool:
        """Tell whether an address has sent wrapped frames before."""
        return sender in self._senders

    def notes(self, source: str, addresses: Addresses) -> Iterator[Note]:
        """Give what was counted of a file."""
        found, wrapped = self._files.get(source, ({}, {}))
        for (wrapping, sender), (count, first) in wrapped.items():
            yield Note(
                what=Circumstance.WRAPPED,
                about=_NAMES[wrapping],
                sender=addresses[sender] if sender else None,
                count=count,
                place=first,
            )
        for what, (count, first) in found.items():
            yield Note(what=what, about=None, sender=None, count=count, place=first)
