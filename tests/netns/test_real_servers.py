"""Servers of others, asked all that may be asked over real sockets: what we say of them is true.

Two ONVIF servers (npm, PyPI), a video server of GStreamer, a responder of Avahi. Each has a network
namespace of its own at the far end of a cable; nothing leaves the two.
"""

import json
import os
import shutil
import subprocess
import sys
from ipaddress import ip_address
from pathlib import Path

import pytest

from camaudit import data
from camaudit.devices.fold import Devices
from camaudit.dissect.replies import read
from camaudit.identify.match import Matcher
from camaudit.identify.registry import Registry
from camaudit.identify.score import Identifier
from camaudit.model.identity import Kind
from camaudit.model.observation import Channel, Fact
from camaudit.model.probe import Outcome, Reply
from camaudit.protocols.order import MAX_CONNECTIONS, MAX_REQUESTS, spent
from camaudit.protocols.questions import ALL
from camaudit.rulebook.load import load

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
INSTALLED = ROOT / ".servers"
THERE = "10.20.0.31"
UNSHARE = shutil.which("unshare")
PICTURES = [
    "env",
    f"PYTHONPATH={INSTALLED / 'python'}",
    sys.executable,
    f"{HERE}/servers/pictures.py",
]
MOCKUP = ["env", f"NODE_PATH={INSTALLED / 'node_modules'}", "node", f"{HERE}/servers/mockup.js"]
VIDEO = ["/usr/bin/python3", f"{HERE}/servers/video.py"]


def possible():
    if sys.platform != "linux" or UNSHARE is None or not shutil.which("nsenter"):
        return False
    return subprocess.run([UNSHARE, "--net", "true"], check=False).returncode == 0


pytestmark = pytest.mark.skipif(
    not os.environ.get("CI") and not possible(), reason="no network of our own can be made"
)


def needs(is_there, what):
    if not is_there and not os.environ.get("CI"):
        pytest.skip(f"{what} is not installed: see `make servers` and .ci/run")
    assert is_there, f"{what} is not installed: .ci/run should have done it"


def has_gstreamer():
    code = "import gi; gi.require_version('GstRtspServer', '1.0')"
    return subprocess.run(["/usr/bin/python3", "-c", code], check=False).returncode == 0


