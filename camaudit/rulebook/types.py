"""The shape of what is known: makers, brands, signatures, models, defaults, clouds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from camaudit.model.observation import Channel
from camaudit.rulebook.flaw import Ended, Flaw  # noqa: TC001 - compiled.py looks at them
from camaudit.rulebook.operators import (  # noqa: TC001 - compiled.py looks at them
    ManyPlaces,
    Operator,
    TimeServer,
)
from camaudit.rulebook.policy import Policy  # noqa: TC001 - compiled.py looks at them

# What these say was set by a person, sits on boards of many makers, or is asked by phones as well:
# whatever a file says of its signature, it never decides alone.
NEVER_STRONG = frozenset(
    {
        Channel.MAC_BLOCK,
        Channel.DHCP_HOSTNAME,
        Channel.DHCP_VENDOR_CLASS,
        Channel.DHCP_PARAMETERS,
        Channel.DNS_QUERY,
        Channel.TLS_SNI,
        Channel.MDNS_HOST,
        Channel.ONVIF_HOSTNAME,
        Channel.LLDP_NAME,
        Channel.CDP_NAME,
        Channel.GROUP_JOINED,
        Channel.TLS_ALPN,
        Channel.ROUTER_NAME,
    }
)


class Proves(StrEnum):
    """What a signature's match says."""

    MAKER = "maker"  # built by the maker of the file
    PLATFORM = "platform"  # runs the maker's firmware, whatever label is on it
    BRAND = "brand"  # bears this label; says nothing of who built it
    KIND = "kind"  # is a camera, recorder ...; says nothing of the maker
    IMITATION = "imitation"  # software on a computer: no camera firmware is known to say this
    NOTHING = "nothing"  # a documented trap: matches, and must not count


class Specificity(StrEnum):
    """How many makers share it."""

    UNIQUE = "unique"  # one maker, one meaning
    FAMILY = "family"  # one maker and its rebrands
    SHARED = "shared"  # several makers
    WEAK = "weak"  # never decides alone


class Role(StrEnum):
    """What a service is there for."""

    CLOUD = "cloud"
    P2P = "p2p"
    UPDATE = "update"
    TIME = "time"
    DNS = "dns"
    PUSH = "push"


class Scope(StrEnum):
    """How much of a brand comes from a maker."""

    ALL = "all"
    SOME = "some"
    FORMER = "former"


class How(StrEnum):
    """How a label and a maker belong together."""

    RELABEL = "relabel"  # another firm's label on what the maker builds
    SUB_BRAND = "sub-brand"  # the maker's, or its house's, second label
    OWN = "own"  # the maker's own label


class Support(StrEnum):
    """How well a public source ties a label to a maker."""

    DOCUMENTED = "documented"  # an official document, a regulator, a register, matched firmware
    REPORTED = "reported"  # a research list or independent reports that agree
    WEAK = "weak"  # one report, or an inference: a question, never a name


class Offer(StrEnum):
    """What a model line is able to do; whether it is used stands nowhere."""

    FACES = "faces"
    PLATES = "plates"
    PEOPLE_COUNTING = "people-counting"
    VEHICLES = "vehicles"
    BEHAVIOUR = "behaviour"
    AUDIO = "audio"
    TEMPERATURE = "temperature"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text that must match, and exactly the fields it must give."""

    value: str
    gives: tuple[tuple[str, str], ...]  # sorted


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One pattern on one channel."""

    id: str  # "<file>.<what>"; never reused, never renamed
    maker: str | None  # of the file; None in rules/shared and rules/brands
    on: Channel
    match: str  # RE2 pattern, searched, case-sensitive unless it says (?i)
    weight: float  # log10 likelihood ratio; guessed unless `because` says measured
    proves: Proves
    brand: str | None  # for Proves.BRAND, or beside a platform
    kind: str | None  # of model.identity.Kind, where the match tells it
    specificity: Specificity
    survives_rebrand: bool
    seen: str  # last year it was seen in the wild
    because: str
    references: tuple[str, ...]
    examples: tuple[Example, ...]
    counter_examples: tuple[str, ...]  # key `not`
    shared_with: tuple[str, ...]  # makers whose examples it may match as well
    file: str
    line: int

    @property
    def strong(self) -> bool:
        """Tell whether one match is enough for the grade likely."""
        alone = self.specificity in {Specificity.UNIQUE, Specificity.FAMILY}
        return alone and self.on not in NEVER_STRONG


