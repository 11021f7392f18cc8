"""Files as people make them: several tables, words between them, rows that are spoilt."""

from pathlib import Path

import pytest

from camaudit.tables import FORMATS
from camaudit.tables.entry import Line
from camaudit.tables.walker import Row, Walker

CASES = sorted(Path(__file__).with_name("cases").glob("*.txt"))
MAC_HEAD = "Vlan    Mac Address       Type        Ports"
MAC_ROW = "  20    accc.8e00.0001    DYNAMIC     Gi1/0/5"
ARP_HEAD = "Protocol  Address          Age (min)  Hardware Addr   Type   Interface"
ARP_ROW = "Internet  10.20.2.21             12   accc.8e00.0001  ARPA   Vlan20"


def walked(*texts):
    lines = (Line(number, text) for number, text in enumerate(texts, 1))
    return list(Walker(list(FORMATS.values())).walk(lines))


def rows(found):
    return [(one.device, one.format.name, one.entry.line) for one in found if isinstance(one, Row)]


def unread(found):
    return [(one.line, one.format, one.damaged) for one in found if not isinstance(one, Row)]


def test_several_commands_in_one_file_belong_to_their_prompts():
    found = walked("A#show mac address-table", MAC_HEAD, MAC_ROW, "B#sh arp", ARP_HEAD, ARP_ROW)
    assert rows(found) == [("A", "Cisco: MAC addresses", 3), ("B", "Cisco: ARP", 6)]


def test_tables_that_were_pasted_without_prompts_are_told_apart():
    found = walked(MAC_HEAD, MAC_ROW, ARP_HEAD, ARP_ROW, MAC_HEAD, MAC_ROW)
    assert [name for _, name, _ in rows(found)] == [
        "Cisco: MAC addresses",
        "Cisco: ARP",
        "Cisco: MAC addresses",
    ]
    assert unread(found) == []


def test_a_message_of_the_switch_amid_a_table_loses_itself_alone():
    message = "*Nov 22 09:14:03.120: %LINK-3-UPDOWN: Interface Gi1/0/7, changed state to up"
    found = walked(MAC_HEAD, MAC_ROW, message, MAC_ROW)
    assert [line for _, _, line in rows(found)] == [2, 4]
    assert [line for line, _, _ in unread(found)] == [3]


def test_prose_between_tables_is_not_counted():
    found = walked(
        "Welcome to the network of Example Hill School",
        "",
        "A#show clock",
        "09:14:03.120 GMT Sun Nov 22 2026",
        "A#show mac address-table",
        "          Mac Address Table",
        "-------------------------------------------",
        MAC_HEAD,
        "----    -----------       --------    -----",
        MAC_ROW,
        "Total Mac Addresses for this criterion: 1",
        "A#",
    )
    assert len(rows(found)) == 1
    assert unread(found) == []


def test_a_line_with_an_address_that_no_table_has_is_counted():
    assert unread(walked("neighbour 10.20.2.21 is unreachable")) == [(1, None, False)]


def test_a_stray_line_with_a_mac_does_not_end_the_table():
    found = walked(MAC_HEAD, MAC_ROW, "note: accc.8e00.0002 was moved", MAC_ROW)
    assert [line for _, name, line in rows(found) if name == "Cisco: MAC addresses"] == [2, 4]


def test_the_name_of_a_device_may_stand_in_its_settings():
    found = walked("hostname SW-HALL-1", "!", MAC_HEAD, MAC_ROW)
    assert rows(found) == [("SW-HALL-1", "Cisco: MAC addresses", 4)]


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_where_blanks_were_lost_nothing_is_put_in_a_wrong_column(path):
    """Text that went through a mail has lost its columns: it is read, or said to be unread."""
    whole = path.read_text(encoding="utf-8").splitlines()
    lost = [" ".join(text.split()) for text in whole]
    right = {(one.entry.mac, one.entry.port, one.entry.ip) for one in _rows(walked(*whole))}
    ports = {port for _, port, _ in right} | {None}
    for one in _rows(walked(*lost)):
        assert one.entry.port in ports
        if one.entry.port is not None and one.entry.mac is not None:
            assert (one.entry.mac, one.entry.port) in {(mac, port) for mac, port, _ in right}


def _rows(found):
    return [one for one in found if isinstance(one, Row)]
