"""The engine reads its file and nothing else, loads nothing and asks nobody."""

import subprocess
import sys
from datetime import UTC
from textwrap import dedent

import duckdb
import pytest

from camaudit.errors import SourceError
from camaudit.flows import FORMATS
from camaudit.flows.engine import Engine, settings
from camaudit.flows.format import Format, Kind, Lines, Part

LOG = (
    '{"ts":1795335243.12,"id.orig_h":"10.20.30.41","id.orig_p":40122,"id.resp_h":"203.0.113.77",'
    '"id.resp_p":443,"proto":"tcp","conn_state":"SF","resp_pkts":1}\n'
)


@pytest.fixture
def engine(tmp_path):
    path = tmp_path / "a.log"
    path.write_text(LOG)
    with Engine(path, "a.log", tmp_path, UTC, 0.0) as made:
        yield made


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/hostname')",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM 'https://example.org/x.parquet'",
        "COPY (SELECT 1) TO 'out.csv'",
        "ATTACH 'other.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET autoinstall_known_extensions = true",
    ],
)
def test_it_does_nothing_but_read_its_file(engine, statement):
    with pytest.raises(SourceError, match=r"^a\.log: cannot be read as a log: "):
        engine.run(statement)


def test_what_is_loaded_is_built_in(tmp_path):
    """Asked of a connection with the same settings: the engine itself may not even list them."""
    with duckdb.connect(":memory:", config=settings(tmp_path)) as connection:
        connection.execute("""SELECT json_extract_string('{"a":1}', '/a'), now(),
            timezone('Europe/Berlin', TIMESTAMP '2026-01-01')""").fetchall()
        for missing in ("SELECT ST_Point(1, 2)", "SELECT '10.0.0.1'::INET"):
            with pytest.raises(duckdb.Error):
                connection.execute(missing)
        loaded = connection.execute(
            "SELECT DISTINCT install_mode FROM duckdb_extensions() WHERE loaded"
        ).fetchall()
    assert loaded == [("STATICALLY_LINKED",)]


def test_reading_a_log_raises_no_event_of_a_socket(tmp_path):
    """In a process of its own, because an audit hook cannot be taken away again."""
    (tmp_path / "a.log").write_text(LOG)
    program = dedent(
        """
        import sys
        from datetime import UTC
        from ipaddress import ip_address
        from math import inf
        from pathlib import Path

        seen = []
        sys.addaudithook(lambda event, args: seen.append(event))
        from camaudit.model.progress import Silent
        from camaudit.model.span import Span
        from camaudit.sources.detect import Found
        from camaudit.sources.logfile import LogSource
        from camaudit.sources.source import Given

        assert "duckdb" not in sys.modules and "_duckdb" not in sys.modules
        given = Given(inside=lambda ip: ip in (ip_address("10.20.30.41"),), as_of=None, zone=UTC,
                      knows=bool, make_reader=None, watcher=Silent())
        log = LogSource(Found(Path(sys.argv[1]), "a.log", None), given)
        ip = ip_address("10.20.30.41")
        said = [*log.observations(), *log.flows({ip: (Span(ip, -inf, inf, None, None),)})]
        assert len(said) == 2, said
        assert "duckdb" in sys.modules
        assert "open" in seen  # the hook hears
        print([event for event in seen if event.startswith(("socket", "urllib", "subprocess"))])
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "a.log")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_an_expression_that_fails_on_a_row_loses_its_value_and_not_the_row(read, monkeypatch):
    """Formats are many: none may lose a file by a number that a stranger wrote."""
    careless = Format(
        name="careless",
        vantage="firewall log",
        detect=lambda head: head[0].startswith("at="),
        parts=lambda _: (
            Part(
                kind=Kind.FLOWS,
                reads=Lines(once="regexp_extract(text, 'at=(.*) n=(.*)', ['at', 'n'])"),
                columns={
                    "t": "epoch(f.at)",
                    "t_end": "epoch(f.at) + CAST(f.n AS BIGINT) * 1000000",
                    "src": "'10.20.30.41'",
                    "dst": "'203.0.113.77'",
                    "bytes_src": "CAST(f.n AS BIGINT) * 1000000",
                },
            ),
        ),
    )
    monkeypatch.setitem(FORMATS, "careless", careless)
    numbers = ("5", "x", "9223372036854775807", "", "1e3")
    said = read("".join(f"at=1795335243 n={one}\n" for one in numbers))
    (flow,) = said.flows
    assert (flow.tries, flow.sent, said.short) == (5, 1_005_000_000, {})
