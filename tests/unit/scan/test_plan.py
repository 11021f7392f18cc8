"""What a scan would send, worked out before anything is."""

from datetime import date, datetime
from ipaddress import ip_address, ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from camaudit.estate import parse
from camaudit.model.probe import Level
from camaudit.model.scope import Scope
from camaudit.protocols.questions import ASK_GROUP, ASK_LINK, LOOK
from camaudit.scan import page, tested
from camaudit.scan.plan import nights, plan
from camaudit.scan.targets import targets
from camaudit.wire.authority import scope, window
from camaudit.wire.interfaces import Link
from camaudit.wire.pace import Limits

LONDON = ZoneInfo("Europe/London")
ESTATE = parse(
    b"""organisation: Example Hill School
authority:
  name: A. Example
  role: network manager
  statement: I may audit the networks below.
  from: 2026-11-01
  until: 2027-10-31
  hours: ["18:00-06:00", sat]
  contact: it@example.sch.uk
sites:
  - name: Main building
    networks:
      - {cidr: 10.20.2.0/24, purpose: cameras, name: Camera network}
      - {cidr: 10.30.0.0/28, purpose: cameras, name: Far network}
      - {cidr: 10.40.0.0/24, purpose: office, name: Office}
    exclude: [10.30.0.5]
""",
    "estate.yaml",
)
LINK = Link("eth9", ip_address("10.20.2.250"), ip_network("10.20.2.0/24"), 7, "02:00:00:00:00:09")
FOREIGN = Link("eth8", ip_address("192.0.2.9"), ip_network("192.0.2.0/24"), 8)
KNOWN = [ip_address(one) for one in ("10.20.2.9", "10.40.0.7", "10.30.0.5", "203.0.113.9")]
FIVE = sum(call.group.version == 4 for call in ASK_GROUP)
NOW = datetime(2026, 11, 26, 10, 0, tzinfo=LONDON).timestamp()  # a Thursday


def planned(level=Level.LOOK, *, known=(), links=(LINK, FOREIGN), **options):
    allowed = scope(ESTATE, LONDON)
    return plan(targets(ESTATE, allowed, links, level, known=known, **options), Limits())


def test_each_question_is_counted_to_whom_it_goes():
    made = planned(Level.ASK)
    group = [one for one in made.rows if one.addresses == 1]
    assert len(group) == FIVE + len(ASK_LINK)
    assert {one.whom for one in group} == {"everybody on eth9 (10.20.2.0/24)"}
    calls = sum(call.times for call in ASK_GROUP if call.group.version == 4)
    assert sum(one.times for one in group) == calls + len(ASK_LINK)
    # 16 addresses less network, broadcast and the one excluded; the first question may be repeated
    assert [
        (one.probe.name, one.addresses, one.times) for one in made.rows if one.addresses > 1
    ] == [
        ("arp-request", 253, 253),  # not ours
        ("wsd-transmitter", 13, 26),
        ("wsd-device", 13, 13),
        ("dhdiscover-search", 13, 13),
    ]
    assert (made.known, made.perhaps, made.packets) == (
        0, 0, sum(one.packets for one in made.rows)
    )  # fmt: skip


def test_who_is_looked_at_is_named_by_files_or_answers():
    made = planned(known=KNOWN)
    assert made.known == 2  # of the others one is excluded and one is nobody's of ours
    assert made.perhaps == 254 + 13 - 2
    assert made.looked == LOOK
    asked = sum(one.packets for one in made.rows)
    assert made.packets == asked + (made.known + made.perhaps) * Limits().packets


def test_a_sweep_names_every_address():
    made = planned(sweep=True)
    assert (made.known, made.perhaps) == (254 + 13 + 254, 0)
    # Whoever loses the first question is looked at all the same.
    assert {one.times for one in made.rows if one.addresses == 13} == {13}


def test_what_is_not_asked_is_told_with_its_reason():
    made = planned(Level.ASK, links=[FOREIGN])
    assert made.passed == (
        "eth8: its network 192.0.2.0/24 does not lie in one declared network",
        "Office (10.40.0.0/24): not a camera network, and no link of this computer reaches it",
    )


@pytest.mark.parametrize(
    ("hours", "until", "seconds", "found"),
    [
        ((), date(2027, 1, 1), 3600, (0, 3600, 1)),
        (("18:00-06:00",), date(2027, 1, 1), 3600, (8 * 3600, 9 * 3600, 1)),
        (("18:00-06:00",), date(2027, 1, 1), 13 * 3600, (8 * 3600, 33 * 3600, 2)),
        (("18:00-19:00",), date(2026, 11, 27), 3 * 3600, (8 * 3600, None, 2)),
        (("sat",), date(2026, 11, 27), 60, (None, None, 0)),
        (("18:00-19:00",), date(2026, 11, 25), 60, (None, None, 0)),
    ],
)
def test_a_scan_is_spread_over_the_hours_of_the_authority(hours, until, seconds, found):
    allowed = Scope(
        networks=(ip_network("10.20.2.0/24"),),
        valid_from=date(2026, 11, 1),
        valid_until=until,
        hours=tuple(map(window, hours)),
        zone=LONDON,
    )
    made = nights(allowed, NOW, seconds)
    begins, ends, spans = found
    assert made.opens == (None if begins is None else NOW + begins)
    assert made.ends == (None if ends is None else NOW + ends)
    assert made.spans == spans


@pytest.fixture(name="golden")
def _golden(request):
    update = request.config.getoption("--update-golden", default=False)

    def compare(name, lines):
        path = Path(__file__).with_name("golden") / name
        text = "\n".join(line.rstrip() for line in lines) + "\n"
        if update:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        assert path.read_text("utf-8") == text

    return compare


@pytest.mark.parametrize("form", ["plan", "change"])
def test_the_page_is_the_golden_one(form, golden):
    made, allowed = planned(known=KNOWN), scope(ESTATE, LONDON)
    given = (
        made,
        ESTATE,
        Limits(),
        nights(allowed, NOW, made.seconds),
        allowed.closed(NOW),
        LONDON,
    )
    lines = (
        page.overview(*given)
        if form == "plan"
        else page.change(
            *given, version="0.0.0", agent="camaudit/0.0.0 (test)", untested=tested.UNTESTED
        )
    )
    golden(f"{form}.txt", lines)


def test_the_request_shows_the_bytes_of_every_question():
    made, allowed = planned(known=KNOWN), scope(ESTATE, LONDON)
    text = "\n".join(
        page.change(
            made, ESTATE, Limits(), nights(allowed, NOW, made.seconds), None, LONDON,
            version="0.0.0", agent="camaudit/0.0.0 (test)", untested=("Nobody",),
        )
    )  # fmt: skip
    for probe in {row.probe.name for row in made.rows} | {one.name for one in LOOK}:
        assert f"{probe}: " in text
    assert "Authorization" not in text
    assert "  | OPTIONS rtsp://192.0.2.10/ RTSP/1.0" in text
