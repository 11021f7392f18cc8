"""Lists of cameras as people export, copy and fill them in -> claims."""

import tracemalloc
from datetime import UTC
from pathlib import Path

import openpyxl
import pytest
import yaml

from camaudit.cli import main
from camaudit.errors import SourceError
from camaudit.model.endpoint import is_inside_by_default
from camaudit.model.observation import Document
from camaudit.model.progress import Silent
from camaudit.sources.camera_list import CameraListSource, recognise
from camaudit.sources.detect import Found
from camaudit.sources.source import Given

LISTS = Path(__file__).with_name("lists")
EXPECTED = yaml.safe_load((LISTS / "expected.yaml").read_text(encoding="utf-8"))
SECRET = "Hunter2!"


def source(path, as_of=1_700_000_000.0):
    given = Given(
        inside=is_inside_by_default,
        as_of=as_of,
        zone=UTC,
        knows=lambda _: False,
        make_reader=None,
        watcher=Silent(),
    )
    return CameraListSource(Found(path, path.name, None), given)


def shown(claim):
    return [
        claim.document.name, claim.owner, claim.channel, claim.name,
        str(claim.ip) if claim.ip else None, claim.mac, claim.make, claim.model, claim.serial,
        claim.place, claim.in_use, claim.seen.place,
    ]  # fmt: skip


