"""Real captures with ground truth. The folder is not part of the project: skipped where absent."""

from pathlib import Path

import pytest

from camaudit.model.grade import Grade
from camaudit.model.progress import Silent
from camaudit.pipeline import audit

FOLDER = Path(__file__).parents[3] / "shared" / "captures"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the captures are not here")

# file, MAC of the camera, makers that are right, model (None: not visible)
CAMERAS = [
    ("IoT_Sentinel__D-LinkCam__Setup-B-1-STA.pcap", "b0:c5:54:25:5b:0e", "dlink", "DCS-935L"),
    ("IoT_Sentinel__D-LinkCam__Setup-C-1-STA.pcap", "b0:c5:54:25:5b:0e", "dlink", "DCS-935L"),
    ("IoT_Sentinel__D-LinkDayCam__Setup-C-1-STA.pcap", "b0:c5:54:1c:71:85", "dlink", "DCS-930LB"),
    ("IoT_Sentinel__EdimaxCam1__Setup-C-1-STA.pcap", "74:da:38:80:7a:08", "edimax", "IC-3115W"),
    ("smart-home-firewall__no-firewall__lan.pcap", "b0:c5:54:43:54:83", "dlink", "DCS-8000LH"),
    ("smart-home-firewall__no-firewall__wan.pcap", "b0:c5:54:43:54:83", "dlink", "DCS-8000LH"),
    ("smart-home-firewall__my-firewall__xiaomi-cam.pcap", "78:8b:2a:b2:20:ea", "imilab", None),
    ("a9-v720__docs__fake-server-cap.pcapng", "22:00:00:22:82:ac", "naxclow", None),
    (
        "iot-home-security__v380__cap_normal_connection.pcapng",
        "f4:b1:9c:fc:2c:f0",
        "macrovideo",
        None,
    ),
    ("intl-iot__model__yi_camera_sample.pcap", "b0:d5:9d:b9:f0:b4", "xiaoyi", None),
    (
        "neolink__samples__EncryptionProtocol02_login.pcapng",
        "94:e0:d6:e9:89:86",
        "reolink",
        None,
    ),
    ("iot-home-security__c200__python_script_rtsp.pcapng", "1c:61:b4:21:d7:05", "tplink", None),
    (
        "madea__monitoring_traffic__monitoring_2023-6-13_20_24_36.cap",
        "b0:73:9c:e6:9a:b9",
        "ring-blink",
        None,
    ),
    (
        "madea__monitoring_traffic__monitoring_2023-6-13_20_24_36.cap",
        "64:16:66:49:3e:cb",
        "nest",
        None,
    ),
    (
        "madea__monitoring_traffic__monitoring_2023-6-13_20_24_36.cap",
        "90:48:6c:06:8f:74",
        "ring-blink",
        None,
    ),
]
# Marked "NOT a camera" in the index: nothing in these files may be called a video device.
TRAPS = [
    "IoT_Sentinel__D-LinkSensor__Setup-C-1-STA.pcap",
    "IoT_Sentinel__D-LinkSwitch__Setup-C-1-STA.pcap",
    "IoT_Sentinel__D-LinkHomeHub__Setup-C-1-STA.pcap",
    "IoT_Sentinel__EdimaxPlug1101W__Setup-C-3-STA.pcap",
    "IoT_Sentinel__EdnetGateway__Setup-C-1-STA.pcap",
    "IoT_Sentinel__TP-LinkPlugHS100__Setup-C-1-STA.pcap",
    "IoT_Sentinel__HueBridge__Setup-C-1-STA.pcap",
    "IoT_Sentinel__Withings__Setup-C-1-STA.pcap",
    "IoT-Dataset__pcaps__schlage-lock-01.pcap",
    "nDPI__pcap__nest_log_sink.pcap",
    "nDPI__pcap__ubntac2.pcap",
    "nDPI__pcap__upnp.pcap",
    "nDPI__pcap__tuya_lp.pcap",
    "nDPI__pcap__rtsp.pcap",
    "nDPI__pcap__rtsp_setup_http.pcapng",
    "nDPI__pcap__xiaomi.pcap",
]
NOT_CAMERAS = {
    "24:ce:33:24:b5:cb", "7c:f6:66:1f:a8:b6", "50:8a:06:4b:c5:c7", "d8:0d:17:33:c2:52",
    "d0:73:d5:12:8e:30", "34:ab:95:f6:82:94", "34:6f:92:1d:ba:50", "70:74:14:c0:db:f0",
    "d0:c5:d3:90:54:73", "e4:5f:01:c3:64:86", "dc:a6:32:ce:31:63", "84:e3:42:96:be:39",
}  # fmt: skip


def answer(name):
    return audit([FOLDER / name], at=1.0, watcher=Silent())


@pytest.mark.parametrize(("name", "mac", "maker", "model"), CAMERAS)
def test_a_camera_is_found_with_its_maker(name, mac, maker, model):
    found = answer(name)
    pairs = zip(found.devices, found.identities, strict=True)
    (identity,) = [one for device, one in pairs if device.mac == mac]
    print(f"{name[:40]:42}{identity.maker.value} {identity.maker.grade} {identity.model}")
    assert identity.maker.value == maker
    assert identity.kind.grade is not Grade.UNKNOWN
    if model is not None:
        assert identity.model == model


def test_firmware_is_read_where_it_is_visible():
    found = answer("smart-home-firewall__no-firewall__lan.pcap")
    assert [one.firmware for one in found.identities] == ["2.01.03"]


