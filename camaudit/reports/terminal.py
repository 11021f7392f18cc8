"""The first screen: plain lines, the same on a terminal and in a pipe.

Our own words are ASCII; of foreign text only what the console's encoding has is shown as it is.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from camaudit.counts.steps import Gap
from camaudit.counts.tables import tables
from camaudit.escape import for_display
from camaudit.model.coverage import FileOutcome
from camaudit.reports import ages, callrows, papers, text
from camaudit.reports.nouns import number_of
from camaudit.reports.sentences import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.counts.networks import NetworkRow
    from camaudit.counts.tables import Tables
    from camaudit.model.audit import Audit

WIDTH = 80  # columns
MIN_WIDTH = 72  # columns that the tables need
MAX_ROWS = 20  # of networks, of makers
MAX_FEW = 8  # of decisions, of files
MAX_OLD = 1_000  # characters about old tables
_NUMBERS = 34  # columns of the three counts
_LOOKED = 14  # characters of who looked at a network
_MARGIN = "  "


def render(
    audit: Audit, report: str | None, width: int = WIDTH, encoding: str = "cp1252"
) -> list[str]:
    """Give the first screen, line by line.

    Input:  report: path of the page, where one was written; encoding: the console's.
    Output: lines of at most `width` columns (the path of the report alone may be longer),
            without control characters, and only with characters that the encoding has.
    """
    screen = _Screen(audit, tables(audit), max(width, MIN_WIDTH), encoding)
    return [line.rstrip() for line in screen.lines(report)]


@dataclass(frozen=True, slots=True)
class _Screen:
    """One audit on one width of one console."""

    audit: Audit
    counted: Tables
    width: int
    encoding: str

    def lines(self, report: str | None) -> Iterator[str]:
        """Give the parts, with a blank line between them."""
        parts = (
            self._head(),
            self._very_old(),
            self._networks(),
            self._makers(),
            self._calls(),
            self._why(),
            self._decisions(),
            self._actions(),
            self._next(),
            self._foot(),
        )
        for part in parts:
            lines = list(part)
            if lines:
                yield from lines
                yield ""
        yield from self._files()
        if report is not None:
            # Whole, so that it can be copied.
            yield _MARGIN + say("screen-report", path=self._plain(report, len(report) * 10))

    def _plain(self, foreign: str, limit: int = 200) -> str:
        shown = for_display(foreign, limit)
        return shown.encode(self.encoding, "backslashreplace").decode(self.encoding)

    def _cell(self, foreign: str, columns: int) -> str:
        """Cut or fill foreign text to so many columns."""
        shown = self._plain(foreign, columns * 2)
        if cell_len(shown) > columns:
            shown = set_cell_size(shown, columns - 2) + ".."
        return set_cell_size(shown, columns)

    def _wrap(self, words: str, first: str = _MARGIN, then: str = _MARGIN) -> list[str]:
        """Break words into lines; `first` and `then` begin them."""
        # Twice as wide as it is long, at worst: so wrapped at half where it is not ASCII.
        room = self.width if words.isascii() or self.encoding == "cp1252" else self.width * 2 // 3
        return textwrap.wrap(words, room, initial_indent=first, subsequent_indent=then)

    def _head(self) -> Iterator[str]:
        name = self.audit.estate.organisation
        title = self._cell(name.upper() if name else say("screen-name"), self.width - 20)
        yield title + f"{text.day(self.audit.at):>20}"
        yield ""
        tally = self.counted.tally
        total = [say("screen-cameras", number=f"{self.counted.papers.cameras:,}")]
        if self.counted.expected is not None:
            total.append(say("screen-expected", number=f"{self.counted.expected:,}"))
        if self.counted.gaps:
            total.append(say("not-complete"))
        line = _MARGIN + "   ".join(total)
        yield from [line] if len(line) <= self.width else self._wrap(" ".join(total))
        register = papers.numbers(self.counted.register)
        for said in (*text.papers(self.counted), *([register] if register else ())):
            yield from self._wrap(said)
        if tally.other:
            yield from self._wrap(say("other-video", devices=number_of(tally.other, "device")))
        if tally.imitations:
            yield from self._wrap(say("imitations", devices=number_of(tally.imitations, "device")))

    def _very_old(self) -> Iterator[str]:
        _, very = ages.warnings(self.audit)
        if very:
            yield from self._wrap(self._plain(very, MAX_OLD))

    def _networks(self) -> Iterator[str]:
        rows = self.counted.networks
        room = self.width - 2 - _NUMBERS - 15
        if rows:
            yield f"{_MARGIN}{'':<{room}}{say('screen-columns')}"
        several = len({row.site for row in rows}) > 1
        site: str | None = None
        for number, row in enumerate(rows[:MAX_ROWS]):
            if several and (number == 0 or row.site != site):
                site = row.site
                yield _MARGIN + self._cell(row.site or say("not-known"), self.width - 2)
            yield self._network(row, room, "  " if several else "")
        if len(rows) > MAX_ROWS:
            yield _MARGIN + say("screen-more", number=len(rows) - MAX_ROWS)
        if rows:
            yield _MARGIN + say("zero")
        if Gap.EITHER in self.counted.gaps:
            yield _MARGIN + say("either-means")
        if self.counted.empty_networks:
            networks = number_of(self.counted.empty_networks, "network")
            yield from self._wrap(say("screen-empty", networks=networks))

    def _network(self, row: NetworkRow, room: int, indent: str) -> str:
        name = self._cell(indent + text.network(row, with_site=False), room - 1)
        if row.tally is None:
            return f"{_MARGIN}{name} {'-':>7}{'-':>12}{'-':>12}   {say('not-looked')}"
        looked = ", ".join(row.looked_by) or text.in_passing(row)
        if len(looked) > _LOOKED and len(row.looked_by) > 1:
            looked = f"{row.looked_by[0]} +{len(row.looked_by) - 1}"
        cells = f"{row.tally.cameras:>7}{row.tally.recorders:>12}{row.tally.either:>12}"
        return f"{_MARGIN}{name} {cells}   {self._cell(looked, _LOOKED)}"

    def _makers(self) -> Iterator[str]:
        left = [
            f"{self._plain(text.maker(row), 60)}: "
            f"{number_of(row.tally.devices, 'device')}, {text.sureness(row)}"
            for row in self.counted.makers[:MAX_ROWS]
        ]
        if len(self.counted.makers) > MAX_ROWS:
            left.append(say("screen-more", number=len(self.counted.makers) - MAX_ROWS))
        yield from self._block(say("screen-makers"), left or [say("nothing")])
        missing = [f"{self._plain(what, 60)}: {why}" for what, why in self._blind()]
        yield from self._block(say("screen-not-looked"), missing)

    def _calls(self) -> Iterator[str]:
        """Say where they call; where nobody could see it, `_makers` has said so."""
        found = self.counted.outbound
        if not found.looked:
            return
        shown = [callrows.looks(found.looks)] if found.looks else []
        shown += [callrows.wave(one) for one in found.waves[:MAX_FEW]]
        shown += [callrows.calls(one) for one in found.told[:MAX_FEW]]
        if found.nobodys:
            shown.append(say("calls-nobodys", contacts=number_of(found.nobodys, "contact")))
        elif not found.rows:
            shown.append(say("calls-none"))
        more = len(found.waves[MAX_FEW:]) + len(found.told[MAX_FEW:])
        if more:
            shown.append(say("screen-more", number=more))
        if found.looks:
            shown.append(callrows.limits(found.looks))
        yield from self._block(say("screen-calls"), [self._plain(one, 600) for one in shown])

    def _blind(self) -> list[tuple[str, str]]:
        every = text.unseen(self.audit, self.counted)
        shown = every[: MAX_ROWS // 2]
        if len(every) > len(shown):
            shown.append((say("screen-more", number=len(every) - len(shown)), ""))
        return shown

    def _block(self, title: str, texts: list[str]) -> Iterator[str]:
        """Give texts under each other, the title at the left of the first."""
        for one, head in zip_longest(texts, [title], fillvalue=""):
            yield from self._wrap(one, f"{_MARGIN}{head:<16}", " " * 20)

    def _why(self) -> Iterator[str]:
        few = {Gap.RECORDERS, Gap.FEWER} & set(self.counted.gaps)
        if few:
            words = [say("screen-why"), say("why-few")]
            if self.counted.papers.without_list:
                words.append(text.hidden(self.counted))
            yield from self._wrap(" ".join(words))

    def _decisions(self) -> Iterator[str]:
        decisions = self.counted.decisions
        if not decisions:
            return
        yield self._ends(say("screen-decisions"), say("screen-devices"))
        for one in decisions[:MAX_FEW]:
            words = f"{one.severity}: {self._plain(one.summary, 300)}"
            first, *rest = textwrap.wrap(words, self.width - 14, subsequent_indent="  ")
            yield self._ends(first, str(len(one.devices)))
            yield from (_MARGIN + line for line in rest)
        if len(decisions) > MAX_FEW:
            yield _MARGIN + say("screen-more", number=len(decisions) - MAX_FEW)

    def _actions(self) -> Iterator[str]:
        actions = self.audit.actions
        if actions:
            yield self._ends(say("screen-actions"), say("screen-effort"))
        for number, one in enumerate(actions, 1):
            who = self._plain(", ".join(one.card.who))
            words = say("screen-action", title=self._plain(one.card.title), who=who)
            yield self._ends(f"{number} {words}", f"{len(one.devices):>7}{one.minutes:>9}")
        if actions:
            yield from self._wrap(say("screen-actions-how"))
        if self.counted.excepted:
            findings = number_of(self.counted.excepted, "finding")
            yield from self._wrap(say("screen-excepted", findings=findings))
        for row in self.counted.ended[:MAX_FEW]:
            yield from self._wrap(self._plain(text.ended(row)), _MARGIN, "    ")

    def _ends(self, left: str, right: str) -> str:
        room = self.width - 2 - len(right)
        return f"{_MARGIN}{set_cell_size(left, room)}{right}"

    def _next(self) -> Iterator[str]:
        yield self._ends(say("screen-next"), say("screen-costs"))
        for number, one in enumerate(self.counted.steps, 1):
            room = self.width - 20
            first, *rest = textwrap.wrap(self._plain(text.step(one), 300), room)
            if one.command:
                # On one line, so that it can be copied.
                *before, last = [first, *rest]
                joined = f"{last}:  {one.command}"
                whole = [joined] if len(joined) <= room else [f"{last}:", f"  {one.command}"]
                first, *rest = [*before, *whole]
            yield self._ends(f"{number} {first}", f"{one.packets:>5}{one.minutes:>9}")
            yield from (f"{_MARGIN}  {line}" for line in rest)

    def _foot(self) -> Iterator[str]:
        files = self.counted.files
        yield from self._wrap(
            say(
                "screen-read",
                files=number_of(files.total, "file"),
                frames=number_of(files.items, "frame"),
                partly=say("screen-partly", number=files.partly) if files.partly else "",
                unknown=say("screen-unknown", number=files.unknown) if files.unknown else "",
            )
        )
        if files.unread:
            yield from self._wrap(say("screen-unread", number=f"{files.unread:,}"))
        old, _ = ages.warnings(self.audit)
        if old:
            yield from self._wrap(self._plain(old, MAX_OLD))
        yield from self._sent()

    def _sent(self) -> Iterator[str]:
        packets, sent = number_of(self.counted.packets_sent, "packet"), self.audit.sent
        if sent is None:
            yield _MARGIN + say("screen-sent", packets=packets)
            return
        questions = number_of(sum(one.questions for one in sent.lines), "question")
        yield from self._wrap(say("screen-sent-most", packets=packets, questions=questions))
        for what in sent.halted[:MAX_FEW]:
            yield from self._wrap(say("screen-halted", what=self._plain(what, 200)))
        for where in sent.unheard[:MAX_FEW]:
            yield from self._wrap(say("screen-unheard", where=self._plain(where, 80)))
        if sent.stopped:
            yield from self._wrap(say("screen-stopped", why=self._plain(sent.stopped, 200)))

    def _files(self) -> Iterator[str]:
        bad = [one for one in self.audit.files if one.outcome != FileOutcome.READ]
        for one in bad[:MAX_FEW]:
            words = f"{self._plain(one.path, 120)}: {self._plain(one.message or one.outcome, 200)}"
            yield from self._wrap(words, _MARGIN, "    ")
        if len(bad) > MAX_FEW:
            yield _MARGIN + say("screen-more", number=len(bad) - MAX_FEW)
        if bad:
            yield ""
