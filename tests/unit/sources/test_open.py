"""Which source reads a file, and the one line for what nothing reads."""

import gzip
import zipfile
from datetime import UTC
from pathlib import Path

import openpyxl
import pytest
import yaml

from camaudit.errors import SourceError
from camaudit.model.progress import Silent
from camaudit.sources.detect import Found
from camaudit.sources.open import open_source
from camaudit.sources.source import Given

PCAP = bytes.fromhex("d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000".replace(" ", ""))
MACS = (
    b"SW1#show mac address-table\r\nVlan    Mac Address       Type        Ports\r\n"
    b"----    -----------       --------    -----\r\n"
    b"  20    4419.b600.0001    DYNAMIC     Gi1/0/7\r\n"
)
CHANNELS = b"Camera No.,Camera Name,IP Address,Model,Status\r\nD1,Gate,10.20.2.5,,Online\r\n"

TABLES = Path(__file__).parents[1] / "tables" / "cases"
EXPORTS = yaml.safe_load(
    Path(__file__).with_name("cases").joinpath("exports.yaml").read_text(encoding="utf-8")
)
NMAP = b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE nmaprun>\n<nmaprun start="1"></nmaprun>'
SETTINGS = b'<?xml version="1.0"?>\n<pfsense>\n<staticmap>\n</staticmap>\n</pfsense>\n'

GIVEN = Given(
    inside=lambda _: True,
    as_of=0.0,
    zone=UTC,
    knows=lambda _: False,
    make_reader=lambda *_: None,
    watcher=Silent(),
)


def opened(tmp_path, content, name="file"):
    path = tmp_path / name
    path.write_bytes(content)
    return open_source(Found(path, path.name, None), GIVEN)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PCAP, "CaptureSource"),
        (gzip.compress(PCAP, mtime=0), "CaptureSource"),
        (MACS, "TableSource"),
        (MACS.decode().encode("utf-16"), "TableSource"),
        (CHANNELS, "CameraListSource"),
        (b"who,MAC address\nhall,44:19:b6:00:00:01\n", "SheetSource"),
        (b'{"timestamp":"2025-11-29T02:00:00+0000","event_type":"flow"}\n', "LogSource"),
        (NMAP, "NmapSource"),
        (NMAP.decode().encode("utf-16"), "NmapSource"),
        (b"# Nmap 7.93 scan initiated Thu Nov 26 as: nmap\n", "NmapSource"),  # it says what to do
        (b"Plugin ID,Risk,Host,Plugin Output\n10107,None,192.0.2.1,x\n", "NessusSource"),
        (b"IP,Ping,MAC Address\n192.0.2.1,1 ms,00:00:5e:00:53:01\n", "SheetSource"),
        (b"Place;MAC\nGate;00:00:5e:00:53:01\n", "SheetSource"),
        (b"| MAC | Port |\n| 00:00:5e:00:53:01 | 5 |\n", "TableSource"),
        (SETTINGS, "TableSource"),
        (b"words without a table\n", "TableSource"),  # it says itself that it found none
    ],
)
def test_a_file_is_known_by_its_bytes(tmp_path, content, expected):
    assert type(opened(tmp_path, content)).__name__ == expected


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"%PDF-1.7\n...", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (bytes(range(1, 32)) * 100, "neither a workbook nor text"),
        (gzip.compress(b"", mtime=0), "gzip of nothing"),
        (b"\x1f\x8b\x08\x00broken", "cannot be unpacked"),
    ],
)
def test_what_nothing_reads_gets_one_line(tmp_path, content, words):
    with pytest.raises(SourceError) as caught:
        opened(tmp_path, content)
    assert words in caught.value.reason
    assert "\n" not in caught.value.reason


@pytest.mark.parametrize(
    ("within", "words"),
    [("conn.log", "a ZIP file; unpack it"), ("word/document.xml", "save it as plain text")],
)
def test_what_is_packed_and_no_workbook_says_what_to_do(tmp_path, within, words):
    path = tmp_path / "packed.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(within, "x")
    with pytest.raises(SourceError, match=words):
        open_source(Found(path, path.name, None), GIVEN)


def test_a_workbook_without_a_list_says_so(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Lunch", "Price"])
    book.save(tmp_path / "menu.xlsx")
    with pytest.raises(SourceError, match="no list that is known"):
        open_source(Found(tmp_path / "menu.xlsx", "menu.xlsx", None), GIVEN)


@pytest.mark.parametrize("path", sorted(TABLES.glob("*.txt")), ids=lambda path: path.stem)
def test_every_table_that_is_known_is_read_as_one(path):
    assert type(open_source(Found(path, path.name, None), GIVEN)).__name__ == "TableSource"


@pytest.mark.parametrize("case", EXPORTS, ids=[one["name"] for one in EXPORTS])
def test_every_export_that_is_known_is_read_as_one(tmp_path, case):
    source = opened(tmp_path, case["text"].encode(), "export.csv")
    assert type(source).__name__ == "SheetSource"


def test_a_workbook_with_a_column_of_macs_is_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Place", "IP", "MAC"])
    book.active.append(["Gate", "192.0.2.1", "00:00:5e:00:53:01"])
    book.save(tmp_path / "list.xlsx")
    source = open_source(Found(tmp_path / "list.xlsx", "list.xlsx", None), GIVEN)
    assert type(source).__name__ == "SheetSource"


def test_the_prompt_of_a_file_names_its_switch(tmp_path):
    assert opened(tmp_path, MACS).hosts == ("SW1",)


def test_a_mistyped_address_loses_no_camera_and_is_counted(tmp_path):
    source = opened(tmp_path, b"Channel No.,Camera Name,IP Address\nD1,Gate,10.20.999.1\n")
    (claim,) = source.observations()
    assert (claim.channel, claim.ip, claim.in_use) == ("D1", None, True)
    assert [(one.what, one.place) for one in source.shortfalls()] == [
        ("address of a camera list", "row 2")
    ]
