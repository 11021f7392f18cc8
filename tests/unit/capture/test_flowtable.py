"""Flows across the boundary: who began, what service, what became of it."""

from ipaddress import ip_address

import pytest
from scapy.layers.inet import ICMP, IP, TCP, UDP
from scapy.layers.inet6 import ICMPv6DestUnreach, IPv6
from scapy.layers.l2 import Ether

from camaudit.capture import flowtable
from camaudit.model.observation import Action, Initiator, Reason

CAMERA = "10.0.0.9"
CLOUD = "203.0.113.7"
OUT = Ether(src="02:00:00:00:00:09", dst="02:00:00:00:00:fe")
BACK = Ether(src="02:00:00:00:00:fe", dst="02:00:00:00:00:09")


def sent(payload, peer=CLOUD):
    return bytes(OUT / IP(src=CAMERA, dst=peer) / payload)


def received(payload, peer=CLOUD):
    return bytes(BACK / IP(src=peer, dst=CAMERA) / payload)


def syn(port=40000, seq=1, service=443):
    return sent(TCP(sport=port, dport=service, flags="S", seq=seq))


def answer(flags, port=40000, service=443):
    return received(TCP(sport=service, dport=port, flags=flags))


def unreachable(port=40000, service=443, code=13):
    quoted = bytes(IP(src=CAMERA, dst=CLOUD) / TCP(sport=port, dport=service, flags="S"))[:28]
    return bytes(BACK / IP(src="10.0.0.254", dst=CAMERA) / ICMP(type=3, code=code) / quoted)


@pytest.fixture
def flows(pcap, reader):
    def read(*frames, inside=None):
        timed = [
            frame if isinstance(frame, tuple) else (frame, n) for n, frame in enumerate(frames)
        ]
        capture = reader(pcap([(1_700_000_000 + at, frame) for frame, at in timed]), inside=inside)
        for _ in capture.frames():
            pass
        return list(capture.flows())

    return read


def test_a_conversation_that_the_device_began(flows):
    (flow,) = flows(
        syn(),
        answer("SA"),
        sent(TCP(sport=40000, dport=443, flags="PA") / b"hello"),
        answer("FA"),
    )
    assert flow.about.mac == "02:00:00:00:00:09"
    assert flow.about.ip == ip_address(CAMERA)
    assert (flow.peer, flow.peer_port, flow.local_port) == (ip_address(CLOUD), 443, None)
    assert (flow.transport, flow.initiator) == ("tcp", Initiator.LOCAL)
    assert (flow.tries, flow.answered, flow.action) == (1, 1, Action.ALLOWED)
    assert (flow.sent, flow.received) == (40 + 45, 40 + 40)
    assert (flow.first, flow.last) == (1_700_000_000.0, 1_700_000_003.0)
    assert (flow.rhythm, flow.names, flow.log_country) == (None, (), None)
    assert (flow.seen.source, flow.seen.place) == ("lobby.pcap", "frame 1")


def test_a_conversation_that_the_peer_began_names_the_service_of_the_device(flows):
    (flow,) = flows(
        received(TCP(sport=50000, dport=8000, flags="S")),
        sent(TCP(sport=8000, dport=50000, flags="SA")),
    )
    assert (flow.initiator, flow.peer_port, flow.local_port) == (Initiator.PEER, None, 8000)
    assert (flow.tries, flow.answered, flow.action) == (1, 1, Action.ALLOWED)
    assert flow.about.mac == "02:00:00:00:00:09"


BEGINNINGS = {
    "an answer to a SYN": (answer("SA"), Initiator.LOCAL, 443, None),
    "the middle of a download": (answer("A"), Initiator.UNKNOWN, 443, None),
    "the middle of a service of ours": (
        sent(TCP(sport=554, dport=50000, flags="A")),
        Initiator.UNKNOWN,
        None,
        554,
    ),
    "a datagram sent": (sent(UDP(sport=50000, dport=32100)), Initiator.LOCAL, 32100, None),
    "a datagram received": (received(UDP(sport=50000, dport=3702)), Initiator.PEER, None, 3702),
    "the answer of a name server": (
        received(UDP(sport=53, dport=50000)),
        Initiator.UNKNOWN,
        53,
        None,
    ),
    "the answer of a service of ours": (
        sent(UDP(sport=161, dport=50000)),
        Initiator.UNKNOWN,
        None,
        161,
    ),
}


@pytest.mark.parametrize("name", BEGINNINGS)
def test_who_began_is_told_from_the_first_packet(name, flows):
    frame, initiator, peer_port, local_port = BEGINNINGS[name]
    (flow,) = flows(frame)
    assert flow.initiator is initiator
    assert (flow.peer_port, flow.local_port) == (peer_port, local_port)


