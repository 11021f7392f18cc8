"""Reads ahead of the parsers: what a capture holds that says nothing but how much was sent.

Every conversation goes through the reader first. Once a frame of it was read, and whoever follows
its stream has said what is waited for, the kernel (`triage`) passes over what is not, and adds up.
What it added up is handed to the tables of the reader before they count another packet of the
same, and at the end. A slot is no more than a shortcut: where there is no room, all are emptied.
"""

from __future__ import annotations

import secrets
from array import array
from typing import TYPE_CHECKING, cast

from camaudit.capture import compiled, headers, recent, slots, state, triage
from camaudit.capture.conversation import Conversation
from camaudit.capture.flowtable import INNER
from camaudit.capture.headers import ACK, RST, SYN, TCP
from camaudit.capture.holding import NONE, Holding
from camaudit.capture.inner import InnerSum
from camaudit.capture.passed import PassedOver
from camaudit.capture.signs import marks, table
from camaudit.data import cache_folder
from camaudit.model.ahead import ALL, FRAMED, HAND, HELD, SKIPPED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from camaudit.capture.compiled import Kernel
    from camaudit.capture.flowtable import FlowTable, Tally
    from camaudit.capture.headers import Located
    from camaudit.model.ahead import Follower
    from camaudit.model.frame import Frame

SLOTS = 1 << 16
MANY = 1_024  # keys of one sum, from which on those that are over are left out
NOBODY = -1  # stands for a slot


