"""Addresses and names outside of every estate, in the many spellings that mislead a reader."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def _four(chance: Random) -> str:
    # 203.0.113.0/24, 198.51.100.0/24 (RFC 5737) and 198.18.0.0/15 (RFC 2544) are nobody's.
    begin = chance.choice(["203.0.113", "198.51.100", f"198.18.{chance.randrange(256)}"])
    return f"{begin}.{chance.randrange(1, 255)}"


def addresses(seed: str) -> Iterator[str]:
    """Yield IPv4 addresses outside without end; the same text gives the same."""
    chance = Random(seed)  # noqa: S311 - it has to be the same each time
    while True:
        yield _four(chance)


def targets(seed: str) -> Iterator[str]:
    """Yield authorities (host, or what a careless reader takes for one) without end.

    Input: any text; the same gives the same. Every third has a spelling of its own: a number, IPv4
    in IPv6, a scoped address, user-info before the host, a name.
    """
    chance = Random(seed)  # noqa: S311 - it has to be the same each time
    while True:
        four = _four(chance)
        parts = [int(part) for part in four.split(".")]
        number = int.from_bytes(bytes(parts), "big")
        yield from (
            four,
            f"{four}:{chance.choice([80, 81, 554, 8000, 8080])}",
            f"[2001:db8::{chance.randrange(1, 65536):x}]",
            str(number),
            f"0x{number:08x}",
            ".".join(f"0{part:o}" for part in parts),
            f"[::ffff:{four}]",
            f"[64:ff9b::{four}]",
            f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::1]",
            f"[fe80::{chance.randrange(1, 65536):x}%25eth0]",
            f"10.20.0.1@{four}",
            f"10.20.0.1:80@{four}",
            f"{four}#@10.20.0.1",
            f"{four}\\@10.20.0.1",
            f"camera-{chance.randrange(1000)}.example",
            f"10.20.0.1.camera-{chance.randrange(1000)}.example",
            "localhost.example.",
            "0",
            "[::]",
            "255.255.255.255",
            "239.255.255.250",
            "[ff02::1]",
        )
