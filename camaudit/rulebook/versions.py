"""Versions of firmware as makers write them, and which of two is older.

Forms: `V5.4.0 build 160530`, `2.800.0000000.16.R, Build Date: 2019-08-12`, `9.80.3.2`,
`3.1.0 Build 250820 Rel.57668`, `UVC.S2L.v4.75.62.67.e71c6e5`, `B6103.16.10.B25.201218`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

MAX_TEXT = 200  # characters that are looked at

_BUILD = re.compile(
    r"build[ _]?(?:date)?[:_ .]{0,3}((?:20)?[0-9]{2})(-?)([0-9]{2})\2([0-9]{2})(?![0-9])",
    re.IGNORECASE,
)
_TAIL = re.compile(r"[._, ]((?:20)?[0-9]{2})(-?)([0-9]{2})\2([0-9]{2})$")
_RELEASE = re.compile(r"\brel[. _]{0,2}([0-9]{1,9})(?![0-9])", re.IGNORECASE)
# Groups of digits up to the first that holds a letter; a single letter may stand before them.
_NUMBERS = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]?([0-9]{1,9}(?:\.[0-9]{1,9})*)(?![0-9A-Za-z])")
_JOINED = re.compile(r"(?<=[0-9])(?=build)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Version:
    """What can be compared of a version."""

    numbers: tuple[int, ...]  # empty where none is stated
    built: str | None  # ISO date of the build
    release: int | None  # a number that counts builds of one day


def read(text: str, built: str | None = None) -> Version | None:
    """Read a version.

    Input:  built: ISO date that the device states apart from the text.
    Output: None where neither a number nor a date can be read.
    """
    said = _JOINED.sub(" ", text[:MAX_TEXT].strip())
    found = _BUILD.search(said) or _TAIL.search(said)
    day = _iso(found) if found else None
    if found is not None and day is not None:
        said, rest = said[: found.start()], said[found.end() :]
    else:
        rest = said
    numbers = _NUMBERS.search(said)
    release = _RELEASE.search(rest)
    version = Version(
        numbers=tuple(int(part) for part in numbers[1].split(".")) if numbers else (),
        built=day or built,
        release=int(release[1]) if release else None,
    )
    return version if version.numbers or version.built else None


def compare(version: Version, bound: Version) -> int | None:
    """Tell whether a version is older (-1), the same (0) or newer (1) than a bound.

    Output: None where the version does not state what would decide. Numbers decide first, the day
            of the build between equal numbers, the release between equal days; what the bound does
            not state is not asked.
    """
    length = max(len(version.numbers), len(bound.numbers))
    for mine, theirs in zip(_parts(version, length), _parts(bound, length), strict=True):
        if theirs is None:
            continue
        if mine is None:
            return None
        if mine != theirs:
            return 1 if mine > theirs else -1
    return 0


def _parts(version: Version, length: int) -> list[tuple[int, ...] | None]:
    """Give what is compared, in its order; None where it is not stated."""
    padded = version.numbers + (0,) * (length - len(version.numbers))
    return [
        padded if version.numbers else None,
        tuple(int(part) for part in version.built.split("-")) if version.built else None,
        (version.release,) if version.release is not None else None,
    ]


def _iso(found: re.Match[str]) -> str | None:
    year, month, day = (int(found[group]) for group in (1, 3, 4))
    try:
        return date(year if year > 99 else 2000 + year, month, day).isoformat()
    except ValueError:
        return None
