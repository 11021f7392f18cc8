"""Sentences with names in them: MACs, addresses and all that has a pseudonym are replaced."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from camaudit.derive.pseudonym import Pseudonyms

_HEX = r"[0-9A-Fa-f]"
_MAC = rf"(?<![0-9A-Za-z:-])(?:{_HEX}{{2}}[:-]){{5}}{_HEX}{{2}}(?![0-9A-Za-z:-])"
_BARE = rf"(?<![0-9A-Za-z]){_HEX}{{12}}(?![0-9A-Za-z])"
_DOTTED = rf"(?<![0-9A-Za-z.])(?:{_HEX}{{4}}\.){{2}}{_HEX}{{4}}(?![0-9A-Za-z.])"
_UUID = rf"(?<![0-9A-Za-z]){_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}(?![0-9A-Za-z])"
_MAIL = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
_IPV4 = r"(?<![0-9A-Za-z.])\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?(?![0-9A-Za-z]|\.\d)"
_IPV6 = rf"(?<![0-9A-Za-z:])(?:{_HEX}{{0,4}}:){{2,7}}{_HEX}{{0,4}}(?:/\d{{1,3}})?(?![0-9A-Za-z:])"
_FORMS = re.compile(
    f"(?P<uuid>{_UUID})|(?P<mail>{_MAIL})|(?P<mac>{_MAC}|{_BARE}|{_DOTTED})|(?P<ip>{_IPV4}|{_IPV6})"
)
_SHORT = 3  # characters: a shorter name tells nobody and stands in many words


def nothing(_: str) -> bool:
    """Tell of no text that it is something else."""
    return False


def forms(text: str, given: Pseudonyms, is_version: Callable[[str], bool] = nothing) -> str:
    """Replace what has the form of a MAC, an address, a range, a UUID or an e-mail address.

    Input:  is_version: tells that four numbers with dots are a version and no address.
    """

    def change(found: re.Match[str]) -> str:
        told = found[0]
        match found.lastgroup:
            case "uuid":
                return given.name("uuid", told.lower())
            case "mail":
                return given.name("mail", told.lower())
            case "mac":
                return _mac(told, given)
        return told if is_version(told) else _address(told, given)

    return _FORMS.sub(change, text)


def _mac(told: str, given: Pseudonyms) -> str:
    """Replace a MAC, written as it was written."""
    digits = re.sub(r"[^0-9a-f]", "", told.lower())
    pairs = (digits[at : at + 2] for at in range(0, 12, 2))
    made = given.mac(":".join(pairs)).replace(":", "")
    shown = made.upper() if told != told.lower() else made
    left = iter(shown)
    return "".join(next(left) if one.isalnum() else one for one in told)


def _address(told: str, given: Pseudonyms) -> str:
    try:
        if "/" in told:
            ip_network(told, strict=False)
            return given.network(told)
        return str(given.address(ip_address(told)))
    except ValueError:
        return told


def names(known: Mapping[str, str]) -> Callable[[str], str]:
    """Give what replaces names in sentences, where they stand as words of their own.

    Input:  known: name -> pseudonym. The longest name counts.
    """
    wanted = sorted((one for one in known if len(one) >= _SHORT), key=lambda one: (-len(one), one))
    if not wanted:
        return lambda text: text
    every = re.compile(
        r"(?<![0-9A-Za-z])(?:" + "|".join(map(re.escape, wanted)) + r")(?![0-9A-Za-z])"
    )
    return lambda text: every.sub(lambda found: known[found[0]], text)
