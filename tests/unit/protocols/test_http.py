"""What an answer over HTTP says of a server, and what it may not do to its reader."""

import gzip
import zlib
from ipaddress import ip_address

import pytest

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Channel, LookupKind, Seen
from camaudit.model.talk import Talk
from camaudit.protocols import http, page
from camaudit.protocols.icon import icon_number

SEEN = Seen(100.0, "lobby.pcap", "frame 1")
CAMERA, PHONE = Endpoint(None, ip_address("192.0.2.10")), Endpoint(None, ip_address("192.0.2.20"))
TALK = Talk(CAMERA, 80, PHONE, 50_000, SEEN)
ASKED = Talk(PHONE, 50_000, CAMERA, 80, SEEN)


def response(*headers, body=b"", status=200):
    lines = [f"HTTP/1.1 {status} X", *headers, f"Content-Length: {len(body)}", "", ""]
    return http.parse_response("\r\n".join(lines).encode("latin-1") + body)


def said(*headers, body=b"", status=200, asked=None):
    found = http.server_facts(response(*headers, body=body, status=status), asked, TALK)
    return [(fact.channel, fact.value) for fact in found]


def test_every_server_header_and_every_cookie_is_a_fact():
    assert said(
        "Server: first", "Server: second", "Set-Cookie: a=1; path=/", "Set-Cookie: b=2"
    ) == [
        (Channel.HTTP_SERVER, "first"),
        (Channel.HTTP_SERVER, "second"),
        (Channel.HTTP_COOKIE, "a"),
        (Channel.HTTP_COOKIE, "b"),
    ]


@pytest.mark.parametrize("cookie", ["value", "value; path=/", "; a=b", ""])
def test_a_cookie_without_a_name_is_not_kept(cookie):
    assert said(f"Set-Cookie: {cookie}") == []


def test_headers_are_utf_8_where_they_are_that_and_else_latin_1():
    assert said("Server: T\xc3\xbcr") == [(Channel.HTTP_SERVER, "T\xfcr")]
    assert said("Server: T\xfcr") == [(Channel.HTTP_SERVER, "T\xfcr")]


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        ("X-Device: IP Camera", "x-device: IP Camera"),
        ("X-Link: http://a:b@192.0.2.10/", "x-link: http://[removed]@192.0.2.10/"),
        ("X-Auth-Token: abc", None),
        ("X-Admin-Password: abc", None),
        ("X-Session-Id: abc", None),
        ("X-Login: abc", None),
        ("Date: today", None),
    ],
)
def test_own_headers_are_facts_unless_they_carry_a_secret(header, shown):
    assert said(header) == ([(Channel.HTTP_HEADER, shown)] if shown else [])


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<title>Gate</title>", "Gate"),
        ("<TITLE lang='en'>\n Gate&nbsp;&amp;\tHall </TITLE>", "Gate & Hall"),
        ("<title>&#x4e2d;&eacute;</title>", "\u4e2d\xe9"),
        ("<title>one</title><title>two</title>", "one"),
        ("<title></title>", None),
        ("<title>no end", None),
    ],
)
def test_the_title_of_a_page(page, title):
    found = dict(said("Content-Type: text/html; charset=utf-8", body=page.encode()))
    assert found.get(Channel.HTTP_TITLE) == title


@pytest.mark.parametrize(
    ("kind", "charset"),
    [
        ("text/html; charset=gb2312", "gb2312"),
        ('text/html;charset="EUC-KR"', "euc-kr"),
        ("text/html", "utf-8"),
    ],
)
def test_a_page_is_read_in_its_own_characters(kind, charset):
    word = "\u4e2d\u6587" if charset != "euc-kr" else "\ud55c\uae00"
    body = f"<title>{word}</title>".encode(charset)
    assert said(f"Content-Type: {kind}", body=body) == [(Channel.HTTP_TITLE, word)]


def test_a_page_may_name_its_characters_itself():
    body = "<meta charset='big5'><title>\u4e2d</title>".encode("big5")
    assert said("Content-Type: text/html", body=body) == [(Channel.HTTP_TITLE, "\u4e2d")]


