"""An address is not a device: rows go to who held it, split at the row."""

from ipaddress import ip_address
from math import inf

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
