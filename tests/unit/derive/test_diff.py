"""`camaudit diff`: the estate, the looking and the rules are never taken for each other."""

import json
import runpy
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camaudit import document
from camaudit.checks.actions import actions, grouped
from camaudit.cli import main
from camaudit.derive.changes import Cause, What
from camaudit.derive.diff import diff
from camaudit.errors import UsageError
from camaudit.model.action import Exemption
from camaudit.model.grade import Grade
from camaudit.model.observation import Channel

made = runpy.run_path(str(Path(__file__).with_name("schools.py")))
cut, changed = made["cut"], made["changed"]
pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
# Devices of the example school.
HIKVISION, DOOR, DLINK = "44:19:b6:00:00:11", "44:19:b6:00:00:33", "b0:c5:54:00:00:34"
AXIS = "ac:cc:8e:00:00:14"


def without(audit, *macs):
    return cut(audit, {one.mac for one in audit.devices} - set(macs))


def device(audit, mac):
    return next(one for one in audit.devices if one.mac == mac)


def identity(audit, mac):
    at = next(at for at, one in enumerate(audit.devices) if one.mac == mac)
    return audit.identities[at]


def blind(audit, network, *, named=True):
    """Give an audit that did not look at a network, or does not even know it."""
    kept = [one for one in audit.coverage if named or one.network != network]
    return replace(
        audit,
        coverage=tuple(replace(one, looks=()) if one.network == network else one for one in kept),
    )


def newer(audit, name="rules"):
    """Give an audit by other rules."""
    return replace(
        audit,
        data=tuple(
            replace(one, date="2027-01-01", digest="f" * 64) if one.name == name else one
            for one in audit.data
        ),
    )


def said(audit, mac, channel, value):
    """Give an audit in which a device says something else on a channel; None: nothing."""
    facts = [
        one if one.channel is not channel else replace(one, value=value)
        for one in device(audit, mac).facts
        if one.channel is not channel or value is not None
    ]
    return changed(audit, mac, device={"facts": tuple(facts)})


def unsaid(audit, mac, *witnesses):
    facts = tuple(one for one in device(audit, mac).facts if one.channel.witness not in witnesses)
    return changed(audit, mac, device={"facts": facts})


def lacking(audit, *codes):
    findings = tuple(one for one in audit.findings if one.code not in codes)
    assert len(findings) < len(audit.findings)
    return replace(audit, findings=findings, actions=grouped(findings, actions()))


def kinds(found):
    """Give cause and sort of each difference, but for those of inputs."""
    every = (*found.estate, *found.coverage, *found.knowledge)
    return sorted({(one.cause, one.what) for one in every})


def find(found, what):
    every = (*found.estate, *found.coverage, *found.knowledge)
    return [one for one in every if one.what is what]


def test_an_audit_is_no_different_from_itself(school):
    found = diff(school, school)
    assert (found.estate, found.coverage, found.knowledge) == ((), (), ())
    assert found.by_mac == len(school.devices)


@pytest.mark.parametrize(
    ("change", "cause", "what"),
    [
        (lambda new: new, Cause.ESTATE, What.NOT_SEEN),
        (lambda new: blind(new, "Office"), Cause.COVERAGE, What.NOT_LOOKED),
        (lambda new: blind(new, "Office", named=False), Cause.COVERAGE, What.NOT_LOOKED),
        (lambda new: replace(new, coverage=()), Cause.COVERAGE, What.NOT_LOOKED),
        (lambda new: blind(new, "Camera network"), Cause.ESTATE, What.NOT_SEEN),
    ],
)
def test_a_device_is_not_seen_only_where_somebody_looked(change, cause, what, school):
    there, gone = cut(school, [HIKVISION, DLINK]), cut(school, [HIKVISION])
    found = diff(there, change(gone))
    (one,) = find(found, what)
    assert (one.cause, one.device) == (cause, device(school, DLINK).id)
    back = {What.NOT_SEEN: What.COME, What.NOT_LOOKED: What.FIRST_LOOKED}[what]
    (one,) = find(diff(change(gone), there), back)
    assert one.cause is cause
    opened = find(diff(change(gone), there), What.OPENED)
    assert opened
    assert {each.cause for each in opened} == {cause}


