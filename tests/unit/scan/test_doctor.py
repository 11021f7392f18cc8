"""What doctor finds of computers of all sorts; and what a scan says where nobody answers."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network

import pytest

from camaudit.cli import doctor, main
from camaudit.estate import parse
from camaudit.scan.doctor import FINE, LOOK, TOLD, Computer, checks
from camaudit.wire.interfaces import Link

NOW = datetime(2026, 11, 26, 20, 0, tzinfo=UTC).timestamp()  # a Thursday
ESTATE = """organisation: Example Hill School
{authority}
sites:
  - name: Main building, East
    networks:
      - {{cidr: 10.20.2.0/24, purpose: cameras, name: Camera network}}
      - {{cidr: 10.30.0.0/24, purpose: cameras, name: Hall}}
      - {{cidr: 10.40.0.0/24, purpose: office, name: Office}}
      - {{cidr: 10.128.0.0/9, purpose: cameras, name: Wide, large: true}}
"""
AUTHORITY = """authority:
  {{name: A. Example, role: network manager, statement: Yes., from: 2026-01-01, until: {until},
    hours: {hours}}}"""


def link(name, text):
    address, _, size = text.partition("/")
    network = ip_network(f"{address}/{size}", strict=False)
    return Link(name, ip_address(address), network, 2, "02:00:00:00:00:fe")


COMPUTER = Computer(
    system="linux", links=(link("eth0", "10.20.2.9/24"),), no_frames=None,
    neighbours=((ip_address("10.20.2.31"), "02:00:00:00:00:31", "eth0"),), npcap=False,
    compiled=True, old=(),
)  # fmt: skip


def estate(until="2027-01-01", hours="[]", authority=AUTHORITY):
    return parse(
        ESTATE.format(authority=authority.format(until=until, hours=hours)).encode(), "estate.yaml"
    )


@pytest.mark.parametrize(
    ("changes", "given", "state", "about", "words"),
    [
        (
            {},
            {},
            FINE,
            "interface",
            "eth0 10.20.2.9/24 lies in Main building, East, Camera network",
        ),
        ({}, {}, FINE, "interface", "knows there: 1"),
        (
            {"links": (link("eth1", "192.168.9.2/24"),)},
            {},
            TOLD,
            "interface",
            "no declared network",
        ),
        ({"links": ()}, {}, LOOK, "interface", "plug in a cable"),
        ({}, {}, FINE, "network", "Camera network (10.20.2.0/24) is on a link"),
        ({}, {}, TOLD, "network", "Hall (10.30.0.0/24) is reached through a router"),
        ({}, {}, TOLD, "network", "Office (10.40.0.0/24) is not asked: it is no camera network"),
        ({}, {}, LOOK, "network", "Wide (10.128.0.0/9) is not asked: too wide"),
        ({}, {}, FINE, "authority", "A. Example, network manager, until 2027-01-01"),
        ({}, {"until": "2026-11-25"}, LOOK, "authority", "ended on 2026-11-25"),
        ({}, {"hours": '["18:00-19:00"]'}, LOOK, "authority", "Thu 20:00 is outside the hours"),
        ({}, {"hours": '["18:00-23:00"]'}, FINE, "authority", "hours: 18:00-23:00"),
        ({}, {"authority": ""}, LOOK, "authority", "no `authority`"),
        ({}, {}, FINE, "rights", "ARP and SADP below IP can be asked"),
        ({"no_frames": "no right"}, {}, TOLD, "rights", "no ARP and no SADP below IP: no right"),
        ({"system": "win32", "npcap": True}, {}, FINE, "rights", "Npcap is installed"),
        ({"system": "win32"}, {}, TOLD, "rights", "Npcap is not installed"),
        ({"system": "win32"}, {}, TOLD, "firewall", "allow python.exe"),
        ({"compiled": False}, {}, TOLD, "speed", "extra `fast`"),
        ({"old": (("MAC registry", 9),)}, {}, LOOK, "tables", "MAC registry is 9 months old"),
    ],
)
def test_each_thing_is_told(changes, given, state, about, words):
    found = checks(replace(COMPUTER, **changes), estate(**given), UTC, NOW)
    told = [one for one in found if one.about == about and words in one.says]
    assert [one.state for one in told] == [state]


def test_without_an_estate_file_it_says_what_that_means():
    found = checks(COMPUTER, None, UTC, NOW)
    assert [one.state for one in found if one.about == "authority"] == [TOLD]
    assert not [one for one in found if one.about == "network"]


@pytest.mark.parametrize(("until", "code"), [("2099-01-01", 0), ("2026-01-02", 3)])
def test_the_command_ends_with_3_where_something_needs_a_look(
    tmp_path, capsys, monkeypatch, until, code
):
    path = tmp_path / "estate.yaml"
    text = ESTATE.format(authority=AUTHORITY.format(until=until, hours="[]"))
    path.write_text("\n".join(line for line in text.splitlines() if "Wide" not in line))
    monkeypatch.setattr(doctor, "_computer", lambda _: COMPUTER)
    assert main(["doctor", "--estate", str(path)]) == code
    shown = capsys.readouterr().out
    assert "nothing was sent" in shown
    assert max(map(len, shown.splitlines())) <= doctor.WIDTH
    assert main(["doctor", "--estate", str(path), "--json"]) == code
    said = json.loads(capsys.readouterr().out)["checks"]
    assert {one["about"] for one in said} >= {"interface", "authority", "rights", "speed"}


def test_it_runs_on_this_computer_and_opens_no_connection():
    program = (
        "import sys, socket\n"
        "def refuse(event, args):\n"
        "    if event in {'socket.connect', 'socket.sendto', 'socket.sendmsg'}:\n"
        "        raise AssertionError(event)\n"
        "sys.addaudithook(refuse)\n"
        "from camaudit.cli import main\n"
        "sys.exit(main(['doctor']))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode in {0, 3}, done.stderr
    assert b"nothing was sent" in done.stdout
