"""What the columns of a recorder's camera list or of a camera register mean, in many spellings.

Apart from the columns of tenders (columns.py): "Camera" names one there that was bought, here one
that hangs somewhere. Columns of passwords and user names are known so that they are never read.

Sources: docs/lists.md names the manuals and programs whose headings stand here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from camaudit.tabular.columns import MAX_HEADING, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Field(StrEnum):
    """What a column of a list of cameras holds."""

    RECORDER = "recorder"
    CHANNEL = "channel"
    REFERENCE = "reference"  # a number or mark of the camera: "Camera no."
    NAME = "name"
    ADDRESS = "address"
    MAC = "MAC"
    SERIAL = "serial"
    MAKE = "make"
    MODEL = "model"
    PRODUCT = "make and model"  # in one cell
    FIRMWARE = "firmware"
    PLACE = "place"
    STATUS = "status"
    USE = "in use"
    PROTOCOL = "protocol"
    SORT = "sort"  # of device: "IPC", "NVR", "Dome"
    QUANTITY = "quantity"


# The earlier spelling wins where two columns have one field.
SPELLINGS: Mapping[Field, tuple[str, ...]] = {
    Field.RECORDER: (
        "recorder", "recorder name", "recordername", "nvr", "nvr name", "dvr", "nvr dvr",
        "dvr nvr", "recording server", "recordingservername", "recording server name",
        "recorder ip", "nvr ip", "nvr ip address", "recorder address", "archiver",
        "server", "server name", "video server", "rekorder", "enregistreur", "grabador",
        "registratore", "recorded on", "connected to recorder",
    ),
    Field.CHANNEL: (
        "channel", "channel no", "channel number", "channel id", "channelid", "ch", "ch no", "chn",
        "chan", "recorder channel", "nvr channel", "nvr ch", "dvr channel", "kanal", "kanal nr",
        "kanalnummer", "canal", "no de canal", "n canal", "canale", "kanaal", "video channel",
        "video input", "logical id",
    ),
    Field.REFERENCE: (
        "camera no", "camera number", "camera id", "cameraid", "camera ref", "camera reference",
        "camera ref no", "cam no", "cam id", "cam ref", "cam number", "cctv no", "cctv ref",
        "cctv id", "kamera nr", "kameranummer", "kamera id", "no de camera", "n de camara",
        "ip camera no", "camera code", "ref", "ref no", "reference", "no", "nr", "number", "id",
        "index",
    ),
    Field.NAME: (
        "camera name", "cameraname", "channel name", "channelname", "camera title", "camera",
        "cameras", "kameraname", "kamera", "kanalname", "nom de la camera", "nom du canal",
        "nombre de la camara", "nombre de camara", "nome telecamera", "cameranaam", "hardware name",
        "hardwarename", "device name", "devicename", "name", "nom", "nombre", "nome", "naam",
        "alias", "title", "display name", "entity", "osd name", "description", "bezeichnung",
    ),
    Field.ADDRESS: (
        "ip camera address", "camera ip", "camera ip address", "ip address", "ipaddress", "ip",
        "ip addr", "ipv4 address", "ipv4", "hardware address", "hardwareaddress", "ip adresse",
        "adresse ip", "direccion ip", "indirizzo ip", "ip adres", "network address",
        "ip domain name", "ip domain", "ip address domain name", "ip url", "url",
        "address", "adresse", "direccion", "indirizzo", "adres",
    ),
    Field.MAC: (
        "mac address", "mac", "macaddress", "mac addr", "mac adresse", "adresse mac",
        "direccion mac", "indirizzo mac", "mac adres", "physical address", "ethernet address",
    ),
    Field.SERIAL: (
        "serial number", "serial no", "serial", "serialnumber", "sn", "s n", "device serial no",
        "device serial number", "camera serial", "device sn", "seriennummer", "serien nr",
        "numero de serie", "no de serie", "numero di serie", "serienummer",
    ),
    Field.MAKE: (
        "manufacturer", "make", "brand", "camera make", "manufacturer name", "vendor", "mfr",
        "hersteller", "marke", "fabrikat", "fabricant", "marque", "fabricante", "marca",
        "produttore", "fabrikant", "merk",
    ),
    Field.MODEL: (
        "model", "model no", "model number", "model name", "modelname", "camera model",
        "device model", "hardware model", "product model", "product type", "modell", "modele",
        "modelo", "modello", "typenbezeichnung", "part no", "part number", "product code",
        "manufacturer part no",
    ),
    Field.PRODUCT: (
        "make and model", "make model", "manufacturer and model", "manufacturer model",
        "brand and model", "brand model", "make type", "marke modell", "hersteller modell",
        "marque et modele", "marque modele", "marca y modelo", "marca modelo",
    ),
    Field.FIRMWARE: (
        "firmware", "firmware version", "fw", "fw version", "software version", "softwareversion",
        "sw version", "version", "build",
    ),
    Field.PLACE: (
        "camera location", "location", "place", "position", "camera position", "where", "site",
        "building", "room", "area", "floor", "block", "zone", "school", "street", "standort", "ort",
        "einbauort", "gebaude", "raum", "emplacement", "lieu", "ubicacion", "lugar", "posizione",
        "locatie", "place where it hangs",
    ),
    Field.STATUS: (
        "status", "state", "connection status", "connect status", "online status", "camera status",
        "channel status", "connection", "connection state", "online", "online offline", "connected",
        "working status", "verbindungsstatus", "zustand", "etat", "statut", "estado", "stato",
    ),
    Field.USE: (
        "in use", "in use yes or no", "in use yes no", "used", "enabled", "enable", "active",
        "aktiv", "belegt",
        "in benutzung", "en service", "actif", "en uso", "activo", "attivo",
    ),
    Field.PROTOCOL: (
        "protocol", "protokoll", "protocole", "protocolo", "protocollo", "access protocol",
        "adding protocol", "driver", "driver name", "driverdisplayname", "driver display name",
    ),
    Field.SORT: (
        "device type", "camera type", "producttype", "type", "typ", "kind", "sort", "signal type",
        "kameratyp", "type de camera", "tipo",
    ),
    Field.QUANTITY: (
        "quantity", "qty", "no of cameras", "number of cameras", "no cameras", "camera count",
        "anzahl", "anzahl kameras", "nombre de cameras",
    ),
}  # fmt: skip
# Never read: what stands below may be a password, or who logs in.
_UNREAD_WORDS = """
password passwords passwd pass pwd passwort kennwort passe contrasena clave senha wachtwoord
parola username user users login logon benutzer benutzername anmeldename utilisateur usuario
gebruiker credential credentials secret token apikey account authentication hardwareusername
hardwarepassword cameraaccount encryption
"""
_UNREAD = frozenset(_UNREAD_WORDS.split())
# Another sort of table, whatever else it says: leases, wireless, routing, ports of a switch.
_FOREIGN_WORDS = """
lease leases leaseexpirytime leaseexpires expires scopeid scope clientid addressstate
ssid bssid wlan radio rssi snr antenna interfacealias interfaceindex linklayeraddress ifindex
event timestamp interface nexthop plugin cve cvss programme frequency mhz addingmode
"""
_FOREIGN = frozenset(_FOREIGN_WORDS.split())
_FOREIGN_NAMES = frozenset({"adding mode", "client id", "address state"})
# What only a register of an organisation tells of a camera.
_PAPER_WORDS = """
purpose responsible owner asset dpia signage sign reviewed review supplier warranty retention
maintained maintenance department ward installed installation install purchase purchased
justification einbaudatum zweck verantwortlich inventarnummer finalite responsable
"""
_PAPER = frozenset(_PAPER_WORDS.split())
_CAMERA = frozenset(
    {
        "camera", "cameras", "cam", "cams", "cctv", "kamera", "kameras", "camara", "camaras",
        "telecamera", "telecamere", "videouberwachung", "ptz",
    }
)  # fmt: skip
_WEAK = frozenset({"ref", "ref no", "reference", "no", "nr", "number", "id", "index"})
# Taken off the front of a heading that is not known as it stands: "Camera serial number".
_FRONT = frozenset({"camera", "cam", "cctv", "ipc", "device", "hardware", "remote", "kamera"})
_MANY = frozenset({Field.PLACE})  # several columns: "Building", "Room"
_BY_NAME = {
    name: (field, place) for field, names in SPELLINGS.items() for place, name in enumerate(names)
}
MAX_WORDS = 8  # of a heading
_DEFAULT_NAME = re.compile(
    r"(?i)(?:ip ?camera|camera|cam|channels?|ch|ipc|ip ?cam|kanal|kamera|canal|chan|input|analog|"
    r"video|d|a)?[ _.-]*\d*"
)


@dataclass(frozen=True, slots=True)
class Columns:
    """What one row means as headings."""

    at: Mapping[Field, tuple[int, ...]]  # 0-based; the first is the most telling
    secret: frozenset[int]  # never read
    foreign: bool  # the row heads another sort of table
    paper: bool  # a column tells what only a register does
    camera: bool  # a heading speaks of cameras
    strong: bool  # the reference is one of a camera, no mere row number
    recording: bool  # the recorder's heading says so, and not "server"
    postal: bool  # "Address" alone: of a street, or of a network, its cells tell
    width: int  # columns
    names: frozenset[str]  # the headings, written plainly

    def has(self, *fields: Field) -> bool:
        """Tell whether all of the fields have a column."""
        return all(field in self.at for field in fields)

    @property
    def known(self) -> int:
        """Count the columns that are understood."""
        return sum(map(len, self.at.values())) + len(self.secret)


@lru_cache(maxsize=8192)
def field_of(text: str) -> tuple[Field, int] | None:
    """Tell what a cell means as a heading, and how far down in its spellings it stands."""
    words = plain(text[: MAX_HEADING + 1]).split()
    if not words or len(text) > MAX_HEADING or len(words) > MAX_WORDS:
        return None
    found = _BY_NAME.get(" ".join(words))
    while found is None and len(words) > 1 and words[0] in _FRONT:
        words = words[1:]
        found = _BY_NAME.get(" ".join(words))
    return found


def columns(cells: Sequence[str]) -> Columns:
    """Tell what a row means as headings; every column may be unknown."""
    found: dict[Field, list[tuple[int, int]]] = {}
    secret: set[int] = set()
    foreign = paper = camera = False
    for at, text in enumerate(cells):
        name = plain(text[: MAX_HEADING + 1])
        if is_unread(text):
            secret.add(at)
            continue
        words = set(name.split())
        foreign = foreign or bool(_FOREIGN & words) or name in _FOREIGN_NAMES
        paper = paper or bool(_PAPER & words)
        # Not the name of a model: "IPC-HDW0000" stands below a heading, and is none.
        camera = camera or (bool(_CAMERA & words) and not any(map(str.isdigit, name)))
        one = field_of(text)
        if one is not None:
            found.setdefault(one[0], []).append((one[1], at))
    return Columns(
        at={
            field: tuple(at for _, at in (sorted(ranked) if field not in _MANY else ranked))
            for field, ranked in found.items()
        },
        secret=frozenset(secret),
        foreign=foreign,
        paper=paper,
        camera=camera,
        strong=any(
            plain(cells[at]) not in _WEAK for _, at in found.get(Field.REFERENCE, ())
        ),
        recording=any(
            plain(cells[at]) not in {"server", "server name"}
            for _, at in found.get(Field.RECORDER, ())
        ),
        postal=all(
            plain(cells[at]) in {"address", "adresse", "direccion", "indirizzo", "adres"}
            for _, at in found.get(Field.ADDRESS, ())
        ),
        width=len(cells),
        names=frozenset(plain(text[:MAX_HEADING]) for text in cells if text),
    )  # fmt: skip


def is_unread(text: str) -> bool:
    """Tell whether what stands below a heading may be a password, or say who logs in."""
    return bool(_UNREAD & set(plain(text[: MAX_HEADING + 1]).split()))


def is_default_name(text: str) -> bool:
    """Tell whether a recorder gives such a name by itself: nobody typed "IPCamera 03"."""
    return _DEFAULT_NAME.fullmatch(text.strip()) is not None


def speaks_of_cameras(text: str) -> bool:
    """Tell whether a title, a sheet's name or a file's name speaks of cameras."""
    return bool(_CAMERA & set(plain(text[:200]).split()))


def speaks_of_paper(text: str) -> bool:
    """Tell whether a title or a name calls the list a register."""
    words = set(plain(text[:200]).split())
    return bool(words & {"register", "inventory", "asset", "assets", "inventar", "verzeichnis"})
