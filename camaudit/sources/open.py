"""Which source reads a file: told by its bytes, never by its name. Each reader is imported late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.capture.formats import beginning
from camaudit.errors import SourceError, UsageError
from camaudit.sources.pcap import CaptureSource
from camaudit.tabular.forms import form_of, what_is

if TYPE_CHECKING:
    from pathlib import Path

    from camaudit.sources.detect import Found
    from camaudit.sources.source import Given, Source

_ZIP = b"PK\x03\x04"
HEAD = 65_536  # bytes of the file, unpacked, by which it is known
_SAMPLE = 4096  # of them that tell whether it is text
_GUIDE = "`camaudit guide` tells what is read and how to get it"


def open_source(found: Found, given: Given) -> Source:
    """Open a file with the source that reads its format.

    Raises: SourceError where nothing reads it, with one line that says what to do; OSError.
    """
    path = found.readable()
    capture, packing, head = beginning(path, found.shown, HEAD)
    if capture is not None:
        return CaptureSource(found, given)
    if not head:
        raise SourceError(found.shown, f"{packing} of nothing" if packing else "the file is empty")
    if packing is None and head.startswith(_ZIP):
        return _workbook(found, given)
    if packing is None and _is_scan(path):
        from camaudit.sources.nmap_xml import NmapSource  # noqa: PLC0415 - late

        return NmapSource(found, given)
    what = what_is(path, head[:_SAMPLE])
    if what is not None:
        raise SourceError(found.shown, f"{what}: {_GUIDE}")
    return _text(found, given, packing)


def _is_scan(path: Path) -> bool:
    from camaudit.sources import nmap_xml  # noqa: PLC0415 - late

    return nmap_xml.recognise(path)


def _workbook(found: Found, given: Given) -> Source:
    from camaudit.sources import camera_list, sheet  # noqa: PLC0415 - late

    try:
        form_of(found.path)
    except UsageError as error:
        raise SourceError(found.shown, str(error).partition(": ")[2] or str(error)) from error
    if sheet.recognise(found.path):
        return sheet.SheetSource(found, given)
    if camera_list.recognise(found.path):
        return camera_list.CameraListSource(found, given)
    if sheet.recognise(found.path, any_list=True):
        return sheet.SheetSource(found, given)
    raise SourceError(found.shown, f"a workbook with no list that is known: {_GUIDE}")


def _text(found: Found, given: Given, packing: str | None) -> Source:
    """Choose among the readers of text: those that know their files by a heading first."""
    from camaudit.sources import camera_list, logfile, nessus_csv, sheet  # noqa: PLC0415 - late
    from camaudit.sources.table import TableSource  # noqa: PLC0415 - late

    path = found.path
    if logfile.recognise(found) is not None:
        return logfile.LogSource(found, given)
    if packing is not None:
        raise SourceError(found.shown, f"{packing} of text that is no log: unpack it, try again")
    if nessus_csv.recognise(path):
        return nessus_csv.NessusSource(found, given)
    if sheet.recognise(path):
        return sheet.SheetSource(found, given)
    if camera_list.recognise(path):
        return camera_list.CameraListSource(found, given)
    if sheet.recognise(path, any_list=True):
        return sheet.SheetSource(found, given)
    return TableSource(found, given)
