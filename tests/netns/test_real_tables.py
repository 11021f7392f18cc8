"""What servers, neighbours and flow meters of today write, made here and read at once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "real"))
from readings import CHECKS

HERE = Path(__file__).parent
REAL = HERE.parent / "real"

UNSHARE = shutil.which("unshare")
CI = bool(os.environ.get("CI"))
NEEDED = {
    "dnsmasq": ("dnsmasq", "dhclient"),
    "isc": ("dhcpd", "dhclient"),
    "kea": ("kea-dhcp4", "dhclient"),
    "neighbours": ("bridge",),
    "lldp": ("lldpd", "lldpcli"),
    "flows": ("softflowd", "nfcapd", "nfdump"),
}
OWN_NETWORK = ("--net", "--pid", "--fork", "--kill-child", "--mount-proc", "--mount", "--uts")


def possible():
    if sys.platform != "linux" or UNSHARE is None or not shutil.which("ip"):
        return False
    words = [UNSHARE, *OWN_NETWORK, "true"]
    return subprocess.run(words, capture_output=True, check=False, timeout=30).returncode == 0


# Where the tests of every change run, root makes networks and the programs are installed: there a
# skip would hide a failure.
pytestmark = pytest.mark.skipif(
    not CI and not possible(), reason="no network of our own can be made"
)


@pytest.fixture(name="recorded", scope="module")
def _recorded(tmp_path_factory):
    """Give the way to a folder of what a part's programs write, made once."""
    made = {}

    def record(part):
        missing = [name for name in NEEDED[part] if shutil.which(name) is None]
        if missing and not CI:
            pytest.skip(f"not installed: {', '.join(missing)}")
        if part not in made:
            folder = tmp_path_factory.mktemp(part)
            words = [str(HERE / "record_tables.py"), str(folder), part]
            done = subprocess.run(
                [UNSHARE or "unshare", *OWN_NETWORK, sys.executable, *words],
                capture_output=True,
                text=True,
                check=False,
                timeout=150,
            )
            assert done.returncode == 0, done.stderr
            made[part] = folder
        return made[part]

    return record


PARTS = {
    "dnsmasq": ("dnsmasq.leases", "dnsmasq.log"),
    "isc": ("dhcpd.leases",),
    "kea": ("kea-leases4.csv",),
    "neighbours": (
        "ip-neigh.txt", "ip-neigh.json", "proc-net-arp.txt", "arp-n.txt", "arp-an.txt",
        "bridge-fdb.txt",
    ),
    "lldp": ("lldp.txt", "lldp-short.txt", "lldp-summary.txt", "lldp.keyvalue", "lldp.json"),
    "flows": ("nfdump.csv", "nfdump-wrong-clock.csv", "nfdump-none.csv"),
}  # fmt: skip


@pytest.mark.parametrize("part", NEEDED)
def test_what_the_programs_write_today_is_read(recorded, part):
    folder = recorded(part)
    for name in PARTS[part]:
        if name.startswith("arp-") and shutil.which("arp") is None and not CI:
            continue
        CHECKS[name](folder / name)


def test_every_check_is_asked_of_what_is_written_today():
    assert {name for names in PARTS.values() for name in names} == set(CHECKS)


@pytest.mark.parametrize("part", NEEDED)
def test_each_program_still_writes_the_files_that_are_kept(recorded, part):
    written = {path.name for path in recorded(part).iterdir() if path.is_file()}
    assert written
    assert written <= {path.name for path in REAL.iterdir()}
