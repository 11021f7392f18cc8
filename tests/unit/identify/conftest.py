"""A small rulebook and devices made of what they say."""

from dataclasses import replace

import pytest

from camaudit.identify.match import Matcher
from camaudit.identify.registry import Registry
from camaudit.identify.score import Identifier
from camaudit.model.device import Device
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Channel, Fact, Lookup, LookupKind, Seen
from camaudit.rulebook.load import load

ABOUT = Endpoint("00:11:22:33:44:55", None)
EMPTY = Device.bare(1)

HEAD = "maker: {0}\nname: {1} Co., Ltd.\nshort: {1}\nmakes: {2}\n"
TAIL = "survives_rebrand: yes, seen: 2025, because: It says so., references: [a page]"


def line(rule, on, match, example, gives="", **more):
    pairs = "".join(f", {key}: {value}" for key, value in more.items())
    return (
        f"- {{id: {rule}, 'on': {on}, match: '{match}', {TAIL}{pairs}, "
        f"examples: [{{value: '{example}', gives: {{{gives}}}}}]}}\n"
    )


ACME = (
    HEAD.format("acme", "Acme", "video")
    + "registrants: ['ACME CO.,LTD']\n"
    + "brands: [{brand: Houseguard, scope: all, evidence: reported, references: [a page]}]\n"
    + "signatures:\n"
    + line("acme.http", "http.server", "^AcmeWeb$", "AcmeWeb", weight=2.0, proves="platform",
           specificity="unique")
    + line("acme.rtsp", "rtsp.server", "^AcmeStream/(?P<firmware>.+)$", "AcmeStream/1",
           "firmware: '1'", weight=1.5, proves="platform", specificity="family")
    + line("acme.sadp", "sadp.model", "^(?P<model>AC-.+)$", "AC-1", "model: AC-1", weight=3.0,
           proves="platform", specificity="family")
    + line("acme.sadp-firmware", "sadp.firmware",
           r"^(?P<firmware>V[\d.]+)\s*build\s*(?P<built_on>\d{6})$", "V1build 190220",
           'firmware: V1, built_on: "190220"', weight=1.0, proves="platform",
           specificity="family")
    + line("acme.host", "dhcp.hostname", "^acme-", "acme-1", weight=0.5, proves="maker",
           specificity="unique")
    + line("acme.local", "mdns.host", "^acme-", "acme-1", weight=0.5, proves="maker",
           specificity="unique")
    + line("acme.sni", "tls.sni", "^cam\\.acme", "cam.acme.com", weight=0.5, proves="maker",
           specificity="unique")
    + line("acme.manufacturer", "onvif.manufacturer", "^ACME$", "ACME", weight=1.0,
           proves="maker", specificity="unique")
    + "models:\n"
    + "- {id: acme.model.c, match: '^AC-', kind: camera, meaning: AC is a camera., "
      "references: [a page], examples: [AC-1]}\n"
    + "- {id: acme.model.n, match: '^AN-', kind: recorder, meaning: AN is a recorder., "
      "references: [a page], examples: [AN-1]}\n"
    + "cloud:\n"
    + "- {id: acme.cloud, suffix: acme.com, service: Acme cloud, role: cloud, identifies: yes, "
      "references: [a page]}\n"
    + "- {id: acme.www, suffix: www.acme.com, service: Acme pages, role: cloud, identifies: no, "
      "references: [a page]}\n"
)  # fmt: skip
BIGCAM = (
    HEAD.format("bigcam", "Bigcam", "many")
    + "registrants: [Bigcam Electronics Inc.]\n"
    + "signatures:\n"
    + line("bigcam.title", "http.title", "^Bigcam Live$", "Bigcam Live", weight=2.0,
           proves="maker", specificity="unique")
    + line("bigcam.realm", "rtsp.realm", "^Bigcam Login$", "Bigcam Login", weight=2.5,
           proves="maker", specificity="unique")
    + line("bigcam.dhip", "dhip.class", "^(?P<kind>RECORDER|CAMERA)$", "RECORDER",
           "kind: RECORDER", weight=2.0, proves="platform", specificity="family")
)  # fmt: skip
ARM = (
    HEAD.format("arm", "Arm", "many")
    + "parent: bigcam\nsignatures:\n"
    + line("arm.agent", "http.agent", "^Arm/", "Arm/1", weight=2.0, proves="maker",
           specificity="unique")
)  # fmt: skip
HOUSEGUARD = (
    HEAD.format("houseguard", "Houseguard", "many")
    + "signatures:\n"
    + line("houseguard.title", "http.title", "^Houseguard Portal$", "Houseguard Portal",
           weight=3.0, proves="maker", specificity="unique")
    + line("houseguard.tls", "tls.subject", "^CN=Houseguard$", "CN=Houseguard", weight=3.0,
           proves="maker", specificity="unique")
)  # fmt: skip
SHARED = (
    "signatures:\n"
    + line("common.nvt", "wsd.types", "^NetworkVideoTransmitter$", "NetworkVideoTransmitter",
           weight=2.0, proves="kind", kind="'camera, recorder or door phone'", specificity="family")
    + line("common.title", "http.title", "^Network Camera$", "Network Camera", weight=0.5,
           proves="kind", kind="camera", specificity="shared")
    + line("common.camera", "upnp.model", "^Video Camera$", "Video Camera", weight=1.0,
           proves="kind", kind="camera", specificity="unique")
    + line("common.recorder", "rtsp.session", "^Recorder$", "Recorder", weight=1.0,
           proves="kind", kind="recorder", specificity="unique")
    + line("common.plug", "dhcp.hostname", "^HS100$", "HS100", weight=1.0, proves="kind",
           kind="other", specificity="unique")
    + line("common.printer", "wsd.types", "^PrintDeviceType$", "PrintDeviceType", weight=1.0,
           proves="kind", kind="other", specificity="unique")
    + line("common.python", "http.server", "^BaseHTTP/", "BaseHTTP/0.6", weight=0.5,
           proves="imitation", specificity="weak")
    + line("common.neutral", "onvif.manufacturer", "^ONVIF$", "ONVIF", weight=0,
           proves="nothing", specificity="weak")
    + line("common.label", "dhip.vendor", "^(?i)houseguard$", "Houseguard", weight=1.0,
           proves="brand", brand="Houseguard", specificity="unique")
    + "chips: [{registrant: Radio Chips Inc., what: Wi-Fi chips, references: [a page]}]\n"
)  # fmt: skip