def read(tmp_path, text, name="list.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    assert recognise(path)
    found = source(path)
    return list(found.observations()), found


@pytest.mark.parametrize("name", EXPECTED)
def test_a_list_gives_its_claims(name):
    assert recognise(LISTS / name)
    found = source(LISTS / name)
    wanted = EXPECTED[name]
    assert [shown(one) for one in found.observations()] == wanted["claims"]
    assert (found.kind, found.items) == (wanted["kind"], wanted["items"])
    assert [[s.reason.value, s.what, s.count, s.place] for s in found.shortfalls()] == wanted[
        "lost"
    ]


@pytest.mark.parametrize("name", EXPECTED)
def test_no_password_or_user_name_leaves_a_list(name):
    found = source(LISTS / name)
    every = repr([*found.observations(), *found.shortfalls(), found.kind])
    assert SECRET not in every
    assert "admin" not in every
    assert "root" not in every


@pytest.mark.parametrize(
    "heading",
    ["Password", "Camera password", "Kennwort", "Passwort", "Mot de passe", "Contraseña", "PWD",
     "User", "User name", "Benutzername", "Login", "Admin account", "API token"],
)  # fmt: skip
def test_what_stands_below_such_a_heading_is_never_read(tmp_path, heading):
    text = f"Channel;Camera name;IP address;{heading}\nD1;Gate;10.0.0.1;{SECRET}\n"
    claims, found = read(tmp_path, text)
    assert [one.name for one in claims] == ["Gate"]
    assert SECRET not in repr([claims, found.shortfalls()])


def test_a_row_that_slipped_by_a_column_beside_a_password_is_refused_and_counted(tmp_path):
    text = (
        "Channel,Camera name,IP address,Password,Location\n"
        f"D1,Hall, east,10.0.0.1,{SECRET}\nD2,Gate,10.0.0.2,{SECRET},Lodge\n"
    )
    claims, found = read(tmp_path, text)
    assert [one.name for one in claims] == ["Gate"]
    assert [(one.count, one.place) for one in found.shortfalls()] == [(1, "row 2")]
    assert SECRET not in repr([claims, found.shortfalls()])


NOT_LISTS = {
    "windows leases": "IPAddress,ScopeId,ClientId,HostName,AddressState,LeaseExpiryTime\n"
    "10.20.2.21,10.20.2.0,ac-cc-8e-00-00-01,axis-lobby-camera,Active,01/01/2027 10:00\n",
    "camera leases": "Client IP Address,Name,Lease Expiration,Type,Unique ID,Description\n"
    "10.20.2.21,camera1.example,01/01/2027,DHCP,accc8e000001,camera\n",
    "arp": "IP Address,MAC Address,Interface,Type\n10.20.2.21,ac:cc:8e:00:00:01,vlan20,dynamic\n",
    "mac table": "VLAN,MAC Address,Type,Port\n20,ac:cc:8e:00:00:01,dynamic,Gi1/0/4\n",
    "access points": "AP Name,Channel,SSID,IP Address,MAC,Status\n"
    "Hall,36,Example,10.20.9.5,ac:cc:8e:00:00:01,Online\n",
    "television": "Channel,Name\n1,News\n2,Sport\n",
    "tender": "Item,Manufacturer,Model,Description,Quantity,Date of purchase\n"
    "1,Hikvision,DS-2CD2143G0-I,dome camera,12,2020\n",
    "assets": "Asset,Make,Model,Serial,Location\nPC-1,Example,3080,S1,Hall\n",
    "servers": "Server Name,IP Address,Model,Name\nSRV1,10.0.0.4,R740,files\n",
    "nmap": "host,port,protocol,service\n10.0.0.1,554,tcp,rtsp camera\n",
    "clients": "Device,IP,MAC,Model,Last seen\nphone,10.0.0.9,ac:cc:8e:00:00:09,X1,today\n",
    "runzero": "address,mac,name,type,os,hw,last_seen\n"
    "10.0.0.2,ac:cc:8e:00:00:01,cam,IP Camera,Linux,Axis,2026\n",
    "lansweeper": "AssetName,AssetType,IPAddress,Mac,Manufacturer,Model,Location\n"
    "cam1,Camera,10.0.0.2,AC:CC:8E:00:00:01,Axis,P3245,Hall\n",
    "phpipam": "ip_addr,hostname,mac,description,switch,port\n"
    "10.0.0.2,cam1,ac:cc:8e:00:00:01,Camera hall,sw1,5\n",
    "answers of devices": "expect: [[DeviceClass, IPC], [DeviceType, IPC-HDW0000], [Vendor, X]]\n"
    "[DeviceType, IPC-HDW0000], [IPAddress, 192.0.2.32], [Vendor, General]\n",
    "prose": "We have a camera  in every room  and a recorder  in the office.\n",
    "empty": "",
}


INVENTORY = """Asset tag,Type,Make,Model,MAC address,IP address,Location,Purchase date
A001,Camera,Hikvision,DS-2CD2143G2-I,44:19:b6:00:00:01,10.20.2.11,Gate,2020-01-01
A002,Laptop,Dell,Latitude 5420,3c:2c:30:00:00:02,10.20.1.12,Room 4,2021-01-01
A003,Recorder,Hikvision,DS-7608NI,44:19:b6:00:00:03,10.20.2.12,Office,2020-01-01
A004,Dome,Axis,P3245,ac:cc:8e:00:00:04,10.20.2.13,Hall,2020-01-01
A005,,Axis,,ac:cc:8e:00:00:05,,Hall,2020-01-01
"""


def test_an_inventory_says_what_is_on_paper_and_makes_no_device(tmp_path):
    """It has a column of MACs, as tables of switches do, but nobody was seen for it."""
    path = tmp_path / "assets.csv"
    path.write_text(INVENTORY, encoding="utf-8")
    assert recognise(path)
    read_from = source(path)
    said = list(read_from.observations())
    assert [(one.document, one.mac) for one in said] == [
        (Document.REGISTER, "44:19:b6:00:00:01"),
        (Document.REGISTER, "ac:cc:8e:00:00:04"),
    ]
    assert read_from.kind == "inventory, read as a camera register: what is on paper (CSV)"
    assert [(one.what, one.count, one.place) for one in read_from.shortfalls()] == [
        ("rows of an inventory that do not say camera", 2, "row 3")
    ]


@pytest.mark.parametrize("name", NOT_LISTS)
def test_other_tables_are_no_lists_of_cameras(tmp_path, name):
    path = tmp_path / "export.csv"
    path.write_text(NOT_LISTS[name], encoding="utf-8")
    assert not recognise(path)


@pytest.mark.parametrize("name", ["windows leases", "arp", "mac table", "access points", "clients"])
def test_the_name_of_a_file_makes_no_list_of_leases(tmp_path, name):
    path = tmp_path / "camera vlan.csv"
    path.write_text(NOT_LISTS[name], encoding="utf-8")
    assert not recognise(path)


@pytest.mark.parametrize("data", [b"\xd4\xc3\xb2\xa1" + bytes(40), b"PK\x03\x04 no", b"%PDF-1.7"])
def test_what_is_no_list_at_all_is_left_alone(tmp_path, data):
    path = tmp_path / "camera list.csv"
    path.write_bytes(data)
    assert not recognise(path)
    with pytest.raises(SourceError):
        list(source(path).observations())


@pytest.mark.parametrize(
    ("row", "used"),
    [
        ("D1;Gate;10.0.0.1;Offline", True),
        ("D1;Gate;;Online", True),
        ("D1;IPCamera 01;;Recording", True),
        ("D1;IPCamera 01;0.0.0.0;Not added", False),
        ("D1;IPCamera 01;;", False),
        ("D1;IPCamera 01;;Offline", None),
        ("D1;Gate;10.0.0.1;Disabled", False),
        ("A1;Camera 01;;Normal", True),
        ("A1;Camera 01;;Video loss", None),
        ("A1;Yard;;", True),
        ("A1;Camera 01;;", None),
    ],
)
def test_a_channel_in_use_has_an_address_or_a_status_that_says_so(tmp_path, row, used):
    claims, _ = read(tmp_path, f"Channel;Camera name;IP address;Status\n{row}\n")
    assert [one.in_use for one in claims] == [used]


def test_a_tool_that_looks_for_devices_lists_cameras_and_not_the_recorders(tmp_path):
    claims, found = read(
        tmp_path,
        "No.,Status,Type,Model,IP,MAC,Version,SN\n"
        "1,Initialized,IPC,IPC-HFW2831T,10.20.2.31,00:00:5e:00:53:31,2.8,SN1\n"
        "2,Initialized,NVR,NVR5216,10.20.2.12,00:00:5e:00:53:12,4.0,SN2\n",
    )
    assert [one.model for one in claims] == ["IPC-HFW2831T"]
    assert found.items == 2


def test_a_file_named_after_the_recorders_address_is_its_list(tmp_path):
    text = "Channel,Camera name,IP address\nD1,Gate,10.20.2.21\n"
    claims, _ = read(tmp_path, text, "nvr_10.20.2.11.csv")
    assert claims[0].owner == "10.20.2.11"


def test_a_row_of_a_register_may_stand_for_several_cameras(tmp_path):
    text = "Camera location,Make,Model,Quantity,Purpose\nCar park,Axis,P1448-LE,3,safety\n"
    claims, _ = read(tmp_path, text)
    assert [one.place for one in claims] == ["Car park"] * 3


def test_each_sheet_of_a_workbook_is_the_list_of_its_recorder(tmp_path):
    path = tmp_path / "lists.xlsx"
    book = openpyxl.Workbook()
    for at, name in enumerate(("NVR-Hall", "NVR-Gym")):
        sheet = book.worksheets[0] if at == 0 else book.create_sheet()
        sheet.title = name
        sheet.append(["Channel", "Camera name", "IP address", "MAC address"])
        sheet.append(["D1", f"Gate {at}", f"10.20.2.2{at}", 123456789012 if at else 11223344])
    book.create_sheet("Notes").append(["ring the installer"])
    book.save(path)
    assert recognise(path)
    found = source(path)
    claims = list(found.observations())
    assert [(one.owner, one.seen.place) for one in claims] == [
        ("NVR-Hall", "sheet NVR-Hall, row 2"),
        ("NVR-Gym", "sheet NVR-Gym, row 2"),
    ]
    assert [one.mac for one in claims] == [None, "12:34:56:78:90:12"]
    assert [one.reason.value for one in found.shortfalls()] == ["damaged"]


@pytest.mark.parametrize("above", ['"Our cameras\n', 'Our,"cameras\n\n', '"" "Our\n"\n'])
def test_an_open_quotation_mark_above_the_headings_hides_no_list(tmp_path, above):
    path = tmp_path / "cameras.csv"
    path.write_text(
        f"{above}Camera no,Camera name,Location,Make,Model,IP address\n"
        "C1,Gate,Lodge,Hikvision,DS-2CD2143G0-I,10.20.2.21\n"
        'C2,Shed,"Sheds, gate,Dahua,IPC-HFW1431S,10.20.2.22\n'
        "C3,Hall,Lodge,Dahua,IPC-HFW1431S,10.20.2.23\n",
        encoding="utf-8",
    )
    assert recognise(path)
    assert [str(claim.ip) for claim in source(path).observations()] == ["10.20.2.21", "10.20.2.23"]


def test_the_blank_sheet_filled_in_is_read_back(tmp_path, capsys):
    path = tmp_path / "recorder.xlsx"
    assert main(["template", "recorder", "-o", str(path)]) == 0
    assert main(["template", "recorder", "-o", str(path)]) == 2
    assert "camaudit audit" in capsys.readouterr().out
    assert recognise(path)
    assert list(source(path).observations()) == []  # its hints are no camera
    book = openpyxl.load_workbook(path)
    assert len(book.worksheets) == 1
    sheet = book.worksheets[0]
    rows = (
        ["NVR-Hall", "A1", "Yard", None, None, None, "Hikvision", None, "south wall", None],
        [
            "NVR-Hall",
            "D1",
            "Gate",
            "10.20.2.21",
            "00:00:5e:00:53:01",
            "007",
            None,
            None,
            None,
            "yes",
        ],
        ["NVR-Hall", "D2", "Old gate", "10.20.2.22", None, None, None, None, None, "no"],
    )
    for at, row in enumerate(rows, 3):
        for column, text in enumerate(row, 1):
            sheet.cell(at, column).value = text
    book.save(path)
    claims = list(source(path).observations())
    assert [(one.owner, one.channel, one.name, one.in_use) for one in claims] == [
        ("NVR-Hall", "A1", "Yard", True),
        ("NVR-Hall", "D1", "Gate", True),
        ("NVR-Hall", "D2", "Old gate", False),
    ]
    assert claims[1].serial == "007"
    assert claims[0].place == "south wall"


def test_a_line_of_ten_megabytes_and_a_cut_file_lose_nothing_else(tmp_path):
    text = (
        "Channel,Camera name,IP address\nD1,Gate,10.0.0.1\n"
        f"D2,{'x' * 10_000_000},10.0.0.2\nD3,Hall,10.0.0.3\nD4,Ya"
    )
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    tracemalloc.start()
    assert recognise(path)
    found = source(path)
    claims = list(found.observations())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert {"Gate", "Hall", "Ya"} <= {one.name for one in claims}
    assert all(len(one.name) <= 200 for one in claims if one.name)
    assert sum(one.count for one in found.shortfalls()) >= 1
    assert peak < 60_000_000


def test_the_time_of_a_list_is_its_files_date_unless_somebody_said_another(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Channel,Camera name,IP address\nD1,Gate,10.0.0.1\n", encoding="utf-8")
    assert next(source(path, 5.0).observations()).seen.at == 5.0
    assert next(source(path, None).observations()).seen.at == path.stat().st_mtime


@pytest.mark.parametrize(
    ("name", "text", "claims"),
    [
        (
            "devices.csv",
            (
                "IPAddress;Port;Username;Password;ForcedOffline;Name;ModelName;ProductType;"
                "SerialNumber;MacAddress;Status\n10.0.0.1;80;Admin;Hunter2!;False;Hall;HSD820H2-E;"
                "network camera;"
                "00067300F;00-00-5E-00-53-01;Online\n"
            ),
            [("Hall", "HSD820H2-E", "00:00:5e:00:53:01")],
        ),
        (
            "camera list.csv",
            (
                "No.,MAC Address,Address,Model,Protocol,Name,Status\n"
                "1,00:00:5e:00:53:02,10.0.0.2,DC-D4236RX,DirectIP,Gate,Registered\n"
            ),
            [("Gate", "DC-D4236RX", "00:00:5e:00:53:02")],
        ),
        (
            "export.csv",
            (
                "Camera,Name,IP address,MAC address,Model,Channel\n"
                "1,Gate,10.0.0.3,00:00:5e:00:53:03,IP8332,1\n2,Hall,10.0.0.4,00:00:5e:00:53:04,IP8332,1\n"
            ),
            [("1", "IP8332", "00:00:5e:00:53:03"), ("2", "IP8332", "00:00:5e:00:53:04")],
        ),
    ],
)
def test_lists_of_further_makers_are_known(tmp_path, name, text, claims):
    found, _ = read(tmp_path, text, name)
    assert [(one.name, one.model, one.mac) for one in found] == claims
    assert all(one.in_use for one in found)


def test_a_count_of_channels_is_no_channel(tmp_path):
    claims, _ = read(
        tmp_path,
        "Name,IP/Domain,Port,Type,Channel Number,SN,Online status\n"
        "Hall,10.1.2.11,37777,NVR,16/0,SN0000001,Online\n"
        "Gate,10.1.2.12,37777,IPC,1/0,SN0000002,Online\n",
    )
    assert [(one.name, one.channel) for one in claims] == [("Gate", None)]


@pytest.mark.parametrize("channels", [("36 (5 GHz)", "11"), ("36", "11"), ("6", "6")])
def test_channels_of_radios_make_no_list(tmp_path, channels):
    path = tmp_path / "export.csv"
    rows = [
        f"AP{n},U6,ac:cc:8e:00:00:0{n},10.0.0.{n},{one},Online" for n, one in enumerate(channels)
    ]
    path.write_text("Name,Model,MAC Address,IP Address,Channel,Status\n" + "\n".join(rows) + "\n")
    assert not recognise(path)


@pytest.mark.parametrize(
    "text",
    [
        "Location,Manufacturer,Model,Fixed/PTZ,Date installed\nHall,Bosch,MIC7000,PTZ,2018\n",
        "Camera Number,Camera Location,Public,Manufacturer,Model\n1,High St,Yes,Bosch,MIC7000\n",
        "Kamera Nr;Standort;Hersteller;Modell;Einbaudatum\nK1;Haupttor;Axis;P3245;2020\n",
        "Caméra;Emplacement;Marque;Modèle;Adresse IP\nC1;Entrée;Dahua;IPC-HFW1431S;10.3.3.3\n",
        "Cámara;Ubicación;Marca;Modelo\nC1;Entrada;Dahua;IPC-HFW1431S\n",
        "CCTV register\nRef,Site,Location,Make/Model,Install date\n1,Hall,Door,Axis P3245,2018\n",
    ],
)
def test_registers_are_known_in_many_words(tmp_path, text):
    (claim,), _ = read(tmp_path, text, "list.csv", "cp1252")
    assert claim.document.name == "REGISTER"
    assert claim.place
    assert claim.make
