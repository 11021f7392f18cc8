"""What the words of a row say: a device, a thing beside it, a sum, or nothing at all."""

from __future__ import annotations

import re

from camaudit.identify.spelling import folded, like_model

_DEVICE_WORDS = """
camera cameras cam cams dome domes bullet bullets turret turrets eyeball eyeballs ptz ptzs nvr
nvrs dvr dvrs xvr recorder recorders encoder encoders intercom intercoms doorbell doorbells
webcam fisheye multisensor anpr lpr kamera kameras domekamera rekorder gegensprechanlage
enregistreur enregistreurs grabador grabadores camara camaras telecamera telecamere
videoregistratore registrador
"""
_BESIDE_WORDS = """
bracket brackets mount mounts switch switches cable cables cabling licence licences license
licenses disk disks disc hdd hdds ssd drive drives microsd microsdxc injector injectors midspan
psu ups adapter adapters adaptor adaptors monitor monitors screen screens keyboard keyboards
joystick housing housings lens lenses pole poles column columns cabinet cabinets rack racks
conduit trunking surge battery batteries antenna aerial splitter splitters connector connectors
gland glands transceiver transceivers sfp balun baluns workstation workstations
pc laptop tablet software vms sign signs signage illuminator illuminators labour labor
installation commissioning training maintenance delivery warranty survey design programming
configuration removal decommissioning router routers firewall backbox carriage halterung
halterungen wandhalter kabel lizenz lizenzen netzteil festplatte festplatten montage schulung
inbetriebnahme wartung cablage disque licencia licencias soporte soportes conmutador cavo staffa
licenza alimentatore formation onduleur commutateur
"""
# Words that may stand between a device and the thing beside it that is meant: NVR storage disk.
_BETWEEN_WORDS = """
wall ceiling pole corner mast pendant parapet surface storage hard surveillance power poe network
data connection channel user device base client outdoor indoor spare replacement metal and & by
"""
# Things only where no device is named: an NVR server, a camera with a display.
_ALONE_WORDS = """
server servers television televisions tv tvs projector projectors printer printers copier copiers
photocopier photocopiers scanner scanners telephone telephones smartphone smartphones handset
handsets headset headsets notebook notebooks chromebook chromebooks desktop desktops display
displays whiteboard whiteboards thermostat thermostats boiler boilers heater heaters radiator
radiators fridge refrigerator freezer microwave kettle dishwasher washer dryer cleaner cooker drill
drills saw grinder sander screwdriver mower radio radios walkie loudspeaker loudspeakers speaker
speakers amplifier amplifiers microphone microphones desk desks chair chairs sofa table vehicle
vehicles van vans bicycle defibrillator extinguisher detector detectors siren sirens
fernseher drucker beamer telefon telefone imprimante imprimantes televiseur videoprojecteur
impresora impresoras televisor proyector telefono stampante televisore proiettore
"""
# Words that say nothing of who made a thing: a cell of them alone is no make.
_FILLER_WORDS = """
a an the and or of with only new old own brand make model type name no number unit ip hd ahd
tvi cvi cctv analogue analog digital network fixed static mini vandal external internal indoor
outdoor covert dummy fake imitation mixed mixture various misc miscellaneous several
many some other others different unknown none generic system systems security surveillance wifi
wireless wired colour color black white day night channel kit kits equipment device devices
unbekannt verschiedene diverse inconnu divers
"""
_DEVICES, _BESIDE = frozenset(_DEVICE_WORDS.split()), frozenset(_BESIDE_WORDS.split())
_ALONE, _FILLER = frozenset(_ALONE_WORDS.split()), frozenset(_FILLER_WORDS.split())
_BETWEEN = _BESIDE | frozenset(_BETWEEN_WORDS.split())
_BESIDE_PAIRS = re.compile(
    r"\b(?:junction|back|wall|mounting|base|adaptor|adapter) ?(?:box|boxes|plate|plates)\b"
    r"|\bpower suppl(?:y|ies)\b|\bsd cards?\b|\bpatch (?:panel|panels|lead|leads|cord|cords)\b"
    r"|\baccess points?\b|\bpoe extender\b|\bmedia converter\b|\bwireless (?:bridge|link)\b"
    r"|\bsupport mural\b|\bcable tray\b|\bsurge protect(?:or|ion)\b"
    r"|\b(?:cordless|mobile|desk|voip|smart|conference) phones?\b|\bair conditioning\b"
    r"|\bwashing machine\b|\bfire alarm\b"
)
_SUM = re.compile(
    r"(?:sub ?-? ?total|grand total|page total|total|sum|vat|value added tax|mwst|tva|iva|discount|"
    r"carriage|delivery|shipping|postage|net|gross|balance|brought forward|carried forward|"
    r"carried to|collection|zwischensumme|gesamt\w*|summe|rabatt|versand\w*|remise|"
    r"contingency|prelims|preliminaries|provisional sum)\b"
)
# What follows speaks of another thing than the one offered.
_ASIDE = re.compile(
    r"\breplac(?:e|ement|ing)\b[^,;.()]*?\b(?:with|by)\b"
    r"|\b(?:existing|bestehende\w*|existant\w*)\b[^,;.()]*"
    r"|\b(?:compatible with|compatible to|works with|for use with|to work with|suitable for|"
    r"to suit|suits|fits|equivalent to|similar to|instead of|replac(?:es|ing|ement for)|"
    r"in place of|kompatibel mit|compatible avec|compatible con|passend f(?:ü|u)r|"
    r"as replacement (?:for|of)|for|f(?:ü|u)r|pour|para|per)\b[^,;.()]*",
    re.IGNORECASE,
)
# Where a thing stands or goes: it is no name of what the thing is.
_PLACE = re.compile(
    r"\b(?:by|near|above|beside|next to|facing|behind|opposite|outside|inside|at|overlooking|"
    r"covering|from|to (?!supply|provide|install|fit|fix|deliver))\b[^,;.()]*"
)
_WITHIN = re.compile(
    r"(?:\b(?:incl|inc|including|includes|with|complete with|plus|inkl|mit|avec|con)\b|c/w|w/|\+)"
    r"[^,;()]*",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\bor (?:an? )?(?:approved )?(?:equivalent|equal|similar)\b|\boder gleichwertig|"
    r"\bou (?:é|e)quivalent|\bo equivalente",
    re.IGNORECASE,
)
_SUPPLY = re.compile(
    r"^\s*(?:to\s+)?(?:supply|provide|provision of|lieferung|fourniture|suministro)"
    r"(?:\s*(?:,|and|&|/|und|et|y)?\s*(?:supply|install|installation|fit|fix|fitting|deliver"
    r"|delivery|commission|commissioning|montage|pose))*\s*(?:of|von|de)?\b\s*",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"[^0-9a-z]+")
