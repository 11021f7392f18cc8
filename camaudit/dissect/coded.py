"""Groups of messages, overwritten; a packed body is overwritten inside, and packed again."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from camaudit.blank import filled
from camaudit.errors import MalformedError
from camaudit.protocols import http, tls
from camaudit.protocols.headlines import parse_head

if TYPE_CHECKING:
    from collections.abc import Callable

    from camaudit.blank import Blanker
    from camaudit.dissect.replay import Group

_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
_GZIP, _ZLIB, _BARE = 31, 15, -15  # what zlib calls the three wrappings


def blanked(blanker: Blanker, group: Group) -> bytes:
    """Overwrite all of a group that nothing is read from.

    Of a packed body nothing stays as it was packed: what may stay of its content is packed anew.
    Where that has no room all of it goes, and with it what it said.
    """
    data = group.data
    expected = group.said(group.split(data))

    def same(made: bytes) -> bool:
        return group.said(group.split(made)) == expected

    kind = f"{group.protocol} {group.connection.protocol} {len(group.taken)} {group.last}"
    frozen: list[range] = []
    begin = 0
    for one in group.taken:
        for places in _packed(one.data):
            data, stays = _repacked(blanker, data, [_later(each, begin) for each in places], same)
            frozen += stays
        if group.connection.protocol == "tls":
            frozen += [_later(each, begin) for each in _certificate(one.data)]
        begin += len(one.data)
    if not same(data):
        expected = group.said(group.split(data))
    return blanker.blank(kind, data, same, frozen)


def _later(one: range, by: int) -> range:
    return range(one.start + by, one.stop + by)


def _certificate(data: bytes) -> list[range]:
    """Give where the certificate of a side lies: a public paper, whose key is read whole."""
    try:
        found = tls.leaf(data)
    except MalformedError:
        return []
    at = -1 if found is None else data.find(found)
    return [] if found is None or at < 0 else [range(at, at + len(found))]


def _packed(data: bytes) -> list[list[range]]:
    """Give where the packed bodies of an HTTP message lie: none, or one in its pieces."""
    if not (data.startswith(b"HTTP/1.") or b" HTTP/1." in data[:8192]):
        return []
    try:
        head = parse_head(data)
    except MalformedError:
        return []
    if (head.get("content-encoding") or "").lower() not in _PACKED:
        return []
    if not http.is_chunked(head):
        return [[range(head.size, len(data))]] if head.size < len(data) else []
    pieces: list[range] = []
    at = head.size
    while (line := data.find(b"\n", at, at + 64)) >= 0:
        try:
            size = int(data[at:line].split(b";")[0].strip(), 16)
        except ValueError:
            break
        if size <= 0:
            break
        pieces.append(range(line + 1, min(line + 1 + size, len(data))))
        at = line + 1 + size
        at += 2 if data[at : at + 2] == b"\r\n" else 1
    return [pieces] if pieces else []


def _repacked(
    blanker: Blanker, data: bytes, places: list[range], same: Callable[[bytes], bool]
) -> tuple[bytes, list[range]]:
    """Overwrite a packed body inside.

    Output: the group with it, and the places that must stay as they are now.
    """
    raw = b"".join(data[one.start : one.stop] for one in places)
    gone = _scattered(data, places, filled(len(raw)))
    if same(gone):
        return gone, []
    plain, wrapping = _unpacked(raw)

    def packed(content: bytes) -> bytes | None:
        packer = zlib.compressobj(9, zlib.DEFLATED, wrapping)
        made = packer.compress(content) + packer.flush()
        if len(made) > len(raw):
            return None
        return _scattered(data, places, made + filled(len(raw) - len(made)))

    def reads_same(content: bytes) -> bool:
        made = packed(content)
        return made is not None and same(made)

    content = blanker.blank("packed", plain, reads_same)
    made = packed(content)
    if made is None or not same(made):
        return gone, []
    return made, places


def _unpacked(raw: bytes) -> tuple[bytes, int]:
    """Give the content, and how it was wrapped."""
    for wrapping in (_GZIP, _ZLIB, _BARE):
        try:
            found = zlib.decompressobj(wrapping).decompress(raw, http.MAX_BODY)
        except zlib.error:
            continue
        if found:
            return found, wrapping
    return b"", _GZIP


def _scattered(data: bytes, places: list[range], content: bytes) -> bytes:
    made, at = bytearray(data), 0
    for one in places:
        made[one.start : one.stop] = content[at : at + len(one)]
        at += len(one)
    return bytes(made)
