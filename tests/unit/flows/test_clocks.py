"""What times of a log lack is told beside the file: a zone, a year."""

from zoneinfo import ZoneInfo

import pytest

from camaudit.model.coverage import Circumstance

BSD = "Nov 22 09:14:0{} dnsmasq[1]: query[A] lite.camera.example from 10.20.30.41"
RFC = "<30>1 2026-11-22T09:14:0{}+01:00 fw unbound 1 - - [1:0] info: 10.20.30.41 a.example. A IN"
LOCAL = "2026-11-22T09:14:0{} client 10.20.30.41#1 (a.example): query: a.example IN A +"
EPOCH = "179533524{}.435 1 10.20.30.41 TCP_MISS/200 12 GET http://a.example/ - NONE/- -"
CSV = "2026-11-22 09:14:0{};10.20.30.41;203.0.113.7;443;allow"
HEAD = "Time;Source;Destination;Port;Action"


@pytest.mark.parametrize(
    ("line", "lacks"),
    [
        (BSD, {Circumstance.NO_ZONE: "Europe/Berlin", Circumstance.NO_YEAR: "2026-11-22"}),
        (RFC, {}),
        (LOCAL, {Circumstance.NO_ZONE: "Europe/Berlin"}),
        (EPOCH, {}),
        (f"{HEAD}\n{CSV}", {Circumstance.NO_ZONE: "Europe/Berlin"}),
    ],
)
def test_what_times_lack_is_told(read, line, lacks):
    said = read("".join(line.format(at) + "\n" for at in range(5)), zone=ZoneInfo("Europe/Berlin"))
    assert {note.what: note.about for note in said.source.notes()} == lacks


def test_it_is_told_of_damaged_lines_too(read):
    said = read("\n".join([BSD.format(1), "\0\0", "x" * 3_000_000, BSD.format(2)]))
    assert [note.what for note in said.source.notes()] == [
        Circumstance.NO_ZONE,
        Circumstance.NO_YEAR,
    ]


OUTER = "2026-11-22 09:14:0{};192.0.2.1;203.0.113.7;443;allow\n"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([OUTER] * 3, [3]),
        ([OUTER, CSV.replace(".41", ".99") + "\n"], []),  # somebody else inside
        ([OUTER, CSV + "\n"], []),
        ([CSV + "\n"], []),
        ([], []),
    ],
)
def test_a_log_behind_the_translation_of_addresses_says_so(read, lines, told):
    said = read(HEAD + "\n" + "".join(one.format(at) for at, one in enumerate(lines)))
    notes = [one for one in said.source.notes() if one.what is Circumstance.TRANSLATED]
    assert [one.count for one in notes] == told
