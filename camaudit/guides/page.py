"""A guide as lines of a terminal, and the table of all guides."""

from __future__ import annotations

import textwrap
from itertools import groupby
from typing import TYPE_CHECKING

from camaudit.rulebook.guide import Have

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from camaudit.rulebook.guide import Guide, Step

WIDTH = 79
HEADINGS = {
    Have.SWITCH: "a switch or router: who is on which port, and who has which address",
    Have.DHCP: "a DHCP server: addresses, names and times",
    Have.RECORDER: "a recorder, or the list of a video system: cameras behind it",
    Have.FIREWALL: "a firewall: whom the cameras call",
    Have.NAMES: "a DNS server or a proxy: which names the cameras ask for",
    Have.FLOWS: "a flow collector, a sensor, a cloud: whom the cameras call",
    Have.INVENTORY: "an inventory, or the file of a scan",
    Have.COMPUTER: "only a computer in the cameras' network",
}
_COMMANDS = 36  # columns before the minutes


def overview(guides: Sequence[Guide]) -> Iterator[str]:
    """Give the table of guides, by what a person has."""
    yield "How to get the files: what you have, what to type, minutes (our estimates)."
    yield "Every guide only reads: nothing is changed, and camaudit logs in nowhere."
    for have, members in groupby(guides, key=lambda one: one.have):
        yield ""
        yield f"YOU HAVE {HEADINGS[have]}"
        yield from map(_row, members)
    yield ""
    yield "An e-mail that asks somebody else for the file:  camaudit guide NAME --text"
    yield "How to record the network itself: docs/getting-data.md"


def several(guides: Sequence[Guide], name: str) -> Iterator[str]:
    """List guides that a name may mean."""
    yield f"{name}: {len(guides)} guides. Choose one:"
    yield from map(_row, guides)


def _row(guide: Guide) -> str:
    left = f"  camaudit guide {guide.id}"
    return f"{left:<{_COMMANDS}}{guide.minutes:>3}  {guide.name}"


def page(guide: Guide, others: Sequence[Guide] = ()) -> Iterator[str]:
    """Give one guide.

    Input:  others: guides to name at the end, as they may fit better.
    """
    yield guide.name
    yield "=" * len(guide.name)
    yield from _part("It shows", guide.shows)
    yield from _part("It cannot", guide.cannot)
    yield from _part("You need", guide.rights)
    yield from _part("It takes", f"about {guide.minutes} minutes (our estimate).")
    yield ""
    for number, step in enumerate(guide.steps, 1):
        yield from _step(number, step)
    yield ""
    yield from _part("Save as", f"{guide.file}, in a folder of its own for each site. Then:")
    yield "               camaudit audit FOLDER"
    yield ""
    yield from _part("Personal", guide.personal)
    yield from _part("Only cameras", guide.cut)
    for sample in guide.samples:
        yield ""
        yield f"Such a file ({sample.file}; made-up lines):"
        yield from (f"  {line}" for line in sample.text.splitlines())
    yield ""
    for number, reference in enumerate(guide.references):
        yield from _part("" if number else "Source", reference)
    yield from _part("", f"Looked up on {guide.checked}.")
    if others:
        yield ""
        yield from _part("See also", "camaudit guide " + ", ".join(one.id for one in others))


def _step(number: int, step: Step) -> Iterator[str]:
    head = f"{number:>2}. "
    yield from textwrap.wrap(step.do, WIDTH, initial_indent=head, subsequent_indent=" " * len(head))
    yield from (f"      {line}" for line in step.type)


def _part(what: str, text: str) -> Iterator[str]:
    yield from textwrap.wrap(
        text, WIDTH, initial_indent=f"{what:<13}  ", subsequent_indent=" " * 15,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
