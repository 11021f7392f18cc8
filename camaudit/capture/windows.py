"""A recording: its frames that can carry a fact, its flows, and what could not be read."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from camaudit.capture import headers, links
from camaudit.capture.addresses import OUTSIDE, Addresses, Macs, Sides
from camaudit.capture.ahead import ahead_of
from camaudit.capture.bounded import Speakers
from camaudit.capture.circumstances import Circumstances
from camaudit.capture.content import Window
from camaudit.capture.copies import COMPARED, Copies
from camaudit.capture.flowtable import FlowTable
from camaudit.capture.formats import Begun, Format, open_file, pieces, recognise
from camaudit.capture.fragments import Fragments
from camaudit.capture.frames import Frames
from camaudit.capture.losses import Losses
from camaudit.capture.marks import Marks
from camaudit.capture.noted import Noted
from camaudit.capture.packets import NO_FRAME, pcap_packets, pcapng_packets
from camaudit.errors import MalformedError
from camaudit.model.coverage import Circumstance
from camaudit.model.frame import UNROUTED, Frame
from camaudit.model.observation import Reason, Watched
from camaudit.model.progress import Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from camaudit.capture.ahead import Ahead
    from camaudit.capture.kept import Kept
    from camaudit.capture.numbers import Numbers
    from camaudit.capture.packets import Packet
    from camaudit.model.ahead import Follower
    from camaudit.model.coverage import Note
    from camaudit.model.endpoint import Endpoints, IPAddress
    from camaudit.model.observation import Contact, Flow, Shortfall
    from camaudit.model.progress import Watcher

LONG = 3_600.0  # seconds without a frame that are said
ENDED = "reading, ended by hand"
DISORDER = 1.0  # seconds that a frame may stand behind its time, as several queues have it
LATE = -1  # stands for a place: packets were given up of which not all fragments came

_OPENS_OR_ENDS = headers.SYN | headers.FIN | headers.RST
WORTH = 1 << 25  # bytes of a file for which loading the compiled kernel is
_TALKS = frozenset({headers.TCP, headers.UDP})
_WITH_FACTS = frozenset({headers.IGMP, headers.TCP, headers.UDP, headers.ICMPV6})
_WIDTHS = {0: 0, 4: 4, 6: 16}  # bytes of an address, by IP version; 0 where there is none
_CDP = b"\xaa\xaa\x03\x00\x00\x0c\x20\x00"  # LLC and SNAP: it has no EtherType
_SADP = 0x8033  # Hikvision's discovery below IP; another firm had the type before
_LINK_WITH_FACTS = frozenset({headers.ETHERTYPE_LLDP, _SADP})
_ARP_OVER_ETHERNET = b"\x00\x01\x08\x00\x06\x04"  # hardware, protocol, lengths of their addresses


class CaptureReader:
    """Reads one recording once: `frames` of each file first, `left` after the last, then the rest.

    Input:  path; shown, the path as the reader of a report knows it; inside, which tells the
            addresses of the operator; endpoints and watcher as everywhere; follower: who reads the
            frames, and says what is not waited for; None: nobody does; content: gives a pcap file
            as it comes, in place of a path; stop: tells when to end early; keep: makes who is
            given every frame, to keep it: then none is passed over.
    Raises: SourceError where the file cannot be opened or is not a capture.
    """

    def __init__(
        self,
        path: Path | None,
        shown: str,
        inside: Callable[[IPAddress], bool],
        endpoints: Endpoints,
        watcher: Watcher,
        follower: Follower | None = None,
        content: Callable[[], Iterator[bytes]] | None = None,
        stop: Stop | None = None,
        keep: Callable[[Numbers], Kept] | None = None,
    ) -> None:
        self._content = content
        self.marks = Marks()  # of a capture that camaudit wrote
        self._watcher = watcher
        self._stop = stop or Stop()
        self._open(path, shown)
        self._yielded = 0  # frames that were looked at
        self._follower = follower
        self._ahead: Ahead | None = None
        self._key = 0  # of the stream of the frame that is looked at, where it is read ahead
        self._losses = Losses(shown)
        self.numbers = self._losses.numbers  # by which frames are told apart
        self.kept = None if keep is None else keep(self.numbers)
        self._macs = Macs()
        self._addresses = Addresses()
        self._frames = Frames(self._macs, self._addresses)
        self._sides = Sides(inside)
        self._speakers = Speakers()
        self._flows = FlowTable(
            sides=self._sides,
            addresses=self._addresses,
            macs=self._macs,
            endpoints=endpoints,
            losses=self._losses,
        )
        self._circumstances = Circumstances(shown)
        self._noted = Noted(
            self._sides, self._speakers, self._losses, self._circumstances, self._at
        )
        self._copies = Copies()
        self._fragments = Fragments()
        self._joining = True  # fragments are put together; else they are taken as they come
        self._content_of = Window(iter(()))
        self._number = 0  # of the frame that is looked at
        self._following = 0  # where another frame lies in the same one; or LATE
        self._first = float("inf")  # Unix seconds
        self._last = float("-inf")
        self._before = float("-inf")  # of the frame before

    def _open(self, path: Path | None, shown: str) -> None:
        self._path = path
        self._shown = shown
        self._format = Format("pcap", None) if path is None else recognise(path, shown)
        self.kind = str(self._format)  # "pcap", "pcapng (gzip)" ...
        # Bytes: what is written to the file later is not read.
        self.size = 0 if path is None else path.stat().st_size

    def go_on(self, path: Path, shown: str) -> None:
        """Go on with the next file of the same recording; then ask for its `frames`.

        Raises: SourceError where it cannot be opened or is not a capture; OSError.
        """
        self._open(path, shown)
        before = self.frames_read
        self.numbers.begin(shown, before)
        self._circumstances.begin(shown)
        if self._ahead is not None:
            self._ahead.numbered_from = before

    @property
    def last(self) -> float:
        """Unix seconds of the latest frame so far; -inf before the first."""
        return max(self._last, self._before)

    def frames(self, *, more: bool = False) -> Iterator[Frame]:
        """Yield, in the order of the file, every frame that a dissector can make something of.

        Input:  more: another file may go on with it: fragments wait for it, until `left`.
        Output: ARP, LLDP, CDP, SADP below IP; IGMP, UDP and ICMPv6 with a payload, TCP with a
                payload or with SYN, FIN or RST.
        Raises: SourceError where the file is gone since it was recognised.
        """
        with nullcontext() if self._path is None else open_file(self._path, self._shown) as file:
            self._watcher.begin(self._shown, self.size or None)
            try:
                window = self._content_of = self._window(file)
                looked_at = b""
                for packet in self._packets(window):
                    if packet[0] is not looked_at:
                        looked_at = packet[0]
                        if self._should_end(window.base if file is None else file.tell()):
                            break
                    yield from self._found_in(packet)
                if not more:
                    yield from self.left()
                if self._ahead is not None:
                    yield from self._ahead.let_go()
                    self._noted.passed_over(self._ahead.told)
            finally:
                self._watcher.end(self._shown)

    def left(self) -> Iterator[Frame]:
        """Yield what there is of packets of which not all fragments came."""
        self._fragments.give_up()
        yield from self._late()

    def _found_in(self, packet: Packet) -> Iterator[Frame]:
        """Yield the frames of one record that a dissector can make something of."""
        self._yielded += 1
        self._number = self.frames_read
        if self._ahead is not None:
            self._before = self._ahead.before
        frame = self._frame(packet)
        if frame is not None:
            yield from self._followed(frame, self._key)
        while self._following:
            if self._following == LATE:
                yield from self._late()
                break
            frame = self._frame(_subframe(packet, self._following))
            if frame is not None:
                yield from self._followed(frame, self._key)
        if self._ahead is not None:
            self._ahead.before = self._before

    def _should_end(self, done: int) -> bool:
        """Tell who watches how far it is; tell whether to read no further."""
        read = self.frames_read - self.numbers.before
        self._watcher.advance(self._shown, done, read)
        if self._stop.asked:
            self._losses.add(Reason.TRUNCATED, ENDED, f"after frame {read}")
        return self._stop.asked

    def _window(self, file: BinaryIO | None) -> Window:
        """Give the content; what is heard is looked at as it comes."""
        if file is not None:
            return Window(pieces(Begun(file, self.size), self._format.packing))
        return Window(iter(()) if self._content is None else self._content(), at_once=1)

    @property
    def frames_read(self) -> int:
        """Frames so far, passed over or not."""
        return self._yielded + (0 if self._ahead is None else self._ahead.passed)

    def _packets(self, window: Window) -> Iterator[Packet]:
        """Yield the frames that have to be looked at."""
        if self.size >= WORTH and self._ahead is None and self.kept is None:
            self._ahead = ahead_of(
                self._flows, self._follower, self._frames.held, self._format.kind
            )
        self.marks.kept = False
        if self._format.kind == "pcap":
            return pcap_packets(window, self._losses, self._ahead)
        return pcapng_packets(window, self._losses, self._ahead, self.marks)

    def _followed(self, frame: Frame, key: int) -> Iterator[Frame]:
        """Yield a frame; of a segment, hear what is waited for of its stream then.

        Input: key: of the stream; 0 where it is not read ahead.
        """
        ahead, follower = self._ahead, self._follower
        if ahead is None or follower is None or frame.protocol != headers.TCP:
            yield frame
            return
        over = ahead.settle(key, frame)
        yield from ahead.due()
        if over:
            return
        if not key:
            yield frame
            return
        ahead.looked_at(key)
        yield frame
        ahead.follow(key, *follower.waits(frame, key))

    def flows(self) -> Iterator[Flow]:
        """Yield the flows of the frames that were read, sorted."""
        self._take_ahead()
        return self._flows.flows()

    def contacts(self) -> Iterator[Contact]:
        """Yield what addresses inside sent each other, sorted."""
        self._take_ahead()
        return self._flows.inner.contacts()

    def shortfalls(self) -> list[Shortfall]:
        """Give what could not be read or kept so far, sorted."""
        self._take_ahead()
        return self._losses.shortfalls()

    def notes(self, shown: str | None = None) -> list[Note]:
        """Tell what was noticed so far of how a file was recorded; None: the one that is read."""
        self._take_ahead()
        return list(self._circumstances.notes(shown or self._shown, self._addresses))

    def watched(self) -> Watched | None:
        """Tell what could be seen; None where no frame was read. The first file stands for all."""
        self._take_ahead()
        last = self.last
        if last < self._first:
            return None
        return Watched(
            source=self.numbers.of(1)[0],
            vantage="capture",
            first=self._first,
            last=last,
            frames=self.frames_read,
            heard=tuple(self._addresses[raw] for raw in self._speakers.heard()),
            passing=tuple(self._addresses[raw] for raw in self._speakers.passing()),
        )

    def _take_ahead(self) -> None:
        """Take what was read ahead and not handed on so far."""
        if self._ahead is not None:
            self._ahead.take_all()
            self._before = max(self._before, self._ahead.before)
            self._noted.passed_over(self._ahead.told)

    def _frame(  # noqa: C901, PLR0911, PLR0912, PLR0915 - a call costs as in `locate`
        self, packet: Packet
    ) -> Frame | None:
        """Locate one frame, count it, and give it where it can carry a fact."""
        buffer, start, end, wire, link, at = packet
        if link == NO_FRAME:
            return None
        number = self._number
        ahead = self._ahead
        self._key = 0
        if not self._before <= at <= self._before + LONG:
            self._leap(at)
        self._before = at
        key, again = 0, -1  # not known so far
        seen = None if ahead is None else ahead.looked_up(buffer, start)
        if seen is None:
            found = headers.locate(buffer, start, end, wire, link)
        else:
            found, key, again = seen
        (
            verdict, source_mac, target_mac, ethertype, _, version, source_ip, target_ip, hops,
            protocol, _, _, _, flags, payload, stop, _, fragment, _,
            wrapping, outer_version, outer_ip, self._following,
        ) = found  # fmt: skip
        if fragment or wrapping:
            network = (outer_ip if outer_version else source_ip) - 12
            if (
                self._joining
                and (outer_version or version) == 4
                and (buffer[network + 6] & 0x3F or buffer[network + 7])
            ):
                return self._fragment(packet, network)
        if self.kept is not None:
            self._keep(packet, found)
        if verdict != headers.FOUND or wire > end - start or fragment == headers.LATER_FRAGMENT:
            self._note_passed()
            self._noted.losses(packet, verdict, fragment, version)
        if wrapping:
            width = _WIDTHS[outer_version]
            self._note_passed()
            self._noted.wrapping(wrapping, buffer[outer_ip : outer_ip + width], self._here())
        source = target = None
        if version:
            width = 4 if version == 4 else 16
            raw = buffer[source_ip : source_ip + width]
            grouped = target_mac >= 0 and buffer[target_mac] & 1  # to many: never forwarded
            # A packet that another one carries without a link layer is on no segment here.
            local = bool(grouped) or (hops in UNROUTED and not (wrapping and source_mac < 0))
            known = True
            if fragment != headers.LATER_FRAGMENT or not self._circumstances.wraps(raw):
                known = self._noted.speaker(raw, local=local)
            if verdict != headers.FOUND or fragment == headers.LATER_FRAGMENT:
                return None
            begins = source_ip - (12 if version == 4 else 8)
            if again >= 0:
                pass
            elif ahead is not None:
                again = ahead.again(buffer, begins, stop, at)
            else:
                again = self._copies.again(buffer[begins : min(stop, begins + COMPARED)], at)
            if self.kept is not None:
                beginning = buffer[begins : min(stop, begins + COMPARED)]
                self.kept.copied(beginning) if again else self.kept.packet(beginning)
            if again:
                self._note_passed()
                self._noted.copy()
                return None
            tally = self._flows.add(buffer, found, number, at)
            if ahead is not None and protocol in _TALKS and (fragment or not known):
                ahead.pass_none(buffer, found, key)
            elif ahead is not None and protocol in _TALKS:
                self._key = ahead.learn(buffer, found, tally, key, local=local)
                if protocol != headers.TCP:
                    self._key = 0
            if protocol not in _WITH_FACTS or (payload == stop and not flags & _OPENS_OR_ENDS):
                return None
            source = self._addresses[raw]
            target = self._addresses[buffer[target_ip : target_ip + width]]
        elif verdict != headers.FOUND:
            return None
        elif ethertype == headers.ETHERTYPE_ARP:
            if buffer[payload : payload + 6] == _ARP_OVER_ETHERNET:
                self._noted.speaker(buffer[payload + 14 : payload + 18], local=True)
        elif ethertype not in _LINK_WITH_FACTS and (
            ethertype or buffer[payload : payload + 8] != _CDP
        ):
            return None
        return self._frames.made(buffer, found, number, at, source, target)

    def _fragment(self, packet: Packet, network: int) -> Frame | None:
        """Take a fragment of an IPv4 packet; give the frame that it completes.

        Input: network, index of its IP header; around what it carries, where it is a tunnel.
        """
        *_, link, at = packet
        frame = None
        try:
            whole = self._fragments.add(packet, network, self._number)
        except MalformedError:
            whole = b""
        if whole is not None:
            self._joining = False
            frame = self._frame((whole, 0, len(whole), len(whole), link, at) if whole else packet)
            self._joining = True
        self._following = LATE if self._fragments.gone else 0
        return frame

    def _keep(self, packet: Packet, found: headers.Located) -> None:
        """Hand a frame to who keeps it; what passes between others outside is not kept."""
        assert self.kept is not None  # noqa: S101 - the caller looked
        if packet[4] == links.LINK_SUBFRAME:
            self.kept.inner(packet, found)
            return
        buffer, _, _, _, _, at = packet
        version, source, target = found[5:8]
        width = _WIDTHS[version]
        ours = not width or not (
            self._sides[bytes(buffer[source : source + width])] == OUTSIDE
            and self._sides[bytes(buffer[target : target + width])] == OUTSIDE
        )
        self.kept.frame(self._number, self._content_of.stamp_of(at), packet, found, kept=ours)

    def _late(self) -> Iterator[Frame]:
        """Yield what there is of packets whose rest did not come."""
        number, before = self._number, self._before
        self._joining = False
        for partial in self._fragments.gone:
            self._number = partial.number
            parts = len(partial.parts) - (partial.begins is not None)
            if parts:
                source, place = self._at()
                self._losses.add(Reason.FRAGMENT, "IP fragments", place, parts, source)
            if self.kept is not None:
                for one in self._fragments.emptied(partial):
                    self._keep(one, headers.locate(*one[:5]))
            if partial.begins is not None:
                self._before = partial.begins[5]
                frame = self._frame(partial.begins)
                if frame is not None:
                    yield from self._followed(frame, self._key)
        self._fragments.gone.clear()
        self._joining = True
        self._following = 0
        self._number, self._before = number, before

    def _leap(self, at: float) -> None:
        """Note a time that is not that of the frame before or a little later."""
        before = self._before
        self._first = min(self._first, at)
        self._last = max(self._last, before)
        if at < before - DISORDER:
            self._circumstances.add(Circumstance.CLOCK_BACK, self._here())
        elif at > before + LONG and self.frames_read > 1:
            self._circumstances.add(Circumstance.SILENCE, self._here())

    def _note_passed(self) -> None:
        """Note what was passed over before what is noted next."""
        if self._ahead is not None:
            self._noted.passed_over(self._ahead.told)

    def _at(self) -> tuple[str, str]:
        return self.numbers.of(self._number)

    def _here(self) -> str:
        return self._at()[1]


def _subframe(packet: Packet, start: int) -> Packet:
    buffer, first, end, wire, _, at = packet
    return buffer, start, end, wire - (start - first), links.LINK_SUBFRAME, at