@pytest.mark.parametrize(
    "charset",
    ["idna", "punycode", "undefined", "unicode_escape", "rot13", "mbcs", "none-such", "utf-7"],
)
def test_a_name_that_is_no_character_set_does_no_harm(charset):
    body = b"<title>Gate \\x \xff</title>"
    assert said(f"Content-Type: text/html; charset={charset}", body=body) == [
        (Channel.HTTP_TITLE, "Gate \\x \ufffd")
    ]


def test_marks_are_paths_without_queries_scripts_or_logins():
    body = (
        b"<img src='/favicon.ico?v=1'><a href=\"javascript:go(1)\"><form action=/l;pwd=x>"
        b"<a href='rtsp://a:b/c@192.0.2.10/1#x'><img src=data:image/png;base64,AAAA>"
    )
    assert said("Content-Type: text/html", body=body) == [
        (Channel.HTTP_BODY, "/favicon.ico"),
        (Channel.HTTP_BODY, "/l;pwd=[removed]"),
        (Channel.HTTP_BODY, "rtsp://[removed]@192.0.2.10/1"),
    ]


def test_of_a_page_full_of_marks_only_some_are_kept():
    body = b"".join(b"<img src=/%d>" % at for at in range(500))
    assert len(said("Content-Type: text/html", body=body)) == page.MAX_MARKS


ICON = b"\0\0\1\0" + bytes(900)
ASKS_ICON = http.parse_request(b"GET /favicon.ico HTTP/1.1\r\n\r\n")
NUMBER = (Channel.HTTP_ICON, icon_number(ICON))


def icons(data, asked=ASKS_ICON, *, ended=False):
    found = http.server_facts(http.parse_response(data, ended=ended), asked, TALK)
    return [(one.channel, one.value) for one in found if one.channel == Channel.HTTP_ICON]


def test_a_picture_is_known_by_its_number_however_it_was_sent():
    head = b"HTTP/1.1 200 OK\r\n"
    packed = gzip.compress(ICON)
    for data in (
        head + b"Content-Length: 904\r\n\r\n" + ICON,
        head + b"Transfer-Encoding: chunked\r\n\r\n388\r\n" + ICON + b"\r\n0\r\n\r\n",
        head + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed,
    ):
        assert icons(data) == [NUMBER]
    typed = head + b"Content-Type: image/x-icon\r\nContent-Length: 904\r\n\r\n" + ICON
    assert icons(typed, http.parse_request(b"GET /img/a1 HTTP/1.1\r\n\r\n")) == [NUMBER]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"HTTP/1.1 200 OK\r\n", ICON),  # its end is the end of the connection: or of the capture
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", b"388\r\n" + ICON),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", b"400\r\n" + ICON),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n", b""),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n", bytes(70_000)),
        (b"HTTP/1.1 404 No\r\nContent-Length: 904\r\n", ICON),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 904\r\n", ICON),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 40\r\n",
         gzip.compress(bytes(range(256)), mtime=0)[:40]),
    ],
)  # fmt: skip
def test_of_a_part_of_a_picture_there_is_no_number(head, body):
    assert icons(head + b"\r\n" + body, ended=True) == []


@pytest.mark.parametrize(("status", "kept"), [(200, True), (404, False), (302, False)])
def test_a_path_counts_only_where_the_server_has_it(status, kept):
    asked = http.parse_request(b"GET /doc/page/login.asp?user=a HTTP/1.1\r\n\r\n")
    found = said(status=status, asked=asked)
    assert found == ([(Channel.HTTP_PATH, "/doc/page/login.asp")] if kept else [])


def test_a_client_tells_its_program_and_which_name_it_wants():
    asked = http.parse_request(
        b"GET / HTTP/1.1\r\nHost: Cloud.Example.org:80\r\nUser-Agent: dvr\r\n\r\n"
    )
    agent, lookup = http.client_facts(asked, ASKED)
    assert (agent.about, agent.channel, agent.value) == (PHONE, Channel.HTTP_AGENT, "dvr")
    assert (lookup.name, lookup.kind) == ("cloud.example.org", LookupKind.HTTP_HOST)


