"""Calls over the whole estate: classes apart, sure and perhaps apart, "no lines" is not "none"."""

import runpy
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest

from camaudit.counts.outbound import ORDER, PLAIN, outbound_of
from camaudit.counts.sights import Sight
from camaudit.counts.steps import Todo
from camaudit.counts.tables import tables
from camaudit.flows import FORMATS
from camaudit.geo.place import Where
from camaudit.model.audit import PeerPlace
from camaudit.model.coverage import Coverage, Look
from camaudit.model.device import Device
from camaudit.model.endpoint import Endpoint
from camaudit.model.finding import Finding, Proof, Severity, finding_id
from camaudit.model.grade import Grade
from camaudit.model.observation import (
    UNCHARGED,
    Action,
    Flow,
    Initiator,
    Reason,
    Rhythm,
    Seen,
    Shortfall,
)
from camaudit.reports import callrows, html, terminal, text
from camaudit.reports.calling import CANNOT

GOLDEN = Path(__file__).parents[1] / "golden" / "school.py"
HOUR = 3_600.0
AT = 1_793_664_000.0  # 3 November 2026, 00:00 UTC
LOG = Look(source="fw.log", vantage="firewall log", first=AT, last=AT + 9 * HOUR, speakers=2)
CAPTURE = Look(source="a.pcap", vantage="capture", first=AT, last=AT + HOUR, speakers=9)


@pytest.fixture(name="school", scope="module")
def _school():
    return runpy.run_path(str(GOLDEN))["school"]()


@pytest.fixture(name="empty", scope="module")
def _empty(school):
    """An audit with nothing in it."""
    return replace(
        school,
        devices=(),
        identities=(),
        findings=(),
        coverage=(),
        places=(),
        exemptions=(),
        recorders=(),
        outbound_looked=True,
    )


def flow(peer="11.0.0.1", **given):
    values = {
        "peer_port": 443,
        "transport": "tcp",
        "initiator": Initiator.LOCAL,
        "tries": 10,
        "answered": 10,
        "action": Action.ALLOWED,
        "sent": 100,
        "received": 100,
        "first": AT,
        "last": AT + HOUR,
        "rhythm": None,
        "names": (),
        "log_country": None,
        "seen": Seen(AT, "fw.log", "line 1"),
    }
    about = Endpoint("00:00:5e:00:53:01", None)
    return Flow(about=about, peer=ip_address(peer), **values | given)


def device(number, *flows, network="Cameras"):
    return replace(Device.bare(number), site="Main", network=network, flows=tuple(flows))


def covered(network="Cameras", looks=(), logs=()):
    return Coverage(
        site="Main",
        network=network,
        cidr="10.20.2.0/24",
        purpose=None,
        declared=True,
        looks=looks,
        logs=logs,
    )


def placed(peer, where, label="China"):
    return PeerPlace(
        peer=ip_address(peer), place=label, sources="XX", operator=None, number=None, where=where
    )


def test_the_classes_are_those_of_the_rule_for_one_address():
    assert {*ORDER, Where.NOT_PUBLIC.value} == {one.value for one in Where}
    assert {Where.TIME_POOL, Where.ANYCAST, Where.ELSEWHERE} == PLAIN


SIGHTS = {
    "nobody could see it": (False, (covered(looks=(CAPTURE,)),), (), Sight.NOT_LOOKED),
    "a log with lines of it": (True, (covered(logs=(LOG,)),), (), Sight.SEEN),
    "a log with lines of another network": (
        True,
        (covered(), covered("Office", logs=(LOG,))),
        (),
        Sight.NO_LINES,
    ),
    "and a capture of it beside": (
        True,
        (covered(looks=(CAPTURE,)), covered("Office", logs=(LOG,))),
        (),
        Sight.NO_LINES,
    ),
    "a capture alone": (True, (covered(looks=(CAPTURE,)),), (), Sight.SEEN),
    "a line of one of its devices": (True, (covered(),), (flow(),), Sight.SEEN),
    "a line of an address that one holds today": (
        True,
        (covered(),),
        (flow(held_on=AT),),
        Sight.NO_LINES,
    ),
    "a log of nobody": (True, (covered(),), (), Sight.NO_LINES),
}


