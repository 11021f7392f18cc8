"""What all reports write in the same way: moments, names of devices, lists, makers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from camaudit.counts.steps import Gap, unmirrored
from camaudit.model.grade import Grade
from camaudit.model.observation import LoginOutcome
from camaudit.reports.glossary import WITNESSES
from camaudit.reports.nouns import number_of
from camaudit.reports.recordings import poor_recordings
from camaudit.reports.sentences import STEPS, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camaudit.counts.makers import MakerRow
    from camaudit.counts.networks import NetworkRow
    from camaudit.counts.steps import Step
    from camaudit.counts.tables import Tables
    from camaudit.model.action import Exemption
    from camaudit.model.audit import Audit
    from camaudit.model.device import Device


def moment(at: float, pattern: str = "%Y-%m-%d %H:%M:%S") -> str:
    """Write a moment in UTC; a clock may have said anything, so the number where it is no date."""
    try:
        return datetime.fromtimestamp(at, UTC).strftime(pattern)
    except (ValueError, OverflowError, OSError):
        return f"{at:.0f} s"


def span(times: tuple[float, float]) -> str:
    """Write from when to when, the day once where it is one."""
    first, last = (moment(at) for at in times)
    if first == last:  # a table holds for one moment
        return say("at-once", at=first)
    same = first[:11] == last[:11]
    return say("from-to", first=first, last=last[11:] if same else last)


def day(at: float) -> str:
    """Write a day as people read it: 22 November 2026."""
    return moment(at, "%d %B %Y").removeprefix("0")


def address(device: Device) -> str:
    """Name a device by its address as a person would look for it."""
    found = str(device.addresses[0]) if device.addresses else device.mac or device.id
    return f"{found} port {device.service}" if device.service else found


def listed(names: Sequence[str]) -> str:
    """Join names: "Axis, Dahua and Hikvision"."""
    return " and ".join([*([", ".join(names[:-1])] if names[1:] else []), *names[-1:]])


def maker(row: MakerRow) -> str:
    """Name a maker with the label that is not its own."""
    name = row.name or say("not-known")
    return say("with-label", maker=name, label=row.label) if row.label else name


def sureness(row: MakerRow) -> str:
    """Say how sure a maker is and what testifies."""
    grades = row.grades if row.maker is not None else ((Grade.UNKNOWN, row.tally.devices),)
    sure = ", ".join(
        f"{count} {grade}" if len(grades) > 1 else grade.value for grade, count in grades
    )
    if row.witnesses == ("mac",):
        return f"{sure} ({say('no-verdict')})"
    seen = ", ".join(WITNESSES.get(one, one) for one in row.witnesses)
    return f"{sure} ({seen})" if seen else sure


def network(row: NetworkRow, *, with_site: bool = True) -> str:
    """Name a network, with its site where there are several."""
    name = row.network or say("no-address")
    return f"{row.site}: {name}" if with_site and row.site else name


def step(one: Step) -> str:
    """Say what to do."""
    return STEPS[one.todo].format(
        subject=one.subject,
        number=one.count - 1,
        devices=number_of(one.count, "device"),
        files=number_of(one.count, "file"),
        recorders=number_of(one.count, "recorder"),
    )


def ended(row: Exemption) -> str:
    """Say of a row of the exceptions file that it has ended."""
    findings = number_of(row.back, "finding")
    return say("exception-back", place=row.place, code=row.code, day=row.until, findings=findings)


def reach(row: Exemption) -> str:
    """Say which devices a row of the exceptions file is about."""
    named = (
        (say("site"), row.site),
        (say("network"), row.network),
        (say("device"), row.device),
        (say("maker"), row.maker),
    )
    parts = ", ".join(f"{what.lower()} {name}" for what, name in named if name)
    return say("exception-of", reach=parts)


def hidden(counted: Tables) -> str:
    """Say how many cameras recorders may hide."""
    if counted.hidden is None:
        return say("hidden-unknown")
    channels = number_of(counted.channels or 0, "channel")
    if counted.hidden == counted.channels:
        return say("hidden", channels=channels)
    return say("hidden-some", channels=channels, number=f"{counted.hidden:,}")


def in_passing(row: NetworkRow) -> str:
    """Say how devices came to be seen in a network that nothing looked at."""
    return say("in-passing") if row.network else say("without-address")


def sockets(device: Device) -> list[str]:
    """Name the switch ports of a device, for those who walk there: "SW-HALL-1 Gi1/0/7"."""
    return list(dict.fromkeys(f"{one.switch} {one.port}" for one in device.attachments))


def papers(counted: Tables) -> list[str]:
    """Say how many cameras were seen, and how many only recorders' lists name."""
    found = counted.papers
    if not (found.unseen or found.both or found.moved or found.replaced or found.unsaid):
        return []
    said = [say("papers-none")]
    if found.seen:
        seen, both = number_of(found.seen, "camera-seen"), number_of(found.both, "is")
        said = [say("papers-seen", cameras=seen, listed=both)]
    if found.unseen:
        them = say("papers-them" if found.unseen > 1 else "papers-it")
        said.append(say("papers-unseen", listed=number_of(found.unseen, "is"), them=them))
    if found.moved:
        said.append(say("papers-moved", cameras=number_of(found.moved, "camera")))
    if found.replaced:
        said.append(say("papers-replaced", cameras=number_of(found.replaced, "camera")))
    if found.unsaid:
        said.append(say("papers-unsaid", channels=number_of(found.unsaid, "channel")))
    return said


