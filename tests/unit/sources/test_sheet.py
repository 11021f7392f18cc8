"""Exports of other programs give MACs, addresses and ports, never those programs' opinions."""

from datetime import UTC
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from camaudit.errors import SourceError
from camaudit.model.observation import (
    Attachment,
    Binding,
    BindingHow,
    Fact,
    Reason,
    Sighting,
    Watched,
)
from camaudit.sources.detect import Found
from camaudit.sources.export_columns import ANY_LIST, EXPORTS
from camaudit.sources.sheet import SheetSource, recognise

CASES = yaml.safe_load(
    Path(__file__).with_name("cases").joinpath("exports.yaml").read_text(encoding="utf-8")
)
IDS = [case["name"] for case in CASES]
AT = 1_795_600_000.0
GIVEN = SimpleNamespace(as_of=AT, zone=UTC)


def read(path):
    source = SheetSource(Found(path, path.name, None), GIVEN)
    return list(source.observations()), source


def write(folder, text, name="exports.csv", encoding="utf-8"):
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def told(found):
    for one in found:
        match one:
            case Binding():
                yield f"{one.mac} {one.ip} {one.how}"
            case Attachment():
                vlan = f", VLAN {one.vlan}" if one.vlan else ""
                yield f"{one.mac} at {one.port} of {one.switch}{vlan}"
            case Sighting():
                yield f"{one.mac} seen"
            case Fact():
                yield f"{one.about.mac} says {one.channel} {one.value}"
            case _:
                pass


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_an_export_gives_what_its_columns_say(tmp_path, case):
    path = write(tmp_path, case["text"])
    own = case["export"].startswith("list")
    assert recognise(path).name == case["export"]
    assert (recognise(path) is ANY_LIST) is own
    found, source = read(path)
    assert source.kind == case["export"]
    assert list(told(found)) == case["expect"]
    short = [f"{one.reason.name.lower()} {one.count}, {one.place}" for one in source.shortfalls()]
    assert short == case.get("unread", [])
    assert "Example Maker" not in repr(found)
    assert "C1234" not in repr(found)


def test_every_known_export_has_a_case():
    assert {one.name for one in EXPORTS} <= {case["export"] for case in CASES}


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_an_export_is_read_in_any_encoding(tmp_path, encoding):
    (case,) = (one for one in CASES if "the console in German" in one["name"])
    text = case["text"].replace("IPC-Gate", "IPC-Tür")
    found, _ = read(write(tmp_path, text, encoding=encoding))
    assert "00:00:5e:00:53:01 says dhcp.hostname IPC-Tür" in list(told(found))


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_workbook_gives_the_same_as_csv(tmp_path, case):
    book = openpyxl.Workbook()
    delimiter = ";" if case["text"].count(";") > case["text"].count(",") else ","
    if '"' in case["text"] or case["export"].startswith("list"):
        return  # cells with the delimiter in them: the CSV reader's tests have those
    for line in case["text"].splitlines():
        book.active.append(line.split(delimiter))
    path = tmp_path / "exports.xlsx"
    book.save(path)
    found, source = read(path)
    expected = [one.replace("exports.csv", "exports.xlsx") for one in case["expect"]]
    assert list(told(found)) == expected
    assert source.kind == case["export"]


def test_a_mac_that_a_workbook_holds_as_a_number_is_damaged_and_never_guessed(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["IP", "MAC"])
    book.active.append(["192.0.2.10", 1.23e11])
    book.active.append(["192.0.2.11", 5_301])
    book.active.append(["192.0.2.12", "00:00:5e:00:53:01"])
    path = tmp_path / "list.xlsx"
    book.save(path)
    found, source = read(path)
    assert [one.mac for one in found if isinstance(one, Binding)] == ["00:00:5e:00:53:01"]
    assert {one.reason for one in source.shortfalls()} <= {Reason.DAMAGED, Reason.MALFORMED}
    assert sum(one.count for one in source.shortfalls()) == 2


def test_what_people_planned_is_no_look_at_a_network(tmp_path):
    (case,) = (one for one in CASES if one["name"] == "phpIPAM")
    found, _ = read(write(tmp_path, case["text"]))
    (watched,) = (one for one in found if isinstance(one, Watched))
    assert watched.heard == ()
    (binding,) = (one for one in found if isinstance(one, Binding))
    assert binding.how is BindingHow.RESERVATION
    assert binding.valid_to is None


def test_two_sheets_of_one_workbook_are_both_read(tmp_path):
    book = openpyxl.Workbook()
    for number, sheet in enumerate((book.active, book.create_sheet("Gym")), 1):
        sheet.append(["IP", "MAC"])
        sheet.append([f"192.0.2.{number}", f"00:00:5e:00:53:0{number}"])
    book.create_sheet("Notes").append(["call the installer"])
    path = tmp_path / "list.xlsx"
    book.save(path)
    found, source = read(path)
    assert sum(isinstance(one, Binding) for one in found) == 2
    assert source.items == 2


@pytest.mark.parametrize(
    "text",
    ["", "Make,Model\nExample,C1234\n", "one line\n", "IP,Name\n192.0.2.1,x\n", "\0\1\2\3" * 99],
)
def test_other_lists_are_left_to_others(tmp_path, text):
    path = write(tmp_path, text)
    assert recognise(path) is None
    with pytest.raises(SourceError):
        read(path)


@pytest.mark.parametrize(
    "path", sorted(Path(__file__).with_name("lists").glob("*.*")), ids=lambda path: path.name
)
def test_lists_of_cameras_are_no_exports(path):
    found = recognise(path)
    assert found is None or found is ANY_LIST


def test_a_recorders_list_with_the_columns_of_a_scanner_is_none(tmp_path):
    text = "Channel,Status,Name,IP,MAC address,Manufacturer,Model\n1,Online,Gate,192.0.2.1,,x,y\n"
    assert recognise(write(tmp_path, text)) is None


def test_a_file_that_is_not_there_is_no_export(tmp_path):
    assert not recognise(tmp_path / "none.csv")


@pytest.mark.parametrize("name", IDS)
@given(data=st.data())
def test_a_bent_export_is_read_refused_or_counted(tmp_path_factory, name, data):
    (case,) = (one for one in CASES if one["name"] == name)
    bent = bytearray(case["text"].encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(bent) - 1))
        bent[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=8))
    path = tmp_path_factory.getbasetemp() / "bent.csv"
    path.write_bytes(bytes(bent))
    recognise(path)
    try:
        found, source = read(path)
    except SourceError:
        return
    assert found or source.shortfalls()


@pytest.mark.parametrize("cut", range(0, 200, 11))
def test_an_export_that_is_cut_keeps_its_whole_rows(tmp_path, cut):
    (case,) = (one for one in CASES if one["name"] == "LibreNMS, ARP")
    head, row = case["text"].splitlines()
    rows = [row.replace("53:01", f"53:{number:02}") for number in range(10)]
    text = "\n".join([head, *rows])
    found, _ = read(write(tmp_path, text[: len(text) - cut]))
    whole = text[: len(text) - cut].count("\n") - 1
    assert sum(isinstance(one, Binding) for one in found) >= whole


def test_headings_without_a_row_are_told_as_that(tmp_path):
    path = write(tmp_path, "IPAddress,ScopeId,ClientId,HostName,AddressState\n")
    with pytest.raises(SourceError, match=r"headings of a list .*leases.*no row below"):
        read(path)
