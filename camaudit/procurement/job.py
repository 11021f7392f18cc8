"""One list from file to answer: find its columns, answer its rows, write beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import UsageError
from camaudit.procurement import lines, summary, writing
from camaudit.procurement.letter import letter
from camaudit.procurement.run import Checker, Tally
from camaudit.tabular.delimited import Delimited
from camaudit.tabular.layout import find, open_list

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO

    from camaudit.procurement.run import Checked
    from camaudit.procurement.summary import Summary
    from camaudit.rulebook.types import Rulebook
    from camaudit.tabular.layout import Layout, Sheets, Wish
    from camaudit.tabular.workbook import Workbook

MAX_SHEET = 1_000_000  # rows: a longer CSV is answered as CSV
_LARGE = (
    "The file is large: the answer holds its lists as plain values, without formats, formulas and "
    "sheets that are no list. The file itself is untouched."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is asked for."""

    source: Path
    name: str  # of the list, as shown
    wish: Wish
    out: Path | None  # None: beside the list
    at: str  # ISO date of the answer
    letter: Path | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it."""

    sheets: Sheets
    tally: Tally
    summary: Summary
    lost: tuple[str, ...]  # sentences on what a copy does not keep
    written: tuple[Path, ...]


def check(job: Job, rulebook: Rulebook) -> Done:
    """Answer a list; the list itself is only read.

    Raises: UsageError with one line saying what to do.
    """
    opened = open_list(job.source)
    out = job.out or _beside(job.source, opened)
    sheets = find(opened, job.wish, one=out.suffix.lower() == ".csv")
    for path in (out, *([job.letter] if job.letter else ())):
        writing.not_over(path, job.source)
    run = _Run(job, sheets, Checker(rulebook))
    if out.suffix.lower() == ".csv":
        with writing.replacing(out) as beside:
            with beside.open("w", encoding="utf-8-sig", newline="") as file:
                run.as_csv(opened, file)
            run.summarise(())
        written = [out]
    else:
        run.as_workbook(opened, out)
        written = [out]
    if out.suffix.lower() == ".csv" and run.made is not None:
        written.append(_text_beside(out, run.made))
    if job.letter is not None:
        _write(job.letter, letter(job.name, run.tally, job.at))
        written.append(job.letter)
    return run.done(tuple(written))


def stream(job: Job, rulebook: Rulebook, file: TextIO) -> Done:
    """Answer a list and write it as CSV to an open file.

    Raises: UsageError with one line saying what to do.
    """
    opened = open_list(job.source)
    run = _Run(job, find(opened, job.wish, one=True), Checker(rulebook))
    run.as_csv(opened, file)
    run.summarise(())
    if job.letter is not None:
        _write(job.letter, letter(job.name, run.tally, job.at))
    return run.done((job.letter,) if job.letter else ())


class _Run:
    """One pass over the rows."""

    def __init__(self, job: Job, sheets: Sheets, checker: Checker) -> None:
        self._job = job
        self._sheets = sheets
        self._checker = checker
        self.tally = Tally()
        self.made: Summary | None = None
        self._lost: tuple[str, ...] = ()

    def as_csv(self, opened: Delimited | Workbook, file: TextIO) -> None:
        """Write the one list that a CSV file can hold."""
        delimiter = opened.delimiter if isinstance(opened, Delimited) else ","
        layout = self._sheets.read[0]
        lines.write(layout, self._checked(opened, layout), file, delimiter)

    def as_workbook(self, opened: Delimited | Workbook, out: Path) -> None:
        """Write every list, and the summary behind them."""
        from camaudit.procurement import sheets  # noqa: PLC0415 - openpyxl only where it is needed

        lists = [(layout, self._checked(opened, layout)) for layout in self._sheets.read]
        if isinstance(opened, Delimited):
            sheets.fresh(lists, out, self.summarise, ())
        elif opened.small:
            sheets.copy_with_answers(opened.path, lists, out, self.summarise)
        else:
            lost = (_LARGE, *sheets.not_kept(opened.path))
            sheets.fresh(lists, out, self.summarise, lost)

    def _checked(self, opened: Delimited | Workbook, layout: Layout) -> Iterator[Checked]:
        return self._checker.check(opened.rows(layout.sheet), layout, self.tally)

    def summarise(self, lost: tuple[str, ...]) -> Summary:
        """Make the summary, when all rows are counted."""
        self._lost = lost
        self.made = summary.made(
            self._job.name, self._sheets, self.tally, self._checker.shower, lost, self._job.at
        )
        return self.made

    def done(self, written: tuple[Path, ...]) -> Done:
        made = self.made or self.summarise(())
        return Done(self._sheets, self.tally, made, self._lost, written)


def _beside(source: Path, opened: Delimited | Workbook) -> Path:
    long = isinstance(opened, Delimited) and opened.survey.lines > MAX_SHEET
    return writing.name_beside(source, ".csv" if long else ".xlsx")


def _text_beside(out: Path, made: Summary) -> Path:
    path = out.with_suffix(".txt")
    rows = (*made.summary, (), *made.sources)
    _write(path, "\n".join("  ".join(text for text in row if text) for row in rows) + "\n")
    return path


def _write(path: Path, text: str) -> None:
    try:
        with writing.replacing(path) as beside:
            beside.write_text(text, encoding="utf-8", newline="\n")
    except UnicodeEncodeError as error:
        raise UsageError(f"{path}: cannot be written: {error}") from error