@pytest.mark.parametrize("host", ["192.0.2.10", "192.0.2.10:80", "[fe80::1]:80", "a:b@cam", ""])
def test_an_address_or_a_login_is_no_name(host):
    asked = http.parse_request(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    assert list(http.client_facts(asked, ASKED)) == []


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_bomb_is_opened_to_the_limit_and_no_further(coding):
    bomb = (
        zlib.compress(bytes(50_000_000), 9)
        if coding == "deflate"
        else gzip.compress(bytes(50_000_000))
    )
    found = response(f"Content-Encoding: {coding}", body=bomb)
    assert len(found.body) == http.MAX_BODY


def test_what_comes_before_the_damage_is_read():
    page = b"<title>Gate</title>" + bytes(range(256)) * 40
    packed = bytearray(zlib.compress(page, 0))
    packed[-3000:] = b"\xff" * 3000
    assert response("Content-Encoding: deflate", body=bytes(packed)).body.startswith(
        b"<title>Gate<"
    )


def test_a_body_is_kept_to_the_limit_whatever_it_claims():
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"
    found = http.parse_response(head + bytes(http.MAX_BODY + 10))
    assert (len(found.body), found.size) == (http.MAX_BODY, len(head) + 99_999_999_999)


def test_chunks_are_joined_to_the_limit():
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"4000\r\n" + bytes(0x4000) + b"\r\n"
    found = http.parse_response(head + chunk * 20 + b"0\r\n\r\n")
    assert (len(found.body), found.size) == (http.MAX_BODY, len(head) + 20 * len(chunk) + 5)


@pytest.mark.parametrize("trailer", [b"X: " + b"a" * 20_000, b"X: a\r\n" * 4_000])
def test_trailers_end_somewhere(trailer):
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
    with pytest.raises(MalformedError) as refused:
        http.parse_response(head + trailer)
    assert not isinstance(refused.value, TruncatedError)


def test_a_head_without_an_end_is_refused():
    with pytest.raises(MalformedError) as refused:
        http.parse_response(b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 4_000)
    assert not isinstance(refused.value, TruncatedError)


def asked(target, *headers, method="GET"):
    return http.parse_request(
        "\r\n".join([f"{method} {target} HTTP/1.1", *headers, "", ""]).encode()
    )


@pytest.mark.parametrize(
    ("target", "headers", "status", "is_open"),
    [
        ("/ISAPI/System/deviceInfo", (), 200, True),
        ("/ISAPI/Streaming/channels/1", (), 200, True),
        ("/ISAPI/System/deviceInfo", (), 401, False),
        ("/ISAPI/System/deviceInfo", ("Authorization: Digest x",), 200, False),
        ("/ISAPI/System/deviceInfo", ("Cookie: WebSession=x",), 200, False),
        ("/ISAPI/System/deviceInfo?sessionID=x", (), 200, False),
        ("/ISAPI/System/activate", (), 200, False),
        ("/ISAPI/Security/sessionLogin/capabilities?username=admin", (), 200, False),
        ("/doc/page/login.asp", (), 200, False),
    ],
)
def test_what_needs_a_login_and_is_given_without_one_is_told(target, headers, status, is_open):
    found = dict(said(status=status, asked=asked(target, *headers)))
    assert (Channel.HTTP_OPEN in found) is is_open


@pytest.mark.parametrize(
    ("target", "method", "fetched"),
    [
        ("/firmware/TD-9421S3.bin?key=x", "GET", "/firmware/TD-9421S3.bin"),
        ("/down/digicap.dav", "GET", "/down/digicap.dav"),
        ("/ota/v3/cam.img", "GET", "/ota/v3/cam.img"),
        ("/firmware/TD-9421S3.bin", "HEAD", None),
        ("/stream.bin", "GET", None),
        ("/firmware/notes.html", "GET", None),
    ],
)
def test_a_device_that_asks_for_firmware_in_clear_is_told(target, method, fetched):
    found = http.client_facts(asked(target, method=method), TALK)
    said_ = [one.value for one in found if getattr(one, "channel", None) is Channel.HTTP_FETCHED]
    assert said_ == ([fetched] if fetched else [])


@pytest.mark.parametrize(
    ("date", "clock"),
    [
        ("Thu, 01 Jan 1970 00:01:40 GMT", None),
        ("Thu, 01 Jan 1970 01:01:40 GMT", None),
        ("Thu, 01 Jan 1970 03:01:40 GMT", "3 hours ahead"),
        ("never", None),
    ],
)
def test_a_date_that_is_off_by_more_than_an_hour_is_told(date, clock):
    assert dict(said(f"Date: {date}")).get(Channel.HTTP_CLOCK) == clock
