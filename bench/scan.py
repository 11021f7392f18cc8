"""A scan beside nmap: time, packets, memory, and what was found of emulated devices.

    python bench/scan.py [wide [PREFIX DEVICES PACE [WHO]] | near [DEVICES]]

wide:   2,000 devices in a /16 behind a router, 500 sends a second: `camaudit audit --scan look
        --sweep`, then nmap with its host discovery, http-title, rtsp-methods and wsdd-discover on
        the same ports at the same rate.
near:   100 devices in a /24 behind a router, at the default pace.
WHO:    camaudit or nmap alone.
Linux, as root, with tcpdump (and nmap): networks are namespaces that end with the run, nothing
leaves them. Packets are counted by tcpdump on the cable of whoever scans, in both directions, not
by those who send; requests and connections by the devices. The devices are Python, too, and run on
the same processors: their share is told.
"""

from __future__ import annotations

import contextlib
import re
import resource
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from camaudit import document
from camaudit.emulate import mixed
from camaudit.emulate.stage import ROUTER, Network, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDE, NEAR = "10.64.0.0/16", "10.64.8.0/24"
DEVICES, FEW = 2_000, 100
PACE = 500
PORTS = "T:80,8080,443,8443,554,8554,U:3702"  # those of camaudit's own look, and WS-Discovery's
SCRIPTS = "http-title,rtsp-methods,wsdd-discover"
LONGEST = 3 * 3600.0  # seconds that one scan may take
_GLOBAL, _RECORD = 24, struct.Struct("=IIII")
_TCP, _UDP = 6, 17


@dataclass(slots=True)
class Passed:
    """Packets on the cable, by the address of the other side."""

    total: Counter[str] = field(default_factory=Counter)  # by protocol
    each: Counter[int] = field(default_factory=Counter)  # both ways
    tcp_out: Counter[int] = field(default_factory=Counter)
    tcp_both: Counter[int] = field(default_factory=Counter)
    sent: Counter[int] = field(default_factory=Counter)  # by second

    @classmethod
    def of(cls, path: Path, prefix: IPv4Network) -> Passed:
        """Count a recording of tcpdump's (Ethernet, times in microseconds)."""
        made = cls()
        low, high = int(prefix[0]), int(prefix[-1])
        for at, frame in _frames(path):
            if len(frame) < 34 or frame[12:14] != b"\x08\x00":
                continue
            sender, target = struct.unpack("!II", frame[26:34])
            out = low <= target <= high
            host = target if out else sender
            if not low <= host <= high:
                continue
            made.sent[int(at)] += out
            made.total[{_TCP: "TCP", _UDP: "UDP"}.get(frame[23], "ICMP")] += 1
            made.each[host] += 1
            if frame[23] == _TCP:
                made.tcp_out[host] += out
                made.tcp_both[host] += 1
        return made

    def to_devices(self, devices: set[int]) -> list[int]:
        """Give the packets of each device, both ways, sorted."""
        return sorted(self.each[one] for one in devices)


