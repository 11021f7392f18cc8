"""The whole answer in one value: every report, export and diff is made from it alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camaudit.model.action import Exemption, Task
    from camaudit.model.coverage import Coverage, FileRead
    from camaudit.model.device import Device
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.finding import Finding
    from camaudit.model.identity import Identity
    from camaudit.model.listed import CameraList, LabelRead, Listed, Registered, Statement
    from camaudit.model.observation import Shortfall


@dataclass(frozen=True, slots=True, kw_only=True)
class DataUsed:
    """One table or rule set, dated."""

    name: str  # "rules", "MAC registry", and the tables by name: "IPFire"
    date: str  # ISO date
    digest: str  # SHA-256, hex
    attribution: str | None  # words that its licence asks to be shown


@dataclass(frozen=True, slots=True, kw_only=True)
class EstateUsed:
    """What the audit needs to remember of the estate file."""

    organisation: str | None  # None: no estate file
    digest: str | None
    sites: tuple[str, ...]
    expected_cameras: int | None
    sensitive_sites: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MakerCard:
    """What outputs say of a maker: they read the audit, never the rules."""

    id: str
    name: str  # legal name
    short: str  # "Hikvision"
    country: str | None  # ISO 3166-1 alpha-2 of the headquarters
    named_on: tuple[str, ...]  # sentences: the list in force, its date, whom it binds
    described_in: tuple[str, ...] = ()  # the same of policies that describe its country


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Devices that are not judged video devices: counted by kind only, never described."""

    site: str | None
    network: str | None
    kind: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """How often one question was asked, and of how many."""

    what: str  # its name: "rtsp-options"
    says: str  # what it asks, in words
    targets: int  # addresses
    questions: int
    packets: int  # at most, acknowledgements among them
    bytes: int  # of the questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The account of a scan, counted from what was sent."""

    level: str  # of Level
    approved_by: str
    runs: int  # that this is the account of: one, and each that went on with what was cut off
    began: float  # Unix seconds
    ended: float
    lines: tuple[LedgerLine, ...]  # by name
    connections: int  # tries among them
    packets: int  # at most
    most_to: IPAddress | None  # the one host that was sent most
    most_connections: int
    most_questions: int
    most_packets: int
    credentials: int  # questions that held something of a login
    answers_from_outside: int  # dropped
    refused: tuple[tuple[str, int], ...]  # what was not sent, by reason
    halted: tuple[str, ...]  # devices that stopped answering
    stopped: str | None  # why it ended before its end
    passed: tuple[str, ...]  # networks and links that were not asked, and why
    unheard: tuple[str, ...]  # links with devices of which none answered what all were asked


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerPlace:
    """What the tables say of one outside address that a described device had to do with."""

    peer: IPAddress
    place: str  # "China", "Hong Kong", "US or DE", "not known"
    sources: str  # what each table says, with its date
    operator: str | None  # who runs the network
    number: int | None  # autonomous system, 1-4294967295
    where: str = ""  # class of the answer: "in China", "sources disagree", "elsewhere" ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What differs from run to run with the same input: kept apart from the answer."""

    started: float  # Unix seconds
    seconds: float  # wall time


@dataclass(frozen=True, slots=True, kw_only=True)
class RecorderSeen:
    """A recorder, its channels, and the cameras that were seen sending video to it."""

    device: str  # Device.id
    channels: int  # that it announces
    cameras: tuple[str, ...]  # ids of described devices, sorted


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One audit of several that were put together."""

    organisation: str | None  # None: it had no estate file
    estate: str | None  # SHA-256 of the estate file, hex
    at: float  # Unix seconds: the day of that answer
    version: str  # of camaudit
    rules: str  # ISO date of its rules
    sites: tuple[str | None, ...]  # of its devices and networks, as they are called here; sorted
    devices: int  # that it describes


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """One audit. Every tuple is sorted; the same input gives the same bytes."""

    version: str  # of camaudit
    at: float  # Unix seconds; --at, else the time of the run
    data: tuple[DataUsed, ...]
    estate: EstateUsed
    files: tuple[FileRead, ...]
    devices: tuple[Device, ...]  # ours, and at least possibly a video device
    identities: tuple[Identity, ...]  # one for each device, same order
    findings: tuple[Finding, ...]  # most severe first, then by device and code
    coverage: tuple[Coverage, ...]
    others: tuple[Other, ...]
    not_ours: int  # devices outside the declared networks: counted, not described
    shortfalls: tuple[Shortfall, ...]
    makers: tuple[MakerCard, ...]  # those that an identity names
    logins_judged: int  # logins seen on the wire to ours that could be judged
    outbound_looked: bool  # some source could have seen traffic leave
    partial: bool  # interrupted, or a file was not read whole
    run: Run | None  # None where determinism is asked for
    sent: Sent | None = None  # None: an audit of files, which sends nothing
    places: tuple[PeerPlace, ...] = ()  # of the outside peers of devices, sorted by address
    actions: tuple[Task, ...] = ()  # what to do first: gravest, then surest, then most devices
    exemptions: tuple[Exemption, ...] = ()  # rows of the exceptions file, in its order
    recorders: tuple[RecorderSeen, ...] = ()  # that announce channels, sorted by device
    listed: tuple[Listed, ...] = ()  # cameras on recorders' lists, by site, recorder, channel
    lists: tuple[CameraList, ...] = ()  # of recorders, by site and name
    register: tuple[Registered, ...] = ()  # the camera register; empty: none was given
    labels: tuple[LabelRead, ...] = ()  # read on housings, in the order of the walk sheets
    statements: tuple[Statement, ...] = ()  # of suppliers, by id and row
    parts: tuple[Part, ...] = ()  # of several audits put together, sorted; empty: one audit
    met_again: tuple[str, ...] = ()  # ids of devices that more than one part describes, sorted
    redacted: str | None = None  # names the key of its pseudonyms; None: nothing was replaced
