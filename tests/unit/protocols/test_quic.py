"""The hello of a QUIC client, whatever packets it comes in; keys are those of the standards."""

import random
from ipaddress import ip_address
from itertools import pairwise, permutations

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from camaudit.dissect.dispatch import Reader
from camaudit.errors import MalformedError
from camaudit.model.endpoint import Endpoints
from camaudit.model.frame import Frame
from camaudit.model.observation import Channel, Fact, Lookup, LookupKind, Reason
from camaudit.protocols import quic

CAMERA, CLOUD = ip_address("192.0.2.10"), ip_address("203.0.113.9")
NAME = bytes.fromhex("8394c8f03e515708")
# RFC 9001 appendix A.1 and RFC 9369 appendix A.1: key, iv, header key of the client.
KEYS = {
    1: ("1f369613dd76d5467730efcbe3b1a22d", "fa044b2f42a3fd3b46fb255c",
        "9f50449e04a0e810283a1e9933adedd2"),
    0x6B3343CF: ("8b1a0bc121284290a29e0971b5cd045d", "91f73e2351d8fa91660e909f",
                 "45b95e15235d6f45a6b19cbcb0294ba9"),
}  # fmt: skip
SNI = b"\0\0\0\x12\0\x10\0\0\x0dp2p.acme.test"
ALPN = b"\0\x10\0\5\0\3\2h3"


def hello(more=b""):
    tail = SNI + ALPN + more
    body = b"\3\3" + bytes(32) + b"\0" + b"\0\2\x13\1" + b"\1\0" + len(tail).to_bytes(2) + tail
    return b"\1" + len(body).to_bytes(3) + body


def crypto(place, data):
    return b"\6" + (place | 0x4000).to_bytes(2) + (len(data) | 0x4000).to_bytes(2) + data


def packet(frames, number=0, version=1, token=b"", size=1_162):
    """Encipher as RFC 9001 section 5 says, from the keys above and not from ours."""
    key, iv, mask_key = map(bytes.fromhex, KEYS[version])
    plain = frames.ljust(size, b"\0")
    first = 0xC3 if version == 1 else 0xD3
    length = (len(plain) + 20 | 0x4000).to_bytes(2)
    head = bytes([first]) + version.to_bytes(4) + b"\x08" + NAME + b"\0"
    head += bytes([len(token)]) + token + length + number.to_bytes(4)
    nonce = bytes(one ^ two for one, two in zip(iv, number.to_bytes(12), strict=True))
    sealed = AESGCM(key).encrypt(nonce, plain, head)
    cipher = Cipher(algorithms.AES128(mask_key), modes.ECB()).encryptor()  # noqa: S305 - one block
    mask = cipher.update(sealed[:16])
    number_masked = bytes(one ^ two for one, two in zip(head[-4:], mask[1:5], strict=True))
    return bytes([first ^ mask[0] & 15]) + head[1:-4] + number_masked + sealed


def frame(number, payload, *, back=False, port=443, cut=False):
    ends = (CLOUD, CAMERA, port, 50_000) if back else (CAMERA, CLOUD, 50_000, port)
    return Frame(number, float(number), None, None, 0x0800, ends[0], ends[1], 64, 17, ends[2],
                 ends[3], 0, 0, payload, cut=cut, vlan=None)  # fmt: skip


def read(*payloads, **options):
    reader = Reader(None, Endpoints(), "a.pcap")
    frames = [frame(at, one, **options) for at, one in enumerate(payloads, 1)]
    said = [one for each in frames for one in reader.read(each)]
    said += reader.finish()
    names = [one.name for one in said if isinstance(one, Lookup) and one.kind is LookupKind.SNI]
    offers = [
        one.value for one in said if isinstance(one, Fact) and one.channel is Channel.TLS_ALPN
    ]
    return names, offers, [(one.reason, one.what, one.count) for one in reader.shortfalls()]


READ = (["p2p.acme.test"], ["h3"], [])


@pytest.mark.parametrize("version", KEYS)
def test_the_keys_are_those_of_the_standards(version):
    found = quic._keys(NAME, quic._VERSIONS[version])
    assert tuple(one.hex() for one in found) == KEYS[version]


@pytest.mark.parametrize("version", KEYS)
@pytest.mark.parametrize("token", [b"", b"t" * 60])
def test_a_hello_in_one_packet_tells_name_and_protocols(version, token):
    assert read(packet(crypto(0, hello()), version=version, token=token)) == READ


def test_a_hello_in_several_packets_is_read_in_any_order():
    whole = hello(b"\0\x15\4\0" + bytes(1_024))  # padding, as browsers add keys that large
    cuts = [0, 37, 500, 501, len(whole)]
    parts = [
        packet(crypto(begin, whole[begin:end]), number)
        for number, (begin, end) in enumerate(pairwise(cuts))
    ]
    for order in permutations(parts):
        assert read(*order) == READ
    assert read(*parts, *parts) == READ


