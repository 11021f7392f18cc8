"""Suricata's eve.json in the forms of its versions."""

import json
from ipaddress import ip_address

import pytest

from camaudit.model.observation import (
    Action,
    Binding,
    Channel,
    Fact,
    Initiator,
    Lookup,
    LookupKind,
    Reason,
)

T = 1795335242.61  # 2026-11-22T09:14:02.610000+0100
ENDS = {
    "timestamp": "2026-11-22T09:14:03.120000+0100", "flow_id": 1490286442301234, "in_iface": "eth0",
    "src_ip": "10.20.30.41", "src_port": 40122, "dest_ip": "203.0.113.77", "dest_port": 8666,
    "proto": "TCP",
}  # fmt: skip
FLOW = ENDS | {
    "event_type": "flow", "app_proto": "failed",
    "flow": {"pkts_toserver": 5, "pkts_toclient": 3, "bytes_toserver": 600, "bytes_toclient": 210,
             "start": "2026-11-22T09:14:02.610000+0100", "end": "2026-11-22T09:14:03.120000+0100",
             "age": 1, "state": "closed", "reason": "timeout", "alerted": False},
}  # fmt: skip


def lines(*events, separators=(",", ":")):
    return "".join(json.dumps(one, separators=separators) + "\n" for one in events)


@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
def test_a_flow_has_both_directions_and_its_own_times(read, separators):
    said = read(lines(FLOW, separators=separators))
    (flow,) = said.flows
    assert said.kind == "Suricata eve"
    assert (flow.sent, flow.received, flow.answered, flow.action) == (600, 210, 1, Action.ALLOWED)
    assert (flow.initiator, flow.peer_port, flow.transport) == (Initiator.LOCAL, 8666, "tcp")
    assert (flow.first, flow.last) == (pytest.approx(T), pytest.approx(T + 0.51))
    assert said.watched[0].vantage == "Suricata log"


def test_a_flow_that_was_dropped_is_denied(read):
    dropped = FLOW | {"flow": FLOW["flow"] | {"action": "drop", "pkts_toclient": 0}}
    (flow,) = read(lines(dropped)).flows
    assert (flow.action, flow.answered) == (Action.DENIED, 0)


def test_records_of_one_direction_are_one_contact(read):
    there = ENDS | {"event_type": "netflow", "netflow": {
        "pkts": 5, "bytes": 600, "start": "2026-11-22T09:14:02.610000+0100",
        "end": "2026-11-22T09:14:03.120000+0100"}}  # fmt: skip
    back = there | {"src_ip": "203.0.113.77", "src_port": 8666, "dest_ip": "10.20.30.41",
                    "dest_port": 40122, "netflow": there["netflow"] | {"bytes": 210}}  # fmt: skip
    said = read(lines(back, there))
    (flow,) = said.flows
    assert said.kind == "Suricata eve (netflow)"
    assert (flow.tries, flow.answered, flow.sent, flow.received) == (1, 1, 600, 210)
    assert (flow.initiator, flow.peer_port) == (Initiator.UNKNOWN, 8666)
    # Where both sorts are written, the second would count everything twice.
    (flow,) = read(lines(back, FLOW, there)).flows
    assert (flow.tries, flow.sent) == (1, 600)


def dns(**said):
    return ENDS | {
        "event_type": "dns", "proto": "UDP", "dest_ip": "10.20.30.1", "dest_port": 53, "dns": said,
    }  # fmt: skip


def turned(event):
    return event | {
        "src_ip": event["dest_ip"], "src_port": event["dest_port"],
        "dest_ip": event["src_ip"], "dest_port": event["src_port"],
    }  # fmt: skip


A = {"rrname": "litedev.example.net", "rrtype": "A", "ttl": 60, "rdata": "203.0.113.77"}
C = {"rrname": "time.example.com", "rrtype": "CNAME", "ttl": 60, "rdata": "litedev.example.net"}


