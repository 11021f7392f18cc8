"""A capture of a camera VLAN, beside what else reads captures, in one run.

    python bench/captures.py FOLDER [--gigabytes 2.2] [--wan] [--linear]          also: make bench

Makes the capture (bench/camera_vlan.py) in FOLDER, reads it once so that it lies in memory, and
then twice with each of: cat, tcpdump with a filter, p0f, `camaudit audit` with its reports; once
with tshark (servers, names, models) and a scapy loop over the first 20,000 packets, scaled up. The
fixed cost of camaudit is that of a capture of one packet; "repeats kept" is an audit in which no
connection is told again and no datagram counted: each is read. "no message read" is the reader
with its kernel and nobody who follows a stream, in a process of its own, without its imports; "the
kernel alone" is the part of it that is compiled. With --linear a quarter and a half of the capture
are audited too. Of each the better time is shown, its ratio to cat and to p0f, and the most memory.
What is not installed is left out. The capture is deleted at the end. Python keeps the bytecode that
it makes of camaudit, as it does by default, whatever the environment says.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

from camera_vlan import make

SLICE = 20_000  # packets
LOOP = """
import sys
from scapy.utils import PcapReader
with PcapReader(sys.argv[1]) as packets:
    for number, packet in enumerate(packets):
        if number == int(sys.argv[2]):
            break
        packet.summary()
"""
ALONE = """
import sys, time
from pathlib import Path
from camaudit.capture import windows
from camaudit.capture.windows import CaptureReader
from camaudit.model.endpoint import Endpoints, is_inside_by_default
from camaudit.model.progress import Silent
import numba

class Timed:
    def __init__(self, kernel):
        self.kernel, self.seconds = kernel, 0.0

    def __getattr__(self, name):
        return getattr(self.kernel, name)

    def walk(self, *given):
        began = time.perf_counter()
        told = self.kernel.walk(*given)
        self.seconds += time.perf_counter() - began
        return told

def timed(*given):
    ahead = made(*given)
    ahead._kernel = Timed(ahead._kernel)
    kernels.append(ahead._kernel)
    return ahead

made, kernels = windows.ahead_of, []
windows.ahead_of = timed
for _ in range(2):
    began = time.perf_counter()
    reader = CaptureReader(Path(sys.argv[1]), "x", is_inside_by_default, Endpoints(), Silent())
    for _ in reader.frames():
        pass
    seconds = time.perf_counter() - began
print(seconds, kernels[-1].seconds)
"""
KEPT = """
import sys
from camaudit.cli import main
from camaudit.dissect import repeats, streams
streams.Side.fresh = property(lambda _: False)  # no connection is held
repeats.Repeats.again = lambda *_: False
sys.exit(main(sys.argv[1:]))
"""
FIELDS = (
    "http.server",
    "rtsp.status",
    "dhcp.option.hostname",
    "dns.qry.name",
    "x509sat.uTF8String",
)


def measured(words: list[str]) -> tuple[float, float]:
    """Run a program to its end; give seconds, and the most memory of it in MB."""
    began = time.perf_counter()
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        _, _, used = os.wait4(run.pid, 0)
        run.returncode = 0
    return time.perf_counter() - began, used.ru_maxrss / 1024


def audit(capture: Path, folder: Path, *run: str) -> list[str]:
    """Write the command of an audit with its reports; run: what runs it, unless it is camaudit."""
    run = run or ("-m", "camaudit")
    out = str(folder / f"answer-{time.monotonic_ns()}")
    return [sys.executable, *run, "audit", str(capture), "--quiet", "-o", out]


def main() -> None:
    """Make the capture, and measure."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("folder", type=Path)
    words.add_argument("--gigabytes", type=float, default=2.2)
    words.add_argument("--wan", action="store_true")
    words.add_argument("--linear", action="store_true")
    options = words.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    capture = options.folder / "camera-vlan.pcap"
    small = options.folder / "one-packet.pcap"
    try:
        tape = make(capture, round(options.gigabytes * 1e9), wan=options.wan)
        small.write_bytes(capture.read_bytes()[:24] if tape.frames == 0 else _first(capture))
        share = len(tape.unique) / tape.messages
        print(
            f"{tape.frames:,} packets, {tape.size / 1e9:.2f} GB; {tape.messages:,} messages that"
            f" are no video, {share:.0%} of them unique as bytes\n"
        )
        _compare(capture, small, tape.frames, options.folder)
        if options.linear:
            _shares(capture, options.folder)
    finally:
        capture.unlink(missing_ok=True)
        small.unlink(missing_ok=True)


