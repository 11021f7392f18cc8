"""The airport: 140 of 140 and none else, each to the minute, how regular, refused; two events."""

import runpy
from collections import defaultdict
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from types import SimpleNamespace

import pytest

from camaudit import data
from camaudit.capture.rhythm import Pulse
from camaudit.checks import run
from camaudit.checks.around import around
from camaudit.checks.calls import minute
from camaudit.checks.subject import Subject, knowledge
from camaudit.geo.place import Places
from camaudit.model.device import Device
from camaudit.model.endpoint import Endpoint
from camaudit.model.grade import Grade
from camaudit.model.identity import Answer, Identity, Kind
from camaudit.model.observation import Action, Flow, Initiator, Seen
from camaudit.rulebook.load import load

made = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("airport.py"))))


@pytest.fixture(name="airport", scope="module")
def _airport():
    return made.make()


@pytest.fixture(name="known", scope="module")
def _known():
    rules = load([data.folder("rules")])
    anycast = frozenset(one.asn for one in rules.anycast)
    places = Places.load(data.folder("geo_data"), rules.operators, rules.time_pools, anycast)
    return knowledge(rules, places)


def holder(airport, line):
    """Give who is charged with a line by the leases, and when that was known: as an audit does."""
    leases = [one for one in airport.leases if one.ip == line.ip]
    sure = [one for one in leases if one.begins <= line.at < one.ends]
    if sure:
        return sure[0].mac, None
    later = min(leases, key=lambda one: abs(one.begins - line.at))
    return later.mac, later.begins


def flows(airport):
    """Aggregate the lines by device, as readers of logs do."""
    lines = defaultdict(list)
    for line in airport.lines:
        mac, held_on = holder(airport, line)
        lines[mac, held_on, line.peer, line.port, line.proto, line.denied].append(line)
    found = defaultdict(list)
    for (mac, held_on, peer, port, proto, denied), every in lines.items():
        pulse = Pulse()
        for line in every:
            pulse.beat(line.at)
        found[mac].append(
            Flow(
                about=Endpoint(mac, ip_address(every[0].ip)),
                peer=ip_address(peer),
                peer_port=port,
                transport="tcp" if proto == 6 else "udp",
                initiator=Initiator.LOCAL,
                tries=len(every),
                answered=0 if denied else len(every),
                action=Action.DENIED if denied else Action.ALLOWED,
                sent=sum(line.sent for line in every),
                received=sum(line.received for line in every),
                first=every[0].at,
                last=every[-1].at,
                rhythm=pulse.rhythm(),
                names=("2.pool.ntp.org",) if peer == made.POOL else (),
                log_country=None,
                seen=Seen(every[0].at, "firewall.log", "line 1"),
                held_on=held_on,
            )
        )
    return found


def answer(value, grade):
    return Answer(value=value, grade=grade, evidence=(), rivals=())


def judged(airport):
    """Give every device with what it is: laptops are none of ours."""
    nothing = answer(None, Grade.UNKNOWN)
    charged = flows(airport)
    for number, host in enumerate(airport.hosts):
        device = replace(
            Device.bare(number, mac=host.mac),
            addresses=(ip_address(host.ip),),
            flows=tuple(charged[host.mac]),
        )
        camera = host not in airport.laptops
        identity = Identity(
            device=device.id,
            maker=nothing,
            brand=nothing,
            kind=answer(Kind.CAMERA, Grade.LIKELY) if camera else nothing,
            model=None,
            firmware=None,
            built_on=None,
            serial=None,
            channels=None,
            imitation=False,
            contradictions=(),
        )
        yield host, device, identity


@pytest.fixture(name="found", scope="module")
def _found(airport, known):
    """Give the findings of each video device, by its MAC."""
    every = list(judged(airport))
    near = around([(device, identity) for _, device, identity in every], (), ())
    here = replace(known, around=near)
    return {
        host.mac: {
            (one.code, one.grade.value): one
            for one in run(Subject(device=device, identity=identity, known=here))
        }
        for host, device, identity in every
        if host not in airport.laptops
    }


def test_140_of_140_and_none_else_began(airport, found):
    began = {mac for mac, every in found.items() if ("outbound.many-began", "confirmed") in every}
    assert began == {one.mac for one in airport.trying}
    (text,) = {found[mac]["outbound.many-began", "confirmed"].summary for mac in began}
    assert text == (
        "It is one of 140 that began within an hour, at 2026-10-07 09:17 UTC, to try 193.0.0.77."
    )


def test_each_camera_is_told_to_the_minute_with_how_often_and_refused(airport, found):
    tries = defaultdict(int)
    for line in airport.lines:
        tries[line.mac, line.peer] += 1
    for camera in airport.trying:
        (proof,) = found[camera.mac]["outbound.many-began", "confirmed"].proofs
        assert proof.what.startswith(
            f"193.0.0.77 tcp port 8000: {tries[camera.mac, made.TRIED]:,} contacts, 0 answered, "
            f"refused, {minute(airport.onsets[camera.mac])} to 17:1"
        )
        assert " hours of records before there was none." in proof.what


def test_the_tries_are_regular_and_below_a_hundred_an_hour_each(airport, found):
    for camera in airport.trying:
        regular = found[camera.mac]["outbound.regular", "confirmed"]
        (proof,) = regular.proofs
        assert "; regularity 0.9" in proof.what
        blocked = found[camera.mac]["outbound.blocked", "confirmed"]
        assert blocked.severity == "note"
        assert "the block works" in blocked.summary


def test_the_office_is_another_event(airport, found):
    china = {mac for mac, every in found.items() if ("outbound.china", "confirmed") in every}
    office = {one.mac for one in airport.office}
    assert china == office
    for mac in office:
        codes = {code for code, _ in found[mac]}
        assert codes == {"outbound.china", "outbound.regular"}
        assert "allowed" in found[mac]["outbound.china", "confirmed"].proofs[0].what


def test_no_camera_is_charged_with_what_somebody_else_did_at_its_address(airport, found):
    assert found[airport.moved.mac] == {}
    late = found[airport.late.mac]
    assert {grade for _, grade in late} == {"possible"}
    assert late["outbound.blocked", "possible"].summary.startswith(
        "The address that it holds on 2026-10-08 tried to contact addresses outside"
    )


def test_cameras_that_only_do_the_usual_raise_nothing(airport, found):
    assert all(found[one.mac] == {} for one in airport.quiet)
