"""Which source reads a file: told by its bytes, never by its name. Each reader is imported late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.sources.pcap import CaptureSource

if TYPE_CHECKING:
    from camaudit.sources.detect import Found
    from camaudit.sources.source import Given, Source


def open_source(found: Found, given: Given) -> Source:
    """Open a file with the source that reads its format.

    Raises: SourceError where nothing reads it, with one line that says what to do.
    """
    return CaptureSource(found, given)