def _first(capture: Path) -> bytes:
    with capture.open("rb") as file:
        head = file.read(24 + 16)
        return head + file.read(int.from_bytes(head[32:36], "little"))


def _compare(capture: Path, small: Path, frames: int, folder: Path) -> None:
    name = str(capture)
    fields = [word for one in FIELDS for word in ("-e", one)]
    programs = [
        ("cat", ["cat", name], 2, 1.0),
        ("tcpdump, with a filter", ["tcpdump", "-nn", "-r", name, "udp port 3702"], 2, 1.0),
        ("p0f", ["p0f", "-r", name], 2, 1.0),
        ("camaudit, fixed cost", audit(small, folder), 2, 1.0),
        ("camaudit audit", audit(capture, folder), 2, 1.0),
        ("camaudit, repeats kept", audit(capture, folder, "-c", KEPT), 1, 1.0),
        ("tshark, five fields", ["tshark", "-n", "-r", name, "-T", "fields", *fields], 1, 1.0),
        (
            "scapy, a loop, scaled",
            [sys.executable, "-c", LOOP, name, str(SLICE)],
            1,
            frames / SLICE,
        ),
    ]
    measured(["cat", name])
    measured(audit(capture, folder))  # compiles the kernel where the cache does not have it
    found: dict[str, float] = {}
    print(f"{'':26}{'seconds':>9}{'x cat':>8}{'x p0f':>8}{'MB':>7}")
    for what, words, times, scale in programs:
        if shutil.which(words[0]) is None:
            print(f"{what:26} not installed")
            continue
        runs = [measured(words) for _ in range(times)]
        seconds = min(one for one, _ in runs) * scale
        found[what] = seconds
        ratios = "".join(
            f"{seconds / found[one]:>8.1f}" if one in found else f"{'-':>8}"
            for one in ("cat", "p0f")
        )
        print(f"{what:26}{seconds:>9.2f}{ratios}{max(held for _, held in runs):>7.0f}", flush=True)
    alone = subprocess.run(
        [sys.executable, "-c", ALONE, name], capture_output=True, text=True, check=True
    )
    for what, told in zip(
        ("no message read", "the kernel alone"), alone.stdout.split(), strict=True
    ):
        seconds = float(told)
        print(f"{what:26}{seconds:>9.2f}{seconds / found['cat']:>8.1f}")
    for answer in folder.glob("answer-*"):
        shutil.rmtree(answer)


def _shares(capture: Path, folder: Path) -> None:
    """Audit a quarter, a half and all of a capture: the time should grow with its size."""
    part = folder / "part.pcap"
    size = capture.stat().st_size
    print(f"\n{'part':26}{'seconds':>9}{'MB':>7}")
    for share in (4, 2, 1):
        with capture.open("rb") as whole, part.open("wb") as made:
            for _ in range(size // share >> 20):
                made.write(whole.read(1 << 20))
        runs = [measured(audit(part, folder)) for _ in range(2)]
        seconds, held = min(one for one, _ in runs), max(one for _, one in runs)
        print(f"{f'1/{share}, {size / share / 1e9:.2f} GB':26}{seconds:>9.2f}{held:>7.0f}")
    part.unlink()
    for answer in folder.glob("answer-*"):
        shutil.rmtree(answer)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.exit(main())
