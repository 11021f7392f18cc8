"""Sentences for people, in one place, so that they can be checked and translated."""

from __future__ import annotations

WITNESS_WORDS = {
    "mac": "MAC block",
    "dhcp": "DHCP name",
    "dns": "names it asks for",
    "mdns": "mDNS announcement",
    "ssdp": "UPnP announcement",
    "upnp": "UPnP description",
    "wsd": "ONVIF discovery",
    "onvif": "ONVIF answer",
    "http": "web page",
    "rtsp": "video server",
    "tls": "certificate",
    "sadp": "Hikvision's own protocol",
    "dhip": "Dahua's own protocol",
    "xm": "Xiongmai's own protocol",
    "mhed": "TVT's own protocol",
    "port": "private port",
}

GLOSSARY = (
    ("Built by", "the firm whose factory and firmware it is."),
    ("Label", "the name printed on it."),
    ("Confirmed", "two strong signs from different protocols, or the maker's own protocol."),
    ("Likely", "one strong sign, or two weak ones that agree."),
    ("Possible", "one weak sign, such as the block of its network address."),
    ("Not looked", "we have no information. It does not mean none."),
    (
        "Hong Kong, Macao, Taiwan",
        "appear as the data name them; this report takes no position on them.",
    ),
)
