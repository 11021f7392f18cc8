"""The sheets Summary and Sources, and the same sentences for the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.escape import for_terminal
from camaudit.procurement.answer import Word
from camaudit.procurement.items import Reason
from camaudit.tabular.columns import Role, heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from camaudit.procurement.run import Tally
    from camaudit.procurement.show import Shower
    from camaudit.tabular.layout import Layout, Sheets

Table = tuple[tuple[str, ...], ...]
NO_GROUND = (
    "None of this is a ground for exclusion. Ask every bidder the same questions "
    "(camaudit check --letter FILE writes them) and decide on the replies."
)
ONE_WITNESS = (
    "A list is one witness: it says what somebody wrote, and proves no device. Labels on delivery, "
    "and the devices' own answers on the network, can prove more."
)
TWO_TESTS = (
    "Being named on a list, and having headquarters in a country that a policy describes, are two "
    "tests; each binds only those of whom it says so."
)
NOT_COMPARED = (
    "Rows that are no camera by their words were compared with no list; some lists reach further."
)
DEBARMENT = (
    "Debarment under the Procurement Act 2023: no list is held here; check the list on the day."
)
_NAMES = frozenset({Role.MAKE, Role.MODEL, Role.PRODUCT})
ADDED = "The counts add the sheets: what stands on two of them counts twice."
MEANING = {
    Word.MODEL: "a document of label or maker, or the maker's own name, covers this model",
    Word.SOME: "documented for some models of the label; this model is not told apart",
    Word.REPORTED: "independent reports say so; no document of label or maker does",
    Word.NO_EVIDENCE: "the label is known; nothing public ties it to one maker well enough",
    Word.UNKNOWN: "neither the label nor the form of the model's name is known here",
}


@dataclass(frozen=True, slots=True)
class Summary:
    """What the sheets say, as rows of cells."""

    summary: Table
    sources: Table


def sheets_taken(sheets: Sheets) -> Iterator[str]:
    """Say which sheets are read, each with its columns, and which are not."""
    if len(sheets.read) > 1:
        named = ", ".join(for_terminal(layout.sheet) for layout in sheets.read)
        yield f"{len(sheets.read)} sheets look like lists and are read: {named} (--sheet for one)."
    for layout in sheets.read:
        yield " ".join(columns_taken(layout))
    if sheets.left:
        left = ", ".join(map(for_terminal, sheets.left))
        yield f"Sheets not read: {left} (--sheet NAME reads one)."


def of_each(tally: Tally) -> list[tuple[str, str, str]]:
    """Give a line for each sheet, where there are several: name, rows that are answered, units."""
    if len(tally.sheets) < 2:
        return []
    return [
        (for_terminal(sheet), f"{rows:,}", f"{tally.sheet_units[sheet]:,}")
        for sheet, rows in tally.sheets.items()
    ]


def columns_taken(layout: Layout) -> Iterator[str]:
    """Say what was taken for what, one sentence each."""
    if layout.sheet:
        yield f"Sheet {for_terminal(layout.sheet)!r}."
    if layout.header:
        yield f"Headings in row {layout.header}."
    else:
        yield "No row of headings was found (--header-row N says which it is)."
    if not layout.columns:
        yield "Each row is read as one text."
    taken = {column: role for role, found in layout.columns.items() for column in found}
    for column, role in sorted(taken.items()):
        name = layout.names[column] if column < len(layout.names) else ""
        means = "make and model in one" if role is Role.PRODUCT else role.value
        yield f"Column {letter(column)} {for_terminal(name)[:60]!r} is the {means}."
    left = [(at, name) for at, name in enumerate(layout.names) if name and at not in taken]
    if left:
        yield f"Not read: {_listed(left)}."
    spelled = {_spelling(layout.names[at]) for at, role in taken.items() if role in _NAMES}
    further = [one for one in left if _spelling(one[1]) in spelled - {None}]
    if further:
        at = letter(further[0][0])
        yield (
            f"By their headings these hold makes or models too: {_listed(further)}. One row is "
            f"answered as one device; a second run reads them: --column make={at} -o FILE."
        )
    if layout.columns and Role.QUANTITY not in layout.columns:
        yield "No column of quantities: units are not counted."


def _spelling(name: str) -> tuple[Role, int] | None:
    """Give by which spelling a heading is known: that of "Camera make" and "NVR make" is one."""
    found = heading(name)
    return (found.role, found.place) if found is not None else None


def _listed(columns: Iterable[tuple[int, str]]) -> str:
    return ", ".join(f"{letter(at)} {for_terminal(name)[:40]!r}" for at, name in columns)


def letter(column: int) -> str:
    """Name a column as a spreadsheet does: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def counted(tally: Tally) -> list[tuple[str, str, str, str]]:
    """Give a line for each word and each reason: word, rows, units, meaning."""
    lines = [
        (word.value, f"{tally.rows[word.value]:,}", f"{tally.units[word.value]:,}", MEANING[word])
        for word in Word
    ]
    lines += [
        (reason.value, f"{tally.rows[reason.value]:,}", "", "")
        for reason in Reason
        if tally.rows[reason.value]
    ]
    return lines


