"""No parser answers a damaged message with any other error than MalformedError.

Samples are the cases of tests/unit/protocols/cases/<parser>.yaml: `name`, `hex` or `text`, and
`expect` (what the fields of the message show, as far as it says) or `refuse` (true, or
"truncated" where more bytes could mend it). A file for two parsers names one in `parser`.
"""

import contextlib
import json
import struct
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols import PARSERS

FOLDER = Path(__file__).resolve().parents[1] / "unit" / "protocols" / "cases"

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

PLAIN = {  # one good message of each parser whose cases lie elsewhere
    "dhdiscover": b"\x20\0\0\0DHIP" + bytes(24) + DHIP_JSON,
    "http-request": b"GET /a?user=x&pwd=y HTTP/1.1\r\nHost: cam\r\nContent-Length: 2\r\n\r\nab",
    "http-response": b"HTTP/1.1 200 OK\r\nServer: App-webs/\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"3\r\n<a>\r\n0\r\n\r\n",
    "mhed": bytes(MHED),
    "onvif": ENVELOPE
    % b"<GetDeviceInformationResponse><Model>X</Model></GetDeviceInformationResponse>",
    "rtsp-request": b"DESCRIBE rtsp://192.0.2.5/ RTSP/1.0\r\nCSeq: 2\r\n\r\n",
    "rtsp-response": b"RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Length: 7\r\n\r\ns=Live\n",
    "sadp": b"<ProbeMatch><Types>inquiry</Types><DeviceSN>A1</DeviceSN></ProbeMatch>",
    "tls": b"\x16\3\1" + struct.pack("!H", len(HANDSHAKE)) + HANDSHAKE,
    "wsdiscovery": ENVELOPE % HELLO,
    "xiongmai": struct.pack("<BBHIIBBHI", 255, 1, 0, 0, 0, 0, 0, 1531, len(XM_JSON)) + XM_JSON,
}


def read_cases():
    for path in sorted(FOLDER.glob("*.yaml")):
        for case in yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader) or []:  # noqa: S506 - makes text only
            parser = case.get("parser", path.stem)
            data = bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode()
            yield pytest.param(parser, data, case, id=f"{parser}: {case['name']}")


CASES = list(read_cases())
SAMPLES = {name: [data] for name, data in PLAIN.items()}
for one in CASES:
    if "refuse" not in one.values[2]:
        SAMPLES.setdefault(one.values[0], []).append(one.values[1])


def shown(value):
    if is_dataclass(value):
        return {field.name: shown(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [shown(part) for part in value]
    if isinstance(value, bytes):
        return value.hex()
    return "" if value is None else str(value)


def as_far_as(expected, found):
    """Cut what was found down to what is expected, so that a difference shows as one."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return {key: as_far_as(part, found.get(key)) for key, part in expected.items()}
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        return [as_far_as(*both) for both in zip(expected, found, strict=True)]
    return found


def test_every_parser_has_a_sample():
    assert set(SAMPLES) == set(PARSERS)


@pytest.mark.parametrize(("name", "data", "case"), CASES)
def test_a_case_is_read_as_expected_or_refused(name, data, case):
    assert ("expect" in case) != ("refuse" in case)
    if "expect" in case:
        assert as_far_as(case["expect"], shown(PARSERS[name](data))) == case["expect"]
        return
    with pytest.raises(MalformedError) as refused:
        PARSERS[name](data)
    assert isinstance(refused.value, TruncatedError) == (case["refuse"] == "truncated")


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_a_sample_is_read(name):
    for sample in SAMPLES[name]:
        assert PARSERS[name](sample) is not None


@pytest.mark.parametrize("name", sorted(PARSERS))
@given(data=st.data())
def test_bent_bytes_parse_or_are_malformed(name, data):
    bent = bytearray(data.draw(st.sampled_from(SAMPLES[name])))
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
    for sample in SAMPLES[name]:
        for size in range(len(sample)):
            with contextlib.suppress(MalformedError):
                PARSERS[name](sample[:size])


@pytest.mark.parametrize(
    "name", ["arp", "dhcp4", "dns", "http-request", "mdns", "nd", "rtsp-response", "tls"]
)
def test_a_short_message_is_said_to_be_short(name):
    for sample in SAMPLES[name]:
        # At most a DHCP head: behind it a message may end at each option, or within its padding.
        for size in range(1, min(len(sample) // 2, 240)):
            with pytest.raises(TruncatedError):
                PARSERS[name](sample[:size])


@pytest.mark.parametrize("name", ["dns", "mdns"])
def test_a_name_message_is_short_until_its_last_byte(name):
    for sample in SAMPLES[name]:
        for size in range(len(sample)):
            with pytest.raises(TruncatedError):
                PARSERS[name](sample[:size])


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
