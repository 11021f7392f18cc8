"""What TVT recorders answer to an SSDP search for EmbeddedNetDeviceControl: XML instead of headers.

Not verified on real devices: one public description of it. Fields beside those named are not read.
"""

from __future__ import annotations

from camaudit.errors import MalformedError
from camaudit.protocols.introduction import Introduction
from camaudit.protocols.values import address_from_text, mac_from_text
from camaudit.protocols.xmltree import find_text, local, parse_xml

NAME = "tvt-1900"
MARK = b"multicastSearchResult"  # the root element
MAX_DATAGRAM = 8_192  # bytes


def parse(data: bytes) -> Introduction:
    """Read one datagram; the question is SSDP and not read here.

    Raises: TruncatedError, MalformedError where it is no message of this protocol.
    Source: a public Node client for TVT devices and the headers of the maker's SDK.
    """
    root = parse_xml(data, MAX_DATAGRAM)
    mac = mac_from_text(find_text(root, "macAddr") or "")
    if local(root) != MARK.decode() or mac is None:
        raise MalformedError("XML that is no answer of a TVT recorder")
    return Introduction(
        protocol=NAME,
        mac=mac,
        ip=address_from_text(find_text(root, "ipAddr") or ""),
        model=find_text(root, "productModel"),
        firmware=find_text(root, "softwareVer"),
    )
