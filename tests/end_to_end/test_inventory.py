"""An inventory made of one audit, kept in NetBox or ServiceNow, beside the next audit."""

import csv
import shutil
from collections import Counter

import pytest

from camaudit.cli import main
from camaudit.counts.tables import tables
from camaudit.counts.tally import Column, column
from camaudit.model.listed import Standing
from tests.end_to_end.school import answer, lay_out

# How the pages of NetBox head the columns that an import form names, in the order of the page.
DEVICES = {
    "ID": None, "Name": "name", "Status": "status", "Tenant": None, "Site": "site",
    "Location": None, "Rack": None, "Role": "role", "Manufacturer": "manufacturer",
    "Type": "device_type", "IP Address": None, "Serial number": "serial", "Asset tag": None,
    "Description": "description", "camaudit: id": "cf_camaudit_id", "Built by": "cf_camaudit_maker",
    "Address, as seen": "cf_camaudit_address", "Comments": None,
}  # fmt: skip
MACS = {"MAC Address": "mac_address", "Parent": "device", "Interface": "interface"}


@pytest.fixture(name="folder")
def _folder(tmp_path):
    return lay_out(tmp_path)


def exported(folder, form):
    assert main(["export", str(folder / "one" / "audit.json"), "--to", form]) == 0
    return folder / "one" / "exports" / form


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def kept(path, columns, found, **more):
    """Write rows as a page of NetBox exports them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow([*columns, *more])
        for one in found:
            out.writerow(
                [*(one[name] if name else "" for name in columns.values()), *more.values()]
            )


def cameras(audit):
    """Give the ids of what is sure to be a camera and went into an inventory."""
    return {one.device for one in audit.identities if column(one) is Column.CAMERA}


def same_devices(one, other):
    assert [device.id for device in one.devices] == [device.id for device in other.devices]
    assert one.identities == other.identities
    assert tables(one).papers.cameras == tables(other).papers.cameras


@pytest.mark.parametrize("ids", [True, False], ids=["with ids", "without ids"])
def test_a_bundle_that_netbox_took_agrees_with_the_audit(folder, ids):
    before = answer(folder, "one", {0, 3})
    bundle = exported(folder, "netbox")
    devices, macs = rows(bundle / "6-devices.csv"), rows(bundle / "8-mac-addresses.csv")
    columns = DEVICES if ids else {key: one for key, one in DEVICES.items() if key[0] != "c"}
    if not ids:
        columns = columns | {"Address, as seen": None}
    kept(folder / "in" / "netbox_devices.csv", columns, devices)
    kept(folder / "in" / "netbox_mac_addresses.csv", MACS, macs, Primary="True")
    after = answer(folder, "two", {0, 3})
    same_devices(before, after)
    on_paper = [one for one in after.register if one.seen is not None]
    listed = {one["cf_camaudit_id"] for one in devices if one["name"].startswith("camera-")}
    assert {one.standing for one in on_paper} == {Standing.BOTH}
    assert Counter(one.device for one in on_paper) == dict.fromkeys(listed, 1)
    assert {one.name: one.device for one in on_paper} == {
        one["name"]: one["cf_camaudit_id"] for one in devices if one["cf_camaudit_id"] in listed
    }
    # What was not sure enough for the inventory is on the network only, and nothing else is.
    unnamed = {one.device for one in after.register if one.standing is Standing.NETWORK}
    assert listed.isdisjoint(unnamed)
    assert cameras(after) <= listed | unnamed
    read = {one.path.rpartition("/")[2]: one.kind for one in after.files if "netbox" in one.path}
    assert read == {
        "netbox_devices.csv": "NetBox devices, read as a camera register: what is on paper (CSV)",
        "netbox_mac_addresses.csv": "interfaces of NetBox, beside its devices (CSV)",
    }


def test_a_file_that_servicenow_took_agrees_with_the_audit(folder):
    before = answer(folder, "one", {0, 3})
    found = rows(exported(folder, "servicenow") / "cmdb_ci_ip_camera.csv")
    names = sorted(found[0])  # an order of its own
    kept(folder / "in" / "cmdb_ci_ip_camera.csv", {name: name for name in names}, found,
         install_status="1")  # fmt: skip
    after = answer(folder, "two", {0, 3})
    same_devices(before, after)
    on_paper = [one for one in after.register if one.seen is not None]
    assert Counter(one.device for one in on_paper) == dict.fromkeys(
        [one["correlation_id"] for one in found], 1
    )
    assert {(one.standing, one.status) for one in on_paper} == {(Standing.BOTH, "Installed")}


def test_a_bundle_that_was_only_written_is_no_register(folder):
    """It lies beside the audit, and would say of every camera that it is on paper."""
    answer(folder, "one", {0, 3})
    for form in ("netbox", "servicenow"):
        shutil.copytree(exported(folder, form), folder / "in" / form)
    after = answer(folder, "two", {0, 3})
    assert after.register == ()
    own = [one.kind for one in after.files if one.path.startswith(("netbox/", "servicenow/"))]
    assert len(own) == 11
    assert set(own) == {"an answer of camaudit, which is not read again"}


def test_what_the_inventory_says_is_gone_is_no_loss_and_stands_in_the_report(folder, capsys):
    answer(folder, "one", {0, 3})
    devices = rows(exported(folder, "netbox") / "6-devices.csv")
    first, *_ = [one for one in devices if one["name"].startswith("camera-")]
    site = first["site"]
    lost = first | {
        "cf_camaudit_id": "", "cf_camaudit_address": "10.20.2.250", "serial": "", "name": "old-cam",
    }  # fmt: skip
    found = [
        first | {"status": "decommissioning"},
        first | {"status": "decommissioned", "name": "camera-copy"},
        lost | {"status": "offline"},
        lost | {"status": "active", "name": "lost-cam"},
        lost | {"name": "far-cam", "site": "Another town", "cf_camaudit_address": "10.99.0.1"},
        lost | {"role": "Switch", "name": "sw-1"},
    ]
    kept(folder / "in" / "devices.csv", DEVICES, found)
    after = answer(folder, "two", {0, 3})
    assert {one.name: (one.site, one.standing) for one in after.register if one.seen} == {
        first["name"]: (site, Standing.BOTH),
        "camera-copy": (site, Standing.STILL),
        "old-cam": (site, Standing.AWAY),
        "lost-cam": (site, Standing.PAPER),
        "far-cam": (None, Standing.ELSEWHERE),
    }
    assert [one.what for one in after.shortfalls if one.source == "devices.csv"] == [
        "rows of an inventory that do not say camera"
    ]
    capsys.readouterr()
    assert main(["report", str(folder / "two" / "audit.json")]) == 0
    page = (folder / "two" / "report.html").read_text("utf-8")
    assert "By the register the cameras of 1 row are not in use, but were seen." in page
    assert "By the register the cameras of 1 row are not in use; none was seen." in page
    assert "Not looked: 1 row of sites that are not declared." in page
