"""Findings that somebody accepted until a day: read strictly, set apart, and back after the day."""

from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest

from camaudit import data
from camaudit.checks.exceptions import Known, hold, load
from camaudit.errors import ExceptionsError
from camaudit.estate import load as load_estate
from camaudit.model.device import Device
from camaudit.model.finding import Finding, Severity, finding_id
from camaudit.model.grade import Grade
from camaudit.model.identity import Answer, Identity
from camaudit.rulebook.load import load as load_rules

ESTATE = Path(__file__).parents[3] / "examples" / "school" / "estate.yaml"
NOTHING = Answer(value=None, grade=Grade.UNKNOWN, evidence=(), rivals=())
DEVICE = replace(
    Device.bare(1, mac="00:00:5e:00:53:01"),
    addresses=(ip_address("10.20.2.11"),),
    site="Main building",
    network="Camera network",
)
IDENTITY = Identity(
    device=DEVICE.id,
    maker=replace(NOTHING, value="axis"),
    brand=NOTHING,
    kind=NOTHING,
    model=None,
    firmware=None,
    built_on=None,
    serial=None,
    channels=None,
    imitation=False,
    contradictions=(),
)
ROW = """\
exceptions:
  - code: outbound.cloud
    {reach}
    reason: The hirers of the hall watch it.
    owner: B. Example, bursar
    until: 2027-03-31
"""
DAY = "2026-11-24"


@pytest.fixture(name="known", scope="module")
def _known():
    return Known(load_rules([data.folder("rules")]).makers, load_estate(ESTATE))


@pytest.fixture(name="read")
def _read(tmp_path, known):
    def read(text, known=known):
        path = tmp_path / "exceptions.yaml"
        path.write_text(text)
        return load(path, known)

    return read


def finding(code="outbound.cloud"):
    return Finding(
        id=finding_id(DEVICE.id, code, ""),
        code=code,
        device=DEVICE.id,
        subject="",
        severity=Severity.DECISION,
        grade=Grade.LIKELY,
        summary="It is so.",
        remedy="Do so.",
        proofs=(),
    )


def held(rows, *findings, day=DAY):
    counted, settled = hold(rows, findings or [finding()], [(DEVICE, IDENTITY)], day)
    return len(counted), [(len(one.held), one.back, one.expired) for one in settled]


@pytest.mark.parametrize(
    "reach",
    [
        "device: 10.20.2.11",
        "device: 00-00-5E-00-53-01",
        f"device: {DEVICE.id}",
        "network: Camera network",
        "network: 10.20.2.0/24",
        "site: Main building",
        "maker: Axis",
        "maker: axis",
        "{site: Main building, maker: axis}",
    ],
)
def test_a_finding_that_a_row_meets_is_set_apart(read, reach):
    text = ROW.replace("{reach}", reach.strip("{}").replace(", ", "\n    "))
    assert held(read(text)) == (0, [(1, 0, False)])


@pytest.mark.parametrize(
    "reach",
    [
        "device: 10.20.2.12",
        "network: Office",
        "network: 10.30.2.0/24",
        "site: Sports hall",
        "maker: dahua",
        "site: Main building\n    maker: dahua",
    ],
)
def test_a_finding_that_a_row_does_not_meet_counts(read, reach):
    assert held(read(ROW.replace("{reach}", reach))) == (1, [(0, 0, False)])


@pytest.mark.parametrize(
    ("code", "expected"),
    [("outbound.cloud", 1), ("outbound", 2), ("outbound.china", 1), ("credentials", 0)],
)
def test_a_row_is_about_a_code_or_a_family(read, code, expected):
    text = ROW.replace("{reach}", "maker: axis").replace("outbound.cloud", code)
    counted, ((count, _, _),) = held(read(text), finding(), finding("outbound.china"))
    assert (counted, count) == (2 - expected, expected)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2027-03-30", (0, [(1, 0, False)])),
        ("2027-03-31", (0, [(1, 0, False)])),
        ("2027-04-01", (1, [(0, 1, True)])),
    ],
)
def test_after_its_last_day_a_row_holds_nothing_and_says_what_is_back(read, day, expected):
    assert held(read(ROW.replace("{reach}", "maker: axis")), day=day) == expected


def test_of_two_rows_the_one_in_force_holds_and_the_ended_one_brings_nothing_back(read):
    first = ROW.replace("{reach}", "maker: axis").replace("2027-03-31", "2026-01-31")
    second = ROW.replace("{reach}", "site: Main building").removeprefix("exceptions:\n")
    assert held(read(first + second)) == (0, [(0, 0, True), (1, 0, False)])


def test_rows_name_their_line(read):
    assert read(ROW.replace("{reach}", "maker: axis"))[0].place == "exceptions.yaml:2"


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("outbound.cloud", "outbound.clowd", 2, "did you mean outbound.cloud?"),
        ("maker: axis", "maker: axxis", 3, "did you mean axis?"),
        ("maker: axis", "network: Kamera network", 3, "networks are Camera network, Office"),
        ("maker: axis", "site: Annexe", 3, "sites are Main building, Sports hall"),
        ("maker: axis", "device: cam-7", 3, "no IP address, MAC address or id"),
        ("    maker: axis\n", "", 2, "none of site, network, device, maker"),
        ("2027-03-31", "next year", 6, "no date such as 2027-03-31"),
        ("2027-03-31", "20270331", 6, "no date such as 2027-03-31"),
        ("2027-03-31", "2027-02-30", 6, "no date such as 2027-03-31"),
        ("2027-03-31", "31/03/2027", 6, "no date such as 2027-03-31"),
        ("    owner: B. Example, bursar\n", "", 2, "owner: missing"),
        ("    reason: The hirers of the hall watch it.\n", "", 2, "reason: missing"),
        ("    until: 2027-03-31\n", "", 2, "until: missing"),
        ("owner: B. Example, bursar", "owner:", 5, "owner: empty"),
        ("maker: axis", "brand: axis", 3, "unknown key"),
        ("exceptions:", "except:", 2, "unknown key"),
    ],
)
def test_each_mistake_is_one_line_with_its_number(read, old, new, line, says):
    with pytest.raises(ExceptionsError) as caught:
        read(ROW.replace("{reach}", "maker: axis").replace(old, new))
    lines = [
        one for one in str(caught.value).split("\n") if f"yaml:{line}: " in one and says in one
    ]
    assert len(lines) == 1


def test_all_mistakes_are_told_at_once(read):
    text = ROW.replace("{reach}", "maker: axxis").replace("2027-03-31", "soon")
    with pytest.raises(ExceptionsError) as caught:
        read(text.replace("B. Example, bursar", ""))
    assert len(str(caught.value).split("\n")) == 3


def test_without_an_estate_file_a_network_is_a_range(read, known):
    alone = replace(known, estate=None)
    assert held(read(ROW.replace("{reach}", "network: 10.20.2.0/24"), alone))[0] == 0
    with pytest.raises(ExceptionsError, match=r"write it as 10\.20\.2\.0/24"):
        read(ROW.replace("{reach}", "network: Camera network"), alone)


@pytest.mark.parametrize("text", ["", "exceptions: []", "- code: x", "exceptions", "\xff\x00"])
def test_a_file_without_rows_is_a_mistake(read, text):
    with pytest.raises(ExceptionsError):
        read(text)


def test_a_file_that_is_not_there_is_named(tmp_path, known):
    with pytest.raises(ExceptionsError, match=r"gone\.yaml: cannot be read"):
        load(tmp_path / "gone.yaml", known)