REGISTRY = Registry(
    {
        "001122": "Acme Company Limited",
        "001133": "BIGCAM ELECTRONICS, INC",
        "001144": "Radio Chips, Inc.",
        "00005e": "Acme Co Ltd",
    }
)


@pytest.fixture(scope="session")
def rulebook(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rules")
    makers = {"acme": ACME, "bigcam": BIGCAM, "arm": ARM, "houseguard": HOUSEGUARD}
    for name in ("makers", "shared"):
        (folder / name).mkdir()
    for name, text in makers.items():
        (folder / "makers" / f"{name}.yaml").write_text(text)
    (folder / "shared" / "common.yaml").write_text(SHARED)
    (folder / "DATE").write_text("2026-11-24\n")
    return load([folder])


@pytest.fixture(scope="session")
def registry():
    return REGISTRY


@pytest.fixture(scope="session")
def matcher(rulebook):
    return Matcher(rulebook, REGISTRY)


@pytest.fixture(scope="session")
def device():
    """Make a device of pairs of channel and value; `dns=` and `sni=` are names it asked for."""

    def make(*said, mac=None, notes=(), dns=(), sni=()):
        facts = tuple(
            Fact(
                about=ABOUT,
                channel=Channel(channel),
                value=value,
                port=80,
                seen=Seen(float(place), "a.pcap", f"frame {place}"),
            )
            for place, (channel, value) in enumerate(said)
        )
        asked = [(LookupKind.DNS, name) for name in dns] + [(LookupKind.SNI, name) for name in sni]
        lookups = tuple(
            Lookup(client=ABOUT, name=name, answers=(), kind=kind, seen=Seen(9.0, "a.pcap", "x"))
            for kind, name in asked
        )
        return replace(EMPTY, mac=mac, notes=notes, facts=facts, lookups=lookups)

    return make


@pytest.fixture(scope="session")
def identified(rulebook, matcher, device):
    """Identify what says so and so."""
    identifier = Identifier(rulebook)

    def run(*said, **more):
        made = device(*said, **more)
        return identifier.identify(made, matcher.match(made))

    return run
