"""The ill-behaved cast misbehaves as its files say, so that the tests that need it can trust it."""

import json
import os
import sys
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from camaudit.emulate import cast
from camaudit.emulate.playbill import Part
from camaudit.emulate.spaces import possible
from camaudit.emulate.stage import Network, Stage

CI = bool(os.environ.get("CI"))
FOLDER = Path(__file__).parents[1] / "emulators"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
PREFIX = IPv4Network("10.20.2.0/24")
PARTS = tuple(
    Part(character=name, address=str(PREFIX[number]), mac=f"02:00:00:00:00:{number:02x}")
    for number, name in enumerate(NAMES, 10)
)
ADDRESS = {part.character: part.address for part in PARTS}
# Runs on the viewer's side: connects, sends, reads for so many seconds; tells how it ended.
TALK = """
import json, socket, sys, time
address, port, seconds, sort, text = sys.argv[1:]
began, got, end = time.monotonic(), b"", "time"
one = socket.socket(type=socket.SOCK_STREAM if sort == "tcp" else socket.SOCK_DGRAM)
one.settimeout(float(seconds))
count = 0
try:
    one.connect((address, int(port)))
    one.sendall(text.encode())
    while (left := began + float(seconds) - time.monotonic()) > 0 and len(got) < 1 << 20:
        one.settimeout(left)
        piece = one.recv(65536)
        count += 1
        if not piece:
            end = "closed"
            break
        got += piece
except TimeoutError:
    pass
except ConnectionResetError:
    end = "reset"
except ConnectionRefusedError:
    end = "refused"
if len(got) >= 1 << 20:
    end = "full"
print(json.dumps([end, len(got), count, got[:4000].decode("latin-1")]))
"""
GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
PROBE = "<a:MessageID>urn:uuid:1</a:MessageID><a:Action>x/discovery/Probe</a:Action>"

pytestmark = pytest.mark.skipif(not CI and not possible(), reason="no network can be made")


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    network = Network(name="cams", prefix=PREFIX, parts=PARTS)
    folder = tmp_path_factory.mktemp("ill")
    with Stage([network], folder, folders=(FOLDER, cast.CAST)) as made:
        yield made


def talk(stage, name, port=80, seconds=1.5, sort="tcp", text=GET):
    told = stage.run(sys.executable, "-c", TALK, ADDRESS[name], str(port), str(seconds), sort, text)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


def test_a_slow_one_drips(stage):
    end, size, *_ = talk(stage, "slow")
    assert (end, 1 <= size <= 4) == ("time", True)


def test_a_dripping_one_is_never_still_and_never_done(stage):
    end, size, count, _ = talk(stage, "dripping", seconds=2)
    assert end == "time"
    assert 15 <= count <= 45
    assert size < 100


def test_a_silent_one_takes_connections_and_datagrams_and_says_nothing(stage):
    assert talk(stage, "silent")[:2] == ["time", 0]
    assert talk(stage, "silent", 3702, sort="udp", text=PROBE)[:2] == ["time", 0]


@pytest.mark.parametrize("name", ["resetting", "resetting-later"])
def test_a_resetting_one_breaks_off(stage, name):
    assert talk(stage, name)[:2] == ["reset", 0]


@pytest.mark.parametrize("port", [80, 8080, 554, 443])
def test_an_endless_one_goes_on(stage, port):
    assert talk(stage, "endless", port, seconds=5)[0] == "full"


def test_a_flooding_one_answers_by_many(stage):
    assert talk(stage, "flooding", 3702, sort="udp", text="x")[2] > 500


def test_a_malformed_one_says_what_no_parser_should_believe(stage):
    said = talk(stage, "malformed")[3]
    assert "Content-Length: 99999999999999999999" in said
    assert "ENTITY" in talk(stage, "malformed", 3702, sort="udp", text=PROBE)[3]


def test_a_redirecting_one_leads_outside_each_time_elsewhere(stage):
    first, second = (talk(stage, "redirecting-outside", seconds=0.5)[3] for _ in range(2))
    assert "301 Moved Permanently" in first
    places = [said.split("Location: ")[1].split("\r\n")[0] for said in (first, second)]
    assert places[0] != places[1]
    assert not any("10.20.2." in place for place in places)


def test_one_that_locks_does_so_at_the_third_wrong_login(stage):
    wrong = GET.replace("\r\n\r\n", '\r\nAuthorization: Digest username="admin"\r\n\r\n')
    for tries in range(1, 4):
        talk(stage, "lock-out", seconds=0.3, text=wrong)
        counts = stage.counts()[ADDRESS["lock-out"]]
        assert (counts["logins"], counts["locked"]) == (tries, tries == 3)


def test_one_that_must_not_be_hurried_dies_of_haste(stage):
    name = "crash-when-hurried"
    assert talk(stage, name, seconds=1.5)[1] > 0
    assert not stage.counts()[ADDRESS[name]]["crashed"]
    talk(stage, name, seconds=0.2)
    assert talk(stage, name, seconds=0.2)[0] in {"reset", "refused"}
    assert stage.counts()[ADDRESS[name]]["crashed"]
    assert talk(stage, name, seconds=0.2)[0] == "refused"
