"""Lists of devices as NetBox and ServiceNow export them -> claims."""

import csv
import io
import runpy
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camaudit.exports import EXPORTS
from camaudit.exports.file import Wanted
from camaudit.model.endpoint import is_inside_by_default
from camaudit.model.observation import Claim, Document
from camaudit.model.progress import Silent
from camaudit.sources import own
from camaudit.sources.camera_list import CameraListSource, recognise
from camaudit.sources.detect import Found
from camaudit.sources.inventory_rows import InventoryRows
from camaudit.sources.open import open_source
from camaudit.sources.source import Given
from camaudit.tabular.columns import plain
from camaudit.tabular.inventory_columns import inventory
from camaudit.tabular.row import Row

GIVEN = Given(
    inside=is_inside_by_default,
    as_of=1_700_000_000.0,
    zone=UTC,
    knows=lambda _: False,
    make_reader=None,
    watcher=Silent(),
)
# As the page of devices exports what is shown, and all data.
VIEW = "Name,Status,Tenant,Site,Location,Rack,Role,Manufacturer,Type,IP Address\n"
ALL = (
    "ID,Name,Status,Tenant,Site,Location,Rack,Role,Manufacturer,Type,Serial number,Asset tag,"
    "IP Address,IPv4 Address,IPv6 Address,Comments,camaudit: id,Built by\n"
)
TEMPLATE = "name;role;manufacturer;device_type;serial;status;site;cf_camaudit_address\n"
TABLE = "name,ip_address,mac_address,manufacturer,model_id,serial_number,location,install_status,sys_class_name\n"  # noqa: E501
LABELS = "Name,IP Address,MAC Address,Manufacturer,Model ID,Serial number,Location,Status,Class\n"


