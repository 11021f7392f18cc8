"""Prompts of switches, routers and computers: whose table it is, and what was typed.

A prompt is told by its whole form: the name in the place where it stands, its end (`#`, `>`, `$`,
`%`) and a command, which begins with a letter or a stroke, or nothing behind it. The name of who
was logged in is not kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_PROMPT = 1000  # characters; a longer line is none
MAX_COMMAND = 200  # characters kept
_ENDS = re.compile(r"[#>$%]")
_NAME = r"[A-Za-z0-9_][\w.\-/+]{0,62}"
_COMMAND = r"\s*(?P<command>(?:[A-Za-z/?.:{\"'].*)?)"
_USER = r"[^\s@:#>]{1,64}@"  # is not kept
_MODE = r"\([\w.\- /]{1,64}\)"  # (config), (root), (active)
_FORMS = tuple(
    re.compile(form + _COMMAND)
    for form in (
        # Windows, which does not name the computer: `PS C:\Users\x> arp -a`
        r"(?:PS )?(?P<none>[A-Za-z]:\\[^<>|?*\"]{0,200})>",
        # MikroTik: `[admin@GW-1] > /ip arp print`, `[admin@GW-1] /ip/arp> print`
        r"\[[^@\]\s]{1,64}@(?P<name>[^\]]{1,64})\]\s*(?:<[A-Z]{4}>\s*)?[\w/ -]{0,64}>",
        # Linux and macOS: `[root@gw ~]# ip neigh`, `root@gw:~# ip neigh`, `ann@mac ~ % arp -an`
        rf"\[{_USER}(?P<name>{_NAME})\s[^\]]{{1,200}}\][#$]",
        rf"{_USER}(?P<name>{_NAME}):[^#$>]{{0,200}}[#$]",
        rf"{_USER}(?P<name>{_NAME})\s[^%#$>]{{1,200}}\s[%#$]",
        # H3C and Huawei: `<SW-1>display arp`
        rf"<(?P<name>{_NAME})>",
        # Netgear, controllers of Aruba: `(GS724T) #show mac-addr-table`, `(ctl-1) *[mynode] #show`
        rf"\((?P<name>[\w.\- ]{{1,64}})\)\s?[*^]?(?:\[[^\]]{{1,64}}\]\s?|{_MODE})?[#>]",
        # FortiGate: `FW01 (root) # get system arp`
        rf"(?P<name>{_NAME}) (?:{_MODE} )?[#$]",
        # D-Link: `DES-3526:admin#show fdb`, `DGS-1510:5#`
        r"(?P<name>[A-Za-z0-9][\w.-]{0,62}):(?:admin|oper|user|power|\d)#",
        # All others: `SW-1#show arp`, `SW-1(config)#do show arp`, `admin@FW-1(active)> show arp`,
        # `SSH@ICX-1 Router#`, `user@ex2300>`, `RP/0/RSP0/CPU0:R1#`, `FW-1/pri/act#`
        (
            rf"(?:RP/\d+/\w+/\w+:|{_USER})?(?P<name>{_NAME}?)(?:/(?:pri|sec|stby|act))*"
            rf"(?: Router| Switch)?(?:{_MODE}){{0,2}}[#>]"
        ),
    )
)
_SETTING = re.compile(rf"(?:hostname|sysname|set system host-name)\s+\"?(?P<name>{_NAME})\"?;?\s*")
_SYSTEM_NAME = re.compile(
    rf"\s*(?:System|Host|Device) ?Name\s*(?:\.{{2,}}|:|=)\s*\"?({_NAME})\"?\s*", re.IGNORECASE
)
_OF_ITSELF = re.compile(
    r"(?i)show (?:system|sysinfo|version|lldp info local|lldp local|switch|hardware)"
    r"|get system status"
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt."""

    name: str | None  # of the device; None where the prompt does not tell it
    command: str  # as typed; "" where nothing was


def prompt(line: str) -> Prompt | None:
    """Read a prompt; None where the line is none."""
    if len(line) > MAX_PROMPT or _ENDS.search(line) is None:
        return None
    for form in _FORMS:
        found = form.fullmatch(line.strip())
        if found is not None:
            parts = found.groupdict()
            command = " ".join((parts["command"] or "")[:MAX_COMMAND].split())
            return Prompt(parts.get("name"), command)
    return None


def named(line: str, command: str | None) -> str | None:
    """Read the name of the device where a line of its settings, or of itself, tells it.

    Input:  command: the last one typed. `System Name` in a list of neighbours is the neighbour's.
    """
    if found := _SETTING.fullmatch(line):
        return found["name"]
    if (
        command is not None
        and _OF_ITSELF.match(command)
        and (found := _SYSTEM_NAME.fullmatch(line))
    ):
        return found[1]
    return None
