"""Names in what a device says: a label beside a word for a camera, a model's name in a place."""

import pytest

from camaudit import data
from camaudit.identify.match import LABEL_NAMED
from camaudit.identify.names import MAX_WORDS
from camaudit.identify.registry import Registry
from camaudit.identify.trial import Text, Trial
from camaudit.model.grade import Grade
from camaudit.model.identity import Kind
from camaudit.model.observation import Channel
from camaudit.rulebook.load import load


@pytest.fixture(scope="module")
def said():
    """Identify a device that says one text, with the shipped rules."""
    trial = Trial(load([data.folder("rules")]), Registry({}))
    return lambda channel, text: trial.of("device", [Text(Channel(channel), text)]).identity


def test_a_label_is_read_beside_a_word_for_a_camera(identified):
    plain = identified(("upnp.model", "Video Camera"))
    assert (plain.maker.value, plain.brand.value) == (None, None)
    own = identified(("rtsp.session", "Bigcam Recorder"))
    assert own.maker.value is None  # no rule takes it for a recorder, and Bigcam makes other things
    builder = identified(("http.title", "Acme camera"))
    assert (builder.maker.value, builder.maker.grade) == ("acme", Grade.POSSIBLE)
    assert builder.maker.evidence[0].rule == LABEL_NAMED


@pytest.mark.parametrize(
    ("text", "maker"),
    [
        ("Acme", "acme"),
        ("Welcome to Acme", "acme"),
        ("Acme | Live", "acme"),
        ("Acme AX500", "acme"),
        ("Acme Network Camera", "acme"),
        ("Acme Video Server", "acme"),
        ("ACME Co., Ltd.", "acme"),
        ("Acme login:", "acme"),
        ("Acme Print Server", None),
        ("Acme Digital Printer", None),
        ("Acme of keys", None),
        ("Acme Software", None),
        ("Acmecam", None),
        ("Cameras: Acme and others", None),
        ("Bigcam", None),  # makes other things as well
        ("Houseguard", None),
    ],
)
def test_the_name_of_a_firm_of_video_devices_alone_is_a_hint(identified, text, maker):
    identity = identified(("http.title", text))
    assert identity.maker.value == maker
    assert identity.maker.grade is (Grade.POSSIBLE if maker else Grade.UNKNOWN)
    assert identity.kind.value == (Kind.VIDEO if maker else None)


@pytest.mark.parametrize(
    ("text", "maker", "label"),
    [
        ("Hive of bees webcam", None, None),
        ("Nest box camera live at school", None, None),
        ("Front door ring camera", None, None),
        ("Lot 4 network camera", None, None),
        ("Juan and Ana's network camera", None, None),
        ("March 2026 network camera", None, None),
        ("Nest network camera", "nest", None),
        ("Hive network camera", None, "Hive"),
        ("Vista network camera", None, "Vista"),
        ("Hive of VIVOTEK network camera", "vivotek", None),
        ("Gate: Zavio network camera beside a Wanscam", None, None),  # two firms: neither
        ("Gate: Zavio network camera for the Vista", "zavio", None),
        ("ACTI - Association of Chemical Trades", None, None),
        ("AXIS D2110-VE Security Radar", None, None),
        ("ACTi - Web Configurator", "acti", None),
        ("MOBOTIX | M73", "mobotix", None),
        ("VIVOTEK network camera " + "of Ana " * 143, "vivotek", None),
    ],
)
def test_a_label_that_is_a_word_needs_its_device_behind_it(said, text, maker, label):
    identity = said("http.title", text[:1024])
    assert identity.maker.value == maker
    assert identity.maker.grade.rank <= Grade.POSSIBLE.rank
    if maker is None:
        assert identity.brand.value == label


def test_a_text_of_another_thing_is_no_camera_text(said):
    assert said("http.title", "Hikvision TiVo DVR").maker.value is None


def test_names_that_people_give_are_no_hint(identified):
    assert identified(("dhcp.hostname", "Acme")).maker.value is None  # too short to be sure
    assert identified(("mdns.host", "Acme.local")).maker.value is None


