"""A factory login tells of a camera where the device is one, and of nothing where it is none."""

import json
import runpy
from pathlib import Path

import pytest

from camaudit import document
from camaudit.model.progress import Silent
from camaudit.pipeline import audit

ROOT = Path(__file__).parents[2]
VIEWER = ("00:00:5e:00:53:33", "10.20.2.5", 40_001)
MAC, IP = "74:da:38:4a:76:49", "10.20.2.88"  # a block of a firm that makes cameras and plugs


def recorded(path, realm):
    """Record somebody who opens a device's page with admin and 1234."""
    tape = runpy.run_path(str(ROOT / "examples" / "school" / "make_captures.py"))["Tape"](path)
    tape.arp(MAC, IP)
    asks = b"GET /index.htm HTTP/1.1\r\nHost: 10.20.2.88\r\n"
    no = f'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="{realm}"\r\nContent-Length: 0\r\n\r\n'
    yes = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    turns = [
        asks + b"\r\n",
        no.encode(),
        asks + b"Authorization: Basic YWRtaW46MTIzNA==\r\n\r\n",
        yes,
    ]
    tape.tcp(VIEWER, (MAC, IP, 80), turns)
    tape.write()
    return audit([path], at=1.0, watcher=Silent())


def test_a_plug_with_its_factory_login_is_not_told_to_be_a_camera(tmp_path):
    found = recorded(tmp_path / "plug.pcap", "SP1101W")
    assert (found.devices, found.findings) == ((), ())
    assert IP not in json.dumps(document.spelled_out(document.to_json(found)))


def test_a_camera_of_the_same_firm_is(tmp_path):
    found = recorded(tmp_path / "camera.pcap", "IC-3115W")
    if not found.devices:
        pytest.fail("the camera was not recognised")
    assert {one.code for one in found.findings} == {"credentials.default", "credentials.in-clear"}
    (default,) = [one for one in found.findings if one.code == "credentials.default"]
    assert default.proofs[0].rule == "edimax.default-admin-1"
