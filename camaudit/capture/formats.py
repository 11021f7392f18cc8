"""Which capture format a file has, and its bytes without the compression around them.

Sources: draft-ietf-opsawg-pcap section 4; draft-ietf-opsawg-pcapng section 4.1; RFC 1952 section
2.3; RFC 8878 section 3.1.
"""

from __future__ import annotations

import stat
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import zstandard

from camaudit.errors import MalformedError, SourceError, TruncatedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

READ = 1 << 20  # bytes read at once from a plain file
PACKED_READ = 1 << 16  # bytes read at once from a compressed one
PIECE = 1 << 20  # most bytes that gzip may hand on at once
ZSTD_STEP = 1 << 10  # bytes given to zstd at once: 4 of them may become 128 KiB, so 32 MiB at most
ALWAYS_UNPACKED = 1 << 24  # bytes that any compressed file may become
MAX_RATIO = 200  # times its size that a file may become beyond that; captures become 2 to 20 times
ZSTD_WINDOW = 1 << 27  # bytes of history that a zstd frame may ask for: what `zstd -d` allows

_HEAD = 12  # bytes that tell the format
_SHOWN = 8  # of which so many are named where they do not

# first four bytes -> (big-endian, time units in a second, bytes of a record header)
PCAP_MAGICS = {
    b"\xa1\xb2\xc3\xd4": (1, 1_000_000, 16),
    b"\xd4\xc3\xb2\xa1": (0, 1_000_000, 16),
    b"\xa1\xb2\x3c\x4d": (1, 1_000_000_000, 16),
    b"\x4d\x3c\xb2\xa1": (0, 1_000_000_000, 16),
    b"\xa1\xb2\xcd\x34": (1, 1_000_000, 24),  # Kuznetzov's patched libpcap
    b"\x34\xcd\xb2\xa1": (0, 1_000_000, 24),
}
_SECTION = b"\x0a\x0d\x0d\x0a"
_ORDER = (b"\x1a\x2b\x3c\x4d", b"\x4d\x3c\x2b\x1a")


@dataclass(frozen=True, slots=True)
class Format:
    """What a file was recognised as."""

    kind: str  # "pcap" or "pcapng"
    packing: str | None  # "gzip", "zstd"; None where the file is plain

    def __str__(self) -> str:
        return self.kind if self.packing is None else f"{self.kind} ({self.packing})"


def detect(head: bytes) -> str | None:
    """Tell "pcap", "pcapng", "gzip" or "zstd" from the first 12 bytes of a file; None: neither."""
    if head[:4] in PCAP_MAGICS:
        return "pcap"
    if head[:4] == _SECTION and (len(head) < _HEAD or head[8:12] in _ORDER):
        return "pcapng"
    if head[:3] == b"\x1f\x8b\x08":
        return "gzip"
    skippable = head[1:4] == b"\x2a\x4d\x18" and head[0] & 0xF0 == 0x50
    if head[:4] == b"\x28\xb5\x2f\xfd" or skippable:
        return "zstd"
    return None


def recognise(path: Path, shown: str) -> Format:
    """Look at the first bytes of a file, and through its compression.

    Raises: SourceError where it cannot be opened or is not a capture.
    """
    with open_file(path, shown) as file:
        try:
            head = file.read(_HEAD)
            if not head:
                raise SourceError(shown, "the file is empty")
            packing = detect(head)
            if packing in {"pcap", "pcapng"}:
                return Format(packing, None)
            if packing is None:
                raise SourceError(shown, f"not a capture: begins with {_spelt(head)}")
            file.seek(0)
            head = _unpacked_head(file, packing)
        except OSError as error:
            raise SourceError(shown, f"cannot be read: {error.strerror or error}") from error
        except MalformedError as error:
            raise SourceError(shown, f"not a capture: {error}") from error
    if not head:
        raise SourceError(shown, f"not a capture: {packing} of nothing")
    kind = detect(head)
    if kind not in {"pcap", "pcapng"}:
        begins = f"{packing} of something that begins with {_spelt(head)}"
        raise SourceError(shown, f"not a capture: {begins}")
    return Format(kind, packing)


