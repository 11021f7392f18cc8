"""A scan, leases and an export of a switch table together: who the cameras are, and where."""

import json
import shutil
from pathlib import Path

from camaudit import document
from camaudit.cli import main

REAL = Path(__file__).parents[1] / "real"
FDB = """\
Device,MAC Address,Vendor,IPv4 Address,Port,Vlan,Description,DNS Name,First Seen,Last Seen
sw-hall,44:19:b6:00:10:01,Some Maker,10.20.30.41,Gi1/0/5,30,gate,N/A,2026-01-01,2026-11-26
sw-hall,00:40:8c:00:10:03,Some Maker,10.20.30.43,Gi1/0/7,30,hall,N/A,2026-01-01,2026-11-26
"""


def audited(tmp_path, capsys, *names):
    folder = tmp_path / "in"
    folder.mkdir()
    for name in names:
        shutil.copy(REAL / name, folder / name)
    (folder / "fdb.csv").write_text(FDB, encoding="utf-8")
    words = ["--as-of", "2026-11-26T02:15:00Z", "--at", "2026-11-26", "-o", str(tmp_path / "out")]
    assert main(["audit", str(folder), "--json", *words]) == 0
    return document.spelled_out(capsys.readouterr().out)["audit"]


def test_a_scan_through_a_router_and_a_later_table_are_one_camera(tmp_path, capsys):
    """Through a router a scan sees no MAC: the table that tells it was copied minutes later."""
    folder = tmp_path / "in"
    folder.mkdir()
    scan = (REAL / "nmap.xml").read_text(encoding="utf-8")
    routed = [line for line in scan.splitlines() if 'addrtype="mac"' not in line]
    (folder / "nmap.xml").write_text("\n".join(routed), encoding="utf-8")
    shutil.copy(REAL / "ip-neigh.txt", folder / "ip-neigh.txt")
    words = ["--as-of", "2026-11-26T02:45:00Z", "--at", "2026-11-26", "-o", str(tmp_path / "out")]
    assert main(["audit", str(folder), "--json", *words]) == 0
    audit = document.spelled_out(capsys.readouterr().out)["audit"]
    there = [one for one in audit["devices"] if "10.20.30.41" in one["addresses"]]
    assert [one["mac"] for one in there] == ["44:19:b6:00:10:01"]
    assert "http.realm" in {fact["channel"] for fact in there[0]["facts"]}


def test_a_scan_leases_and_a_switch_table_give_one_camera_each_with_its_port(tmp_path, capsys):
    audit = audited(tmp_path, capsys, "nmap.xml", "dhcpd.leases", "ip-neigh.txt")
    kinds = {one["path"]: one["kind"] for one in audit["files"]}
    assert kinds == {
        "dhcpd.leases": "ISC DHCP: leases",
        "fdb.csv": "LibreNMS: FDB",
        "ip-neigh.txt": "Linux: ip neigh",
        "nmap.xml": "nmap XML",
    }
    found = {one["mac"]: one for one in audit["devices"]}
    assert len(found) == len(audit["devices"])
    gate = found["44:19:b6:00:10:01"]
    said = {(fact["channel"], fact["value"]) for fact in gate["facts"]}
    assert ("http.realm", "IP Camera(C1234)") in said
    assert ("dhcp.hostname", "IPC-Gate") in said
    assert "Gi1/0/5" in json.dumps(gate)
    assert "Hangzhou Hikvision Digital" not in json.dumps(gate["facts"])
