"""Converted logs say the same as the logs, to either engine."""

import csv
import os
import random
import shutil
import subprocess
import sys
from collections import defaultdict
from datetime import UTC
from ipaddress import ip_address, ip_network
from pathlib import Path

import duckdb
import pytest

from camaudit import cli
from camaudit.flows.convert import CONVERSATIONS, key_of, range_of
from camaudit.flows.spark import spark_sums
from camaudit.flows.sums import duckdb_sums
from camaudit.outbound import convert

HEAD = (
    "#separator \\x09\n#unset_field\t-\n#path\tconn\n#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\t"
    "id.resp_p\tproto\tconn_state\torig_ip_bytes\tresp_ip_bytes\tresp_pkts\n"
)
T = 1795305600  # 2026-11-22 00:00 UTC
RANGES = sorted(range_of(ip_network(one)) for one in ("10.20.30.0/24", "fd00:1::/48"))
ESTATE = """organisation: Example Hill School
sites:
  - name: Main building
    networks:
      - {cidr: 10.20.30.0/24, purpose: cameras}
      - {cidr: "fd00:1::/48", purpose: cameras}
"""


def rows(count, seed):
    rng = random.Random(seed)  # noqa: S311 - the same rows in every run
    lines = []
    for _ in range(count):
        inner = rng.choice(("10.20.30.41", "10.20.30.42", "fd00:1::5", "10.99.0.1"))
        outer = rng.choice(("8.8.8.8", "1.2.4.8", "9.9.9.9", "10.20.30.43"))
        if ":" in inner:
            outer = rng.choice(("2001:4860:4860::8888", "2400:3200::1"))
        ends = [inner, str(rng.randrange(1, 65536)), outer, str(rng.choice((443, 53, 0)))]
        if rng.random() < 0.2:
            ends = ends[2:] + ends[:2]
        state = rng.choice(("SF", "S0", "OTH", "REJ"))
        size = rng.choice(("-", str(rng.randrange(5000)), "99999999999999999"))
        at = f"{T + rng.randrange(3 * 86400)}.{rng.randrange(10**6):06}"
        proto = rng.choice(("tcp", "udp", "icmp", "unknown_transport"))
        lines.append("\t".join([at, *ends, proto, state, size, "40", str(rng.randrange(2))]) + "\n")
    return lines


@pytest.fixture
def converted(tmp_path):
    """Convert two logs and one that is damaged: (folder, what was told)."""
    logs, folder = tmp_path / "logs", tmp_path / "converted"
    logs.mkdir()
    folder.mkdir()
    (logs / "a.log").write_text(HEAD + "".join(rows(2000, 1)))
    (logs / "b.log").write_text(HEAD + "".join(rows(500, 2)) + "garbage\n")
    (logs / "c.txt").write_text("no log at all\n")
    told: list[str] = []
    written, whole = convert([logs], folder, UTC, told.append)
    assert (written, whole) == (2500, False)
    return folder, told


def test_what_could_not_be_read_is_told(converted):
    _, told = converted
    assert told == [
        "b.log: 1 lines: malformed (line 505)",
        "c.txt: no log of a format that is known",
    ]


def test_keys_keep_the_order_of_addresses():
    some = ["0.0.0.0", "9.255.255.255", "10.0.0.0", "255.255.255.255"]  # noqa: S104 - an order
    keys = [key_of(ip_address(one)) for one in some]
    assert keys == sorted(keys)
    assert range_of(ip_network("10.20.30.0/24")) == (
        "00000000000000000000ffff0a141e00", "00000000000000000000ffff0a141eff",
    )  # fmt: skip


def test_files_are_parted_by_day_and_hold_whole_numbers(converted):
    folder, _ = converted
    assert [one.name for one in sorted((folder / CONVERSATIONS).iterdir())] == [
        "day=2026-11-22", "day=2026-11-23", "day=2026-11-24",
    ]  # fmt: skip
    files = duckdb.read_parquet(f"{folder}/{CONVERSATIONS}/*/*.parquet")
    types = dict(zip(files.columns, map(str, files.types), strict=True))
    assert {types[one] for one in ("t", "t_end", "bytes_src")} == {"BIGINT"}
    assert types["src"] == "VARCHAR"


