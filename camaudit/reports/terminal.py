"""The first screen: lines as wide as the console, or of 80 columns in a pipe.

Our own words are ASCII; of foreign text only what the console's encoding has is shown as it is.
What a narrow console has no room for goes on the next line: every width tells the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.cells import cell_len

from camaudit.counts.steps import Gap
from camaudit.counts.tables import tables
from camaudit.escape import for_display
from camaudit.reports import account, ages, text
from camaudit.reports.networktable import table
from camaudit.reports.nouns import number_of
from camaudit.reports.sentences import say
from camaudit.reports.wrap import pad, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.counts.tables import Tables
    from camaudit.model.audit import Audit

WIDTH = 80  # columns
MIN_WIDTH, MAX_WIDTH = 60, 200  # columns that the screen can be fitted to
MAX_TEXT = 100  # columns of a text that is read line by line
MAX_ROWS = 20  # of networks, of makers
MAX_FEW = 8  # of decisions, of files
MAX_OLD = 1_000  # characters about old tables
_MARGIN = "  "
_APART = "   "  # between parts of a line
# Lines that begin so may be shown bold, like the first.
HEADINGS = tuple(
    _MARGIN + say(key)
    for key in (
        "screen-makers",
        "screen-not-looked",
        "screen-calls",
        "screen-decisions",
        "screen-actions",
        "screen-next",
    )
)


def render(
    audit: Audit, report: str | None, width: int = WIDTH, encoding: str = "cp1252"
) -> list[str]:
    """Give the first screen, line by line.

    Input:  report: path of the page, where one was written; width: taken as 60 to 200;
            encoding: the console's.
    Output: lines of at most `width` columns (the path of the report alone may be longer),
            without control characters, and only with characters that the encoding has.
    """
    columns = min(max(width, MIN_WIDTH), MAX_WIDTH)
    screen = _Screen(audit, tables(audit), columns, encoding)
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

    @property
    def _text(self) -> int:
        """Columns of what is read line by line."""
        return min(self.width, MAX_TEXT)

    def _wrap(self, words: str, first: str = _MARGIN, then: str = _MARGIN) -> list[str]:
        """Break words into lines; `first` and `then` begin them."""
        return wrap(words, self._text, first, then)

    def _one(self, words: str) -> list[str]:
        """Give parts that are set out on one line, under each other where there is no room."""
        line = _MARGIN + words
        if cell_len(line) <= self._text:
            return [line]
        return [one for part in words.split(_APART) for one in self._wrap(part)]

    def _head(self) -> Iterator[str]:
        name = self.audit.estate.organisation
        title = self._plain(name.upper()) if name else say("screen-name")
        *before, last = wrap(title, self._text)
        yield from before
        yield from self._ends("", last, text.day(self.audit.at))
        yield ""
        total = [say("screen-cameras", number=f"{self.counted.papers.cameras:,}")]
        if self.counted.expected is not None:
            total.append(say("screen-expected", number=f"{self.counted.expected:,}"))
        if self.counted.gaps:
            total.append(say("not-complete"))
        yield from self._one(_APART.join(total))
        for said in account.counted(self.counted):
            yield from self._wrap(said)

    def _very_old(self) -> Iterator[str]:
        _, very = ages.warnings(self.audit)
        if very:
            yield from self._wrap(self._plain(very, MAX_OLD))

    def _networks(self) -> Iterator[str]:
        rows = self.counted.networks
        several = len({row.site for row in rows}) > 1
        yield from table(rows[:MAX_ROWS], self.width, self._plain, several=several)
        if len(rows) > MAX_ROWS:
            yield _MARGIN + say("screen-more", number=len(rows) - MAX_ROWS)
        if rows:
            yield from self._one(say("zero"))
        if Gap.EITHER in self.counted.gaps:
            yield from self._one(say("either-means"))
        if self.counted.empty_networks:
            networks = number_of(self.counted.empty_networks, "network")
            yield from self._wrap(say("screen-empty", networks=networks))

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
        """Say where they call; where nobody could see it, `_blind` has said so."""
        shown = account.calls(self.counted, MAX_FEW)
        if not shown:
            return
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
        if why := account.few(self.counted):
            yield from self._wrap(f"{say('screen-why')} {why}")

    def _decisions(self) -> Iterator[str]:
        decisions = self.counted.decisions
        if not decisions:
            return
        yield from self._ends(_MARGIN, say("screen-decisions"), say("screen-devices"))
        for one in decisions[:MAX_FEW]:
            words = f"{one.severity}: {self._plain(one.summary, 300)}"
            yield from self._ends(_MARGIN, words, f"{len(one.devices):>12,}")
        if len(decisions) > MAX_FEW:
            yield _MARGIN + say("screen-more", number=len(decisions) - MAX_FEW)

    def _actions(self) -> Iterator[str]:
        actions = self.audit.actions
        if actions:
            yield from self._ends(_MARGIN, say("screen-actions"), say("screen-effort"))
        for number, one in enumerate(actions, 1):
            who = self._plain(", ".join(one.card.who))
            words = say("screen-action", title=self._plain(one.card.title), who=who)
            costs = f"{len(one.devices):>7,}{one.minutes:>9,}"
            yield from self._ends(_MARGIN, f"{number} {words}", costs)
        if actions:
            yield from self._wrap(say("screen-actions-how"))
        if self.counted.excepted:
            findings = number_of(self.counted.excepted, "finding")
            yield from self._wrap(say("screen-excepted", findings=findings))
        for row in self.counted.ended[:MAX_FEW]:
            yield from self._wrap(self._plain(text.ended(row)), _MARGIN, "    ")

    def _ends(self, margin: str, left: str, right: str) -> Iterator[str]:
        """Give a text with something at the right end of its first line."""
        room = self._text - cell_len(right) - 1
        then = margin + _MARGIN if margin else ""
        first, *rest = wrap(left, room, margin, then)
        yield pad(first, self._text - cell_len(right)) + right
        if rest:  # below it the line is free
            yield from wrap(" ".join(rest), self._text, then, then)

    def _next(self) -> Iterator[str]:
        yield from self._ends(_MARGIN, say("screen-next"), say("screen-costs"))
        for number, one in enumerate(self.counted.steps, 1):
            words = self._plain(text.step(one), 300)
            costs = f"{one.packets:>5,}{one.minutes:>9,}"
            if not one.command:
                yield from self._ends(_MARGIN, f"{number} {words}", costs)
                continue
            *lines, last = self._ends(_MARGIN, f"{number} {words}:", costs)
            # On one line, so that it can be copied.
            joined = f"{last}  {one.command}"
            apart = not lines or cell_len(joined) > self._text
            yield from [*lines, last, f"{_MARGIN * 3}{one.command}"] if apart else [*lines, joined]

    def _foot(self) -> Iterator[str]:
        for said in account.read(self.counted):
            yield from self._wrap(said)
        old, _ = ages.warnings(self.audit)
        if old:
            yield from self._wrap(self._plain(old, MAX_OLD))
        for said in account.sent(self.audit, self.counted, MAX_FEW):
            yield from self._wrap(self._plain(said, 300))

    def _files(self) -> Iterator[str]:
        bad = account.unread(self.audit)
        for path, why in bad[:MAX_FEW]:
            words = f"{self._plain(path, 120)}: {self._plain(why, 200)}"
            yield from wrap(words, self.width, _MARGIN, _MARGIN * 2)
        if len(bad) > MAX_FEW:
            yield _MARGIN + say("screen-more", number=len(bad) - MAX_FEW)
        if bad:
            yield ""