@pytest.mark.parametrize(
    "event",
    [
        dns(type="answer", id=1, rrname="time.example.com", rrtype="A", rdata="203.0.113.77"),
        dns(version=2, type="answer", rrname="time.example.com", rrtype="A", answers=[C, A]),
        dns(version=2, type="answer", rcode="NOERROR", answers=[C, A]),
        dns(version=2, type="answer", rrname="time.example.com",
            grouped={"A": ["203.0.113.77"], "CNAME": ["litedev.example.net"]}),
        dns(version=3, type="response", queries=[{"rrname": "time.example.com", "rrtype": "A"}],
            answers=[C, A]),
    ],
    ids=["1", "2", "2 bare", "2 grouped", "3"],
)  # fmt: skip
@pytest.mark.parametrize("turn", [lambda event: event, turned], ids=["client", "server"])
def test_answers_of_every_version_name_client_and_addresses(read, event, turn):
    (lookup,) = read(lines(turn(event))).observations
    assert isinstance(lookup, Lookup)
    assert (lookup.name, lookup.kind) == ("time.example.com", LookupKind.DNS)
    assert lookup.client.ip == ip_address("10.20.30.41")
    assert lookup.answers == (ip_address("203.0.113.77"),)


def test_questions_of_every_version_are_look_ups(read):
    said = read(
        lines(
            dns(version=2, type="query", id=1, rrname="time.example.com", rrtype="A"),
            dns(version=3, type="request", queries=[{"rrname": "time.example.com"}]),
        )
    )
    assert [(one.name, one.count, one.answers) for one in said.observations] == [
        ("time.example.com", 2, ())
    ]
    assert said.watched[0].heard == (ip_address("10.20.30.41"),)


def test_handshakes_and_requests(read):
    tls = ENDS | {"event_type": "tls", "dest_port": 443, "tls": {"sni": "api.example.com"}}
    own = turned(ENDS) | {"event_type": "tls", "dest_port": 443, "tls": {
        "subject": "C=XX, O=Example, CN=camera", "issuerdn": "CN=camera"}}  # fmt: skip
    http = ENDS | {"event_type": "http", "http": {
        "hostname": "up.example.com:8080", "url": "/login?user=PLANTED&password=PLANTED",
        "http_user_agent": "App/1.0", "http_refer": "http://PLANTED/"}}  # fmt: skip
    said = read(lines(tls, own, http))
    names = {(one.name, one.kind) for one in said.observations if isinstance(one, Lookup)}
    assert names == {
        ("api.example.com", LookupKind.SNI), ("up.example.com", LookupKind.HTTP_HOST),
    }  # fmt: skip
    facts = {
        (one.channel, one.value, one.port) for one in said.observations if isinstance(one, Fact)
    }
    assert facts == {
        (Channel.TLS_SUBJECT, "C=XX, O=Example, CN=camera", 443),
        (Channel.TLS_ISSUER, "CN=camera", 443),
        (Channel.HTTP_AGENT, "App/1.0", None),
    }
    assert "PLANTED" not in repr(said)


def test_leases_are_those_that_were_confirmed(read):
    ack = ENDS | {"event_type": "dhcp", "proto": "017", "dhcp": {
        "type": "reply", "id": 1, "client_mac": "aa:11:22:33:44:66", "assigned_ip": "10.20.30.41",
        "client_ip": "0.0.0.0", "dhcp_type": "ack",  # noqa: S104 - no address yet
        "lease_time": 3600}}  # fmt: skip
    offer = ack | {"dhcp": ack["dhcp"] | {"dhcp_type": "offer", "assigned_ip": "10.20.30.50"}}
    asked = ack | {"dhcp": {"type": "request", "client_mac": "aa:11:22:33:44:66",
                            "dhcp_type": "request", "hostname": "IPC-1"}}  # fmt: skip
    said = read(lines(offer, asked, ack))
    (lease,) = [one for one in said.observations if isinstance(one, Binding)]
    assert (str(lease.ip), lease.mac) == ("10.20.30.41", "aa:11:22:33:44:66")
    assert lease.valid_to - lease.valid_from == pytest.approx(3600)
    (name,) = [one for one in said.observations if isinstance(one, Fact)]
    assert (name.about.mac, name.value) == ("aa:11:22:33:44:66", "IPC-1")


def test_events_of_other_types_are_passed_over_and_broken_lines_counted(read):
    stats = {"timestamp": "2026-11-22T09:14:03.120000+0100", "event_type": "stats", "stats": {}}
    said = read(lines(stats, FLOW) + lines(FLOW)[:400] + "\nnonsense\n" + '{"event_type"\n')
    assert len(said.flows) == 1
    assert said.short == {
        (Reason.MALFORMED, "lines"): (1, "line 3"),
        (Reason.NOT_RECOGNISED, "lines of no Suricata eve log"): (2, "line 4"),
    }
