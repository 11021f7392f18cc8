"""Names in what a device says: the label of a seller, the name of a model.

A title or a banner names its device in the maker's own words, of which no list of signatures is
complete. So the tables of the rules are read in it: labels (labels.py) and the forms of model names
(models.py). What is found is weak: it never decides alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.identify.blocks import plain_name
from camaudit.identify.labels import Labels
from camaudit.identify.models import ModelGrammar
from camaudit.identify.spelling import like_model
from camaudit.model.observation import Channel
from camaudit.rulebook.types import NEVER_STRONG, Support

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.identify.labels import Entry, Found
    from camaudit.rulebook.types import Maker, ModelPattern, Rulebook

# Texts that name the device they come from.
PLACES = frozenset(
    {
        Channel.CDP_NAME,
        Channel.CDP_PLATFORM,
        Channel.DHCP_HOSTNAME,
        Channel.DHCP_VENDOR_CLASS,
        Channel.DISCOVERY_MODEL,
        Channel.DISCOVERY_NAME,
        Channel.FTP_BANNER,
        Channel.HTTP_REALM,
        Channel.HTTP_SERVER,
        Channel.HTTP_TITLE,
        Channel.LLDP_DESCR,
        Channel.LLDP_MODEL,
        Channel.LLDP_NAME,
        Channel.MDNS_HOST,
        Channel.MDNS_INSTANCE,
        Channel.MDNS_TXT,
        Channel.ONVIF_HARDWARE,
        Channel.ONVIF_HOSTNAME,
        Channel.ONVIF_MANUFACTURER,
        Channel.ONVIF_MODEL,
        Channel.RTSP_INFO,
        Channel.RTSP_REALM,
        Channel.RTSP_SERVER,
        Channel.RTSP_SESSION,
        Channel.SIP_AGENT,
        Channel.SIP_MODEL,
        Channel.SNMP_DESCR,
        Channel.SSDP_SERVER,
        Channel.TELNET_BANNER,
        Channel.TLS_ISSUER,
        Channel.TLS_NAME,
        Channel.TLS_SUBJECT,
        Channel.UPNP_MANUFACTURER,
        Channel.UPNP_MODEL,
        Channel.UPNP_MODEL_NUMBER,
        Channel.UPNP_NAME,
        Channel.WSD_SCOPE,
    }
)

# Fields whose whole text is the name of a model.
_MODEL_FIELDS = frozenset(
    {
        Channel.DISCOVERY_MODEL,
        Channel.LLDP_MODEL,
        Channel.ONVIF_MODEL,
        Channel.SIP_MODEL,
        Channel.UPNP_MODEL,
        Channel.UPNP_MODEL_NUMBER,
    }
)
_NAMES = frozenset({Channel.TLS_SUBJECT, Channel.TLS_ISSUER})  # of a certificate: CN=..., O=...

MAX_WORDS = 24  # of a text that are looked at
MIN_NAME = 5  # characters of a model's name in running text: M12 and E1 are much else as well
MIN_GIVEN = 6  # letters of a label that is the whole name of a host
MIN_LABEL = 4  # letters of a label that needs no word for a camera beside it
MAX_LABELS = 4  # of a text that are looked at
_WORD = re.compile(r"[^\s,;:()\[\]{}<>\"'|=_/]+")
_SIGNS = frozenset(",:;|/_(-")
# What a device of a firm that makes video devices calls itself behind the firm's name.
_DEVICE_WORDS = frozenset(
    {
        "cam", "camera", "cctv", "digital", "door", "dvr", "dvs", "embedded", "encoder", "hd",
        "intercom", "ip", "ipcam", "live", "login", "netcam", "network", "nvr", "recorder", "rtsp",
        "stream", "streaming", "surveillance", "video", "viewer", "web", "webcam", "wireless",
        "xvr",
    }
)  # fmt: skip
# Words of a page behind a firm's name and a sign.
_PAGE_WORDS = _DEVICE_WORDS | {
    "admin", "client", "co", "configuration", "configurator", "control", "corporation", "gmbh",
    "home", "httpd", "inc", "index", "ltd", "main", "page", "remote", "security", "server", "setup",
    "system", "user", "view", "webs", "webserver", "welcome",
}  # fmt: skip
# Labels that are words as well: one counts where it begins the text and a device follows.
_ORDINARY = frozenset(
    {
        "alibi", "amazon", "atlantis", "avio", "blink", "canon", "cosmos", "costar", "defender",
        "eminent", "gamut", "ganz", "gazer", "genie", "grizzly", "hive", "hunt", "juan",
        "kami", "luma", "lux", "march", "mercury", "nest", "niko", "norden", "novus", "onix",
        "planet", "raster", "ring", "riva", "umbrella", "vanderbilt", "vista", "watchman", "yale",
        "zeus",
    }
)  # fmt: skip
_STROKES = " \t,:;|/_()-\u2013\u2014"
_GREETING = re.compile(r"(?i)\s*(?:220[ -]\s*)?(?:welcome to\s+)?(?:the\s+)?")
_ATTRIBUTE = re.compile(r"(?:^|[,+])(?:CN|O|OU)=((?:\\.|[^,+\\])*)")
_ESCAPED = re.compile(r"\\(.)")  # RFC 4514 section 2.4
_SCOPE = re.compile(r"(?i)onvif://www\.onvif\.org/(?:name|hardware|mfr|manufacturer)/(.*)")
# What stands behind a firm's name beside the words for its legal form.
_FIRM_WORDS = frozenset(
    {
        "communications",
        "electronics",
        "networks",
        "security",
        "systems",
        "technologies",
        "technology",
    }
)
# A firm that makes cameras, or did, makes these too: "AXIS 540+ Print Server".
_OTHER_THING = re.compile(
    r"(?i)\b(?:print(?:er)?|scan(?:ner)?|document|switch|router|gateway|modem|access[ -]?point|"
    r"repeater|extender|bridge|controller|speaker|thermostat|projector|telephone|phone|firewall|ups|pdu|"
    r"audio|radar|strobe|intranet|plug|lamp)\b"
)


class Names:
    """Finds labels and model names in texts."""

    def __init__(self, rulebook: Rulebook) -> None:
        brands = {one.brand for one in rulebook.signatures if one.brand is not None}
        self._labels = Labels(rulebook, sorted(brands))
        self._grammar = ModelGrammar(rulebook)

    def label(self, channel: Channel, text: str, *, video: bool) -> Named | None:
        """Find the label in a text.

        Input:  video: whether the rules take the text for one of a camera or the like.
        Output: None where it names nobody, or neither speaks of a camera nor begins with the name
                of a firm that makes nothing else.
        """
        for part in _parts(channel, text):
            found = self._in_camera_text(part) if video else self._labels.leading(part)
            if found is None:
                continue
            maker = own_maker(found.entry)
            if maker is not None and self._other_firm(found, maker):
                continue
            only = maker is not None and maker.makes == "video"
            if channel in NEVER_STRONG and not video:  # people give names: axis-of-music
                only = only and part == found.written and len(part) >= MIN_GIVEN
            if video or (only and _is_name(part, found.written)):
                return Named(found.entry.name, maker, video)
        return None

    def _in_camera_text(self, text: str) -> Found | None:
        """Find the label in a text of a camera: "Hive of bees webcam" names none."""
        rest, first = text, True
        for _ in range(MAX_LABELS):
            found = self._labels.in_cell(rest, near=False)
            if found is None or not _is_word(found.written):
                return found
            _, _, after = rest.partition(found.written)
            if first and found.rest.startswith(" ") and _speaks_of_device(after):
                return found
            rest, first = after, False
        return None

    def _other_firm(self, found: Found, maker: Maker) -> bool:
        """Tell whether a text names another firm of video devices too: then it names none."""
        other = self._labels.in_cell(found.rest, near=False)
        if other is None or _is_word(other.written):
            return False
        second = own_maker(other.entry)
        house = {maker.id, maker.parent}
        return (
            second is not None
            and second.makes == "video"
            and second.id not in house
            and second.parent != maker.id
        )

    def models(self, channel: Channel, text: str) -> Iterator[tuple[str, ModelPattern]]:
        """Find names of models: each with the one form it has.

        A name that the forms of two makers fit, or whose form is not documented, names nobody.
        """
        whole = channel in _MODEL_FIELDS
        for name in {text.strip(): None, **_candidates(text)} if whole else _candidates(text):
            forms = self._grammar.read(name)
            if len({form.maker for form in forms}) != 1:
                continue
            form = forms[0]
            if form.evidence is Support.DOCUMENTED and not form.collides_with:
                yield name, form


@dataclass(frozen=True, slots=True)
class Named:
    """A label that a text names."""

    label: str  # as the rules write it
    maker: Maker | None  # whose own name it is, where nobody else builds under it
    video: bool  # whether the text speaks of a camera or the like


def own_maker(entry: Entry) -> Maker | None:
    """Give the maker of a label. Honeywell sells what Dahua built: such a label tells none."""
    own = {maker.id: maker for maker in entry.own}
    others = [link for link in entry.links if link.maker not in own]
    others += [link for _, link in entry.within if link.maker not in own]
    if any(link.evidence is not Support.WEAK for link in others):
        return None
    return next(iter(own.values())) if len(own) == 1 else None


def _is_name(text: str, label: str) -> bool:
    """Tell whether a text is a label with no more than a legal form, a model, a device or a sign.

    "AXIS of keys" and "AVTECH Software" are other things.
    """
    rest = text.removeprefix(label)
    if len(label) < MIN_LABEL or rest == text or _OTHER_THING.search(text):
        return False
    first = next(iter(rest.split()), None)
    if first is None or plain_name(text) == plain_name(label):
        return True
    if first[0] in _SIGNS:  # "AVTECH | Live", but not "ACTI - Association of Chemical Trades"
        behind = rest.lstrip(_STROKES).split()
        return not behind or behind[0].strip(":.,-").lower() in _PAGE_WORDS or _figures(behind[0])
    word = first.strip(":.,").lower()
    return word in _DEVICE_WORDS or word in _FIRM_WORDS or _figures(first)


def _figures(word: str) -> bool:
    return any(map(str.isdigit, word))


def _is_word(label: str) -> bool:
    """Tell whether a label as written is a word, or so short that it may be anything."""
    return len(label) < MIN_LABEL or label.lower() in _ORDINARY


def _speaks_of_device(after: str) -> bool:
    """Tell whether what stands behind a label is the name of a device, or nothing."""
    first = next(iter(after.split()), None)
    if first is None:
        return True
    return first.strip(":.,-").lower() in _DEVICE_WORDS or like_model(first)


def _parts(channel: Channel, text: str) -> Iterator[str]:
    """Give the parts of a text at whose beginning a name may stand."""
    if channel in _NAMES:
        yield from (_ESCAPED.sub(r"\1", one).strip() for one in _ATTRIBUTE.findall(text))
    elif channel is Channel.WSD_SCOPE:
        scope = _SCOPE.match(text)
        if scope is not None:
            yield scope[1]
    elif channel is Channel.MDNS_TXT:
        yield text.partition("=")[2]
    else:
        greeting = _GREETING.match(text)
        yield text[greeting.end() :] if greeting is not None else text


def _candidates(text: str) -> dict[str, None]:
    """Give the words of a text that have the form of a model's name, each once."""
    words = (word.strip(".-+!?*#") for word in _WORD.findall(text)[:MAX_WORDS])
    return dict.fromkeys(
        word
        for word in words
        if len(word) >= MIN_NAME and like_model(word) and sum(map(str.isalpha, word)) >= 2
    )