def beginning(path: Path, shown: str, size: int) -> tuple[Format | None, str | None, bytes]:
    """Look at the first bytes of any file, through its compression.

    Output: the format, where it is a capture; the compression; at most `size` bytes of content.
    Raises: SourceError where it cannot be opened, or its compression is damaged from the start.
    """
    with open_file(path, shown) as file:
        try:
            head = file.read(size)
            packing = detect(head[:_HEAD])
            if packing in {"pcap", "pcapng"}:
                return Format(packing, None), None, head
            if packing is not None:
                file.seek(0)
                head = _unpacked_head(file, packing, size)
        except OSError as error:
            raise SourceError(shown, f"cannot be read: {error.strerror or error}") from error
        except MalformedError as error:
            raise SourceError(shown, f"cannot be unpacked: {error}") from error
    kind = detect(head[:_HEAD])
    known = Format(kind, packing) if kind in {"pcap", "pcapng"} else None
    return known, packing, head


def open_file(path: Path, shown: str) -> BinaryIO:
    """Open a file that can be read twice and ends.

    Raises: SourceError where there is none.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise SourceError(shown, "not a regular file")
        return path.open("rb")
    except OSError as error:
        raise SourceError(shown, f"cannot be opened: {error.strerror or error}") from error
    except ValueError as error:  # a NUL in the name
        raise SourceError(shown, "cannot be opened: not a file name") from error


class Begun:
    """A file as it was when it was begun: what is written to it since is left for another time."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._size = size

    def read(self, size: int) -> bytes:
        """Give the next bytes, at most so many; none at the end."""
        return self._file.read(max(0, min(size, self._size - self._file.tell())))

    def tell(self) -> int:
        """Tell how many bytes were read."""
        return self._file.tell()


def pieces(file: BinaryIO | Begun, packing: str | None) -> Iterator[bytes]:
    """Yield the content of a file from its beginning, piece by piece, none of them empty.

    Raises: TruncatedError where compressed data end too early, MalformedError where they are
            damaged, OSError. What was whole before has been yielded.
    """
    if packing == "gzip":
        return _bounded(file, _gunzip(file))
    if packing == "zstd":
        return _bounded(file, _unzstd(file))
    return iter(lambda: file.read(READ), b"")


def _bounded(file: BinaryIO | Begun, unpacked: Iterator[bytes]) -> Iterator[bytes]:
    """Stop where so much comes of so little that it is no recording of a network."""
    length = 0
    for piece in unpacked:
        if length > ALWAYS_UNPACKED and length > MAX_RATIO * file.tell():
            raise MalformedError(f"unpacks to more than {MAX_RATIO} times its size")
        length += len(piece)
        yield piece


def _gunzip(file: BinaryIO | Begun) -> Iterator[bytes]:
    """Undo gzip; several members count as one file, zeros between them as padding."""
    member = zlib.decompressobj(wbits=31)
    begun = False
    while block := file.read(PACKED_READ):
        while block := block if begun else block.lstrip(b"\0"):
            begun = True
            try:
                piece = member.decompress(block, PIECE)
            except zlib.error as error:
                raise MalformedError("damaged gzip data") from error
            if piece:
                yield piece
            block = member.unconsumed_tail
            if member.eof:
                block = member.unused_data
                member = zlib.decompressobj(wbits=31)
                begun = False
    if begun:
        rest = member.flush()
        if rest:
            yield rest
        if not member.eof:
            raise TruncatedError("gzip data cut short")


def _unzstd(file: BinaryIO | Begun) -> Iterator[bytes]:
    """Undo zstd; several frames count as one file."""
    decompressor = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW)
    frame = decompressor.decompressobj()
    begun = False
    while block := file.read(PACKED_READ):
        for start in range(0, len(block), ZSTD_STEP):
            step = block[start : start + ZSTD_STEP]
            while step:
                begun = True
                try:
                    piece = frame.decompress(step)
                except zstandard.ZstdError as error:
                    raise MalformedError("damaged zstd data") from error
                if piece:
                    yield piece
                step = b""
                if frame.eof:
                    step = frame.unused_data
                    frame = decompressor.decompressobj()
                    begun = False
    if begun:
        raise TruncatedError("zstd data cut short")


def _unpacked_head(file: BinaryIO, packing: str, size: int = _HEAD) -> bytes:
    head = b""
    try:
        for piece in pieces(file, packing):
            head += piece[:size]
            if len(head) >= size:
                break
    except MalformedError:
        if not head:
            raise
    return head[:size]


def _spelt(head: bytes) -> str:
    return head[:_SHOWN].hex(" ")
