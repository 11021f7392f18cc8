import pytest

from camaudit.errors import EstateError
from camaudit.estate import parse

GOOD = b"""organisation: Example Hill School
sites:
  - name: Main
    networks:
      - {cidr: 10.20.2.0/24, purpose: cameras, name: Cameras}
      - {cidr: 10.20.0.0/16, purpose: office}
    exclude: [10.20.0.5]
"""


def test_a_good_estate_is_read_whole():
    estate = parse(GOOD, "estate.yaml")
    assert estate.organisation == "Example Hill School"
    assert [net.name for net in estate.sites[0].networks] == ["Cameras", "10.20.0.0/16"]
    assert len(estate.digest) == 64


def test_three_mistakes_are_named_at_once_with_their_lines():
    bad = GOOD.replace(b"cameras,", b"camera,").replace(b"10.20.0.0/16", b"10.20.0.1/16")
    bad += b"colour: red\n"
    with pytest.raises(EstateError) as caught:
        parse(bad, "estate.yaml")
    lines = str(caught.value).splitlines()
    assert [line.split(":")[:2] for line in lines] == [
        ["estate.yaml", "5"],
        ["estate.yaml", "6"],
        ["estate.yaml", "8"],
    ]


@pytest.mark.parametrize(
    ("cidr", "says"),
    [
        ("203.0.112.0/24", "public range"),
        ("10.0.0.0/8", "very large"),
        ("ten", "no network"),
        ("10.20.2.7/24", "host bits"),
    ],
)
def test_a_network_that_needs_a_word_is_refused_without_it(cidr, says):
    text = GOOD.replace(b"10.20.2.0/24", cidr.encode())
    with pytest.raises(EstateError, match=says):
        parse(text, "estate.yaml")


@pytest.mark.parametrize("text", [b"", b"- 1", b"a: [", b"\xff\xfe", b"organisation: x"])
def test_what_is_no_estate_gives_lines_and_no_traceback(text):
    with pytest.raises(EstateError, match=r"estate\.yaml:\d+: "):
        parse(text, "estate.yaml")
