"""Which source reads a file: told by its bytes, never by its name. Each reader is imported late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.capture.formats import beginning
from camaudit.errors import SourceError, UsageError
from camaudit.sources.pcap import CaptureSource
from camaudit.tabular.forms import form_of, what_is

if TYPE_CHECKING:
    from camaudit.sources.detect import Found
    from camaudit.sources.source import Given, Source

_SETTINGS = (b"<pfsense>", b"<opnsense>")  # XML whose lines are read as a table
_ZIP = b"PK\x03\x04"
HEAD = 65_536  # bytes of the file, unpacked, by which it is known
_MAGIC = 12  # of them that tell a capture
_SAMPLE = 4096  # of them that tell whether it is text
_GUIDE = "`camaudit guide` tells what is read and how to get it"


def is_capture(found: Found) -> bool:
    """Tell whether a file is a capture, by its first bytes; what cannot be read is none."""
    try:
        return beginning(found.readable(), found.shown, _MAGIC)[0] is not None
    except (SourceError, OSError):
        return False


def open_source(found: Found, given: Given) -> Source:
    """Open a file with the source that reads its format.

    Raises: SourceError where nothing reads it, with one line that says what to do; OSError.
    """
    from camaudit.sources import nmap_xml, own  # noqa: PLC0415 - late

    path = found.readable()
    capture, packing, head = beginning(path, found.shown, HEAD)
    if capture is not None:
        return CaptureSource(found, given)
    if not head:
        raise SourceError(found.shown, f"{packing} of nothing" if packing else "the file is empty")
    if packing is None and head.startswith(_ZIP):
        return _workbook(found, given)
    if packing is None and nmap_xml.recognise(head):
        return nmap_xml.NmapSource(found, given)
    if own.recognise(head):
        return own.OwnSource()
    what = what_is(path, head[:_SAMPLE])
    if what is not None and not any(root in head for root in _SETTINGS):
        raise SourceError(found.shown, f"{what}: {_GUIDE}")
    return _text(found, given, packing)


def _workbook(found: Found, given: Given) -> Source:
    try:
        form_of(found.path)
    except UsageError as error:
        what = str(error).partition(": ")[2] or str(error)
        if what.startswith("no Excel workbook"):
            what = "a ZIP file; unpack it, and give the folder with its files"
        elif what.startswith("a Word file"):
            what = "a Word file; copy its table into a spreadsheet, or save it as plain text"
        raise SourceError(found.shown, what) from error
    from camaudit.sources import own, walk_sheet  # noqa: PLC0415 - late

    if own.recognise_workbook(found.path) and not walk_sheet.recognise(found.path):
        return own.OwnSource()
    source = _list(found, given)
    if source is None:
        raise SourceError(found.shown, f"a workbook with no list that is known: {_GUIDE}")
    return source


def _text(found: Found, given: Given, packing: str | None) -> Source:
    """Choose among the readers of text: those that know their files by a heading first."""
    from camaudit.sources import logfile, nessus_csv, table  # noqa: PLC0415 - late

    if logfile.recognise(found) is not None:
        return logfile.LogSource(found, given)
    if packing is not None or table.recognise(found.path):
        return table.TableSource(found, given)
    if nessus_csv.recognise(found.path):
        return nessus_csv.NessusSource(found, given)
    return _list(found, given) or table.TableSource(found, given)


def _list(found: Found, given: Given) -> Source | None:
    """Choose among the readers of lists: our own, a known export, cameras, then any with MACs."""
    from camaudit.sources import camera_list, sheet, walk_sheet  # noqa: PLC0415 - late
    from camaudit.sources.export_columns import ANY_LIST  # noqa: PLC0415 - late

    if walk_sheet.recognise(found.path):
        return walk_sheet.WalkSheetSource(found, given)
    export = sheet.recognise(found.path)
    if (export is None or export is ANY_LIST) and camera_list.recognise(found.path):
        return camera_list.CameraListSource(found, given)
    return None if export is None else sheet.SheetSource(found, given)
