"""Discovery of V380 cameras (Macro-video) over UDP 10008 and 10009: texts between carets.

The device's number is not kept: with it the camera is reached through the maker's relay.
Five public clients read the same places; the question was seen in a capture, an answer was not.
"""

from __future__ import annotations

from ipaddress import IPv4Address

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols.introduction import Introduction
from camaudit.protocols.values import address_from_text, mac_from_text

NAME = "v380-10008"
MAGIC = b"NVDEV"
MAX_DATAGRAM = 1_024  # bytes
_QUESTION, _ANSWER = b"NVDEVSEARCH", b"NVDEVRESULT"
_FIELDS = 13  # at least: word, version, MAC, address, mask, gateway ... number


def parse(data: bytes) -> Introduction:
    """Read one datagram.

    Raises: TruncatedError, MalformedError where it is no message of this protocol.
    Source: five public clients (files 7030909010, 6867601749, 70431273502, 57906999356 and
            59469727323 of the public code index); the question in iot-home-security,
            v380/cap_normal_connection.pcapng frame 1.
    """
    if len(data) < len(_ANSWER) and (_QUESTION.startswith(data) or _ANSWER.startswith(data)):
        raise TruncatedError(f"V380 message of {len(data)} bytes")
    word, *rest = data[:MAX_DATAGRAM].split(b"^")
    if word == _QUESTION:
        return Introduction(protocol=NAME, answer=False)
    if word != _ANSWER:
        raise MalformedError("no V380 message")
    if len(rest) + 1 < _FIELDS:
        raise TruncatedError(f"V380 answer of {len(rest) + 1} fields")
    mac = mac_from_text(rest[1].decode("ascii", "replace"))
    ip = address_from_text(rest[2].decode("ascii", "replace"))
    if mac is None or not isinstance(ip, IPv4Address):
        raise MalformedError("a V380 answer without MAC and address")
    return Introduction(protocol=NAME, mac=mac, ip=ip)
