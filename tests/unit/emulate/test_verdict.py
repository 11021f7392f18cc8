"""An audit of emulated devices is compared with what they are, and every difference is told."""

from types import SimpleNamespace

import pytest

from camaudit.emulate import verdict
from camaudit.emulate.mixed import Truth

CAMERA = Truth(
    network="cams", address="10.20.2.11", mac="44:19:b6:00:00:11", kind="camera", maker="hikvision",
    brand="TruVision", model="TVB-5404", channels=1, on_link=True,
)  # fmt: skip
PRINTER = Truth(
    network="cams", address="10.20.2.12", mac="3c:d9:2b:00:00:12", kind="printer", maker="",
    brand="", model="LaserJet", channels=0, on_link=True,
)  # fmt: skip
COUNTS = {"logins": 0, "locked": False, "crashed": False, "most_open": 1, "connections": 3}
QUIET = {"10.20.2.11": {**COUNTS, "requests": 7}, "10.20.2.12": {**COUNTS, "requests": 2}}


def audit(**told):
    """Give what an audit says: address -> (kind, maker, brand)."""
    devices, identities = [], []
    for number, (address, answers) in enumerate(told.items()):
        devices.append(SimpleNamespace(id=number, addresses=(address.replace("_", "."),)))
        kind, maker, brand = (SimpleNamespace(value=one) for one in answers)
        identities.append(SimpleNamespace(device=number, kind=kind, maker=maker, brand=brand))
    return SimpleNamespace(devices=devices, identities=identities)


RIGHT = {"10_20_2_11": ("camera", "hikvision", "TruVision")}


@pytest.mark.parametrize(
    ("told", "line"),
    [
        pytest.param(RIGHT, None, id="right"),
        pytest.param({"10_20_2_11": ("camera", "hikvision", None)}, None, id="label-not-told"),
        pytest.param({}, "not found", id="missed"),
        pytest.param(
            {"10_20_2_11": ("camera", "dahua", "TruVision")},
            "built by hikvision, told as dahua",
            id="other-maker",
        ),
        pytest.param(
            {"10_20_2_11": ("camera", "hikvision", "ABUS")},
            "told as sold by ABUS",
            id="other-label",
        ),
        pytest.param(
            {"10_20_2_11": ("recorder", "hikvision", None)}, "told as recorder", id="other-kind"
        ),
        pytest.param(
            {"10_20_2_11": ("camera, recorder or door phone", "hikvision", None)},
            None,
            id="no-kind-for-sure",
        ),
        pytest.param(
            {**RIGHT, "10_20_2_12": ("camera", None, None)},
            "is no camera, and was told as camera",
            id="invented",
        ),
    ],
)
def test_what_is_told_otherwise_than_it_is_has_a_line(told, line):
    lines = verdict.wrong(audit(**told), [CAMERA, PRINTER])
    assert len(lines) == (line is not None)
    assert all(line in one for one in lines)


def test_the_summary_counts_what_was_found_and_what_the_devices_met():
    lines = verdict.summary(audit(**RIGHT), [CAMERA, PRINTER], QUIET)
    met = (
        "The devices met 0 logins; 0 locked, 0 crashed; to any one at most 1 connection at once, "
        "3 in all, 7 requests."
    )
    assert lines == [
        "Emulated: 2 devices, 1 of them cameras and recorders.",
        "Found:    1 of 1; maker right of 1; 0 others taken for one.",
        "Labels:   1 of 1 that are sold under another name told with both.",
        met,
    ]


def test_the_summary_hides_no_login_and_no_device_that_was_hurt():
    counts = {**QUIET, "10.20.2.13": {**QUIET["10.20.2.11"], "logins": 2, "locked": True}}
    assert "met 2 logins; 1 locked" in verdict.summary(audit(), [CAMERA], counts)[3]
