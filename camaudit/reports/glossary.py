"""What the words of a report mean, and protocols as people may know them."""

from __future__ import annotations

GRADES = {
    "confirmed": "two strong signs of different protocols, or the maker's own protocol.",
    "likely": "one strong sign, or two weak ones that agree.",
    "possible": "one weak sign, such as the block of a MAC address. No verdict.",
    "unknown": "nothing that the rules know was seen.",
}

GLOSSARY = (
    ("Built by", "the firm whose factory or firmware it is."),
    ("Label", "the name printed on it."),
    ("Confirmed", GRADES["confirmed"]),
    ("Likely", GRADES["likely"]),
    ("Possible", GRADES["possible"]),
    ("Not looked", "we have no information. It does not mean none."),
)

GLOSSARY_MORE = (
    ("Unknown", GRADES["unknown"]),
    ("Urgent, warning, decision, note", "how bad it is if true; how sure it is stands beside it."),
    (
        "Either",
        "a video device; nothing seen says whether it is a camera, a recorder or a door phone.",
    ),
    (
        "Placed in",
        "what tables of addresses say. They err; so two must agree before a country is named.",
    ),
    (
        "Hong Kong, Macao, Taiwan",
        "appear as the data name them. This report takes no position on their status.",
    ),
    (
        "Listed by the recorder, not seen",
        "a camera on a recorder's own camera list of which nothing was seen on the network.",
    ),
    ("MAC block", "the first half of a network card's number: who bought the block, no more."),
    ("UTC", "the time that all times here are given in."),
)

# Protocols that testify, as people may know them.
WITNESSES = {
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
    "tls": "certificate or TLS name",
    "sadp": "Hikvision's own protocol",
    "dhip": "Dahua's own protocol",
    "xm": "Xiongmai's own protocol",
    "mhed": "TVT's own protocol",
    "discovery": "a maker's discovery protocol",
    "port": "a maker's private port",
    "pppp": "peer-to-peer protocol",
    "ftp": "FTP greeting",
    "telnet": "Telnet greeting",
    "smtp": "login to a mail server",
    "snmp": "SNMP answer",
    "sip": "SIP message",
    "lldp": "announcement to its switch (LLDP)",
    "cdp": "announcement to its switch (CDP)",
    "group": "groups it listens to",
    "ntp": "how it asks for the time",
    "stun": "how it is seen from outside",
    "router": "what it asks a router for",
    "label": "label read by eye",
    "list": "recorder gives make or model",  # no protocol: its camera list
}
