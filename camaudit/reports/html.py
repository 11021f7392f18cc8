"""report.html: one self-contained page; Jinja escapes what `for_display` has made harmless."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from camaudit.counts import tables
from camaudit.escape import for_display
from camaudit.reports.sentences import GLOSSARY, WITNESS_WORDS
from camaudit.reports.steps import do_next
from camaudit.reports.terminal import day

if TYPE_CHECKING:
    from camaudit.model.audit import Audit
    from camaudit.model.device import Device
    from camaudit.model.finding import Finding
    from camaudit.model.identity import Identity


@dataclass(frozen=True, slots=True)
class Entry:
    """One device with what is said of it."""

    device: Device
    identity: Identity
    maker: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """One sentence of page one and how many devices it is about."""

    summary: str
    remedy: str
    devices: int


def render(audit: Audit) -> str:
    """Write the page of an audit."""
    environment = Environment(
        loader=PackageLoader("camaudit.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters["moment"] = _moment
    counted = tables(audit)
    short = {card.id: card.short for card in audit.makers}
    by_device: dict[str, list[Finding]] = {}
    for finding in audit.findings:
        by_device.setdefault(finding.device, []).append(finding)
    entries = [
        Entry(
            device,
            identity,
            short.get(identity.maker.value or "", identity.maker.value or "not known"),
            tuple(by_device.get(device.id, ())),
        )
        for device, identity in zip(audit.devices, audit.identities, strict=True)
    ]
    return environment.get_template("report.html").render(
        audit=audit,
        counted=counted,
        entries=entries,
        decisions=_decisions(audit),
        steps=do_next(audit, counted),
        unjudged=counted.unjudged,
        lists=[(card.short, one) for card in audit.makers for one in card.named_on],
        day=day(audit.at),
        words=WITNESS_WORDS,
        glossary=GLOSSARY,
        title=audit.estate.organisation or "No estate file",
    )


def _shown(value: object) -> object:
    """Make foreign text harmless before Jinja escapes it; numbers and markup pass."""
    if value is None:
        return ""
    return for_display(value, 1_200) if type(value) is str else value


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%d %b %Y %H:%M:%S UTC")


def _decisions(audit: Audit) -> list[Decision]:
    grouped: dict[tuple[str, str], set[str]] = {}
    for one in audit.findings:
        if one.severity.rank >= 1:
            grouped.setdefault((one.summary, one.remedy), set()).add(one.device)
    return [Decision(text, remedy, len(who)) for (text, remedy), who in grouped.items()]
