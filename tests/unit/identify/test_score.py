"""Evidence becomes an identity: maker, brand and kind, each with its grade."""

import pytest

from camaudit.identify.readings import channel_count, iso_date
from camaudit.identify.score import BRAND_STATED, identify
from camaudit.identify.votes import sort_evidence
from camaudit.model.endpoint import Endpoint
from camaudit.model.grade import Grade
from camaudit.model.identity import Evidence, Kind
from camaudit.model.observation import Channel, Fact, Seen

ACME_MAC = "00:11:22:33:44:55"
HTTP = ("http.server", "AcmeWeb")
RTSP = ("rtsp.server", "AcmeStream/4.2")
SADP = ("sadp.model", "AC-2001")
TITLE = ("http.title", "Bigcam Live")
REALM = ("rtsp.realm", "Bigcam Login")
NVT = ("wsd.types", "NetworkVideoTransmitter")
PYTHON = ("http.server", "BaseHTTP/0.6 Python/3.11")


def test_a_device_that_said_nothing_known_is_unknown(identified):
    identity = identified(("http.server", "nginx"), mac="44:44:44:00:00:01", dns=["example.org"])
    for answer in (identity.maker, identity.brand, identity.kind):
        assert (answer.value, answer.grade) == (None, Grade.UNKNOWN)
        assert (answer.evidence, answer.rivals) == ((), ())
    assert identity.contradictions == ()
    assert not identity.imitation


@pytest.mark.parametrize(
    ("said", "more", "grade"),
    [
        ([], {"mac": ACME_MAC}, Grade.POSSIBLE),
        ([("dhcp.hostname", "acme-1")], {}, Grade.POSSIBLE),
        ([("dhcp.hostname", "acme-1")], {"mac": ACME_MAC}, Grade.LIKELY),
        # one host name is one statement, whoever carries it
        ([("dhcp.hostname", "acme-1"), ("mdns.host", "acme-1")], {}, Grade.POSSIBLE),
        # and so is one name that was looked up
        ([], {"dns": ["cam.acme.com"], "sni": ["cam.acme.com"]}, Grade.POSSIBLE),
        # however many weak ones agree
        ([("dhcp.hostname", "acme-1")], {"mac": ACME_MAC, "dns": ["acme.com"]}, Grade.LIKELY),
        ([HTTP], {}, Grade.LIKELY),
        ([HTTP], {"mac": ACME_MAC}, Grade.LIKELY),
        ([HTTP, RTSP], {}, Grade.CONFIRMED),
        ([SADP], {}, Grade.CONFIRMED),
    ],
)
def test_witnesses_make_the_grade(identified, said, more, grade):
    identity = identified(*said, **more)
    assert (identity.maker.value, identity.maker.grade) == ("acme", grade)
    assert identity.grade is grade


def test_one_witness_has_one_vote_however_much_it_says(identified):
    identity = identified(HTTP, ("http.server", "AcmeWeb"), ("http.title", "Network Camera"))
    assert identity.maker.grade is Grade.LIKELY


def test_two_makers_that_are_likely_leave_neither_more_than_possible(identified):
    identity = identified(HTTP, REALM)
    assert (identity.maker.value, identity.maker.grade) == ("bigcam", Grade.POSSIBLE)
    assert identity.maker.rivals == (("acme", 2.0),)
    assert identity.contradictions == ("Signs of two makers: Bigcam and Acme.",)


def test_the_better_grade_wins_over_the_heavier_weight(identified):
    identity = identified(HTTP, RTSP, REALM)
    assert (identity.maker.value, identity.maker.grade) == ("acme", Grade.POSSIBLE)


def test_the_makers_own_discovery_answer_decides_and_the_rival_is_still_shown(identified):
    identity = identified(SADP, TITLE, REALM)
    assert (identity.maker.value, identity.maker.grade) == ("acme", Grade.CONFIRMED)
    assert identity.maker.rivals == (("bigcam", 4.5),)
    assert identity.contradictions == (
        (
            "Signs of two makers: Acme and Bigcam. "
            "The answer in the discovery protocol of Acme decides."
        ),
    )


