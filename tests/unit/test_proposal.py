"""A proposed estate file: what a person has to fill in, and nothing approved on the way."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from camaudit.cli import main
from camaudit.errors import EstateError
from camaudit.estate import APPROVER, ORGANISATION, ROLE, SITE, parse
from camaudit.proposal import propose

CAPTURES = Path(__file__).parents[2] / "examples" / "school" / "captures"
SEEN = {
    ip_network("10.20.2.0/24"): ["interface eth0"],
    ip_network("10.0.0.0/8"): ["b.pcap", "a.pcap", "a.pcap", "c.pcap", "d.pcap"],
    ip_network("fd00::/64"): ["x\n  - {cidr: 0.0.0.0/0}\x1b[31m"],
    ip_network("8.8.8.0/24"): ["a.pcap"],
}


def filled(text):
    for word, value in ((ORGANISATION, "Example Hill School"), (SITE, "Main building")):
        text = text.replace(word, value)
    return text


def test_a_filled_proposal_is_an_estate_of_the_private_networks_seen():
    estate = parse(filled(propose(SEEN)).encode(), "estate.yaml")
    (site,) = estate.sites
    assert [str(one.cidr) for one in site.networks] == ["10.0.0.0/8", "10.20.2.0/24", "fd00::/64"]
    assert [one.large for one in site.networks] == [True, False, False]


def test_a_proposal_that_nobody_filled_in_is_refused():
    with pytest.raises(EstateError, match="still to be filled in") as caught:
        parse(propose(SEEN).encode(), "estate.yaml")
    assert len(str(caught.value).splitlines()) == 2


def test_the_authority_of_a_proposal_is_one_once_it_is_filled_in():
    text = propose(SEEN)
    begin, end = text.index("# authority"), text.index("sites:")
    lines = [line.removeprefix("# ") for line in text[begin:end].splitlines()]
    whole = filled(text[:begin] + "\n".join(lines) + "\n" + text[end:])
    whole = whole.replace(APPROVER, "A. Example").replace(ROLE, "network manager")
    assert parse(whole.encode(), "estate.yaml").authority.hours == ("18:00-06:00", "sat", "sun")


def test_a_public_network_is_left_for_a_person_to_claim():
    (line,) = [line for line in propose(SEEN).splitlines() if "8.8.8.0" in line]
    assert line.strip().startswith("# - {cidr: 8.8.8.0/24")
    assert "publicly_routed: owned" in line


def test_places_are_sorted_and_few():
    assert "# a.pcap, b.pcap, c.pcap and 1 more" in propose(SEEN)


def test_nothing_seen_says_what_to_write():
    assert "none were seen" in propose({})


def test_the_command_proposes_what_captures_show_and_names_what_it_cannot_read(tmp_path, capsys):
    (tmp_path / "notes.txt").write_text("no capture")
    out = tmp_path / "estate.yaml"
    words = ["--from", str(CAPTURES), str(tmp_path / "notes.txt"), "-o", str(out)]
    assert main(["estate", "init", *words]) == 3
    said = capsys.readouterr()
    assert "without a table that is known and whole" in said.err
    assert len(said.err.splitlines()) == 1
    assert "cidr: 10." in out.read_text()
    assert main(["estate", "init", *words]) == 2
    assert "not replaced" in capsys.readouterr().err


def test_the_command_proposes_the_networks_of_this_computer(capsys):
    assert main(["estate", "init"]) == 0
    assert ORGANISATION in capsys.readouterr().out


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_estate_file_as_windows_writes_it_is_read(coding):
    text = filled(propose(SEEN)).replace("\n", "\r\n")
    assert parse(text.encode(coding), "estate.yaml").organisation == "Example Hill School"


def test_the_networks_of_a_table_are_proposed(tmp_path, capsys):
    table = tmp_path / "neigh.txt"
    table.write_text("10.20.2.7 dev eth0 lladdr 44:19:b6:00:00:01 REACHABLE\n", encoding="utf-8")
    assert main(["estate", "init", "--from", str(table)]) == 0
    assert "10.20.2.0/24" in capsys.readouterr().out
