from dataclasses import replace

import pytest
from rich.cells import cell_len

from camaudit.reports import terminal

PATH = r"C:\Audit\2026-11-22 1105\report.html"


def screen(audit, **more):
    return "\n".join(terminal.render(audit, None, **more))


@pytest.mark.parametrize("width", [60, 72, 80, 132, 200])
def test_no_line_is_wider_than_the_console_but_the_path_of_the_report(school, width):
    *lines, last = terminal.render(school, PATH * 3, width)
    assert max(map(len, lines)) <= width
    assert last == f"  Report: {PATH * 3}"


def test_a_console_that_is_too_narrow_gets_what_the_tables_need(school):
    assert terminal.render(school, None, 20) == terminal.render(school, None, 60)
    assert terminal.render(school, None, 999) == terminal.render(school, None, 200)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Old gymnasium cameras", ["Old gymnasium", "cameras 0 0 0 capture"]),
        (
            "Network of the cameras at the old gymnasium and the bicycle shed",
            [
                "Network of the cameras at the old gymnasium and the",
                "bicycle shed",
                "0 0 0 capture",
            ],
        ),
    ],
)
def test_a_name_that_has_no_room_beside_its_numbers_goes_on_below(school, name, lines):
    coverage = (replace(school.coverage[0], network=name), *school.coverage[1:])
    shown = terminal.render(replace(school, coverage=coverage), None, 60)
    at = next(number for number, line in enumerate(shown) if line.strip() == lines[0])
    assert [" ".join(line.split()) for line in shown[at : at + len(lines)]] == lines


def test_all_who_looked_at_a_network_are_named(school):
    names = ("DHCP", "DNS log", "firewall log", "switch")
    looks = tuple(replace(school.coverage[0].looks[0], vantage=one) for one in names)
    coverage = (replace(school.coverage[0], looks=looks), *school.coverage[1:])
    narrow, wide = (
        terminal.render(replace(school, coverage=coverage), None, width) for width in (60, 132)
    )
    assert any(line.endswith("capture") for line in wide)
    assert any(line.endswith("   DHCP, DNS log, firewall log, switch") for line in wide)
    at = next(number for number, line in enumerate(narrow) if line.endswith("  DHCP, DNS"))
    assert [line.strip() for line in narrow[at + 1 : at + 3]] == ["log, firewall", "log, switch"]


def test_on_a_wide_console_the_numbers_stay_near_the_names(school):
    line = next(one for one in terminal.render(school, None, 200) if "Camera network" in one)
    assert "Camera network" + " " * 25 + "5" in line


def test_everything_can_be_printed_on_a_windows_console(school):
    name = replace(school.estate, organisation="École カメラ § Łódź")
    text = screen(replace(school, estate=name))
    assert text.encode("cp1252").decode("cp1252") == text
    assert "ÉCOLE \\u30ab\\u30e1\\u30e9 §" in text


def test_a_console_that_has_the_letters_shows_them_in_columns(school):
    coverage = (replace(school.coverage[0], network="カメラ" * 3), *school.coverage[1:])
    lines = terminal.render(replace(school, coverage=coverage), None, encoding="utf-8")
    first, second = (next(one for one in lines if mark in one) for mark in ("カメラ", "Phones"))
    assert "\\u" not in first
    # Two columns a letter: what stands at the right is in its place.
    assert first.endswith("capture")
    assert cell_len(first) == cell_len(second)


def test_not_looked_is_a_dash_and_looked_is_a_zero(school):
    lines = {line.split()[0]: line for line in terminal.render(school, None) if line}
    assert lines["Pupils"].split()[1:] == ["-", "-", "-", "NOT", "LOOKED"]
    assert lines["Phones"].split()[1:] == ["0", "0", "0", "capture"]


def test_the_answer_says_that_it_is_not_complete(school):
    assert "Cameras: at least 6.   You expected 40.   This answer is NOT complete." in screen(
        school
    )


def test_a_mac_block_alone_is_called_no_verdict(school):
    assert "Dahua: 2 devices, possible (MAC block only, no verdict)" in screen(school)


def test_without_an_estate_file_the_coverage_is_unknown(school):
    nobody = replace(school.estate, organisation=None, expected_cameras=None)
    text = screen(replace(school, estate=nobody))
    assert text.startswith("NO ESTATE FILE: no networks declared, coverage unknown")
    assert "camaudit estate init" in text


def test_an_audit_of_nothing_is_a_screen_all_the_same(school):
    nothing = replace(
        school, devices=(), identities=(), findings=(), coverage=(), files=(), shortfalls=()
    )
    text = screen(nothing)
    assert "at least 0" in text
    assert "No video device was recognised in what was read." in text
    assert "Read: 0 files, 0 frames and lines." in text


def test_more_than_fits_is_counted(school):
    many = tuple(replace(school.coverage[1], network=f"VLAN {n}") for n in range(300))
    text = screen(replace(school, coverage=many))
    assert "... and 282 more: see the report" in text
    assert len(text.splitlines()) < 120


def test_files_that_were_not_read_whole_are_named(school):
    text = screen(school)
    assert "Read: 3 files, 50,142 frames and lines; 1 read in part; 1 not recognised." in text
    assert "main/camera-network.pcapng: cut short: block (byte 52428800)" in text


def test_a_command_is_never_broken_over_two_lines(school):
    lines = [line for line in terminal.render(school, None, 72) if "camaudit audit" in line]
    assert [line for line in lines if "FOLDER" in line or "--help" in line] == lines


def test_what_was_sent_is_said(school):
    assert "Sent by this audit: 0 packets." in screen(school)
