"""UPnP device descriptions (UPnP Device Architecture 1.1, section 2.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError
from camaudit.model.observation import Channel
from camaudit.protocols import http
from camaudit.protocols.values import facts_of
from camaudit.protocols.xmltree import find_all, local, parse_xml, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from camaudit.model.observation import Fact
    from camaudit.model.probe import Probe
    from camaudit.model.talk import Talk

# A LOCATION is a stranger's text, and a datagram may claim another's address: only what can be
# nothing but a document is asked for.
_DOCUMENT = re.compile(r"(?:/[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}){1,6}\.xml")
MAX_EMBEDDED = 16  # devices in the root device's list


def question(path: str) -> Probe | None:
    """Make the question for the description that a LOCATION leads to.

    Output: None where the path is not that of a document: without query, ending in ".xml".
    Source: UPnP Device Architecture 1.1 section 2.11.
    """
    if not _DOCUMENT.fullmatch(path):
        return None
    return http.question(
        "upnp-description",
        path,
        says="asks for the description that the device announced by SSDP",
        source="UPnP Device Architecture 1.1 section 2.11",
    )


@dataclass(frozen=True, slots=True)
class Described:
    """What a description says of one device."""

    device_type: str | None
    friendly_name: str | None
    manufacturer: str | None
    model_name: str | None
    model_number: str | None
    serial: str | None


@dataclass(frozen=True, slots=True)
class Description:
    """The root device and those directly in its list; deeper ones are left out."""

    root: Described
    embedded: tuple[Described, ...]


def parse(data: bytes) -> Description:
    """Read one description; names are compared without namespace and case.

    Raises: TruncatedError, MalformedError where there is no root with a device.
    Source: UPnP Device Architecture 1.1 section 2.3; for the XML see `xmltree`.
    """
    root = parse_xml(data)
    device = next(find_all(root, "device"), None)
    if local(root).lower() != "root" or device is None:
        raise MalformedError("no UPnP device description")
    listed = [
        inner
        for part in device
        if local(part).lower() == "devicelist"
        for inner in part
        if local(inner).lower() == "device"
    ]
    return Description(_described(device), tuple(map(_described, listed[:MAX_EMBEDDED])))


def _described(device: Element) -> Described:
    own: dict[str, str] = {}
    for child in device:
        own.setdefault(local(child).lower(), text_of(child))
    return Described(
        device_type=own.get("devicetype") or None,
        friendly_name=own.get("friendlyname") or None,
        manufacturer=own.get("manufacturer") or None,
        model_name=own.get("modelname") or None,
        model_number=own.get("modelnumber") or None,
        serial=own.get("serialnumber") or None,
    )


def observations(message: Description, talk: Talk) -> Iterator[Fact]:
    """Say what the description tells of the device that served it, each thing once."""
    said = dict.fromkeys(
        pair
        for one in (message.root, *message.embedded)
        for pair in (
            (Channel.UPNP_DEVICE_TYPE, one.device_type),
            (Channel.UPNP_NAME, one.friendly_name),
            (Channel.UPNP_MANUFACTURER, one.manufacturer),
            (Channel.UPNP_MODEL, one.model_name),
            (Channel.UPNP_MODEL_NUMBER, one.model_number),
            (Channel.UPNP_SERIAL, one.serial),
        )
    )
    yield from facts_of(talk.sender, talk.sender_port, talk, said)
