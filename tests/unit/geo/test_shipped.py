"""The shipped tables give the figures that were counted when they were chosen."""

from collections import Counter
from ipaddress import ip_address

import pytest

from camaudit import data
from camaudit.geo.place import Places, Where
from camaudit.geo.tables import NO_COUNTRY, CountryTable, cards, code_of, country_names
from camaudit.rulebook.load import load

FOLDER = data.shipped("geo_data")
# Ranges and addresses of China in IPv4, ranges in IPv6; addresses (IPv4) of the named places.
COUNTED = {
    "ipfire": (4_807, 351_124_963, 3_763, (21_949_836, 380_713, 37_466_221, 22_319_733)),
    "dbip": (5_352, 352_736_933, 4_452, (23_890_803, 382_021, 37_809_629, 20_076_875)),
}


@pytest.fixture(name="places", scope="module")
def _places():
    rules = load([data.shipped("rules")])
    anycast = frozenset(one.asn for one in rules.anycast)
    return Places.load(FOLDER, rules.operators, rules.time_pools, anycast)


@pytest.mark.parametrize("stem", COUNTED)
def test_a_table_holds_the_counted_ranges(stem):
    table = CountryTable(FOLDER, stem, cards(FOLDER)[stem])
    ranges, addresses = Counter(), Counter()
    for version in (4, 6):
        for first, last, value in table._ranges.of(version).spans():
            ranges[version, code_of(value)] += 1
            addresses[version, code_of(value)] += last - first + 1
    named = tuple(addresses[4, code] for code in ("HK", "MO", "TW", "SG"))
    counted = (ranges[4, "CN"], addresses[4, "CN"], ranges[6, "CN"], named)
    assert counted == COUNTED[stem]


@pytest.mark.parametrize(
    ("address", "where", "label", "operator"),
    [
        # Registered in Singapore and used in China: registry delegations alone would be wrong.
        ("8.130.0.1", Where.CHINA, "China", "Alibaba Cloud (mainland)"),
        ("43.0.0.1", Where.CHINA, "China", "Alibaba Cloud (mainland)"),
        ("::ffff:8.130.0.1", Where.CHINA, "China", "Alibaba Cloud (mainland)"),
        ("2400:3200::1", Where.CHINA, "China", "Alibaba Cloud (mainland)"),
        # Leased space in Europe.
        ("106.48.12.1", Where.DISAGREE, "China or France", "M247 Europe SRL"),
        ("47.88.1.1", Where.OPERATED, "United States", "Alibaba Cloud (international)"),
        ("119.8.1.1", Where.OPERATED, "Mexico", "Huawei Cloud (international)"),
        ("218.102.1.1", Where.NAMED, "Hong Kong", "PCCW IMS Limited"),
        ("202.175.3.3", Where.NAMED, "Macao", "Companhia de Telecomunicacoes de Macau"),
        ("168.95.1.1", Where.NAMED, "Taiwan", "Chunghwa Telecom Co., Ltd."),
        ("165.21.83.88", Where.NAMED, "Singapore", "SingNet Pte Ltd"),
        ("104.16.0.1", Where.ANYCAST, "CDN or anycast, place not meaningful", "Cloudflare, Inc."),
        ("9.9.9.9", Where.ANYCAST, "CDN or anycast, place not meaningful", "Quad9"),
        ("13.107.42.14", Where.ELSEWHERE, "United States", "Microsoft Corporation"),
        ("192.0.2.1", Where.NOT_PUBLIC, "not a public address", None),
    ],
)
def test_sample_addresses_are_judged(places, address, where, label, operator):
    place = places.judge(ip_address(address))
    assert (place.where, place.label, place.operator) == (where, label, operator)


def test_the_time_pool_never_counts(places):
    pool = places.judge(ip_address("8.130.0.1"), ("0.cn.pool.ntp.org",))
    assert pool.where is Where.TIME_POOL


def test_every_country_of_the_tables_has_a_name():
    names = country_names(FOLDER)
    for stem in COUNTED:
        table = CountryTable(FOLDER, stem, cards(FOLDER)[stem])
        codes = {code_of(value) for _, _, value in table._ranges.of(4).spans()}
        assert {code for code in codes if code} - NO_COUNTRY - names.keys() == set()
