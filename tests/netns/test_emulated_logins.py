"""Real clients log in to emulated cameras; an audit of the recording says what came of it.

curl by HTTP, ffmpeg by RTSP, an ONVIF client package by SOAP; the web logins of two makers by
clients of our own (record_logins.py). Each device counts what it was told, and one of them locks.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from camaudit import document
from camaudit.emulate import cast
from camaudit.emulate.playbill import Part
from camaudit.emulate.spaces import possible
from camaudit.emulate.stage import Network, Stage

CI = bool(os.environ.get("CI"))
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FOLDER = ROOT / "tests" / "emulators"
PREFIX = IPv4Network("10.20.2.0/24")
OWN = "made-up-Secret7"
PLACES = {
    "10.20.2.10": "factory-hikvision",
    "10.20.2.11": "factory-dahua",
    "10.20.2.12": "hikvision-camera",
    "10.20.2.13": "dahua-camera",
    "10.20.2.14": "lock-out",
}
PARTS = tuple(
    Part(character=name, address=address, mac=f"02:00:00:00:00:{address[-2:]}")
    for address, name in PLACES.items()
)
# device, client, port, password; what an audit says: scheme, outcome, whether a factory login
LOGINS = (
    ("10.20.2.10", "curl_digest", 80, "12345", "http-digest", "accepted", True),
    ("10.20.2.10", "ffmpeg", 554, "12345", "rtsp-digest", "accepted", True),
    ("10.20.2.10", "onvif_digest", 80, "12345", "onvif-usernametoken", "accepted", True),
    ("10.20.2.10", "hikvision", 80, "12345", "hikvision-session", "accepted", True),
    ("10.20.2.11", "ffmpeg", 554, "admin", "rtsp-digest", "accepted", True),
    ("10.20.2.11", "dahua_web", 80, "admin", "dahua-rpc2", "accepted", True),
    ("10.20.2.11", "onvif_text", 80, "admin", "onvif-usernametoken", "accepted", True),
    ("10.20.2.12", "curl_digest", 80, "12345", "http-digest", "refused", True),
    ("10.20.2.12", "hikvision", 80, OWN, "hikvision-session", "accepted", False),
    ("10.20.2.12", "onvif_digest", 80, OWN, "onvif-usernametoken", "accepted", False),
    ("10.20.2.13", "ffmpeg", 554, OWN, "rtsp-digest", "accepted", False),
    ("10.20.2.13", "dahua_web", 80, "admin", "dahua-rpc2", "refused", True),
)  # fmt: skip


def programs():
    """Give what has to be installed, and is not."""
    missing = [one for one in ("curl", "ffmpeg", "tcpdump") if shutil.which(one) is None]
    if not importlib.util.find_spec("onvif") and not os.environ.get("ONVIF_PYTHON"):
        missing.append("onvif-zeep")
    return missing


pytestmark = [
    pytest.mark.skipif(not CI and not possible(), reason="no network can be made"),
    pytest.mark.skipif(not CI and bool(programs()), reason=f"missing: {programs()}"),
]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """Let all clients log in; give the logins of the audit by address, and the devices' counts."""
    folder = tmp_path_factory.mktemp("logins")
    tape = folder / "logins.pcap"
    network = Network(name="cams", prefix=PREFIX, parts=PARTS)
    environment = {
        "ONVIF_PYTHON": os.environ.get("ONVIF_PYTHON", sys.executable),
        "PYTHONPATH": str(ROOT),
    }
    with (
        pytest.MonkeyPatch.context() as patch,
        Stage([network], folder, folders=(FOLDER, cast.CAST)) as stage,
    ):
        for name, value in environment.items():
            patch.setenv(name, value)
        script = str(HERE / "record_logins.py")
        with stage.recorded(tape, "cams"):
            for address, client, port, word, *_ in LOGINS:
                words = (address, client, str(port), "admin", word)
                done = stage.run(sys.executable, script, *words)
                assert done.returncode == 0, done.stderr
        counts = stage.counts()
        url = "http://10.20.2.14/ISAPI/System/status"
        said = [
            stage.run("curl", "-s", "-i", "--digest", "-u", f"admin:{word}", url).stdout
            for word in (OWN, "wrong", "wrong", "wrong", OWN)
        ]
        locked = stage.counts()["10.20.2.14"], said
        subprocess.run(
            [
                sys.executable, "-m", "camaudit", "audit", str(tape),
                "-o", str(folder / "out"), "--quiet",
            ],
            check=True,
            timeout=120,
        )  # fmt: skip
    said = document.spelled_out((folder / "out" / "audit.json").read_text("utf-8"))["audit"]
    logins = {
        address: {
            (one["scheme"], one["outcome"], bool(one["defaults"]))
            for one in device["logins"]
            if one["outcome"] in {"accepted", "refused"}
        }
        for device in said["devices"]
        for address in device["addresses"]
    }
    return logins, counts, locked


@pytest.mark.parametrize("login", LOGINS, ids=lambda one: f"{one[0]}-{one[1]}")
def test_an_audit_says_what_came_of_a_login(recorded, login):
    address, *_, scheme, outcome, factory = login
    assert (scheme, outcome, factory) in recorded[0][address]


@pytest.mark.parametrize("address", sorted(PLACES)[:4])
def test_an_audit_tells_of_no_login_that_was_not_made(recorded, address):
    made = {login[-3:] for login in LOGINS if login[0] == address}
    assert recorded[0][address] == made


@pytest.mark.parametrize("address", sorted(PLACES)[:4])
def test_a_device_counts_its_logins(recorded, address):
    outcomes = [login[5] for login in LOGINS if login[0] == address]
    counts = recorded[1][address]
    assert counts["refused"] == outcomes.count("refused")
    assert counts["logins"] >= len(outcomes)
    assert not counts["locked"]


def test_a_locked_device_refuses_even_the_right_password(recorded):
    counts, (right, *_, again) = recorded[2]
    assert "200 OK" in right
    assert "200 OK" not in again
    assert "403 Forbidden" in again
    assert (counts["locked"], counts["refused"]) == (True, 3)
