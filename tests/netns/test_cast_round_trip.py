"""The whole cast, asked by a script and recorded: an audit of the recording finds what each one is.

The emulators share no code with the parsers, so this compares two readings of the same facts.
"""

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
ROOT = Path(__file__).parents[2]
PREFIX = IPv4Network("10.20.2.0/24")
CAST = [cast.find(path.stem) for path in sorted(cast.CAST.glob("*.yaml"))]
PARTS = tuple(
    Part(character=one.name, address=str(PREFIX[number]), mac=f"{one.block}:00:00:{number:02x}")
    for number, one in enumerate(CAST, 10)
)
VIDEO = {"camera", "recorder"}

pytestmark = [
    pytest.mark.skipif(not CI and not possible(), reason="no network can be made"),
    pytest.mark.skipif(not CI and shutil.which("tcpdump") is None, reason="tcpdump is missing"),
]


@pytest.fixture(scope="module")
def audit(tmp_path_factory):
    """Record the questions and answers, and audit the recording."""
    folder = tmp_path_factory.mktemp("cast")
    tape = folder / "cast.pcap"
    with Stage([Network(name="cams", prefix=PREFIX, parts=PARTS)], folder) as stage:
        with stage.recorded(tape, "cams"):
            asked = stage.run(
                sys.executable, str(Path(__file__).parent / "ask_everything.py"), "10.20.2.254",
                *(one.address for one in PARTS),
            )  # fmt: skip
        assert asked.returncode == 0, asked.stderr
        counts = stage.counts()
    words = ("-m", "camaudit", "audit", str(tape), "-o", str(folder / "out"), "--quiet")
    subprocess.run(
        [sys.executable, *words],
        check=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    said = document.spelled_out((folder / "out" / "audit.json").read_text("utf-8"))["audit"]
    assert said["shortfalls"] == []
    identities = {one["device"]: one for one in said["identities"]}
    found = {
        address: identities[device["id"]]
        for device in said["devices"]
        for address in device["addresses"]
    }
    return found, counts


def pairs(wanted):
    return [
        pytest.param(one, part.address, id=one.name)
        for one, part in zip(CAST, PARTS, strict=True)
        if (one.kind in VIDEO) is wanted
    ]


@pytest.mark.parametrize(("one", "address"), pairs(wanted=True))
def test_a_camera_is_found_and_named_as_it_is(audit, one, address):
    said = audit[0][address]
    assert said["kind"]["value"] == one.kind
    assert said["maker"]["value"] == one.maker
    assert said["brand"]["value"] in {one.brand, None}
    if one.kind == "recorder" and one.maker != "tvt":  # whose search names no channels
        assert said["channels"] == one.channels


@pytest.mark.parametrize("name", ["dahua-honeywell", "hikvision-truvision", "tvt-provision"])
def test_a_white_label_is_told_with_its_maker(audit, name):
    one, address = next(
        (one, part.address) for one, part in zip(CAST, PARTS, strict=True) if one.name == name
    )
    said = audit[0][address]
    assert (said["brand"]["value"], said["maker"]["value"]) == (one.brand, one.maker)


@pytest.mark.parametrize(("one", "address"), pairs(wanted=False))
def test_what_is_no_camera_is_not_described(audit, one, address):
    assert one.kind not in VIDEO
    assert address not in audit[0]


def test_a_search_below_ip_reaches_those_that_know_it(audit):
    heard = [
        one.name
        for one, part in zip(CAST, PARTS, strict=True)
        if audit[1][part.address]["asked"].get("sadp-link 3") == 1
    ]
    assert heard == ["hikvision-camera", "hikvision-recorder", "hikvision-truvision"]


def test_nobody_was_hurt_by_being_asked(audit):
    for counts in audit[1].values():
        assert (counts["logins"], counts["locked"], counts["crashed"]) == (0, False, False)
