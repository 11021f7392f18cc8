"""A guide as an e-mail to the person who can get the file; it accuses no maker of anything."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from camaudit.rulebook.guide import Have, Person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.rulebook.guide import Guide

WIDTH = 72
# Why somebody is asked; also in the letters that are made from an audit (reports/letters).
WHY = {
    Person.SUPPORT: "We are making a list of the network cameras on our sites, and of what they "
    "are connected to.",
    Person.PROVIDER: "We are making a list of the network cameras on our sites, and of the "
    "addresses that they contact outside. The firewall that sees this is run by you.",
    Person.INSTALLER: "We are making a list of the cameras on our sites. Many of them are known "
    "to the recorders alone, which you look after for us.",
}
_RECORD = frozenset({Have.FIREWALL, Have.NAMES, Have.FLOWS})  # of days, not of a moment
END = """\
Please do not send passwords, keys or configuration files: we do not need
them. Please change nothing on the device for this request. If something
of it cannot be done, please tell us what can be."""


def letter(guide: Guide) -> Iterator[str]:
    """Write the e-mail, line by line; what the sender fills in stands in square brackets."""
    yield f"Subject: [Organisation]: request for {_article(guide)}"
    yield ""
    yield f"To: [{guide.ask.value}]"
    yield ""
    yield "Dear [name],"
    yield ""
    yield from _wrapped(
        f"{WHY[guide.ask]} For this we ask you for {guide.asked}. Nothing is changed by it; we "
        f"estimate about {guide.minutes} minutes for somebody who knows the system."
    )
    yield ""
    system = "" if guide.general else f"As far as we know the system is: {guide.name}. "
    yield from _wrapped(f"{system}The steps, as we know them:")
    yield ""
    for number, step in enumerate(guide.steps, 1):
        head = f"{number}. "
        yield from textwrap.wrap(
            step.do, WIDTH, initial_indent=head, subsequent_indent=" " * len(head)
        )
        yield from (f"     {line}" for line in step.type)
    yield ""
    if guide.have in _RECORD:
        yield "Period:     [from] to [until], if possible seven whole days"
    yield "Addresses:  [the ranges of the camera networks, such as 10.20.2.0/24]"
    yield "Send to:    [a way that our organisation has approved], as plain text or CSV"
    yield ""
    yield from _wrapped(f"To keep to the cameras: {guide.cut}")
    yield ""
    yield from _wrapped(
        f"Personal data: {guide.personal} We keep the file only as long as we need it for the "
        "list, and what is no camera or recorder is counted and not described."
    )
    yield ""
    yield from END.splitlines()
    yield ""
    yield "The same is asked for all cameras, whoever made them."
    yield ""
    yield "Kind regards"
    yield "[Name, role, telephone]"


def _article(guide: Guide) -> str:
    if guide.have is Have.RECORDER:
        return "the camera list of our recorders"
    what = "log" if guide.have in _RECORD else "table"
    return f"a {what} for a list of our cameras"


def _wrapped(text: str) -> Iterator[str]:
    yield from textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)
