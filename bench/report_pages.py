"""The report of many devices: time, size and memory of each page, and when the first one shows.

    python bench/report_pages.py FOLDER [--devices 20000] [--sites 200]

Makes an audit of the example school's devices, each repeated under other addresses and sites,
writes its pages and tables, and opens the first page in Chromium, where that is installed.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sys
import time
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit import document
from camaudit.cli import main as camaudit
from camaudit.reports import csv, html, worklist

if TYPE_CHECKING:
    from collections.abc import Callable

    from camaudit.model.audit import Audit

MEGA = 1e6


def grown(audit: Audit, devices: int, sites: int) -> Audit:
    """Repeat the devices of an audit, with all that is said of them."""
    count = len(audit.devices)
    findings = {one.id: [f for f in audit.findings if f.device == one.id] for one in audit.devices}
    made, names, told = [], [], []
    for number in range(devices):
        like = audit.devices[number % count]
        name = f"dev-{number:012x}"
        address = ip_address(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
        site = f"Site {number * sites // devices:03}"
        made.append(replace(like, id=name, site=site, addresses=(address,), mac=None))
        names.append(replace(audit.identities[number % count], device=name))
        told += [
            replace(one, device=name, id=f"fnd-{number:06x}{at:04x}")
            for at, one in enumerate(findings[like.id])
        ]
    return replace(
        audit, devices=tuple(made), identities=tuple(names), findings=tuple(told), actions=(),
        recorders=(), listed=(), lists=(), register=(), exemptions=(),
    )  # fmt: skip


def timed(what: str, work: Callable[[], object]) -> None:
    """Run it; print seconds and the most memory so far."""
    began = time.perf_counter()
    size = work()
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:28}{time.perf_counter() - began:>8.2f} s{size:>10.2f} MB{held:>8.0f} MB held")


def main() -> None:
    """Make, write and open it."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("folder", type=Path)
    words.add_argument("--devices", type=int, default=20_000)
    words.add_argument("--sites", type=int, default=200)
    options = words.parse_args()
    folder: Path = options.folder
    (folder / "report").mkdir(parents=True, exist_ok=True)
    camaudit(["demo", "-o", str(folder / "school")])
    audit = grown(document.read(folder / "school" / "audit.json"), options.devices, options.sites)
    print(f"\n{options.devices:,} devices, {options.sites} sites")

    def pages() -> float:
        sizes = []
        for name, text in html.pages(audit):
            (folder / name).write_text(text, encoding="utf-8")
            sizes.append((folder / name).stat().st_size / MEGA)
        print(f"first page {sizes[0]:.2f} MB, largest other {max(sizes[1:], default=0):.2f} MB")
        return sum(sizes)

    def text_of(make: Callable[[Audit], str], name: str) -> float:
        (folder / name).write_text(make(audit), encoding="utf-8")
        return (folder / name).stat().st_size / MEGA

    def whole() -> float:
        document.write(folder / "audit.json", audit)
        return (folder / "audit.json").stat().st_size / MEGA

    timed("pages", pages)
    timed("devices.csv", lambda: text_of(csv.render, "devices.csv"))
    timed("actions.csv", lambda: text_of(worklist.render, "actions.csv"))
    timed("audit.json", whole)
    browser = shutil.which("chromium")
    if browser is None:
        return
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a developers' tool

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = opened.new_page()
        page.goto((folder / "report.html").as_uri())
        paint = page.evaluate(
            "performance.getEntriesByName('first-contentful-paint').map(one => one.startTime)[0]"
        )
        loaded = page.evaluate(
            "performance.timing.loadEventEnd - performance.timing.navigationStart"
        )
        print(f"first page in Chromium: first paint {paint:.0f} ms, loaded {loaded} ms")
        opened.close()


if __name__ == "__main__":
    sys.exit(main())
