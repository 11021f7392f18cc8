"""audit.json of many devices: size, processor time and memory of writing it and reading it back.

    python bench/documents.py FOLDER [--devices 20000] [--packed]

The example school over and over, every time at another site, with MAC and IP addresses, serial
numbers, certificates' keys, moments and frames of its own, so that no more is alike than would be
in an estate of one kind. Writing and reading are measured in processes of their own.
"""

from __future__ import annotations

import argparse
import dataclasses
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from hashlib import blake2s
from ipaddress import IPv4Address
from pathlib import Path

from camaudit import document
from camaudit.model.audit import Audit
from camaudit.model.observation import Seen

MEGA = 1e6
DAY = 86_400.0  # seconds
# What tells devices apart, wherever it stands in a text.
NAMES = re.compile(
    r"(?P<id>\b(?:dev|fnd|lst)-)(?P<digits>[0-9a-f]{10,12})\b"
    r"|(?P<maker>\b[0-9a-f]{2}:[0-9a-f]{2}:[0-9a-f]{2}):00:00:"
    r"|(?P<start>[0-9a-f]{6})0000(?P<end>[0-9a-f]{2})\b"
    r"|\b10\.(?P<second>20|30)\.(?P<third>[0-9]+)\.(?P<last>[0-9]+)\b"
    r"|\bframe (?P<frame>[0-9]+)"
    r"|\b(?P<key>[0-9a-f]{16,64})\b"
    r"|(?P<site>Main building|Sports hall|main-building|sports-hall)",
    re.IGNORECASE,
)


class Other:
    """The school once more, under other names."""

    def __init__(self, number: int, serials: re.Pattern[str]) -> None:
        self.number = number
        self.serials = serials
        self.known: dict[object, object] = {}

    def text(self, match: re.Match[str]) -> str:
        """Give another name for one."""
        one, at = match.groupdict(), self.number
        if one["id"] or one["key"]:
            old = one["digits"] or one["key"]
            made = blake2s(f"{old}{at}".encode()).hexdigest()[: len(old)]
            return f"{one['id'] or ''}{made}"
        if one["maker"]:
            return f"{one['maker']}:{at >> 8:02x}:{at & 255:02x}:"
        if one["start"]:
            return f"{one['start']}{at:04x}{one['end']}"
        if one["second"]:
            third = (int(one["second"]) + int(one["third"])) & 31 | (at & 7) << 5
            return f"10.{at >> 3 & 255}.{third}.{one['last']}"
        if one["frame"]:
            return f"frame {int(one['frame']) + at * 97 % 50_000}"
        return f"{one['site']} {at // 10}"

    def of(self, value: object) -> object:
        """Give a value with other names in it, at any depth."""
        if isinstance(value, str):
            if value not in self.known:
                made = NAMES.sub(self.text, value)
                self.known[value] = self.serials.sub(rf"\g<0>{self.number:05}", made)
            return self.known[value] if type(value) is str else value
        if isinstance(value, IPv4Address):
            return IPv4Address(str(self.of(str(value))))
        if isinstance(value, tuple):
            return tuple(map(self.of, value))
        if not dataclasses.is_dataclass(value) or isinstance(value, type):
            return value
        made = {one.name: self.of(getattr(value, one.name)) for one in dataclasses.fields(value)}
        if isinstance(value, Seen):
            made["at"] = value.at + self.number * 7.013 % DAY
        return replace(value, **made)


def many(school: Audit, devices: int) -> Audit:
    """Make an audit of many schools, with all that is said of their devices."""
    serials = {one.serial for one in school.identities if one.serial}
    pattern = re.compile("|".join(map(re.escape, sorted(serials))) or r"(?!)")
    told = replace(school, makers=(), data=(), run=None)
    every = [Other(at, pattern).of(told) for at in range(devices // len(school.devices))]
    whole = [one for one in every if isinstance(one, Audit)]

    def all_of(name: str) -> tuple[object, ...]:
        return tuple(inner for one in whole for inner in getattr(one, name))

    tasks = tuple(
        replace(
            task,
            devices=tuple(sorted(one for other in whole for one in other.actions[at].devices)),
            findings=tuple(one for other in whole for one in other.actions[at].findings),
        )
        for at, task in enumerate(school.actions)
    )
    lists = ("devices", "identities", "findings", "recorders", "listed", "lists")
    return replace(school, **{name: all_of(name) for name in lists}, actions=tasks)


def held() -> float:
    """Give the most memory that this process had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def written(folder: Path, devices: int, name: str) -> None:
    """Make one, and measure how it is written."""
    audit = many(document.read(folder / "school" / "audit.json"), devices)
    before, began = held(), time.process_time()
    document.write(folder / name, audit)
    took = time.process_time() - began
    size = (folder / name).stat().st_size
    print(f"{len(audit.devices):,} devices, {len(audit.findings):,} findings: {name}")
    each = size / len(audit.devices)
    print(f"written  {took:6.1f} s  {size / MEGA:8.1f} MB  {each:6.0f} bytes each")
    print(f"memory   {before:6.0f} MB the audit, {held():.0f} MB at most while it is written")
    facts = Counter(len(one.facts) for one in audit.devices)
    print(f"facts    {sum(n * count for n, count in facts.items()) / len(audit.devices):.1f} each")


def read_back(path: Path) -> None:
    """Measure how one is read."""
    before, began = held(), time.process_time()
    document.read(path)
    took = time.process_time() - began
    print(f"read     {took:6.1f} s  {held():8.0f} MB at most, of them {before:.0f} MB before")


def main() -> None:
    """Measure."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("folder", type=Path)
    words.add_argument("--devices", type=int, default=20_000)
    words.add_argument("--packed", action="store_true")
    words.add_argument("--only", choices=("write", "read"), help=argparse.SUPPRESS)
    options = words.parse_args()
    folder: Path = options.folder
    name = "many.json.gz" if options.packed else "many.json"
    if options.only == "write":
        written(folder, options.devices, name)
    elif options.only == "read":
        read_back(folder / name)
    else:
        folder.mkdir(parents=True, exist_ok=True)
        demo = [sys.executable, "-m", "camaudit", "demo", "-o", str(folder / "school")]
        subprocess.run(demo, check=True, stdout=subprocess.DEVNULL)
        for what in ("write", "read"):  # this process stays small: its children count from there
            subprocess.run([sys.executable, *sys.argv, "--only", what], check=True)


if __name__ == "__main__":
    sys.exit(main())
