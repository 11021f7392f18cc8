"""Each line of the rule for one address, on tables that a test can read at a glance."""

from dataclasses import dataclass
from ipaddress import ip_address

import pytest

from camaudit.geo.place import Places, Where
from camaudit.geo.tables import AsNumber, TableCard
from camaudit.rulebook.operators import Operator

LISTED, CDN, OTHER = 64_500, 64_501, 64_502
PEER = ip_address("9.9.9.9")


@dataclass
class Countries:
    code: str | None
    card: TableCard

    def country(self, _):
        return self.code


@dataclass
class Networks:
    number: int | None
    card: TableCard

    def network(self, _):
        return AsNumber(self.number, "As Registered") if self.number else None


OPERATOR = Operator(
    asn=LISTED, operator="Example Cloud", parent=None, place="cn_operated_abroad", references=()
)


def places(a, b, number=OTHER):
    return Places(
        Countries(a, TableCard("IPFire", "2026-06-25", "", "")),
        Countries(b, TableCard("DB-IP", "2026-06-01", "", "")),
        Networks(number, TableCard("ASN", "2026-06-17", "", "")),
        (OPERATOR,),
        ("pool.ntp.org",),
        anycast=frozenset({CDN}),
    )


# name, IPFire, DB-IP, network, names looked up, country in the log -> class, label, sources
CASES = {
    "both say China": (
        ("CN", "CN", OTHER, (), None),
        (Where.CHINA, "China", "CN (IPFire 2026-06-25; DB-IP 2026-06-01)"),
    ),
    "both say China in a listed network": (
        ("CN", "CN", LISTED, (), None),
        (Where.CHINA, "China", "CN (IPFire 2026-06-25; DB-IP 2026-06-01)"),
    ),
    "both say China in a network of many places": (
        ("CN", "CN", CDN, (), None),
        (Where.CHINA, "China", "CN (IPFire 2026-06-25; DB-IP 2026-06-01)"),
    ),
    "only the first says China": (
        ("CN", "FR", OTHER, (), None),
        (Where.DISAGREE, "China or FR", "CN (IPFire 2026-06-25), FR (DB-IP 2026-06-01)"),
    ),
    "only the second says China, of a named place": (
        ("HK", "CN", OTHER, (), None),
        (Where.DISAGREE, "Hong Kong or China", "HK (IPFire 2026-06-25), CN (DB-IP 2026-06-01)"),
    ),
    "one says China, the other names no country": (
        (None, "CN", OTHER, (), None),
        (
            Where.DISAGREE,
            "China (one table only)",
            "not known (IPFire 2026-06-25), CN (DB-IP 2026-06-01)",
        ),
    ),
    "they disagree and the log says China": (
        ("CN", "FR", OTHER, (), "CN"),
        (
            Where.DISAGREE,
            "China or FR",
            "CN (IPFire 2026-06-25), FR (DB-IP 2026-06-01), CN (the log); likely in China",
        ),
    ),
    "they disagree and the log says another": (
        ("CN", "FR", OTHER, (), "FR"),
        (
            Where.DISAGREE,
            "China or FR",
            "CN (IPFire 2026-06-25), FR (DB-IP 2026-06-01), FR (the log)",
        ),
    ),
    "the log alone says China": (
        ("FR", "FR", OTHER, (), "CN"),
        (Where.ELSEWHERE, "FR", "FR (IPFire 2026-06-25; DB-IP 2026-06-01), CN (the log)"),
    ),
    "listed network, none says China": (
        ("US", "DE", LISTED, (), None),
        (Where.OPERATED, "US or DE", "US (IPFire 2026-06-25), DE (DB-IP 2026-06-01)"),
    ),
    "listed network in a named place": (
        ("SG", "SG", LISTED, (), None),
        (Where.OPERATED, "Singapore", "SG (IPFire 2026-06-25; DB-IP 2026-06-01)"),
    ),
    "listed network that no table places": (
        (None, None, LISTED, (), None),
        (Where.OPERATED, "not known", "not known (IPFire 2026-06-25; DB-IP 2026-06-01)"),
    ),
    "Hong Kong": (
        ("HK", "HK", OTHER, (), None),
        (Where.NAMED, "Hong Kong", "HK (IPFire 2026-06-25; DB-IP 2026-06-01)"),
    ),
    "Macao": (
        ("MO", "MO", OTHER, (), None),
        (Where.NAMED, "Macao", "MO (IPFire 2026-06-25; DB-IP 2026-06-01)"),
    ),
    "Taiwan": (
        ("TW", "TW", OTHER, (), None),
        (Where.NAMED, "Taiwan", "TW (IPFire 2026-06-25; DB-IP 2026-06-01)"),
    ),
    "Singapore": (
        ("SG", "SG", OTHER, (), None),
        (Where.NAMED, "Singapore", "SG (IPFire 2026-06-25; DB-IP 2026-06-01)"),
    ),
    "one says Hong Kong": (
        ("US", "HK", OTHER, (), None),
        (Where.NAMED, "US or Hong Kong", "US (IPFire 2026-06-25), HK (DB-IP 2026-06-01)"),
    ),
    "a network of many places": (
        ("US", "CA", CDN, (), None),
        (
            Where.ANYCAST,
            "CDN or anycast, place not meaningful",
            "US (IPFire 2026-06-25), CA (DB-IP 2026-06-01)",
        ),
    ),
    "both agree elsewhere": (
        ("DE", "DE", OTHER, (), None),
        (Where.ELSEWHERE, "DE", "DE (IPFire 2026-06-25; DB-IP 2026-06-01)"),
    ),
    "they differ elsewhere": (
        ("DE", "NL", OTHER, (), None),
        (Where.ELSEWHERE, "DE or NL", "DE (IPFire 2026-06-25), NL (DB-IP 2026-06-01)"),
    ),
    "nobody knows": (
        (None, None, None, (), None),
        (Where.ELSEWHERE, "not known", "not known (IPFire 2026-06-25; DB-IP 2026-06-01)"),
    ),
    "the time pool in China": (
        ("CN", "CN", LISTED, ("2.CN.pool.ntp.org.",), "CN"),
        (
            Where.TIME_POOL,
            "public time pool",
            "CN (IPFire 2026-06-25; DB-IP 2026-06-01), CN (the log)",
        ),
    ),
    "the time pool, one table says China": (
        ("CN", "US", OTHER, ("pool.ntp.org",), None),
        (Where.TIME_POOL, "public time pool", "CN (IPFire 2026-06-25), US (DB-IP 2026-06-01)"),
    ),
    "a name that only looks like the pool's": (
        ("CN", "CN", OTHER, ("xpool.ntp.org", "pool.ntp.org.example"), None),
        (Where.CHINA, "China", "CN (IPFire 2026-06-25; DB-IP 2026-06-01)"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_rule_gives_class_words_and_dated_sources(name):
    (a, b, number, names, log), expected = CASES[name]
    place = places(a, b, number).judge(PEER, names, log)
    assert (place.where, place.label, place.sources) == expected
    assert (place.country_a, place.country_b, place.number) == (a, b, number)


def test_a_listed_operator_is_named_as_listed_and_others_as_registered():
    assert places("US", "US", LISTED).judge(PEER).operator == "Example Cloud"
    assert places("US", "US").judge(PEER).operator == "As Registered"
    assert places("US", "US", None).judge(PEER).operator is None


@pytest.mark.parametrize("where", list(Where))
def test_no_two_classes_of_contact_share_a_word(where):
    assert [other for other in Where if other.value == where.value] == [where]


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("0.1.2.3", "this network, RFC 791"),
        ("10.9.8.7", "private, RFC 1918"),
        ("100.64.0.1", "shared by a provider's customers, RFC 6598"),
        ("127.0.0.1", "loopback, RFC 1122"),
        ("169.254.1.1", "link-local, RFC 3927"),
        ("172.31.255.255", "private, RFC 1918"),
        ("192.0.2.1", "documentation, RFC 5737"),
        ("192.168.1.1", "private, RFC 1918"),
        ("198.19.255.255", "benchmarks, RFC 2544"),
        ("198.51.100.9", "documentation, RFC 5737"),
        ("203.0.113.20", "documentation, RFC 5737"),
        ("239.255.255.250", "multicast, RFC 5771"),
        ("255.255.255.255", "reserved, RFC 1112"),
        ("::1", "not given out, RFC 3587"),
        ("100::1", "not given out, RFC 3587"),
        ("2001:db8::1", "documentation, RFC 3849"),
        ("3fff::1", "documentation, RFC 9637"),
        ("fd00::1", "private, RFC 4193"),
        ("fe80::1", "link-local, RFC 4291"),
        ("ff02::c", "multicast, RFC 4291"),
        ("::ffff:10.0.0.1", "private, RFC 1918"),
        ("64:ff9b::c0a8:101", "private, RFC 1918"),
        ("2002:c0a8:101::1", "private, RFC 1918"),
    ],
)
def test_an_address_that_is_not_public_is_named_and_never_placed(address, what):
    place = places("CN", "CN", LISTED).judge(ip_address(address), ("pool.ntp.org",), "CN")
    assert (place.where, place.sources) == (Where.NOT_PUBLIC, what)
    assert place.operator is None
    assert place.country_a is place.country_b is None


@pytest.mark.parametrize("address", ["172.32.0.1", "100.128.0.1", "192.0.3.1", "2400:3200::1"])
def test_the_neighbours_of_those_ranges_are_placed(address):
    assert places("CN", "CN").judge(ip_address(address)).where is Where.CHINA
