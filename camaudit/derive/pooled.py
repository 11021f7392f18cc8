"""What several audits say of networks, files and tables, added up: nothing is counted twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from camaudit.derive.owners import owner, parts_of
from camaudit.model.audit import (
    Audit,
    DataUsed,
    EstateUsed,
    LedgerLine,
    MakerCard,
    Other,
    PeerPlace,
    Sent,
)
from camaudit.model.observation import Reason, Shortfall
from camaudit.model.probe import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from camaudit.model.coverage import Coverage, FileRead, Look

FEW = 3  # owners that are named one by one
_FIRST = ("rules", "MAC registry", "KEV")  # tables in the order of a single audit


def estate(audits: Sequence[Audit]) -> EstateUsed:
    """Put estates together: sites of all, cameras expected where every owner expects some."""
    of = _newest_by_owner(audits)
    parts = [part for one in audits for part in parts_of(one)]
    named = sorted({one.organisation for one in parts if one.organisation is not None})
    digests = sorted({one.estate for one in parts if one.estate is not None})
    expected = [one.estate.expected_cameras for one in of]
    told = [one for one in expected if one is not None]
    title = " + ".join(named) if len(named) <= FEW else f"{len(named)} organisations"
    joined = sha256("\n".join(digests).encode()).hexdigest()
    return EstateUsed(
        organisation=title or None,
        digest=joined if len(digests) > 1 else next(iter(digests), None),
        sites=_each_once(site for one in audits for site in one.estate.sites),
        expected_cameras=sum(told) if len(told) == len(expected) else None,
        sensitive_sites=_each_once(site for one in audits for site in one.estate.sensitive_sites),
    )


def _newest_by_owner(audits: Sequence[Audit]) -> list[Audit]:
    found: dict[str, Audit] = {}
    for one in audits:  # in order of owner and time
        found[owner(one)] = one
    return list(found.values())


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(texts)))


def data(audits: Sequence[Audit]) -> tuple[DataUsed, ...]:
    """Give every edition of every table that was used."""
    every = {one for audit in audits for one in audit.data}
    return tuple(
        sorted(
            every,
            key=lambda one: (
                _FIRST.index(one.name) if one.name in _FIRST else len(_FIRST),
                one.name,
                one.date,
                one.digest,
                one.attribution or "",
            ),
        )
    )


def coverage(audits: Sequence[Audit]) -> tuple[Coverage, ...]:
    """Put together who looked at which network, by site: a look of two audits is one."""
    found: dict[tuple[str | None, str, str], Coverage] = {}
    for one in (covered for audit in audits for covered in audit.coverage):
        key = (one.site, one.network, one.cidr)
        old = found.get(key)
        found[key] = one if old is None else _both(old, one)
    return tuple(sorted(found.values(), key=lambda one: (one.site is None, one.site or "")))


def _both(old: Coverage, new: Coverage) -> Coverage:
    looks = _looks((*old.looks, *new.looks))
    return replace(
        new,
        purpose=new.purpose or old.purpose,
        declared=new.declared or old.declared,
        looks=looks,
        passing=0 if looks else max(old.passing, new.passing),
        logs=_looks((*old.logs, *new.logs)),
    )


def _looks(looks: Iterable[Look]) -> tuple[Look, ...]:
    return tuple(
        sorted(
            set(looks), key=lambda one: (one.first, one.source, one.vantage, one.last, one.speakers)
        )
    )


def others(audits: Sequence[Audit]) -> tuple[Other, ...]:
    """Count nameless devices: of two audits of one network the larger number, for "at least"."""
    most: Counter[tuple[str | None, str | None, str]] = Counter()
    for one in (other for audit in audits for other in audit.others):
        key = (one.site, one.network, one.kind)
        most[key] = max(most[key], one.count)
    return tuple(
        Other(site=key[0], network=key[1], kind=key[2], count=count)
        for key, count in sorted(
            most.items(), key=lambda item: tuple(part or "" for part in item[0])
        )
    )


def not_ours(audits: Sequence[Audit]) -> int:
    """Count devices outside the estates: of two audits of one owner the larger number."""
    most: Counter[str] = Counter()
    for one in audits:
        most[owner(one)] = max(most[owner(one)], one.not_ours)
    return sum(most.values())


def files(audits: Sequence[Audit]) -> tuple[FileRead, ...]:
    """Give every file once."""
    found = {(one.path, one.digest, one.site): one for audit in audits for one in audit.files}
    return tuple(
        found[key] for key in sorted(found, key=lambda key: tuple(part or "" for part in key))
    )


def shortfalls(audits: Sequence[Audit]) -> tuple[Shortfall, ...]:
    """Keep every shortfall; those of no file are of their audit, and add up."""
    kept: set[Shortfall] = set()
    loose: Counter[tuple[Reason, str, str]] = Counter()
    for one in (short for audit in audits for short in audit.shortfalls):
        if one.source:
            kept.add(one)
        else:
            loose[one.reason, one.what, one.place] += one.count
    added = (
        Shortfall("", reason, what, count, place) for (reason, what, place), count in loose.items()
    )
    return tuple(sorted([*kept, *added]))


def makers(audits: Sequence[Audit], named: frozenset[str | None]) -> tuple[MakerCard, ...]:
    """Give every maker that is named once, as the newest rules know it; by id."""
    found: dict[str, MakerCard] = {}
    for audit in sorted(audits, key=_rules_of):
        found |= {card.id: card for card in audit.makers}
    return tuple(found[name] for name in sorted(found) if name in named)


def places(audits: Sequence[Audit]) -> tuple[PeerPlace, ...]:
    """Give every outside peer once, as the newest answer places it."""
    found: dict[str, PeerPlace] = {}
    for audit in sorted(audits, key=lambda one: (one.at, _rules_of(one))):
        found |= {str(one.peer): one for one in audit.places}
    return tuple(sorted(found.values(), key=lambda one: (one.peer.version, int(one.peer))))


def _rules_of(audit: Audit) -> tuple[str, str]:
    """Give the edition of the rules, for an order of audits."""
    editions = [(one.date, one.digest) for one in audit.data if one.name == "rules"]
    return max(editions, default=("", ""))


def sent(audits: Sequence[Audit]) -> Sent | None:
    """Add up the accounts of scans."""
    every = sorted({one.sent for one in audits if one.sent is not None}, key=repr)
    if len(every) < 2:
        return every[0] if every else None
    most = max(every, key=lambda one: (one.most_packets, repr(one)))
    lines: dict[str, list[LedgerLine]] = defaultdict(list)
    refused: Counter[str] = Counter()
    for one in every:
        refused.update(dict(one.refused))
        for line in one.lines:
            lines[line.what].append(line)
    levels = [level.value for level in Level]
    return Sent(
        level=max((one.level for one in every), key=lambda one: _place(levels, one)),
        approved_by="; ".join(_each_once(one.approved_by for one in every)),
        runs=sum(one.runs for one in every),
        began=min(one.began for one in every),
        ended=max(one.ended for one in every),
        lines=tuple(_line(lines[what]) for what in sorted(lines)),
        connections=sum(one.connections for one in every),
        packets=sum(one.packets for one in every),
        most_to=most.most_to,
        most_connections=most.most_connections,
        most_questions=most.most_questions,
        most_packets=most.most_packets,
        credentials=sum(one.credentials for one in every),
        answers_from_outside=sum(one.answers_from_outside for one in every),
        refused=tuple(sorted(refused.items())),
        halted=_all(one.halted for one in every),
        stopped="; ".join(_each_once(one.stopped for one in every if one.stopped)) or None,
        passed=_all(one.passed for one in every),
        unheard=_all(one.unheard for one in every),
    )


def _place(levels: Sequence[str], level: str) -> tuple[int, str]:
    return (levels.index(level) if level in levels else -1, level)


def _line(lines: Sequence[LedgerLine]) -> LedgerLine:
    return replace(
        min(lines, key=repr),
        targets=sum(one.targets for one in lines),
        questions=sum(one.questions for one in lines),
        packets=sum(one.packets for one in lines),
        bytes=sum(one.bytes for one in lines),
    )


def _all(texts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({one for many in texts for one in many}))
