"""What RTSP and its session descriptions say of a server."""

from ipaddress import ip_address

import pytest

from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Channel, Seen
from camaudit.model.talk import Talk
from camaudit.protocols import rtsp

SEEN = Seen(100.0, "lobby.pcap", "frame 1")
CAMERA, VIEWER = Endpoint(None, ip_address("192.0.2.10")), Endpoint(None, ip_address("192.0.2.20"))
TALK = Talk(CAMERA, 554, VIEWER, 50_000, SEEN)
SDP = (
    "v=0\r\ns=Live\r\ni=h264\r\na=tool:Lib v1\r\nm=video 0 RTP/AVP 96\r\ni=of the track\r\n"
    "a=rtpmap:96 H265/90000\r\nm=audio 0 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
)


def said(*headers, body="", target=None, method="DESCRIBE", status=200):
    lines = [f"RTSP/1.0 {status} X", *headers, f"Content-Length: {len(body.encode())}", "", ""]
    response = rtsp.parse_response("\r\n".join(lines).encode("latin-1") + body.encode())
    asked = rtsp.parse_request(f"{method} {target} RTSP/1.0\r\n\r\n".encode()) if target else None
    return [(one.channel, one.value) for one in rtsp.server_facts(response, asked, TALK)]


def test_a_description_tells_name_tool_and_codecs():
    assert said("Server: Gate/1.0", body=SDP) == [
        (Channel.RTSP_SERVER, "Gate/1.0"),
        (Channel.RTSP_SESSION, "Live"),
        (Channel.RTSP_INFO, "h264"),
        (Channel.RTSP_TOOL, "Lib v1"),
        (Channel.RTSP_MEDIA, "video H265"),
        (Channel.RTSP_MEDIA, "audio PCMA"),
    ]


def test_a_session_without_a_name_tells_none():
    assert said(body="v=0\r\ns=-\r\n") == []


def test_every_challenge_gives_its_realm():
    headers = [
        'WWW-Authenticate: Digest realm="one", nonce="a"',
        'WWW-Authenticate: Basic realm="two"',
    ]
    assert said(*headers, status=401) == [(Channel.RTSP_REALM, "one"), (Channel.RTSP_REALM, "two")]


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("rtsp://192.0.2.10:554/Streaming/Channels/101", "/Streaming/Channels/101"),
        (
            "rtsp://192.0.2.10/cam/realmonitor?channel=1&subtype=0/trackID=0",
            "/cam/realmonitor?channel=1&subtype=0/trackID=0",
        ),
        ("rtsp://192.0.2.10/rtsp_tunnel?inst=1&h26x=4", "/rtsp_tunnel?inst=1&h26x=4"),
        ("rtsp://a:b@192.0.2.10/live", "/live"),
        ("rtsp://a:b/c?d#e@f@192.0.2.10/live", "/live"),
        ("rtsp://192.0.2.10/live?u=a&p=b", "/live?u=[removed]&p=[removed]"),
        ("rtsp://192.0.2.10/live?abc", "/live?[removed]"),
        ("rtsp://192.0.2.10/live?a:b", "/live?[removed]"),
        (
            "rtsp://192.0.2.10/user=a_password=b_channel=1_stream=0.sdp",
            "/user=[removed]_password=[removed]_channel=1_stream=0.sdp",
        ),
    ],
)
def test_of_a_path_the_stream_is_kept_and_no_login(target, path):
    assert said(target=target) == [(Channel.RTSP_PATH, path)]


@pytest.mark.parametrize(
    ("status", "method"), [(404, "DESCRIBE"), (401, "SETUP"), (200, "OPTIONS")]
)
def test_a_path_counts_only_where_the_server_has_it(status, method):
    assert said(target="rtsp://192.0.2.10/live", status=status, method=method) == []


def test_a_description_of_a_thousand_tracks_is_bounded():
    body = "m=video 0 RTP/AVP 96\r\n" + "a=rtpmap:96 H264/90000\r\n" * 1_000
    assert len(said(body=body)) == rtsp.MAX_MEDIA


@pytest.mark.parametrize(
    ("data", "size"), [(b"$\0\0\4abcd", 8), (b"$\0\xff\xff", 65_539), (b"$\0", None), (b"R", None)]
)
def test_frames_within_the_stream_are_measured(data, size):
    assert rtsp.interleaved_size(data) == size


def test_a_date_that_is_off_by_more_than_an_hour_is_told():
    assert said("Date: Fri, Jan 02 1970 00:01:40 GMT") == [(Channel.RTSP_CLOCK, "24 hours ahead")]
    assert said("Date: Thu, Jan 01 1970 00:01:40 GMT") == []
