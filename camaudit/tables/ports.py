"""Names of switch ports: one name for one port, and ports on which no device has its place."""

from __future__ import annotations

import re

# A computer behind a telephone makes two devices on a port; a small switch on a desk has eight
# sockets, one of which leads here. More than that is another switch of the house, or an access
# point.
MAX_AT_PORT = 8
_KINDS = (
    ("twentyfivegige", "twe"),
    ("twentyfivegigabitethernet", "twe"),
    ("tengigabitethernet", "te"),
    ("hundredgige", "hu"),
    ("hundredgigabitethernet", "hu"),
    ("fortygigabitethernet", "fo"),
    ("fivegigabitethernet", "fi"),
    ("twogigabitethernet", "tw"),
    ("gigabitethernet", "gi"),
    ("gige", "gi"),
    ("gig", "gi"),
    ("ge", "gi"),
    ("fastethernet", "fa"),
    ("fas", "fa"),
    ("ethernet", "eth"),
    ("port-channel", "po"),
    ("port", ""),
    ("ten", "te"),
    ("eth", "eth"),
    ("et", "eth"),
)
_NAME = re.compile(r"([a-z][a-z-]*)\s*(\d.*)")
_OWN = re.compile(r"(?:stby-)?(?:cpu|router|switch|self|sup-?eth\d|internal)\b", re.IGNORECASE)
# A bundle of ports, the switch itself, a router's side, a tunnel: no socket for a camera.
_NO_PLACE = re.compile(
    r"""(?:po|port-?channel|eth-trunk|bridge-aggregation|bagg|trunk|trk|lag|lacp|bond|bonding|ae|ag|ch|lg|lagg|t)
        [\s-]*\d[\d./]*
      | (?:stby-)?(?:cpu|router|switch|self|internal|system|drop|sup-?eth\d*.*|igmp|oob|mgmt
        |management)(?:[\s(/].*)?
      | (?:vl|vlan|vlanif|irb|bvi|lo|loopback|tunnel|tu|nve|vxlan|vtep|vpc|vpls|stack|bridge|br)
        (?:[\s./-]*\d.*|\b.*)
      | .*\bvpc\ peer-link.*
      | (?:\S*[-_])?bridge(?:[-_]\S*)?|all(?:-members)?|trunk\b.*
      | .*\*.*
    """,
    re.IGNORECASE | re.VERBOSE,
)


def port_key(port: str) -> str:
    """Give what all names of one port share: "GigabitEthernet1/0/5", "Gig 1/0/5", "gi1/0/5".

    Juniper's unit 0 (`ge-0/0/5.0`) is the port itself.
    """
    low = " ".join(port.lower().split())
    if re.fullmatch(r"(?:ge|xe|et|mge|fe)-\d+/\d+/\d+\.0", low):
        low = low[:-2]
    found = _NAME.fullmatch(low)
    if found is None:
        return low
    kind, rest = found.groups()
    for long, short in _KINDS:
        if kind == long:
            return f"{short}{rest}".replace(" ", "")
    return f"{kind}{rest}".replace(" ", "")


def is_own(port: str) -> bool:
    """Tell whether a "port" is the switch or router itself."""
    return _OWN.match(port.strip()) is not None


def is_socket(port: str) -> bool:
    """Tell whether a port can be the place of one device, as far as its name tells."""
    return _NO_PLACE.fullmatch(port.strip()) is None