_NOTHING = frozenset(
    {
        "-", "--", "?", "??", ".", "x", "n/a", "na", "none", "nil", "tbc", "tba", "tbd", "any",
        "unknown", "various", "generic", "see below", "not known", "not applicable", "keine",
        "ohne", "to be confirmed", "to be advised", "as existing", "as survey",
    }
)  # fmt: skip
_DITTO = frozenset(
    {'"', "''", "”", "″", "〃", "ditto", "do", "do.", "as above", "dto", "dto.", "idem"}
)
_SILENT = re.compile(
    r"(?:(?:the )?(?:information|data|details?|this)?(?: is| are)?\s*not (?:held|known|recorded|"
    r"available|applicable|provided|disclosed|stated|specified|sure|listed)|(?:exempt|withheld|"
    r"redacted|refused|confidential|undisclosed)\b.*|no (?:information|records?|data|details)\b.*|"
    r"unknown\b[^\d]*|(?:do not|don'?t) (?:know|hold)\b.*|section \d+\b.*|s\.? ?\d+\(.*)[.!]?"
)


def said(text: str) -> str:
    """Give the cell, or "" where it says that there is nothing to say: TBC, n/a, not held."""
    flat = folded(text).strip()
    return "" if flat in _NOTHING or _SILENT.fullmatch(flat) else text


def is_common(text: str) -> bool:
    """Tell whether a text has no word that could be a name: `Dome`, `Various`, `IP cameras`."""
    words = [word for word in _SPLIT.split(folded(text)) if word]
    common = [word in _DEVICES or word in _FILLER for word in words]
    return any(common) and all(
        known or (any(map(str.isdigit, word)) and not like_model(word))
        for known, word in zip(common, words, strict=True)
    )


def is_ditto(text: str) -> bool:
    """Tell whether a cell repeats the one above it."""
    return folded(text).strip() in _DITTO


def is_sum(text: str) -> bool:
    """Tell whether a text is that of a sum or a charge."""
    return _SUM.match(folded(text).strip()) is not None


def offered(text: str) -> str:
    """Cut what a description says of other things: `compatible with ...`, `for ...`."""
    return _ASIDE.sub(" ", _SUPPLY.sub("", text))


def beside_camera(text: str) -> str | None:
    """Give the word by which a thing is no camera: "bracket", "licence"; None where none is.

    The last noun of the first part that has one decides: `camera bracket` is a bracket, `wall mount
    camera` a camera. After other words than those of such a thing it only belongs to the device:
    `NVR 8 channel 2 TB HDD`, `dome camera vandal-proof housing`.
    """
    for part in re.split(r"[,;()]| - ", _PLACE.sub(" ", folded(_WITHIN.sub(" ", offered(text))))):
        head, of, _ = part.partition(" of ")
        if of and _BESIDE & set(_SPLIT.split(head)):
            part = head  # noqa: PLW2901 - installation of cameras
        pair = _BESIDE_PAIRS.search(part)
        words = [word for word in _SPLIT.split(part) if word]
        device = max((at for at, word in enumerate(words) if word in _DEVICES), default=None)
        things = _BESIDE if device is not None else _BESIDE | _ALONE
        beside = max((at for at, word in enumerate(words) if word in things), default=None)
        if pair is not None and (
            device is None or not _DEVICES & set(_SPLIT.split(part[pair.end() :]))
        ):
            return pair.group()
        if beside is not None and (device is None or device < beside):
            between = words[device + 1 : beside] if device is not None else []
            if _BETWEEN.issuperset(between):
                return words[beside]
        if device is not None:
            return None
    return None


def allows_other(text: str) -> bool:
    """Tell whether a row allows something else than it names: `or equivalent`."""
    return _OTHER.search(text) is not None


def names_device(text: str) -> bool:
    """Tell whether a text speaks of a camera, recorder or the like."""
    return bool(_DEVICES & set(_SPLIT.split(folded(offered(text)))))
