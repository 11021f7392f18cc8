"""Countries as firewalls write them -> ISO 3166-1 alpha-2 codes.

A firewall's own country field is one more voice where the tables disagree, never a verdict.
"""

from __future__ import annotations

from functools import cache

from camaudit import data

# Spellings beside those of geo_data/countries.tsv. FortiGate names countries in English, Sophos
# writes three letters, PAN-OS English names; a private range is no country.
_ALSO = {
    "chn": "CN", "people's republic of china": "CN", "china, mainland": "CN", "hkg": "HK",
    "hong kong sar china": "HK", "hong kong, sar china": "HK", "mac": "MO", "macau": "MO",
    "macao sar china": "MO", "twn": "TW", "taiwan, province of china": "TW", "sgp": "SG",
    "usa": "US", "united states of america": "US", "gbr": "GB", "great britain": "GB",
    "russian federation": "RU", "rus": "RU", "korea, republic of": "KR", "kor": "KR",
    "south korea": "KR", "deu": "DE", "irl": "IE", "nld": "NL", "fra": "FR", "jpn": "JP",
    "viet nam": "VN", "vnm": "VN", "ind": "IN",
}  # fmt: skip
MAX_NAME = 64  # characters; what is longer names no country


@cache
def _codes() -> dict[str, str]:
    path = data.folder("geo_data") / "countries.tsv"
    pairs = (line.split("\t", 1) for line in path.read_text(encoding="utf-8").splitlines())
    return {name.casefold(): code for code, name in (pair for pair in pairs if len(pair) == 2)}


def code_of(text: str) -> str | None:
    """Give the code of a country; None where the text names none that is known."""
    plain = text.strip().casefold()
    if not plain or len(plain) > MAX_NAME:
        return None
    codes = _codes()
    if len(plain) == 2 and plain.upper() in codes.values():
        return plain.upper()
    return _ALSO.get(plain) or codes.get(plain)