def _frames(path: Path) -> Iterator[tuple[float, bytes]]:
    """Read a recording block by block, so that a long one takes no room."""
    with path.open("rb") as file:
        file.read(_GLOBAL)
        while len(head := file.read(_RECORD.size)) == _RECORD.size:
            seconds, micro, held, _ = _RECORD.unpack(head)
            yield seconds + micro / 1e6, file.read(held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """One scan by one program."""

    wall: float  # seconds
    busy: float  # seconds of the processor, the program's own
    theirs: float  # those of the devices meanwhile
    peak: int  # bytes: all its processes together, as sampled; at least what the system says
    code: int
    passed: Passed


def scan(stage: Stage, network: Network, words: list[str], folder: Path) -> Ran:
    """Run a program where the viewer is, with its cable recorded."""
    recording = folder / "cable.pcap"
    # Heads alone, into memory that holds a second of the busiest time.
    recorder = stage.start(
        shutil.which("tcpdump") or "tcpdump",
        *("-i", ROUTER, "-B", "32768", "-s", "60", "-w", str(recording), "ip"),
    )
    while not recording.exists() and recorder.poll() is None:
        time.sleep(0.05)
    server = psutil.Process(stage._servers[network.name].pid)  # noqa: SLF001 - to tell its share
    before, was = _busy(server), resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    with (folder / "said").open("w") as said:
        process = subprocess.Popen([*stage.entrance(), *words], stdout=said, stderr=said)
        peak = _Peak(process.pid)
        peak.start()
        code = process.wait(LONGEST)
    wall = time.perf_counter() - began
    peak.done.set()
    peak.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    theirs = _busy(server) - before
    time.sleep(1.6)  # tcpdump hands on what it has every second
    recorder.terminate()
    recorder.wait(60)
    told = recorder.stderr.read().decode() if recorder.stderr else ""
    lost = re.search(r"(\d+) packets dropped by kernel", told)
    if lost is None or int(lost[1]):
        print(f"  tcpdump lost packets: {told!r}")
    if code:
        print(f"  ended with {code}: {(folder / 'said').read_text()[-500:]}")
    return Ran(
        wall=wall,
        busy=after.ru_utime - was.ru_utime + after.ru_stime - was.ru_stime,
        theirs=theirs,
        peak=peak.most,
        code=code,
        passed=Passed.of(recording, network.prefix),
    )


def _busy(process: psutil.Process) -> float:
    told = process.cpu_times()
    return float(told.user + told.system)


class _Peak(threading.Thread):
    """Looks, every fifth of a second, how much memory a process and its children hold together."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._process = psutil.Process(pid)
        self.done = threading.Event()
        self.most = 0

    def run(self) -> None:
        while not self.done.wait(0.2):
            held = 0
            with contextlib.suppress(psutil.Error):
                for one in (self._process, *self._process.children(recursive=True)):
                    held += one.memory_info().rss
            self.most = max(self.most, held)


def audit(
    stage: Stage, network: Network, folder: Path, *options: str
) -> tuple[Ran, dict[str, Any]]:
    """Let camaudit scan; give what it wrote."""
    estate = folder / "estate.yaml"
    estate.write_text(mixed.estate((network,)), "utf-8")
    answer = folder / "answer"
    words = [
        sys.executable, "-m", "camaudit", "audit", "--estate", str(estate), "--scan", "look",
        "--quiet", "-o", str(answer), *options,
    ]  # fmt: skip
    ran = scan(stage, network, words, folder)
    return ran, document.spelled_out((answer / "audit.json").read_text("utf-8"))["audit"]


def nmap(stage: Stage, network: Network, folder: Path, pace: int) -> tuple[Ran, set[str], set[str]]:
    """Let nmap scan; give the addresses that it says are up, and those that a script tells of."""
    out = folder / "nmap.xml"
    words = [
        shutil.which("nmap") or "nmap", "-n", "-sS", "-sU", "-p", PORTS, "--script", SCRIPTS,
        "--min-rate", str(pace), "--max-rate", str(pace), "-oX", str(out), str(network.prefix),
    ]  # fmt: skip
    ran = scan(stage, network, words, folder)
    up, told = set(), set()
    for host in out.read_text("utf-8").split("<host ")[1:]:
        address = re.search(r'addr="([\d.]+)"', host)
        if address and 'state="up"' in host:
            up.add(address[1])
            if "<script " in host:
                told.add(address[1])
    return ran, up, told


def show(name: str, ran: Ran, devices: set[int], found: str) -> None:
    """Print one scan."""
    packets = sum(ran.passed.total.values())
    each = ran.passed.to_devices(devices)
    kinds = ", ".join(f"{kind} {count:,}" for kind, count in sorted(ran.passed.total.items()))
    rates = sorted(ran.passed.sent.values())
    print(
        f"{name}: {ran.wall:,.0f} s, {ran.busy:,.0f} s CPU (devices: {ran.theirs:,.0f} s),"
        f" peak {ran.peak / 1e6:,.0f} MB\n"
        f"  packets sent in a second: median {statistics.median(rates):,.0f}, most {rates[-1]:,}\n"
        f"  {packets:,} packets both ways ({kinds}); {packets / len(devices):,.0f} for each device"
        f" of the network; with a device itself: median {statistics.median(each):.0f},"
        f" mean {statistics.mean(each):.1f}, most {each[-1]}\n"
        f"  found: {found}",
        flush=True,
    )


def judged(network: Network, told: dict[str, Any]) -> tuple[int, int, int, int]:
    """Give how many cameras and recorders were found, with their maker, and found where none is.

    Output: the last: how many there are.
    """
    truth = {one.address: one for one in mixed.truth((network,)) if one.kind in mixed.VIDEO}
    named = {
        address: identity["maker"]["value"]
        for device, identity in zip(told["devices"], told["identities"], strict=True)
        for address in device["addresses"]
    }
    right = sum(named.get(address) == one.maker for address, one in truth.items())
    return len(named.keys() & truth), right, len(named.keys() - truth), len(truth)


def show_audit(name: str, stage: Stage, network: Network, ran: Ran, told: dict[str, Any]) -> None:
    """Print a scan of camaudit's: what it found, and what one device was asked."""
    devices = {int(IPv4Address(one.address)) for one in mixed.truth((network,))}
    found, right, wrongly, video = judged(network, told)
    counts = stage.counts()
    met = sum(ran.passed.each[one] > 0 for one in devices)
    looked = [ran.passed.tcp_out[one] for one in devices if ran.passed.tcp_out[one]]
    both = [ran.passed.tcp_both[one] for one in devices if ran.passed.tcp_both[one]]
    show(
        name,
        ran,
        devices,
        f"{found:,} of {video:,} cameras and recorders ({right:,} with their maker), {wrongly}"
        f" wrongly; {met:,} of {len(devices):,} devices were turned to",
    )
    most = {
        what: max(int(str(one[what])) for one in counts.values())
        for what in ("connections", "requests", "most_open", "most_a_second", "logins")
    }
    print(
        f"  level 3, one device: at most {most['connections']} connections,"
        f" {most['most_a_second']} a second, {most['most_open']} at once, {most['requests']}"
        f" requests, {most['logins']} logins; packets over TCP: sent median"
        f" {statistics.median(looked):.0f}, most {max(looked)}; both ways median"
        f" {statistics.median(both):.0f}, most {max(both)}",
        flush=True,
    )


def wide(prefix: str = WIDE, count: int = DEVICES, pace: int = PACE, only: str = "") -> None:
    """Scan a large network with both."""
    network = mixed.sparse(count, prefix)
    devices = {int(IPv4Address(one.address)) for one in mixed.truth((network,))}
    walls: dict[str, tuple[float, float]] = {}
    print(f"\n{prefix}, {count:,} devices, {pace} a second")
    for name in ("camaudit", "nmap"):
        if only not in {"", name}:
            continue
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            with Stage((network,), folder) as stage:
                if name == "camaudit":
                    ran, told = audit(stage, network, folder, "--sweep", "--pace", str(pace))
                    show_audit(name, stage, network, ran, told)
                else:
                    ran, up, said = nmap(stage, network, folder, pace)
                    show(
                        name, ran, devices,
                        f"{len(up):,} of {count:,} devices, of {len(said):,} a script tells",
                    )  # fmt: skip
        walls[name] = ran.wall, sum(ran.passed.total.values()) / count
    if len(walls) == 2:
        ours, other = walls["camaudit"], walls["nmap"]
        print(
            f"camaudit took {ours[0] / other[0]:.2f} times as long as nmap,"
            f" and {ours[1] / other[1]:.2f} times the packets for each device"
        )


def near(count: int = FEW) -> None:
    """Scan a network of 254 addresses at the default pace."""
    network = mixed.sparse(count, NEAR)
    print(f"\n{NEAR}, {count} devices, the default pace")
    with tempfile.TemporaryDirectory() as made, Stage((network,), Path(made)) as stage:
        ran, told = audit(stage, network, Path(made))
        show_audit("camaudit", stage, network, ran, told)


def main() -> None:
    """Measure what is asked for, or everything."""
    match sys.argv[1:]:
        case ["wide", prefix, count, pace, *only]:
            wide(prefix, int(count), int(pace), *only)
        case ["wide"]:
            wide()
        case ["near", *few]:
            near(*map(int, few))
        case []:
            wide()
            near()
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
