"""Emulated devices on a stage: they come up, answer real clients, and leave nothing."""

import contextlib
import os
import shutil
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from camaudit.emulate.playbill import Part
from camaudit.emulate.spaces import possible
from camaudit.emulate.stage import Network, Stage

CI = bool(os.environ.get("CI"))
CURL = shutil.which("curl") or "curl"
CAST = ("hikvision-camera", "dahua-camera", "axis-camera", "uniview-camera")
NEAR, FAR = IPv4Network("10.20.2.0/24"), IPv4Network("10.30.0.0/16")
PROBE = """
import socket, sys
one = socket.socket(type=socket.SOCK_DGRAM)
one.bind(("10.20.2.254", 0))
one.settimeout(2)
one.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("10.20.2.254"))
one.sendto(sys.argv[1].encode(), ("239.255.255.250", 3702))
found = set()
try:
    while True:
        found.add(one.recvfrom(65535)[1])
except TimeoutError:
    print(*sorted(f"{address}:{port}" for address, port in found))
"""
QUESTION = (
    "<e:Envelope><e:Header><a:MessageID>urn:uuid:1</a:MessageID><a:Action>"
    "http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action></e:Header>"
    "<e:Body><d:Probe/></e:Body></e:Envelope>"
)

pytestmark = pytest.mark.skipif(not CI and not possible(), reason="no network can be made")


def parts(prefix, count, block="44:19:b6"):
    return tuple(
        Part(
            character=CAST[number % len(CAST)],
            address=str(prefix[10 + number]),
            mac=f"{block}:00:{number // 256:02x}:{number % 256:02x}",
        )
        for number in range(count)
    )


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    networks = [
        Network(name="cams", prefix=NEAR, parts=parts(NEAR, 20)),
        Network(name="far", prefix=FAR, parts=parts(FAR, 300), routed=True),
    ]
    with Stage(networks, tmp_path_factory.mktemp("stage")) as made:
        yield made


def fetch(stage, *words):
    return stage.run(CURL, "-s", "-i", "-m", "5", *words)


def test_a_page_is_given_by_the_address_asked(stage):
    said = fetch(stage, "http://10.20.2.12/axis-cgi/prod_brand_info/getbrand.cgi").stdout
    assert "Server: Apache" in said
    assert "Brand.Brand=AXIS" in said


def test_a_port_that_a_device_does_not_have_is_refused(stage):
    assert fetch(stage, "http://10.20.2.12:81/").returncode == 7
    assert fetch(stage, "http://10.30.0.12:81/").returncode == 7


def test_an_address_without_a_device_is_silent(stage):
    # On the link the system finds nobody; behind the router nothing comes back at all.
    assert fetch(stage, "http://10.20.2.100/").returncode in {7, 28}
    assert fetch(stage, "http://10.30.200.1/").returncode == 28


def test_devices_behind_the_router_answer_each_in_its_own_words(stage):
    # The 300th is the 76th of its kind; its serial is its own.
    last = fetch(stage, "http://10.30.1.49/ISAPI/System/deviceInfo").stdout
    assert "401 Unauthorized" not in last  # a Uniview camera has no ISAPI
    assert (
        "401 Unauthorized" in fetch(stage, "http://10.30.1.49/LAPI/V1.0/System/DeviceInfo").stdout
    )


def test_a_devices_frames_carry_its_own_mac(stage):
    fetch(stage, "http://10.20.2.17/")
    told = stage.run("ip", "neigh", "show", "10.20.2.17").stdout
    assert "44:19:b6:00:00:07" in told


def test_a_certificate_has_the_makers_subject(stage):
    said = fetch(stage, "-v", "-k", "https://10.20.2.12/").stderr
    assert "CN=axis-4419b6000002" in said.replace(" = ", "=")


def test_every_camera_on_the_link_answers_one_question_to_the_group(stage):
    found = stage.run("python3", "-c", PROBE, QUESTION).stdout.split()
    assert found == sorted(f"10.20.2.{10 + number}:3702" for number in range(20))


def test_real_clients_log_in_and_wrong_passwords_are_counted(stage):
    before = stage.counts()["10.20.2.14"]
    url = "http://10.20.2.14/ISAPI/System/deviceInfo"
    assert "200 OK" in fetch(stage, "--digest", "-u", "admin:made-up-Secret7", url).stdout
    assert "200 OK" not in fetch(stage, "--digest", "-u", "admin:12345", url).stdout
    after = stage.counts()["10.20.2.14"]
    assert (after["logins"] - before["logins"], after["refused"] - before["refused"]) == (2, 1)


def test_a_question_without_a_login_is_no_login(stage):
    before = stage.counts()["10.20.2.18"]["logins"]
    fetch(stage, "http://10.20.2.18/ISAPI/System/deviceInfo")
    assert stage.counts()["10.20.2.18"]["logins"] == before


def test_a_device_locks_after_too_many_wrong_passwords(stage):
    url = "http://10.20.2.11/"
    wrong = ("-H", 'Authorization: Digest username="admin", response="0"')
    for _ in range(5):
        fetch(stage, *wrong, url)
    assert stage.counts()["10.20.2.11"]["locked"]


def test_nothing_is_left_when_a_stage_ends(tmp_path):
    def processes():
        found = []
        for one in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                found.append(one.read_text("utf-8"))
        return [one for one in found if str(tmp_path) in one]

    before = Path("/proc/net/dev").read_text("utf-8").count("\n")
    with Stage([Network(name="cams", prefix=NEAR, parts=parts(NEAR, 2))], tmp_path) as made:
        pids = [made.pid(name) for name in ("viewer", "router", "world", "cams")]
        assert processes()
    assert not processes()
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    assert Path("/proc/net/dev").read_text("utf-8").count("\n") == before


SIX = """
import socket, sys
index = socket.if_nametoindex("cams")
one = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
one.settimeout(2)
one.sendto(sys.argv[1].encode(), ("ff02::c", 3702, 0, index))
found = set()
try:
    while True:
        found.add(one.recvfrom(65535)[1][:2])
except TimeoutError:
    print(*sorted(f"{address.partition('%')[0]}:{port}" for address, port in found))
with socket.create_connection((f"fe80::4619:b6ff:fe00:2%cams", 80), 3) as line:
    line.sendall(b"HEAD / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n")
    print(line.recv(100).split()[1].decode())
"""


def test_devices_answer_by_ipv6_at_the_address_of_their_mac(tmp_path):
    network = Network(name="cams", prefix=NEAR, parts=parts(NEAR, 4), six=True)
    with Stage([network], tmp_path) as made:
        told = made.run("python3", "-c", SIX, QUESTION)
        found = told.stdout.split()
        counts = made.counts()
    assert found == [f"fe80::4619:b6ff:fe00:{number}:3702" for number in range(4)] + ["401"], told
    assert counts["10.20.2.12"]["ports"] == {"80": 1}