def test_a_weak_hint_of_another_maker_is_no_contradiction(identified):
    identity = identified(HTTP, mac="00:11:33:00:00:01")
    assert (identity.maker.value, identity.maker.grade) == ("acme", Grade.LIKELY)
    assert identity.contradictions == ()


def test_two_weak_hints_that_disagree_are_both_shown(identified):
    identity = identified(("dhcp.hostname", "acme-1"), mac="00:11:33:00:00:01")
    assert (identity.maker.value, identity.maker.grade) == ("bigcam", Grade.POSSIBLE)
    assert identity.maker.rivals == (("acme", 0.5),)


def test_a_maker_and_its_arm_do_not_contradict_each_other(identified):
    identity = identified(TITLE, ("http.agent", "Arm/1"), REALM)
    assert (identity.maker.value, identity.maker.grade) == ("bigcam", Grade.CONFIRMED)
    assert identity.contradictions == ()
    assert len(identity.maker.evidence) == 3


def test_a_label_is_not_the_maker(identified):
    identity = identified(SADP, ("dhip.vendor", "HOUSEGUARD"))
    assert (identity.maker.value, identity.maker.grade) == ("acme", Grade.CONFIRMED)
    assert identity.brand.value == "Houseguard"
    assert identity.contradictions == ()


def test_signs_of_a_firm_whose_label_the_maker_builds_tell_the_label(identified):
    said = [HTTP, ("http.title", "Houseguard Portal"), ("tls.subject", "CN=Houseguard")]
    identity = identified(*said)
    assert (identity.maker.value, identity.maker.grade) == ("acme", Grade.LIKELY)
    assert (identity.brand.value, identity.brand.grade) == ("Houseguard", Grade.CONFIRMED)
    assert identity.contradictions == ()
    alone = identified(*said[1:])
    assert (alone.maker.value, alone.brand.value) == ("houseguard", None)


def test_the_manufacturer_of_onvif_tells_the_brand(identified):
    known = identified(("onvif.manufacturer", "ACME"))
    assert (known.brand.value, known.brand.grade) == ("Acme", Grade.LIKELY)
    other = identified(("onvif.manufacturer", "EVERCAM LTD"))
    assert (other.brand.value, other.brand.grade) == ("EVERCAM LTD", Grade.POSSIBLE)
    assert other.brand.evidence[0].rule == BRAND_STATED
    assert other.maker.value is None


@pytest.mark.parametrize("text", ["ONVIF", "x" * 65, " "])
def test_a_neutral_or_endless_text_is_no_brand(identified, text):
    assert identified(("onvif.manufacturer", text)).brand.value is None


def test_one_label_in_two_spellings_is_one_label(identified):
    identity = identified(("dhip.vendor", "Houseguard"), ("onvif.manufacturer", "HOUSEGUARD"))
    assert identity.brand.value == "Houseguard"
    assert identity.brand.rivals == ()
    assert len(identity.brand.evidence) == 2


def test_two_labels_are_a_contradiction_unless_the_discovery_answer_decides(identified):
    said = [("onvif.manufacturer", "ACME"), ("dhip.vendor", "Houseguard")]
    identity = identified(*said)
    assert (identity.brand.value, identity.brand.grade) == ("Houseguard", Grade.CONFIRMED)
    assert identity.contradictions == ("Signs of two labels: Houseguard and Acme.",)
    title = ("http.title", "Houseguard Portal")
    capped = identified(said[0], HTTP, title)
    assert capped.brand.grade is Grade.POSSIBLE


