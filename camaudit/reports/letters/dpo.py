"""The letter to the data protection officer: what was read, asked, kept, and what it can mean.

docs/privacy.md says the same of the program; this says it of one audit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.counts.answers import every_finding
from camaudit.counts.tables import tables
from camaudit.reports import text
from camaudit.reports.letters.post import letter, named, points
from camaudit.reports.nouns import number_of
from camaudit.reports.packs.basis import CAPABILITY
from camaudit.reports.sentences import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.audit import Audit


def render(audit: Audit) -> str:
    """Write the letter: the same audit gives the same text."""
    return letter(
        say("dpo-subject", organisation=named(audit.estate.organisation)),
        say("dpo-to"),
        (
            say("dpo-what", day=text.day(audit.at), version=named(audit.version)),
            [say("dpo-read")],
            points(_read(audit)),
            [say("dpo-contact")],
            points([_asked(audit)]),
            [say("dpo-kept")],
            points(_kept(audit)),
            [say("dpo-where")],
            points([say("dpo-folder"), say("dpo-internal")]),
            [say("dpo-means")],
            points(_means(audit)),
            [say("dpo-open")],
            points([say("dpo-ask-keep"), say("dpo-ask-dpia"), say("dpo-ask-who")]),
        ),
    )


def _read(audit: Audit) -> Iterator[str]:
    files = tables(audit).files
    kinds = ", ".join(sorted({named(one.kind) for one in audit.files if one.kind}))
    yield say(
        "dpo-files",
        files=number_of(files.total, "file"),
        frames=number_of(files.items, "frame"),
        kinds=kinds or say("dpo-no-kinds"),
    )
    looks = [look for one in audit.coverage for look in (*one.looks, *one.logs)]
    if looks:
        times = min(one.first for one in looks), max(one.last for one in looks)
        yield say("dpo-times", span=text.span(times))
    yield say("dpo-people")
    if audit.lists or audit.register:
        rows = sum(one.seen is not None for one in audit.register)
        lists = number_of(len(audit.lists), "list")
        yield say("dpo-lists", lists=lists, rows=number_of(rows, "row"))


def _asked(audit: Audit) -> str:
    sent = audit.sent
    if sent is None:
        return say("dpo-nothing")
    questions = sum(one.questions for one in sent.lines)
    return say(
        "dpo-asked",
        questions=number_of(questions, "question"),
        span=text.span((sent.began, sent.ended)),
        who=named(sent.approved_by),
        credentials=sent.credentials,
    )


def _kept(audit: Audit) -> Iterator[str]:
    others = sum(one.count for one in audit.others)
    yield say("dpo-described", devices=number_of(len(audit.devices), "device"))
    yield say("dpo-others", devices=number_of(others, "device"), outside=f"{audit.not_ours:,}")
    yield say("dpo-logins", logins=number_of(audit.logins_judged, "login"))
    yield say("dpo-no-media")


def _means(audit: Audit) -> Iterator[str]:
    yield say("dpo-login-means")
    yield say("dpo-contact-means")
    yield say("dpo-can-means")
    able = {one.device for one in every_finding(audit) if one.code.startswith(CAPABILITY)}
    devices = number_of(len(able), "device")
    yield say("dpo-can", devices=devices, all=f"{len(audit.devices):,}")
