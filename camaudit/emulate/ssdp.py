"""SSDP of an emulated device (UPnP Device Architecture 1.1, section 1), and TVT's use of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.emulate.speech import Datagram, Speech

if TYPE_CHECKING:
    from camaudit.emulate.character import Service
    from camaudit.emulate.player import Player

_EMBEDDED = "urn:schemas-upnp-org:service:EmbeddedNetDeviceControl:1"
_BASIC = "urn:schemas-upnp-org:device:Basic:1"
_SERVER = "Linux/3.10.0, UPnP/1.0, Portable SDK for UPnP devices/1.6.18"
_RECORDER = (
    '<?xml version="1.0" encoding="UTF-8"?>\r\n<multicastSearchResult>'
    "<tcpIp><macAddr>$mac</macAddr><ipAddr>$address</ipAddr></tcpIp>"
    "<port><dataPort>9008</dataPort><httpPort>80</httpPort></port>"
    "<productInfo><productModel>$model</productModel><softwareVer>$firmware</softwareVer>"
    "</productInfo></multicastSearchResult>"
)


def _heads(data: bytes) -> dict[str, str]:
    rows = data.decode("latin-1").split("\r\n")[1:]
    pairs = (row.partition(":") for row in rows if ":" in row)
    return {name.strip().upper(): value.strip() for name, _, value in pairs}


def _where(service: Service, player: Player) -> str:
    return player.fill(service.word("location", "http://$address:49152/description.xml"))


def answer(data: bytes, service: Service, player: Player) -> tuple[Datagram, ...]:
    """Answer a search for all, for root devices, or for what the device is."""
    if not data.startswith(b"M-SEARCH "):
        return ()
    heads = _heads(data)
    target, own = heads.get("ST", ""), service.word("type", _BASIC)
    embedded = service.word("embedded") == "yes"
    wanted = {_EMBEDDED} if embedded else {"ssdp:all", "upnp:rootdevice", own}
    if target not in wanted or heads.get("MAN", "").strip('"') != "ssdp:discover":
        return ()
    player.note(f"ssdp {target}")
    if embedded:
        return (Datagram(data=player.fill(_RECORDER).encode()),)
    if raw := service.word("raw"):
        return (Datagram(data=player.fill(raw).replace("\n", "\r\n").encode()),)
    said = []
    for sort in ["upnp:rootdevice", own] if target == "ssdp:all" else [target]:
        rows = (
            "HTTP/1.1 200 OK",
            "CACHE-CONTROL: max-age=1800",
            "EXT:",
            f"LOCATION: {_where(service, player)}",
            f"SERVER: {player.fill(service.word('server', _SERVER))}",
            f"ST: {sort}",
            player.fill(f"USN: uuid:$uuid::{sort}"),
        )
        said.append(Datagram(data=("\r\n".join(rows) + "\r\n\r\n").encode()))
    return tuple(said)


def announce(service: Service, player: Player) -> tuple[Datagram, ...]:
    """Say that the device is there."""
    if service.word("embedded") == "yes":
        return ()
    rows = (
        "NOTIFY * HTTP/1.1",
        "HOST: 239.255.255.250:1900",
        "CACHE-CONTROL: max-age=1800",
        f"LOCATION: {_where(service, player)}",
        "NT: upnp:rootdevice",
        "NTS: ssdp:alive",
        f"SERVER: {player.fill(service.word('server', _SERVER))}",
        player.fill("USN: uuid:$uuid::upnp:rootdevice"),
    )
    return (Datagram(data=("\r\n".join(rows) + "\r\n\r\n").encode(), to="group"),)


SPEECH = Speech(
    port=1900,
    words=frozenset({"location", "server", "type", "embedded", "raw", "every"}),
    answer=answer,
    announce=announce,
    groups=("239.255.255.250", "ff02::c"),
    says="UPnP Device Architecture 1.1; facts, protocols 4.1 and 4.9",
)
