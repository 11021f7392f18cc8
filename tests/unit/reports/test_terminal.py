from dataclasses import replace

import pytest

from camaudit.reports import terminal

PATH = r"C:\Audit\2026-11-22 1105\report.html"


def screen(audit, **more):
    return "\n".join(terminal.render(audit, None, **more))


@pytest.mark.parametrize("width", [72, 80, 132])
def test_no_line_is_wider_than_the_console_but_the_path_of_the_report(school, width):
    *lines, last = terminal.render(school, PATH * 3, width)
    assert max(map(len, lines)) <= width
    assert last == f"  Report: {PATH * 3}"


def test_a_console_that_is_too_narrow_gets_what_the_tables_need(school):
    assert terminal.render(school, None, 20) == terminal.render(school, None, 72)


def test_everything_can_be_printed_on_a_windows_console(school):
    name = replace(school.estate, organisation="École カメラ § Łódź")
    text = screen(replace(school, estate=name))
    assert text.encode("cp1252").decode("cp1252") == text
    assert "ÉCOLE \\u30ab\\u30e1\\u30e9 §" in text


def test_a_console_that_has_the_letters_shows_them_in_columns(school):
    coverage = (replace(school.coverage[0], network="カメラ" * 20), *school.coverage[1:])
    first, second = (
        next(line for line in terminal.render(audit, None, encoding="utf-8") if mark in line)
        for audit, mark in ((replace(school, coverage=coverage), "カメラ"), (school, "Camera net"))
    )
    assert "\\u" not in first
    assert first.endswith(second[-9:]) or first.rstrip().endswith("capture")


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
