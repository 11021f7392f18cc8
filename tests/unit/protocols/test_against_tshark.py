"""HTTP Server headers, TLS names and DNS names of real captures: ours are those of tshark."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from camaudit.capture.windows import CaptureReader
from camaudit.dissect.dispatch import Reader
from camaudit.model.endpoint import Endpoints
from camaudit.model.observation import Channel, Fact, Lookup, LookupKind
from camaudit.model.progress import Silent

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "captures"
CAPTURES = sorted(path for path in FOLDER.glob("*") if path.suffix in {".pcap", ".pcapng", ".cap"})
TSHARK = shutil.which("tshark")

pytestmark = [
    pytest.mark.skipif(not CAPTURES, reason="the folder of real captures is not here"),
    # Where the tests of every change run, tshark is installed: there its absence is a failure.
    pytest.mark.skipif(TSHARK is None and not os.environ.get("CI"), reason="no tshark"),
]


COLUMNS = {
    "http.server": "tcp && http.response && http.server",  # in UDP it is SSDP
    "tls.handshake.extensions_server_name": "(tcp || quic) && tls.handshake.type == 1",
    "dns.qry.name": "dns && !mdns && !llmnr && !nbns && dns.qry.type in {1, 5, 28, 33, 65, 255}",
}


def theirs(path):
    """Give the different values of each column in one reading of a capture."""
    assert TSHARK is not None, "CI installs tshark: see .ci/run"
    words = [TSHARK, "-r", str(path), "-n", "-o", "tcp.reassemble_out_of_order:TRUE"]
    words += ["-Y", " || ".join(f"({one})" for one in COLUMNS.values()), "-T", "fields"]
    words += ["-E", "separator=/t", "-E", "aggregator=\x01"]
    words += [word for column in COLUMNS for word in ("-e", column)]
    # A capture that was cut short is read up to there, and tshark ends with 2.
    done = subprocess.run(words, capture_output=True, check=False)
    found = {column: set() for column in COLUMNS}
    for line in done.stdout.decode("utf-8", "replace").split("\n"):
        for column, field in zip(COLUMNS, line.split("\t"), strict=False):
            found[column] |= {one for one in field.split("\x01") if one}
    return found


def ours(path):
    endpoints = Endpoints()
    frames = CaptureReader(path, path.name, lambda ip: ip.is_private, endpoints, Silent())
    reader = Reader(None, endpoints, path.name)
    found = [one for frame in frames.frames() for one in reader.read(frame)]
    found += reader.finish()
    facts = [one for one in found if isinstance(one, Fact)]
    lookups = [one for one in found if isinstance(one, Lookup)]
    return {
        "http.server": {one.value for one in facts if one.channel == Channel.HTTP_SERVER},
        "tls.handshake.extensions_server_name": {
            one.name for one in lookups if one.kind == LookupKind.SNI
        },
        "dns.qry.name": {one.name for one in lookups if one.kind == LookupKind.DNS},
    }


def lower(column, values):
    """Names are kept in lower case; headers as they are sent."""
    return values if column == "http.server" else {one.lower() for one in values}


@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.name)
def test_headers_and_names_are_those_of_tshark(path):
    wanted = {column: lower(column, values) for column, values in theirs(path).items()}
    assert ours(path) == wanted


def test_the_captures_hold_something_to_compare():
    every = [theirs(path) for path in CAPTURES if "firewall" in path.name]
    assert [sum(len(one[column]) for one in every) > 1 for column in COLUMNS] == [True] * 3
