"""What the operator owns, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from camaudit.model.endpoint import IPAddress, IPNetwork


class Purpose(StrEnum):
    """What a network is for."""

    CAMERAS = "cameras"
    OFFICE = "office"
    MIXED = "mixed"


class Sensitivity(StrEnum):
    """How sensitive a site is."""

    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Who approved the audit."""

    name: str
    role: str
    statement: str
    valid_from: date
    valid_until: date  # the last day
    hours: tuple[str, ...]  # for levels 2 and 3: "18:00-06:00", "sat"
    contact: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """One declared network."""

    cidr: IPNetwork
    name: str  # as given, else the CIDR
    purpose: Purpose
    vlan: int | None
    publicly_routed: bool  # declared as owned
    large: bool  # a range over a /16, on purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One place with its networks."""

    name: str
    sensitivity: Sensitivity
    networks: tuple[Network, ...]
    exclude: tuple[IPNetwork, ...]
    devices: tuple[str, ...]  # names of its routers and switches, as in their prompts


@dataclass(frozen=True, slots=True, kw_only=True)
class Estate:
    """estate.yaml, checked."""

    organisation: str
    authority: Authority | None
    expected_cameras: int | None
    sites: tuple[Site, ...]
    inside: tuple[IPNetwork, ...]  # not ours to audit, but not outside either
    digest: str  # SHA-256 of the file, hex

    def place(self, address: IPAddress, site: str | None) -> tuple[Site, Network] | None:
        """Give the site and the narrowest declared network of an address; site narrows the search.

        None where it is declared nowhere, excluded, or at several sites while none is named.
        """
        found = [
            (here, network)
            for here in self.sites
            if site is None or here.name == site
            if not any(address in gone for gone in here.exclude)
            for network in here.networks
            if address in network.cidr
        ]
        if len({here.name for here, _ in found}) != 1:
            return None
        return max(found, key=lambda pair: pair[1].cidr.prefixlen)
