"""A large log to flows, beside DuckDB's bare count and awk's sums of the same rows.

    python bench/flows.py FOLDER [ROWS]

Makes ROWS (10,000,000) rows of a Zeek conn log in FOLDER, as TSV (1.2 GB) and JSON lines (3.7 GB),
reads each, and deletes them. Of 2,000 hosts 300 are cameras with 30 % of the rows; each has 25
peers. Every figure is of a process of its own: seconds on the clock, seconds of the processor,
and the most memory that it held. The last file is a school's: 100,000 lines, from start to end.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from datetime import UTC
from ipaddress import ip_address
from math import inf
from pathlib import Path

FIELDS = (
    "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes"
    " conn_state local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts"
    " resp_ip_bytes tunnel_parents"
)
ROWS = 10_000_000
SCHOOL = 100_000  # lines
CAMERAS = 300
POOL = 300_007  # different rows, taken in turn; a prime
MOST = 20_000_000  # rows: more is not made
_TEXTS = frozenset({"uid", "id.orig_h", "id.resp_h", "proto", "conn_state", "history"})


def cameras() -> list[str]:
    """Give the addresses of the cameras."""
    return [f"10.20.{at // 100}.{at % 100 + 1}" for at in range(CAMERAS)]


def pool() -> list[str]:
    """Make rows without their times."""
    rng = random.Random(1)  # noqa: S311 - the same rows in every run
    own = cameras()
    rows = []
    for at in range(POOL):
        if at % 10 < 3:
            camera = rng.randrange(CAMERAS)
            far = (camera * 7 + rng.randrange(25)) % 400
            source, target = own[camera], f"203.0.{113 + far // 250}.{far % 250 + 1}"
            port = (443, 8666, 123, 32100, 8800)[far % 5]
        else:
            host, far = rng.randrange(1700), int(60_000 * rng.random() ** 3)
            source = f"10.30.{host // 100}.{host % 100 + 1}"
            target, port = f"198.18.{far // 250}.{far % 250 + 1}", rng.choice((443, 443, 80, 53))
        rows.append(
            f"C{rng.getrandbits(32):08x}{at:06x}\t{source}\t{rng.randrange(30_000, 60_000)}\t"
            f"{target}\t{port}\t{'udp' if port in {123, 53, 32100} else 'tcp'}\t-\t"
            f"{rng.random() * 10:.6f}\t{rng.randrange(1000)}\t{rng.randrange(5000)}\t"
            f"{rng.choice(('SF', 'SF', 'SF', 'S0'))}\tT\tF\t0\tShADadFf\t5\t{rng.randrange(2000)}\t"
            f"3\t{rng.randrange(9000)}\t-"
        )
    return rows


def make(path: Path, rows: int) -> None:
    """Write a log; JSON lines where the name says so."""
    fields = FIELDS.split()
    made = pool()
    if path.suffix == ".json":
        made = [_as_json(fields[1:], row.split("\t")) for row in made]
    with path.open("w", encoding="ascii") as out:
        if path.suffix != ".json":
            out.write("#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n")
            out.write("#unset_field\t-\n#path\tconn\n#fields\t" + "\t".join(fields) + "\n")
        for at in range(rows):
            row = made[at * 7919 % POOL]
            when = f"{1_760_000_000 + at * 0.06:.6f}"
            out.write(f'{{"ts":{when},{row}\n' if path.suffix == ".json" else f"{when}\t{row}\n")


def _as_json(fields: list[str], row: list[str]) -> str:
    said = {
        field: text if field in _TEXTS else json.loads({"T": "true", "F": "false"}.get(text, text))
        for field, text in zip(fields, row, strict=True)
        if text != "-"
    }
    return json.dumps(said, separators=(",", ":"))[1:]


def read(path: Path) -> None:
    """Read a log as an audit does: both passes, every flow made."""
    from camaudit.model.progress import Silent  # noqa: PLC0415 - what is measured loads it
    from camaudit.model.span import Span  # noqa: PLC0415
    from camaudit.sources.detect import Found  # noqa: PLC0415
    from camaudit.sources.logfile import LogSource  # noqa: PLC0415
    from camaudit.sources.source import Given  # noqa: PLC0415

    own = {ip_address(one) for one in cameras()}
    given = Given(
        inside=lambda ip: ip.version == 4 and int(ip) >> 24 == 10,
        as_of=None,
        zone=UTC,
        knows=bool,
        make_reader=lambda *_: sys.exit("a log has no frames"),
        watcher=Silent(),
    )
    log = LogSource(Found(path, path.name, None), given)
    said = list(log.observations())
    said += log.flows({ip: (Span(ip, -inf, inf, None, None),) for ip in own})
    print(len(said) - 1, "flows")


def count(path: Path) -> None:
    """Count the rows with DuckDB and nothing else, as its manual shows for such a file."""
    import duckdb  # noqa: PLC0415 - what is measured loads it

    if path.suffix == ".json":
        rows = f"read_json('{path}', format='newline_delimited')"
    else:
        types = ", ".join(f"'{one}': 'VARCHAR'" for one in FIELDS.split())
        rows = (
            f"read_csv('{path}', delim='\t', quote='', escape='', header=false, comment='#',"
            f" auto_detect=false, columns={{{types}}})"
        )
    with duckdb.connect(config={"threads": 2, "autoinstall_known_extensions": False}) as engine:
        print(engine.execute(f"SELECT count(*) FROM {rows}").fetchone(), "rows")  # noqa: S608


AWK = r"""BEGIN { FS = "\t" } /^#/ { next } $3 ~ /^10\.20\./ { key = $3 " " $5 " " $6 " " $7
    tries[key]++; out[key] += $18; back[key] += $20 }
    END { for (key in tries) sums++; print sums, "sums" }"""


def measure(name: str, command: list[str]) -> tuple[float, float]:
    """Run a process; print and give its seconds on the clock and of the processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    wall = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    held = done.stderr.strip().splitlines()[-1] if done.stderr.strip() else ""
    print(f"{name:34} {wall:7.2f} s {cpu:7.2f} s CPU  {held:>9}  {done.stdout.strip()}", flush=True)
    return wall, cpu


