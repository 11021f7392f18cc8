"""What the rules and the registry know of what a device said."""

import pytest

from camaudit.errors import RulesError
from camaudit.identify import patternset
from camaudit.identify.blocks import mac_note, plain_name
from camaudit.identify.match import MAC_BLOCK, Matcher
from camaudit.model.identity import Kind

ACME_MAC = "00:11:22:33:44:55"


def rules_of(matches):
    return [one.evidence.rule for one in matches]


def test_a_match_carries_its_evidence_and_what_it_captured(matcher, device):
    (found,) = matcher.match(device(("rtsp.server", "AcmeStream/4.2 (x)")))
    assert found.maker == "acme"
    assert found.fields == (("firmware", "4.2 (x)"),)
    assert found.evidence.rule == "acme.rtsp"
    assert found.evidence.proves == "platform"
    assert found.evidence.says == "acme"
    assert found.evidence.strong
    assert found.evidence.because == "It says so."
    assert found.evidence.fact.seen.place == "frame 0"


def test_case_counts_as_the_pattern_is_written(matcher, device):
    assert matcher.match(device(("http.server", "acmeweb"))) == []
    assert rules_of(matcher.match(device(("dhip.vendor", "HOUSEGUARD")))) == ["common.label"]


def test_a_rule_looks_at_its_own_channel_alone(matcher, device):
    assert matcher.match(device(("http.title", "AcmeWeb"))) == []


@pytest.mark.parametrize(
    "value",
    ["AcmeStream/\ud800x", "AcmeStream/\x00x", "AcmeStream/Größe x"],
)
def test_hostile_text_is_matched_and_never_raises(matcher, device, value):
    (found,) = matcher.match(device(("rtsp.server", value)))
    assert dict(found.fields)["firmware"].endswith("x")


def test_no_more_than_the_first_1024_characters_are_looked_at(matcher, device):
    (found,) = matcher.match(device(("rtsp.server", "AcmeStream/" + "9" * 100_000)))
    assert len(dict(found.fields)["firmware"]) == 1_024 - len("AcmeStream/")


def test_what_matches_does_not_hang_on_the_order_of_facts(matcher, device):
    said = [("http.server", "AcmeWeb"), ("rtsp.server", "AcmeStream/1"), ("http.title", "x")]
    forth = rules_of(matcher.match(device(*said, mac=ACME_MAC)))
    back = rules_of(matcher.match(device(*reversed(said), mac=ACME_MAC)))
    assert forth == back == ["acme.http", "acme.rtsp", MAC_BLOCK]


def test_patterns_that_do_not_fit_are_an_error_and_never_no_match(
    rulebook, registry, device, monkeypatch
):
    monkeypatch.setattr(patternset, "MAX_MEMORY", 1_024)
    with pytest.raises(RulesError):
        Matcher(rulebook, registry).match(device(("http.server", "AcmeWeb")))


def test_host_names_and_names_looked_up_are_never_strong(matcher, device):
    said = device(("dhcp.hostname", "acme-1"), ("mdns.host", "acme-1"), sni=["cam.acme.com"])
    matches = matcher.match(said)
    assert set(rules_of(matches)) == {"acme.host", "acme.local", "acme.sni", "acme.cloud"}
    assert not any(one.evidence.strong for one in matches)


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("acme.com", ["acme.cloud"]),
        ("eu.cloud.acme.com", ["acme.cloud"]),
        ("notacme.com", []),
        ("acme.com.example", []),
        ("www.acme.com", []),  # the longest suffix wins, and it identifies nobody
        ("x.www.acme.com", []),
    ],
)
def test_the_longest_suffix_of_a_name_wins_at_the_boundary_of_a_label(matcher, device, name, rules):
    assert rules_of(matcher.match(device(dns=[name]))) == rules


def test_a_mac_block_is_a_weak_hint_of_its_registrant(matcher, device):
    (found,) = matcher.match(device(mac=ACME_MAC))
    assert (found.maker, found.kind) == ("acme", Kind.VIDEO)
    assert not found.evidence.strong
    assert found.evidence.fact.value == "00:11:22/24 Acme Company Limited"


def test_a_mac_block_of_a_maker_of_many_things_tells_no_kind(matcher, device):
    (found,) = matcher.match(device(mac="00:11:33:00:00:01"))
    assert (found.maker, found.kind) == ("bigcam", None)


@pytest.mark.parametrize(
    ("mac", "notes", "note"),
    [
        ("00:11:44:00:00:01", (), "Wi-Fi chip or module maker Radio Chips, Inc."),
        ("02:11:22:33:44:55", ("locally-administered",), "locally administered"),
        ("00:00:5e:00:01:0a", ("virtual-router",), "virtual router"),
        ("00:00:5e:00:02:0a", (), "virtual router"),
        ("00:00:0c:07:ac:01", (), "virtual router"),
        ("00:07:b4:00:00:01", (), "virtual router"),
        ("00:00:0c:9f:f0:01", (), "virtual router"),
        (ACME_MAC, ("router",), None),
        ("44:44:44:00:00:01", (), None),
    ],
)
def test_a_mac_that_names_no_maker_is_no_evidence_and_says_why(
    matcher, device, rulebook, registry, mac, notes, note
):
    assert matcher.match(device(mac=mac, notes=notes)) == []
    assert mac_note(mac, registry, rulebook) == note


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Hangzhou Example Digital Technology Co.,Ltd.",
            "HANGZHOU EXAMPLE DIGITAL TECHNOLOGY CO LTD",
        ),
        ("Example Communications AB", "example communications"),
        ("Example B.V.", "Example BV"),
        ("Example S.p.A.", "EXAMPLE SPA"),
        ("The Example Company", "Example"),
    ],
)
def test_a_company_is_the_same_however_its_name_is_spelt(one, other):
    assert plain_name(one) == plain_name(other)


def test_companies_that_differ_in_more_than_their_form_stay_apart():
    assert plain_name("Example Vision Ltd") != plain_name("Example Technology Ltd")
    assert plain_name("AB Co Ltd") == "ab co ltd"  # nothing else would be left


def test_a_firmware_and_its_build_are_named_together(matcher, device):
    (found,) = matcher.match(device(("sadp.firmware", "V5.5.82build 190220")))
    assert found.fields == (("built_on", "190220"), ("firmware", "V5.5.82 build 190220"))
