"""What a person saw on the screen, of what the file holds."""

import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camaudit.tables.transcript import MAX_LINE, Transcript, on_screen

ROW = "  20    accc.8e00.0001    DYNAMIC     Gi1/0/5"
TEXT = f"Straße 7\n{ROW}\nlast"


def read(data):
    return [line.text for line in Transcript(io.BytesIO(data)).read()]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_ends_of_lines_change_nothing(encoding, end):
    assert read(TEXT.replace("\n", end).encode(encoding)) == TEXT.split("\n")


def test_utf16_behind_ascii_as_two_redirections_leave_it():
    assert read(b"arp -a\r\n" + "10.0.0.1\r\n".encode("utf-16-le")) == ["arp -a", "10.0.0.1", ""]


def test_latin_1_in_utf_8_spoils_its_own_line_alone():
    assert read("Größe\n".encode() + "Größe\n".encode("cp1252")) == ["Größe", "Größe"]


@pytest.mark.parametrize(
    "sent",
    [
        f" --More-- {chr(8) * 9}        {chr(8) * 9}{ROW}",
        f" --More-- \r          \r{ROW}",
        f"--More--\r        \r{ROW}",
        f"<--- More --->\r              \r{ROW}",
        f"-- MORE --, next page: Space, next line: Enter, quit: Control-C\r{' ' * 70}\r{ROW}",
        f"-- MORE --, next page: Space, next line: Enter, quit: Control-C\x1b[2K\r{ROW}",
        f"---(more 45%)---\r{' ' * 40}\r{ROW}",
        f"\x1b[7m--More--\x1b[m\x1b[8D\x1b[K{ROW}",
        f"\x1b[24;1H\x1b[2K\x1b[1;24r{ROW}",
        f"Press any key to continue (Q to quit)\r{' ' * 40}\r{ROW}",
        f"lines 1-23\x1b[K\r\x1b[K{ROW}",
        f" --More--{ROW}",
        f"--More-- or (q)uit\r{' ' * 20}\r{ROW}",
        ROW.replace("DYNAMIC", "\x1b[1;32mDYNAMIC\x1b[0m"),
        ROW.replace("Gi1/0/5", "Gi1/0/6\x085"),
        ROW + "\x00\x00",
    ],
)
def test_pagers_and_the_cursor_leave_the_row(sent):
    (shown,) = read(sent.encode() + b"\r\n")
    assert shown.split() == ROW.split()


@pytest.mark.parametrize(
    "pager",
    [
        "--More--",
        " --More-- ",
        "<--- More --->",
        "-- MORE --, next page: Space, next line: Enter, quit: Control-C",
        "---(more)---",
        "---(more 45%)---",
        "Press any key to continue (Q to quit)",
        "Press <SPACE> to continue or <Q> to quit.",
        "CTRL+C ESC q Quit SPACE n Next Page ENTER Next Entry a All",
    ],
)
def test_a_pager_that_was_copied_alone_is_an_empty_line(pager):
    assert read(pager.encode()) == [""]


@pytest.mark.parametrize("text", ["Press-1  10.0.0.1", "more cameras", "lines of text", "unquit"])
def test_words_like_a_pager_stay(text):
    assert read(text.encode()) == [text]


def test_tabs_are_blanks_up_to_the_next_eighth_column():
    assert on_screen("a\tbc\td") == "a       bc      d"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_line_of_ten_megabytes_is_cut_and_counted(encoding):
    data = ("first\n" + "x" * 10_000_000 + "\nlast\n").encode(encoding)
    begin = time.process_time()
    transcript = Transcript(io.BytesIO(data))
    lines = list(transcript.read())
    assert [line.text[:5] for line in lines] == ["first", "xxxxx", "last"]
    assert len(lines[1].text) == MAX_LINE
    assert (transcript.cut, transcript.first_cut) == (1, 2)
    assert time.process_time() - begin < 5


def test_the_file_is_never_held_whole():
    class Endless(io.RawIOBase):
        """Gives rows for ever; who wants all of them gets none."""

        given = 0

        def readable(self):
            return True

        def readinto(self, buffer):
            self.given += len(buffer)
            assert self.given < 4_000_000
            buffer[:] = (b"row of a table\n" * (len(buffer) // 15 + 1))[: len(buffer)]
            return len(buffer)

    lines = Transcript(Endless()).read()
    assert [next(lines).text for _ in range(1000)][-1] == "row of a table"


@given(st.binary(max_size=400))
def test_any_bytes_give_lines_without_control_characters(data):
    for line in Transcript(io.BytesIO(data)).read():
        assert not any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in line.text)


@given(st.text(st.sampled_from("ab \b\r\t\x1b[K2D;\x00"), max_size=60))
def test_the_cursor_never_leaves_the_line(text):
    assert len(on_screen(text)) <= 9 * len(text) + 64
