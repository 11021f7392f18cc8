"""The one place that knows every stage: sources -> devices -> identities -> findings -> Audit."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

from camaudit import __version__, data, kev
from camaudit.checks import exceptions as exceptions_file
from camaudit.checks import run as run_checks
from camaudit.checks.actions import actions, grouped
from camaudit.checks.around import around
from camaudit.checks.began import before
from camaudit.checks.calls import peers
from camaudit.checks.subject import Subject, knowledge
from camaudit.checks.together import together
from camaudit.coverage import cover, shown_networks
from camaudit.credentials.readers import Readers
from camaudit.devices import Devices
from camaudit.devices.charge import Charges
from camaudit.devices.strangers import without_strangers
from camaudit.errors import SourceError
from camaudit.geo.place import Places
from camaudit.identify.match import Matcher
from camaudit.identify.registry import Registry
from camaudit.identify.score import Identifier
from camaudit.intake import Intake
from camaudit.listed import reconcile
from camaudit.listed.labels import Labels
from camaudit.listed.replies import statements
from camaudit.listed.stated import Stater
from camaudit.model.audit import (
    Audit,
    DataUsed,
    EstateUsed,
    Other,
    RecorderSeen,
)
from camaudit.model.coverage import FileOutcome
from camaudit.model.device import Device
from camaudit.model.endpoint import Inside, is_inside_by_default
from camaudit.model.estate import Sensitivity
from camaudit.model.grade import Grade
from camaudit.model.identity import VIDEO_KINDS, Identity, Kind
from camaudit.model.observation import Watched
from camaudit.model.progress import Silent, Stop
from camaudit.policies import cards
from camaudit.rulebook.kept import load as load_rules
from camaudit.sources import detect
from camaudit.sources.open import open_source
from camaudit.sources.pcap import CaptureSource
from camaudit.sources.source import Given, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo
    from pathlib import Path

    from camaudit.model.audit import MakerCard, Sent
    from camaudit.model.endpoint import IPAddress, IPNetwork
    from camaudit.model.estate import Estate
    from camaudit.model.finding import Finding
    from camaudit.model.listed import Listed
    from camaudit.model.observation import Fact, Shortfall
    from camaudit.model.progress import Watcher
    from camaudit.rulebook.types import Rulebook
    from camaudit.scan.scanner import Scanner
    from camaudit.sources.keeping import Keeper
    from camaudit.sources.live import LiveSource


def audit(
    paths: Sequence[Path],
    *,
    at: float,
    estate: Estate | None = None,
    site: str | None = None,
    rules: Sequence[Path] = (),
    exceptions: Path | None = None,
    since: Audit | None = None,
    as_of: float | None = None,
    zone: tzinfo = UTC,
    only_estate: bool = False,
    scanner: Scanner | None = None,
    listen: Callable[[Given], LiveSource] | None = None,
    jobs: int | None = 1,
    stop: Stop | None = None,
    keeper: Keeper | None = None,
    watcher: Watcher,
) -> Audit:
    """Read the paths and answer.

    Input:  at: Unix seconds, the day of the answer; rules: folders of rules beside the shipped;
            exceptions: a file of accepted findings; since: an older audit of the same estate;
            as_of: Unix seconds at which tables without a time of their own were true (None: the
            date of their file); zone: of times in logs that are written without one; only_estate:
            of logs, drop what is of hosts outside the declared networks; scanner: asks the
            estate's devices after the files are read (None: nothing is sent); listen: gives the
            interfaces, open already, which are heard first (None: none are); jobs: processes that
            read captures (None: as many as there is work and a processor for, which a program
            may ask only where its main module can be imported again); stop: tells whether
            somebody asked that reading end: the answer is of what was read by then; keeper: makes
            files of the frames that are read (None: nothing is kept; else captures are read by
            this process alone).
    Raises: RulesError, ExceptionsError, DataError.
    """
    rulebook = load_rules([data.folder("rules"), *rules], data.cache_folder(), __version__)
    known_names = exceptions_file.Known(rulebook.makers, estate)
    accepted = exceptions_file.load(exceptions, known_names) if exceptions else ()
    registry = Registry.load(data.folder("oui_data"))
    places = Places.load(
        data.folder("geo_data"),
        rulebook.operators,
        rulebook.time_pools,
        frozenset(one.asn for one in rulebook.anycast),
    )
    devices = Devices(estate)
    matcher, identifier = Matcher(rulebook, registry), Identifier(rulebook)
    intake = Intake(
        estate,
        site,
        Given(
            inside=_inside(estate),
            keeps=_declared(estate) if only_estate and estate else _inside(estate),
            as_of=as_of,
            zone=zone,
            knows=matcher.knows,
            make_reader=Readers(rulebook.defaults),
            watcher=watcher,
            stop=stop or Stop(),
            keeper=keeper,
        ),
        jobs if keeper is None else 1,
    )
    if listen is not None:
        intake.listen(listen(intake.given), devices)
    intake.read(paths, devices)
    ended = intake.given.stop.asked
    sent = None if scanner is None or ended else intake.scan(scanner, devices, _makers_in(matcher))
    folded = devices.finish()
    catalogue = kev.load(rulebook.catalogue)
    exploited = catalogue.added if catalogue else None
    ours: list[tuple[Device, Identity]] = []
    others: Counter[tuple[str | None, str | None, str]] = Counter()
    findings: list[Finding] = []
    judged = [
        (device, identifier.identify(device, matcher.match(device))) for device in folded.devices
    ]
    labels = Labels(intake.claims, Stater(rulebook, "label"))
    judged = labels.at_devices(judged)
    near = around(judged, cover(estate, intake.watched), intake.contacts)
    stater = Stater(rulebook)
    papers = reconcile(intake.claims, judged, stater, estate=estate, fed=near.fed_by)
    judged, listed = labels.on_lists(judged, papers.listed)
    judged, uncharged = _with_logs(intake, devices, judged, papers.also)
    coverage = cover(estate, intake.watched)  # with the logs
    near = replace(near, together=together(judged, coverage, papers.also))
    known = knowledge(rulebook, places, exploited)
    known = replace(known, around=near, listed=papers.recorders)
    if since is not None:
        known = replace(known, before=before(since, known))
    for device, identity in judged:
        if identity.kind.value in VIDEO_KINDS or device.id in papers.also:
            ours.append((device, identity))
            findings += run_checks(Subject(device=device, identity=identity, known=known))
        else:
            others[device.site, device.network, identity.kind.value or Kind.UNKNOWN] += 1
    described = without_strangers([device for device, _ in ours])
    stated = statements(intake.claims, {one.id for one in described}, listed, stater)
    named = _stated(listed) | {one.maker for one in stated if one.maker is not None}
    findings.sort(key=lambda one: (-one.severity.rank, one.device, one.code, one.subject))
    counted, exemptions = exceptions_file.hold(accepted, findings, ours, data.day_of(at))
    return Audit(
        version=__version__,
        at=at,
        data=(
            DataUsed(name="rules", date=rulebook.date, digest=rulebook.digest, attribution=None),
            DataUsed(
                name="MAC registry",
                date=data.registry_date(),
                digest=data.digest_of("oui_data"),
                attribution=None,
            ),
            DataUsed(
                name="KEV",
                date=catalogue.date if catalogue else rulebook.catalogue or rulebook.date,
                digest=catalogue.digest if catalogue else rulebook.digest,
                attribution=None,
            ),
            *(
                DataUsed(
                    name=card.name,
                    date=card.date,
                    digest=card.digest,
                    attribution=card.attribution,
                )
                for card in places.cards
            ),
        ),
        estate=_estate_used(estate),
        files=(files := intake.files()),
        devices=tuple(described),
        identities=tuple(identity for _, identity in ours),
        findings=tuple(counted),
        coverage=coverage,
        others=tuple(
            Other(site=key[0], network=key[1], kind=key[2], count=count)
            for key, count in sorted(
                others.items(), key=lambda one: tuple(part or "" for part in one[0])
            )
        ),
        not_ours=folded.not_ours,
        shortfalls=tuple(sorted([*intake.shortfalls(), *folded.shortfalls, *uncharged])),
        makers=_makers(rulebook, [identity for _, identity in ours], named),
        logins_judged=sum(
            login.count
            for device in described
            for login in device.logins
            if login.defaults is not None
        ),
        outbound_looked=intake.saw_outside,
        sent=sent,
        partial=any(one.outcome != FileOutcome.READ for one in files) or _is_cut(sent),
        run=None,
        places=peers(known, described),
        actions=grouped(counted, actions()),
        exemptions=exemptions,
        recorders=tuple(
            RecorderSeen(
                device=device.id, channels=identity.channels, cameras=near.fed_by(device.id)
            )
            for device, identity in ours
            if identity.channels
        ),
        listed=listed,
        lists=papers.lists,
        register=papers.register,
        labels=labels.read(frozenset(device.id for device in described)),
        statements=stated,
    )


def _stated(listed: Sequence[Listed]) -> frozenset[str]:
    """Give the makers of cameras that only lists name."""
    return frozenset(one.stated.maker for one in listed if one.stated.maker is not None)


def _with_logs(
    intake: Intake,
    devices: Devices,
    judged: list[tuple[Device, Identity]],
    also: frozenset[str],
) -> tuple[list[tuple[Device, Identity]], tuple[Shortfall, ...]]:
    """Read the logs for the flows of video devices and of those that a list names, of no others.

    Input: also: ids of devices that a recorder's list names.
    """
    if not intake.has_logs:
        return judged, ()
    ours = [
        device
        for device, identity in judged
        if identity.kind.value in VIDEO_KINDS or device.id in also
    ]
    charges = Charges(ours, devices.held, devices.at_several_sites, intake.given.knows)
    intake.read_logs(charges)
    charged, short = charges.finish()
    return [(charged.get(device.id, device), identity) for device, identity in judged], short


def _makers_in(matcher: Matcher) -> Callable[[Sequence[Fact]], frozenset[str]]:
    """Give what tells which makers facts point to, by id."""

    def makers(facts: Sequence[Fact]) -> frozenset[str]:
        found = matcher.match(Device.bare(facts=facts))
        return frozenset(one.maker for one in found if one.maker is not None)

    return makers


def _is_cut(sent: Sent | None) -> bool:
    """Tell whether a scan ended before its end, or left a device alone that stopped answering."""
    return sent is not None and (sent.stopped is not None or bool(sent.halted))


def _inside(estate: Estate | None) -> Callable[[IPAddress], bool]:
    """Give the rule of what counts as inside for flows."""
    if estate is None:
        return is_inside_by_default
    ranges = [net.cidr for site in estate.sites for net in site.networks]
    return Inside((*ranges, *estate.inside))


def _declared(estate: Estate) -> Callable[[IPAddress], bool]:
    """Give the rule of what lies in a declared network."""
    ranges = [net.cidr for site in estate.sites for net in site.networks]
    return lambda ip: any(ip in one for one in ranges)


def _estate_used(estate: Estate | None) -> EstateUsed:
    if estate is None:
        return EstateUsed(
            organisation=None, digest=None, sites=(), expected_cameras=None, sensitive_sites=()
        )
    return EstateUsed(
        organisation=estate.organisation,
        digest=estate.digest,
        sites=tuple(site.name for site in estate.sites),
        expected_cameras=estate.expected_cameras,
        sensitive_sites=tuple(
            site.name for site in estate.sites if site.sensitivity is Sensitivity.HIGH
        ),
    )


def _makers(
    rulebook: Rulebook, identities: Sequence[Identity], stated: frozenset[str]
) -> tuple[MakerCard, ...]:
    named = stated | {one.maker.value for one in identities if one.maker.grade is not Grade.UNKNOWN}
    named |= {rival for one in identities for rival, _ in one.maker.rivals}
    return cards(rulebook, named)


def networks_in(
    paths: Sequence[Path], as_of: float | None = None
) -> tuple[dict[IPNetwork, list[str]], list[SourceError]]:
    """Find the networks in which somebody spoke or stood in a table; sends nothing.

    Output: each network (/24, /64) with the files that show it, and what could not be read.
    """
    found: dict[IPNetwork, list[str]] = {}
    problems: list[SourceError] = []
    given = _given_nothing(as_of)
    for one in detect.find(paths, (), None):
        try:
            source = open_source(one, given)
            watched = source.looked() if isinstance(source, CaptureSource) else _watched(source)
        except SourceError as error:
            problems.append(error)
            continue
        for network in {shown for each in watched for shown in shown_networks(each)}:
            if not (network.is_link_local or network.is_loopback):
                found.setdefault(network, []).append(one.shown)
    return found, problems


def addresses_in(
    paths: Sequence[Path], estate: Estate | None, site: str | None
) -> frozenset[IPAddress]:
    """Find the addresses that files name: those that a scan would look at. Sends nothing."""
    intake = Intake(estate, site, _given_nothing(None))
    intake.read(paths, Devices(estate))
    return frozenset(intake.addresses)


def _given_nothing(as_of: float | None) -> Given:
    """Give what a source needs to read a file for its addresses alone: no rule, no judge."""
    return Given(
        inside=is_inside_by_default,
        keeps=is_inside_by_default,
        as_of=as_of,
        zone=UTC,
        knows=lambda _: False,
        make_reader=Readers(()),
        watcher=Silent(),
    )


def _watched(source: Source) -> list[Watched]:
    return [one for one in source.observations() if isinstance(one, Watched)]
