"""One capture file: its frames that can carry a fact, its flows, and what could not be read."""

from __future__ import annotations

from os import fstat
from typing import TYPE_CHECKING

from camaudit.capture import headers
from camaudit.capture.addresses import ELSEWHERE, INSIDE, Addresses, Macs, Sides
from camaudit.capture.bounded import Speakers
from camaudit.capture.flowtable import FlowTable
from camaudit.capture.formats import open_file, pieces, recognise
from camaudit.capture.losses import Losses
from camaudit.capture.packets import NO_FRAME, Window, pcap_packets, pcapng_packets
from camaudit.model.frame import UNROUTED, Frame
from camaudit.model.observation import Reason, Watched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from camaudit.capture.packets import Packet
    from camaudit.model.endpoint import Endpoints, IPAddress
    from camaudit.model.observation import Flow, Shortfall
    from camaudit.model.progress import Watcher

_OPENS_OR_ENDS = headers.SYN | headers.FIN | headers.RST
_WITH_FACTS = frozenset({headers.TCP, headers.UDP, headers.ICMPV6})
_ARP_OVER_ETHERNET = b"\x00\x01\x08\x00\x06\x04"  # hardware, protocol, lengths of their addresses


class CaptureReader:
    """Reads one capture once: `frames` first, then the rest.

    Input:  path; shown, the path as the reader of a report knows it; inside, which tells the
            addresses of the operator; endpoints and watcher as everywhere.
    Raises: SourceError where the file cannot be opened or is not a capture.
    """

    def __init__(
        self,
        path: Path,
        shown: str,
        inside: Callable[[IPAddress], bool],
        endpoints: Endpoints,
        watcher: Watcher,
    ) -> None:
        self._path = path
        self._shown = shown
        self._watcher = watcher
        self._format = recognise(path, shown)
        self.kind = str(self._format)  # "pcap", "pcapng (gzip)" ...
        self.frames_read = 0
        self._losses = Losses(shown)
        self._macs = Macs()
        self._addresses = Addresses()
        self._sides = Sides(inside)
        self._speakers = Speakers()
        self._flows = FlowTable(
            sides=self._sides,
            addresses=self._addresses,
            macs=self._macs,
            endpoints=endpoints,
            losses=self._losses,
        )
        self._first = float("inf")  # Unix seconds
        self._last = float("-inf")

    def frames(self) -> Iterator[Frame]:
        """Yield, in the order of the file, every frame that a dissector can make something of.

        Output: ARP, UDP and ICMPv6 with a payload, TCP with a payload or with SYN, FIN or RST.
        Raises: SourceError where the file is gone since it was recognised.
        """
        with open_file(self._path, self._shown) as file:
            self._watcher.begin(self._shown, fstat(file.fileno()).st_size)
            try:
                window = Window(pieces(file, self._format.packing))
                read = pcap_packets if self._format.kind == "pcap" else pcapng_packets
                looked_at = b""
                for packet in read(window, self._losses):
                    if packet[0] is not looked_at:
                        looked_at = packet[0]
                        self._watcher.advance(self._shown, file.tell())
                    self.frames_read += 1
                    frame = self._frame(packet)
                    if frame is not None:
                        yield frame
            finally:
                self._watcher.end(self._shown)

    def flows(self) -> Iterator[Flow]:
        """Yield the flows of the frames that were read, sorted."""
        return self._flows.flows()

    def shortfalls(self) -> list[Shortfall]:
        """Give what could not be read or kept so far, sorted."""
        return self._losses.shortfalls()

    def watched(self) -> Watched | None:
        """Tell what could be seen; None where no frame was read."""
        if self._last < self._first:
            return None
        return Watched(
            source=self._shown,
            vantage="capture",
            first=self._first,
            last=self._last,
            frames=self.frames_read,
            heard=tuple(self._addresses[raw] for raw in self._speakers.heard()),
            passing=tuple(self._addresses[raw] for raw in self._speakers.passing()),
        )

    def _frame(self, packet: Packet) -> Frame | None:
        """Locate one frame, count it, and give it where it can carry a fact."""
        buffer, start, end, wire, link, at = packet
        if link == NO_FRAME:
            return None
        number = self.frames_read
        self._first = min(self._first, at)
        self._last = max(self._last, at)
        found = headers.locate(buffer, start, end, wire, link)
        (
            verdict, source_mac, target_mac, ethertype, vlan, version, source_ip, target_ip, hops,
            protocol, source_port, target_port, sequence, flags, payload, stop, cut, fragment, _,
        ) = found  # fmt: skip
        self._count_losses(packet, verdict, fragment)
        source = target = None
        if version:
            width = 4 if version == 4 else 16
            raw = buffer[source_ip : source_ip + width]
            grouped = target_mac >= 0 and buffer[target_mac] & 1  # to many: never forwarded
            self._count_speaker(raw, local=bool(grouped) or hops in UNROUTED)
            if verdict != headers.FOUND or fragment == headers.LATER_FRAGMENT:
                return None
            self._flows.add(buffer, found, number, at)
            if protocol not in _WITH_FACTS or (payload == stop and not flags & _OPENS_OR_ENDS):
                return None
            source = self._addresses[raw]
            target = self._addresses[buffer[target_ip : target_ip + width]]
        elif verdict != headers.FOUND or ethertype != headers.ETHERTYPE_ARP:
            return None
        elif buffer[payload : payload + 6] == _ARP_OVER_ETHERNET:
            self._count_speaker(buffer[payload + 14 : payload + 18], local=True)
        macs = self._macs
        return Frame(
            number,
            at,
            macs[buffer[source_mac : source_mac + 6]] if source_mac >= 0 else None,
            macs[buffer[target_mac : target_mac + 6]] if target_mac >= 0 else None,
            ethertype,
            source,
            target,
            hops,
            protocol,
            source_port,
            target_port,
            sequence,
            flags,
            buffer[payload:stop],
            cut == 1,
            vlan or None,
        )

    def _count_losses(self, packet: Packet, verdict: int, fragment: int) -> None:
        """Count what is missing of a frame; headers that the snap length took are SNAPPED only."""
        _, start, end, wire, link, _ = packet
        if wire > end - start:
            self._losses.add(Reason.SNAPPED, "frames", self._here)
        if verdict == headers.UNKNOWN_LINK:
            self._losses.add(Reason.UNSUPPORTED_LINK, f"link type {link}", self._here)
        elif verdict == headers.MALFORMED:
            self._losses.add(Reason.MALFORMED, "headers of a frame", self._here)
        if fragment == headers.LATER_FRAGMENT:
            self._losses.add(Reason.FRAGMENT, "IP fragments", self._here)

    def _count_speaker(self, raw: bytes, *, local: bool) -> None:
        """Note the source of a packet, where it is an address of ours or a private one."""
        if self._sides[raw] not in {INSIDE, ELSEWHERE}:
            return
        if not self._speakers.add(raw, local=local):
            self._losses.add(Reason.BOUND, "packets of further addresses", self._here)

    @property
    def _here(self) -> str:
        return f"frame {self.frames_read}"
