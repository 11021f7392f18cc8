"""An audit without what must not be public, for the page that is.

What is left out of the page is taken out of the audit first: a template can show only what is
there. Names and addresses that counts need to tell things apart become numbers.
"""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Seen
from camaudit.reports.sentences import say

if TYPE_CHECKING:
    from camaudit.model.audit import Audit, Sent
    from camaudit.model.coverage import Coverage, FileRead, Look
    from camaudit.model.device import Device
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.finding import Finding
    from camaudit.model.identity import Answer, Evidence, Identity
    from camaudit.model.listed import CameraList, Listed, Registered
    from camaudit.model.observation import Flow

# Findings whose sentence names nothing of ours and no weakness; all others are left out.
SHOWN = frozenset(
    {
        "outbound.china", "outbound.disagree", "outbound.operated", "outbound.named",
        "outbound.blocked", "outbound.regular", "outbound.upload",
        "capability.faces", "capability.plates", "capability.counting", "capability.behaviour",
        "capability.audio", "capability.vehicles", "capability.temperature",
        "capability.analytics",
    }
)  # fmt: skip
_NOBODY = Endpoint(None, ip_address("::"))
_PEERS = int(IPv6Address("2001:db8::"))  # documentation (RFC 3849)


def bared(audit: Audit) -> Audit:
    """Take out of an audit all that must not be public; what is counted stays the same."""
    return _Bare().audit(audit)


class _Bare:
    """Gives numbers for names, the same one for the same name."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._peers: dict[IPAddress, int] = {}

    def audit(self, audit: Audit) -> Audit:
        """Take out what must not be public."""
        return replace(
            audit,
            estate=replace(audit.estate, digest=None, sites=(), sensitive_sites=()),
            files=tuple(map(self._file, audit.files)),
            devices=tuple(map(self._device, audit.devices)),
            identities=tuple(map(self._identity, audit.identities)),
            findings=tuple(self._finding(one) for one in audit.findings if one.code in SHOWN),
            coverage=tuple(map(self._coverage, audit.coverage)),
            others=tuple(
                replace(one, site=self._name(one.site), network=self._name(one.network))
                for one in audit.others
            ),
            shortfalls=tuple(
                replace(one, source=self._always(one.source), place="") for one in audit.shortfalls
            ),
            run=None,
            sent=_sent(audit.sent) if audit.sent is not None else None,
            places=tuple(
                replace(one, peer=self._peer(one.peer), sources="", operator=None, number=None)
                for one in audit.places
            ),
            actions=(),
            exemptions=(),
            recorders=tuple(
                replace(
                    one,
                    device=self._always(one.device),
                    cameras=tuple(map(self._always, one.cameras)),
                )
                for one in audit.recorders
            ),
            listed=tuple(map(self._listed, audit.listed)),
            lists=tuple(map(self._list, audit.lists)),
            register=tuple(map(self._registered, audit.register)),
            statements=(),
        )

    def _always(self, text: str) -> str:
        number = self._numbers.setdefault(text, len(self._numbers) + 1)
        return f"#{number}"

    def _name(self, text: str | None) -> str | None:
        return None if text is None else self._always(text)

    def _peer(self, peer: IPAddress) -> IPv6Address:
        number = self._peers.setdefault(peer, len(self._peers) + 1)
        return IPv6Address(_PEERS + number)

    def _seen(self, seen: Seen) -> Seen:
        return Seen(at=seen.at, source=self._always(seen.source), place="")

    def _file(self, file: FileRead) -> FileRead:
        notes = tuple(replace(note, about=None, sender=None, place="") for note in file.notes)
        return replace(
            file,
            path=self._always(file.path),
            kind=None,  # names the make of switches and firewalls
            site=self._name(file.site),
            message=None,
            digest=None,
            notes=notes,
        )  # fmt: skip

    def _device(self, device: Device) -> Device:
        return replace(
            device,
            id=self._always(device.id),
            site=self._name(device.site),
            mac=None,
            addresses=(),
            service=None,
            network=self._name(device.network),
            facts=(),
            lookups=(),
            flows=tuple(map(self._flow, device.flows)),
            logins=(),
            bindings=(),
            attachments=(),
            notes=(),
            sighted=None,
        )

    def _flow(self, flow: Flow) -> Flow:
        return replace(
            flow, about=_NOBODY, peer=self._peer(flow.peer), names=(), seen=self._seen(flow.seen)
        )

    def _identity(self, identity: Identity) -> Identity:
        return replace(
            identity,
            device=self._always(identity.device),
            maker=self._answer(identity.maker),
            brand=self._answer(identity.brand),
            kind=self._answer(identity.kind),
            model=None,
            firmware=None,
            built_on=None,
            serial=None,
            contradictions=(),
        )

    def _answer(self, answer: Answer) -> Answer:
        return replace(answer, evidence=tuple(map(self._evidence, answer.evidence)), rivals=())

    def _evidence(self, evidence: Evidence) -> Evidence:
        fact = evidence.fact
        bare = replace(fact, about=_NOBODY, value="", port=None, seen=self._seen(fact.seen))
        return replace(evidence, fact=bare, rule="", because="", references=())

    def _finding(self, finding: Finding) -> Finding:
        device = self._always(finding.device)
        return replace(finding, id="", device=device, subject="", proofs=())

    def _coverage(self, one: Coverage) -> Coverage:
        return replace(
            one,
            site=self._name(one.site),
            network=self._always(one.network),
            cidr="",
            looks=tuple(map(self._look, one.looks)),
            logs=tuple(map(self._look, one.logs)),
        )

    def _look(self, look: Look) -> Look:
        return replace(look, source=self._always(look.source))

    def _listed(self, one: Listed) -> Listed:
        return replace(
            one,
            id=self._always(one.id),
            site=self._name(one.site),
            device=self._name(one.device),
            recorder=self._name(one.recorder),
            recorder_name=None,
            channel=None,
            name=None,
            ip=None,
            mac=None,
            serial=None,
            firmware=None,
            place=None,
            make=None,
            model=None,
            stated=replace(one.stated, because=None),
            seen=(),
        )

    def _list(self, one: CameraList) -> CameraList:
        return replace(
            one,
            site=self._name(one.site),
            recorder=self._name(one.recorder),
            name=self._name(one.name),
            sources=(),
        )

    def _registered(self, one: Registered) -> Registered:
        return replace(
            one,
            site=self._name(one.site),
            device=self._name(one.device),
            listed=self._name(one.listed),
            name=None,
            place=None,
            make=None,
            model=None,
            stated=None,
            status=None,
            seen=self._seen(one.seen) if one.seen is not None else None,
        )


def _sent(sent: Sent) -> Sent:
    return replace(
        sent,
        approved_by=say("public-approved"),
        most_to=None,
        refused=(),
        halted=(),
        stopped=None,
        passed=(),
        unheard=(),
    )