def test_of_a_device_without_a_network_every_network_of_its_site_must_have_been_looked_at(school):
    bare = changed(school, DLINK, device={"network": None, "addresses": ()})
    assert find(diff(bare, without(bare, DLINK)), What.NOT_LOOKED)  # the pupils' was not
    all_looked = replace(
        bare,
        coverage=tuple(
            replace(one, looks=one.looks or bare.coverage[0].looks) for one in bare.coverage
        ),
    )
    assert find(diff(bare, without(all_looked, DLINK)), What.NOT_SEEN)


FIRMWARE = "V5.9.9 build 250101"


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        # It says another version on the channel on which it said one before.
        (
            lambda new: said(
                changed(new, HIKVISION, identity={"firmware": FIRMWARE}),
                HIKVISION,
                Channel.SADP_FIRMWARE,
                "V5.9.9build 250101",
            ),
            Cause.ESTATE,
        ),
        # It was not asked this time.
        (
            lambda new: unsaid(
                changed(new, HIKVISION, identity={"firmware": None}), HIKVISION, "sadp"
            ),
            Cause.COVERAGE,
        ),
        # It says the same, and newer rules read it otherwise.
        (
            lambda new: newer(changed(new, HIKVISION, identity={"firmware": "V5.7.3 (2022)"})),
            Cause.KNOWLEDGE,
        ),
    ],
)
def test_why_a_firmware_is_another(change, cause, school):
    found = diff(school, change(school))
    (one,) = find(found, What.FIRMWARE)
    assert one.cause is cause
    assert one.old == "V5.7.3 build 220112"


def test_why_a_maker_is_another(school):
    told = identity(school, AXIS).maker
    other = replace(told, value="dlink", grade=Grade.LIKELY)
    (one,) = find(diff(school, newer(changed(school, AXIS, identity={"maker": other}))), What.MAKER)
    assert (one.cause, one.old, one.new) == (Cause.KNOWLEDGE, "axis, likely", "dlink, likely")
    weak = replace(
        told,
        grade=Grade.POSSIBLE,
        evidence=tuple(one for one in told.evidence if one.fact.channel is Channel.MAC_BLOCK),
    )
    quiet = unsaid(changed(school, AXIS, identity={"maker": weak}), AXIS, "mdns")
    (one,) = find(diff(quiet, school), What.MAKER)
    assert (one.cause, one.old, one.new) == (Cause.COVERAGE, "axis, possible", "axis, likely")


TELNET = "exposure.telnet"


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        # Telnet greets otherwise: it was seen, and what made the finding is no more.
        (
            lambda new: said(lacking(new, TELNET), DOOR, Channel.TELNET_BANNER, "other"),
            Cause.ESTATE,
        ),
        # Nothing of Telnet was seen at all.
        (lambda new: unsaid(lacking(new, TELNET), DOOR, "telnet"), Cause.COVERAGE),
        # The same greeting, and the rules of today find nothing in it.
        (lambda new: newer(lacking(new, TELNET)), Cause.KNOWLEDGE),
    ],
)
def test_why_a_finding_is_closed_or_opened(change, cause, school):
    other = change(school)
    (one,) = find(diff(school, other), What.CLOSED)
    assert (one.cause, one.severity, one.subject) == (cause, "warning", f"{TELNET}: telnet")
    (one,) = find(diff(other, school), What.OPENED)
    assert one.cause is cause


@pytest.mark.parametrize(
    ("logs", "cause"), [(True, Cause.ESTATE), (False, Cause.COVERAGE)]
)  # a capture of a minute does not see what a log of days does
def test_contacts_of_a_log_are_no_more_only_where_there_is_a_log_again(logs, cause, school):
    quiet = lacking(school, "outbound.regular")
    quiet = replace(
        quiet,
        devices=tuple(replace(one, flows=()) for one in quiet.devices),
        coverage=tuple(one if logs else replace(one, logs=()) for one in quiet.coverage),
    )
    closed = find(diff(school, quiet), What.CLOSED)
    assert closed
    assert {one.cause for one in closed} == {cause}


