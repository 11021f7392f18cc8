"""True lines of dnsmasq, BIND, unbound and squid, made in a network of their own, and read.

Zones and addresses are made up; no program knows a server to ask further, and the only interface is
the loopback one. Debian's packages: dnsmasq-base, bind9, unbound, squid.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from math import inf
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from camaudit.model.observation import Flow, Lookup
from camaudit.model.progress import Silent
from camaudit.model.span import Span
from camaudit.sources.detect import Found
from camaudit.sources.logfile import LogSource
from camaudit.sources.source import Given

UNSHARE = shutil.which("unshare")
SERVER, CAMERA, OTHER, CLOUD = "10.20.30.1", "10.20.30.41", "10.20.30.42", "203.0.113.77"
NETWORK = """
set -e
ip link set lo up
for one in 10.20.30.1 10.20.30.41 10.20.30.42 203.0.113.77; do ip addr add $one/32 dev lo; done
exec "$@"
"""
# What runs inside: a program is started, waited for, asked from two addresses, and ended.
INSIDE = """
import http.client, http.server, os, signal, socket, struct, subprocess, sys, threading, time
folder, port, *command = sys.argv[1:]
started = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)

def wait():
    for _ in range(100):
        with socket.socket() as one:
            if one.connect_ex(("10.20.30.1", int(port))) == 0:
                return
        time.sleep(0.1)
    sys.exit("it does not listen")

def ask(client, name, kind=1):
    labels = b"".join(bytes([len(one)]) + one.encode() for one in name.split("."))
    question = struct.pack(">6H", 7, 0x100, 1, 0, 0, 0) + labels + struct.pack(">BHH", 0, kind, 1)
    with socket.socket(type=socket.SOCK_DGRAM) as one:
        one.bind((client, 0))
        one.settimeout(5)
        one.sendto(question, ("10.20.30.1", int(port)))
        one.recv(4096)

def fetch(client, target):
    one = http.client.HTTPConnection("10.20.30.1", int(port), 5, source_address=(client, 0))
    one.request("GET", target, headers={"Proxy-Authorization": "Basic amFuZTpodW50ZXIy"})
    one.getresponse().read()

def tunnel(client, host, far):
    with socket.create_connection(("10.20.30.1", int(port)), 5, (client, 0)) as one:
        one.sendall(f"CONNECT {host}:{far} HTTP/1.1\\r\\n\\r\\n".encode())
        one.recv(100)

class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"x" * 1000)
    def log_message(self, *_):
        pass

page = http.server.ThreadingHTTPServer(("203.0.113.77", 80), Page)
threading.Thread(target=page.serve_forever, daemon=True).start()
try:
    wait()
    exec(sys.stdin.read())
    time.sleep(0.5)
finally:
    started.send_signal(signal.SIGTERM)
    started.wait(20)
"""
ASKED = f"""
ask("{CAMERA}", "lite.camera.example")
ask("{CAMERA}", "Alias.Camera.example")
ask("{OTHER}", "lite.camera.example", 28)
"""
FETCHED = f"""
fetch("{CAMERA}", "http://lite.camera.example/api/register?serial=AB&password=hunter2")
fetch("{CAMERA}", "http://{CLOUD}/")
fetch("{CAMERA}", "http://blocked.camera.example/")
tunnel("{OTHER}", "lite.camera.example", 80)
"""


def in_a_network(*words, told=""):
    return subprocess.run(
        [UNSHARE or "unshare", "--net", "sh", "-c", NETWORK, "sh", *words],
        input=told,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def possible():
    if sys.platform != "linux" or UNSHARE is None or not shutil.which("ip"):
        return False
    return in_a_network("true").returncode == 0


pytestmark = pytest.mark.skipif(
    not os.environ.get("CI") and not possible(), reason="no network of our own can be made"
)


@pytest.fixture
def folder():
    """A folder that a program may write to which has put root's rights down."""
    path = Path(tempfile.mkdtemp(prefix="camaudit-test-"))
    path.chmod(0o777)
    yield path
    shutil.rmtree(path)