def opened(tmp_path, text, name="export.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode("utf-8"))
    source = open_source(Found(path, path.name, None), GIVEN)
    assert isinstance(source, CameraListSource)
    return source


def read(tmp_path, text, name="export.csv"):
    source = opened(tmp_path, text, name)
    return list(source.observations()), source


def shown(one):
    ips = tuple(map(str, (one.ip, *one.also))) if one.ip else ()
    return (one.name, ips, one.mac, one.make, one.model, one.serial, one.place, one.status)


CASES = {
    "netbox, what is shown": (
        VIEW + "cam-gate,Active,Estates,Main building,Lodge,,IP camera,Hikvision,DS-2CD2143G0-I,"
        "10.20.2.21/24\n",
        ("cam-gate", ("10.20.2.21",), None, "Hikvision", "DS-2CD2143G0-I", None,
         "Main building, Lodge", "Active"),
    ),
    "netbox, all data": (
        ALL + "7,cam-gate,Staged,,Main building,,R1,Network camera,Axis,P3245-V,ACCC8E000001,A7,"
        "10.20.2.21/24,10.20.2.21/24,2001:db8::21/64,seen from the lodge,dev-000000000001,Axis\n",
        ("cam-gate", ("10.20.2.21", "2001:db8::21"), None, "Axis", "P3245-V", "ACCC8E000001",
         "Main building, R1", "Staged"),
    ),
    "netbox, names of an export template": (
        TEMPLATE + "cam-gate;network-camera;hikvision;ds-2cd2143g0-i;;planned;main-building;"
        "10.20.2.21\n",
        ("cam-gate", ("10.20.2.21",), None, "hikvision", "ds-2cd2143g0-i", None,
         "main-building", "planned"),
    ),
    "servicenow, names": (
        TABLE + "CAM0001,10.20.2.21,4419B6000001,Hikvision,Hikvision DS-2CD2143G0-I,SN0000011,"
        "Leeds/Main building,1,cmdb_ci_ip_camera\n",
        ("CAM0001", ("10.20.2.21",), "44:19:b6:00:00:01", "Hikvision", "DS-2CD2143G0-I",
         "SN0000011", "Leeds/Main building", "Installed"),
    ),
    "servicenow, labels": (
        LABELS + 'CAM0001,"10.20.2.21, 10.20.9.21",44:19:b6:00:00:01,Axis,P3245-V,,Hall,Retired,'
        "IP Camera\n",
        ("CAM0001", ("10.20.2.21", "10.20.9.21"), "44:19:b6:00:00:01", "Axis", "P3245-V", None,
         "Hall", "Retired"),
    ),
    "servicenow, keys of records are no names": (
        TABLE + "CAM0001,10.20.2.21,,b7e7c073c0a801690143f43d2ed3a8b5,"
        "d501454f1b1310002502fbcd2c071334,,25ab9c4d0a0a0bb300f7dabdc0ca7c1c,7,cmdb_ci_ip_camera\n",
        ("CAM0001", ("10.20.2.21",), None, None, None, None, None, "Retired"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_row_of_an_inventory_is_a_row_of_a_register(tmp_path, name):
    text, wanted = CASES[name]
    claims, source = read(tmp_path, text)
    assert [shown(one) for one in claims] == [wanted]
    assert [one.document for one in claims] == [Document.INVENTORY]
    assert source.shortfalls() == []
    program = "NetBox" if name.startswith("netbox") else "ServiceNow"
    assert source.kind.startswith(f"{program} devices, read as a camera register: what is on paper")


def test_a_workbook_is_read_as_well(tmp_path):
    path = tmp_path / "cmdb_ci_ip_camera.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "Page 1"
    for line in csv.reader(io.StringIO(CASES["servicenow, labels"][0])):
        book.active.append(line)
    book.save(path)
    source = open_source(Found(path, path.name, None), GIVEN)
    assert [shown(one) for one in source.observations()] == [CASES["servicenow, labels"][1]]
    assert source.kind.endswith("(XLSX)")


@pytest.mark.parametrize(
    ("role", "name", "camera"),
    [
        ("IP camera", "x", True), ("network-camera", "x", True), ("CCTV", "x", True),
        ("PTZ dome", "x", True), ("cmdb_ci_ip_camera", "x", True),
        ("CCTV switch", "x", False), ("Camera server", "x", False), ("NVR", "x", False),
        ("Video recorder", "x", False), ("Door phone", "x", False), ("Video encoder", "x", False),
        ("Access Switch", "camera-switch", False), ("Firewall", "cameras", False),
        ("Printer", "cam-1", False),
        ("IoT", "cam-1", True), ("IoT", "CAM 12", True), ("Security", "nvr-cam", False),
        ("IoT", "thermostat", False), ("", "cctv-gate", True), ("", "switch", False),
    ],
)  # fmt: skip
def test_its_role_says_whether_a_device_is_a_camera(tmp_path, role, name, camera):
    claims, source = read(tmp_path, VIEW + f"{name},Active,,Main,,,{role},Axis,X1,10.20.2.21/24\n")
    assert len(claims) == camera
    assert [one.what for one in source.shortfalls()] == [
        *(() if camera else ("rows of an inventory that do not say camera",))
    ]


def test_a_list_of_cameras_by_its_name_needs_no_class(tmp_path):
    text = "name,ip_address,serial_number,asset_tag,install_status\nGate,10.20.2.21,S1,A1,1\n"
    assert len(read(tmp_path, text, "cmdb_ci_ip_camera.csv")[0]) == 1
    assert len(read(tmp_path, text, "cmdb_ci_hardware.csv")[0]) == 0


@pytest.mark.parametrize(
    ("column", "text", "said", "in_use", "down"),
    [
        ("install_status", "Installed", "Installed", None, False),
        ("install_status", "1", "Installed", None, False),
        ("install_status", "7", "Retired", False, False),
        ("install_status", "100", "Absent", False, False),
        ("install_status", "In Stock", "In Stock", False, False),
        ("install_status", "5", "Pending repair", None, True),
        ("operational_status", "6", "Retired", False, False),
        ("operational_status", "2", "Non-operational", False, False),
        ("operational_status", "1", "Operational", None, False),
        ("operational_status", "", None, None, False),
    ],
)
def test_a_status_says_whether_a_camera_is_expected(tmp_path, column, text, said, in_use, down):
    head = f"name,ip_address,sys_class_name,serial_number,{column}\n"
    (claim,), _ = read(tmp_path, f"{head}Gate,10.20.2.21,IP camera,S1,{text}\n")
    assert (claim.status, claim.in_use, claim.down) == (said, in_use, down)


@pytest.mark.parametrize("status", ["Offline", "Planned", "Inventory", "Failed", "decommissioned"])
def test_statuses_of_netbox_that_expect_no_camera(tmp_path, status):
    (claim,), _ = read(tmp_path, VIEW + f"c,{status},,Main,,,Camera,Axis,X1,10.20.2.21/24\n")
    assert (claim.status, claim.in_use) == (status, False)


def test_of_two_statuses_either_may_say_that_it_is_gone(tmp_path):
    head = "name,ip_address,sys_class_name,serial_number,install_status,operational_status\n"
    (claim,), _ = read(tmp_path, f"{head}Gate,10.20.2.21,IP camera,S1,1,6\n")
    assert (claim.status, claim.in_use) == ("Installed, Retired", False)


def test_the_id_that_an_export_gave_comes_back_and_nothing_else_in_its_place(tmp_path):
    row = "{0},Active,,Main,,,Camera,Axis,X1,,,,,,,{1},Axis\n"
    text = ALL + "".join(f"{n}," + row.format(f"c{n}", id_) for n, id_ in enumerate(
        ["dev-0123456789ab", "DEV-0123456789AB", "dev-1", "=1+1"]
    ))  # fmt: skip
    claims, _ = read(tmp_path, text)
    assert [one.of for one in claims] == ["dev-0123456789ab", "dev-0123456789ab", None, None]


def test_people_comments_and_who_built_it_by_an_audit_are_not_read(tmp_path):
    text = LABELS.replace("\n", ",Assigned to,Comments,Password,Built by\n")
    text += "Gate,10.20.2.21,,Axis,P1,S1,Hall,Installed,IP Camera,A. Person,free words,pw1,Dahua\n"
    claims, source = read(tmp_path, text)
    every = repr([*claims, *source.shortfalls()])
    assert len(claims) == 1
    assert not any(word in every for word in ("A. Person", "free words", "pw1", "Dahua"))


def test_what_cannot_be_read_is_counted_and_the_rest_is_kept(tmp_path):
    text = LABELS + (
        "A,10.20.2.21,1.23E+11,Axis,P1,S1,Hall,Installed,IP Camera\n"
        "B,10.20.2.999,no mac,Axis,P1,S2,Hall,Installed,IP Camera\n"
        "C,10.20.2.23,,Axis,P1,S3,Hall,Installed,IP Camera,too,many\n"
        "Name,IP Address,MAC Address,Manufacturer,Model ID,Serial number,Location,Status,Class\n"
        ",,,,,,,,\n"
    )
    claims, source = read(tmp_path, text)
    assert [(one.name, one.ip and str(one.ip), one.mac) for one in claims] == [
        ("A", "10.20.2.21", None),
        ("B", None, None),
    ]
    assert sorted((one.what, one.place) for one in source.shortfalls()) == [
        ("MAC address of an inventory", "row 3"),
        ("MAC address that a spreadsheet made a number", "row 2"),
        ("address of an inventory", "row 3"),
        ("row of an inventory", "row 4"),
    ]


CELLS = st.one_of(
    st.sampled_from(
        ["", "Camera", "NVR", "10.0.0.5/24", "10.0.0.5/24, 2001:db8::1/64", "44:19:b6:00:00:01",
         "7", "Retired", "dev-0123456789ab", "1.2E+11", "b7e7c073c0a801690143f43d2ed3a8b5", "IoT"]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30),
)  # fmt: skip


@settings(max_examples=150)
@given(head=st.sampled_from([VIEW, ALL, TABLE, LABELS]), data=st.data())
def test_whatever_stands_in_a_row_is_a_claim_or_is_counted(head, data):
    names = next(csv.reader([head]))
    row = Row(2, tuple(data.draw(CELLS).strip() for _ in names))
    kept = inventory(names, "devices")
    found = list(InventoryRows(kept, "devices.csv", 0.0).read(row, "row 2"))
    assert row.empty or found or all(plain(one) in kept.columns.names for one in row.cells if one)
    claims = [one for one in found if isinstance(one, Claim)]
    assert len(claims) <= 1
    for one in claims:
        texts = (one.name, one.make, one.model, one.serial, one.place, one.status, one.at_site)
        assert all(text is None or 0 < len(text) <= 600 for text in texts)
        assert one.mac is None or one.mac == "44:19:b6:00:00:01"


INTERFACES = {
    "the page of MAC addresses": "MAC Address,Parent,Interface,Primary\n"
    "44:19:B6:00:00:01,cam-gate,lan,True\n",
    "its import form": "mac_address;device;interface;is_primary;description\n"
    "44:19:B6:00:00:01;cam-gate;lan;true;\n",
    "the page of interfaces": "Name,Device,Enabled,Type,Primary MAC Address\n"
    "lan,cam-gate,True,Other,44:19:B6:00:00:01\nlan,sw-1,True,Other,\n",
}


@pytest.mark.parametrize("name", INTERFACES)
def test_interfaces_are_no_devices_and_no_sightings(tmp_path, name):
    claims, source = read(tmp_path, INTERFACES[name])
    assert [(one.document, one.name, one.mac) for one in claims] == [
        (Document.INTERFACES, "cam-gate", "44:19:b6:00:00:01")
    ]
    assert source.kind == "interfaces of NetBox, beside its devices (CSV)"


@pytest.mark.parametrize(
    "text",
    [
        "MAC Address,Device,Interface\nac:cc:8e:00:00:01,sw-1,Gi1/0/1\n",
        "MAC Address,Device,Interface,VLAN,Enabled\nac:cc:8e:00:00:01,sw-1,Gi1/0/1,20,yes\n",
        "Name,Status,Manufacturer,Type,IP Address\ncam,Online,Axis,P3245,10.0.0.1\n",
        "Name,Serial number,Asset tag,Company\nlaptop,S1,A1,Example\n",
        "Name,Role,Site\nA. Person,Head,Main\n",
        "Name,IP Address,Model,Class\ncam,10.0.0.1,X,4B\n",
    ],
)
def test_other_tables_are_no_inventory(tmp_path, text):
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8")
    found = CameraListSource(Found(path, path.name, None), GIVEN)
    if recognise(path):
        assert {one.document for one in found.observations()} <= {Document.RECORDER}


@pytest.mark.parametrize(("form", "file"), [
    ("netbox", "6-devices.csv"), ("netbox", "8-mac-addresses.csv"),
    ("servicenow", "cmdb_ci_ip_camera.csv"), ("netbox", "review.csv"), ("servicenow", "review.csv"),
])  # fmt: skip
def test_what_camaudit_wrote_is_its_own_until_another_program_has_it(tmp_path, form, file):
    """Written beside an audit, it would come back as a register of what the audit said."""
    school = runpy.run_path(str(Path(__file__).parents[2] / "golden" / "school.py"))["school"]()
    (made,) = [one for one in EXPORTS[form](school, Wanted()) if one.name == file]
    path = tmp_path / file
    path.write_bytes(made.content)
    found = Found(path, path.name, None)
    assert isinstance(open_source(found, GIVEN), own.OwnSource)
    rows = list(csv.reader(io.StringIO(made.content.decode("utf-8-sig"))))
    # The same columns out of that program stand in another order.
    with path.open("w", encoding="utf-8", newline="") as again:
        csv.writer(again).writerows([row[1:] + row[:1] for row in rows])
    if file == "review.csv":
        assert not recognise(path)
    else:
        claims = list(open_source(replace(found), GIVEN).observations())
        assert claims
        assert {one.document for one in claims} <= {Document.INVENTORY, Document.INTERFACES}
