"""A file of text, read through its compression where it is compressed."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from camaudit.capture.formats import detect, pieces
from camaudit.errors import MalformedError

if TYPE_CHECKING:
    from typing import BinaryIO

_HEAD = 12  # bytes that tell the compression


class Unpacked(io.RawIOBase):
    """The content of a file that was opened and not yet read; it ends where it cannot go on."""

    def __init__(self, file: BinaryIO) -> None:
        packing = detect(file.read(_HEAD))
        file.seek(0)
        self._pieces = pieces(file, packing if packing in {"gzip", "zstd"} else None)
        self._rest = b""
        self.cut = False  # the compression ended early, or is damaged

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Give the next bytes."""
        if not self._rest:
            try:
                self._rest = next(self._pieces, b"")
            except MalformedError:
                self.cut = True
        data, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)
