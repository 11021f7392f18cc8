"""Files of a rotated log are one log: what is regular shows only so."""

from datetime import UTC
from ipaddress import ip_address
from math import inf

from camaudit.errors import SourceError
from camaudit.model.observation import Flow, Watched
from camaudit.model.progress import Silent
from camaudit.model.span import Span
from camaudit.sources.detect import Found
from camaudit.sources.logfile import LogSource, flows_of
from camaudit.sources.source import Given

CAMERA = ip_address("10.20.30.41")
SPANS = {CAMERA: (Span(CAMERA, -inf, inf, None, None),)}
HEAD = "#separator \\x09\n#path\tconn\n"
HEAD += "#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\n"
T = 1795305600  # 2026-11-22 00:00 UTC


def row(at, peer="203.0.113.77", local="10.20.30.41"):
    return f"{T + at}.000000\t{local}\t40122\t{peer}\t443\ttcp\n"


def read(folder, *names):
    given = Given(
        inside=lambda ip: ip.version == 4 and int(ip) >> 24 == 10,
        as_of=None, zone=UTC, knows=bool, make_reader=None, watcher=Silent(),
    )  # fmt: skip
    logs = [LogSource(Found(folder / name, name, None), given) for name in names]
    for log in logs:
        assert list(log.observations()) == []
    assert len({log.log for log in logs}) == 1
    return logs, flows_of(logs, SPANS)


def test_a_heartbeat_that_beats_once_a_file_is_regular_over_all(tmp_path):
    names = [f"conn.{hour:02}.log" for hour in range(24)]
    beats = [at for at in range(0, 24 * 3600, 2400)]  # noqa: C416 - read as a list
    for hour, name in enumerate(names):
        lines = [row(at) for at in beats if at // 3600 == hour]
        other = row(hour * 3600, "198.51.100.9") if hour == 7 else ""
        (tmp_path / name).write_text(HEAD + other + "".join(lines))
    _, said = read(tmp_path, *names)
    every = list(said)
    beat, once = sorted(
        (one for _, one in every if isinstance(one, Flow)), key=lambda flow: -flow.tries
    )
    assert (beat.rhythm.contacts, beat.rhythm.hours) == (36, 24)
    assert (beat.rhythm.gaps, beat.rhythm.spread) == ((2400.0, 2400.0, 2400.0), 0.0)
    assert (beat.seen.source, beat.seen.place) == ("conn.00.log", "line 4")
    assert (once.seen.source, once.seen.place) == ("conn.07.log", "line 4")
    assert [at for at, one in every if one is once] == [7]
    watched = [(at, one) for at, one in every if isinstance(one, Watched)]
    assert [at for at, _ in watched] == list(range(24))
    assert {one.source for _, one in watched} == set(names)


def test_what_is_wrong_with_one_file_is_its_own(tmp_path):
    (tmp_path / "a.log").write_text(HEAD + row(0) + "garbage\n")
    (tmp_path / "b.log").write_text(HEAD + row(60))
    (tmp_path / "c.log").write_text(HEAD + row(120) + row(121, local="10.9.9.9"))
    logs, said = read(tmp_path, "a.log", "b.log", "c.log")
    (tmp_path / "b.log").unlink()
    every = list(said)
    (flow,) = [one for _, one in every if isinstance(one, Flow)]
    assert (flow.tries, flow.rhythm.gaps[1]) == (2, 120.0)
    assert [at for at, one in every if isinstance(one, SourceError)] == [1]
    counts = [[(one.reason.name, one.count) for one in log.shortfalls()] for log in logs]
    assert counts == [[("MALFORMED", 1)], [], [("OTHERS", 1)]]


def test_the_order_of_rows_in_files_does_not_matter(tmp_path):
    (tmp_path / "a.log").write_text(HEAD + row(600) + row(0))
    (tmp_path / "b.log").write_text(HEAD + row(1200) + row(300))
    _, said = read(tmp_path, "a.log", "b.log")
    (flow,) = [one for _, one in said if isinstance(one, Flow)]
    assert flow.rhythm.gaps == (300.0, 300.0, 600.0)
    assert (flow.first, flow.last) == (T, T + 1200)