def test_pieces_may_overlap_within_a_packet_and_stand_among_other_frames():
    whole = hello()
    ack = b"\2\1\0\1\0\0\0" + b"\3\1\0\0\0\1\1\1"
    frames = b"\1" + crypto(20, whole[20:]) + ack + b"\0\0" + crypto(0, whole[:30]) + b"\x1c rest"
    assert read(packet(frames)) == READ


def test_what_follows_with_other_keys_is_no_loss():
    later = bytearray(packet(crypto(0, hello()), 3))
    later[6:14] = b"answered"  # the name that the server chose: keys stay those of the first
    assert read(packet(crypto(0, hello())), bytes(later)) == READ
    assert read(bytes(later)) == ([], [], [])


def test_what_a_server_sends_is_not_tried():
    assert read(packet(crypto(0, hello())), back=True) == ([], [], [])


def test_half_a_hello_is_counted():
    assert read(packet(crypto(0, hello()[:30]))) == ([], [], [(Reason.TRUNCATED, "quic", 1)])


def test_a_packet_that_the_snap_length_cut_is_counted():
    whole = packet(crypto(0, hello()))
    assert read(whole[:300], cut=True) == ([], [], [(Reason.TRUNCATED, "quic", 1)])


@pytest.mark.parametrize(
    "frames",
    [
        b"\x08 a stream",
        crypto(0x3FFF, b"beyond the limit"),
        b"\6\0\x7f\xff",
        b"\6",
        b"\2\1\0\xbf\xff\xff\xff\0",
        b"\6\0",
    ],
)
def test_frames_that_may_not_be_there_are_malformed(frames):
    with pytest.raises(MalformedError):
        quic.parse(packet(frames, size=len(frames) + 4 if frames[0] == 8 else len(frames)))


def test_a_flood_of_half_hellos_is_bounded():
    reader = Reader(None, Endpoints(), "a.pcap")
    half = packet(crypto(0, hello()[:30]))
    for number in range(1, 1_501):
        made = frame(number, half)._replace(source_port=1_024 + number)
        assert list(reader.read(made)) == []
    assert len(reader._hellos._open) == 1_024
    list(reader.finish())
    assert [one.count for one in reader.shortfalls()] == [1_500]


def test_a_flood_of_pieces_ends_the_hello():
    reader = Reader(None, Endpoints(), "a.pcap")
    for number in range(1, 200):
        list(reader.read(frame(number, packet(crypto(5 + 2 * number, b"x"), number))))
    assert not reader._hellos._open
    list(reader.finish())
    assert [(one.reason, one.count) for one in reader.shortfalls()] == [(Reason.TRUNCATED, 1)]


def test_pieces_that_lie_over_each_other_end_the_hello():
    reader = Reader(None, Endpoints(), "a.pcap")
    for number in range(5):
        data = packet(crypto(1 + number, bytes(8_000)), number, size=8_200)
        assert not list(reader.read(frame(number, data)))
    assert not reader._hellos._open
    assert [(one.reason, one.count) for one in reader.shortfalls()] == [(Reason.TRUNCATED, 1)]


def test_a_hello_that_is_none_is_counted_once():
    none = packet(crypto(0, b"\1\0\0\4none"))
    assert read(none, none) == ([], [], [(Reason.MALFORMED, "quic", 1)])


def test_many_conversations_are_forgotten_in_their_turn():
    reader = Reader(None, Endpoints(), "a.pcap")
    whole = packet(crypto(0, hello()))
    for number in range(1, 4_200):
        assert list(reader.read(frame(number, whole)._replace(source_port=1_024 + number)))
    assert len(reader._hellos._done) == 4_096


def test_a_draft_version_is_counted_and_not_tried():
    drafted = b"\xc3\xff\x00\x00\x1d" + packet(crypto(0, hello()))[5:]
    assert read(drafted) == ([], [], [(Reason.NOT_RECOGNISED, "quic of a draft version", 1)])


def test_a_packet_of_endless_frames_is_bounded():
    assert read(packet(b"\1" * 400 + crypto(0, hello()))) == (
        [],
        [],
        [(Reason.TRUNCATED, "quic", 1)],
    )


def test_damaged_packets_are_no_error():
    whole, chance = packet(crypto(0, hello())), random.Random(9_001)  # noqa: S311 - damage
    for _ in range(300):
        bent = bytearray(whole)
        for _ in range(chance.randrange(1, 4)):
            bent[chance.randrange(40)] = chance.randrange(256)
        names, _, _ = read(bytes(bent))
        assert names in ([], ["p2p.acme.test"])