def test_sums_are_those_that_a_loop_makes(converted, tmp_path):
    folder, _ = converted
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    inside = [ip_network(one) for one in ("10.20.30.0/24", "fd00:1::/48")]
    for line in [*rows(2000, 1), *rows(500, 2)]:
        _, one, _, two, _, proto, *_ = line.split("\t")
        own = [any(ip_address(end) in network for network in inside) for end in (one, two)]
        if own[0] != own[1]:
            ends = (one, two) if own[0] else (two, one)
            counts[*ends, {"icmp": "1", "unknown_transport": "other"}.get(proto, proto)] += 1
    found: dict[tuple[str, str, str], int] = defaultdict(int)
    for one in duckdb_sums(folder, RANGES, tmp_path, UTC):
        found[str(one.local), str(one.peer), one.transport] += one.contacts
        assert one.source in {"a.log", "b.log"}
        assert sum(one.by_hour) == one.contacts
    assert found == counts


def test_spark_gives_the_same_rows_in_the_same_order(converted, tmp_path):
    """On two workers: what one process would hide (order, nulls, types) shows there."""
    if shutil.which("java") is None and not os.environ.get("CI"):
        pytest.skip("no Java")  # where every change is tested there is one: a skip would hide it
    folder, _ = converted
    one = list(duckdb_sums(folder, RANGES, tmp_path, UTC))
    other = list(spark_sums(folder, RANGES, "local-cluster[2,1,1024]"))
    assert len(one) > 50
    assert any(row.gaps and row.sent is None for row in one)
    assert other == one


def test_the_commands_end_to_end(tmp_path, capsys):
    log, estate = tmp_path / "conn.log", tmp_path / "estate.yaml"
    log.write_text(HEAD + "".join(rows(300, 3)))
    estate.write_text(ESTATE)
    out = tmp_path / "parquet"
    assert cli.main(["flows", "convert", str(log), "-o", str(out)]) == 0
    assert "300 conversations" in capsys.readouterr().out
    assert cli.main(["flows", "convert", str(log), "-o", str(out)]) == 2
    assert "not empty" in capsys.readouterr().err
    tables = []
    for flows in (log, out):
        folder = tmp_path / f"answer-{flows.name}"
        command = ["outbound", "--flows", str(flows), "--estate", str(estate), "-o", str(folder)]
        assert cli.main(command) == 0
        shown = capsys.readouterr().out
        assert "peers met, by where they are:" in shown
        tables.append((folder / "outbound.csv").read_text(encoding="utf-8-sig"))
    assert tables[0] == tables[1]
    read = list(csv.DictReader(tables[0].splitlines()))
    assert {row["address"] for row in read} <= {"10.20.30.41", "10.20.30.42", "fd00:1::5"}
    assert all(row["where"] for row in read)


@pytest.mark.parametrize(
    ("cidr", "code", "words"),
    [
        ("10.20.30.0/24", 0, "{} of 300 conversations are of no address of the estate"),
        ("10.77.0.0/16", 3, "Of 300 conversations none is of an address of the estate's networks"),
    ],
)
def test_conversations_of_others_are_counted(tmp_path, capsys, cidr, code, words):
    log, estate = tmp_path / "conn.log", tmp_path / "estate.yaml"
    lines = rows(300, 3)
    words = words.format(sum("10.20.30." not in one for one in lines))
    log.write_text(HEAD + "".join(lines))
    estate.write_text(ESTATE.replace("10.20.30.0/24", cidr).replace("fd00:1::", "fd00:2::"))
    command = ["outbound", "--flows", str(log), "--estate", str(estate), "-o", str(tmp_path)]
    assert cli.main(command) == code
    shown = capsys.readouterr().out
    assert words in shown
    assert ("(NAT)" in shown) is (code == 3)


def test_without_the_extra_one_line_names_it(tmp_path):
    log, estate = tmp_path / "conn.log", tmp_path / "estate.yaml"
    log.write_text(HEAD + "".join(rows(10, 4)))
    estate.write_text(ESTATE)
    program = (
        "import sys; sys.modules['pyspark'] = None; from camaudit import cli;"
        "code = cli.main(sys.argv[1:]); assert 'duckdb' in sys.modules; sys.exit(code)"
    )
    command = [sys.executable, "-c", program, "outbound", "--flows", str(log), "--estate",
               str(estate), "--engine", "spark", "-o", str(tmp_path)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.strip().splitlines() == [
        "camaudit: --engine spark needs the extra `cluster`: pip install 'camaudit[cluster]'"
    ]


def test_a_start_loads_no_engine():
    program = "import camaudit.cli.flows, camaudit.cli.outbound, camaudit.sources.logfile, sys;"
    program += "sys.exit(sum(one in sys.modules for one in ('duckdb', 'pyspark', 'rich')))"
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, cwd=Path(__file__).parents[3]
    )
    assert done.returncode == 0
