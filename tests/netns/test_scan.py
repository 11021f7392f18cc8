"""Whole scans of emulated estates: what is found, and what the devices went through."""

import os
import sys
from ipaddress import IPv4Network

import pytest

from camaudit import document
from camaudit.emulate.playbill import Part
from camaudit.emulate.spaces import possible
from camaudit.emulate.stage import VIEWER, Network, Stage

CI = bool(os.environ.get("CI"))
NEAR, FAR = IPv4Network("10.20.2.0/24"), IPv4Network("10.30.0.0/24")
# Character -> maker and kind that the answer must give.
CAST = {
    "hikvision-camera": ("hikvision", "camera"),
    "hikvision-truvision": ("hikvision", "camera"),
    "dahua-camera": ("dahua", "camera"),
    "dahua-honeywell": ("dahua", "camera"),
    "axis-camera": ("axis", "camera"),
    "uniview-camera": ("uniview", "camera"),
    "hanwha-camera": ("hanwha", "camera"),
    "hikvision-recorder": ("hikvision", "recorder"),
}
OTHERS = ("printer", "phone", "nas", "pc")
ESTATE = """organisation: Example Hill School
authority:
  name: A. Example
  role: network manager
  statement: I may audit the networks below.
  from: {begins}
  until: 2099-10-31
  hours: {hours}
  contact: it@example.sch.uk
sites:
  - name: Main building
    networks:
      - {{cidr: 10.20.2.0/24, purpose: cameras, name: Camera network}}
      - {{cidr: 10.30.0.0/24, purpose: cameras, name: Far network}}
"""

pytestmark = pytest.mark.skipif(not CI and not possible(), reason="no network can be made")


def parts(prefix, block):
    return tuple(
        Part(
            character=character,
            address=str(prefix[10 + number]),
            mac=f"{block}:00:00:{number:02x}",
        )
        for number, character in enumerate((*CAST, *OTHERS))
    )


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    networks = [
        Network(name="cams", prefix=NEAR, parts=parts(NEAR, "02:00:01")),
        Network(name="far", prefix=FAR, parts=parts(FAR, "02:00:02"), routed=True),
    ]
    with Stage(networks, tmp_path_factory.mktemp("stage")) as made:
        yield made


def scan(stage, folder, *words, begins="2026-01-01", hours="[]"):
    (folder / "estate.yaml").write_text(ESTATE.format(begins=begins, hours=hours))
    return stage.run(
        sys.executable, "-m", "camaudit", "audit", "--estate", str(folder / "estate.yaml"),
        "-o", str(folder / "answer"), *words, limit=300,
    )  # fmt: skip


@pytest.fixture(scope="module")
def looked(stage, tmp_path_factory):
    folder = tmp_path_factory.mktemp("looked")
    done = scan(stage, folder, "--scan", "look")
    assert done.returncode == 0, done.stderr
    return document.spelled_out((folder / "answer" / "audit.json").read_text("utf-8"))["audit"]


def test_every_camera_is_found_with_its_maker_and_nothing_else_is_one(looked):
    found = {
        # "camera, recorder or door phone" is true of a label that says no more
        address: (identity["maker"]["value"], identity["kind"]["value"].partition(",")[0])
        for device, identity in zip(looked["devices"], looked["identities"], strict=True)
        for address in device["addresses"]
    }
    wanted = {
        str(prefix[10 + number]): told
        for prefix in (NEAR, FAR)
        for number, told in enumerate(CAST.values())
    }
    assert {address: found.get(address) for address in wanted} == wanted
    assert found.keys() - wanted.keys() == set()
    assert len(looked["devices"]) == len(wanted)  # none twice


def test_no_device_met_a_login_a_hurry_or_more_than_it_was_promised(stage, looked):
    for address, went in stage.counts().items():
        assert went["logins"] == 0, address
        assert went["most_open"] <= 1, address
        assert went["connections"] <= 8, address
        assert went["most_a_second"] <= 1, address
        assert went["requests"] <= 14, address
    assert looked["sent"]["credentials"] == 0
    assert looked["sent"]["stopped"] is None


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"begins": "2098-01-01"}, "the authority begins on 2098-01-01"),
        ({"hours": '["00:00-00:01"]'}, "is outside the hours"),
    ],
)
def test_nothing_is_sent_outside_the_authority(stage, tmp_path, given, why):
    before = [stage.sent(VIEWER, name) for name in ("cams", "router")]
    done = scan(stage, tmp_path, "--scan", "look", **given)
    assert (done.returncode, why in done.stderr) == (4, True), done.stderr
    assert [stage.sent(VIEWER, name) for name in ("cams", "router")] == before


def test_a_plan_sends_nothing_and_promises_no_less_than_a_scan_sends(stage, looked, tmp_path):
    (tmp_path / "estate.yaml").write_text(ESTATE.format(begins="2026-01-01", hours="[]"))
    before = [stage.sent(VIEWER, name) for name in ("cams", "router")]
    done = stage.run(
        sys.executable, "-m", "camaudit", "plan", "--estate", str(tmp_path / "estate.yaml"),
        "--scan", "look",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [stage.sent(VIEWER, name) for name in ("cams", "router")] == before
    promised = int(done.stdout.split("at most ")[1].split()[0].replace(",", ""))
    assert promised >= looked["sent"]["packets"] > 0
