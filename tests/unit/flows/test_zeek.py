"""Zeek's logs in both forms give the same, by the names of their columns."""

import gzip
import json
from ipaddress import ip_address

import pytest

from camaudit.flows.sayings import Sayings
from camaudit.model.observation import (
    Action,
    Binding,
    BindingHow,
    Channel,
    Fact,
    Initiator,
    Lookup,
    LookupKind,
    Reason,
)

T = 1795335243.12  # 2026-11-22 08:14:03.12 UTC
CONN = [
    {"ts": T, "uid": "C1", "id.orig_h": "10.20.30.41", "id.orig_p": 40122, "id.resp_h":
     "203.0.113.77", "id.resp_p": 8666, "proto": "tcp", "duration": 0.51, "orig_bytes": 400,
     "resp_bytes": 90, "conn_state": "SF", "orig_pkts": 5, "orig_ip_bytes": 600, "resp_pkts": 3,
     "resp_ip_bytes": 210},
    {"ts": T + 60, "uid": "C2", "id.orig_h": "10.20.30.41", "id.orig_p": 40123, "id.resp_h":
     "203.0.113.77", "id.resp_p": 8666, "proto": "tcp", "conn_state": "S0", "orig_pkts": 1,
     "orig_ip_bytes": 60, "resp_pkts": 0, "resp_ip_bytes": 0},
    {"ts": T + 61, "uid": "C3", "id.orig_h": "198.51.100.9", "id.orig_p": 5000, "id.resp_h":
     "10.20.30.41", "id.resp_p": 554, "proto": "tcp", "duration": 1.0, "conn_state": "SF",
     "orig_pkts": 4, "orig_ip_bytes": 300, "resp_pkts": 4, "resp_ip_bytes": 4000},
    {"ts": T + 62, "uid": "C4", "id.orig_h": "10.20.30.99", "id.orig_p": 40123, "id.resp_h":
     "203.0.113.77", "id.resp_p": 443, "proto": "tcp", "conn_state": "SF", "orig_pkts": 1,
     "orig_ip_bytes": 60, "resp_pkts": 2, "resp_ip_bytes": 90},
    {"ts": T + 63, "uid": "C5", "id.orig_h": "10.20.30.41", "id.orig_p": 40124, "id.resp_h":
     "10.20.30.2", "id.resp_p": 554, "proto": "tcp", "conn_state": "SF", "orig_pkts": 1,
     "orig_ip_bytes": 60, "resp_pkts": 2, "resp_ip_bytes": 90},
]  # fmt: skip


def text(value):
    if isinstance(value, bool):
        return "T" if value else "F"
    if isinstance(value, list):
        return ",".join(map(str, value)) or "(empty)"
    return "-" if value is None else f"{value:.6f}" if isinstance(value, float) else str(value)


def tsv(path, rows):
    fields = list(dict.fromkeys(key for row in rows for key in row))
    return "\n".join(
        [
            "#separator \\x09",
            "#set_separator\t,",
            "#empty_field\t(empty)",
            "#unset_field\t-",
            f"#path\t{path}",
            "#open\t2026-11-22-08-00-00",
            "#fields\t" + "\t".join(fields),
            "#types\t" + "\t".join("string" for _ in fields),
            *("\t".join(text(row.get(one)) for one in fields) for row in rows),
            "#close\t2026-11-22-09-00-00",
            "",
        ]
    )


