"""Short connections, kept until they are over: then it shows whether all was said before.

What a recorder asks a camera, it asks again, over a new connection each time. So the kernel keeps
what a connection sends, from its beginning on, as long as it comes in order and is little; and in
the end gives a hash of all of it but for what differs each time and nobody reads: the `Date` of a
head, the names of messages, the time in an answer that tells the time, what a challenge asks, what
TLS draws at random. Of these it gives the places, so that dates can be looked at.

The same subset as in `headers.locate`: integers over flat arrays. `held` has one row of WIDTH for
each connection, `moments` the time of each segment, `arena` the bytes: of both streams, then of
the frames as they were recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import MutableSequence

    Buffer = bytes | memoryview
    Bytes = bytearray | memoryview
    Integers = MutableSequence[int]
    Floats = MutableSequence[float]

CONNECTIONS = 128  # at a time
SEGMENTS = 48  # of one connection
STREAM = 8_192  # bytes of one side
FRAMES = 24_576  # bytes of the frames of both
ROOM = 2 * STREAM + FRAMES

# What a row holds: a head, and of each segment:
COUNT, CLIENT, SERVER, USED, ENDED = range(5)  # segments; bytes of each; of frames; ended: 1, 2
HEAD = 5
NUMBER, SIDE, SIZE, PLACE, LENGTH, LINK, ENDS = range(7)  # frame, 0 or 1, payload, its frame's
SEGMENT = 7
WIDTH = HEAD + SEGMENTS * SEGMENT

# What was left out of the hash. All but QUIET must be looked at before it is believed.
QUIET, DATE, HOUR, MINUTE, SECOND = range(1, 6)
MASKS = 24  # of one connection; of each: sort, side, place, length
MASK = 4

_PRIME = 0x7FFFFFFF
_WORD = 24  # bits that are hashed together, fewer than those of the prime
_HANDSHAKE, _CLIENT_HELLO, _SERVER_HELLO, _CERTIFICATE = 22, 1, 2, 11
_NAME, _PROTOCOLS = 0, 16  # extensions that are read


def keep(
    buffer: Buffer, start: int, stop: int, payload: int, last: int, link: int, moment: float,
    number: int, fin: int, row: int, side: int, held: Integers, moments: Floats, arena: Bytes,
) -> bool:  # fmt: skip
    """Keep a segment that is the next one of its side.

    Input:  start, stop: of the frame; payload, last: of what it carries; side: 0 for the client.
    Output: where it is False, nothing was kept: there is no room, it begins like nothing that is
            kept, or it is the end of the connection.
    """
    base = row * WIDTH
    count = held[base + COUNT]
    size = last - payload
    length = stop - start
    stream = held[base + CLIENT + side]
    used = held[base + USED]
    if count >= SEGMENTS or stream + size > STREAM or used + length > FRAMES:
        return False
    if fin and held[base + ENDED] != 0:
        return False
    if size > 0 and stream == 0:
        first = buffer[payload]
        if not 0x41 <= first <= 0x5A and first != _HANDSHAKE:
            return False
        if side == 1 and held[base + CLIENT] == 0:
            return False
    place = row * ROOM + side * STREAM + stream
    arena[place : place + size] = buffer[payload:last]
    place = row * ROOM + 2 * STREAM + used
    arena[place : place + length] = buffer[start:stop]
    one = base + HEAD + count * SEGMENT
    held[one + NUMBER] = number
    held[one + SIDE] = side
    held[one + SIZE] = size
    held[one + PLACE] = used
    held[one + LENGTH] = length
    held[one + LINK] = link
    held[one + ENDS] = fin
    moments[row * SEGMENTS + count] = moment
    held[base + COUNT] = count + 1
    held[base + CLIENT + side] = stream + size
    held[base + USED] = used + length
    if fin:
        held[base + ENDED] = side + 1
    return True


def _is_digit(byte: int) -> bool:
    return 0x30 <= byte <= 0x39


def _is_letter(byte: int) -> bool:
    return 0x41 <= byte <= 0x5A or 0x61 <= byte <= 0x7A


def _stands(arena: Bytes, end: int, begin: int, text: bytes) -> bool:
    """Tell whether a text of small letters stands before a place, in whatever letters."""
    at = end - len(text)
    if at < begin:
        return False
    place = 0
    while place < len(text):
        byte = arena[at + place]
        if 0x41 <= byte <= 0x5A:
            byte += 32
        if byte != text[place]:
            return False
        place += 1
    return True


def _date(arena: Bytes, at: int, end: int) -> int:
    """Give the length of a date as HTTP has it (RFC 9110 section 5.6.7), behind it CR; or 0."""
    if at + 30 > end or arena[at + 29] != 0x0D:
        return 0
    form = b"aaa, 00 aaa 0000 00:00:00 aaa"
    place = 0
    while place < 29:
        byte = arena[at + place]
        wanted = form[place]
        if wanted == 0x61:
            if not _is_letter(byte):
                return 0
        elif wanted == 0x30:
            if not _is_digit(byte):
                return 0
        elif byte != wanted:
            return 0
        place += 1
    return 29


def _drawn(arena: Bytes, at: int, end: int) -> int:
    """Give the length of what a server drew, up to its quotation mark; or 0."""
    place = at
    while place < end and (
        0x2B <= arena[place] <= 0x3A or arena[place] == 0x3D or _is_letter(arena[place])
    ):  # + , - . / digits : =
        place += 1
    return place - at if place < end and arena[place] == 0x22 else 0


def _name_of(arena: Bytes, at: int, end: int) -> int:
    """Give the length of the digits of a UUID, up to the end of the element; or 0."""
    place = at
    while place < end and (
        _is_digit(arena[place]) or 0x61 <= arena[place] <= 0x66 or 0x41 <= arena[place] <= 0x46
        or arena[place] == 0x2D
    ):  # fmt: skip
        place += 1
    return place - at if place < end and arena[place] == 0x3C else 0


def _number(arena: Bytes, at: int, end: int) -> int:
    """Give the length of one or two digits, up to the end of the element; or 0."""
    place = at
    while place < end and place < at + 2 and _is_digit(arena[place]):
        place += 1
    return place - at if place < end and arena[place] == 0x3C else 0


def _opens(arena: Bytes, at: int, begin: int) -> bool:
    """Tell whether the tag that ends before a place opens an element and has no attribute."""
    place = at - 2
    while place > begin and arena[place] != 0x3C:
        byte = arena[place]
        if byte <= 0x22 or byte in (0x27, 0x2F, 0x3E):
            return False
        place -= 1
    return arena[place] == 0x3C


def _mask(arena: Bytes, at: int, begin: int, end: int, head: bool) -> tuple[int, int]:  # noqa: C901, PLR0911 - one branch for each sort
    """Tell what stands behind a byte that differs each time.

    Input:  at: behind the byte; begin, end: of what was said at once; head: it is part of a head.
    Output: sort, 0 for none; and length.
    """
    byte = arena[at - 1]
    if head:
        if byte == 0x20:
            if _stands(arena, at, begin, b"\ndate: "):
                return DATE, _date(arena, at, end)
            if _stands(arena, at, begin, b"\nif-modified-since: "):
                return QUIET, _date(arena, at, end)
        elif byte == 0x22 and (
            _stands(arena, at, begin, b' nonce="') or _stands(arena, at, begin, b',nonce="')
        ):
            return QUIET, _drawn(arena, at, end)
        return 0, 0
    if byte == 0x3E and _opens(arena, at, begin):
        if _stands(arena, at, begin, b"messageid>") or _stands(arena, at, begin, b"relatesto>"):
            return QUIET, _name_of(arena, at, end)
        if _stands(arena, at, begin, b"hour>"):
            return HOUR, _number(arena, at, end)
        if _stands(arena, at, begin, b"minute>"):
            return MINUTE, _number(arena, at, end)
        if _stands(arena, at, begin, b"second>"):
            return SECOND, _number(arena, at, end)
    elif byte == 0x3A and (
        _stands(arena, at, begin, b"messageid>uuid:")
        or _stands(arena, at, begin, b"messageid>urn:uuid:")
        or _stands(arena, at, begin, b"relatesto>uuid:")
        or _stands(arena, at, begin, b"relatesto>urn:uuid:")
    ):
        return QUIET, _name_of(arena, at, end)
    return 0, 0


def _mix(value: int, point: int, add: int) -> int:
    return (value * point + add) % _PRIME


def _mixed(
    arena: Bytes, place: int, begin: int, end: int, side: int, count: int, low: int, high: int,
    one: int, other: int, found: Integers,
) -> tuple[int, int, int]:  # fmt: skip
    """Hash what one side said at once.

    Input:  place: where its stream begins in the arena; begin, end: of what it said, in the stream;
            count: of the masks found so far.
    Output: both parts of the hash, and the count.
    """
    low, high = _mix(low, one, 300 + side), _mix(high, other, 300 + side)
    low, high = _mix(low, one, end - begin), _mix(high, other, end - begin)
    at, stop = place + begin, place + end
    first = at
    head = True
    word = bits = 0  # bytes that are not hashed yet: fewer than the prime has
    while at < stop:
        byte = arena[at]
        word = word * 256 + byte
        bits += 8
        at += 1
        if bits == _WORD:
            low, high = _mix(low, one, word), _mix(high, other, word)
            word = bits = 0
        if head and byte == 0x0A and at - first >= 4 and arena[at - 3] == 0x0A:
            head = False  # a line that holds a CR alone
        if byte not in (0x20, 0x22, 0x3A, 0x3E) or count >= MASKS:
            continue
        sort, length = _mask(arena, at, first, stop, head)
        if sort == 0 or length == 0:
            continue
        word += (bits + 1) << _WORD  # how many they are
        low, high = _mix(low, one, word), _mix(high, other, word)
        word = bits = 0
        low, high = _mix(low, one, 310 + sort), _mix(high, other, 310 + sort)
        low, high = _mix(low, one, length), _mix(high, other, length)
        found[count * MASK] = sort
        found[count * MASK + 1] = side
        found[count * MASK + 2] = at - place
        found[count * MASK + 3] = length
        count += 1
        at += length
    word += (bits + 1) << _WORD
    return _mix(low, one, word), _mix(high, other, word), count


def _number_at(arena: Bytes, at: int, width: int) -> int:
    number = 0
    while width > 0:
        number = number * 256 + arena[at]
        at += 1
        width -= 1
    return number


def _is_drawn(arena: Bytes, at: int, begin: int, end: int) -> bool:  # noqa: PLR0911 - one for each field
    """Tell whether a byte of a ClientHello is of what its parser passes over but for the length.

    Input:  begin, end: of the body of the message.
    Source: RFC 8446 section 4.1.2.
    """
    if at < begin + 34:
        return at >= begin + 2  # random
    place = begin + 34
    if place >= end:
        return False
    following = place + 1 + arena[place]
    if at < following:
        return at > place  # session
    if following + 2 > end:
        return False
    following += 2 + _number_at(arena, following, 2)  # suites
    if at < following or following >= end:
        return False
    following += 1 + arena[following]  # compression
    following += 2  # bytes of all extensions
    while following + 4 <= end:
        size = _number_at(arena, following + 2, 2)
        kind = _number_at(arena, following, 2)
        if at < following + 4:
            return False
        if at < following + 4 + size:
            return kind not in (_NAME, _PROTOCOLS)
        following += 4 + size
    return False


def _messages(
    arena: Bytes, at: int, record: int, low: int, high: int, one: int, other: int
) -> tuple[int, int, bool]:
    """Hash the messages of one record that is there to its end.

    Output: both parts of the hash, and whether a message that nobody reads was met, which ends it.
    """
    while at < record:
        kind = arena[at]
        end = record
        fits = at + 4 <= record and at + 4 + _number_at(arena, at + 1, 3) <= record
        if fits:
            end = at + 4 + _number_at(arena, at + 1, 3)
            if kind not in (_CLIENT_HELLO, _SERVER_HELLO, _CERTIFICATE):
                return _mix(low, one, 320), _mix(high, other, 320), True
        begin = at + 4
        while at < end:
            byte = arena[at]
            drawn = fits and at >= begin and kind == _SERVER_HELLO
            if fits and at >= begin and kind == _CLIENT_HELLO:
                drawn = _is_drawn(arena, at, begin, end)
            if drawn:
                byte = 330
            low, high = _mix(low, one, byte), _mix(high, other, byte)
            at += 1
    return low, high, False


def _handshake(
    arena: Bytes, place: int, size: int, low: int, high: int, one: int, other: int
) -> tuple[int, int]:
    """Hash what is said in clear of one side of TLS, up to the first message nobody reads.

    Source: RFC 8446 sections 4 and 5.1. A message that is not in one record is hashed as it is.
    """
    at, stop = place, place + size
    while at + 5 <= stop and arena[at] == _HANDSHAKE:
        record = at + 5 + _number_at(arena, at + 3, 2)
        if record > stop:
            break
        low, high = _mix(low, one, record - at), _mix(high, other, record - at)
        low, high = _mix(low, one, arena[at + 1]), _mix(high, other, arena[at + 1])
        low, high, over = _messages(arena, at + 5, record, low, high, one, other)
        if over:
            return low, high
        at = record
    if at == stop:
        return low, high
    # What is no hand-shake ends it, whatever it says, and so does what is not whole.
    low, high = _mix(low, one, 340 + arena[at]), _mix(high, other, 340 + arena[at])
    if arena[at] == _HANDSHAKE or at == place or stop - at < 5:
        while at < stop:
            low, high = _mix(low, one, arena[at]), _mix(high, other, arena[at])
            at += 1
    return low, high


def digest(
    row: int, held: Integers, arena: Bytes, one: int, other: int, found: Integers
) -> tuple[int, int]:
    """Hash what a connection said, and in which turns.

    Input:  one, other: secret points; found: room for MASKS masks.
    Output: 1 to 2**62; masks found.
    """
    base = row * WIDTH
    count = 0
    low = high = 1
    place = row * ROOM
    if arena[place] == _HANDSHAKE:
        low, high = _handshake(arena, place, held[base + CLIENT], low, high, one, other)
        low, high = _mix(low, one, 350), _mix(high, other, 350)
        low, high = _handshake(arena, place + STREAM, held[base + SERVER], low, high, one, other)
        return low * 0x80000000 + high + 1, 0
    segment = 0
    speaker = -1
    begin = client = server = 0
    while segment < held[base + COUNT]:
        at = base + HEAD + segment * SEGMENT
        side = held[at + SIDE]
        size = held[at + SIZE]
        if size > 0 and side != speaker:
            if speaker >= 0:
                low, high, count = _mixed(
                    arena, place + speaker * STREAM, begin, server if speaker else client, speaker,
                    count, low, high, one, other, found,
                )  # fmt: skip
            speaker = side
            begin = server if side else client
        if side:
            server += size
        else:
            client += size
        if held[at + ENDS]:
            low, high = _mix(low, one, 360 + side), _mix(high, other, 360 + side)
            low, high = _mix(low, one, client + server), _mix(high, other, client + server)
        segment += 1
    if speaker >= 0:
        low, high, count = _mixed(
            arena, place + speaker * STREAM, begin, server if speaker else client, speaker,
            count, low, high, one, other, found,
        )  # fmt: skip
    return low * 0x80000000 + high + 1, count
