"""Words alone: what anybody would take for a camera is one, and what only has the words is none."""

from collections.abc import Callable
from pathlib import Path

import pytest

from camaudit.identify.match import Matcher
from camaudit.identify.registry import Registry
from camaudit.identify.score import Identifier
from camaudit.model.device import Device
from camaudit.model.endpoint import Endpoint
from camaudit.model.grade import Grade
from camaudit.model.identity import VIDEO_KINDS
from camaudit.model.observation import Channel, Fact, Seen
from camaudit.rulebook.load import load

RULES = Path(__file__).parents[2] / "rules"

CAMERAS = [
    ("http.title", "Realtime IP Camera Monitoring System"),
    ("http.title", "Wireless Pan/Tilt IP Camera"),
    ("http.title", "Speed Dome"),
    ("http.title", "8CH H.264 DVR"),
    ("http.title", "DVR Remote Management System"),
    ("http.title", "Network Video Surveillance System"),
    ("http.title", "WEB Remote Viewer"),
    ("http.title", "Video Door Phone"),
    ("http.title", "Überwachungskamera Hof"),
    ("http.title", "Видеорегистратор"),
    ("http.title", "網路攝影機"),
    ("http.realm", "Megapixel Dome Camera"),
    ("http.realm", "Cámara de seguridad"),
    ("http.realm", "4CH DVR"),
    ("http.server", "IPCamera-Web"),
    ("http.server", "DVR Streamer"),
    ("http.path", "/nphMotionJpeg"),
    ("http.body", "/ocx/NewActive.exe"),
    ("rtsp.server", "IPCamera RTSP Server/1.0"),
    ("rtsp.session", "RTSP/RTP stream 2 from Camera3"),
    ("rtsp.path", "/live/ch00_0"),
    ("ftp.banner", "220 IP Camera FTP Server"),
    ("telnet.banner", "anyka login: "),
    ("snmp.sysdescr", "Linux dvr 2.6.24 armv5tejl"),
    ("dhcp.hostname", "IPCAM-001122334455"),
    ("tls.subject", "CN=ipcam.local,O=IPCam,C=CN"),
    ("upnp.device-type", "urn:Belkin:device:NetCamSensor:1"),
    ("sip.agent", "Video Door Phone 2.1"),
    ("http.title", "FoxCam"),
    ("http.title", "IP Starlight Varifocal Camera"),
    ("http.title", "Network Camera Shop Floor"),
    ("http.title", "Network Camera Hotel Lobby"),
    ("http.title", "MDVR Login"),
    ("http.title", "Messoa"),
    ("http.title", "WebEye User Login"),
    ("http.cookie", "NetSuveillanceWebCookie"),
    ("dhcp.vendor-class", "IP Camera"),
    ("wsd.scope", "onvif://www.onvif.org/location/country/china"),
    ("wsd.xaddr", "http://192.0.2.20/onvif/device_service"),
    ("telnet.banner", "P372 application with VES ANPR enabled"),
    ("rtsp.session", "Media Presentation"),
]

OTHERS = [
    ("http.title", "TiVo DVR"),
    ("http.title", "Channels DVR Server"),
    ("http.title", "Dreambox WebControl"),
    ("http.title", "ZoneMinder - Console"),
    ("http.title", "Blue Iris Login"),
    ("http.title", "Frigate"),
    ("http.title", "Shinobi"),
    ("http.title", "Agent DVR"),
    ("http.title", "Polycom RealPresence Group 500 Video Camera"),
    ("http.title", "Hotel Example webcam"),
    ("http.title", "Security Camera Shop"),
    ("http.title", "Best security cameras of the year"),
    ("http.title", "CCTV Installation Example Town"),
    ("http.title", "Cambium Networks"),
    ("http.title", "Campus Login"),
    ("http.title", "Camera di Commercio"),
    ("http.title", "Cámara de Diputados"),
    ("http.title", "Câmara Municipal"),
    ("http.title", "Voice Recorder"),
    ("http.title", "Paperless Recorder"),
    ("http.title", "Thermal Printer"),
    ("http.title", "Photo Viewer"),
    ("http.title", "OctoPrint Login"),
    ("http.realm", "TiVo DVR"),
    ("http.realm", "VLC stream"),
    ("http.server", "Viavideo-Web"),
    ("http.server", "webcam 7"),
    ("rtsp.server", "VLC/3.0.18"),
    ("rtsp.server", "AirTunes/366.0"),
    ("ftp.banner", "220 campus FTP server"),
    ("telnet.banner", "localhost login: "),
    ("snmp.sysdescr", "Polycom HDX 7000"),
    ("dhcp.hostname", "cameron-laptop"),
    ("dhcp.hostname", "IPC427E"),
    ("tls.subject", "CN=www.camera.example,O=Camera dei deputati,C=IT"),
    ("http.body", "/js/camera.js"),
    ("http.path", "/api/camera"),
    ("http.title", "Webcam Beach Example"),
    ("http.title", "AXIS Camera Station"),
    ("http.title", "VISEC - Login"),
    ("http.title", "IPC427E"),
    ("mdns.instance", "Cam's MacBook"),
    ("dhcp.hostname", "cam-iphone"),
    ("upnp.name", "Plex DVR"),
    ("upnp.name", "DIRECTV DVR HR24"),
    ("dhcp.hostname", "camera-pc"),
    ("snmp.sysdescr", "AXIS 1234 Network Document Server"),
    ("dhcp.vendor-class", "udhcp 1.20.2"),
    ("wsd.scope", "onvif://www.onvif.org/Profile/C"),
    ("rtsp.realm", "Streaming Server"),
]


@pytest.fixture(scope="module", name="is_video")
def fixture_is_video() -> Callable[[str, str], bool]:
    """Give the way of an audit from one text to whether it is a video device."""
    rulebook = load([RULES])
    matcher = Matcher(rulebook, Registry({}))
    identifier = Identifier(rulebook)

    def say(channel: str, value: str) -> bool:
        seen = Seen(0.0, "words", "line 1")
        fact = Fact(
            about=Endpoint("02:00:00:00:00:01", None),
            channel=Channel(channel),
            value=value,
            port=None,
            seen=seen,
        )
        device = Device.bare(facts=[fact])
        kind = identifier.identify(device, matcher.match(device)).kind
        return kind.grade.rank >= Grade.POSSIBLE.rank and kind.value in VIDEO_KINDS

    return say


@pytest.mark.parametrize(("channel", "value"), CAMERAS)
def test_a_text_with_the_words_of_a_camera_is_one(
    is_video: Callable[[str, str], bool], channel: str, value: str
) -> None:
    assert is_video(channel, value)


@pytest.mark.parametrize(("channel", "value"), OTHERS)
def test_a_text_that_only_has_the_words_is_none(
    is_video: Callable[[str, str], bool], channel: str, value: str
) -> None:
    assert not is_video(channel, value)