def program(name):
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found is None and not os.environ.get("CI"):
        pytest.skip(f"{name} is not installed")
    assert found is not None, f"{name} is not installed: .ci/run should have done it"
    return found


def run(folder, port, command, told):
    done = in_a_network(
        sys.executable, "-c", INSIDE, str(folder), str(port), *map(str, command), told=told
    )
    assert done.returncode == 0, done.stderr


def read(path):
    """Give the kind, the look-ups, the flows and what was lost of a log."""
    ours = ip_network("10.0.0.0/8")
    given = Given(
        inside=lambda ip: ip in ours, as_of=None, zone=here(), knows=lambda _: True,
        make_reader=lambda *_: None, watcher=Silent(),
    )  # fmt: skip
    log = LogSource(Found(path, path.name, None), given)
    lookups = [one for one in log.observations() if isinstance(one, Lookup)]
    spans = {
        ip_address(ip): (Span(ip_address(ip), -inf, inf, None, None),) for ip in (CAMERA, OTHER)
    }
    flows = [one for one in log.flows(spans) if isinstance(one, Flow)]
    now = datetime.now(UTC).timestamp()
    assert all(abs(one.seen.at - now) < 300 for one in (*lookups, *flows))
    return log.kind, lookups, flows, log.shortfalls()


def here():
    """The zone of this computer, in which the programs write."""
    path = os.path.realpath("/etc/localtime")
    _, found, key = path.partition("zoneinfo/")
    return ZoneInfo(key) if found else UTC


def names(lookups):
    return sorted(
        (str(one.client.ip), one.name, one.count, tuple(map(str, one.answers))) for one in lookups
    )


@pytest.mark.parametrize("extra", ["", "=extra"])
def test_dnsmasq(folder, extra):
    log = folder / "dnsmasq.log"
    command = [
        program("dnsmasq"), "--keep-in-foreground", "--conf-file=/dev/null", "--no-hosts",
        "--no-resolv", "--user=root", f"--listen-address={SERVER}", "--bind-interfaces",
        f"--log-queries{extra}", f"--log-facility={log}", f"--pid-file={folder / 'pid'}",
        f"--host-record=lite.camera.example,{CLOUD}",
        "--cname=alias.camera.example,lite.camera.example",
    ]  # fmt: skip
    run(folder, 53, command, ASKED)
    kind, lookups, _, short = read(log)
    assert (kind, short) == ("dnsmasq or Pi-hole", [])
    assert names(lookups) == [
        (CAMERA, "alias.camera.example", 1, (CLOUD,)),
        (CAMERA, "lite.camera.example", 1, (CLOUD,)),
        (OTHER, "lite.camera.example", 1, (CLOUD,)),  # asked for in the same hour
    ]


ZONE = """$TTL 60
@ IN SOA ns root 1 60 60 60 60
@ IN NS ns
ns IN A 10.20.30.1
lite IN A 203.0.113.77
alias IN CNAME lite
"""
NAMED = """
options {{ directory "{folder}"; listen-on {{ 10.20.30.1; }}; listen-on-v6 {{ none; }};
  recursion no;
  pid-file "{folder}/pid"; session-keyfile "{folder}/key"; dnssec-validation no; querylog yes;
  allow-query {{ any; }}; }};
controls {{ }};
logging {{ category default {{ null; }}; category queries {{ plain; full; iso; utc; none; }};
  channel plain {{ file "{folder}/plain.log"; print-time yes; severity info; }};
  channel full {{ file "{folder}/full.log"; print-time yes; print-category yes;
    print-severity yes; severity info; }};
  channel iso {{ file "{folder}/iso.log"; print-time iso8601; severity info; }};
  channel utc {{ file "{folder}/utc.log"; print-time iso8601-utc; print-category yes;
    severity info; }};
  channel none {{ file "{folder}/none.log"; print-time no; severity info; }}; }};
view cctv {{ match-clients {{ any; }};
  zone "camera.example" {{ type primary; file "{folder}/zone"; }}; }};
"""


