"""Devices a second: 100,000 devices with 6 facts each, through matching and grading.

    python bench/identify.py [DEVICES]

The facts are examples of the rules and texts of what is no camera, drawn in a fixed order. Beside
it a peer: the same patterns of a channel tried one after another with Python's `re`, matching only,
on a hundredth of the devices; the ratio is of one run.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import defaultdict
from pathlib import Path

from camaudit import data
from camaudit.identify.match import Matcher
from camaudit.identify.registry import Registry
from camaudit.identify.score import Identifier
from camaudit.model.device import Device
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Channel, Fact, Seen
from camaudit.rulebook.load import load

FACTS = 6
OTHERS = Path(__file__).parents[1] / "tests" / "yardstick" / "others.tsv"


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    rulebook = load([data.folder("rules")])
    texts = [(one.on, example.value) for one in rulebook.signatures for example in one.examples]
    texts += _others()
    draw = random.Random(1)  # noqa: S311 - the same devices in every run
    chosen = [draw.choices(texts, k=FACTS) for _ in range(count)]
    matcher = Matcher(rulebook, Registry.load(data.folder("oui_data")))
    identifier = Identifier(rulebook)
    for said in chosen[:200]:  # patterns are compiled on first use
        device = _device(0, said)
        identifier.identify(device, matcher.match(device))
    devices = (_device(number, said) for number, said in enumerate(chosen))
    spent = 0.0
    for device in devices:
        began = time.perf_counter()
        identifier.identify(device, matcher.match(device))
        spent += time.perf_counter() - began
    ours = count / spent
    print(f"{count:,} devices with {FACTS} facts: {spent:.1f} s, {ours:,.0f} devices a second")
    peer = _peer(rulebook.signatures, chosen[: max(1, count // 100)])
    print(
        f"matching alone with re, pattern by pattern: {peer:,.0f} a second, ratio {ours / peer:.1f}"
    )


def _others() -> list[tuple[Channel, str]]:
    known = {one.value: one for one in Channel}
    rows = [line.split("\t") for line in OTHERS.read_text(encoding="utf-8").splitlines()[1:]]
    return [(known[row[0]], row[1]) for row in rows if row[0] in known]


def _device(number: int, said: list[tuple[Channel, str]]) -> Device:
    about = Endpoint(f"02:00:{number >> 24 & 255:02x}:{number >> 16 & 255:02x}:00:01", None)
    facts = tuple(
        Fact(about=about, channel=on, value=value, port=80, seen=Seen(1.0, "bench", "line 1"))
        for on, value in said
    )
    return Device.bare(number, facts=facts, mac=about.mac)


def _peer(signatures: object, chosen: list[list[tuple[Channel, str]]]) -> float:
    patterns: dict[Channel, list[re.Pattern[str]]] = defaultdict(list)
    for one in signatures:  # type: ignore[attr-defined]
        patterns[one.on].append(re.compile(_for_re(one.match)))
    began = time.perf_counter()
    for said in chosen:
        for on, value in said:
            for pattern in patterns[on]:
                pattern.search(value)
    return len(chosen) / (time.perf_counter() - began)


def _for_re(pattern: str) -> str:
    """Put a flag that stands behind ^ in front, where Python wants it."""
    return "(?i)" + pattern.replace("(?i)", "") if "(?i)" in pattern[1:] else pattern


if __name__ == "__main__":
    main()
