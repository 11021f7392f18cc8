"""A plan as a page that a person reads before anything is sent, and as a request for a change."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from camaudit.model.probe import Asked, Transport
from camaudit.outline import WIDTH, lines, node

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from camaudit.model.estate import Authority, Estate
    from camaudit.model.probe import Probe
    from camaudit.scan.plan import Nights, Plan
    from camaudit.wire.pace import Limits

FILES = "will send: 0 packets. Files are read, and nothing else is done."
NEVER = (
    "a password, a user name, a cookie, or any other part of a login",
    "a setting, a file, a command, or anything else that a device keeps",
    "a question for a picture, a video or a recording",
    "anything to TCP 34567 and 37777, where makers' own logins are",
    "anything to an address outside the declared networks, whatever a device names",
)
STOPS = (
    "Ctrl-C, or the stop file (--stop-file): at once; what was learnt is written, marked partial",
    "the end of the hours or of the authority: between two questions",
    "a device that answered and falls silent: it is left alone, and so are devices of its kind",
)
SHOWN = 64  # bytes of a question that are shown as hexadecimal digits in a line
_MOST_BYTES = 2_048  # of one question that are shown


def overview(
    plan: Plan,
    estate: Estate,
    limits: Limits,
    when: Nights,
    refused: str | None,
    zone: tzinfo | None,
) -> list[str]:
    """Give the plan as lines: what, to whom, how often, how long; what not; what ends it."""
    return [
        *lines([node(_sum(plan))]),
        "",
        *lines([node(text) for text in _approval(estate)]),
        "",
        *_table(plan),
        "",
        *lines([node(text) for text in _looking(plan)]),
        *_section("How fast", _pace(plan, limits)),
        *_section("When", _when(when, refused, zone)),
        *_section("Never sent", NEVER),
        *_section("Not asked", plan.passed),
        *_section("What ends it", STOPS),
    ]


def change(
    plan: Plan,
    estate: Estate,
    limits: Limits,
    when: Nights,
    refused: str | None,
    zone: tzinfo | None,
    *,
    version: str,
    agent: str,
    untested: tuple[str, ...],
) -> list[str]:
    """Give a request for a change, as plain text that a change board can file.

    Input: agent: the User-Agent of the scan; untested: makers of whose real devices none was asked.
    """
    return [
        f"REQUEST FOR A CHANGE: questions to network cameras ({estate.organisation})",
        "",
        *_section(
            "Purpose",
            (
                (
                    "To know which network cameras there are, who built them, and what"
                    " of them needs a decision. Devices are asked what they say to anybody; nobody"
                    " logs in."
                ),
                f"Program: camaudit {version}. It names itself to web servers: {agent}",
            ),
        ),
        *_section("Approved by", _approval(estate)),
        *_section("What is sent, at most", (_sum(plan),)),
        "",
        *_table(plan),
        "",
        *lines([node(text) for text in _looking(plan)]),
        *_section("How fast", _pace(plan, limits)),
        *_section("When", _when(when, refused, zone)),
        *_section("Never sent", NEVER),
        *_section("Not asked", plan.passed),
        *_section("What ends it", STOPS),
        *_section(
            "Going back",
            (
                (
                    "Nothing is changed on any device, so there is nothing to undo. A device that"
                    " stopped answering is named in the report: look at it, restart it if need be."
                ),
            ),
        ),
        *_section(
            "Known risks",
            (
                (
                    "Some devices are frail. Each gets one connection at a time, one a second;"
                    " one that stops answering ends the questions to its kind."
                ),
                (
                    "Intrusion detection may report the questions: name this computer to whoever"
                    " watches it."
                ),
                (
                    f"No real device of these makers was ever asked by this version:"
                    f" {', '.join(untested)}."
                ),
            ),
        ),
        *_section(
            "What is kept",
            (
                (
                    "The journal: every question before it went, and the answers to it, without"
                    " cookies. The answer: audit.json and the reports. Both on this computer,"
                    " readable by the account that ran it alone."
                ),
            ),
        ),
        "",
        "THE BYTES OF EACH QUESTION",
        "",
        *(line for probe in _probes(plan) for line in _bytes(probe, agent)),
    ]


def _sum(plan: Plan) -> str:
    hosts = plan.known + plan.perhaps
    looked = f", and a look at {hosts:,} addresses at most" if plan.looked else ""
    asked = sum(one.times for one in plan.rows)
    return (
        f"will send: at most {plan.packets:,} packets; {asked:,} questions by datagram{looked}."
        " Credentials sent: 0."
    )


def _approval(estate: Estate) -> tuple[str, ...]:
    authority: Authority | None = estate.authority
    if authority is None:
        return ("Nobody: the estate file names no authority, so nothing is sent.",)
    return (
        (
            f"{authority.name}, {authority.role}, for {estate.organisation}: from"
            f" {authority.valid_from} until {authority.valid_until}."
        ),
        f'"{authority.statement}"',
        f"Hours: {', '.join(authority.hours) or 'all'}.",
    )


def _table(plan: Plan) -> Iterator[str]:
    """Write one line for each question by datagram."""
    yield f"{'question':<24}{'to':<40}{'times':>7}{'packets':>9}"
    for row in plan.rows:
        whom = row.whom if len(row.whom) < 40 else row.whom[:38] + ".."
        yield f"{row.probe.name:<24}{whom:<40}{row.times:>7,}{row.packets:>9,}"
    if not plan.rows:
        yield "nobody is asked by datagram"


def _looking(plan: Plan) -> Iterator[str]:
    if not plan.looked:
        return
    yield (
        f"Looked at: {plan.known:,} addresses that files name or that are swept, and of up to"
        f" {plan.perhaps:,} others those that answer."
    )
    yield (
        f"To each at most {plan.connections} connections, {plan.requests} requests and"
        f" {plan.packets_each} packets, chosen by its answers from these:"
    )
    for probe in plan.looked:
        ports = ", ".join(map(str, probe.ports))
        yield f"  {probe.name} (TCP {ports}): {probe.says}"


def _pace(plan: Plan, limits: Limits) -> tuple[str, ...]:
    return (
        (
            f"At most {limits.per_second:g} sends a second in all; to one device one connection"
            f" at a time, a new one after {limits.between:g} seconds; {limits.wait:g} seconds for"
            f" an answer, {limits.retries} repeat where there is none."
        ),
        f"About {_time(plan.seconds)} at most, if every address answered.",
    )


def _when(when: Nights, refused: str | None, zone: tzinfo | None) -> tuple[str, ...]:
    told = [] if refused is None else [f"Not now: {refused}."]
    if when.opens is None:
        told.append("The authority allows no hour within the coming year.")
    elif when.ends is None:
        told.append("It does not fit into what is left of the authority: ask fewer networks.")
    else:
        begin, end = (datetime.fromtimestamp(at, zone) for at in (when.opens, when.ends))
        spans = "one stretch" if when.spans == 1 else f"{when.spans} stretches"
        told.append(
            f"Begun at {begin:%a %d %B %H:%M}, it would be over by {end:%a %d %B %H:%M}, in"
            f" {spans} of the hours that the authority allows."
        )
    return tuple(told)


def _time(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.1f} hours"


def _section(title: str, texts: tuple[str, ...]) -> list[str]:
    if not texts:
        return []
    return ["", title.upper(), *lines([node(f"- {text}") for text in texts])]


def _probes(plan: Plan) -> list[Probe]:
    found = {row.probe.name: row.probe for row in plan.rows}
    found |= {one.name: one for one in plan.looked}
    return list(found.values())


def _bytes(probe: Probe, agent: str) -> Iterator[str]:
    """Show a question as text where it is text, else in hexadecimal digits."""
    from ipaddress import IPv4Address  # noqa: PLC0415 - for an example

    data = probe.payload(
        Asked(
            address=IPv4Address("192.0.2.10"),
            port=next(iter(probe.ports), 0),
            agent=agent,
            serial=1,
        )
    )
    over = "Ethernet" if probe.transport is Transport.LINK else probe.transport.value.upper()
    ports = ", ".join(map(str, probe.ports))
    yield f"{probe.name}: {probe.says} ({over}{' ' + ports if ports else ''}, {len(data)} bytes)"
    yield f"  source: {probe.source}"[: 3 * WIDTH]
    text = data[:_MOST_BYTES]
    if text.isascii() and all(byte >= 32 or byte in b"\r\n\t" for byte in text):
        yield from (f"  | {line}" for line in text.decode().splitlines())
    else:
        width = SHOWN // 2
        for at in range(0, len(text), width):
            yield "  | " + text[at : at + width].hex(" ")
    yield ""
