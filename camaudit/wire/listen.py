"""Listening on interfaces: opens them through libpcap, reads frames, and never sends.

libpcap is reached through scapy's binding, which is imported when somebody listens and not before.
An interface is opened promiscuous, with the filter in the kernel where the system has that, and
joins no group. What comes out is the content of a pcap file: the same reader takes it.

Source: pcap(3PCAP) and the pages that it names; pcap file format as in camaudit/capture/packets.py.
"""

from __future__ import annotations

import ctypes
import signal
import struct
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from camaudit.errors import RefusedError, UsageError
from camaudit.wire.privileges import drop_privileges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import FrameType

KERNEL_BUFFER = 64 << 20  # bytes for each interface: seconds of what the filter lets pass
SNAP = 262_144  # bytes of a frame: all of it
AT_ONCE = 4_096  # frames of one interface before the next has its turn
_BLOCK = 50  # milliseconds that the kernel gathers frames
_IDLE = 0.02  # seconds of sleep where nothing came
_ANY_MASK = 0xFFFFFFFF  # no interface's netmask is asked for
_NOT_OURS = {-8: "you may not listen here", -11: "you may not listen promiscuously here"}
_NO_DEVICE = -5
_MISSING = "--listen: {what} is missing; {do}"


@dataclass(slots=True)
class _Opened:
    name: str
    handle: Any  # pcap_t *


@dataclass(slots=True)
class Listening:
    """Interfaces that are open; `content` once, then `dropped`, then `close`.

    Raises: UsageError where libpcap or an interface is not there, RefusedError where the system
            does not allow it.
    """

    names: Sequence[str]  # as the system's settings call them
    filter: str
    seconds: float
    clock: Callable[[], float] = time.monotonic
    began: float = 0.0  # of the clock
    listened: float = 0.0  # seconds
    interrupted: bool = False
    _pcap: Any = None
    _link: int = 1
    _opened: list[_Opened] = field(default_factory=list)
    _dropped: dict[str, int] = field(default_factory=dict)

    def open(self) -> None:
        """Open all interfaces, then give up what was needed for it."""
        self._pcap = binding()
        try:
            for name in self.names:
                self._opened.append(_Opened(name, self._open(name)))
            self._link = self._kind()
        except BaseException:
            self.close()
            raise
        drop_privileges()

    def _kind(self) -> int:
        """Give the link type that all interfaces have."""
        links = {self._pcap.pcap_datalink(one.handle) for one in self._opened}
        if len(links) > 1:
            raise UsageError("--listen: the interfaces differ in kind; listen to one at a time")
        return int(links.pop())

    def content(self) -> Iterator[bytes]:
        """Yield the header of a pcap file, then records as they come, until time is up or Ctrl-C.

        Output: empty never; a batch of records at most every `AT_ONCE` frames.
        """
        yield struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, SNAP, self._link)
        before = _on_interrupt(self._interrupt)
        self.began = self.clock()
        try:
            while not self.interrupted and self.clock() - self.began < self.seconds:
                idle = True
                for one in self._opened:
                    batch = self._batch(one)
                    if batch:
                        idle = False
                        yield batch
                if idle:
                    time.sleep(_IDLE)
        finally:
            self.listened = self.clock() - self.began
            self._count_dropped()
            if before is not None:
                signal.signal(signal.SIGINT, before)

    def dropped(self) -> dict[str, int]:
        """Give how many frames the system had no room for, by interface; only those that lost."""
        return {name: count for name, count in self._dropped.items() if count}

    def close(self) -> None:
        """Close what is open."""
        for one in self._opened:
            self._pcap.pcap_close(one.handle)
        self._opened.clear()

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        self.interrupted = True

    def _count_dropped(self) -> None:
        for one in self._opened:
            told = self._pcap.pcap_stat()
            if self._pcap.pcap_stats(one.handle, ctypes.byref(told)) == 0:
                self._dropped[one.name] = told.ps_drop + told.ps_ifdrop

    def _batch(self, one: _Opened) -> bytes:
        """Give what there is, as records of a pcap file.

        Raises: OSError where the interface is gone.
        """
        pcap = self._pcap
        header = ctypes.POINTER(pcap.pcap_pkthdr)()
        data = ctypes.POINTER(ctypes.c_ubyte)()
        at_header, at_data = ctypes.byref(header), ctypes.byref(data)
        records: list[bytes] = []
        for _ in range(AT_ONCE):
            came = pcap.pcap_next_ex(one.handle, at_header, at_data)
            if came == 0:
                break
            if came < 0:
                raise OSError(f"{one.name}: {_text(pcap.pcap_geterr(one.handle))}")
            told = header.contents
            there = told.caplen & _ANY_MASK
            records += (
                struct.pack("<IIII", told.ts.tv_sec, told.ts.tv_usec, there, told.len & _ANY_MASK),
                ctypes.string_at(data, there),
            )
        return b"".join(records)

    def _open(self, name: str) -> Any:  # noqa: ANN401 - a pointer of a binding without types
        pcap = self._pcap
        problem = ctypes.create_string_buffer(256)
        handle = pcap.pcap_create(device_name(name).encode(), problem)
        if not handle:
            raise UsageError(f"--listen {name}: {_text(problem.value)}")
        try:
            self._activate(name, handle)
            self._set_filter(name, handle)
        except BaseException:
            pcap.pcap_close(handle)
            raise
        return handle

    def _activate(self, name: str, handle: Any) -> None:  # noqa: ANN401 - as above
        pcap = self._pcap
        pcap.pcap_set_snaplen(handle, SNAP)
        pcap.pcap_set_promisc(handle, 1)
        pcap.pcap_set_timeout(handle, _BLOCK)
        pcap.pcap_set_buffer_size(handle, KERNEL_BUFFER)
        status = pcap.pcap_activate(handle)
        if status in _NOT_OURS:
            raise RefusedError(f"--listen {name}: {_NOT_OURS[status]}: {_how_to_be_allowed()}")
        if status == _NO_DEVICE:
            raise UsageError(
                f"--listen {name}: there is no such interface; --listen alone lists them"
            )
        problem = ctypes.create_string_buffer(256)
        if status < 0 or pcap.pcap_setnonblock(handle, 1, problem) < 0:
            why = _text(problem.value) or _text(pcap.pcap_geterr(handle))
            raise UsageError(f"--listen {name}: {why}")

    def _set_filter(self, name: str, handle: Any) -> None:  # noqa: ANN401 - as above
        pcap = self._pcap
        program = pcap.bpf_program()
        if pcap.pcap_compile(handle, ctypes.byref(program), self.filter.encode(), 1, _ANY_MASK) < 0:
            raise UsageError(f"--listen {name}: {_text(pcap.pcap_geterr(handle))}")
        status = pcap.pcap_setfilter(handle, ctypes.byref(program))
        pcap.pcap_freecode(ctypes.byref(program))
        if status < 0:
            raise UsageError(f"--listen {name}: {_text(pcap.pcap_geterr(handle))}")


