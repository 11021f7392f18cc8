"""How many texts of cameras the rules know, and how many of other things they take for cameras.

    python bench/yardstick.py [--misses]

Each text goes alone, and the texts of each device go together, through the same path as an audit:
`Matcher`, then `Identifier`. The texts lie in tests/yardstick; its README says where they are from.
Every measure stands twice: of all texts, and of the clear ones, from which a reader could tell it.
`--misses` lists the texts of seen.tsv that were missed or misread, never those that are held out.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit.identify.match import Matcher
from camaudit.identify.registry import Registry
from camaudit.identify.score import Identifier
from camaudit.model.device import Device
from camaudit.model.endpoint import Endpoint
from camaudit.model.grade import Grade
from camaudit.model.identity import VIDEO_KINDS
from camaudit.model.observation import Channel, Fact, Seen
from camaudit.rulebook.load import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from camaudit.model.identity import Answer

ROOT = Path(__file__).parents[1]
TEXTS = ROOT / "tests" / "yardstick"
UNKNOWN = "-"
Z = 1.96  # of a 95 % interval
_SEEN = Seen(0.0, "yardstick", "line 1")
_ABOUT = Endpoint("02:00:00:00:00:01", None)  # locally administered: no block of any maker


@dataclass(frozen=True, slots=True)
class Text:
    """One line of seen.tsv, held_out.tsv or held_out_2.tsv."""

    source: str
    channel: Channel
    device: str  # texts of one device have the same
    maker: str  # id of a maker file; "-": the text cannot tell
    brand: str
    kind: str
    model: str
    firmware: str
    clear: bool  # who knows cameras could tell from this text alone what or whose it is
    value: str


@dataclass(frozen=True, slots=True)
class Other:
    """One line of others.tsv: a text of what is no camera."""

    channel: Channel
    value: str
    what: str
    generated: bool
    source: str


@dataclass(frozen=True, slots=True)
class Said:
    """What the program made of one text, or of all texts of a device."""

    video: bool  # a camera, recorder, encoder or door phone, at least possibly
    maker: str | None  # at least possibly


def read_texts(path: Path) -> list[Text]:
    """Read a file of camera texts."""
    return [
        Text(source, Channel(channel), *rest, clear == "yes", value)  # type: ignore[call-arg]
        for source, channel, *rest, clear, value in _lines(path)
    ]


def read_others(path: Path) -> list[Other]:
    """Read the file of other things."""
    return [
        Other(Channel(channel), value, what, generated == "yes", source)
        for channel, value, what, generated, source in _lines(path)
    ]


def _lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


class Judge:
    """The way of an audit from what a device said to what it is."""

    def __init__(self) -> None:
        rulebook = load([ROOT / "rules"])
        self._matcher = Matcher(rulebook, Registry({}))
        self._identifier = Identifier(rulebook)

    def say(self, texts: Iterable[tuple[Channel, str]]) -> Said:
        """Say what a device is that said these texts."""
        facts = tuple(
            Fact(about=_ABOUT, channel=channel, value=value, port=None, seen=_SEEN)
            for channel, value in sorted(set(texts))
        )
        device = Device.bare(facts=facts)
        identity = self._identifier.identify(device, self._matcher.match(device))
        return Said(
            video=_possible(identity.kind) and identity.kind.value in VIDEO_KINDS,
            maker=identity.maker.value if _possible(identity.maker) else None,
        )


def _possible(answer: Answer) -> bool:
    return answer.grade.rank >= Grade.POSSIBLE.rank


def wilson(count: int, total: int) -> tuple[float, float]:
    """Give the 95 % interval of a share (Wilson 1927)."""
    if not total:
        return 0.0, 1.0
    share = count / total
    middle = share + Z * Z / (2 * total)
    spread = Z * sqrt(share * (1 - share) / total + Z * Z / (4 * total * total))
    scale = 1 + Z * Z / total
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def share(count: int, total: int) -> str:
    """Write a count with its total, percentage and interval."""
    if not total:
        return "0/0"
    low, high = wilson(count, total)
    return f"{count}/{total} {count / total:.1%} [{low:.1%}, {high:.1%}]"


def devices(texts: Sequence[Text]) -> list[list[Text]]:
    """Put the texts of each device together, in the order of the file."""
    found: dict[str, list[Text]] = {}
    for text in texts:
        found.setdefault(text.device, []).append(text)
    return list(found.values())


def maker_of(texts: Iterable[Text]) -> str:
    """Give the maker that the texts of a device name, or that none does."""
    return next((one.maker for one in texts if one.maker != UNKNOWN), UNKNOWN)


def row(truths: Sequence[str], said: Sequence[Said]) -> str:
    """Write the four measures of a group."""
    known = [(truth, one.maker) for truth, one in zip(truths, said, strict=True) if truth != "-"]
    right = sum(truth == maker for truth, maker in known)
    wrong = sum(maker not in {truth, None} for truth, maker in known)
    video = sum(one.video for one in said)
    return (
        f"video {share(video, len(said))} | maker {share(right, len(known))} | "
        f"wrong maker {share(wrong, len(known))}"
    )


def clear_devices(groups: Sequence[tuple[list[Text], Said]]) -> list[tuple[list[Text], Said]]:
    """Give the devices of which at least one text is clear."""
    return [(texts, said) for texts, said in groups if any(one.clear for one in texts)]


def report(name: str, texts: Sequence[Text], judge: Judge) -> list[tuple[Text, Said]]:
    """Print the measures of a file; give each text with what it was called alone."""
    alone = [(one, judge.say([(one.channel, one.value)])) for one in texts]
    whole = [
        (group, judge.say((one.channel, one.value) for one in group)) for group in devices(texts)
    ]
    sources = len({one.source for one in texts})
    print(f"\n{name}: {len(texts)} texts of {len(whole)} devices from {sources} sources")
    print(f"  each text alone: {row(*_truths_and_said(alone))}")
    print(f"    clear ones:    {row(*_truths_and_said(_clear(alone)))}")
    for heading, groups in (
        ("each device:     ", whole),
        ("  with clear text:", clear_devices(whole)),
    ):
        truths = [maker_of(group) for group, _ in groups]
        print(f"  {heading} {row(truths, [said for _, said in groups])}")
    by_channel: Callable[[Text], str] = lambda one: one.channel.value  # noqa: E731
    by_maker: Callable[[Text], str] = lambda one: one.maker  # noqa: E731
    for heading, key in (("channel", by_channel), ("maker", by_maker)):
        parts: dict[str, list[tuple[Text, Said]]] = defaultdict(list)
        for one in alone:
            parts[key(one[0])].append(one)
        for label, members in sorted(parts.items()):
            print(f"  {heading} {label}: {row(*_truths_and_said(members))}")
            print(f"    clear ones: {row(*_truths_and_said(_clear(members)))}")
    return alone


def _clear(alone: Iterable[tuple[Text, Said]]) -> list[tuple[Text, Said]]:
    return [(one, said) for one, said in alone if one.clear]


def _truths_and_said(alone: Iterable[tuple[Text, Said]]) -> tuple[list[str], list[Said]]:
    pairs = list(alone)
    return [one.maker for one, _ in pairs], [said for _, said in pairs]


def report_others(others: Sequence[Other], judge: Judge) -> list[Other]:
    """Print how many other things were called cameras; give them."""
    false: list[Other] = []
    print(f"\nothers: {len(others)} texts of {len({one.source for one in others})} sources")
    for label, generated in (("real", False), ("generated", True)):
        group = [one for one in others if one.generated is generated]
        said = [judge.say([(one.channel, one.value)]) for one in group]
        called = [one for one, what in zip(group, said, strict=True) if what.video]
        named = sum(what.maker is not None for what in said)
        print(
            f"  {label}: called a camera {share(len(called), len(group))} | "
            f"a maker named {share(named, len(group))}"
        )
        false += called
    return false


def main() -> None:
    """Measure and print."""
    judge = Judge()
    seen = report("seen", read_texts(TEXTS / "seen.tsv"), judge)
    report("held out", read_texts(TEXTS / "held_out.tsv"), judge)
    report("held out, second set", read_texts(TEXTS / "held_out_2.tsv"), judge)
    false = report_others(read_others(TEXTS / "others.tsv"), judge)
    if "--misses" in sys.argv[1:]:
        for one, said in seen:
            wrong = one.maker not in {UNKNOWN, said.maker}
            if wrong or not said.video:
                called = f"video {said.video}, maker {said.maker}"
                print(f"miss\t{one.channel}\t{one.maker}\t{one.value}\t{called}")
        for other in false:
            print(f"false camera\t{other.channel}\t{other.what}\t{other.value}")


if __name__ == "__main__":
    main()