def test_a_model_tells_the_kind_where_the_maker_has_such_a_grammar(identified):
    identity = identified(SADP)
    assert (identity.kind.value, identity.kind.grade) == (Kind.CAMERA, Grade.CONFIRMED)
    assert "acme.model.c" in {one.rule for one in identity.kind.evidence}
    onvif = identified(HTTP, ("onvif.model", "AN-16"))
    assert (onvif.kind.value, onvif.kind.grade) == (Kind.RECORDER, Grade.LIKELY)
    assert onvif.model == "AN-16"
    alone = identified(("onvif.model", "AN-16"))
    assert (alone.maker.value, alone.maker.grade) == ("acme", Grade.POSSIBLE)
    assert (alone.kind.value, alone.kind.grade) == (Kind.RECORDER, Grade.POSSIBLE)
    assert identified(("onvif.model", "XX-16")).kind.value is None


def test_a_maker_of_video_devices_alone_tells_that_it_is_one(identified):
    identity = identified(HTTP, RTSP)
    assert (identity.kind.value, identity.kind.grade) == (Kind.VIDEO, Grade.CONFIRMED)
    assert identified(TITLE, REALM).kind.value is None
    block = identified(mac=ACME_MAC)
    assert (block.kind.value, block.kind.grade) == (Kind.VIDEO, Grade.POSSIBLE)


def test_a_weak_word_for_a_camera_is_sure_only_with_another_witness(identified):
    alone = identified(("http.title", "Network Camera"))
    assert (alone.kind.value, alone.kind.grade) == (Kind.CAMERA, Grade.POSSIBLE)
    both = identified(("http.title", "Network Camera"), NVT)
    assert (both.kind.value, both.kind.grade) == (Kind.CAMERA, Grade.LIKELY)


def test_what_is_surely_a_video_device_is_not_made_less_by_a_hint_which_one(identified):
    identity = identified(HTTP, ("http.title", "Network Camera"))
    assert (identity.kind.value, identity.kind.grade) == (Kind.VIDEO, Grade.LIKELY)


def test_camera_or_recorder_is_left_open_where_both_are_likely(identified):
    identity = identified(("upnp.model", "Video Camera"), ("rtsp.session", "Recorder"))
    assert (identity.kind.value, identity.kind.grade) == (Kind.VIDEO, Grade.CONFIRMED)
    assert identity.kind.rivals == (("camera", 1.0), ("recorder", 1.0))
    assert identity.contradictions == ("It says that it is a camera and a recorder.",)
    decided = identified(("upnp.model", "Video Camera"), ("dhip.class", "RECORDER"))
    assert (decided.kind.value, decided.kind.grade) == (Kind.RECORDER, Grade.CONFIRMED)
    assert decided.contradictions == ()


def test_a_plug_of_a_camera_maker_is_a_plug(identified):
    identity = identified(("dhcp.hostname", "HS100"), mac=ACME_MAC)
    assert (identity.kind.value, identity.kind.grade) == (Kind.OTHER, Grade.POSSIBLE)
    assert identity.kind.rivals == ((Kind.VIDEO.value, 0.7),)
    assert identity.contradictions == (
        "Some signs say camera, recorder or door phone, others a device of another sort.",
    )


def test_a_weak_word_for_another_sort_does_not_hide_a_camera(identified):
    identity = identified(("dhcp.hostname", "HS100"), SADP)
    assert (identity.kind.value, identity.kind.grade) == (Kind.CAMERA, Grade.CONFIRMED)
    assert identity.kind.rivals == ((Kind.OTHER.value, 1.0),)
    assert len(identity.contradictions) == 1


def test_strong_words_for_a_camera_and_another_sort_leave_both_possible(identified):
    identity = identified(("wsd.types", "PrintDeviceType"), ("upnp.model", "Video Camera"))
    assert identity.kind.grade is Grade.POSSIBLE
    assert len(identity.kind.rivals) == 1
    assert identified(("wsd.types", "PrintDeviceType")).kind.grade is Grade.LIKELY
    decided = identified(("wsd.types", "PrintDeviceType"), SADP)
    assert (decided.kind.value, decided.kind.grade) == (Kind.CAMERA, Grade.CONFIRMED)


