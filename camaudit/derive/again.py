"""Identities and findings derived again, from the evidence that an audit holds and nothing else."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from camaudit import data, kev
from camaudit.checks import run as run_checks
from camaudit.checks.around import STREAM, Spoke, around
from camaudit.checks.calls import peers
from camaudit.checks.subject import Subject, knowledge
from camaudit.checks.together import together
from camaudit.geo.place import Places, Where
from camaudit.identify.match import Matcher
from camaudit.identify.registry import Registry
from camaudit.identify.score import Identifier
from camaudit.listed.eye import of_read, with_labels
from camaudit.listed.stated import Stater
from camaudit.model.grade import Grade
from camaudit.model.identity import VIDEO_KINDS
from camaudit.model.observation import Seen
from camaudit.policies import cards
from camaudit.rulebook.kept import load as load_rules

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence
    from pathlib import Path

    from camaudit.checks.subject import Knowledge
    from camaudit.model.audit import Audit, MakerCard, PeerPlace
    from camaudit.model.device import Device
    from camaudit.model.finding import Finding
    from camaudit.model.identity import Identity
    from camaudit.model.listed import LabelRead

RULES, REGISTRY, KEV = "rules", "MAC registry", "KEV"  # names in Audit.data
OFFICE = "placement.office"
_OTHERS = re.compile(r": ([0-9]{1,9}) devices that are no video devices were seen")


@dataclass(frozen=True, slots=True)
class Held:
    """The rules and tables that this computer holds, and their digests by name."""

    matcher: Matcher
    identifier: Identifier
    known: Knowledge
    stater: Stater  # reads labels
    digests: dict[str, str]  # as in Audit.data

    def identify(self, device: Device, labels: Sequence[LabelRead] = ()) -> Identity:
        """Tell what a device is, by what it said and by the labels that were read on it."""
        found = self.identifier.identify(device, self.matcher.match(device))
        # As the audit does: labels known by the id of a camera on a list come last.
        for listed in (False, True):
            own = [of_read(one) for one in labels if (one.listed is not None) is listed]
            found = with_labels(device, found, own, self.stater)
        return found

    def findings(self, audit: Audit) -> dict[str, list[Finding]]:
        """Give the findings of each described device by its id, as far as the audit can tell.

        What the audit does not keep is missing here: devices that are no video devices, what was
        said between two addresses inside, and an older audit (verify.py).
        """
        known = self._around(audit)
        defaults = frozenset(one.id for one in self.known.rulebook.defaults)
        pairs = zip(audit.devices, audit.identities, strict=True)
        return {
            device.id: run_checks(
                Subject(device=_known_logins(device, defaults), identity=identity, known=known)
            )
            for device, identity in pairs
        }

    def places(self, audit: Audit) -> tuple[PeerPlace, ...]:
        """Say again where the outside peers of an audit are."""
        return peers(self._around(audit), audit.devices)

    def cards(self, named: Container[str | None]) -> tuple[MakerCard, ...]:
        """Give what outputs say of makers, by their ids."""
        return cards(self.known.rulebook, named)

    def _around(self, audit: Audit) -> Knowledge:
        pairs = list(zip(audit.devices, audit.identities, strict=True))
        also = frozenset(
            one.device for one in audit.identities if one.kind.value not in VIDEO_KINDS
        )
        near = around(pairs, audit.coverage, ())
        of_all = together(pairs, audit.coverage, also)
        pool = self.known.rulebook.time_pools[:1]  # who asked for its name is told by the place
        pools = {one.peer: pool for one in audit.places if one.where == Where.TIME_POOL}
        near = replace(
            near,
            spoke=_fed(audit),
            others=_others(audit),
            together=replace(of_all, time_names=pools | dict(of_all.time_names)),
        )
        listed = frozenset(one.recorder for one in audit.lists if one.recorder is not None)
        return replace(self.known, around=near, listed=listed)


def _known_logins(device: Device, defaults: Container[str]) -> Device:
    """Leave out of logins the factory logins that no rule knows: nothing follows from those."""
    logins = tuple(
        one
        if one.defaults is None
        else replace(one, defaults=tuple(name for name in one.defaults if name in defaults))
        for one in device.logins
    )
    return replace(device, logins=logins)


def _fed(audit: Audit) -> dict[str, tuple[Spoke, ...]]:
    """Say of cameras to which recorder they sent video: all that an audit keeps of such talk."""
    found: dict[str, list[Spoke]] = defaultdict(list)
    for recorder in audit.recorders:
        for camera in recorder.cameras:
            found[camera].append(
                Spoke(
                    other=recorder.device,
                    kind="",
                    sure=Grade.UNKNOWN,
                    network=None,
                    purpose=None,
                    transport="",
                    port=None,
                    sent=STREAM,
                    received=0,
                    seen=Seen(0.0, "", ""),
                )
            )
    return {camera: tuple(spoke) for camera, spoke in found.items()}


def _others(audit: Audit) -> dict[tuple[str | None, str | None], int]:
    """Count the other devices of a network as its finding says, where so many are there at all.

    The audit counts routers and addresses without a MAC among them, the finding does not.
    """
    most: Counter[tuple[str | None, str | None]] = Counter()
    for one in audit.others:
        most[one.site, one.network] += one.count
    places = {device.id: (device.site, device.network) for device in audit.devices}
    told = dict(most)
    for found in every_finding(audit):
        said = _OTHERS.search(found.proofs[0].what) if found.proofs else None
        if found.code == OFFICE and said is not None:
            place = places[found.device]
            told[place] = min(int(said[1]), most[place])
    return told


def every_finding(audit: Audit) -> Iterator[Finding]:
    """Give all findings, those that somebody accepted among them."""
    yield from audit.findings
    for row in audit.exemptions:
        yield from row.held


def held(version: str, rules: Sequence[Path] = ()) -> Held:
    """Load the rules and tables of this computer.

    Input:  version: of camaudit; rules: folders of rules beside the shipped ones.
    Raises: RulesError, DataError.
    """
    rulebook = load_rules([data.folder("rules"), *rules], data.cache_folder(), version)
    registry = Registry.load(data.folder("oui_data"))
    anycast = frozenset(one.asn for one in rulebook.anycast)
    places = Places.load(data.folder("geo_data"), rulebook.operators, rulebook.time_pools, anycast)
    catalogue = kev.load(rulebook.catalogue)
    digests = {
        RULES: rulebook.digest,
        REGISTRY: data.digest_of("oui_data"),
        KEV: catalogue.digest if catalogue else rulebook.digest,
        **{card.name: card.digest for card in places.cards},
    }
    exploited = catalogue.added if catalogue else None
    return Held(
        Matcher(rulebook, registry),
        Identifier(rulebook),
        knowledge(rulebook, places, exploited),
        Stater(rulebook, "label"),
        digests,
    )