@pytest.mark.parametrize("how", SIGHTS)
def test_no_lines_is_told_from_no_contact_and_from_not_looked(how, empty):
    looked, coverage, flows, expected = SIGHTS[how]
    audit = replace(
        empty, outbound_looked=looked, coverage=coverage, devices=(device(1, *flows), device(2))
    )
    (one,) = outbound_of(audit).networks
    assert (one.network, one.devices, one.sight) == ("Cameras", 2, expected)


def test_classes_places_and_what_is_sure_are_never_summed(empty):
    places = (
        placed("11.0.0.1", "in China"),
        placed("11.0.0.2", "named place", "Taiwan"),
        placed("11.0.0.3", "named place", "Hong Kong"),
        placed("11.0.0.4", "elsewhere", "Germany"),
        placed("100.64.0.1", "not a public address"),
    )
    refused = flow(tries=7, answered=0, action=Action.DENIED, sent=None, last=AT + 9 * HOUR)
    devices = (
        device(1, flow(), flow("11.0.0.2"), flow("100.64.0.1"), flow("11.0.0.4")),
        device(2, refused, flow("11.0.0.3"), flow(initiator=Initiator.PEER)),
        device(3, flow(held_on=AT)),
    )
    found = outbound_of(replace(empty, devices=devices, places=places))
    assert [(one.where, one.label, one.sure, len(one.amount.devices)) for one in found.rows] == [
        ("in China", None, True, 2),
        ("in China", None, False, 1),
        ("named place", "Hong Kong", True, 1),
        ("named place", "Taiwan", True, 1),
        ("elsewhere", None, True, 1),
    ]
    china = found.rows[0].amount
    assert (china.peers, china.contacts, china.answered, china.refused) == (1, 17, 10, 7)
    assert (china.sent, china.first, china.last) == (100, AT, AT + 9 * HOUR)
    assert len(found.told) == 4
    assert callrows.calls(found.rows[1]).startswith(
        "In China, by two databases, by the address alone"
    )


def test_networks_are_told_with_their_operator_the_most_devices_first(empty):
    one, two = (
        replace(placed(f"11.0.0.{n}", "elsewhere", "Germany"), operator=f"Net {n}", number=n)
        for n in (1, 2)
    )
    devices = (
        device(1, flow(), flow("11.0.0.2"), flow("11.0.0.3"), flow("11.0.0.4")),
        device(2, flow("11.0.0.2"), flow("11.0.0.3", held_on=AT)),
    )
    pool = placed("11.0.0.4", "public time pool", "public time pool")
    places = (one, two, placed("11.0.0.3", "in China"), pool)
    rows = outbound_of(replace(empty, devices=devices, places=places)).operators
    assert [(row.place, row.operator, row.number, len(row.amount.devices)) for row in rows] == [
        ("China", None, None, 1),
        ("Germany", "Net 2", 2, 2),
        ("Germany", "Net 1", 1, 1),
    ]


def finding(number, code, subject, *proofs):
    name = f"dev-{number:012x}"
    return Finding(
        id=finding_id(name, code, subject),
        code=code,
        device=name,
        subject=subject,
        severity=Severity.DECISION,
        grade=Grade.CONFIRMED,
        summary="It is one of many.",
        remedy="Ask.",
        proofs=proofs,
    )