@pytest.mark.parametrize("setup", ["B-1", "C-1"])
def test_firmware_that_only_a_broadcast_of_the_maker_names_is_read(setup):
    (identity,) = answer(f"IoT_Sentinel__D-LinkCam__Setup-{setup}-STA.pcap").identities
    assert (identity.model, identity.firmware) == ("DCS-935L", "1.06")


def test_the_table_as_a_whole(capsys):
    """Print the figures of all captures together; the tests above and below say which."""
    found = right = wrong = models = readable = 0
    for name, mac, maker, model in CAMERAS:
        result = answer(name)
        pairs = zip(result.devices, result.identities, strict=True)
        for identity in [one for device, one in pairs if device.mac == mac]:
            found += 1
            right += identity.maker.value == maker
            wrong += identity.maker.value not in {None, maker}
            readable += model is not None
            models += model is not None and identity.model == model
    called = sum(len(answer(name).devices) for name in TRAPS)
    with capsys.disabled():
        print(
            f"\n{len(CAMERAS)} cameras: found {found}, right maker {right}, wrong maker {wrong}, "
            f"model right {models} of {readable}; {len(TRAPS)} traps: called a camera {called}"
        )
    assert (found, right, wrong) == (len(CAMERAS), len(CAMERAS), 0)
    assert (models, called) == (readable, 0)


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_is_not_called_a_video_device(name):
    assert answer(name).devices == ()


def test_nothing_of_the_mixed_home_that_is_no_camera_is_called_one():
    found = answer("madea__monitoring_traffic__monitoring_2023-6-13_20_24_36.cap")
    assert not {device.mac for device in found.devices} & NOT_CAMERAS


def test_the_factory_login_of_the_emulated_pair_is_seen_and_not_shown():
    found = answer("emul__pair-oss.pcap")
    codes = {finding.code for finding in found.findings}
    assert "credentials.default" in codes


# Every credential finding over all captures, and what the index says that supports it.
CREDENTIALS = {
    "emul__ipycam.pcap": {"credentials.no-login"},  # answers GetDeviceInformation to everybody
    "emul__onvif-server.pcap": {"credentials.no-login"},  # the same
    "emul__onvif_srvd.pcap": {"credentials.no-login"},  # the same
    "emul__oss.pcap": {"credentials.no-login"},  # the same
    "emul__pair-ipycam.pcap": {"credentials.default-tried"},  # refused, 401
    "emul__pair-oss.pcap": {"credentials.default"},  # password admin, 4 logins
    "iot-home-security__c200__python_script_rtsp.pcapng": {"credentials.in-clear"},  # RTSP Basic
}


def test_no_capture_has_a_credential_finding_that_the_index_does_not_support():
    captures = sorted(path.name for path in FOLDER.iterdir() if ".pcap" in path.name)
    captures += sorted(path.name for path in FOLDER.glob("*.cap"))
    found = {
        name: {one.code for one in answer(name).findings if one.code.startswith("credentials.")}
        for name in captures
    }
    assert {name: codes for name, codes in found.items() if codes} == CREDENTIALS


def test_a_login_to_reolink_is_read_in_a_real_capture_that_begins_within_a_message():
    (device,) = answer("neolink__samples__EncryptionProtocol02_login.pcapng").devices
    assert [(one.scheme, one.defaults) for one in device.logins] == [("reolink-baichuan", ())]


def test_a_plug_with_a_factory_login_is_not_reported_as_a_camera():
    assert answer("IoT_Sentinel__EdimaxPlug1101W__Setup-C-3-STA.pcap").findings == ()


# What each sample answer of UniversalScanner must be read as: address, maker, kind, model.
# The last ten frames are answers of things that are no cameras.
SAMPLES = [
    ("192.0.2.102", "dahua", "camera, recorder or door phone", "Virtual"),
    ("192.0.2.104", "hanwha", "camera, recorder or door phone", "Virtual"),
    ("192.0.2.105", "vivotek", "camera, recorder or door phone", None),
    ("192.0.2.107", "bosch", "camera, recorder or door phone", None),
    ("192.0.2.108", "bosch", "camera, recorder or door phone", None),
    ("192.0.2.109", None, "camera", None),
    ("192.0.2.110", None, "camera", None),
    ("192.0.2.111", "sony", "camera, recorder or door phone", "Virtual"),
    ("192.0.2.112", None, "camera, recorder or door phone", "Virtual"),
    ("192.0.2.114", None, "camera", None),
    ("192.0.2.115", None, "camera, recorder or door phone", None),
    ("192.0.2.116", "360vision", "camera", None),
]


def test_the_sample_answers_of_another_program_are_read():
    found = answer("universalscanner_selftests.pcap")
    pairs = zip(found.devices, found.identities, strict=True)
    read = {}
    for device, one in pairs:
        sure = one.maker.grade.rank >= Grade.LIKELY.rank
        told = (one.maker.value if sure else None, one.kind.value, one.model)
        read.update({str(ip): told for ip in device.addresses})
    assert [(ip, *read[ip]) for ip, *_ in SAMPLES if ip in read] == SAMPLES
    assert not {f"192.0.2.{last}" for last in range(120, 131)} & set(read)


@pytest.mark.parametrize("name", ["emul__ary.pcap", "emul__cameraobscura.pcap"])
def test_a_honeypot_is_never_a_confirmed_camera(name):
    found = answer(name)
    assert all(one.kind.grade.rank < Grade.CONFIRMED.rank for one in found.identities)
    assert all(one.maker.grade.rank < Grade.LIKELY.rank for one in found.identities)
