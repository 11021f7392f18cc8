"""A whole audit in a network of its own, in which nothing can be sent without being counted."""

import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CAPTURES = ROOT / "examples" / "school" / "captures"
ESTATE = ROOT / "examples" / "school" / "estate.yaml"
FILES = ROOT / "tests" / "end_to_end" / "planted_files.py"
UNSHARE = shutil.which("unshare")
# The only interface is the loopback one, and every route leads into it: whatever is sent, to
# whatever address, is counted there. IPv6 is off, so that the kernel says nothing of its own.
RUN = """
set -e
six=/proc/sys/net/ipv6/conf/all/disable_ipv6
[ ! -e "$six" ] || echo 1 > "$six"
ip link set lo up
ip route add default dev lo
ip addr add 192.0.2.1/32 dev lo
grep lo: /proc/self/net/dev
"$@"
grep lo: /proc/self/net/dev
"""
AUDIT = """
import socket, sys
from camaudit.cli import main
code = main(sys.argv[1:])
{planted}
sys.exit(code)
"""
PLANTED = {
    "a datagram": 'socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("203.0.113.9", 37020))',
    "a broadcast": """
one = socket.socket(type=socket.SOCK_DGRAM)
one.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
one.sendto(b"x", ("192.0.2.255", 37020))""",
    "a connection": """
one = socket.socket()
one.setblocking(False)
one.connect_ex(("203.0.113.9", 80))""",
}


def in_a_network(*words):
    return subprocess.run(
        [UNSHARE or "unshare", "--net", "sh", "-c", RUN, "sh", *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def possible():
    if sys.platform != "linux" or UNSHARE is None or not shutil.which("ip"):
        return False
    return in_a_network("true").returncode == 0


# Where the tests of every change run, root makes networks: there a skip would hide a failure.
pytestmark = pytest.mark.skipif(
    not os.environ.get("CI") and not possible(), reason="no network of our own can be made"
)


def sent(planted, out, files=CAPTURES):
    """Give how many packets an audit sends."""
    words = ["audit", str(files), "--estate", str(ESTATE), "-o", str(out), "--quiet"]
    done = in_a_network(sys.executable, "-c", AUDIT.format(planted=planted), *words)
    assert done.returncode == 0, done.stderr
    before, after = (int(line.split(":")[1].split()[9]) for line in done.stdout.splitlines())
    return after - before


def test_an_audit_sends_no_packet(tmp_path):
    assert sent("", tmp_path / "out") == 0
    assert (tmp_path / "out" / "audit.json").exists()


def test_an_audit_of_tables_lists_and_logs_sends_no_packet(tmp_path):
    runpy.run_path(str(FILES))["plant"](tmp_path / "in")
    assert sent("", tmp_path / "out", tmp_path / "in") == 0
    assert (tmp_path / "out" / "audit.json").exists()


@pytest.mark.parametrize("name", PLANTED)
def test_one_planted_packet_would_be_seen(name, tmp_path):
    assert sent(PLANTED[name], tmp_path / "out") > 0