def binding() -> Any:  # noqa: ANN401 - a module without types
    """Import scapy's binding of libpcap; it opens nothing.

    Raises: UsageError with what to do where scapy, or libpcap itself, is not there.
    """
    try:
        from scapy.libs import winpcapy  # noqa: PLC0415 - late
    except ImportError as error:
        do = "install it where camaudit is: pip install scapy"
        raise UsageError(_MISSING.format(what="scapy", do=do)) from error
    except OSError as error:
        what, do = {
            "win32": ("Npcap", "install it from https://npcap.com and start camaudit again"),
            "darwin": ("libpcap", "it is part of macOS: see whether it was removed"),
        }.get(sys.platform, ("libpcap", "install it: apt install libpcap0.8, dnf install libpcap"))
        raise UsageError(_MISSING.format(what=what, do=do)) from error
    return winpcapy


def device_name(name: str) -> str:
    """Give what libpcap calls an interface: on Windows it is known by an identifier."""
    if sys.platform != "win32":
        return name
    import winreg  # noqa: PLC0415 - of Windows alone

    key = r"SYSTEM\CurrentControlSet\Control\Network\{4D36E972-E325-11CE-BFC1-08002BE10318}"
    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as adapters:
        for number in range(winreg.QueryInfoKey(adapters)[0]):
            one = winreg.EnumKey(adapters, number)
            try:
                with winreg.OpenKey(adapters, rf"{one}\Connection") as connection:
                    if winreg.QueryValueEx(connection, "Name")[0] == name:
                        return rf"\Device\NPF_{one}"
            except OSError:
                continue  # the key of all adapters has no connection of its own
    return name


def _how_to_be_allowed() -> str:
    if sys.platform == "win32":
        return "start the terminal as administrator"
    return "run it with sudo; what sudo gives is given up as soon as the interface is open"


def _on_interrupt(handler: Callable[[int, FrameType | None], None]) -> Any:  # noqa: ANN401 - as `signal`
    """Set what Ctrl-C does; give what it did before, None where this is no main thread."""
    try:
        return signal.signal(signal.SIGINT, handler)
    except ValueError:
        return None


def _text(told: bytes | None) -> str:
    return (told or b"").decode("utf-8", "replace")
