"""What many devices did at once is told of logs too, which are read after everything else."""

import runpy
from pathlib import Path
from types import SimpleNamespace

from camaudit.counts.outbound import outbound_of
from camaudit.estate import load
from camaudit.model.progress import Silent
from camaudit.pipeline import audit

AIRPORT = Path(__file__).parents[1] / "end_to_end" / "airport.py"
made = SimpleNamespace(**runpy.run_path(str(AIRPORT)))


def test_lines_of_logs_make_waves_and_the_look_of_the_log_its_quiet_time(tmp_path):
    airport = made.make(hours=1.0)
    made.write(tmp_path, airport)
    made.sensor(tmp_path, airport)
    files = [tmp_path / name for name in ("conn.log", "core-switch.txt", "dhcpd.leases")]
    estate = load(tmp_path / "estate.yaml")
    found = audit(files, at=made.AS_OF, estate=estate, as_of=made.AS_OF, watcher=Silent())
    (wave,) = outbound_of(found).waves
    assert (len(wave.amount.devices), wave.sure, wave.began) == (140, True, made.EVENT)
