"""What servers, neighbours and flow meters of today write, made here and read at once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("part", NEEDED)
def test_each_program_still_writes_the_files_that_are_kept(recorded, part):
    written = {path.name for path in recorded(part).iterdir() if path.is_file()}
    kept = {path.name for path in REAL.iterdir()}
    assert written
    assert written - kept == set()