FATES = {
    "answered": ([syn(), answer("SA")], 1, 1, Action.ALLOWED),
    "silent": ([syn(), syn()], 1, 0, Action.UNKNOWN),
    "reset": ([syn(), answer("RA")], 1, 0, Action.DENIED),
    "answered, then reset": ([syn(), answer("SA"), answer("R")], 1, 1, Action.ALLOWED),
    "unreachable": ([syn(), unreachable()], 1, 0, Action.DENIED),
    "another one unreachable": ([syn(), unreachable(port=40001)], 1, 0, Action.UNKNOWN),
    "one refused, one answered": (
        [syn(), answer("RA"), syn(40001), answer("SA", 40001)],
        2,
        1,
        Action.ALLOWED,
    ),
    "the same port again": (
        [syn(seq=1), answer("RA"), syn(seq=2), answer("SA")],
        2,
        1,
        Action.ALLOWED,
    ),
    "a datagram without an answer": ([sent(UDP(sport=5, dport=6))], 1, 0, Action.UNKNOWN),
    "a datagram answered": (
        [sent(UDP(sport=5, dport=6)), received(UDP(sport=6, dport=5))],
        1,
        1,
        Action.ALLOWED,
    ),
    "only our half of a talk": (
        [sent(TCP(sport=40000, dport=443, flags="A"))] * 3,
        1,
        0,
        Action.UNKNOWN,
    ),
    "only the answers": ([answer("SA"), answer("A")], 1, 1, Action.UNKNOWN),
}


@pytest.mark.parametrize("name", FATES)
def test_what_became_of_it(name, flows):
    frames, tries, answered, action = FATES[name]
    (flow,) = flows(*frames)
    assert (flow.tries, flow.answered, flow.action) == (tries, answered, action)


def test_ipv6_is_counted_like_ipv4(flows):
    peer, camera = "2001:db8::7", "fd00::9"
    begun = IPv6(src=camera, dst=peer) / TCP(sport=40000, dport=443, flags="S")
    refused = IPv6(src=peer, dst=camera) / ICMPv6DestUnreach(code=1) / begun
    (flow,) = flows(bytes(OUT / begun), bytes(BACK / refused))
    assert (flow.peer, flow.sent, flow.action) == (ip_address(peer), 60, Action.DENIED)


def test_other_protocols_have_a_number_and_no_ports(flows):
    (flow,) = flows(sent(ICMP(type=8)), received(ICMP(type=0)))
    assert (flow.transport, flow.peer_port, flow.local_port) == ("1", None, None)
    assert (flow.initiator, flow.action) == (Initiator.LOCAL, Action.ALLOWED)


NO_FLOWS = {
    "inside to inside": sent(UDP(), peer="10.0.0.1"),
    "multicast": sent(UDP(), peer="239.255.255.250"),
    "broadcast": sent(UDP(), peer="255.255.255.255"),
    "link-local": sent(UDP(), peer="169.254.1.1"),
    "unspecified": bytes(OUT / IP(src="0.0.0.0", dst=CLOUD) / UDP()),  # noqa: S104 - as sent
    "loopback": sent(UDP(), peer="127.0.0.1"),
    "a private network of somebody": sent(UDP(), peer="172.16.0.1"),
    "outside to outside": bytes(OUT / IP(src="198.51.100.1", dst=CLOUD) / UDP()),
    "an error message from outside": received(ICMP(type=11) / bytes(28)),
    "an error message that quotes nothing": received(ICMP(type=3)),
    "a later fragment": bytes(OUT / IP(src=CAMERA, dst=CLOUD, frag=9, proto=17) / bytes(8)),
}


@pytest.mark.parametrize("name", NO_FLOWS)
def test_what_does_not_cross_the_boundary_makes_no_flow(name, flows):
    assert flows(NO_FLOWS[name]) == []


def test_the_caller_says_what_is_inside(flows):
    ours = {ip_address(CAMERA)}
    assert flows(sent(UDP(), peer="10.0.0.1"), inside=ours.__contains__) == []
    (flow,) = flows(sent(UDP(sport=9, dport=9)), inside=ours.__contains__)
    assert flow.about.ip == ip_address(CAMERA)


def test_a_raw_capture_gives_flows_without_mac(pcap, reader):
    capture = reader(pcap([(1.0, syn()[14:])], link=101))
    list(capture.frames())
    assert [flow.about.mac for flow in capture.flows()] == [None]