def test_many_that_began_are_one_row_with_how_regular_and_how_often(empty):
    rhythm = Rhythm(gaps=(44.0, 46.0, 48.0), by_hour=(1,) * 24, spread=1.0, busiest=70)
    tries = flow(tries=500, answered=0, action=Action.DENIED, last=AT + 10 * HOUR, rhythm=rhythm)
    devices = tuple(device(n, replace(tries, first=AT + 60 * n)) for n in range(1, 4))
    proof = Proof(what="11.0.0.1 tcp port 443: ...", seen=None, rule=None, references=())
    findings = (
        *(finding(n, "outbound.many-began", "11.0.0.1") for n in range(1, 4)),
        finding(2, "outbound.regular", "regular", proof),
        finding(3, "outbound.regular", "regular", replace(proof, what="11.0.0.11 udp: ...")),
    )
    (row,) = outbound_of(replace(empty, devices=devices, findings=findings)).waves
    assert (row.peer, row.began, row.regular, row.period) == ("11.0.0.1", AT + 60, 1, 46.0)
    assert callrows.wave(row) == (
        "3 devices began within an hour, at 2026-11-03 00:01 UTC, to try 11.0.0.1: 1,500 contacts "
        "since, about 150 an hour and at most 210, 0 answered, 1,500 refused; 1 of them at regular "
        "times, every 46 seconds (median)."
    )


def test_who_looked_is_every_log_and_the_captures_that_saw_some_of_it(empty):
    both = (covered(looks=(CAPTURE,), logs=(LOG,)), covered("Office", logs=(LOG,)))
    audit = replace(empty, coverage=both, devices=(device(1, flow()),))
    assert outbound_of(audit).looks == (LOG,)
    seen = flow(seen=Seen(AT, "a.pcap", "frame 1"))
    assert set(outbound_of(replace(audit, devices=(device(1, seen),))).looks) == {CAPTURE, LOG}
    alone = replace(audit, coverage=(covered(looks=(CAPTURE,)),), devices=())
    assert outbound_of(alone).looks == (CAPTURE,)
    assert outbound_of(replace(alone, outbound_looked=False)).looks == ()
    assert callrows.looks((LOG, CAPTURE)) == (
        "Looked at: capture, 2026-11-03 00:00:00 to 01:00:00 UTC; firewall log, 2026-11-03 "
        "00:00:00 to 09:00:00 UTC."
    )
    (first, second) = callrows.limits((LOG, LOG, CAPTURE)).split(". ")
    assert first.startswith("A capture cannot show what happened before and after")
    assert second.startswith("A firewall log cannot show what its rules do not log")


def test_every_sort_of_log_that_is_read_has_its_limits_told():
    assert {one.vantage for one in FORMATS.values()} <= CANNOT.keys()


def test_a_network_without_lines_is_named_among_what_was_not_seen(school):
    office = replace(school, coverage=tuple(replace(one, looks=()) for one in school.coverage))
    none = tuple(replace(one, flows=()) for one in office.devices)
    silent = replace(office, devices=none)
    lines = [why for what, why in text.unseen(silent, tables(silent)) if what.startswith("Calls")]
    assert lines
    assert all(one.startswith("NO LINES. ") for one in lines)
    assert Todo.LINES in [one.todo for one in tables(silent).steps]
    assert Todo.LINES not in [one.todo for one in tables(school).steps]
    dark = replace(silent, outbound_looked=False)
    assert not [what for what, _ in text.unseen(dark, tables(dark)) if what.startswith("Calls")]


def test_of_a_device_without_an_address_no_log_is_asked_for_lines(school):
    none = tuple(replace(one, flows=(), network=None, addresses=()) for one in school.devices)
    silent = replace(school, devices=none, coverage=())
    assert Todo.LINES not in [one.todo for one in tables(silent).steps]
    lines = [why for what, why in text.unseen(silent, tables(silent)) if "Calls" in what]
    assert lines
    assert all(one.startswith("NOT KNOWN for ") for one in lines)
    assert "no file gives an address" in html.render(silent)


def test_contacts_that_nobody_is_charged_with_are_told_and_not_called_none(empty):
    short = Shortfall("fw.log", Reason.NO_HOLDER, UNCHARGED, 20, "line 8")
    other = replace(short, what="addresses that several sites have")
    audit = replace(empty, actions=(), shortfalls=(short, replace(short, source="b.log"), other))
    assert outbound_of(audit).nobodys == 40
    for shown in (html.render(audit), " ".join(terminal.render(audit, None))):
        words = " ".join(shown.split())
        assert "40 contacts with addresses outside charged to no device" in words
        assert "No contact with an address outside was seen" not in words