class Ahead:
    """The slots of one capture, and the kernel that works on them."""

    def __init__(
        self,
        kernel: Kernel,
        flows: FlowTable,
        follower: Follower | None,
        made: Callable[[bytes, int, int, float], Frame],
        view: Callable[[bytes | bytearray | array[int] | array[float]], object],
    ) -> None:
        """Begin a capture.

        Input:  follower: who reads what is not passed over; None: nobody does; made: makes a frame
                of bytes, type of link, number, and Unix seconds; view: gives a buffer the form
                that the kernel takes.
        """
        signs = None if follower is None else follower.signs
        self.passed = 0  # frames
        self.numbered_from = 0  # frames of the files before
        self.before = float("-inf")  # time of the last frame, passed over or not
        self._kernel = kernel
        self._flows = flows
        flows.over, flows.fresh, flows.inner.over = self._over, self._fresh, self._over
        self._follower = follower
        self._view = view
        self._places: dict[int, int] = {}  # slots by key
        self._owners: list[Tally] = [(None, 0)] * SLOTS
        self._ints = array("q", bytes(8 * slots.WIDTH * SLOTS))
        self._floats = array("d", bytes(16 * SLOTS))
        self._state = array("q", bytes(8 * state.STATE))
        self._state[state.POINT_1] = secrets.randbelow(1 << 30) + (1 << 30)
        self._state[state.POINT_2] = secrets.randbelow(1 << 30) + (1 << 30)
        self.told = PassedOver(self._state)
        self._keys = array("q", bytes(16 * recent.ROOM))
        self._times = array("d", bytes(16 * recent.ROOM))
        self._bursts = flows.bursts.times
        self._buffer = b""
        self._seen: object = None
        self._interfaces = array("q")
        self._interfaces_seen: object = None
        self._dull = signs is None
        points = self._state[state.POINT_1], self._state[state.POINT_2]
        self._holding = Holding(kernel.held, view, points, self._ints, self._find, made)
        self._reverse = 0  # key of the other direction, of a frame that answers a SYN
        self._ends = b"", b""  # addresses of client and server, of the same frame
        self._tables = (
            view(self._keys), view(self._times), view(self._state), view(table(signs)),
            view(array("q", marks(signs))),
        )  # fmt: skip
        self._found = array("q", bytes(8 * triage.LOOKED))
        self._found[triage.LOOKED_AT] = NONE
        self._all = *self._tables, *self._holding.views, view(self._found)
        self._slots = view(self._ints), view(self._floats), SLOTS - 1
        self._burst_view = view(self._bursts)

    def compile(self, kind: str) -> None:
        """Have all compiled that is called for a file of a kind, as `ahead_of` has it: once called.

        Raises: whatever Numba raises.
        """
        none = b"E\0\0\x14" + bytes(16)  # of IPv4, from nobody to nobody
        if kind == "pcap":
            self.walk(none, 0, 0, 0, (0, 1, 16, 1), 0, 0)
        else:
            self.walk_blocks(none, 0, 0, 0, 0, array("q", (0, 0, 0)))
        self._key(none, headers.locate(none, 0, len(none), len(none), headers.LINK_IPV4))
        self.again(none, 0, len(none), float("-inf"))
        self._holding.digest(0)

    def walk(
        self, buffer: bytes, at: int, end: int, number: int, form: tuple[int, int, int, int],
        near: int, belief: int,
    ) -> tuple[int, int, int]:  # fmt: skip
        """Pass over records of a pcap file that need no look.

        Input:  number: of the frame before `at`; form: byte order, units, length of a header, link.
        Output: place of the first record that needs one, frames passed, seconds of the last.
        """
        big, units, header, link = form
        self._refresh()
        at, passed, self.before, near = self._kernel.walk(
            self._viewed(buffer), at, end, self.numbered_from + number, big, header, units, link,
            self.before, near, belief, *self._slots, self._burst_view, *self._all,
        )  # fmt: skip
        self.passed += passed
        return at, passed, near

    def walk_blocks(
        self, buffer: bytes, at: int, end: int, number: int, big: int, interfaces: array[int]
    ) -> tuple[int, int]:
        """Pass over blocks of a pcapng file that are frames and need no look.

        Input:  as `walk`; interfaces: of each its link type, units and offset of its times.
        Output: place of the first block that needs one, frames passed.
        """
        if interfaces is not self._interfaces:
            self._interfaces, self._interfaces_seen = interfaces, self._view(interfaces)
        self._refresh()
        at, passed, self.before = self._kernel.walk_blocks(
            self._viewed(buffer), at, end, self.numbered_from + number, big,
            self._interfaces_seen, self.before, *self._slots, self._burst_view, *self._all,
        )  # fmt: skip
        self.passed += passed
        return at, passed

    def _refresh(self) -> None:
        if self._bursts is not self._flows.bursts.times:
            self._bursts = self._flows.bursts.times
            self._burst_view = self._view(self._bursts)

    def _viewed(self, buffer: bytes) -> object:
        if buffer is not self._buffer:
            self._buffer, self._seen = buffer, self._view(buffer)
        return self._seen

    def looked_up(self, buffer: bytes, start: int) -> tuple[Located, int, int] | None:
        """Give what the kernel saw of the frame that it stopped at, as `triage.look`; once."""
        found = self._found
        if found[triage.LOOKED_AT] != start or buffer is not self._buffer:
            return None
        found[triage.LOOKED_AT] = NONE
        values = found.tolist()
        located = cast("Located", tuple(values[: triage.LOOKED_KEY]))
        return located, values[triage.LOOKED_KEY], values[triage.LOOKED_AGAIN]

    def again(self, buffer: bytes, start: int, stop: int, at: float) -> bool:
        """Tell whether a packet was there a moment ago, as `Copies.again` does."""
        seen, (keys, times, own, _, _) = self._viewed(buffer), self._tables
        return bool(self._kernel.recent.again(seen, start, stop, at, keys, times, own))

    def _key(self, buffer: bytes, found: Located) -> int:
        """Give the key of a packet's conversation and direction."""
        version, source, target, protocol = found[5], found[6], found[7], found[9]
        width = 4 if version == 4 else 16
        ends = found[10] * 65_536 + found[11]
        return int(
            self._kernel.conversation_key(
                self._viewed(buffer), source, target, width, ends, protocol, self._tables[2]
            )
        )

    def learn(  # noqa: C901 - one branch for each sort of packet
        self, buffer: bytes, found: Located, tally: Tally, key: int, *, local: bool
    ) -> int:
        """Let the kernel pass over packets that are like one that was just counted; give their key.

        Input:  key: where it is known; else 0.
        Output: 0 where there is no room to count more of them.
        """
        key = key or self._key(buffer, found)
        protocol = found[9]
        owner, speaker = tally
        slot = self._find(key)
        ints = self._ints
        wrapped = self.told.wrapper(triage.wrapper(buffer, *found[19:22]) if found[19] else 0)
        if (owner is None and speaker == INNER) or wrapped < 0:  # no room to count more of them
            if slot != NOBODY:
                self._drop(slot)
            return 0
        mac = slots.mac_of(buffer, found[1])
        if slot != NOBODY and protocol == TCP and not self._is_same(slot, mac, local=local):
            self._drop(slot)  # another one speaks: the next that is said tells the follower who
            slot = NOBODY
        if slot == NOBODY:
            if protocol == TCP and found[13] & RST:
                return key  # a reset is no speech, and what comes after it may be the first
            slot = self._begin(key)
        base = slot * slots.WIDTH
        self._owners[slot] = tally
        ints[base + slots.LOCAL] = int(local)
        ints[base + slots.MAC] = mac
        ints[base + slots.FLOW] = -1
        ints[base + slots.WRAPPER] = wrapped
        if owner is not None and key not in owner.keys[-2:]:
            owner.keys.append(key)
            if len(owner.keys) > MANY:  # of many conversations, most of them over
                own = {*self._slots_of(owner)}
                owner.keys = [one for one in dict.fromkeys(owner.keys) if self._find(one) in own]
        if isinstance(owner, Conversation) and owner.flow and owner.has_bursts(speaker):
            ints[base + slots.FLOW] = owner.flow.burst_at
        if protocol != TCP:
            ints[base + slots.MODE] = ALL if self._dull else slots.SILENT
        elif self._follower is None:
            ints[base + slots.MODE] = ALL
        elif found[13] & (SYN | ACK) == SYN | ACK:
            self._answers(buffer, found)
        return key

    def _is_same(self, slot: int, mac: int, *, local: bool) -> bool:
        base = slot * slots.WIDTH
        before = self._ints[base + slots.MAC], self._ints[base + slots.LOCAL]
        return before == (mac, int(local))

    def pass_none(self, buffer: bytes, found: Located, key: int) -> None:
        """Look at each packet of a conversation again; key: where it is known, else 0."""
        slot = self._find(key or self._key(buffer, found))
        if slot != NOBODY:
            self._drop(slot)

    def _begin(self, key: int) -> int:
        """Make a slot, all frames of which are looked at so far."""
        slot = self._free(key)
        base = slot * slots.WIDTH
        ints = self._ints
        self._places[key] = slot
        ints[base + slots.KEY] = key
        ints[base + slots.MODE] = HAND
        ints[base + slots.PACKETS] = ints[base + slots.BYTES] = 0
        ints[base + slots.SPOKE] = 0
        ints[base + slots.ROW] = NONE
        return slot

    def _answers(self, buffer: bytes, found: Located) -> None:
        """Note whom a SYN is answered: what is held has two directions."""
        version, server, client = found[5], found[6], found[7]
        width = 4 if version == 4 else 16
        self._reverse = int(
            self._kernel.conversation_key(
                self._viewed(buffer), client, server, width, found[11] * 65_536 + found[10], TCP,
                self._tables[2],
            )
        )  # fmt: skip
        self._ends = buffer[client : client + width], buffer[server : server + width]

    def looked_at(self, key: int) -> None:
        """Tell the follower of a stream how far it went on; then look at each of its frames."""
        slot = self._find(key)
        if slot == NOBODY or self._follower is None:
            return
        base = slot * slots.WIDTH
        ints = self._ints
        followed = ints[base + slots.MODE] in {SKIPPED, FRAMED}
        following = ints[base + slots.NEXT] if followed else None
        spoke, ints[base + slots.SPOKE] = ints[base + slots.SPOKE], 0
        ints[base + slots.MODE] = HAND
        self._follower.went_on(key, spoke, following, ints[base + slots.SKIP])

    def follow(self, key: int, mode: int, following: int, skip: int) -> None:
        """Follow a stream as its follower says."""
        slot = self._find(key)
        reverse, self._reverse = self._reverse, 0
        if slot != NOBODY:
            base = slot * slots.WIDTH
            self._ints[base + slots.MODE] = mode
            self._ints[base + slots.NEXT] = following
            self._ints[base + slots.SKIP] = skip
            if mode == HELD and reverse:
                self._holding.hold(self._find(reverse), slot, self._ends)

    def settle(self, key: int, frame: Frame) -> bool:
        """See to what is held before a segment is read; tell whether that was read with it."""
        return self._holding.settle(key, frame, self._follower)

    def due(self) -> Iterable[Frame]:
        """Give the frames that were held and are no longer, in their order."""
        return self._holding.due()

    def let_go(self) -> Iterable[Frame]:
        """Hold nothing any longer; give what was held, as `ReadsAhead.let_go`."""
        return self._holding.let_go()

    def spoke(self, key: int) -> int:
        """Give the number of the last frame of a stream that was passed over; 0: of none."""
        slot = self._find(key)
        return 0 if slot == NOBODY else self._ints[slot * slots.WIDTH + slots.SPOKE]

    def forget(self, key: int) -> None:
        """Look at every frame of a stream again: nobody follows it any more."""
        self.follow(key, HAND, 0, 0)

    def take_all(self) -> None:
        """Hand on everything that was added up."""
        ints = self._ints
        for slot in self._places.values():
            if ints[slot * slots.WIDTH + slots.PACKETS]:
                self._flush(slot)

    def _over(self, owner: Conversation | InnerSum) -> None:
        for slot in self._slots_of(owner):
            self._drop(slot)

    def _slots_of(self, owner: Conversation | InnerSum) -> list[int]:
        found = (self._find(key) for key in dict.fromkeys(owner.keys))
        return [slot for slot in found if slot != NOBODY and self._owners[slot][0] is owner]

    def _fresh(self, talk: Conversation) -> None:
        for slot in self._slots_of(talk):
            self._flush(slot)

    def _drop(self, slot: int) -> None:
        self._flush(slot)
        base = slot * slots.WIDTH
        key = self._ints[base + slots.KEY]
        if self._ints[base + slots.ROW] != NONE:
            self._holding.release(self._ints[base + slots.ROW])
        self.looked_at(key)
        del self._places[key]
        self._ints[base + slots.KEY] = 0
        self._owners[slot] = None, 0

    def _find(self, key: int) -> int:
        return self._places.get(key, NOBODY)

    def _free(self, key: int) -> int:
        for _ in range(2):
            for probe in range(slots.PROBES):
                slot = (key + probe) % SLOTS
                if self._ints[slot * slots.WIDTH + slots.KEY] == 0:
                    return slot
            self._empty()
        raise AssertionError("an empty table has room")

    def _empty(self) -> None:
        for slot in list(self._places.values()):
            self._drop(slot)

    def _flush(self, slot: int) -> None:
        base = slot * slots.WIDTH
        ints = self._ints
        packets, size = ints[base + slots.PACKETS], ints[base + slots.BYTES]
        if packets == 0:
            return
        ints[base + slots.PACKETS] = ints[base + slots.BYTES] = 0
        owner, speaker = self._owners[slot]
        first = self._floats[2 * slot + slots.FIRST]
        last = self._floats[2 * slot + slots.LAST]
        if isinstance(owner, Conversation):
            owner.more(speaker, size, first, last)
        elif isinstance(owner, InnerSum):
            owner.more(packets, size, last)


def ahead_of(
    flows: FlowTable,
    follower: Follower | None,
    frame: Callable[[bytes, int, int, float], Frame],
    kind: str,
) -> Ahead | None:
    """Read ahead of one capture where the kernel can be compiled; None where it cannot.

    Input: frame: makes a frame, as for `Ahead`; kind: "pcap" or "pcapng".
    """
    if not compiled.is_there():
        return None
    try:
        import numpy as np  # noqa: PLC0415 - comes with the kernel

        made = compiled.kernel(cache_folder())
        kinds = {"q": np.int64, "d": np.float64}

        def view(what: bytes | bytearray | array[int] | array[float]) -> object:
            kind = kinds[what.typecode] if isinstance(what, array) else np.uint8
            return np.frombuffer(what, kind)

        ahead = Ahead(made, flows, follower, frame, view)
        ahead.compile(kind)
    except Exception:  # noqa: BLE001 - whatever Numba cannot do here, the reader does without it
        return None
    if follower is not None:
        follower.look_ahead(ahead)
    return ahead