def itself(what: str, path: Path) -> list[str]:
    """Give the command that does one thing in a process of its own."""
    return [sys.executable, __file__, what, str(path)]


def main() -> None:
    """Measure everything."""
    folder = Path(sys.argv[1])
    rows = min(int(sys.argv[2]) if len(sys.argv) > 2 else ROWS, MOST)
    for suffix, bound in ((".log", 5), (".json", 8)):
        path = folder / f"bench-conn{suffix}"
        try:
            make(path, rows)
            print(f"\n{rows:,} rows, {path.stat().st_size / 1e9:.2f} GB, {suffix[1:]}")
            bare = measure("DuckDB, bare count", itself("count", path))
            if suffix == ".log":
                measure("awk, sums of the cameras", ["awk", AWK, str(path)])
            whole = measure("camaudit, to flows", itself("read", path))
            clock, cpu = (one / other for one, other in zip(whole, bare, strict=True))
            print(f"{clock:.1f} times on the clock, {cpu:.1f} of the processor; wanted {bound}")
        finally:
            path.unlink(missing_ok=True)
    path = folder / "bench-school.log"
    try:
        make(path, SCHOOL)
        print(f"\n{SCHOOL:,} lines, from start to end; wanted 2 s")
        measure("camaudit, to flows", itself("read", path))
    finally:
        path.unlink(missing_ok=True)


if __name__ == "__main__":
    if sys.argv[1] in {"read", "count"}:
        {"read": read, "count": count}[sys.argv[1]](Path(sys.argv[2]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"{peak >> 10} MiB", file=sys.stderr)
    else:
        main()