def named(tally: Tally, shower: Shower) -> list[tuple[str, str, str, str]]:
    """Give a line for each list and word: title, rows, units, word."""
    return [
        (shower.lists.title(policy), f"{rows:,}", f"{tally.named_units[policy, word]:,}", word)
        for (policy, word), rows in sorted(tally.named.items())
    ]


def made(
    name: str, sheets: Sheets, tally: Tally, shower: Shower, lost: tuple[str, ...], at: str
) -> Summary:
    """Make both sheets.

    Input:  `lost`: sentences on what of the file could not be kept; `at`: ISO date of the answer.
    """
    lists = shower.lists
    rows: list[tuple[str, ...]] = [
        (f"camaudit check: {for_terminal(name)}",),
        (f"Answered on {at} with the vendor list of {lists.date}.",),
        (),
        ("WHAT WAS READ",),
        *((sentence,) for sentence in sheets_taken(sheets)),
        *((sentence,) for sentence in lost),
        (),
        ("ANSWERS", "rows", "units", "what it means"),
        *counted(tally),
    ]
    each = of_each(tally)
    if each:
        rows += [(), ("SHEETS", "rows answered", "units"), *each, (ADDED,)]
    if tally.without_quantity:
        rows.append((f"{tally.without_quantity:,} answered rows state no number of units.",))
    if tally.slips:
        rows.append((f"In {tally.slips:,} rows a label was read with one slip corrected.",))
    if tally.contradictions:
        rows.append((f"In {tally.contradictions:,} rows label and model disagree.",))
    if tally.beside:
        labels = ", ".join(f"{label} {count:,}" for label, count in sorted(tally.beside.items()))
        rows.append((f"{NOT_COMPARED} Labels on them: {labels}.",))
    rows += [(), ("BUILT BY", "rows", "units", "how well that is proved")]
    rows += [
        (shower.short(maker), f"{count:,}", f"{tally.maker_units[maker, word]:,}", word)
        for (maker, word), count in sorted(tally.makers.items())
    ]
    rows += [(), ("LISTS THAT NAME A MAKER", "rows", "units", "how well the maker is proved")]
    rows += named(tally, shower)
    rows += [
        (f"Every other maker named here is {lists.not_named}.",),
        (DEBARMENT,),
        (),
        ("HOW TO USE THIS",),
        (NO_GROUND,),
        (ONE_WITNESS,),
        (TWO_TESTS,),
        ("A capability is what public sources say of the line, never a use.",),
    ]  # fmt: skip
    sources: list[tuple[str, ...]] = [("number", "source")]
    sources += [(f"S{number}", text) for text, number in shower.sources.items()]
    sources += [(), ("list or policy", "date, whom it binds, and where it stands")]
    sources += [(title, text) for title, text in lists.held()]
    return Summary(tuple(rows), tuple(sources))
