"""No parser answers a damaged message with any other error than MalformedError."""

import contextlib
import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols import PARSERS

DHIP_JSON = json.dumps(
    {"method": "client.notifyDevInfo", "params": {"deviceInfo": {"Vendor": "General"}}}
).encode()
XM_JSON = b'{"NetWork.NetCommon":{"HostName":"cam","MAC":"00:11:22:33:44:55"},"Ret":100}\n\0'
MHED = bytearray(240)
MHED[:12] = b"MHED\x08\0\x01\0\x02\0\0\0"
ENVELOPE = b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>%s</s:Body></s:Envelope>'
HELLO = b"""<d:Hello xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery">
<d:Types>NetworkVideoTransmitter</d:Types><d:Scopes>onvif://www.onvif.org/name/A%20B</d:Scopes>
<d:XAddrs>http://192.0.2.5/onvif</d:XAddrs></d:Hello>"""
SNI = b"cam.example.org"
EXTENSION = struct.pack("!HHHBH", 0, len(SNI) + 5, len(SNI) + 3, 0, len(SNI)) + SNI
HELLO_BODY = (
    b"\3\3" + bytes(32) + b"\0" + b"\0\2\0\x2f" + b"\1\0" + struct.pack("!H", len(EXTENSION))
)
HELLO_BODY += EXTENSION
HANDSHAKE = b"\1" + len(HELLO_BODY).to_bytes(3, "big") + HELLO_BODY
DUID = bytes.fromhex("0003000100112233445500")[:10]

SAMPLES = {
    "arp": bytes.fromhex("0001080006040002001122334455c000021e00005e005301c0000201"),
    "dhcp4": bytes([1, 1, 6, 0])
    + bytes(24)
    + bytes.fromhex("001122334455")
    + bytes(202)
    + bytes.fromhex("638253633501030c0363616dff"),
    "dhcp6": b"\1\0\0\1" + struct.pack("!HH", 1, len(DUID)) + DUID,
    "dhdiscover": b"\x20\0\0\0DHIP" + bytes(24) + DHIP_JSON,
    "dns": bytes.fromhex("12340100000100000000000003777777076578616d706c65036f72670000010001"),
    "http-request": b"GET /a?user=x&pwd=y HTTP/1.1\r\nHost: cam\r\nContent-Length: 2\r\n\r\nab",
    "http-response": b"HTTP/1.1 200 OK\r\nServer: App-webs/\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"3\r\n<a>\r\n0\r\n\r\n",
    "mhed": bytes(MHED),
    "nd": bytes.fromhex("8800000060000000fe80000000000000021122fffe3344550201001122334455"),
    "onvif": ENVELOPE
    % b"<GetDeviceInformationResponse><Model>X</Model></GetDeviceInformationResponse>",
    "rtsp-request": b"DESCRIBE rtsp://192.0.2.5/ RTSP/1.0\r\nCSeq: 2\r\n\r\n",
    "rtsp-response": b"RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Length: 7\r\n\r\ns=Live\n",
    "sadp": b"<ProbeMatch><Types>inquiry</Types><DeviceSN>A1</DeviceSN></ProbeMatch>",
    "ssdp": b"NOTIFY * HTTP/1.1\r\nNT: upnp:rootdevice\r\nSERVER: x\r\n\r\n",
    "tls": b"\x16\3\1" + struct.pack("!H", len(HANDSHAKE)) + HANDSHAKE,
    "upnp": b"<root><device><manufacturer>AXIS</manufacturer></device></root>",
    "wsdiscovery": ENVELOPE % HELLO,
    "xiongmai": struct.pack("<BBHIIBBHI", 255, 1, 0, 0, 0, 0, 0, 1531, len(XM_JSON)) + XM_JSON,
}


def test_every_parser_has_a_sample():
    assert set(SAMPLES) == set(PARSERS)


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_a_sample_is_read(name):
    assert PARSERS[name](SAMPLES[name]) is not None


@pytest.mark.parametrize("name", sorted(PARSERS))
@given(data=st.data())
def test_bent_bytes_parse_or_are_malformed(name, data):
    bent = bytearray(SAMPLES[name])
    for _ in range(data.draw(st.integers(0, 6))):
        bent[data.draw(st.integers(0, len(bent) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(MalformedError):
        PARSERS[name](bytes(bent))


@pytest.mark.parametrize("name", sorted(PARSERS))
@given(data=st.binary(max_size=300))
def test_any_bytes_parse_or_are_malformed(name, data):
    with contextlib.suppress(MalformedError):
        PARSERS[name](data)


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_every_prefix_parses_or_is_malformed(name):
    for size in range(len(SAMPLES[name])):
        with contextlib.suppress(MalformedError):
            PARSERS[name](SAMPLES[name][:size])


@pytest.mark.parametrize("name", ["arp", "dhcp4", "http-request", "rtsp-response", "tls", "nd"])
def test_a_short_message_is_said_to_be_short(name):
    for size in range(1, len(SAMPLES[name]) // 2):
        with pytest.raises(TruncatedError):
            PARSERS[name](SAMPLES[name][:size])


@pytest.mark.parametrize("name", ["onvif", "sadp", "upnp", "wsdiscovery"])
@pytest.mark.parametrize(
    "bomb",
    [
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b"<a>" * 5000,
        b"<a>" * 100 + b"</a>" * 100,
        b"<a " + b"b='c' " * 3000 + b"/>",
    ],
)
def test_xml_bombs_are_malformed(name, bomb):
    with pytest.raises(MalformedError):
        PARSERS[name](bomb)


def test_a_json_bomb_is_malformed():
    with pytest.raises(MalformedError):
        PARSERS["dhdiscover"](b"\x20\0\0\0DHIP" + bytes(24) + b'{"a":' * 2000)