def asked(command, ready):
    done = subprocess.run(
        [UNSHARE, "--net", sys.executable, str(HERE / "asked.py"),
         json.dumps({"command": [*map(str, command)], "ready": ready})],
        capture_output=True, text=True, timeout=120, check=False, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return [reply_of(json.loads(line)) for line in done.stdout.splitlines()]


def reply_of(told):
    told["address"] = ip_address(told["address"])
    told["outcome"] = Outcome(told["outcome"])
    for name in ("sent", "received"):
        told[name] = bytes.fromhex(told[name])
    return Reply(**told)


class Answer:
    """What is said of a server that was asked."""

    def __init__(self, replies):
        self.replies = replies
        said = read(replies)
        self.shortfalls = said.shortfalls
        facts = [one for one in said.observations if isinstance(one, Fact)]
        self.facts = {(one.channel, one.value) for one in facts}
        self.sources = {one.seen.source for one in facts}
        devices = Devices(None)
        for one in said.observations:
            devices.add(one, None)
        rulebook = load([data.folder("rules")])
        matcher = Matcher(rulebook, Registry.load(data.folder("oui_data")))
        self.devices = devices.finish().devices
        self.identities = [
            Identifier(rulebook).identify(one, matcher.match(one)) for one in self.devices
        ]
        in_tcp = [one for one in replies if ALL[one.probe].transport == "tcp"]
        connections, requests = spent(in_tcp)
        assert connections <= MAX_CONNECTIONS
        assert requests <= MAX_REQUESTS

    def values(self, channel):
        return {value for known, value in self.facts if known is channel}

    def identity(self):
        each = zip(self.devices, self.identities, strict=True)
        (found,) = [one for device, one in each if ip_address(THERE) in device.addresses]
        return found


def test_a_camera_from_pypi():
    needs((INSTALLED / "python" / "ipycam").is_dir(), "ipycam")
    answer = Answer(asked([*PICTURES, THERE, "open"], 8081))
    assert answer.values(Channel.WSD_TYPES) == {"NetworkVideoTransmitter", "Device"}
    assert answer.values(Channel.WSD_XADDR) == {f"http://{THERE}:8081/onvif/device_service"}
    assert "onvif://www.onvif.org/name/Hall camera" in answer.values(Channel.WSD_SCOPE)
    assert answer.values(Channel.HTTP_TITLE) == {"Hall camera - Configuration"}
    # It has no name to give, and nothing is made of that.
    assert answer.values(Channel.ONVIF_SERVICE) == {
        "GetSystemDateAndTimeResponse",
        "GetServicesResponse",
    }
    assert answer.values(Channel.ONVIF_CLOCK) == set()  # its clock is ours
    video = [one for one in answer.replies if one.probe == "rtsp-describe"]
    assert [(one.port, one.received[:12]) for one in video] == [(8554, b"RTSP/1.0 404")]
    assert not answer.shortfalls
    identity = answer.identity()
    assert identity.kind.value == Kind.VIDEO  # a network video transmitter, of whatever sort
    assert identity.maker.value is None


def test_the_same_camera_behind_a_password():
    needs((INSTALLED / "python" / "ipycam").is_dir(), "ipycam")
    answer = Answer(asked([*PICTURES, THERE, "closed"], 8081))
    statuses = [one.received[9:12] for one in answer.replies if one.received[:5] == b"HTTP/"]
    assert statuses == [b"401", b"401"]  # the page, one call: and no more was asked
    assert not answer.values(Channel.ONVIF_SERVICE)
    assert answer.values(Channel.HTTP_REALM) == {"IPyCam"}
    assert answer.identity().kind.value == Kind.CAMERA  # that is what its realm says


def test_the_recorded_answers_that_a_client_from_npm_is_tested_with():
    needs((INSTALLED / "node_modules" / "onvif").is_dir(), "onvif (npm)")
    answer = Answer(asked([*MOCKUP, THERE], 8000))
    assert answer.values(Channel.WSD_TYPES) == {"NetworkVideoTransmitter", "Device"}
    assert answer.values(Channel.WSD_XADDR) == {f"http://{THERE}:8000/onvif/device_service"}
    assert answer.values(Channel.ONVIF_HOSTNAME) == {"IPNC-RDK"}
    (clock,) = answer.values(Channel.ONVIF_CLOCK)
    assert clock.endswith("years behind")
    assert {
        "GetSystemDateAndTimeResponse", "GetHostnameResponse", "GetServicesResponse",
    } == answer.values(Channel.ONVIF_SERVICE)  # fmt: skip
    # A server that keeps connections is asked over one.
    own = {one.own_port for one in answer.replies if one.port == 8000}
    assert len(own) == 1
    assert not answer.shortfalls
    identity = answer.identity()
    assert identity.kind.value == Kind.VIDEO
    assert identity.maker.value is None  # a board of a chip maker's: nobody is named


@pytest.mark.parametrize("way", ["open", "closed"])
def test_a_video_server_of_gstreamer(way):
    needs(has_gstreamer(), "GStreamer's RTSP server")
    answer = Answer(asked([*VIDEO, way], 554))
    assert answer.values(Channel.RTSP_SERVER) == {"GStreamer RTSP server"}
    assert answer.values(Channel.RTSP_REALM) == (set() if way == "open" else {"Acme IPC"})
    assert answer.values(Channel.RTSP_MEDIA) == ({"video JPEG"} if way == "open" else set())
    assert not answer.values(Channel.RTSP_PATH)  # we chose it
    assert not answer.shortfalls
    identity = answer.identity()
    assert identity.maker.value is None
    assert {one.probe for one in answer.replies if one.received} == {
        "rtsp-options",
        "rtsp-describe",
    }


def test_a_responder_of_avahi(tmp_path):
    avahi = shutil.which("avahi-daemon", path="/usr/sbin:/usr/bin:/sbin:/bin")
    needs(avahi is not None, "avahi-daemon")
    answer = Answer(asked(["sh", HERE / "servers" / "responder.sh", tmp_path], 0))
    assert answer.values(Channel.MDNS_SERVICE) == {"_rtsp._tcp", "_http._tcp"}
    assert answer.values(Channel.MDNS_INSTANCE) == {"ACME Hall - 00005E005321"}
    assert answer.values(Channel.MDNS_HOST) == {"hall-cam.local"}
    assert answer.values(Channel.MDNS_TXT) == {"model=AC-2001"}
    assert answer.sources == {"probe:mdns-query"}
    assert not answer.shortfalls
    assert answer.identity().maker.value is None
