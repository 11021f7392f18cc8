"""The number of a page's picture: published vectors of MurmurHash3 and of whole pictures."""

import pytest

from camaudit.protocols.icon import icon_number, murmur3

# Vectors that implementations of the algorithm publish in their tests (x86, 32 bits).
VECTORS = [
    (b"", 0, 0),
    (b"", 1, 0x514E28B7),
    (b"", 0xFFFFFFFF, 0x81F16F39),
    (b"\xff\xff\xff\xff", 0, 0x76293B50),
    (b"\x21\x43\x65\x87", 0, 0xF55B516B),
    (b"\x21\x43\x65\x87", 0x5082EDEE, 0x2362F9DE),
    (b"\x21\x43\x65", 0, 0x7E4A8634),
    (b"\x21\x43", 0, 0xA0F7B07A),
    (b"\x21", 0, 0x72661CF4),
    (bytes(4), 0, 0x2362F9DE),
    (bytes(3), 0, 0x85F0B427),
    (bytes(2), 0, 0x30F4C306),
    (bytes(1), 0, 0x514E28B7),
    (b"aaaa", 0x9747B28C, 0x5A97808A),
    (b"abc", 0x9747B28C, 0xC84A62DD),
    (b"Hello, world!", 0x9747B28C, 0x24884CBA),
    (b"The quick brown fox jumps over the lazy dog", 0x9747B28C, 0x2FA826CD),
]


@pytest.mark.parametrize(("data", "seed", "number"), VECTORS)
def test_the_published_vectors_come_out(data, seed, number):
    assert murmur3(data, seed) == number


# Computed with mmh3 5.3.1 over `base64.encodebytes`: short, one line, several lines.
@pytest.mark.parametrize(
    ("icon", "number"),
    [
        (b"\0", "-1253000196"),
        (bytes(range(57)), "459585070"),
        (bytes(range(256)) * 5, "1907799943"),
    ],
)
def test_a_picture_has_the_number_that_search_engines_print(icon, number):
    assert icon_number(icon) == number
