"""UPnP device descriptions (UPnP Device Architecture 1.1, section 2.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError
from camaudit.model.observation import Channel
from camaudit.protocols.values import facts_of
from camaudit.protocols.xmltree import find_all, local, parse_xml, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Fact
    from camaudit.model.talk import Talk


@dataclass(frozen=True, slots=True)
class Description:
    """The root device of one description."""

    device_type: str | None
    friendly_name: str | None
    manufacturer: str | None
    model_name: str | None
    model_number: str | None
    serial: str | None


def parse(data: bytes) -> Description:
    """Read one description.

    Raises: TruncatedError, MalformedError where there is no root with a device.
    """
    root = parse_xml(data)
    device = next(find_all(root, "device"), None)
    if local(root).lower() != "root" or device is None:
        raise MalformedError("no UPnP device description")
    own = {local(child).lower(): text_of(child) or None for child in device}
    return Description(
        device_type=own.get("devicetype"),
        friendly_name=own.get("friendlyname"),
        manufacturer=own.get("manufacturer"),
        model_name=own.get("modelname"),
        model_number=own.get("modelnumber"),
        serial=own.get("serialnumber"),
    )


def observations(message: Description, talk: Talk) -> Iterator[Fact]:
    """Say what the description tells of the device that served it."""
    said = (
        (Channel.UPNP_DEVICE_TYPE, message.device_type),
        (Channel.UPNP_NAME, message.friendly_name),
        (Channel.UPNP_MANUFACTURER, message.manufacturer),
        (Channel.UPNP_MODEL, message.model_name),
        (Channel.UPNP_MODEL_NUMBER, message.model_number),
        (Channel.UPNP_SERIAL, message.serial),
    )
    yield from facts_of(talk.sender, talk.sender_port, talk, said)
