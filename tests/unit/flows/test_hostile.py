"""What a file may do to its reader: it is counted and shown, and nothing else is lost."""

import gzip

import pytest
import zstandard

from camaudit.errors import SourceError
from camaudit.model.observation import Reason

HEAD = (
    "#separator \\x09\n#unset_field\t-\n#path\tconn\n"
    "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\torig_ip_bytes\tnote\n"
)


def row(at, note="-", peer="203.0.113.77"):
    return f"{1795335243 + at}.000000\tC{at}\t10.20.30.41\t40122\t{peer}\t443\ttcp\t60\t{note}"


def tries(said):
    return sum(flow.tries for flow in said.flows)


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        ("garbage", "lines"),
        (row(5) + "\tone\ttoo\tmany", "lines"),
        (row(5) + "\ttoo", "lines"),
        (row(5).rsplit("\t", 2)[0], "lines"),
        (row(5).replace("1795335248.000000", "yesterday"), "lines"),
        (row(5).replace("1795335248.000000", "99999999999999999999"), "lines"),
        (row(5, peer="an-address"), "lines"),
        (row(5, peer="999.1.1.1"), "lines"),
    ],
)
def test_a_malformed_line_is_counted_with_its_place(read, bad, what):
    said = read(HEAD + "\n".join([row(1), row(2), bad, row(3), ""]))
    assert said.short == {(Reason.MALFORMED, what): (1, "line 7")}
    assert tries(said) == 3


def test_numbers_that_cannot_be_are_left_away(read):
    lines = [row(1).replace("\t60\t", f"\t{size}\t") for size in ("-1", "9" * 30, "x", "", "7")]
    said = read(HEAD + "\n".join(lines) + "\n")
    assert (tries(said), said.flows[0].sent) == (5, 7)


def test_durations_that_cannot_be_lose_no_row(read):
    head = HEAD.replace("\tnote", "\tduration")
    durations = ["9" * 25, "1e300", "-5", "nan", "inf", "x", "-", "9e12"]
    said = read(head + "".join(row(1, note=one) + "\n" for one in durations))
    assert (tries(said), said.short) == (8, {})


JSON = (
    '{"ts":1795335243.5,"id.orig_h":"10.20.30.41","id.resp_h":"203.0.113.77","proto":"tcp",'
    '"conn_state":"SF","note":"%s"}'
)