def test_software_that_plays_a_camera_is_never_more_than_possible(identified):
    identity = identified(PYTHON, RTSP, NVT, ("onvif.manufacturer", "ACME"))
    assert identity.imitation
    assert identity.maker.grade is Grade.POSSIBLE
    assert identity.kind.grade is Grade.POSSIBLE
    assert identity.brand.grade is Grade.POSSIBLE
    assert any("BaseHTTP/0.6 Python/3.11" in one for one in identity.contradictions)


def test_what_software_is_not_known_to_imitate_still_counts_beside_it(identified):
    identity = identified(PYTHON, RTSP, SADP)
    assert identity.imitation
    assert identity.maker.grade is Grade.CONFIRMED


def test_a_computer_that_plays_nothing_is_no_imitation(identified):
    identity = identified(PYTHON, mac=ACME_MAC)
    assert not identity.imitation
    assert identity.contradictions == ()


def test_fields_come_from_the_strongest_reading(identified):
    identity = identified(
        SADP,
        ("onvif.model", "N/A"),
        ("sadp.firmware", "V5.5.82build 190220"),
        ("onvif.firmware", "5.5"),
        ("onvif.serial", "B2"),
        ("sadp.serial", "A1"),
    )
    assert identity.model == "AC-2001"
    assert identity.firmware == "V5.5.82 build 190220"
    assert identity.built_on == "2019-02-20"
    assert identity.serial == "A1"
    assert identity.channels is None


def test_fields_are_stated_in_channels_made_for_them(identified):
    identity = identified(
        ("mdns.txt", "model=DCX-1"),
        ("mdns.txt", "vendor=x"),
        ("xm.build", "2020-01-31 10:11:12"),
        ("dhip.class", "RECORDER"),
        ("dhip.channels", "local=4 remote=12"),
        ("onvif.firmware", "2.800"),
    )
    assert (identity.model, identity.firmware) == ("DCX-1", "2.800")
    assert identity.built_on == "2020-01-31"
    assert (identity.kind.value, identity.channels) == (Kind.RECORDER, 16)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("190220", "2019-02-20"),
        ("20190220", "2019-02-20"),
        ("2019-02-20", "2019-02-20"),
        ("2019-02-20 10:00", "2019-02-20"),
        ("2019/02/20", "2019-02-20"),
        ("20190220101112", "2019-02-20"),
        ("191302", None),
        ("20190230", None),
        ("1902201", None),
        ("soon", None),
        (None, None),
    ],
)
def test_a_date_of_a_build_is_iso_or_nothing(text, day):
    assert iso_date(text) == day


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("analog=0 digital=16", 16),
        ("8", 8),
        ("local=1 remote=0", 1),
        ("analog=0", None),
        ("a lot", None),
        ("9999", None),
        (None, None),
    ],
)
def test_channels_are_summed(text, count):
    assert channel_count(text) == count


def test_one_device_may_be_identified_without_keeping_an_identifier(
    rulebook, matcher, device, identified
):
    made = device(SADP, HTTP)
    assert identify(made, matcher.match(made), rulebook) == identified(SADP, HTTP)


def test_evidence_of_one_rule_is_in_one_order_whatever_python_hashes():
    about = Endpoint(ACME_MAC, None)
    fact = Fact(
        about=about,
        channel=Channel.DHCP_HOSTNAME,
        value="AC-2001",
        port=None,
        seen=Seen(1.0, "leases.txt", "line 2"),
    )
    said = [
        Evidence(
            fact=fact,
            rule="acme.model",
            proves=proves,
            says=f"{number}",
            weight=1.0,
            strong=False,
            because="It names a model.",
            references=(),
        )
        for proves in ("kind", "maker")
        for number in range(10, 30)
    ]
    assert sort_evidence(said[::-1]) == tuple(said)
