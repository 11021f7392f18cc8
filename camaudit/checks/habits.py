"""How a device calls: refused and still trying, as regular as a clock, with much to send."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from camaudit.checks.calls import DAY, HOUR, MAX_PROOFS, parted, proof, proofs, told
from camaudit.checks.regularity import Verdict, regularity
from camaudit.geo.place import Where
from camaudit.model.finding import Severity
from camaudit.model.grade import Grade
from camaudit.model.observation import Action

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from camaudit.checks.calls import Call
    from camaudit.checks.subject import Subject
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.finding import Finding
    from camaudit.model.observation import Flow

INSISTS = 100  # tries in an hour
MUCH_A_DAY = 50_000_000  # bytes sent to one peer
MUCH = 5_000_000  # bytes sent to one peer, where little comes back
ONE_WAY = 10  # times what comes back
_NAMES = ((1.0, "second"), (60.0, "minute"), (HOUR, "hour"))


def find(subject: Subject, every: Sequence[Call]) -> Iterator[Finding]:
    """Yield how it calls; of a public time pool nothing is told."""
    counted = [one for one in every if one.place.where is not Where.TIME_POOL]
    yield from _blocked(subject, [one for one in counted if one.flow.action is Action.DENIED])
    yield from _unanswered(
        subject,
        [
            one
            for one in counted
            if one.flow.action is not Action.DENIED and not one.flow.answered and one.flow.end_told
        ],
    )
    yield from _regular(subject, counted)
    yield from _uploads(subject, counted)


def _blocked(subject: Subject, denied: Sequence[Call]) -> Iterator[Finding]:
    for part in parted(denied):
        whose, apart, grade = told(part, Grade.CONFIRMED)
        insists = hourly(part) > INSISTS
        often = f", more than {INSISTS} times in an hour" if insists else ""
        works = "the block works, the device insists" if insists else "the block works"
        yield subject.finding(
            "outbound.blocked",
            f"refused{apart}",
            Severity.DECISION if insists else Severity.NOTE,
            grade,
            f"{whose} tried to contact addresses outside{often}, and was refused: {works}.",
            "Leave the block in place. Find out what the device wants there, and switch that off "
            "in its settings, so that a try that means something is not lost among these.",
            proofs(part, f" At most {most(part):,} in one hour."),
        )


def _unanswered(subject: Subject, silent: Sequence[Call]) -> Iterator[Finding]:
    for part in parted(silent):
        if hourly(part) <= INSISTS:
            continue
        whose, apart, grade = told(part, Grade.LIKELY)
        yield subject.finding(
            "outbound.blocked",
            f"unanswered{apart}",
            Severity.DECISION,
            grade,
            f"{whose} tried to contact addresses outside more than {INSISTS} times in an hour, "
            "and nobody answered.",
            "Find out what the device wants there, and switch that off in its settings; a rule on "
            "the firewall makes an end of it in any case.",
            proofs(part, f" At most {most(part):,} in one hour."),
        )


def hourly(part: Sequence[Call]) -> float:
    """Give the tries in an hour: the busiest of one service, or the mean of all of them."""
    first = min(one.flow.first for one in part)
    last = max(one.flow.last for one in part)
    mean = sum(one.flow.tries for one in part) * HOUR / max(HOUR, last - first)
    return max(mean, *(_busiest(one.flow) for one in part))


def most(part: Sequence[Call]) -> int:
    """Give the most tries of one service in an hour."""
    return max(_busiest(one.flow) for one in part)


def _busiest(flow: Flow) -> int:
    if flow.rhythm is not None and flow.rhythm.busiest:
        return flow.rhythm.busiest
    return round(flow.tries * HOUR / max(HOUR, flow.last - flow.first))


def _regular(subject: Subject, every: Sequence[Call]) -> Iterator[Finding]:
    found = [one for one in every if regularity(one.flow).verdict is Verdict.REGULAR]
    for part in parted(found):
        whose, apart, grade = told(part, Grade.CONFIRMED)
        yield subject.finding(
            "outbound.regular",
            f"regular{apart}",
            Severity.NOTE,
            grade,
            f"{whose} contacts, or tries to contact, the same address outside at regular times.",
            "Nothing need be done for this alone: clouds, mail and time servers are called "
            "regularly. Decide about it together with where the address is and whose.",
            tuple(proof(one, rhythm(one.flow)) for one in part[:MAX_PROOFS]),
        )


def rhythm(flow: Flow) -> str:
    """Describe the rhythm of a flow: period, spread, hours, sizes, score."""
    found = flow.rhythm
    if found is None or found.spread is None:
        return ""
    first, median, third = found.gaps
    sizes = f", {found.sizes[1]:,.0f} bytes each (median)" if found.sizes else ""
    hours = found.hours or sum(1 for count in found.by_hour if count)
    score = regularity(flow).score
    return (
        f" Every {span(median)} (median; half of the gaps {span(first)} to {span(third)}, median "
        f"distance {span(found.spread)}), in {hours} different hours{sizes}; regularity "
        f"{score or 0:.2f} of 1."
    )


def span(seconds: float) -> str:
    """Write a length of time in the largest unit that it fills twice."""
    size, name = max(one for one in _NAMES if seconds >= 2 * one[0] or one[0] == 1.0)
    shown = f"{seconds / size:.1f}".removesuffix(".0")
    return f"{shown} {name}{'' if shown == '1' else 's'}"


def _uploads(subject: Subject, every: Sequence[Call]) -> Iterator[Finding]:
    grouped: dict[tuple[IPAddress, bool], list[Call]] = defaultdict(list)
    for call in every:
        grouped[call.flow.peer, call.is_sure].append(call)
    large = [one for part in grouped.values() if _is_large(part) for one in part]
    for part in parted(large):
        whose, apart, grade = told(part, Grade.CONFIRMED)
        yield subject.finding(
            "outbound.upload",
            f"upload{apart}",
            Severity.DECISION,
            grade,
            f"{whose} sent so much to an address outside that it may be pictures or video.",
            "Find out whose service it is: recording in a cloud may be in your contract. If nobody "
            "ordered it, decide whether it goes on, and write down why.",
            proofs(part),
        )


def _is_large(part: Sequence[Call]) -> bool:
    """Tell whether one peer was sent much in a day, or much more than came back."""
    sent = sum(one.flow.sent or 0 for one in part)
    received = sum(one.flow.received or 0 for one in part)
    first = min(one.flow.first for one in part)
    last = max(one.flow.last for one in part)
    daily = sent * DAY / max(DAY, last - first)
    one_way = sent > MUCH and sent > ONE_WAY * received
    return daily > MUCH_A_DAY or (one_way and all(one.flow.received is not None for one in part))
