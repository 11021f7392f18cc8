"""Logins of real clients to servers that check them, recorded on loopback and judged offline.

curl logs in by HTTP and FTP, ffmpeg by RTSP, an ONVIF client package by SOAP; clients written from
the makers' formulas do the rest (record_logins.py). Each has three cases: the factory password,
accepted and refused, and another password that is right.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from datetime import UTC
from pathlib import Path

import pytest

from camaudit import data
from camaudit.credentials.judge import Judge
from camaudit.dissect.dispatch import Reader
from camaudit.model.endpoint import is_inside_by_default
from camaudit.model.observation import LoginOutcome, LoginSeen
from camaudit.model.progress import Silent
from camaudit.rulebook.load import load
from camaudit.sources import detect
from camaudit.sources.pcap import CaptureSource
from camaudit.sources.source import Given

HERE = Path(__file__).parent
UNSHARE = shutil.which("unshare")
CI = bool(os.environ.get("CI"))
FACTORY = "12345"
# Makers that say no in words that are known, and yes in words that are not.
NO_KNOWN_YES = ("avtech-cgi", "nuuo-form")
CLIENTS = {"rtsp": "ffmpeg", "xiongmai-rtsp": "ffmpeg", "onvif-usernametoken": "onvif-zeep"}
SCHEMES = {
    "http-basic", "http-digest", "rtsp-basic", "rtsp-digest", "xiongmai-rtsp", "xiongmai",
    "onvif-usernametoken", "hikvision-session", "dahua-rpc2", "dahua-dvrip", "reolink-baichuan",
    "reolink-api", "foscam-cgi", "netwave-cgi", "vstarcam-cgi", "avtech-cgi", "nuuo-form",
    "tvt-xml", "ftp", "telnet",
}  # fmt: skip


def onvif_python():
    if importlib.util.find_spec("onvif"):
        return sys.executable
    return os.environ.get("ONVIF_PYTHON", "")


def possible():
    if (
        sys.platform != "linux"
        or UNSHARE is None
        or not (shutil.which("ip") and shutil.which("curl"))
    ):
        return False
    return (
        subprocess.run([UNSHARE, "--net", "true"], capture_output=True, check=False).returncode == 0
    )


# Where the tests of every change run, root makes networks: there a skip would hide a failure.
pytestmark = pytest.mark.skipif(
    not CI and not possible(), reason="no network of our own can be made"
)


@pytest.fixture(name="recorded", scope="module")
def _recorded(tmp_path_factory):
    """Give the logins of each case, the documented defaults of its password, and the raw bytes."""
    folder = tmp_path_factory.mktemp("recorded")
    subprocess.run(
        [
            UNSHARE or "unshare",
            "--net",
            sys.executable,
            str(HERE / "record_logins.py"),
            str(folder),
        ],
        check=True,
        timeout=120,
        env={**os.environ, "ONVIF_PYTHON": onvif_python()},
    )
    book = load([data.folder("rules")])
    judge = Judge(book.defaults)
    (found,) = detect.find([folder / "logins.pcap"], (), None)
    given = Given(
        inside=is_inside_by_default,
        as_of=None,
        zone=UTC,
        knows=lambda _: False,
        make_reader=lambda ends, name: Reader(judge, ends, name),
        watcher=Silent(),
    )
    source = CaptureSource(found, given)
    by_port = defaultdict(set)
    for one in source.observations():
        if isinstance(one, LoginSeen):
            by_port[str(one.port)].add((one.scheme, one.outcome, one.defaults))
    assert source.shortfalls() == []
    cases = json.loads((folder / "cases.json").read_text("utf-8"))
    documented = tuple(
        one.id for one in book.defaults if (one.user, one.password) == ("admin", FACTORY)
    )
    return {tuple(case): by_port[port] for port, case in cases.items()}, documented


def test_every_program_that_logs_in_is_here(recorded):
    done = {name.partition(" ")[0] for (name, case) in recorded[0] if case != "open"}
    missing = SCHEMES - done
    if missing and not CI:
        pytest.skip(f"not logged in by: {sorted(missing)}; ffmpeg and onvif-zeep are wanted")
    assert missing == set()


def outcomes(found, scheme):
    """Give the outcomes and verdicts, without what OPTIONS told, which is nothing."""
    assert {one[0] for one in found} == {scheme}
    told = {(outcome, ids) for _, outcome, ids in found}
    return {one for one in told if one[0] is not LoginOutcome.UNSEEN} or told


@pytest.mark.parametrize(
    ("case", "outcome", "factory"),
    [
        ("accepted", LoginOutcome.ACCEPTED, True),
        ("refused", LoginOutcome.REFUSED, True),
        ("other", LoginOutcome.ACCEPTED, False),
    ],
)
def test_each_login_is_judged_right(recorded, case, outcome, factory):
    seen, documented = recorded
    wrong = {}
    for (name, which), found in seen.items():
        if which != case:
            continue
        scheme = name.partition(" ")[0]
        yes = outcome
        if scheme in NO_KNOWN_YES and outcome is LoginOutcome.ACCEPTED:
            yes = LoginOutcome.UNSEEN
        expected = {(yes, documented if factory else ())}
        told = outcomes(found, scheme) if found else found
        if told != expected:
            wrong[name] = told
    assert wrong == {}
    assert len(documented) > 1


def test_video_that_is_shown_to_anybody_is_told(recorded):
    found = {
        name: {one[0] for one in logins}
        for (name, case), logins in recorded[0].items()
        if case == "open"
    }
    assert found["http-video"] == {"http-video"}
    assert "rtsp" not in found or found["rtsp"] == {"rtsp", "rtsp-described"}