def test_bind(folder):
    (folder / "zone").write_text(ZONE)
    (folder / "named.conf").write_text(NAMED.format(folder=folder))
    run(folder, 53, [program("named"), "-f", "-c", folder / "named.conf"], ASKED)
    for form in ("plain", "full", "iso", "utc", "none"):
        kind, lookups, _, short = read(folder / f"{form}.log")
        assert (kind, short) == ("BIND query", []), form
        assert names(lookups) == [
            (CAMERA, "alias.camera.example", 1, ()),
            (CAMERA, "lite.camera.example", 1, ()),
            (OTHER, "lite.camera.example", 1, ()),
        ], form


UNBOUND = """
server:
 directory: "{folder}"
 chroot: ""
 username: ""
 do-daemonize: no
 use-syslog: no
 logfile: "{folder}/unbound.log"
 log-queries: yes
 log-replies: {replies}
 log-tag-queryreply: {tagged}
 log-time-ascii: {ascii}
 interface: 10.20.30.1
 access-control: 10.0.0.0/8 allow
 pidfile: ""
 local-zone: "camera.example." static
 local-data: "lite.camera.example. A 203.0.113.77"
 local-zone: "." refuse
remote-control:
 control-enable: no
"""


@pytest.mark.parametrize(
    ("replies", "tagged", "ascii_"),
    [("no", "no", "no"), ("yes", "yes", "no"), ("yes", "no", "yes")],
)
def test_unbound(folder, replies, tagged, ascii_):
    text = UNBOUND.format(folder=folder, replies=replies, tagged=tagged, ascii=ascii_)
    (folder / "unbound.conf").write_text(text)
    run(folder, 53, [program("unbound"), "-d", "-c", folder / "unbound.conf"], ASKED)
    kind, lookups, _, short = read(folder / "unbound.log")
    assert (kind, short) == ("unbound query", [])
    assert names(lookups) == [
        (CAMERA, "alias.camera.example", 1, ()),
        (CAMERA, "lite.camera.example", 1, ()),
        (OTHER, "lite.camera.example", 1, ()),
    ]


SQUID = """
http_port 10.20.30.1:3128
acl every src all
acl bad dstdomain blocked.camera.example
http_access deny bad
http_access allow every
access_log stdio:{folder}/native.log squid
access_log stdio:{folder}/combined.log combined
access_log stdio:{folder}/common.log common
cache_log {folder}/cache.log
pid_filename {folder}/squid.pid
coredump_dir {folder}
hosts_file {folder}/hosts
cache deny all
dns_nameservers 127.0.0.1
shutdown_lifetime 0 seconds
pinger_enable off
"""


def test_squid(folder):
    (folder / "hosts").write_text(f"{CLOUD} lite.camera.example\n")
    (folder / "squid.conf").write_text(SQUID.format(folder=folder))
    run(folder, 3128, [program("squid"), "-N", "-f", folder / "squid.conf"], FETCHED)
    kind, lookups, flows, short = read(folder / "native.log")
    assert (kind, short) == ("squid access", [])
    assert names(lookups) == [
        (CAMERA, "blocked.camera.example", 1, ()),
        (CAMERA, "lite.camera.example", 1, (CLOUD,)),
        (OTHER, "lite.camera.example", 1, (CLOUD,)),
    ]
    assert [
        (str(one.about.ip), str(one.peer), one.peer_port, one.tries, one.answered) for one in flows
    ] == [(CAMERA, CLOUD, 80, 2, 2), (OTHER, CLOUD, 80, 1, 1)]
    assert all(one.received > 0 and one.sent is None for one in flows)
    for form in ("combined", "common"):
        kind, lookups, flows, short = read(folder / f"{form}.log")
        assert (kind, short) == ("squid access", []), form
        assert names(lookups) == [
            (CAMERA, "blocked.camera.example", 1, ()),
            (CAMERA, "lite.camera.example", 1, ()),
            (OTHER, "lite.camera.example", 1, ()),
        ]
        assert [(str(one.about.ip), str(one.peer), one.tries) for one in flows] == [
            (CAMERA, CLOUD, 1)  # the address in the place of a name
        ]
