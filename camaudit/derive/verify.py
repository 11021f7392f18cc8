"""An audit derived again from the evidence in it, and compared with what is written.

No signature: whoever changes the evidence and everything that follows from it, changes an audit so
that it agrees with itself. Against that the files help, of which the audit holds the hashes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.derive import form, sums, typed
from camaudit.derive.again import KEV, REGISTRY, RULES, every_finding
from camaudit.derive.verdict import Checked, Problem, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from camaudit.derive.again import Held
    from camaudit.model.audit import Audit
    from camaudit.model.finding import Finding

# Codes that rest on what an audit does not keep, and what that is.
BEYOND = {
    "placement.cameras-talk": "what was said between two addresses inside",
    "placement.reaches-office": "what was said between two addresses inside",
    "outbound.new": "an older audit",
    "outbound.many-began": "when devices that are no video devices were looked at",
    "outbound.dns-server": "which servers devices that are no video devices ask",
    "outbound.time-server": "which names devices that are no video devices asked for",
}
# Of several audits put together: these look at all devices of one audit at once.
_TOGETHER = frozenset({"exposure.certificate-shared", "outbound.many-began", "placement.office"})
_GEO = ("outbound.", "exposure.reached")  # codes that rest on where addresses are
_PLACED = frozenset({"outbound.cloud"})  # of these, those that rest on names alone
_FLAWS = "vulnerability."
_FILES = (
    "Counts that only the files tell: devices that are no video devices, those outside, what was "
    "read and what could not be, who spoke in a network."
)
_PAPERS = "What recorders' lists and the register were found to name: their rows are not all kept."


def verify(audit: Audit, held: Held) -> Verdict:
    """Derive again what can be, and compare."""
    checked: list[Checked] = []
    found = list(form.problems(audit))
    places = len({one.where for one in found})
    statements = len(audit.devices) + len(list(every_finding(audit)))
    checked.append(
        Checked(what="form and evidence", count=statements, agree=max(0, statements - places))
    )
    added, wrong = sums.compared(audit)
    checked += added
    found += wrong
    untold = [_FILES, *([_PAPERS] if audit.listed or audit.register else [])]
    other = _other_data(audit, held)
    if audit.redacted is not None:
        untold.append(
            "Pseudonyms: identities and findings are held against the evidence that is left, not "
            "derived again."
        )
    elif RULES in other or REGISTRY in other:
        untold.append(
            f"The rules or the MAC registry held here are others ({_dates(audit, other)}): "
            "identities and findings are held against the evidence, not derived again."
        )
    else:
        lines, wrong = typed.compared(audit, held.stater)
        checked += lines
        found += wrong
        for part, line in (_identities(audit, held, untold), _findings(audit, held, other, untold)):
            checked.append(line)
            found += part
        line, part = _cards(audit, held)
        checked.append(line)
        found += part
        if audit.parts and audit.places:
            untold.append("Places of addresses outside: each as the newest of the audits has it.")
        elif not other:
            line, part = _places(audit, held)
            checked.append(line)
            found += part
    return Verdict(
        checked=tuple(one for one in checked if one.count),
        problems=tuple(sorted(found, key=_order)),
        untold=tuple(untold),
    )


def _order(one: Problem) -> tuple[str, str, str, str]:
    return one.where, one.says, one.written or "", one.derived or ""


def _other_data(audit: Audit, held: Held) -> frozenset[str]:
    """Give the names of the rules and tables that are not the same here."""
    return frozenset(
        one.name for one in audit.data if held.digests.get(one.name) != one.digest
    ) | frozenset(held.digests.keys() - {one.name for one in audit.data})


def _dates(audit: Audit, other: Iterable[str]) -> str:
    dates = [f"{one.name} of {one.date}" for one in audit.data if one.name in set(other)]
    return "the audit has " + ", ".join(dates) if dates else "the audit names none"


def _identities(audit: Audit, held: Held, untold: list[str]) -> tuple[list[Problem], Checked]:
    found: list[Problem] = []
    count = agree = left = 0
    labels = typed.labels_of(audit.labels)
    for at, (device, identity) in enumerate(zip(audit.devices, audit.identities, strict=True)):
        again = held.identify(device, labels.get(device.id, ()))
        if again != identity and device.id in audit.met_again:
            left += 1  # put together by other rules: the surest answer of the parts
            continue
        count += 1
        if again == identity:
            agree += 1
            continue
        for name in ("maker", "brand", "kind"):
            written, derived = getattr(identity, name), getattr(again, name)
            if written != derived:
                found.append(
                    Problem(
                        where=f"identities[{at}].{name}",
                        says="The evidence says otherwise.",
                        written=f"{written.value}, {written.grade}, "
                        f"{_number(len(written.evidence))}",
                        derived=f"{derived.value}, {derived.grade}, "
                        f"{_number(len(derived.evidence))}",
                    )
                )
        for name in (
            "model", "firmware", "built_on", "serial", "channels", "imitation", "contradictions"
        ):  # fmt: skip
            written, derived = getattr(identity, name), getattr(again, name)
            if written != derived:
                found.append(
                    Problem(
                        where=f"identities[{at}].{name}",
                        says="The evidence says otherwise.",
                        written=str(written),
                        derived=str(derived),
                    )
                )
    if left:
        untold.append(
            f"Identities of devices that several audits have: {left}, the surest of them."
        )
    return found, Checked(what="identities", count=count, agree=agree)


def _number(signs: int) -> str:
    return f"{signs} sign{'' if signs == 1 else 's'}"


def _findings(
    audit: Audit, held: Held, other: frozenset[str], untold: list[str]
) -> tuple[list[Problem], Checked]:
    written = {one.id: one for one in every_finding(audit)}
    derived = {one.id: one for found in held.findings(audit).values() for one in found}
    left: dict[str, int] = {}
    found: list[Problem] = []
    count = agree = 0
    for name in sorted(written.keys() | derived.keys()):
        one, again = written.get(name), derived.get(name)
        told = one or again
        if told is None:
            continue
        why = _beyond(audit, told, other, is_in_both=bool(one and again))
        if one == again:
            count, agree = count + 1, agree + 1
        elif why is not None:
            left[why] = left.get(why, 0) + (one is not None)
        else:
            count += 1
            found.append(_differs(name, one, again))
    untold += [
        f"{number} finding{'' if number == 1 else 's'}: {why}."
        for why, number in sorted(left.items())
        if number
    ]
    return found, Checked(what="findings", count=count, agree=agree)


def _beyond(audit: Audit, told: Finding, other: frozenset[str], *, is_in_both: bool) -> str | None:
    """Say what a finding rests on that is not here; None where it can be derived."""
    if audit.parts and (told.code in _TOGETHER or told.device in audit.met_again):
        return "they rest on one of the audits that were put together"
    if told.code.startswith(_GEO) and told.code not in _PLACED and other - {KEV}:
        return "the address tables held here are others"
    if told.code.startswith(_FLAWS) and KEV in other:
        return "the catalogue of exploited flaws held here is another"
    if told.code in BEYOND and not is_in_both:
        return f"they rest on {BEYOND[told.code]}, which an audit does not keep"
    return None


def _differs(name: str, one: Finding | None, again: Finding | None) -> Problem:
    if one is None or again is None:
        told = one or again
        code = told.code if told is not None else None
        return Problem(
            where=name,
            says="The evidence does not make this finding."
            if one is not None
            else "The evidence makes this finding, and it is not there.",
            written=code if one is not None else None,
            derived=code if again is not None else None,
        )
    for field in ("severity", "grade", "summary", "remedy"):
        if getattr(one, field) != getattr(again, field):
            return Problem(
                where=f"{name}.{field}",
                says="The evidence says otherwise.",
                written=getattr(one, field),
                derived=getattr(again, field),
            )
    return Problem(
        where=f"{name}.proofs",
        says="The evidence of the finding is another.",
        written="; ".join(proof.what for proof in one.proofs)[:300],
        derived="; ".join(proof.what for proof in again.proofs)[:300],
    )


def _cards(audit: Audit, held: Held) -> tuple[Checked, list[Problem]]:
    """See that makers, their countries and the lists that name them are those of the rules."""
    named = form.named_makers(audit.identities, audit.listed, audit.statements)
    written = {one.id: one for one in audit.makers}
    derived = {one.id: one for one in held.cards(named)}
    return _each("makers", written, derived)


def _places(audit: Audit, held: Held) -> tuple[Checked, list[Problem]]:
    written = {str(one.peer): one for one in audit.places}
    derived = {str(one.peer): one for one in held.places(audit)}
    return _each("places", written, derived)


def _each(
    what: str, written: Mapping[str, object], derived: Mapping[str, object]
) -> tuple[Checked, list[Problem]]:
    every = sorted(written.keys() | derived.keys())
    wrong = [name for name in every if written.get(name) != derived.get(name)]
    return Checked(what=what, count=len(every), agree=len(every) - len(wrong)), [
        Problem(
            where=f"{what} {name}",
            says="The rules and tables say otherwise.",
            written=None if name not in written else repr(written[name])[:300],
            derived=None if name not in derived else repr(derived[name])[:300],
        )
        for name in wrong
    ]
