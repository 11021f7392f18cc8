"""What was counted, read and sent, as the sentences of every answer on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.counts.steps import Gap
from camaudit.model.coverage import FileOutcome
from camaudit.reports import callrows, papers, text
from camaudit.reports.nouns import number_of
from camaudit.reports.sentences import say

if TYPE_CHECKING:
    from camaudit.counts.tables import Tables
    from camaudit.model.audit import Audit


def counted(found: Tables) -> list[str]:
    """Say what stands beside the number of cameras."""
    said = text.papers(found)
    if register := papers.numbers(found.register):
        said.append(register)
    if found.tally.other:
        said.append(say("other-video", devices=number_of(found.tally.other, "device")))
    if found.tally.imitations:
        said.append(say("imitations", devices=number_of(found.tally.imitations, "device")))
    return said


def read(found: Tables) -> list[str]:
    """Say how much was read."""
    files = found.files
    said = [
        say(
            "screen-read",
            files=number_of(files.total, "file"),
            frames=number_of(files.items, "frame"),
            partly=say("screen-partly", number=files.partly) if files.partly else "",
            unknown=say("screen-unknown", number=files.unknown) if files.unknown else "",
        )
    ]
    if files.unread:
        said.append(say("screen-unread", number=f"{files.unread:,}"))
    return said


def unread(audit: Audit) -> list[tuple[str, str]]:
    """Give the files that were not read whole, and why; both are foreign text."""
    return [
        (one.path, one.message or one.outcome)
        for one in audit.files
        if one.outcome != FileOutcome.READ
    ]


def sent(audit: Audit, found: Tables, most: int | None = None) -> list[str]:
    """Say what was sent, and what became of it; there is foreign text in it.

    Input: most: of devices and links that are named; None for all.
    """
    packets, account = number_of(found.packets_sent, "packet"), audit.sent
    if account is None:
        return [say("screen-sent", packets=packets)]
    questions = number_of(sum(one.questions for one in account.lines), "question")
    said = [say("screen-sent-most", packets=packets, questions=questions)]
    said += [say("screen-halted", what=what) for what in account.halted[:most]]
    said += [say("screen-unheard", where=where) for where in account.unheard[:most]]
    if account.stopped:
        said.append(say("screen-stopped", why=account.stopped))
    return said


def calls(found: Tables, most: int | None = None) -> list[str]:
    """Say where devices call, as far as somebody looked; there is foreign text in it.

    Input: most: of waves, and of classes of addresses, that are named; None for all.
    """
    outbound = found.outbound
    if not outbound.looked:
        return []
    said = [callrows.looks(outbound.looks)] if outbound.looks else []
    waves, told = outbound.waves[:most], outbound.told[:most]
    said += [callrows.wave(one) for one in waves]
    said += [callrows.calls(one) for one in told]
    if outbound.nobodys:
        said.append(say("calls-nobodys", contacts=number_of(outbound.nobodys, "contact")))
    elif not outbound.rows:
        said.append(say("calls-none"))
    more = len(outbound.waves) + len(outbound.told) - len(waves) - len(told)
    if more:
        said.append(say("screen-more", number=more))
    if outbound.looks:
        said.append(callrows.limits(outbound.looks))
    return said


def few(found: Tables) -> str | None:
    """Say why there may be more cameras than were found, where there is cause."""
    if not {Gap.RECORDERS, Gap.FEWER} & set(found.gaps):
        return None
    why = say("why-few")
    return f"{why} {text.hidden(found)}" if found.papers.without_list else why
