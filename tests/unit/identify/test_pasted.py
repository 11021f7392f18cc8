"""Texts copied from curl, openssl and browsers are read as the parsers would have read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camaudit.identify.pasted import plain
from camaudit.model.observation import Channel


@pytest.mark.parametrize(
    ("channel", "pasted", "read"),
    [
        ("http.server", "Server: Boa/0.94", "Boa/0.94"),
        ("http.server", "Boa/0.94", "Boa/0.94"),
        ("http.server", "Cross Web Server", "Cross Web Server"),
        ("http.realm", 'WWW-Authenticate: Basic realm="AXIS_0"', "AXIS_0"),
        ("http.realm", 'Digest qop="auth", realm="a \\"b\\"", nonce="x"', 'a "b"'),
        ("http.realm", "Basic realm=DCS-900", "DCS-900"),
        ("http.realm", "DCS-900", "DCS-900"),
        ("http.realm", 'Basic realm=""', ""),
        ("rtsp.realm", "Digest realm='x y'", "x y"),
        ("rtsp.session", "s=Media Presentation", "Media Presentation"),
        ("http.title", "<html><TITLE lang=en>\n A &amp; B\t</TITLE>", "A & B"),
        ("http.title", "<title>cut", "cut"),
        ("http.title", "Network Camera", "Network Camera"),
        ("http.cookie", "Set-Cookie: SESS=0123; path=/", "SESS"),
        ("http.cookie", "SESS", "SESS"),
        ("tls.subject", "/C=TW/O=A/CN=192.0.2.1", "CN=192.0.2.1,O=A,C=TW"),
        ("tls.subject", "C = TW, O = A Ltd, CN = cam/1", "CN=cam/1,O=A Ltd,C=TW"),
        ("tls.issuer", "issuer=CN = x, O = A", "CN=x,O=A"),
        ("tls.subject", "subject= /CN=x", "CN=x"),
        ("tls.subject", r"CN=x,O=A\, Inc.,C=TW", r"CN=x,O=A\, Inc.,C=TW"),
        ("tls.subject", "no name at all", "no name at all"),
    ],
)
def test_what_people_paste(channel, pasted, read):
    assert plain(Channel(channel), pasted) == read
    again = plain(Channel(channel), read)
    assert again == read


@given(st.sampled_from(list(Channel)), st.text(max_size=80))
def test_no_text_breaks_it_or_grows(channel, text):
    assert len(plain(channel, text)) <= len(text)
