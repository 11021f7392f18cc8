"""Flow exports as text: one direction a row, sides told by address, pieces put together."""

from datetime import UTC, datetime
from ipaddress import ip_address
from zoneinfo import ZoneInfo

import pytest

from camaudit.model.observation import Action, Initiator, Reason

OLD = (
    "ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out,sas,das,smk,dmk,dtos,dir,nh,"
    "nhb,svln,dvln,ismc,odmc,idmc,osmc,mpls1,mpls2,mpls3,mpls4,mpls5,mpls6,mpls7,mpls8,mpls9,"
    "mpls10,cl,sl,al,ra,eng,exid,tr\n"
)
SUMMARY = "Summary\nflows,bytes,packets,avg_bps,avg_pps,avg_bpp\n4,1050,14,69,0,75\n"
NEW = "firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows\n"


def old(begin, end, source, target, size, back=0, proto="UDP"):
    (sa, sp), (da, dp) = source, target
    rest = ",".join("0" for _ in range(33))
    return (
        f"2026-11-22 {begin},2026-11-22 {end},1.000,{sa},{da},{sp},{dp},{proto},........,0,0,"
        f"3,{size},1,{back},{rest}\n"
    )


CAMERA, CLOUD = ("10.20.30.41", 32108), ("198.51.100.9", 32100)


def utc(text, zone=UTC):
    return datetime.fromisoformat(f"2026-11-22 {text}").replace(tzinfo=zone).timestamp()


def test_two_rows_of_one_way_are_one_contact(read):
    said = read(
        OLD
        + old("08:53:20", "08:55:20", CAMERA, CLOUD, 96)
        + old("08:53:20", "08:55:19", CLOUD, CAMERA, 64)
        + SUMMARY
    )
    (flow,) = said.flows
    assert said.kind == "nfdump CSV"
    assert said.short == {}
    assert (flow.tries, flow.answered, flow.sent, flow.received) == (1, 1, 96, 64)
    assert (flow.initiator, flow.peer_port, flow.local_port) == (Initiator.UNKNOWN, 32100, None)
    assert (flow.first, flow.last) == (utc("08:53:20"), utc("08:55:20"))
    assert said.watched[0].frames == 2


def test_a_row_that_nobody_answered_says_so(read):
    (flow,) = read(OLD + old("08:53:20", "08:55:20", CAMERA, CLOUD, 96)).flows
    assert (flow.answered, flow.action, flow.received) == (0, Action.UNKNOWN, None)


def test_sides_that_an_exporter_swapped_are_told_by_address(read):
    """With -B, nfdump 1.7.1 gave the camera's bytes as those that came back."""
    (flow,) = read(OLD + old("08:53:20", "08:55:20", CLOUD, CAMERA, 64, back=96)).flows
    assert (flow.about.ip, flow.peer) == (ip_address("10.20.30.41"), ip_address("198.51.100.9"))
    assert (flow.sent, flow.received, flow.answered, flow.peer_port) == (96, 64, 1, 32100)


def test_pieces_of_one_flow_are_one_contact_and_pauses_part_them(read):
    pieces = [
        old(f"08:{minute:02}:00", f"08:{minute:02}:59", CAMERA, CLOUD, 10)
        for minute in (0, 1, 2, 10, 11)
    ]
    (flow,) = read(OLD + "".join(pieces)).flows
    assert (flow.tries, flow.sent) == (2, 50)
    assert flow.rhythm.gaps == (600.0, 600.0, 600.0)


@pytest.mark.parametrize("proto", ["TCP", "6"])
def test_newer_headers_and_the_stated_zone(read, proto):
    row = f"2026-11-22 09:14:02.610,0.510,{proto},10.20.30.41,40122,203.0.113.77,443,5,600,1\n"
    (flow,) = read(NEW + row, zone=ZoneInfo("Europe/Berlin")).flows
    assert (flow.transport, flow.peer_port, flow.sent) == ("tcp", 443, 600)
    assert flow.first == pytest.approx(utc("08:14:02.610"))
    assert flow.last == pytest.approx(utc("08:14:03.120"))


@pytest.mark.parametrize(
    ("own", "far", "expected"),
    [
        (40122, 443, ("peer", 443)),
        (554, 40122, ("own", 554)),
        (1030, 8000, ("peer", 8000)),  # a camera's first own ports are low
        (32108, 32100, ("peer", 32100)),
        (123, 123, ("peer", 123)),
        (50001, 50000, ("peer", 50000)),
        (50000, 50001, ("own", 50000)),
    ],
)
def test_the_port_is_the_service_s(read, own, far, expected):
    there = old("08:00:00", "08:00:01", ("10.20.30.41", own), ("198.51.100.9", far), 1)
    back = old("08:00:00", "08:00:01", ("198.51.100.9", far), ("10.20.30.41", own), 1)
    for row in (there, back):
        (flow,) = read(OLD + row).flows
        port = ("peer", flow.peer_port) if flow.peer_port else ("own", flow.local_port)
        assert port == expected


def test_icmp_has_no_ports(read):
    row = old("08:00:00", "08:00:01", ("10.20.30.41", 0), ("198.51.100.9", "8.0"), 1, proto="ICMP")
    (flow,) = read(OLD + row).flows
    assert (flow.transport, flow.peer_port, flow.local_port) == ("1", None, None)


def test_a_query_without_hits(read):
    said = read(OLD + "No matching flows\n")
    assert (said.flows, said.watched, said.short) == ([], [], {})


def test_a_row_that_is_cut_is_counted(read):
    said = read(OLD + old("08:00:00", "08:00:01", CAMERA, CLOUD, 1) + "2026-11-22 08:00:01,2026-1")
    assert said.short == {(Reason.MALFORMED, "lines"): (1, "line 3")}


VPC = (
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start"
    " end action log-status\n"
)
ROW = (
    "2 123456789012 eni-0a1b2c3d4e5f60718 10.20.30.41 203.0.113.77 40122 8666 6 41 4820 1795335125"
    " 1795335245 ACCEPT OK\n"
)
NODATA = "2 123456789012 eni-0a1b2c3d4e5f60718 - - - - - - - 1795335125 1795335245 - NODATA\n"


@pytest.mark.parametrize("head", [VPC, ""])
def test_flow_logs_of_a_cloud(read, head):
    refused = ROW.replace("ACCEPT", "REJECT").replace("40122", "40123")
    said = read(head + ROW + NODATA + refused)
    allowed, denied = sorted(said.flows, key=lambda flow: flow.action)
    assert said.kind == "AWS VPC flow log"
    assert said.short == {}
    assert (allowed.action, allowed.sent, allowed.peer_port) == (Action.ALLOWED, 4820, 8666)
    assert (denied.action, denied.tries) == (Action.DENIED, 1)
    assert (allowed.first, allowed.last) == (1795335125.0, 1795335245.0)


def test_custom_flow_logs_are_read_by_their_header(read):
    said = read(
        "start end protocol srcaddr dstaddr srcport dstport bytes pkt-srcaddr pkt-dstaddr\n"
        "1795335125 1795335245 17 192.0.2.1 192.0.2.2 40122 123 90 10.20.30.41 203.0.113.77\n"
    )
    (flow,) = said.flows
    assert (str(flow.peer), flow.transport, flow.peer_port) == ("203.0.113.77", "udp", 123)
