"""Where an address is, as far as two country tables and a network table can tell.

No table is right everywhere, so two must agree before a country is said; where they do not, both
are shown. Who runs a network is another question than where it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from camaudit.geo.special import meant, not_public
from camaudit.geo.tables import AsnTable, CountryTable, cards, country_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from camaudit.geo.tables import AsNumber, TableCard
    from camaudit.model.endpoint import IPAddress
    from camaudit.rulebook.operators import Operator


class Where(StrEnum):
    """The classes of an answer; they are never summed with each other."""

    CHINA = "in China"  # both tables say so
    DISAGREE = "sources disagree"  # one of them says so
    OPERATED = "Chinese-operated network abroad"
    NAMED = "named place"  # Hong Kong, Macao, Taiwan, Singapore: each by its own name
    TIME_POOL = "public time pool"  # volunteers anywhere: says nothing of the device
    ANYCAST = "CDN or anycast"  # answers from many places: none is meaningful
    ELSEWHERE = "elsewhere"  # or not known
    NOT_PUBLIC = "not a public address"


CHINA = "CN"
NAMED = frozenset({"HK", "MO", "TW", "SG"})
# What the rule itself has to name; geo_data/countries.tsv names the rest.
_RULE_NAMES: Mapping[str, str] = MappingProxyType(
    {"CN": "China", "HK": "Hong Kong", "MO": "Macao", "TW": "Taiwan", "SG": "Singapore"}
)
_FIXED: Mapping[Where, str] = MappingProxyType(
    {
        Where.TIME_POOL: Where.TIME_POOL.value,
        Where.ANYCAST: f"{Where.ANYCAST.value}, place not meaningful",
    }
)
_UNKNOWN = "not known"
MAX_KNOWN = 65_536  # addresses remembered; then the memory begins anew

# What an address is that is not public, the two countries, the network.
_Looked = tuple["str | None", "str | None", "str | None", "AsNumber | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The answer for one address."""

    address: IPAddress
    where: Where
    country_a: str | None  # ISO code of the first table; None: it names no country
    country_b: str | None  # of the second
    label: str  # "China", "Hong Kong", "United States or Germany", "not known"
    operator: str | None  # who runs the network
    number: int | None  # its autonomous system, 1-4294967295
    sources: str  # "CN (IPFire 2026-06-25; DB-IP 2026-06-01)"


class Places:
    """Judges addresses by the rule of docs/checks.md, section outbound."""

    def __init__(
        self,
        first: CountryTable,
        second: CountryTable,
        networks: AsnTable,
        operators: Sequence[Operator],
        time_pools: Sequence[str],
        *,
        anycast: frozenset[int] = frozenset(),
        country_names: Mapping[str, str] = _RULE_NAMES,
    ) -> None:
        """Take the tables.

        Input: anycast: numbers of networks whose addresses answer from many places;
               country_names: by code; a code without a name is shown as it is.
        """
        self._first = first
        self._second = second
        self._networks = networks
        self._operators = {one.asn: one for one in operators}
        self._time_pools = tuple(time_pools)
        self._anycast = anycast
        self._names = country_names
        self._known: dict[IPAddress, _Looked] = {}

    @property
    def cards(self) -> tuple[TableCard, ...]:
        """Tell of the tables, in the order of their names."""
        every = (self._first.card, self._second.card, self._networks.card)
        return tuple(sorted(every, key=lambda card: card.name))

    @classmethod
    def load(
        cls,
        folder: Path,
        operators: Sequence[Operator],
        time_pools: Sequence[str],
        anycast: frozenset[int] = frozenset(),
    ) -> Places:
        """Open the tables of a folder; each is read when first needed.

        Raises: DataError where the folder lacks one.
        """
        about = cards(folder)
        return cls(
            CountryTable(folder, "ipfire", about["ipfire"]),
            CountryTable(folder, "dbip", about["dbip"]),
            AsnTable(folder, "asn", about["asn"]),
            operators,
            time_pools,
            anycast=anycast,
            country_names=country_names(folder),
        )

    def judge(
        self, address: IPAddress, names: Sequence[str] = (), log_country: str | None = None
    ) -> Place:
        """Judge one address.

        Input:  names: those under which a client looked it up; log_country: the ISO code that a
                firewall wrote beside it: a third voice where the tables disagree, never a verdict.
        Raises: DataError where a table is missing or damaged.
        """
        special, a, b, network = self._look(address)
        if special is not None:
            return Place(
                address=address,
                where=Where.NOT_PUBLIC,
                country_a=None,
                country_b=None,
                label=Where.NOT_PUBLIC.value,
                operator=None,
                number=None,
                sources=special,
            )
        where = self._where(a, b, network, names)
        fixed = _FIXED.get(where)
        return Place(
            address=address,
            where=where,
            country_a=a,
            country_b=b,
            label=fixed or self._label(a, b),
            operator=self._operator(network),
            number=network.number if network else None,
            sources=self._sources(a, b, log_country),
        )

    def _look(self, address: IPAddress) -> _Looked:
        """Look an address up; devices share peers, so what was looked up is remembered."""
        found = self._known.get(address)
        if found is None:
            inner = meant(address)
            special = not_public(inner)
            a = b = network = None
            if special is None:
                a, b = self._first.country(inner), self._second.country(inner)
                network = self._networks.network(inner)
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            found = self._known[address] = special, a, b, network
        return found

    def _where(
        self, a: str | None, b: str | None, network: AsNumber | None, names: Sequence[str]
    ) -> Where:
        """Apply the rule; its order is its meaning."""
        number = network.number if network else None
        if any(self._is_time_pool(name) for name in names):
            return Where.TIME_POOL
        if a == b == CHINA:
            return Where.CHINA
        if CHINA in {a, b}:
            return Where.DISAGREE
        if number in self._operators:
            return Where.OPERATED
        if not NAMED.isdisjoint({a, b}):
            return Where.NAMED
        return Where.ANYCAST if number in self._anycast else Where.ELSEWHERE

    def _is_time_pool(self, name: str) -> bool:
        plain = name.rstrip(".").lower()
        return any(plain == pool or plain.endswith(f".{pool}") for pool in self._time_pools)

    def _operator(self, network: AsNumber | None) -> str | None:
        if network is None:
            return None
        listed = self._operators.get(network.number)
        return listed.operator if listed else network.name

    def _label(self, a: str | None, b: str | None) -> str:
        said = [self._names.get(code, code) for code in (a, b) if code]
        if len(said) == 1:
            return f"{said[0]} (one table only)"
        return " or ".join(dict.fromkeys(said)) or _UNKNOWN

    def _sources(self, a: str | None, b: str | None, log_country: str | None) -> str:
        one, two = self._first.card, self._second.card
        named = f"{one.name} {one.date}", f"{two.name} {two.date}"
        if a == b:
            text = f"{a or _UNKNOWN} ({'; '.join(named)})"
        else:
            text = f"{a or _UNKNOWN} ({named[0]}), {b or _UNKNOWN} ({named[1]})"
        if not log_country:
            return text
        likely = (
            "; likely in China" if log_country == CHINA and (a == CHINA) != (b == CHINA) else ""
        )
        return f"{text}, {log_country} (the log){likely}"
