"""NTP and SNTP (RFC 5905 section 7.3, RFC 4330): whom a client asks, and how its own clock goes.

Many clients send zeros or chance numbers for their time, and a camera without a battery begins
with the date of its firmware: an offset counts only where it comes again.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.endpoint import is_usable
from camaudit.model.observation import Channel
from camaudit.protocols.clock import apart
from camaudit.protocols.values import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Fact
    from camaudit.model.talk import Talk

PORT = 123
_SIZE = 48  # bytes without extensions and keys
_CLIENT = 3
_EPOCH = 2_208_988_800  # seconds from 1900 to 1970
_ERA = 1 << 32
_STAMP = struct.Struct("!II")
# A clock that was never set begins in 1970 or on some day of the factory. No clock runs ahead by
# years: that is a chance number.
_BEHIND, _AHEAD = 60 * 366 * 86_400, 366 * 86_400  # seconds


@dataclass(frozen=True, slots=True)
class Ntp:
    """One packet."""

    version: int  # 1-4
    mode: int  # 1-5: 3 is a client's, 4 a server's
    stratum: int
    transmit: float | None  # Unix seconds by the sender's clock; None where it tells none


def parse(data: bytes) -> Ntp:
    """Read one packet; control messages (modes 6 and 7) are none.

    Raises: TruncatedError, MalformedError.
    """
    if not data:
        raise TruncatedError("no NTP packet")
    version, mode = data[0] >> 3 & 7, data[0] & 7
    if not 1 <= version <= 4 or not 1 <= mode <= 5:
        raise MalformedError("no NTP packet")
    if len(data) < _SIZE:
        raise TruncatedError("NTP packet cut short")
    seconds, fraction = _STAMP.unpack_from(data, 40)
    if seconds == fraction == 0:
        return Ntp(version, mode, data[1], None)
    # RFC 4330 section 3: without its first bit, seconds count from 2036.
    whole = seconds - _EPOCH + (0 if seconds >> 31 else _ERA)
    return Ntp(version, mode, data[1], whole + fraction / _ERA)


def observations(message: Ntp, talk: Talk) -> Iterator[Fact]:
    """Say whom a client asks, and how far its clock is from the capture's, where it tells."""
    if message.mode != _CLIENT:
        return
    said: list[tuple[Channel, str]] = []
    if is_usable(talk.receiver.ip):
        said.append((Channel.NTP_SERVER, str(talk.receiver.ip)))
    if message.transmit is not None and -_BEHIND < message.transmit - talk.seen.at < _AHEAD:
        said.append((Channel.NTP_CLOCK, apart(message.transmit - talk.seen.at)))
    yield from facts_of(talk.sender, PORT, talk, said)