@pytest.mark.parametrize(
    "bad",
    [
        "nonsense", "42", "[1,2]", "{}", "null", '{"ts":1', JSON % "x" + " more", JSON % "x" + "}",
        '{"ts":{"a":1},"id.orig_h":"10.20.30.41","id.resp_h":"203.0.113.77"}',
        (JSON % "x").replace("203.0.113.77", "no address"),
        (JSON % "x").replace('"203.0.113.77"', "null"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("head", ["", "#\n"], ids=["objects", "lines"])
def test_lines_of_json_are_rows_or_are_counted(read, bad, head):
    """A file with a comment is read line by line, one without by DuckDB's reader of JSON."""
    a, b, c = (JSON % note for note in "abc")
    said = read(f"{a}\n{head}{bad}\n{b}\n{c}\n")
    line = 3 if head else 2
    assert said.short == {(Reason.MALFORMED, "lines"): (1, f"line {line}")}
    assert tries(said) == 3
    assert said.flows[0].seen.place == "line 1"


@pytest.mark.parametrize("head", ["", "#\n"], ids=["objects", "lines"])
def test_odd_objects_are_read_alike(read, head):
    twice = (JSON % "x").replace('"ts":', '"ts":1,"ts":')
    deep = (JSON % "x").replace('"x"', "[" * 200 + "]" * 200)
    spaced = "  " + (JSON % "x").replace(":", " : ").replace(",", " , ")
    long = JSON % ("y" * 900_000)
    lines = [JSON % "\\u0000", deep, spaced, long, JSON % "\\ud800", twice]
    said = read((JSON % "a") + "\n" + head + "\n".join(lines[1:]) + "\n" + lines[0] + "\n")
    assert tries(said) + sum(count for count, _ in said.short.values()) == 7
    assert tries(said) >= 5


def test_latin_1_in_utf_8_is_read_and_counted(read):
    said = read((HEAD + row(1) + "\n").encode() + row(2, "Gerät").encode("latin-1") + b"\n"
                + row(3, "Gerät").encode() + b"\n")  # fmt: skip
    assert tries(said) == 3
    assert said.short == {
        (Reason.MALFORMED, "line not in UTF-8, read as Latin-1"): (1, "line 6")
    }  # fmt: skip


def test_a_line_of_10_mb_is_counted_and_its_neighbours_are_read(read):
    long = row(2, "x" * 10_000_000)
    said = read(HEAD + "\n".join([row(1), long, row(3), ""]))
    assert tries(said) == 2
    assert said.short == {(Reason.BOUND, "line longer than 1 MiB"): (1, "line 6")}
    assert said.flows[0].seen.place == "line 5"


def test_a_file_that_is_one_long_line_ends(read):
    said = read(HEAD + row(1) + "\n" + "y" * 5_000_000)
    assert tries(said) == 1
    assert said.short == {(Reason.BOUND, "line longer than 1 MiB"): (1, "line 6")}


def test_a_file_cut_in_the_middle_is_read_to_its_end(read):
    whole = (HEAD + "\n".join(row(at) for at in range(100))).encode()
    said = read(whole[:-20])
    assert tries(said) == 99
    assert said.short == {(Reason.MALFORMED, "lines"): (1, "line 104")}
    lines = "".join(row(at, note=f"{at * 7919 % 10007}") + "\n" for at in range(9000)).encode()
    packed = gzip.compress(HEAD.encode() + lines)
    cut = read(packed[: len(packed) * 3 // 4])
    assert 3000 < tries(cut) < 9000
    assert (Reason.TRUNCATED, "gzip data cut short") in cut.short


def test_lines_keep_their_numbers_behind_empty_and_odd_ones(read):
    odd = ["", "", row(1).replace("10.20.30.41", "10.20.30.9"), "\0\0\0", row(2), ""]
    said = read(HEAD + "\n".join(odd))
    assert said.flows[0].seen.place == "line 9"
    assert said.short == {
        (Reason.OTHERS, "lines"): (1, "line 1"),
        (Reason.DAMAGED, "line of zeros"): (1, "line 8"),
    }


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_files_as_windows_writes_them(read, encoding, end):
    text = (HEAD + "\n".join([row(1), row(2, "Gerät"), ""])).replace("\n", end)
    said = read(text.encode(encoding))
    assert (tries(said), said.short) == (2, {})
    assert said.flows[0].seen.place == "line 5"


def test_mixed_line_ends_are_one_line_each(read):
    said = read(HEAD + row(1) + "\r\n" + row(2) + "\n" + row(3, "a\rb") + "\n")
    assert (tries(said), said.short) == (3, {})


def test_zstd_is_read(read):
    packed = zstandard.ZstdCompressor().compress((HEAD + row(1) + "\n").encode())
    said = read(packed)
    assert (tries(said), said.kind) == (1, "Zeek conn (zstd)")


def test_a_bomb_is_left_where_it_swells(read):
    said = read(gzip.compress((HEAD + row(1) + "\n").encode() + b"\n" * 60_000_000))
    assert tries(said) == 1
    assert any(reason is Reason.TRUNCATED for reason, _ in said.short)


@pytest.mark.parametrize("content", [b"", b"\n", b"\0" * 1000, b"hello\n", b"\x1f\x8b\x08garbage"])
def test_what_is_no_log_is_said_to_be_none(read, content):
    with pytest.raises(SourceError, match="no log of a format that is known"):
        read(content)


def test_names_of_files_and_columns_are_no_sql(read):
    head = HEAD.replace("note", "no'te\"; DROP TABLE held; --")
    said = read(head + row(1, "'); DROP TABLE held; --") + "\n", name="it's; a 'log' \"x\".log")
    assert tries(said) == 1


MANY = 700_000  # lines: more than one buffer of DuckDB's, which reads them in parallel


def as_json(line):
    ts, _, source, port, target, _, proto, _, _ = line.split("\t")
    return (
        f'{{"ts":{ts},"id.orig_h":"{source}","id.orig_p":{port},"id.resp_h":"{target}",'
        f'"id.resp_p":443,"proto":"{proto}","conn_state":"SF"}}'
    )


@pytest.mark.parametrize("form", ["tsv", "json", "gzip"])
@pytest.mark.parametrize(
    "places",
    [range(3, MANY, 50_000), range(MANY - 9, MANY), [3, MANY - 2], [3, 90]],
    ids=["throughout", "late", "both", "early"],
)
def test_a_file_larger_than_one_buffer_keeps_its_line_numbers(read, form, places):
    """Order is not to be taken as given, and lines are found again wherever they are."""
    other = row(1, peer="198.51.100.1").replace("10.20.30.41", "10.1.1.1")
    lines = [other] * MANY
    planted = {at: f"203.0.113.{number}" for number, at in enumerate(places, 1)}
    for at, peer in planted.items():
        lines[at] = row(at, peer=peer)
    if form == "json":
        told = {other: as_json(other)}
        lines = [told.get(line) or as_json(line) for line in lines]
    head = "" if form == "json" else HEAD
    content = (head + "\n".join(lines) + "\n").encode()
    said = read(gzip.compress(content, 1, mtime=0) if form == "gzip" else content)
    above = head.count("\n") + 1
    assert {str(flow.peer): flow.seen.place for flow in said.flows} == {
        peer: f"line {at + above}" for at, peer in planted.items()
    }


def test_a_bad_line_far_down_is_named_by_its_number(read):
    lines = [row(at) for at in range(200_000)]
    lines[190_000] = "garbage"
    said = read(HEAD + "\n".join(lines) + "\n")
    assert said.short == {(Reason.MALFORMED, "lines"): (1, "line 190005")}
    assert tries(said) == 199_999
