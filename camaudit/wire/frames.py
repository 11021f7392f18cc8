"""Ethernet frames of our own: who has an address (ARP), and SADP's inquiry below IP.

Linux alone, and only with the right to it (root, or CAP_NET_RAW). Elsewhere, and without it, what
the system itself has learnt about its neighbours is read instead; that sends nothing.
"""

from __future__ import annotations

import asyncio
import re
import socket
import sys
from ipaddress import IPv4Address, ip_address
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from camaudit.model.endpoint import IPAddress

MOST = 4_096  # answers to one frame
_LONGEST = 2_048  # bytes of a frame that are read
_OURS = 4  # PACKET_OUTGOING (packet(7)): the system shows what we sent, too
# Where the sender's IPv4 address stands, by EtherType: RFC 826; facts on SADP below IP.
_SENDER_AT = {b"\x08\x06": 28, b"\x80\x33": 34}
_TABLE = Path("/proc/net/arp")
# Address, type, flags (2: complete), MAC, mask, interface (proc_net_arp in the kernel's sources).
_ROW = re.compile(r"(\S+)\s+0x1\s+0x[0-9a-f]*[2367abef]\s+([0-9a-f:]{17})\s+\S+\s+(\S+)")


def missing() -> str | None:
    """Say why no frames can be sent from here; None where they can."""
    if sys.platform != "linux":
        return "frames of its own are sent on Linux alone"
    try:
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close()
    except OSError:
        return "no right to send frames (root, or CAP_NET_RAW)"
    return None


def sender_of(frame: bytes) -> tuple[str, IPv4Address] | None:
    """Give MAC and IPv4 address of whoever sent an ARP or SADP frame; None where it is cut."""
    at = _SENDER_AT.get(frame[12:14])
    if at is None or len(frame) < at + 4:
        return None
    return frame[6:12].hex(":"), IPv4Address(frame[at : at + 4])


class Frames:
    """The frames of one type on one link."""

    def __init__(self, interface: str, ethertype: int) -> None:
        """Listen.

        Raises: OSError where the system does not allow it.
        """
        self._wishes: dict[int, tuple[Callable[[bytes], bool], list[bytes], asyncio.Event]] = {}
        self._number = 0
        self._loop = asyncio.get_running_loop()
        self._raw: socket.socket
        if sys.platform != "linux":
            raise OSError(missing())
        self._raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ethertype))
        try:
            self._raw.setblocking(False)  # noqa: FBT003 - the name says it
            self._raw.bind((interface, ethertype))
        except OSError:
            self._raw.close()
            raise
        self._loop.add_reader(self._raw, self._read)

    async def ask(
        self, data: bytes, wanted: Callable[[bytes], bool], *, wait: float, first: bool
    ) -> list[bytes]:
        """Send a frame; give the wanted ones that arrive in time, or the first of them."""
        self._number += 1
        number, got, came = self._number, list[bytes](), asyncio.Event()
        self._wishes[number] = wanted, got, came
        try:
            self._raw.send(data)
            if first:
                async with asyncio.timeout(wait):
                    await came.wait()
            else:
                await asyncio.sleep(wait)
        except TimeoutError:
            pass
        finally:
            del self._wishes[number]
        return got

    def _read(self) -> None:
        try:
            data, (_, _, kind, *_) = self._raw.recvfrom(_LONGEST)
        except OSError:
            return  # the link went down, or somebody else took it: nothing came
        for wanted, got, came in self._wishes.values() if kind != _OURS else ():
            if len(got) < MOST and wanted(data):
                got.append(data)
                came.set()

    def close(self) -> None:
        """Close the socket."""
        self._loop.remove_reader(self._raw)
        self._raw.close()


def neighbours(table: Path = _TABLE) -> list[tuple[IPAddress, str, str]]:
    """List what the system knows of its neighbours: address, MAC, interface; sorted.

    Output: empty where the system has no such table to read (Linux has one, of IPv4).
    """
    try:
        text = table.read_text("ascii", "replace")
    except OSError:
        return []
    found = {
        (ip_address(row[1]), row[2], row[3])
        for row in map(_ROW.match, text.splitlines()[1:])
        if row is not None and row[2] != "00:00:00:00:00:00"
    }
    return sorted(found, key=lambda one: (int(one[0]), one[1], one[2]))
