"""Rhythm: exact figures of beginnings; beacons stand out from people."""

import random
from itertools import pairwise
from statistics import median

import pytest

HEAD = (
    "#separator \\x09\n#path\tconn\n"
    "#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\torig_ip_bytes\n"
)
T = 1795305600  # 2026-11-22 00:00 UTC


def log(times, peer="203.0.113.77", sizes=None):
    sizes = sizes or [60] * len(times)
    lines = [
        f"{at:.6f}\t10.20.30.41\t40122\t{peer}\t443\ttcp\t{size}\n"
        for at, size in zip(times, sizes, strict=True)
    ]
    return "".join(lines)


def lower(values, share):
    """Give the quantile that occurs: the least value that `share` of all do not exceed."""
    ordered = sorted(values)
    return next(one for at, one in enumerate(ordered, 1) if at >= share * len(ordered))


def test_the_figures_are_exact(read):
    rng = random.Random(4)  # noqa: S311 - the same numbers in every run
    times = sorted(T + rng.randrange(30 * 3600) + rng.randrange(1000) / 1000 for _ in range(301))
    sizes = [rng.randrange(5000) for _ in times]
    (flow,) = read(HEAD + log(times, sizes=sizes)).flows
    micro = [round(at * 1e6) for at in times]
    gaps = [after - before for before, after in pairwise(micro)]
    rhythm = flow.rhythm
    assert rhythm.gaps == tuple(lower(gaps, share) / 1e6 for share in (0.25, 0.5, 0.75))
    middle = lower(gaps, 0.5)
    assert rhythm.spread == lower([abs(gap - middle) for gap in gaps], 0.5) / 1e6
    assert rhythm.sizes == tuple(lower(sizes, share) for share in (0.25, 0.5, 0.75))
    hours = [one // 3_600_000_000 for one in micro]
    assert (rhythm.contacts, rhythm.hours) == (301, len(set(hours)))
    assert rhythm.busiest == max(hours.count(hour) for hour in set(hours))
    assert rhythm.by_hour == tuple(sum(hour % 24 == at for hour in hours) for at in range(24))


def is_regular(flow):
    """Judge as a reader of the figures would: 20 contacts, 6 hours, gaps close to the median."""
    rhythm = flow.rhythm
    if rhythm is None or rhythm.contacts < 20 or rhythm.hours < 6:
        return False
    return rhythm.spread <= 0.15 * rhythm.gaps[1]


@pytest.mark.parametrize("period", [30.0, 300.0, 900.0])
def test_beacons_with_jitter_of_a_fifth_stand_out(read, period):
    rng = random.Random(period)  # noqa: S311
    at, times = float(T), []
    while at < T + 24 * 3600:
        times.append(at)
        at += period * rng.uniform(0.8, 1.2)
    (flow,) = read(HEAD + log(times)).flows
    assert is_regular(flow)
    assert flow.rhythm.gaps[1] == pytest.approx(period, rel=0.05)


def test_people_do_not(read):
    """Bursts of pages with pauses between them that grow without measure."""
    for seed in range(8):
        rng = random.Random(seed)  # noqa: S311
        at, times = float(T), []
        while at < T + 24 * 3600:
            for _ in range(rng.randrange(1, 15)):
                times.append(at)
                at += rng.expovariate(1 / 4)
            at += rng.lognormvariate(5.5, 1.2)
        (flow,) = read(HEAD + log(times)).flows
        assert flow.rhythm.contacts > 20
        assert not is_regular(flow)


def test_median_of_statistics_agrees_on_odd_counts(read):
    times = [T + at for at in (0, 10, 30, 60, 100, 150)]
    (flow,) = read(HEAD + log(times)).flows
    assert flow.rhythm.gaps[1] == median([10, 20, 30, 40, 50])
