"""Entries of a rule file: each gets its types here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.model.identity import Kind
from camaudit.model.observation import Channel
from camaudit.rulebook.operators import ManyPlaces, Operator, Place, TimeServer
from camaudit.rulebook.policy import NamedEntity
from camaudit.rulebook.types import (
    Affiliate,
    BrandLink,
    Capability,
    ChipMaker,
    CloudEntry,
    Default,
    Example,
    How,
    Label,
    LabelBlocks,
    ModelPattern,
    Offer,
    Proves,
    Role,
    Scope,
    Signature,
    Specificity,
    Support,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from camaudit.rulebook.read import Part

    T = TypeVar("T")

_SIGNATURE = (
    "id", "on", "match", "weight", "proves", "brand", "kind", "specificity", "survives_rebrand",
    "seen", "because", "references", "examples", "not", "shared_with",
)  # fmt: skip
_MODEL = (
    "id", "match", "kind", "brand", "era", "evidence", "meaning", "references", "examples", "not",
    "collides_with",
)  # fmt: skip
_CAPABILITY = ("id", "match", "offers", "meaning", "references", "examples", "not")
_BRAND = (
    "brand", "aliases", "scope", "how", "evidence", "years", "models", "markets", "note",
    "references",
)  # fmt: skip
_LABEL = ("brand", "aliases", "models", "what", "markets", "references")
_BLOCKS = ("brand", "registrants", "makes", "references")
_AFFILIATE = ("name", "what", "references")
_DEFAULT = (
    "id", "user", "password", "role", "until", "built_before", "firmware_before", "models",
    "is_mac", "references",
)  # fmt: skip
_CLOUD = ("id", "suffix", "service", "role", "identifies", "references")
_NAMED = ("maker", "entity", "since", "references")
_MANY_PLACES = ("asn", "operator", "references")
_TIME_SERVER = ("suffix", "runs", "references")
_OPERATOR = ("asn", "operator", "parent", "place", "references")
_CHIP = ("registrant", "what", "references")

_OF_A_MAKER = frozenset({Proves.MAKER, Proves.PLATFORM})
_KINDS = tuple(kind for kind in Kind if kind is not Kind.UNKNOWN)
MAKES = ("video", "many")  # what a registrant builds
_DATE = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
_VERSION = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}){0,5}")
_YEAR = re.compile(r"20[0-9]{2}|19[0-9]{2}")
_SUFFIX = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_MAX_ASN = 0xFFFFFFFF  # RFC 6793


class Entries:
    """The entries of one file; `taken` holds the ids of all files."""

    def __init__(self, root: Part, stem: str, maker: str | None, taken: dict[str, str]) -> None:
        self._root = root
        self._stem = stem
        self._maker = maker
        self._taken = taken
        self._file = root.node.problems.file

    def signatures(self) -> list[Signature]:
        """Read the signatures."""
        return self._each("signatures", _SIGNATURE, self._signature)

    def models(self) -> list[ModelPattern]:
        """Read the grammar of model names."""
        return self._each("models", _MODEL, self._model)

    def brands(self) -> list[BrandLink]:
        """Read the labels."""
        return self._each("brands", _BRAND, self._brand)

    def defaults(self) -> list[Default]:
        """Read the documented factory logins."""
        return self._each("defaults", _DEFAULT, self._default)

    def cloud(self) -> list[CloudEntry]:
        """Read the names of services."""
        return self._each("cloud", _CLOUD, self._service)

    def capabilities(self) -> list[Capability]:
        """Read what names of models tell of the abilities of their line."""
        return self._each("capabilities", _CAPABILITY, self._capability)

    def affiliates(self) -> list[Affiliate]:
        """Read the firms of the house that have no file."""
        return self._each("affiliates", _AFFILIATE, _affiliate)

    def labels(self) -> list[Label]:
        """Read the labels that no public evidence ties to one maker."""
        return self._each("labels", _LABEL, _label)

    def blocks(self) -> list[LabelBlocks]:
        """Read the labels whose owners registered MAC blocks."""
        return self._each("blocks", _BLOCKS, _blocks)

    def names(self) -> list[NamedEntity]:
        """Read whom a policy names."""
        return self._each("names", _NAMED, _named)

    def operators(self) -> list[Operator]:
        """Read the operators of networks."""
        return self._each("operators", _OPERATOR, _operator)

    def anycast(self) -> list[ManyPlaces]:
        """Read the networks whose addresses answer from many places."""
        return self._each("anycast", _MANY_PLACES, _many_places)

    def time_servers(self) -> list[TimeServer]:
        """Read the time servers that are run in or for China."""
        return self._each("time_servers", _TIME_SERVER, _time_server)

    def chips(self) -> list[ChipMaker]:
        """Read the makers of chips and modules."""
        return self._each("chips", _CHIP, _chip)

    def _each(self, key: str, known: tuple[str, ...], one: Callable[[Part], T]) -> list[T]:
        return [one(part) for part in self._root.parts(key, known)]

    def _signature(self, part: Part) -> Signature:
        match = part.pattern("match")
        proves = part.choice("proves", Proves, Proves.NOTHING)
        brand = part.text("brand")
        kind = _kind(part)
        if proves in _OF_A_MAKER and self._maker is None:
            part.wrong("proves", f"{proves.value!r} stands in rules/makers only")
        if proves is Proves.IMITATION and self._maker is not None:
            part.wrong("proves", "'imitation' stands in rules/shared only")
        if proves is Proves.BRAND and brand is None and "(?P<brand>" not in match:
            part.wrong("brand", "missing where a brand is proved")
        if proves is Proves.KIND and kind is None and "(?P<kind>" not in match:
            part.wrong("kind", "missing where a kind is proved")
        seen = part.need("seen")
        if seen and not _YEAR.fullmatch(seen):
            part.wrong("seen", f"{seen!r} is not a year")
        return Signature(
            id=part.identifier(self._stem, self._taken),
            maker=self._maker,
            on=part.choice("on", Channel, Channel.HTTP_SERVER),
            match=match,
            weight=part.number("weight"),
            proves=proves,
            brand=brand,
            kind=kind,
            specificity=part.choice("specificity", Specificity, Specificity.WEAK),
            survives_rebrand=part.flag("survives_rebrand"),
            seen=seen,
            because=part.need("because"),
            references=part.texts("references", needed=True),
            examples=tuple(
                _example(one) for one in part.parts("examples", ("value", "gives"), needed=True)
            ),
            counter_examples=part.texts("not"),
            shared_with=part.texts("shared_with"),
            file=self._file,
            line=part.line,
        )

    def _model(self, part: Part) -> ModelPattern:
        return ModelPattern(
            id=part.identifier(self._stem, self._taken),
            maker=self._maker or "",
            match=part.pattern("match"),
            kind=_kind(part),
            brand=part.text("brand"),
            era=part.text("era"),
            evidence=part.choice("evidence", Support, Support.DOCUMENTED)
            if "evidence" in part.nodes
            else Support.DOCUMENTED,
            meaning=part.need("meaning"),
            references=part.texts("references", needed=True),
            examples=part.texts("examples", needed=True),
            counter_examples=part.texts("not"),
            collides_with=part.texts("collides_with"),
            file=self._file,
            line=part.line,
        )

    def _capability(self, part: Part) -> Capability:
        said = part.texts("offers", needed=True)
        words = {str(one): one for one in Offer}
        for one in said:
            if one not in words:
                part.wrong("offers", f"{one!r} is none of {', '.join(words)}")
        return Capability(
            id=part.identifier(self._stem, self._taken),
            maker=self._maker or "",
            match=part.pattern("match"),
            offers=tuple(words[one] for one in said if one in words),
            meaning=part.need("meaning"),
            references=part.texts("references", needed=True),
            examples=part.texts("examples", needed=True),
            counter_examples=part.texts("not"),
            file=self._file,
            line=part.line,
        )

    def _brand(self, part: Part) -> BrandLink:
        how = part.choice("how", How, How.RELABEL) if "how" in part.nodes else How.RELABEL
        return BrandLink(
            brand=part.need("brand"),
            aliases=part.texts("aliases"),
            maker=self._maker or "",
            scope=part.choice("scope", Scope, Scope.SOME),
            how=how,
            evidence=part.choice("evidence", Support, Support.WEAK),
            years=part.text("years"),
            models=part.texts("models"),
            markets=part.text("markets"),
            note=part.text("note"),
            references=part.texts("references", needed=True),
        )

    def _default(self, part: Part) -> Default:
        built, version = part.text("built_before"), part.text("firmware_before")
        if built and not _DATE.fullmatch(built):
            part.wrong("built_before", f"{built!r} is not an ISO date")
        if version and not _VERSION.fullmatch(version):
            part.wrong("firmware_before", f"{version!r} is not a version of numbers and dots")
        return Default(
            id=part.identifier(self._stem, self._taken),
            maker=self._maker,
            user=part.need("user", empty=True),
            password=part.need("password", empty=True),
            role=part.text("role"),
            until=part.text("until"),
            references=part.texts("references", needed=True),
            built_before=built,
            firmware_before=version,
            models=part.texts("models"),
            is_mac="is_mac" in part.nodes and part.flag("is_mac"),
        )

    def _service(self, part: Part) -> CloudEntry:
        suffix = part.need("suffix")
        if suffix and not _SUFFIX.fullmatch(suffix):
            part.wrong("suffix", f"{suffix!r} is not a name in lower case")
        place = self._taken.setdefault(f"suffix {suffix}", f"{self._file}:{part.line}")
        if place != f"{self._file}:{part.line}":
            part.wrong("suffix", f"{suffix!r} stands in {place} as well")
        identifies = part.flag("identifies")
        if identifies and self._maker is None:
            part.wrong("identifies", "'yes' stands in rules/makers only")
        return CloudEntry(
            id=part.identifier(self._stem, self._taken),
            suffix=suffix,
            maker=self._maker,
            service=part.need("service"),
            role=part.choice("role", Role, Role.CLOUD),
            identifies=identifies,
            references=part.texts("references", needed=True),
        )


def _kind(part: Part) -> str | None:
    return part.choice("kind", _KINDS, Kind.UNKNOWN).value if "kind" in part.nodes else None


def _example(part: Part) -> Example:
    node = part.nodes.get("gives")
    pairs = node.pairs("gives") if node is not None else ()
    gives = sorted((key, one.text(key) or "") for key, one in pairs)
    return Example(value=part.need("value"), gives=tuple(gives))


def _named(part: Part) -> NamedEntity:
    return NamedEntity(
        maker=part.need("maker"),
        entity=part.need("entity"),
        since=part.text("since"),
        references=part.texts("references", needed=True),
    )


def _blocks(part: Part) -> LabelBlocks:
    makes = part.need("makes")
    if makes and makes not in MAKES:
        part.wrong("makes", f"{makes!r} is neither video nor many")
    return LabelBlocks(
        brand=part.need("brand"),
        registrants=part.texts("registrants", needed=True),
        makes=makes,
        references=part.texts("references", needed=True),
    )


def _affiliate(part: Part) -> Affiliate:
    return Affiliate(
        name=part.need("name"),
        what=part.need("what"),
        references=part.texts("references", needed=True),
    )


def _label(part: Part) -> Label:
    return Label(
        brand=part.need("brand"),
        aliases=part.texts("aliases"),
        models=part.texts("models"),
        what=part.need("what"),
        markets=part.text("markets"),
        references=part.texts("references", needed=True),
    )


def _operator(part: Part) -> Operator:
    return Operator(
        asn=_asn(part),
        operator=part.need("operator"),
        parent=part.text("parent"),
        place=part.choice("place", Place, Place.MIXED),
        references=part.texts("references", needed=True),
    )


def _many_places(part: Part) -> ManyPlaces:
    return ManyPlaces(
        asn=_asn(part),
        operator=part.need("operator"),
        references=part.texts("references", needed=True),
    )


def _time_server(part: Part) -> TimeServer:
    suffix = part.need("suffix")
    if suffix and not _SUFFIX.fullmatch(suffix):
        part.wrong("suffix", f"{suffix!r} is not a name in lower case")
    return TimeServer(
        suffix=suffix,
        runs=part.need("runs"),
        references=part.texts("references", needed=True),
    )


def _asn(part: Part) -> int:
    written = part.need("asn")
    number = int(written) if written.isascii() and written.isdigit() else 0
    if written and not 0 < number <= _MAX_ASN:
        part.wrong("asn", f"{written!r} is not the number of a network")
    return number


def _chip(part: Part) -> ChipMaker:
    return ChipMaker(
        registrant=part.need("registrant"),
        what=part.need("what"),
        references=part.texts("references", needed=True),
    )
