"""Planted logins of every scheme, and a pupil's phone, come out nowhere, not even of a bug."""

import base64
import html
import os
import runpy
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

ROOT = Path(__file__).parents[2]
ESTATE = ROOT / "examples" / "school" / "estate.yaml"
# Everything that any module might log is written down.
RUN = """
import logging, sys
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
{planted}
from camaudit.cli import main
sys.exit(main(sys.argv[1:]))
"""
SCHEMES = (
    "http-basic", "http-digest", "http-address", "rtsp-basic", "rtsp-digest", "rtsp-address",
    "onvif-usernametoken", "dahua-rpc2", "dahua-dvrip", "dahua-dvrip-old", "xiongmai",
    "xiongmai-rtsp", "hikvision-session", "reolink-baichuan", "reolink-api", "foscam-cgi",
    "netwave-cgi", "vstarcam-cgi", "avtech-cgi", "nuuo-form", "tvt-xml", "ftp", "telnet",
    "snmp-community",
)  # fmt: skip
UNSCRUBBED = """
import camaudit.scrub
plain = camaudit.scrub
plain.scrub_url = plain.scrub_text = plain.scrub_userinfo = lambda text: text
"""
# A bug in the judge, in the words of somebody who did not think of it.
BUG = """
import camaudit.credentials.judge as place
def judge(self, login, *rest):
    raise ValueError(f"cannot judge {login.reveal()}")
place.Judge.judge = judge
"""
BUG_WITH_CAUSE = """
import camaudit.protocols.rtsp as place
def facts(response, request, talk):
    try:
        raise KeyError(request.target)
    except KeyError as error:
        error.add_note(repr(request.head.headers))
        raise RuntimeError(str(request.head.headers)) from error
place.server_facts = facts
"""


BUG_IN_A_LOGIN = """
import camaudit.protocols.sofia as place
def login(asked, answer):
    raise KeyError(str(asked.fields))
place.login = login
"""


@pytest.fixture(name="capture", scope="module")
def _capture(tmp_path_factory):
    path = tmp_path_factory.mktemp("planted") / "planted.pcap"
    plant = runpy.run_path(str(Path(__file__).with_name("planted.py")))["plant"]
    return path, *plant(path)


def audited(capture, out, *more, planted=""):
    """Give everything that an audit writes, by the name of the place, and its exit code."""
    cache = out.parent / "cache"
    words = ["audit", str(capture), "-o", str(out), "--at", "2026-11-24T09:00:00Z", *more]
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", RUN.format(planted=planted), *words],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "4000"}
        | {"XDG_CACHE_HOME": str(cache), "LOCALAPPDATA": str(cache)},
    )
    written = {
        path.name: path.read_bytes()
        for folder in (out, cache)
        for path in folder.rglob("*")
        if path.is_file()
    }
    return {"stdout": done.stdout, "stderr": done.stderr, **written}, done.returncode


def forms(text):
    """Give every form in which a text may hide."""
    raw = text.encode()
    plain = {text, quote(text, safe=""), html.escape(text), raw.hex(), text.replace(":", "-")}
    plain.add(text.replace(":", ""))
    # In base64 the letters depend on what stands before: three cases, without the edges.
    coded = {
        base64.b64encode(b"x" * at + raw).decode()[(0, 2, 3)[at] :].rstrip("=")[:-1]
        for at in range(3)
    }
    return {one.lower().encode() for one in plain} | {one.lower().encode() for one in coded}


def found(places, wanted):
    lower = {name: data.lower() for name, data in places.items()}
    return sorted(
        f"{label} in {name}"
        for label, text in wanted.items()
        for form in forms(text)
        for name, data in lower.items()
        if form in data
    )


@pytest.mark.parametrize("more", [(), ("--json",), ("--estate", str(ESTATE))])
def test_no_planted_secret_and_nobody_elses_device_is_in_any_output(capture, tmp_path, more):
    path, secrets, private = capture
    places, code = audited(path, tmp_path / "out", *more)
    assert code == 0
    assert set(places) >= {"audit.json", "report.html", "devices.csv"}
    assert len(places) > 5  # the cache of the rules is among them
    assert b"10.20.2.77" in places["audit.json"]  # the camera is there, so the capture was read
    for scheme in SCHEMES:  # and so were its logins
        assert f'"{scheme}"'.encode() in places["audit.json"]
    for said in (
        "Gate FTP ready",
        "Telnet gate",
        "hall login:",
        "SNMP gate 1",
        "SIP gate",
        "STUN gate",
    ):
        assert said.encode() in places["audit.json"]
    assert found(places, secrets) == []
    assert found(places, private) == []


def test_the_search_would_find_them_if_nothing_were_scrubbed(capture, tmp_path):
    path, secrets, _ = capture
    places, _ = audited(path, tmp_path / "out", planted=UNSCRUBBED)
    labels = " ".join(found(places, secrets))
    for place in (
        "RTSP user={}&pwd={}",
        "XAddr",
        "SSDP location",
        "title",
        "X link",
        "FTP greeting",
        "meta",
    ):
        assert place in labels


@pytest.mark.parametrize(
    "bug",
    [BUG, BUG_WITH_CAUSE, BUG_IN_A_LOGIN],
    ids=["message", "cause and note", "login of a maker"],
)
def test_a_bug_shows_where_it_is_and_no_secret(capture, tmp_path, bug):
    path, secrets, private = capture
    places, code = audited(path, tmp_path / "out", planted=bug)
    assert code == 70
    assert b"a bug" in places["stderr"]
    assert b".py:" in places["stderr"]
    assert found(places, secrets) == []
    assert found(places, private) == []


@pytest.mark.parametrize("form", ["raw", "base64", "quoted", "hex"])
def test_every_form_of_a_secret_is_searched_for(form):
    word = "Qz0123456789abcdef&/"
    coded = {
        "raw": word,
        "base64": base64.b64encode(f"admin:{word}".encode()).decode(),
        "quoted": quote(word, safe=""),
        "hex": word.encode().hex(),
    }
    assert found({"stdout": f"a {coded[form]} z".encode()}, {"x": word})
