"""Hikvision SADP over UDP 37020: XML answers to a search, and nothing of its writing forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError
from camaudit.model.observation import Channel
from camaudit.protocols import asking
from camaudit.protocols.values import address_from_text, facts_of, mac_from_text, own_word
from camaudit.protocols.xmltree import local, parse_xml, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Observation
    from camaudit.model.probe import Asked
    from camaudit.model.talk import Talk

PORT = 37_020
MAX_DATAGRAM = 8_192  # bytes
_FALSE = frozenset({"false", "0"})
# The fields that are kept; "update" messages hold a Password element, which is passed over.
_KEPT = frozenset(
    {
        "devicetype", "devicedescription", "devicesn", "mac", "ipv4address", "softwareversion",
        "dspversion", "activated", "oeminfo", "detailoemcode", "analogchannelnum",
        "digitalchannelnum", "hcplatformenable", "types",
    }
)  # fmt: skip


def _inquiry(asked: Asked) -> bytes:
    """Write the one message that changes nothing; with hyphens and in capitals, as tools do."""
    uuid = asking.message_id(asked, "sadp").upper()
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f"<Probe><Uuid>{uuid}</Uuid><Types>inquiry</Types></Probe>"
    ).encode("ascii")


INQUIRY = asking.search(
    "sadp-inquiry",
    PORT,
    _inquiry,
    says="asks Hikvision's firmware, whatever its label, to name itself",
    source="UniversalScanner, Hikvision.cs; three public programs that ask the same",
)


@dataclass(frozen=True, slots=True)
class Sadp:
    """One message."""

    answer: bool  # a device speaks of itself
    fields: tuple[tuple[str, str], ...]  # (lower-case element name, text)

    def get(self, name: str) -> str | None:
        """Give the text of an element."""
        return next((text for key, text in self.fields if key == name), None)


def parse(data: bytes) -> Sadp:
    """Read one datagram.

    Raises: TruncatedError, MalformedError where it is no SADP message.
    """
    root = parse_xml(data, MAX_DATAGRAM)
    name = local(root).lower()
    if name not in {"probe", "probematch"}:
        raise MalformedError("no SADP message")
    found = {local(one).lower(): text_of(one) for one in root}
    if "types" not in found and "devicesn" not in found:
        raise MalformedError("no SADP message")
    kept = tuple(sorted((key, text) for key, text in found.items() if key in _KEPT and text))
    answer = name == "probematch" and ("devicesn" in found or "devicedescription" in found)
    return Sadp(answer, kept)


def observations(message: Sadp, talk: Talk) -> Iterator[Observation]:
    """Say what a device answers; a search by a tool tells nothing."""
    if not message.answer:
        return
    get = message.get
    yield from own_word(
        talk, mac_from_text(get("mac") or ""), address_from_text(get("ipv4address") or "")
    )
    activated, cloud = get("activated"), get("hcplatformenable")
    analog, digital = get("analogchannelnum"), get("digitalchannelnum")
    channels = f"analog={analog or 0} digital={digital or 0}" if analog or digital else None
    said = (
        (Channel.SADP_MODEL, get("devicedescription")),
        (Channel.SADP_TYPE, get("devicetype")),
        (Channel.SADP_SERIAL, get("devicesn")),
        (Channel.SADP_FIRMWARE, get("softwareversion")),
        (Channel.SADP_DSP, get("dspversion")),
        (Channel.SADP_ACTIVATED, _truth(activated)),
        (Channel.SADP_OEM, f"OEMInfo={oem}" if (oem := get("oeminfo")) else None),
        (Channel.SADP_OEM, f"DetailOEMCode={code}" if (code := get("detailoemcode")) else None),
        (Channel.SADP_CHANNELS, channels),
        (Channel.SADP_CLOUD, _truth(cloud)),
    )
    yield from facts_of(talk.sender, talk.sender_port, talk, said)


def _truth(text: str | None) -> str | None:
    return None if text is None else ("false" if text.lower() in _FALSE else "true")