def as_json(_path, rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


BOTH = pytest.mark.parametrize("write", [tsv, as_json])


@BOTH
def test_connections_become_flows_seen_from_the_device(read, write):
    said = read(write("conn", CONN))
    assert said.kind.startswith("Zeek conn")
    tried, done, came = sorted(said.flows, key=lambda flow: (flow.initiator, flow.answered))
    assert (done.about.ip, done.about.mac) == (ip_address("10.20.30.41"), "00:11:22:33:44:55")
    assert (done.peer, done.peer_port, done.local_port, done.transport) == (
        ip_address("203.0.113.77"), 8666, None, "tcp",
    )  # fmt: skip
    assert (done.initiator, done.action, done.tries, done.answered) == (
        Initiator.LOCAL, Action.ALLOWED, 1, 1,
    )  # fmt: skip
    assert (done.sent, done.received) == (600, 210)
    assert done.first == pytest.approx(T, abs=1e-6)
    assert done.last == pytest.approx(T + 0.51, abs=1e-6)
    assert done.rhythm is None
    assert done.seen.place == ("line 9" if write is tsv else "line 1")
    assert (tried.action, tried.answered, tried.sent) == (Action.UNKNOWN, 0, 60)
    assert (came.initiator, came.local_port, came.peer_port) == (Initiator.PEER, 554, None)
    assert (came.sent, came.received) == (4000, 300)


@BOTH
def test_rows_of_other_hosts_are_counted_and_the_period_is_that_of_all(read, write):
    said = read(write("conn", CONN))
    assert said.short == {(Reason.OTHERS, "lines"): (1, "line 1")}
    (watched,) = said.watched
    assert (watched.vantage, watched.frames) == ("Zeek log", 5)
    assert (watched.first, watched.last) == (pytest.approx(T), pytest.approx(T + 63))
    assert watched.heard == (ip_address("10.20.30.41"),)


def test_a_log_in_which_a_camera_speaks_inside_alone_has_heard_it(read):
    said = read(tsv("conn", CONN[4:]))
    assert said.flows == []
    assert said.watched[0].heard == (ip_address("10.20.30.41"),)


@BOTH
def test_gzip_reads_as_plain(read, write):
    plain = read(write("conn", CONN)).flows
    packed = read(gzip.compress(write("conn", CONN).encode()))
    assert packed.flows == plain
    assert packed.kind.endswith("(gzip)")


def test_columns_are_found_by_name_and_may_be_absent(read):
    kept = ("id.resp_p", "ts", "id.resp_h", "id.orig_h", "proto", "conn_state", "added_by_us")
    rows = [{key: row.get(key, "x") for key in kept} for row in CONN]
    said = read(tsv("conn", rows))
    assert {(flow.peer_port, flow.answered, flow.sent) for flow in said.flows} == {
        (8666, 1, None), (8666, 0, None), (None, 1, None),
    }  # fmt: skip


def test_times_may_be_iso_text(read):
    rows = [row | {"ts": "2026-11-22T08:14:03.120000Z"} for row in CONN[:1]]
    assert read(as_json("conn", rows)).flows[0].first == pytest.approx(T)
    assert read(tsv("conn", rows)).flows[0].first == pytest.approx(T)


def test_hardware_addresses_of_a_log_bind(read):
    rows = [row | {"orig_l2_addr": "aa:11:22:33:44:66", "resp_l2_addr": "02:00:00:00:00:01"}
            for row in CONN[:2]]  # fmt: skip
    for write in (tsv, as_json):
        bindings = read(write("conn", rows)).observations
        assert all(isinstance(one, Binding) for one in bindings)
        (own,) = [one for one in bindings if one.ip == ip_address("10.20.30.41")]
        assert (own.mac, own.how) == ("aa:11:22:33:44:66", BindingHow.LOG)
        assert (own.valid_from, own.valid_to) == (pytest.approx(T), pytest.approx(T + 60))
        assert len(bindings) == 1  # the other side is the router's MAC and no address inside


DNS = [
    {"ts": T, "uid": "C1", "id.orig_h": "10.20.30.41", "id.orig_p": 51020, "id.resp_h":
     "10.20.30.1", "id.resp_p": 53, "proto": "udp", "trans_id": 4711, "query":
     "Litedev.EZVIZlife.com", "qtype_name": "A", "rcode_name": "NOERROR",
     "answers": ["litedev.example.net", "203.0.113.77", "203.0.113.78"]},
    {"ts": T + 5, "id.orig_h": "10.20.30.41", "id.orig_p": 51020, "id.resp_h": "10.20.30.1",
     "id.resp_p": 53, "proto": "udp", "query": "litedev.ezvizlife.com", "qtype_name": "AAAA",
     "rcode_name": "NOERROR"},
    {"ts": T + 6, "id.orig_h": "10.20.30.99", "id.orig_p": 51020, "id.resp_h": "10.20.30.1",
     "id.resp_p": 53, "proto": "udp", "query": "pupil.example.org", "qtype_name": "A",
     "rcode_name": "NOERROR"},
]  # fmt: skip


@BOTH
def test_names_are_kept_only_where_a_rule_knows_them(read, write):
    said = read(write("dns", DNS), knows=lambda name: name.endswith("ezvizlife.com"))
    (lookup,) = said.observations
    assert isinstance(lookup, Lookup)
    assert (lookup.name, lookup.kind, lookup.count) == (
        "litedev.ezvizlife.com", LookupKind.DNS, 2,
    )  # fmt: skip
    assert lookup.client.ip == ip_address("10.20.30.41")
    assert lookup.answers == (ip_address("203.0.113.77"), ip_address("203.0.113.78"))
    assert lookup.last == pytest.approx(T + 5)
    assert said.watched[0].vantage == "DNS log"
    assert said.watched[0].heard == (ip_address("10.20.30.41"),)


@BOTH
def test_names_in_handshakes_and_requests_without_what_is_personal(read, write):
    ssl = [{"ts": T, "id.orig_h": "10.20.30.41", "id.orig_p": 4, "id.resp_h": "203.0.113.80",
            "id.resp_p": 443, "version": "TLSv12", "server_name": "devices-apis.example.com",
            "established": True}]  # fmt: skip
    (sni,) = read(write("ssl", ssl)).observations
    assert (sni.name, sni.kind) == ("devices-apis.example.com", LookupKind.SNI)
    http = [{"ts": T, "id.orig_h": "10.20.30.41", "id.orig_p": 4, "id.resp_h": "203.0.113.80",
             "id.resp_p": 80, "trans_depth": 1, "method": "GET", "host": "up.example.com:8080",
             "uri": "/a?token=PLANTED", "user_agent": "Hikvision/1.0", "username": "PLANTED",
             "password": "PLANTED", "status_code": 200}]  # fmt: skip
    said = read(write("http", http))
    host, agent = sorted(said.observations, key=lambda one: isinstance(one, Fact))
    assert (host.name, host.kind) == ("up.example.com", LookupKind.HTTP_HOST)
    assert (agent.channel, agent.value) == (Channel.HTTP_AGENT, "Hikvision/1.0")
    assert "PLANTED" not in repr((said.observations, said.flows, said.watched, said.short))


@BOTH
def test_leases_bind_until_they_end(read, write):
    rows = [
        {"ts": T, "uids": ["C1"], "mac": "AA:11:22:33:44:66", "assigned_addr": "10.20.30.41",
         "lease_time": 3600.0, "host_name": "IPC-1", "msg_types": ["DISCOVER", "ACK"]},
        {"ts": T + 1800, "uids": ["C2"], "mac": "aa:11:22:33:44:66", "assigned_addr":
         "10.20.30.41", "lease_time": 3600.0, "host_name": "IPC-1", "msg_types": ["ACK"]},
        {"ts": T + 90000, "uids": ["C3"], "mac": "aa:11:22:33:44:66", "assigned_addr":
         "10.20.30.41", "lease_time": 60.0, "host_name": "IPC-1", "msg_types": ["ACK"]},
        {"ts": T + 4, "uids": ["C4"], "mac": "aa:11:22:33:44:77", "msg_types": ["DISCOVER"]},
    ]  # fmt: skip
    observations = read(write("dhcp", rows)).observations
    leases = [one for one in observations if isinstance(one, Binding)]
    assert [(one.how, one.valid_from, one.valid_to) for one in leases] == [
        (BindingHow.DHCP, pytest.approx(T), pytest.approx(T + 5400)),
        (BindingHow.DHCP, pytest.approx(T + 90000), pytest.approx(T + 90060)),
    ]
    (name,) = [one for one in observations if isinstance(one, Fact)]
    assert (name.channel, name.value, name.count) == (Channel.DHCP_HOSTNAME, "IPC-1", 3)
    assert name.about.mac == "aa:11:22:33:44:66"


@BOTH
def test_software_and_known_devices_give_facts(read, write):
    software = [
        {"ts": T, "host": "10.20.30.41", "host_p": 80, "software_type": "HTTP::SERVER",
         "name": "App-webs", "unparsed_version": "App-webs/"},
        {"ts": T, "host": "10.20.30.41", "host_p": 22, "software_type": "SSH::SERVER",
         "name": "dropbear", "unparsed_version": "dropbear"},
    ]  # fmt: skip
    (server,) = read(write("software", software)).observations
    assert (server.channel, server.port, server.value) == (Channel.HTTP_SERVER, 80, "App-webs/")
    known = [{"ts": T, "mac": "aa:11:22:33:44:66", "dhcp_host_name": "IPC-1"}]
    (name,) = read(write("known_devices", known)).observations
    assert (name.about.mac, name.about.ip, name.value) == ("aa:11:22:33:44:66", None, "IPC-1")


@pytest.mark.parametrize("path", ["x509", "known_hosts", "known_services"])
def test_logs_that_name_no_device_are_known_all_the_same(read, path):
    said = read(tsv(path, [{"ts": T, "host": "10.20.30.41"}]))
    assert (said.kind, said.observations, said.short) == (f"Zeek {path}", [], {})


@BOTH
def test_names_that_no_rule_knows_are_not_even_kept_by_the_engine(read, write, monkeypatch):
    """What a pupil looked up is read, since it stands in the file, and held nowhere."""
    seen = []
    lookups = Sayings._lookups

    def spy(self):
        seen.extend(self._engine.texts("SELECT name FROM told"))
        yield from lookups(self)

    monkeypatch.setattr(Sayings, "_lookups", spy)
    read(write("dns", DNS), knows=lambda name: name.endswith("ezvizlife.com"))
    assert sorted(seen) == ["Litedev.EZVIZlife.com", "litedev.ezvizlife.com"]