def unseen(audit: Audit, counted: Tables) -> list[tuple[str, str]]:
    """Say what nobody looked at: what it is, and why nothing is known of it."""
    found = [(network(row), _unlooked(row)) for row in counted.not_looked]
    if Gap.NO_ESTATE in counted.gaps:
        found.insert(0, (say("blind-estate"), say("blind-estate-why")))
    if ports := unmirrored(audit):
        found.append((say("blind-silent"), say("blind-silent-why", where="; ".join(ports))))
    if not audit.outbound_looked:
        found.append((say("blind-outbound"), say("blind-outbound-why")))
    for one in counted.outbound.without_lines:
        devices = number_of(one.devices, "device")
        if one.network is None:
            where = say("calls-no-address")
            where = f"{one.site}: {where}" if one.site else where
            found.append((where, say("calls-no-address-why", devices=devices)))
            continue
        name = one.network
        where = say("calls-no-lines", network=f"{one.site}: {name}" if one.site else name)
        found.append((where, say("calls-no-lines-why", devices=devices)))
    some = "-some" if audit.logins_judged else ""
    why = say(f"blind-passwords-why{some}", logins=number_of(audit.logins_judged, "login"))
    found.append((say("blind-passwords"), why))
    unjudged = sum(
        login.count
        for device in audit.devices
        for login in device.logins
        if login.defaults is None and login.outcome is not LoginOutcome.NOT_ASKED
    )
    if unjudged:
        why = say("blind-logins-why", logins=number_of(unjudged, "login"))
        found.append((say("blind-logins"), why))
    return found


def _unlooked(row: NetworkRow) -> str:
    if not row.passing:
        return say("blind-network")
    return say("blind-network-passing", addresses=number_of(row.passing, "address"))


def blind(audit: Audit, counted: Tables) -> list[tuple[str, str]]:
    """Say all that could not be seen, as the first page does."""
    return [*unseen(audit, counted), *blind_counts(audit, counted)]


def blind_counts(
    audit: Audit, counted: Tables, files: str = "blind-files-why"
) -> list[tuple[str, str]]:
    """Say what of the whole could not be seen: numbers alone, no name.

    Input:  files: the sentence about files; it may name a section of the report.
    """
    found = []
    if counted.papers.without_list:
        found.append((say("blind-recorders"), hidden(counted)))
    if counted.papers.unseen:
        cameras = number_of(counted.papers.unseen, "camera")
        found.append((say("blind-lists"), say("blind-lists-why", cameras=cameras)))
    if parts := _files(audit, counted):
        found.append((say("blind-files"), say(files, parts=", ".join(parts))))
    if count := counted.tally.devices + counted.papers.unseen:
        devices = number_of(count, "device")
        read, lost = counted.papers.labels, counted.papers.lost_labels
        why = say("blind-labels-why", read=f"{read:,}", devices=devices)
        if lost:
            why += " " + say("blind-labels-lost", rows=number_of(lost, "row-is"))
        if lost or read < count:
            found.append((say("blind-labels"), why))
    return found


def _files(audit: Audit, counted: Tables) -> list[str]:
    found = []
    if Gap.PARTLY in counted.gaps:
        bad = counted.files.partly + counted.files.unknown
        found.append(say("blind-files-unread", files=number_of(bad, "file")))
    if poor := poor_recordings(audit):
        found.append(say("blind-files-lacking", files=number_of(poor, "file")))
    return found
