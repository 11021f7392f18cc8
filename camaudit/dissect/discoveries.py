"""Which discovery protocol of a maker a datagram speaks: by content where it has a magic.

The ports are common ones: 2380, 9999 and 10001 carry anything. So a port alone never decides; a
datagram that does not begin as the protocol's messages do is none of it, and no damaged one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.protocols import (
    bosch,
    dahua5050,
    dlink,
    edimax,
    foscam,
    hanwha,
    introduction,
    kasa,
    nicevision,
    panasonic,
    reolink,
    sadp_link,
    sony,
    tplink,
    tuya,
    tvt_search,
    ubiquiti,
    v380,
    vision360,
    vivotek,
    vstarcam,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from camaudit.model.observation import Observation
    from camaudit.model.talk import Talk

_INTRODUCTIONS = {
    "bosch": bosch.parse,
    "dahua5050": dahua5050.parse,
    "dlink": dlink.parse,
    "edimax": edimax.parse,
    "foscam": foscam.parse,
    "hanwha": hanwha.parse,
    "kasa": kasa.parse,
    "nicevision": nicevision.parse,
    "panasonic": panasonic.parse,
    "reolink": reolink.parse,
    "sadp-link": sadp_link.parse,
    "sony": sony.parse,
    "tplink": tplink.parse,
    "tuya": tuya.parse,
    "tvt-search": tvt_search.parse,
    "ubiquiti": ubiquiti.parse,
    "v380": v380.parse,
    "vision360": vision360.parse,
    "vivotek": vivotek.parse,
    "vstarcam": vstarcam.parse,
}


def _reader(
    parse: Callable[[bytes], introduction.Introduction],
) -> Callable[[bytes, Talk], Iterator[Observation]]:
    return lambda payload, talk: introduction.observations(parse(payload), talk)


READERS: dict[str, Callable[[bytes, Talk], Iterator[Observation]]] = {
    name: _reader(parse) for name, parse in _INTRODUCTIONS.items()
}
LINK = {sadp_link.ETHERTYPE: "sadp-link"}  # by type of the Ethernet frame

_BY_START = {  # the first four bytes, whatever the port
    foscam.MAGIC: "foscam",
    bosch.MAGIC: "bosch",
    vstarcam.ANSWER: "vstarcam",
    nicevision.MAGIC: "nicevision",
    tuya.MAGIC: "tuya",
    v380.MAGIC[:4]: "v380",
}
_BY_PORT: dict[int, tuple[str, int, tuple[bytes, ...]]] = {  # and what stands at which place
    1758: ("bosch", 0, (b"<",)),
    2380: ("sony", 0, (b"\x02",)),
    3600: ("vision360", 0, (vision360.MAGIC,)),
    5050: ("dahua5050", 0, (bytes([dahua5050.ANSWER]),)),
    7711: ("hanwha", 0, (bytes([hanwha.ANSWER]),)),
    9999: ("kasa", 0, (kasa.START,)),
    10001: ("ubiquiti", 0, (b"\x01", b"\x02")),
    10669: ("panasonic", 4, (panasonic.ANSWER,)),
    10670: ("panasonic", 4, (panasonic.ANSWER,)),
    20002: ("tplink", 0, (b"\x02",)),
    20560: ("edimax", edimax.PLACE, (edimax.MAGIC,)),
    62976: ("dlink", 0, (dlink.MAGIC,)),
}

# What `protocol_of` goes by, for those who pass over all other datagrams.
PORTS = frozenset(_BY_PORT)
MARKS = (*((0, start) for start in _BY_START), (1, vivotek.MAGIC))
SIZES = frozenset({reolink.SIZE})


def protocol_of(payload: bytes, source_port: int, target_port: int) -> str | None:
    """Tell the protocol of a datagram; None where it is none of these."""
    named = _BY_START.get(payload[:4])
    if named is not None:
        return named
    if payload[1:5] == vivotek.MAGIC:
        return "vivotek"
    if len(payload) == reolink.SIZE and payload[reolink.ECHO] == reolink.QUESTION:
        return "reolink"
    for port in (source_port, target_port):
        known = _BY_PORT.get(port)
        if known is not None:
            name, place, marks = known
            if payload.startswith(marks, place):
                return name
    return None
