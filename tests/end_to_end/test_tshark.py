"""tshark reads the captures of the example without a complaint, and would complain of a bad one."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

CAPTURES = Path(__file__).parents[2] / "examples" / "school" / "captures"
FILES = sorted(CAPTURES.rglob("*.pcap"))
COMPLAINT = '_ws.malformed || _ws.short || _ws.expert.severity == "Error"'
SUMS = [
    f"-o{name}:TRUE" for name in ("ip.check_checksum", "udp.check_checksum", "tcp.check_checksum")
]
TSHARK = shutil.which("tshark")

# Where the tests of every change run, tshark is installed: there its absence is a failure.
pytestmark = pytest.mark.skipif(
    TSHARK is None and not os.environ.get("CI"), reason="tshark is not installed"
)


def complaints(path):
    assert TSHARK is not None, "CI installs tshark: see .ci/run"
    done = subprocess.run(
        [TSHARK, "-r", str(path), *SUMS, "-Y", COMPLAINT],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_the_example_has_its_captures():
    assert len(FILES) == 3


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_tshark_finds_nothing_malformed_and_no_error(path):
    assert complaints(path) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_tshark_would_find_a_bent_byte(path, tmp_path):
    bent = bytearray(path.read_bytes())
    bent[24 + 16 + 42 + 3] ^= 0xFF  # in the first packet, whatever it is: behind two headers
    # An ARP request has no checksum: its protocol type is bent as well.
    at = bent.find(b"\x45\x00", 24 + 16 + 12)
    bent[at + 12] ^= 0xFF
    (tmp_path / "bent.pcap").write_bytes(bent)
    assert complaints(tmp_path / "bent.pcap") != []