def test_a_certificate_names_a_firm(identified):
    assert identified(("tls.subject", "CN=192.0.2.7,O=Acme,C=TW")).maker.value == "acme"
    assert identified(("tls.subject", "CN=192.0.2.7,O=Friends of Acme,C=TW")).maker.value is None
    assert identified(("tls.subject", r"CN=x,O=Acme\, Inc.,C=TW")).maker.value == "acme"


@pytest.mark.parametrize("channel", ["onvif.manufacturer", "upnp.manufacturer"])
def test_the_field_of_the_manufacturer_names_a_firm(said, channel):
    assert said(channel, "MOBOTIX AG").maker.value == "mobotix"
    assert said(channel, "IDIS Co., Ltd.").maker.value == "idis"
    assert said(channel, "Honeywell").maker.value is None  # others build what it sells


@pytest.mark.parametrize("channel", ["http.title", "http.realm", "ftp.banner", "snmp.sysdescr"])
def test_a_model_is_read_where_devices_name_themselves(identified, channel):
    identity = identified((channel, "220 AC-2001 ready"))
    assert (identity.maker.value, identity.maker.grade) == ("acme", Grade.POSSIBLE)
    assert (identity.model, identity.kind.value) == ("AC-2001", Kind.CAMERA)
    assert identity.maker.evidence[0].rule == "acme.model.c"


def test_only_the_first_words_of_a_text_are_read(identified):
    assert identified(("http.title", "x " * (MAX_WORDS - 1) + "AC-2001")).maker.value == "acme"
    assert identified(("http.title", "x " * MAX_WORDS + "AC-2001")).maker.value is None


@pytest.mark.parametrize(
    ("channel", "text", "maker", "kind"),
    [
        ("http.realm", "WV-S1531LN", "ipro", Kind.CAMERA),
        ("dhcp.hostname", "DCS-8000LH_0000", "dlink", Kind.CAMERA),
        ("ftp.banner", "220 DCS-6620 FTP server ready", "dlink", Kind.CAMERA),
        ("http.title", "VIVOTEK Network Camera", "vivotek", Kind.CAMERA),
        ("http.title", "Honeywell Network Camera", None, Kind.CAMERA),
        ("snmp.sysdescr", "Digital China DCS-3726S", None, None),
        ("onvif.model", "M73", None, Kind.VIDEO),  # a computer is named so too
        ("http.realm", "ND9541P", "vivotek", Kind.RECORDER),
        ("http.realm", "TCD2100", "acti", Kind.ENCODER),
        ("onvif.model", "GDS3710", "grandstream", Kind.INTERCOM),
        ("wsd.scope", "onvif://www.onvif.org/name/2N_IP_Verso", "2n", Kind.INTERCOM),
        ("dhcp.vendor-class", "Cisco Systems, Inc. IP Phone CP-8841", None, None),
        ("snmp.sysdescr", "MA5800-X7", None, None),
        ("mdns.instance", "DR-4010C", None, None),
        ("dhcp.hostname", "EDR-810", None, None),
        ("http.title", "IQ412", None, None),
        ("http.title", "SHARP MX-3071", None, None),
        ("http.title", "Lexmark CX410de", None, None),
        ("http.title", "HP LaserJet P1102w", None, None),
        ("onvif.model", "SNC-4241BE", "hanwha", Kind.CAMERA),  # Samsung: not of the form of Sony
        ("dhcp.hostname", "VIVOTEK", "vivotek", Kind.VIDEO),
        ("dhcp.hostname", "vivotek-fan", None, None),
        ("tls.subject", "CN=IPC,O=Zhejiang Dahua Technology", "dahua", Kind.VIDEO),
        ("http.title", "2.8mm IP67 H.264 1080p", None, None),
    ],
)
def test_the_shipped_tables_are_read(said, channel, text, maker, kind):
    identity = said(channel, text)
    assert identity.maker.value == maker
    assert identity.kind.value == kind


def test_a_label_that_others_build_names_no_maker(said):
    identity = said("http.title", "Honeywell Network Camera")
    assert (identity.maker.value, identity.brand.value) == (None, "Honeywell")
