"""An address is not a device: rows go to who held it, split at the row."""

from collections import Counter
from ipaddress import ip_address
from math import inf
from zoneinfo import ZoneInfo

import pytest

from camaudit.flows.clocks import twice
from camaudit.model.span import Span

HEAD = "#separator \\x09\n#path\tconn\n"
HEAD += "#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\n"
CAMERA = ip_address("10.20.30.41")
T = 1795335243


def row(at, local="10.20.30.41", peer="203.0.113.77"):
    return f"{at}\t{local}\t40122\t{peer}\t443\ttcp\n"


def test_a_span_that_changes_inside_an_hour_splits_there(read):
    spans = {
        CAMERA: (
            Span(CAMERA, -inf, T, "00:11:22:33:44:55", T),
            Span(CAMERA, T, T + 100.5, "00:11:22:33:44:55", None),
            Span(CAMERA, T + 100.5, T + 200, "00:11:22:33:44:66", None),
            Span(CAMERA, T + 200, inf, None, T + 150),
        )
    }
    times = [T - 5, T, T + 50, "1795335343.499999", "1795335343.500000", T + 199, T + 200, T + 9e5]
    said = read(HEAD + "".join(row(at) for at in times), spans=spans)
    assert [(flow.about.mac, flow.held_on, flow.tries) for flow in said.flows] == [
        ("00:11:22:33:44:55", T, 1),
        ("00:11:22:33:44:55", None, 3),
        ("00:11:22:33:44:66", None, 2),
        (None, T + 150, 2),
    ]
    assert {flow.about.ip for flow in said.flows} == {CAMERA}


def test_spellings_of_an_address_are_one(read):
    six = ip_address("fd00::1:a")
    spans = {ip: (Span(ip, -inf, inf, None, None),) for ip in (six, CAMERA)}
    rows = [
        row(T, "fd00::1:a", "2001:db8::5"),
        row(
            T, "fd00:0000:0000:0000:0000:0000:0001:000a", "2001:0db8:0000:0000:0000:0000:0000:0005"
        ),
        row(T, "FD00:0:0:0:0:0:1:A", "2001:DB8::5"),
        row(T, "::ffff:10.20.30.41", "::ffff:203.0.113.77"),
        row(T),
    ]
    said = read(HEAD + "".join(rows), spans=spans)
    assert [(str(flow.about.ip), str(flow.peer), flow.tries) for flow in said.flows] == [
        ("10.20.30.41", "203.0.113.77", 2),
        ("fd00::1:a", "2001:db8::5", 3),
    ]


def test_flows_of_one_address_have_a_bound_and_the_rest_is_counted(read, monkeypatch):
    monkeypatch.setattr("camaudit.flows.outbound.MAX_FLOWS", 10)
    rows = [row(T + at, peer=f"203.0.113.{at}") for at in range(1, 100)]
    one = read(HEAD + "".join(rows))
    other = read(HEAD + "".join(reversed(rows)))
    assert len(one.flows) == 10
    assert {flow.peer for flow in one.flows} == {flow.peer for flow in other.flows}
    assert [count for count, _ in one.short.values()] == [89]


def test_no_spans_no_flows(read):
    said = read(HEAD + row(T), spans={})
    assert said.flows == []
    assert said.watched[0].heard == ()


# At 01:00 UTC of 25 October 2026 clocks in London went back from 02:00 to 01:00.
BACK = 1792890000
NFDUMP = "ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt\n"


def at_clock(clock):
    when = f"2026-10-25 {clock}"
    return f"{when},{when},1.0,10.20.30.41,203.0.113.77,40122,443,TCP,...AP.SF,0,0,5,300,5,300\n"


def two_holders(change):
    first, then = "00:11:22:33:44:55", "00:11:22:33:44:66"
    return {
        CAMERA: (
            Span(CAMERA, -inf, change, first, None), Span(CAMERA, change, inf, then, None)
        )
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "tries", "undated"),
    [
        (BACK, {"00:11:22:33:44:55": 1, "00:11:22:33:44:66": 1}, 2),  # changed between the turns
        (BACK - 1800, {"00:11:22:33:44:55": 1, "00:11:22:33:44:66": 2}, 1),  # 01:30 summer time
        (BACK + 1800, {"00:11:22:33:44:55": 2, "00:11:22:33:44:66": 1}, 1),  # 01:30 winter time
        (BACK - 90_000, {"00:11:22:33:44:66": 4}, 0),  # the day before: no doubt who it was
    ],
)
def test_a_clock_time_that_came_twice_is_nobodys_where_the_holder_changed(
    read, change, tries, undated
):
    lines = [at_clock(clock) for clock in ("00:30:00", "01:15:00", "01:45:00", "02:30:00")]
    said = read(NFDUMP + "".join(lines), spans=two_holders(change), zone=ZoneInfo("Europe/London"))
    found = Counter()
    for flow in said.flows:
        found[flow.about.mac] += flow.tries
    assert found == tries
    short = {what: count for (_, what), (count, _) in said.short.items() if "twice" in what}
    assert sum(short.values()) == undated


def test_a_log_with_its_own_zone_has_no_time_twice(read):
    rows = "".join(row(BACK + at) for at in (-1800, 1800))
    said = read(HEAD + rows, spans=two_holders(BACK), zone=ZoneInfo("Europe/London"))
    assert [(flow.about.mac, flow.tries) for flow in said.flows] == [
        ("00:11:22:33:44:55", 1),
        ("00:11:22:33:44:66", 1),
    ]


@pytest.mark.parametrize(
    ("zone", "first", "last", "found"),
    [
        ("Europe/London", BACK - 5_000_000, BACK + 5_000_000, [(BACK - 3600, BACK)]),
        ("Europe/London", BACK, BACK, [(BACK - 3600, BACK)]),
        ("Europe/London", BACK - 5_000_000, BACK - 900_000, []),
        ("Asia/Tokyo", BACK - 50_000_000, BACK + 50_000_000, []),
        ("Australia/Lord_Howe", 1775314800, 1775314800, [(1775314800 - 1800, 1775314800)]),
    ],
)
def test_times_that_come_twice_are_found(zone, first, last, found):
    assert twice(ZoneInfo(zone), first, last) == found