def test_talk_between_addresses_inside_needs_a_capture(school):
    quiet = lacking(school, "placement.cameras-talk")
    assert {one.cause for one in find(diff(school, quiet), What.CLOSED)} == {Cause.ESTATE}
    table = replace(
        quiet,
        coverage=tuple(
            replace(one, looks=tuple(replace(each, vantage="switch table") for each in one.looks))
            for one in quiet.coverage
        ),
    )
    assert {one.cause for one in find(diff(school, table), What.CLOSED)} == {Cause.COVERAGE}


def test_to_accept_a_finding_closes_nothing(school):
    held = next(one for one in school.findings if one.code == TELNET)
    row = Exemption(
        place="exceptions.yaml:1", code=TELNET, site=None, network=None, device=None, maker=None,
        reason="Until summer", owner="A. Example", until="2027-07-01", expired=False, held=(held,),
        back=0,
    )  # fmt: skip
    assert kinds(diff(school, replace(lacking(school, TELNET), exemptions=(row,)))) == []


def test_another_device_at_the_address_is_another_device(school):
    other = changed(school, DLINK, device={"mac": "b0:c5:54:00:00:fe", "id": "dev-ffffffffffff"})
    other = changed(other, "b0:c5:54:00:00:fe", identity={"device": "dev-ffffffffffff"})
    found = diff(cut(school, [DLINK]), cut(other, ["b0:c5:54:00:00:fe"]))
    assert found.by_address == 0
    assert {(one.cause, one.what) for one in found.estate} >= {
        (Cause.ESTATE, What.COME),
        (Cause.ESTATE, What.NOT_SEEN),
    }


@pytest.mark.parametrize(
    ("of_it", "known", "pairs"),
    [
        ({}, {}, 1),  # nothing speaks against it
        ({}, {"model": "Z1"}, 0),
        ({}, {"kind": "recorder"}, 0),
        ({"addresses": (ip_address("10.20.0.99"),)}, {}, 0),
        ({"site": "Sports hall"}, {}, 0),
    ],
)
def test_an_address_makes_a_pair_only_where_nothing_speaks_against_it(of_it, known, pairs, school):
    old = cut(school, [DLINK])
    if "kind" in known:
        known = {"kind": replace(identity(old, DLINK).kind, value=known["kind"])}
    new = changed(old, DLINK, device={**of_it, "mac": None}, identity=known)
    found = diff(old, new)
    assert (found.by_mac, found.by_address) == (0, pairs)
    if pairs:
        assert [(one.cause, one.old) for one in find(found, What.MAC)] == [(Cause.COVERAGE, DLINK)]


def test_a_serial_number_follows_a_device_to_another_mac(school):
    old = cut(school, [HIKVISION])
    new = changed(old, HIKVISION, device={"mac": "44:19:b6:00:00:99"})
    found = diff(old, new)
    assert (found.by_mac, found.by_serial, found.by_address) == (0, 1, 0)
    assert [(one.cause, one.new) for one in find(found, What.MAC)] == [
        (Cause.ESTATE, "44:19:b6:00:00:99")
    ]


def test_a_device_that_moved_is_the_same_device(school):
    moved = changed(
        school,
        DLINK,
        device={
            "site": "Sports hall",
            "network": "Hall network",
            "addresses": (ip_address("10.30.2.34"),),
        },
    )
    found = diff(school, moved)
    assert {(one.what, one.cause) for one in found.estate} >= {
        (What.ADDRESS, Cause.ESTATE),
        (What.PLACE, Cause.ESTATE),
    }
    assert not find(found, What.COME)
    assert not find(found, What.NOT_SEEN)


def test_a_further_address_is_no_change_of_the_network(school):
    own = device(school, HIKVISION).addresses
    more = changed(school, HIKVISION, device={"addresses": (*own, ip_address("2001:db8::11"))})
    assert [(one.what, one.cause) for one in find(diff(school, more), What.ADDRESS)] == [
        (What.ADDRESS, Cause.COVERAGE)
    ]


