"""Countries as firewalls write them -> ISO 3166-1 alpha-2 codes.

A firewall's own country field is one more voice where the tables disagree, never a verdict.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from camaudit import data

# alpha-2, alpha-3 and other spellings, tabs between. Source: ISO 3166-1 as in Debian's iso-codes
# 4.15; spellings of FortiGate, Palo Alto, Sophos (three letters) and Check Point.
_SPELLINGS = Path(__file__).with_name("countries.tsv")
MAX_NAME = 64  # characters; what is longer names no country


@cache
def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for path in (data.folder("geo_data") / "countries.tsv", _SPELLINGS):
        for line in path.read_text(encoding="utf-8").splitlines():
            code, *others = line.split("\t")
            codes.update((one.casefold(), code) for one in (code, *others))
    return codes


def code_of(text: str) -> str | None:
    """Give the code of a country; None where the text names none that is known."""
    plain = text.strip().casefold()
    if not plain or len(plain) > MAX_NAME:
        return None
    return _codes().get(plain)
