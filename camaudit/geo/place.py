"""Where an address is, as far as two country tables and a network table can tell.

No table is right everywhere, so two must agree before a country is said; where they do not, both
are shown. Who runs a network is another question than where it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camaudit.geo.tables import AsnTable, CountryTable
    from camaudit.model.endpoint import IPAddress
    from camaudit.rulebook.types import Operator


class Where(StrEnum):
    """The classes of an answer; they are never summed with each other."""

    CHINA = "in China"
    DISAGREE = "sources disagree"
    OPERATED = "Chinese-operated network abroad"
    NAMED = "named place"  # Hong Kong, Macao, Taiwan, Singapore: each by its own name
    TIME_POOL = "public time pool"
    ELSEWHERE = "elsewhere"


NAMED = {"HK": "Hong Kong", "MO": "Macao", "TW": "Taiwan", "SG": "Singapore"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The answer for one address."""

    where: Where
    country_a: str | None  # ISO code of the first table
    country_b: str | None
    label: str  # "China", "Hong Kong", "US or DE", "not known"
    operator: str | None  # who runs the network
    number: int | None  # autonomous system
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
    ) -> None:
        self._first = first
        self._second = second
        self._networks = networks
        self._operators = {one.asn: one for one in operators}
        self._time_pools = tuple(time_pools)

    def judge(
        self, address: IPAddress, names: Sequence[str] = (), log_country: str | None = None
    ) -> Place:
        """Judge one address; names are those under which a client looked it up."""
        a, b = self._first.country(address), self._second.country(address)
        network = self._networks.network(address)
        operator = self._operators.get(network.number) if network else None
        where, label = _where(a, b, listed=operator is not None)
        if any(self._is_time_pool(name) for name in names):
            where, label = Where.TIME_POOL, "public time pool"
        return Place(
            where=where,
            country_a=a,
            country_b=b,
            label=label,
            operator=operator.operator if operator else network.name if network else None,
            number=network.number if network else None,
            sources=self._sources(a, b, log_country),
        )

    def _is_time_pool(self, name: str) -> bool:
        return any(name == pool or name.endswith(f".{pool}") for pool in self._time_pools)

    def _sources(self, a: str | None, b: str | None, log_country: str | None) -> str:
        one, two = self._first.card, self._second.card
        named = [f"{one.name} {one.date}", f"{two.name} {two.date}"]
        if a == b:
            text = f"{a or 'not known'} ({'; '.join(named)})"
        else:
            text = f"{a or 'not known'} ({named[0]}), {b or 'not known'} ({named[1]})"
        return f"{text}, {log_country} (the log)" if log_country else text


def _where(a: str | None, b: str | None, *, listed: bool) -> tuple[Where, str]:
    """Apply the rule in its order; `listed`: the network's operator is in the operator list."""
    either = a or b or "not known"
    label = either if a == b or not (a and b) else f"{a} or {b}"
    if a == "CN" and b == "CN":
        return Where.CHINA, "China"
    if "CN" in {a, b}:
        return Where.DISAGREE, label
    if listed:
        return Where.OPERATED, label
    if {a, b} & set(NAMED):
        return Where.NAMED, " or ".join(NAMED.get(code, code) for code in label.split(" or "))
    return Where.ELSEWHERE, label