# Named groups a signature may have; each becomes a field of Identity.
GROUPS = frozenset({"model", "firmware", "built_on", "serial", "channels", "brand", "kind"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPattern:
    """A model grammar: what a model's name tells."""

    id: str
    maker: str
    match: str  # RE2 pattern, anchored
    kind: str | None
    brand: str | None  # the label whose models are named so; None: the maker's own
    era: str | None  # "2018-2022"
    evidence: Support  # how well the source proves the form; only documented decides alone
    meaning: str
    references: tuple[str, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    collides_with: tuple[str, ...]  # makers with models of the same form
    file: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """What a model's name tells of the abilities of its line."""

    id: str
    maker: str
    match: str  # RE2 pattern, anchored
    offers: tuple[Offer, ...]
    meaning: str
    references: tuple[str, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    file: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandLink:
    """A label and who builds it."""

    brand: str
    aliases: tuple[str, ...]
    maker: str
    scope: Scope
    how: How
    evidence: Support
    years: str | None  # "2018-2023" for former ones
    models: tuple[str, ...]  # beginnings of model names, where the scope is some
    markets: str | None  # "UK, US"
    note: str | None
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label that no public evidence ties to one maker."""

    brand: str
    aliases: tuple[str, ...]
    models: tuple[str, ...]  # beginnings of model names, where only these are meant
    what: str  # what is known of it
    markets: str | None
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelBlocks:
    """A label whose owner registered MAC blocks: they tell the label, never who built it."""

    brand: str
    registrants: tuple[str, ...]  # as in Maker
    makes: str  # "video" or "many"
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Affiliate:
    """A firm of a maker's house that has no file of its own."""

    name: str
    what: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Default:
    """A factory login that the maker or two public lists document.

    `repr` is that of the id alone: the value is public, but must not be printed beside a device.
    """

    id: str  # "hikvision.default.admin-1"
    maker: str | None  # None: common to many
    user: str
    password: str
    role: str | None
    until: str | None  # era in which devices shipped with it
    references: tuple[str, ...]
    built_before: str | None = None  # ISO date: firmware built earlier did not ask for another
    firmware_before: str | None = None  # "5.1.0": the same by version
    models: tuple[str, ...] = ()  # beginnings of models that ship with it; "*": all of the maker
    is_mac: bool = False  # the password is the device's own MAC: capital letters, no separators

    def __repr__(self) -> str:
        return f"<Default {self.id}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudEntry:
    """A name suffix that belongs to a maker's or platform's service."""

    id: str  # "hikvision.cloud.hik-connect.com"
    suffix: str  # lower case, matched at label boundaries; the longest wins
    maker: str | None  # None: a platform several makers use
    service: str  # "Hik-Connect: registration and relay"
    role: Role
    identifies: bool  # only this maker's cameras (and their owners' phones) ask for it
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """All that is known about one maker."""

    id: str
    name: str  # legal name
    short: str
    aliases: tuple[str, ...]  # other names that people write
    country: str | None  # ISO 3166-1 alpha-2 of the headquarters
    ownership: str | None
    ownership_references: tuple[str, ...]
    state_link: str | None  # what sources say of a state's share, with its year
    state_link_references: tuple[str, ...]
    parent: str | None  # maker id
    affiliates: tuple[Affiliate, ...]
    registrants: tuple[str, ...]  # names in the MAC registry, compared without case and punctuation
    makes: str  # "video" (its MAC blocks mean a camera, recorder or door phone) or "many"
    brands: tuple[BrandLink, ...]
    signatures: tuple[Signature, ...]
    models: tuple[ModelPattern, ...]
    capabilities: tuple[Capability, ...]
    defaults: tuple[Default, ...]
    cloud: tuple[CloudEntry, ...]
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChipMaker:
    """A registrant whose MAC blocks sit on boards and modules of many makers."""

    registrant: str
    what: str  # "Wi-Fi chips"
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """Everything known, checked."""

    date: str  # ISO date of rules/DATE
    digest: str  # SHA-256 over all files, hex
    makers: tuple[Maker, ...]  # sorted by id
    shared: tuple[Signature, ...]  # of rules/shared and rules/brands
    common_defaults: tuple[Default, ...]
    common_cloud: tuple[CloudEntry, ...]
    time_pools: tuple[str, ...]  # suffixes whose answers say nothing: pool.ntp.org
    operators: tuple[Operator, ...]
    anycast: tuple[ManyPlaces, ...] = ()
    time_servers: tuple[TimeServer, ...] = ()  # of no maker, run in or for China
    chips: tuple[ChipMaker, ...]
    policies: tuple[Policy, ...]  # sorted by id
    labels: tuple[Label, ...]  # of no one maker, sorted by brand
    blocks: tuple[LabelBlocks, ...]  # sorted by brand
    flaws: tuple[Flaw, ...] = ()  # sorted by id
    ended: tuple[Ended, ...] = ()  # models without support, sorted by id
    catalogue: str | None = None  # ISO date of the KEV catalogue that the flaws were held against

    def maker(self, maker_id: str) -> Maker | None:
        """Give a maker by id."""
        return next((maker for maker in self.makers if maker.id == maker_id), None)

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """Every signature of every file, sorted by id."""
        every = [s for maker in self.makers for s in maker.signatures]
        return tuple(sorted([*every, *self.shared], key=lambda s: s.id))

    @property
    def defaults(self) -> tuple[Default, ...]:
        """Every documented default, sorted by id."""
        every = [d for maker in self.makers for d in maker.defaults]
        return tuple(sorted([*every, *self.common_defaults], key=lambda d: d.id))

    @property
    def cloud(self) -> tuple[CloudEntry, ...]:
        """Every cloud entry, sorted by suffix."""
        every = [c for maker in self.makers for c in maker.cloud]
        return tuple(sorted([*every, *self.common_cloud], key=lambda c: c.suffix))
