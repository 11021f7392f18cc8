"""Texts that somebody collected -> identities, as if devices had said them. No capture is needed.

For people who write rules, and for whoever measures them with texts of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.escape import for_csv, for_terminal
from camaudit.identify.match import Matcher
from camaudit.identify.pasted import plain
from camaudit.identify.score import Identifier
from camaudit.model.device import Device
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import MAX_VALUE, Channel, Fact, Lookup, LookupKind, Seen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from camaudit.identify.match import Match
    from camaudit.identify.registry import Registry
    from camaudit.model.identity import Identity
    from camaudit.rulebook.types import Rulebook

COLUMNS = (
    "device", "maker", "maker_grade", "brand", "brand_grade", "kind", "kind_grade", "model",
    "firmware", "rules",
)  # fmt: skip
_ASKED = {Channel.DNS_QUERY: LookupKind.DNS, Channel.TLS_SNI: LookupKind.SNI}
_CHANNELS = frozenset(one.value for one in Channel)
_MAC = re.compile(r"(?i)[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}")
_ABOUT = Endpoint("02:00:00:00:00:00", None)  # locally administered: it names nobody


@dataclass(frozen=True, slots=True)
class Text:
    """One text, on the channel where it was read; on mac.block the text is a MAC address."""

    channel: Channel
    value: str
    line: int = 1  # 1-based

    @property
    def usable(self) -> bool:
        """Tell whether it is a MAC address where one is asked for."""
        return self.channel is not Channel.MAC_BLOCK or bool(_MAC.fullmatch(self.value.strip()))


@dataclass(frozen=True, slots=True)
class Tried:
    """What the rules make of the texts of one device."""

    device: str  # as the list calls it
    matches: tuple[Match, ...]  # strongest first
    identity: Identity

    @property
    def row(self) -> tuple[str, ...]:
        """Give a cell for each of COLUMNS, harmless in a spreadsheet; unknown cells are empty."""
        known = self.identity
        cells: list[str | None] = []
        for answer in (known.maker, known.brand, known.kind):
            cells += [answer.value, answer.grade.value]
        rules = " ".join(sorted({one.evidence.rule for one in self.matches}))
        cells += [known.model, known.firmware, rules]
        return (for_terminal(self.device), *(for_csv(cell or "") for cell in cells))


class Trial:
    """Identifies texts with one rulebook."""

    def __init__(self, rulebook: Rulebook, registry: Registry) -> None:
        self._matcher = Matcher(rulebook, registry)
        self._identifier = Identifier(rulebook)

    def of(self, name: str, texts: Sequence[Text]) -> Tried:
        """Identify the device that says these texts.

        Raises: RulesError where the patterns of a channel cannot be compiled together.
        """
        device = _device(texts)
        matches = self._matcher.match(device)
        return Tried(name, tuple(matches), self._identifier.identify(device, matches))


def grouped(
    lines: Iterable[str], wrong: Callable[[int, str], None]
) -> Iterator[tuple[str, list[Text]]]:
    """Read lines of tab-separated texts: `channel, value`, or `device, channel, value`.

    Output: each device with its texts. The lines of a device follow each other; a line of two
            columns is a device of its own, named by its number. A first line of headings, empty
            lines and lines that begin with # are passed over.
    wrong:  is told of each line that cannot be used, by number; the rest goes on.
    """
    done: set[str] = set()
    open_name, texts = "", list[Text]()
    for number, written in enumerate(lines, start=1):
        line = written.rstrip("\r\n")
        if not line.strip() or line.startswith("#"):
            continue
        name, channel, value = _cells(line, number)
        if channel not in _CHANNELS:
            if (channel, value) != ("channel", "value"):
                wrong(
                    number, f"no channel {channel[:40]!r}; `camaudit rules test --help` lists them"
                )
            continue
        text = Text(Channel(channel), value, number)
        if not text.usable:
            wrong(number, f"{value[:40]!r} is no MAC address")
            continue
        if texts and name != open_name:
            yield open_name, texts
            done.add(open_name)
            texts = []
        if name in done and not texts:
            wrong(number, f"device {name[:40]!r} stands further up as well: read as another device")
        open_name = name
        texts.append(text)
    if texts:
        yield open_name, texts


def _cells(line: str, number: int) -> tuple[str, str, str]:
    first, _, rest = line.partition("\t")
    second, tab, value = rest.partition("\t")
    if tab and (first not in _CHANNELS or second in _CHANNELS):
        return first, second.strip(), value
    return str(number), first.strip(), rest


def _device(texts: Sequence[Text]) -> Device:
    facts: list[Fact] = []
    lookups: list[Lookup] = []
    mac: str | None = None
    for text in texts:
        seen = Seen(0.0, "text", f"line {text.line}")
        value = plain(text.channel, text.value)[:MAX_VALUE]
        asked = _ASKED.get(text.channel)
        if asked is not None:
            name = value.strip().lower().removesuffix(".")
            lookups.append(Lookup(client=_ABOUT, name=name, answers=(), kind=asked, seen=seen))
        elif text.channel is Channel.MAC_BLOCK:
            mac = value.strip().lower().replace("-", ":")
        else:
            facts.append(
                Fact(about=_ABOUT, channel=text.channel, value=value, port=None, seen=seen)
            )
    return Device.bare(facts=facts, lookups=lookups, mac=mac)
