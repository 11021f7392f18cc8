"""Writes every export of a large audit: how long each takes, and how large its files are.

    python bench/exports.py [--devices 20000]

The devices are those of the fictional school, over and over, each with a MAC and address of its
own; findings are left out. Peak memory is that of the process so far.
"""

from __future__ import annotations

import argparse
import resource
import runpy
import time
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit.exports import EXPORTS
from camaudit.exports.file import Wanted

if TYPE_CHECKING:
    from camaudit.model.audit import Audit

SCHOOL = Path(__file__).parents[1] / "tests" / "golden" / "school.py"
FIRST = 0x0A000000  # 10.0.0.0


def many(count: int) -> Audit:
    """Make an audit of many devices."""
    school: Audit = runpy.run_path(str(SCHOOL))["school"]()
    devices, identities = [], []
    for number in range(count):
        at = number % len(school.devices)
        name = f"dev-{number:012x}"
        mac = f"44:19:b6:{number >> 16:02x}:{number >> 8 & 255:02x}:{number & 255:02x}"
        place = (ip_address(FIRST + number),)
        devices.append(replace(school.devices[at], id=name, mac=mac, addresses=place))
        identities.append(replace(school.identities[at], device=name))
    return replace(
        school,
        devices=tuple(devices),
        identities=tuple(identities),
        findings=(),
        actions=(),
        exemptions=(),
    )


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=20_000)
    audit = many(parser.parse_args().devices)
    for form, export in EXPORTS.items():
        began = time.perf_counter()
        size = sum(len(one.content) for one in export(audit, Wanted()))
        seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{form:<12}{seconds:6.1f} s {size / 1e6:8.1f} MB   peak {peak} MB")


if __name__ == "__main__":
    main()