def test_conversations_of_one_service_are_one_flow_with_a_rhythm(flows):
    times = [0, 10, 20, 30, 130]
    (flow,) = flows(*((syn(40000 + n), at) for n, at in enumerate(times)))
    assert (flow.tries, flow.peer_port) == (5, 443)
    assert flow.rhythm.gaps == (10.0, 10.0, 32.5)
    assert sum(flow.rhythm.by_hour) == 5
    assert flow.rhythm.by_hour[22] == 5  # 22:13 UTC


def test_the_bursts_of_a_datagram_talk_make_its_rhythm(flows):
    beat = sent(UDP(sport=5000, dport=32100) / b"x")
    reply = received(UDP(sport=32100, dport=5000) / b"x")
    (flow,) = flows((beat, 0), (beat, 0.5), (reply, 5), (beat, 20), (reply, 20.1), (beat, 40))
    assert flow.tries == 1
    assert flow.rhythm.gaps == (20.0, 20.0, 20.0)
    assert sum(flow.rhythm.by_hour) == 3


def test_flows_are_sorted_whatever_their_order(flows):
    frames = [syn(service=port) for port in (80, 443, 22)]
    frames += [
        sent(UDP(sport=7, dport=port), peer=peer) for port in (9, 8) for peer in (CLOUD, "1.1.1.1")
    ]
    there = [(f.peer, f.transport, f.peer_port) for f in flows(*frames)]
    back = [(f.peer, f.transport, f.peer_port) for f in flows(*reversed(frames))]
    assert there == back
    assert there == sorted(there)


def test_more_services_than_are_kept_are_said_and_the_same_ones_stay(monkeypatch, pcap, reader):
    monkeypatch.setattr(flowtable, "MAX_FLOWS", 10)
    frames = [(float(n), syn(40000 + n, service=port)) for n, port in enumerate(range(100, 140))]
    kept = []
    for order in (frames, frames[::-1]):
        capture = reader(pcap(order))
        list(capture.frames())
        kept.append([flow.peer_port for flow in capture.flows()])
        (shortfall,) = capture.shortfalls()
        assert (shortfall.reason, shortfall.count) == (Reason.BOUND, 30)
    assert len(kept[0]) == 10
    assert kept[0] == kept[1]


def test_more_devices_than_are_kept_are_said_and_the_same_ones_stay(monkeypatch, pcap, reader):
    monkeypatch.setattr(flowtable, "MAX_DEVICES", 10)
    frames = [
        (float(n), bytes(OUT / IP(src=f"10.0.0.{n}", dst=CLOUD) / UDP(sport=9, dport=9)))
        for n in range(1, 41)
    ]
    kept = []
    for order in (frames, frames[::-1]):
        capture = reader(pcap(order))
        list(capture.frames())
        kept.append([flow.about.ip for flow in capture.flows()])
        (shortfall,) = capture.shortfalls()
        assert (shortfall.reason, shortfall.count) == (Reason.BOUND, 30)
    assert len(kept[0]) == 10
    assert kept[0] == kept[1]


def test_conversations_are_forgotten_and_their_flow_is_not(monkeypatch, flows):
    monkeypatch.setattr(flowtable, "MAX_CONVERSATIONS", 4)
    (flow,) = flows(*(syn(40000 + n) for n in range(50)))
    assert flow.tries == 50


def test_a_talk_that_goes_on_outlives_silent_ones(monkeypatch, flows):
    monkeypatch.setattr(flowtable, "MAX_CONVERSATIONS", 4)
    frames = [(syn(service=554), 0)]
    for n in range(1, 20):
        frames += [(syn(41000 + n), 100 * n), (answer("A", service=554), 100 * n)]
    talk = next(flow for flow in flows(*frames) if flow.peer_port == 554)
    assert (talk.initiator, talk.tries) == (Initiator.LOCAL, 1)


def test_a_capture_has_a_bound_for_all_of_its_flows(monkeypatch, pcap, reader):
    monkeypatch.setattr(flowtable, "MAX_ALL_FLOWS", 10)
    frames = [
        (float(n), bytes(OUT / IP(src=f"10.0.0.{n % 8}", dst=CLOUD) / UDP(sport=9, dport=n)))
        for n in range(1, 41)
    ]
    capture = reader(pcap(frames))
    list(capture.frames())
    assert len(list(capture.flows())) == 10
    (shortfall,) = capture.shortfalls()
    assert (shortfall.reason, shortfall.what, shortfall.count) == (
        Reason.BOUND, "conversations", 30
    )  # fmt: skip
