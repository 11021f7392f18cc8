"""Countries as firewalls write them."""

from pathlib import Path

import pytest

from camaudit.flows import countries

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("China", "CN"),
        ("CHINA", "CN"),
        (" cn ", "CN"),
        ("CHN", "CN"),
        ("Hong Kong", "HK"),
        ("Hong Kong SAR China", "HK"),
        ("HKG", "HK"),
        ("Macau", "MO"),
        ("Taiwan, Province of China", "TW"),
        ("Korea, Republic of", "KR"),
        ("Russian Federation", "RU"),
        ("Russia", "RU"),
        ("Viet Nam", "VN"),
        ("United States", "US"),
        ("USA", "US"),
        ("United Kingdom", "GB"),
        ("C\u00f4te d'Ivoire", "CI"),
        ("Turkey", "TR"),
        ("Reserved", None),
        ("R1", None),
        ("10.0.0.0-10.255.255.255", None),
        ("EU", None),
        ("", None),
        ("x" * 10_000, None),
    ],
)
def test_a_country_as_written(written, code):
    assert countries.code_of(written) == code


def test_no_spelling_stands_for_two_countries():
    seen = {}
    for path in (ROOT / "geo_data" / "countries.tsv", Path(countries.__file__).with_suffix(".tsv")):
        for line in path.read_text("utf-8").splitlines():
            code, *others = line.split("\t")
            for one in (code, *others):
                assert seen.setdefault(one.casefold(), code) == code, one
    assert len(set(seen.values())) == 249
