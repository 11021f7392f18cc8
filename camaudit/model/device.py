"""What belongs together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.observation import (
        Attachment,
        Binding,
        Fact,
        Flow,
        LoginSeen,
        Lookup,
        Seen,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One thing on the network, with everything observed of it; every tuple is sorted."""

    id: str  # "dev-" and 12 hex digits; from site and MAC where one is known, else site and address
    site: str | None
    mac: str | None  # its own, seen on its segment or given by itself
    addresses: tuple[IPAddress, ...]
    service: int | None  # port, for a program on loopback
    ours: bool  # inside a declared network (or a private range, without an estate file)
    network: str | None  # name of the declared network, else the /24 or /64
    first: float  # Unix seconds
    last: float
    facts: tuple[Fact, ...]  # each distinct (channel, value, port) once
    lookups: tuple[Lookup, ...]
    flows: tuple[Flow, ...]
    logins: tuple[LoginSeen, ...]
    bindings: tuple[Binding, ...]
    attachments: tuple[Attachment, ...]
    notes: tuple[
        str, ...
    ]  # codes: "router", "locally-administered", "virtual-router", "shares-mac" ...
    sighted: Seen | None = None  # the first row with its MAC, where no other table names it

    @classmethod
    def bare(
        cls,
        number: int = 0,
        *,
        facts: Iterable[Fact] = (),
        lookups: Iterable[Lookup] = (),
        mac: str | None = None,
        at: float = 0.0,
    ) -> Device:
        """Make a device of ours of which nothing but this is known, for texts without a source."""
        return cls(
            id=f"dev-{number:012x}",
            site=None,
            mac=mac,
            addresses=(),
            service=None,
            ours=True,
            network=None,
            first=at,
            last=at,
            facts=tuple(facts),
            lookups=tuple(lookups),
            flows=(),
            logins=(),
            bindings=(),
            attachments=(),
            notes=(),
        )
