"""How devices call, whom they ask, what began: code, severity, grade and words."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from camaudit import data
from camaudit.checks import run
from camaudit.checks.around import around
from camaudit.checks.began import Before
from camaudit.checks.calls import peers
from camaudit.checks.subject import Subject, knowledge
from camaudit.geo.place import Place, Where
from camaudit.model.coverage import Coverage, Look
from camaudit.model.device import Device
from camaudit.model.endpoint import Endpoint
from camaudit.model.grade import Grade
from camaudit.model.identity import Answer, Identity, Kind
from camaudit.model.observation import (
    Action,
    Flow,
    Initiator,
    Lookup,
    LookupKind,
    Rhythm,
    Seen,
)
from camaudit.rulebook.load import load

HOUR = 3_600.0
DAY = 24 * HOUR
AT = 1_793_664_000.0  # 3 November 2026, 00:00 UTC
CHINA, DISAGREE, ABROAD, ELSEWHERE, SHARED = (f"11.0.0.{n}" for n in range(1, 6))
PLACES = {
    CHINA: (Where.CHINA, "China"),
    DISAGREE: (Where.DISAGREE, "China or Germany"),
    ABROAD: (Where.OPERATED, "Germany"),
    SHARED: (Where.NOT_PUBLIC, "not a public address"),
}
NOTHING = Answer(value=None, grade=Grade.UNKNOWN, evidence=(), rivals=())
CAMERA = replace(NOTHING, value=Kind.CAMERA, grade=Grade.LIKELY)


class FixedPlaces:
    def judge(self, address, names=(), log_country=None):
        where, label = PLACES.get(str(address), (Where.ELSEWHERE, "Germany"))
        if any(name.endswith("pool.ntp.org") for name in names):
            where = Where.TIME_POOL
        said = f", {log_country} (the log)" if log_country else ""
        return Place(
            address=address,
            where=where,
            country_a="CN",
            country_b="CN",
            label=label,
            operator="Example Net",
            number=64500,
            sources=f"XX (tables){said}",
        )


@pytest.fixture(name="known", scope="module")
def _known():
    return knowledge(load([data.folder("rules")]), FixedPlaces())


def flow(peer=ELSEWHERE, number=1, **given):
    values = {
        "peer_port": 443,
        "transport": "tcp",
        "initiator": Initiator.LOCAL,
        "tries": 1,
        "answered": 1,
        "action": Action.ALLOWED,
        "sent": 100,
        "received": 100,
        "first": AT,
        "last": AT,
        "rhythm": None,
        "names": (),
        "log_country": None,
        "seen": Seen(given.get("first", AT), "firewall.log", "line 1"),
    }
    about = Endpoint(f"00:00:5e:00:53:{number:02x}", ip_address(f"192.0.2.{number}"))
    return Flow(about=about, peer=ip_address(peer), **values | given)


def lookup(name, *answers, number=1, **given):
    return Lookup(
        client=Endpoint(f"00:00:5e:00:53:{number:02x}", None),
        name=name,
        answers=tuple(ip_address(one) for one in answers),
        kind=LookupKind.DNS,
        seen=Seen(AT, "dns.log", "line 1"),
        **given,
    )


def device(*flows, number=1, lookups=()):
    bare = Device.bare(number, mac=f"00:00:5e:00:53:{number:02x}", lookups=lookups)
    return replace(bare, flows=tuple(flows))


def identity(one, kind=CAMERA):
    return Identity(
        device=one.id,
        maker=NOTHING,
        brand=NOTHING,
        kind=kind,
        model=None,
        firmware=None,
        built_on=None,
        serial=None,
        channels=None,
        imitation=False,
        contradictions=(),
    )


@pytest.fixture(name="found")
def _found(known):
    def check(*devices, others=(), before=None, coverage=()):
        """Give the findings of the first device; `others` are no video devices."""
        judged = [(one, identity(one)) for one in devices]
        judged += [(one, identity(one, NOTHING)) for one in others]
        near = around(judged, coverage, ())
        everything = replace(known, around=near, before=before)
        return run(Subject(device=devices[0], identity=judged[0][1], known=everything))

    return check


def told(findings):
    return [(one.code, str(one.severity), str(one.grade)) for one in findings]


# An address is not a device


def test_what_the_device_is_not_known_to_have_done_is_kept_apart_and_at_most_possible(found):
    mine, perhaps = flow(CHINA), flow(CHINA, held_on=AT + 19 * DAY, action=Action.DENIED)
    sure, unsure = (one for one in found(device(mine, perhaps)) if one.code == "outbound.china")
    assert (sure.grade, unsure.grade) == (Grade.CONFIRMED, Grade.POSSIBLE)
    assert sure.subject != unsure.subject
    assert unsure.summary.startswith("The address that it holds on 2026-11-22 contacted an address")
    assert "on 2026-11-22 it was this one" in unsure.proofs[0].what
    assert (len(sure.proofs), len(unsure.proofs)) == (1, 1)


def test_every_finding_of_an_address_alone_is_possible_and_says_so(found):
    rhythm = Rhythm(
        gaps=(60.0, 60.0, 60.0),
        by_hour=(1,) * 24,
        spread=0.0,
        contacts=5_000,
        hours=20,
        busiest=250,
    )
    many = flow(
        CHINA,
        peer_port=53,
        tries=5_000,
        answered=0,
        action=Action.DENIED,
        rhythm=rhythm,
        last=AT + DAY,
        sent=90_000_000,
        held_on=AT,
    )
    asked = lookup("time.ys7.com", held_on=AT)
    every = found(device(many, lookups=(asked,)))
    assert {one.code for one in every} == {
        "outbound.china",
        "outbound.cloud",
        "outbound.dns-server",
        "outbound.blocked",
        "outbound.regular",
        "outbound.upload",
        "outbound.time-server",
    }
    assert {one.grade for one in every} == {Grade.POSSIBLE}
    assert all(one.summary.startswith("The address that it holds on") for one in every)
    assert all(one.severity.rank < 2 for one in every)


# What a proof says


def test_a_proof_says_who_where_how_often_when_how_much_and_with_what_end(found):
    one = flow(
        CHINA,
        tries=1_200,
        answered=7,
        last=AT + DAY + 62,
        sent=2_500,
        received=None,
        names=("a.example",),
        log_country="CN",
    )
    (proof,) = found(device(one))[0].proofs
    assert proof.what == (
        "11.0.0.1 tcp port 443, looked up as a.example: 1,200 contacts, 7 answered, allowed, "
        "2026-11-03 00:00 to 2026-11-04 00:01 UTC; 2,500 bytes out, not told in; network: "
        "Example Net (AS64500)."
    )
    assert proof.references == ("XX (tables), CN (the log)",)


def test_the_logs_own_country_makes_two_that_disagree_likely(found):
    (one,) = found(device(flow(DISAGREE, log_country="CN")))
    assert one.grade is Grade.LIKELY
    (one,) = found(device(flow(DISAGREE, log_country="CN"), flow(DISAGREE, peer_port=80)))
    assert one.grade is Grade.POSSIBLE


def test_what_others_began_is_no_contact_of_the_device(found):
    (one,) = found(device(flow(CHINA, initiator=Initiator.PEER)))
    assert one.code == "exposure.reached"


def test_addresses_that_are_not_public_are_never_told(found):
    rhythm = Rhythm(
        gaps=(9.0, 9.0, 9.0), by_hour=(9,) * 24, spread=0.0, contacts=900, hours=24, busiest=900
    )
    given = {"tries": 9_000, "action": Action.DENIED, "rhythm": rhythm, "last": AT + DAY}
    stray = (flow(SHARED, sent=10**9, **given), flow("169.254.7.7", **given))
    assert found(device(*stray)) == []


# Names and time


@pytest.mark.parametrize(
    ("peer", "port", "expected"),
    [
        (CHINA, 53, ("outbound.dns-server", "decision", "confirmed")),
        (CHINA, 853, ("outbound.dns-server", "decision", "confirmed")),
        (DISAGREE, 53, ("outbound.dns-server", "decision", "possible")),
        (ABROAD, 53, ("outbound.dns-server", "decision", "likely")),
        (ELSEWHERE, 53, ("outbound.dns-server", "note", "likely")),
        (CHINA, 54, None),
    ],
)
def test_a_dns_server_outside_is_told_by_where_it_is(peer, port, expected, found):
    every = [one for one in told(found(device(flow(peer, peer_port=port)))) if "dns" in one[0]]
    assert every == ([expected] if expected else [])


def test_a_dns_server_that_the_others_ask_too_is_the_sites_own(found):
    asks = [flow(ELSEWHERE, n, peer_port=53) for n in range(5)]
    others = [device(one, number=n) for n, one in enumerate(asks[1:3], 1)]
    assert found(device(asks[0], number=0), others=others) == []
    different = [device(flow("11.0.0.77", n, peer_port=53), number=n) for n in range(3, 7)]
    assert len(found(device(asks[0], number=0), others=[*others, *different])) == 1
    assert len(found(device(asks[0], number=0), others=others[:1])) == 1
    china = [device(flow(CHINA, n, peer_port=53), number=n) for n in range(3)]
    assert len(found(china[0], others=china[1:])) == 2  # in China, and its DNS


def test_a_time_server_is_told_by_its_name_or_by_its_address(found):
    (named,) = found(device(lookups=(lookup("ntp1.aliyun.com"),)))
    assert told([named]) == [("outbound.time-server", "note", "likely")]
    assert "Alibaba Cloud" in named.summary
    ntp = {"peer_port": 123, "transport": "udp"}
    (one,) = found(device(flow(CHINA, **ntp)))
    assert told([one]) == [("outbound.time-server", "note", "likely")]
    assert found(device(flow(ELSEWHERE, **ntp))) == []


def test_a_makers_time_server_is_told_beside_its_cloud(found):
    codes = [one.code for one in found(device(lookups=(lookup("time.ys7.com"),)))]
    assert codes == ["outbound.cloud", "outbound.time-server"]


ASKED = {
    "by its name": (flow(CHINA, peer_port=123, names=("2.pool.ntp.org",)), (), ()),
    "by a name without answers": (
        flow(CHINA, peer_port=123),
        (lookup("cn.pool.ntp.org"),),
        (),
    ),
    "by an answer of an hour ago": (
        flow(CHINA, peer_port=123),
        (lookup("0.pool.ntp.org", "11.0.9.9"),),
        (),
    ),
    "by what somebody else was answered": (
        flow(CHINA, peer_port=123),
        (),
        (device(number=9, lookups=(lookup("0.pool.ntp.org", CHINA, number=9),)),),
    ),
}


@pytest.mark.parametrize("how", ASKED)
def test_a_public_time_pool_raises_nothing_ever(how, found, known):
    one, lookups, others = ASKED[how]
    rhythm = Rhythm(
        gaps=(64.0, 64.0, 64.0), by_hour=(9,) * 24, spread=0.0, contacts=900, hours=24, busiest=56
    )
    for action in Action:
        busy = replace(one, action=action, tries=90_000, last=AT + DAY, rhythm=rhythm)
        for answered in (0, 90_000):
            who = device(replace(busy, answered=answered), lookups=lookups)
            assert found(who, others=others) == []
    near = around(
        [(device(one), identity(device(one))), *((x, identity(x)) for x in others)], (), ()
    )
    (place,) = peers(replace(known, around=near), [device(one, lookups=lookups)])
    assert place.where == Where.TIME_POOL


def test_another_service_at_the_address_of_a_time_server_is_not_the_pools(found):
    (one,) = found(device(flow(CHINA, peer_port=443, names=("0.pool.ntp.org",))))
    assert one.code == "outbound.china"


# Habits


def refused(tries, hours=1.0, **given):
    return flow(tries=tries, answered=0, action=Action.DENIED, last=AT + hours * HOUR, **given)


@pytest.mark.parametrize(
    ("flows", "severity"),
    [
        ([refused(1)], "note"),
        ([refused(100)], "note"),
        ([refused(101)], "decision"),
        ([refused(101, 24)], "note"),
        ([refused(60), refused(60, peer_port=80)], "decision"),
        (
            [refused(101, 24, rhythm=Rhythm(gaps=(1.0, 1.0, 1.0), by_hour=(0,) * 24, busiest=101))],
            "decision",
        ),
    ],
)
def test_refused_tries_are_told_and_more_than_a_hundred_an_hour_ask_for_a_decision(
    flows, severity, found
):
    (one,) = found(device(*flows))
    assert told([one]) == [("outbound.blocked", severity, "confirmed")]
    assert ("the device insists" in one.summary) == (severity == "decision")
    assert "block works" in one.summary


def test_tries_without_an_answer_are_told_where_they_are_many(found):
    silent = {"answered": 0, "action": Action.UNKNOWN, "last": AT + HOUR}
    assert found(device(flow(tries=100, **silent))) == []
    (one,) = found(device(flow(tries=101, **silent)))
    assert told([one]) == [("outbound.blocked", "decision", "likely")]
    assert one.summary.endswith("and nobody answered.")


def test_a_regular_contact_is_described_and_asks_for_nothing(found):
    rhythm = Rhythm(
        gaps=(41.0, 42.0, 43.0),
        by_hour=(1,) * 24,
        spread=0.0,
        contacts=640,
        hours=8,
        sizes=(80.0, 86.0, 90.0),
        busiest=90,
    )
    one = flow(tries=640, answered=640, rhythm=rhythm, last=AT + 8 * HOUR)
    (only,) = found(device(one))
    assert told([only]) == [("outbound.regular", "note", "confirmed")]
    assert only.proofs[0].what.endswith(
        " Every 42 seconds (median; half of the gaps 41 seconds to 43 seconds, median distance 0 "
        "seconds), in 8 different hours, 86 bytes each (median); regularity 1.00 of 1."
    )


@pytest.mark.parametrize(
    ("sent", "received", "days", "large"),
    [
        (50_000_001, 10**9, 1, True),
        (50_000_000, 10**9, 1, False),
        (50_000_001, 10**9, 2, False),
        (5_000_001, 500_000, 9, True),
        (5_000_001, 500_001, 9, False),
        (5_000_000, 0, 9, False),
        (5_000_001, None, 9, False),
        (None, None, 9, False),
    ],
)
def test_a_large_upload_is_much_in_a_day_or_much_more_than_comes_back(
    sent, received, days, large, found
):
    one = flow(sent=sent, received=received, last=AT + days * DAY)
    assert told(found(device(one))) == (
        [("outbound.upload", "decision", "confirmed")] if large else []
    )


def test_what_one_peer_is_sent_on_several_ports_is_one_upload(found):
    parts = [flow(sent=26_000_000, received=10**8, peer_port=port) for port in (80, 443)]
    (one,) = found(device(*parts))
    assert (one.code, len(one.proofs)) == ("outbound.upload", 2)
    apart = [parts[0], replace(parts[1], peer=ip_address("11.0.0.99"))]
    assert found(device(*apart)) == []


# What began


def cast(*onsets, quiet=2 * DAY):
    """Give a device that called something else all the time, and one for each onset."""
    base = flow(ABROAD, 200, first=AT, last=AT + quiet + DAY, tries=90)
    return [
        *(
            device(flow(CHINA, n, first=AT + quiet + after, last=AT + quiet + after), number=n)
            for n, after in enumerate(onsets, 1)
        ),
        device(base, number=200),
    ]


def began(findings):
    return [one for one in findings if one.code == "outbound.many-began"]


def test_many_that_begin_within_an_hour_are_told_to_the_minute(found):
    (one,) = began(found(*cast(60, 600, 1_200, 1_800, 3_600, 9 * HOUR)))
    assert told([one]) == [("outbound.many-began", "decision", "confirmed")]
    assert one.summary == (
        "It is one of 5 that began within an hour, at 2026-11-05 00:01 UTC, to contact 11.0.0.1."
    )
    assert one.proofs[0].what.endswith(" In 48 hours of records before there was none.")


def test_a_log_that_begins_a_day_before_is_enough(found):
    every = cast(60, 600, 1_200, 1_800, 3_600, quiet=23 * HOUR)
    log = Look(source="all.log", vantage="firewall log", first=AT - DAY, last=AT + DAY, speakers=5)
    network = Coverage(
        site=None, network="x", cidr="192.0.2.0/24", purpose=None, declared=False, looks=()
    )
    (one,) = began(found(*every, coverage=(replace(network, logs=(log,)),)))
    assert one.proofs[0].what.endswith(" In 47 hours of records before there was none.")
    earlier = replace(log, first=AT - 9 * DAY, last=AT - 7 * HOUR)
    assert began(found(*every, coverage=(replace(network, logs=(earlier,)),))) == []


def test_a_late_one_is_none_of_them(found):
    late, *rest = cast(9 * HOUR, 60, 600, 1_200, 1_800, 3_600)
    assert began(found(late, *rest)) == []


def test_fewer_than_five_or_without_a_day_of_records_before_are_not_told(found):
    assert began(found(*cast(60, 600, 1_200, 1_800))) == []
    assert began(found(*cast(60, 600, 1_200, 1_800, 3_600, quiet=23 * HOUR))) == []


def test_addresses_of_which_nobody_knows_the_holder_are_told_apart_and_as_possible(found):
    every = cast(60, 600, 1_200, 1_800, 3_600)
    unsure = [
        replace(one, flows=tuple(replace(flow, held_on=AT) for flow in one.flows)) for one in every
    ]
    assert began(found(*every[2:], *unsure[:2])) == []
    (one,) = began(found(*unsure))
    assert told([one]) == [("outbound.many-began", "decision", "possible")]
    assert one.summary.startswith("The address that it holds on 2026-11-03 is one of 5 that began")


BEFORE = Before(
    at=AT - DAY,
    peers={device().id: frozenset({ip_address(ELSEWHERE)})},
    homes={device().id: frozenset({"elsewhere|Germany|64500"})},
)


def test_what_an_older_audit_had_not_seen_is_told(found):
    every = found(device(flow(CHINA), flow(ELSEWHERE)), before=BEFORE)
    (new,) = (one for one in every if one.code == "outbound.new")
    assert told([new]) == [("outbound.new", "decision", "likely")]
    assert new.summary == (
        "First seen since the audit of 2026-11-02: it contacted, or tried to contact, China, "
        "network of Example Net."
    )


def test_a_new_address_of_a_network_that_was_known_is_not_new(found):
    assert found(device(flow("11.0.0.88")), before=BEFORE) == []


def test_of_a_device_that_the_older_audit_did_not_know_nothing_is_new(found):
    codes = [one.code for one in found(device(flow(CHINA, 2), number=2), before=BEFORE)]
    assert codes == ["outbound.china"]