def test_listed_cameras_change_only_where_both_have_the_list(school):
    listed = [one for one in school.listed if one.site is not None] or list(school.listed)
    less = replace(school, listed=tuple(one for one in school.listed if one is not listed[0]))
    (one,) = find(diff(school, less), What.UNLISTED)
    assert one.cause is Cause.ESTATE
    (one, *_) = find(diff(school, replace(less, lists=())), What.UNLISTED)
    assert one.cause is Cause.COVERAGE


def test_what_was_read_and_which_rules_is_told(school):
    other = blind(newer(school, "KEV"), "Office")
    other = replace(other, files=other.files[1:], outbound_looked=False, version="9.9.9")
    found = diff(school, other)
    told = {(one.what, one.subject) for one in (*found.coverage, *found.knowledge)}
    assert told >= {
        (What.NETWORK, "10.20.0.0/24"),
        (What.FILE, school.files[0].path),
        (What.LOOK, "where cameras call"),
        (What.TABLE, "KEV"),
        (What.TABLE, "camaudit"),
    }


def test_pseudonyms_of_two_keys_are_not_compared(school):
    with pytest.raises(UsageError, match="one key file"):
        diff(school, replace(school, redacted="0123456789abcdef"))


MACS = st.sets(st.integers(0, 9))


@settings(max_examples=25)
@given(before=MACS, after=MACS, dark=st.sets(st.sampled_from(["Office", "Hall network"])))
def test_every_device_is_told_once_and_the_reverse_says_the_reverse(before, after, dark, school):
    macs = sorted(one.mac for one in school.devices)
    old = cut(school, [macs[at] for at in before])
    new = cut(school, [macs[at] for at in after])
    for network in dark:
        new = blind(new, network)
    found, back = diff(old, new), diff(new, old)
    gone = len(find(found, What.NOT_SEEN)) + len(find(found, What.NOT_LOOKED))
    come = len(find(found, What.COME)) + len(find(found, What.FIRST_LOOKED))
    assert (found.by_mac, gone, come) == (
        len(before & after),
        len(before - after),
        len(after - before),
    )
    networks = {one.id: one.network for one in school.devices}
    assert {networks[one.device] for one in find(found, What.NOT_LOOKED)} <= dark
    assert {networks[one.device] for one in find(found, What.NOT_SEEN)}.isdisjoint(dark)
    assert len(find(back, What.COME)) + len(find(back, What.FIRST_LOOKED)) == gone


def test_the_command_prints_words_or_json_and_its_exit_code_is_asked_for(school, tmp_path, capsys):
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    document.write(old, school)
    document.write(new, without(school, DLINK))
    paths = [str(old), str(new)]
    assert main(["diff", *paths]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "CHANGED ON THE NETWORK Devices not seen this time: 1 Main building, Office" in text
    assert main(["diff", *paths, "--json", "--fail-on", "estate"]) == 1
    told = capsys.readouterr().out
    assert main(["diff", *paths, "--json", "--fail-on", "knowledge"]) == 0
    assert capsys.readouterr().out == told
    body = json.loads(told)
    assert body["format"] == "camaudit-diff/1"
    assert set(body) == {
        "format", "old", "new", "by_mac", "by_serial", "by_address", "estate", "coverage",
        "knowledge",
    }  # fmt: skip
    assert set(body["estate"][0]) == {
        "cause", "what", "device", "at", "subject", "severity", "old", "new",
    }  # fmt: skip
    assert main(["diff", str(old), str(tmp_path / "none.json")]) == 2


def test_foreign_words_are_harmless_on_the_screen(school, tmp_path, capsys):
    new = changed(school, HIKVISION, identity={"model": "A\x1b[31m\nB"})
    for name, audit in (("old", school), ("new", new)):
        document.write(tmp_path / f"{name}.json", audit)
    assert main(["diff", str(tmp_path / "old.json"), str(tmp_path / "new.json")]) == 0
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "A\\x1b[31m\\nB" in said
