"""SNMP v1, v2c and v3 messages (RFC 1157, 3416, 3412): what an agent says of its system.

User and context are stepped over. A community is a password in clear: it goes to the judge of
logins alone, and nothing of it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError
from camaudit.model.login import Login
from camaudit.model.observation import Channel, LoginOutcome
from camaudit.protocols import ber
from camaudit.protocols.values import facts_of, ipv4_from_bytes, text_from_bytes
from camaudit.scrub import scrub_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from ipaddress import IPv4Address

    from camaudit.model.observation import Fact
    from camaudit.model.talk import Talk

PORT = 161  # notifications leave from any port: the agent is at this one
_NOTIFIED = 162  # port of who receives notifications
MAX_BINDINGS = 128  # looked at in one message
_RESPONSE, _TRAP_1, _INFORM, _TRAP_2 = 0xA2, 0xA4, 0xA6, 0xA7
_PDUS = range(0xA0, 0xA9)
_OF_ITSELF = frozenset({_RESPONSE, _TRAP_1, _INFORM, _TRAP_2})
_GENERIC = range(6)  # coldStart to egpNeighborLoss: there `enterprise` is sysObjectID
_DESCR, _OBJECT_ID = "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0"
_AGENT = "1.3.6.1.6.3.18.1.3.0"  # snmpTrapAddress (RFC 3584 section 3.1)
_ADDRESS = 0x40


@dataclass(frozen=True, slots=True)
class Message:
    """What a message says of the system that sent it."""

    version: int  # 0: v1, 1: v2c, 3: v3
    kind: int | None  # tag of the PDU; None where it is encrypted
    description: str | None  # sysDescr
    object_id: str | None  # sysObjectID: "1.3.6.1.4.1.39165.1"
    community: bytes = field(default=b"", repr=False)
    agent: IPv4Address | None = None  # of a trap: who speaks, whoever passes it on


def parse(data: bytes) -> Message:
    """Read one message.

    Raises: TruncatedError while the message is not whole, MalformedError where it is none.
    Source: RFC 1157 section 4, RFC 3416 section 3, RFC 3412 section 6.
    """
    tag, at, end = ber.element(data, 0, len(data))
    if tag != ber.SEQUENCE:
        raise MalformedError("no SNMP message")
    begin, at = ber.expect(data, at, end, ber.INTEGER)
    version = ber.integer(data[begin:at])
    if version in {0, 1}:
        begin, at = ber.expect(data, at, end, ber.OCTETS)
        return _pdu(data, at, end, version, data[begin:at])
    if version != 3:
        raise MalformedError("SNMP of another version")
    _, at = ber.expect(data, at, end, ber.SEQUENCE)  # message id, size, flags, model
    _, at = ber.expect(data, at, end, ber.OCTETS)  # security parameters
    if at < end and data[at] == ber.OCTETS:
        ber.expect(data, at, end, ber.OCTETS)
        return Message(version, None, None, None)
    at, end = ber.expect(data, at, end, ber.SEQUENCE)
    _, at = ber.expect(data, at, end, ber.OCTETS)  # context engine
    _, at = ber.expect(data, at, end, ber.OCTETS)  # context name
    return _pdu(data, at, end, version)


def _pdu(data: bytes, at: int, end: int, version: int, community: bytes = b"") -> Message:
    kind = data[at] if at < end else 0
    if kind not in _PDUS:
        raise MalformedError("no SNMP PDU")
    at, end = ber.expect(data, at, end, kind)
    description = object_id = agent = None
    if kind == _TRAP_1:
        begin, at = ber.expect(data, at, end, ber.OBJECT)
        enterprise = ber.object_identifier(data[begin:at])
        begin, at = ber.expect(data, at, end, _ADDRESS)
        agent = ipv4_from_bytes(data[begin:at])
        begin, at = ber.expect(data, at, end, ber.INTEGER)
        if ber.integer(data[begin:at]) in _GENERIC:
            object_id = enterprise
        _, at = ber.expect(data, at, end, ber.INTEGER)  # specific trap
        _, at = ber.expect(data, at, end, 0x43)  # time stamp
    else:
        for _ in range(3):  # request id, error status, error index
            _, at = ber.expect(data, at, end, ber.INTEGER)
    at, end = ber.expect(data, at, end, ber.SEQUENCE)
    for _ in range(MAX_BINDINGS):
        if at >= end:
            break
        inner, at = ber.expect(data, at, end, ber.SEQUENCE)
        begin, place = ber.expect(data, inner, at, ber.OBJECT)
        name = ber.object_identifier(data[begin:place])
        if name == _DESCR and place < at and data[place] == ber.OCTETS:
            begin, stop = ber.expect(data, place, at, ber.OCTETS)
            text = " ".join(text_from_bytes(data[begin:stop].replace(b"\0", b"")).split())
            description = description or text or None
        elif name == _OBJECT_ID and place < at and data[place] == ber.OBJECT:
            begin, stop = ber.expect(data, place, at, ber.OBJECT)
            object_id = object_id or ber.object_identifier(data[begin:stop])
        elif name == _AGENT and place < at and data[place] == _ADDRESS:
            begin, stop = ber.expect(data, place, at, _ADDRESS)
            agent = ipv4_from_bytes(data[begin:stop])
    return Message(version, kind, description, object_id, community, agent)


def observations(message: Message, talk: Talk) -> Iterator[Fact]:
    """Say what an answer or a notification tells of the agent; a question tells nothing.

    Who receives an inform answers with the bindings of its sender (RFC 3416 section 4.2.7), and a
    notification may be passed on by somebody else: neither speaks of who sent the datagram.
    """
    if message.kind not in _OF_ITSELF:
        return
    if message.kind == _RESPONSE and talk.sender_port == _NOTIFIED:
        return
    if message.agent is not None and message.agent != talk.sender.ip:
        return
    said = (
        (Channel.SNMP_DESCR, scrub_text(message.description) if message.description else None),
        (Channel.SNMP_OID, message.object_id),
    )
    yield from facts_of(talk.sender, PORT, talk, said)


def logins(message: Message) -> Iterator[Login]:
    """Yield the community that an agent answered to: whoever saw it may ask the same."""
    if message.kind == _RESPONSE and message.community:
        given = {"community": message.community.decode("latin-1")}
        outcome = LoginOutcome.ACCEPTED
        yield Login("snmp-community", in_clear=True, outcome=outcome, parameters=given)
