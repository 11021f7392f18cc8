"""Regular contacts are found with jitter; what people do is not; too little is not judged."""

import random
from ipaddress import ip_address

import pytest

from camaudit.capture.rhythm import Pulse
from camaudit.checks.regularity import Verdict, regularity, score
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Action, Flow, Initiator, Rhythm, Seen

HOUR = 3_600.0
BEGIN = 1_795_075_200.0


def flow(times):
    pulse = Pulse()
    for at in times:
        pulse.beat(at)
    return Flow(
        about=Endpoint("00:00:5e:00:53:01", None),
        peer=ip_address("11.0.0.1"),
        peer_port=443,
        transport="tcp",
        initiator=Initiator.LOCAL,
        tries=len(times),
        answered=len(times),
        action=Action.ALLOWED,
        sent=None,
        received=None,
        first=times[0],
        last=times[-1],
        rhythm=pulse.rhythm(),
        names=(),
        log_country=None,
        seen=Seen(times[0], "lobby.pcap", "frame 1"),
    )


def beacon(seed, period, jitter, hours):
    """Begin every `period` seconds, each gap longer or shorter by up to a share of it."""
    draw = random.Random(seed)  # noqa: S311 - no secret is made of it
    times = [BEGIN]
    while times[-1] < BEGIN + hours * HOUR:
        times.append(times[-1] + period * draw.uniform(1 - jitter, 1 + jitter))
    return times


def browsing(seed, hours):
    """Sit down now and then, follow links with pauses for reading, get up again."""
    draw = random.Random(seed)  # noqa: S311 - no secret is made of it
    at, times = BEGIN, []
    while at < BEGIN + hours * HOUR:
        for _ in range(draw.randint(3, 25)):
            at += draw.lognormvariate(2.5, 1.4)
            times.append(at)
        at += draw.expovariate(1 / 2_400)
    return times


def checking(seed, hours):
    """Look at the same page whenever it comes to mind: no burst, no rhythm."""
    draw = random.Random(seed)  # noqa: S311 - no secret is made of it
    at, times = BEGIN, []
    while at < BEGIN + hours * HOUR:
        at += draw.expovariate(1 / 600)
        times.append(at)
    return times


@pytest.mark.parametrize("period", [20, 60, 600])
def test_a_beacon_with_a_fifth_of_jitter_is_found_every_time(period):
    found = [regularity(flow(beacon(seed, period, 0.2, 12))) for seed in range(200)]
    assert {one.verdict for one in found} == {Verdict.REGULAR}
    assert min(one.score for one in found) > 0.9


@pytest.mark.parametrize("person", [browsing, checking])
def test_what_a_person_does_is_never_regular(person):
    found = [regularity(flow(person(seed, 24))) for seed in range(200)]
    assert {one.verdict for one in found} == {Verdict.IRREGULAR}
    assert max(one.score for one in found) < 0.8


def test_a_clock_has_the_full_score():
    assert regularity(flow(beacon(1, 42, 0, 7))).score == 1.0


def test_below_six_hours_or_twenty_contacts_no_verdict_is_given():
    assert regularity(flow(beacon(1, 60, 0, 5.9))).verdict is Verdict.TOO_SHORT
    assert regularity(flow(beacon(1, 1_800, 0, 8))).verdict is Verdict.TOO_FEW
    few_hours = [*beacon(1, 60, 0, 0.5), BEGIN + 7 * HOUR]
    assert regularity(flow(few_hours)).verdict is Verdict.TOO_SHORT


@pytest.mark.parametrize(
    ("gaps", "spread", "expected"),
    [
        ((60.0, 60.0, 60.0), 0.0, 1.0),
        ((60.0, 60.0, 90.0), 0.0, 1.0),  # the median is a quartile: no skewness is said
        ((8.0, 10.0, 17.9), 1.0, 0.95),  # too narrow for skewness
        ((50.0, 60.0, 79.0), 6.0, 0.95),
        ((30.0, 40.0, 90.0), 10.0, (1 - 40 / 60 + 0.75) / 2),
        ((10.0, 20.0, 30.0), 40.0, 0.5),
        ((0.0, 0.5, 1.0), 0.1, None),
        ((60.0, 60.0, 60.0), None, None),
    ],
)
def test_the_score_is_the_mean_of_evenness_and_closeness(gaps, spread, expected):
    found = score(Rhythm(gaps=gaps, by_hour=(1,) * 24, spread=spread))
    assert found == (expected if expected is None else pytest.approx(expected))
