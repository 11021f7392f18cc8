"""Texts of a list are identified as if devices had said them."""

import pytest

from camaudit.identify.trial import COLUMNS, Text, Trial, grouped
from camaudit.model.observation import Channel


@pytest.fixture(scope="module")
def trial(rulebook, registry):
    return Trial(rulebook, registry)


def read(*lines):
    wrong = []
    found = list(grouped(lines, lambda number, what: wrong.append((number, what))))
    return [(name, [(text.channel, text.value) for text in texts]) for name, texts in found], wrong


def row(trial, *texts):
    tried = trial.of("d", [Text(Channel(channel), value) for channel, value in texts])
    return dict(zip(COLUMNS, tried.row, strict=True))


def test_a_line_of_two_columns_is_a_device_of_its_own():
    found, wrong = read("http.server\tAcmeWeb\n", "http.server\tAcmeWeb\r\n")
    assert found == [
        ("1", [("http.server", "AcmeWeb")]),
        ("2", [("http.server", "AcmeWeb")]),
    ]
    assert wrong == []


def test_lines_of_one_device_are_one_device():
    found, _ = read("door\thttp.server\tA\tB", "door\trtsp.server\t C ", "hall\thttp.title\tD")
    assert found == [
        ("door", [("http.server", "A\tB"), ("rtsp.server", " C ")]),
        ("hall", [("http.title", "D")]),
    ]


def test_headings_comments_and_empty_lines_are_passed_over():
    found, wrong = read("device\tchannel\tvalue", "# a note", "", "d\thttp.server\tA")
    assert found == [("d", [("http.server", "A")])]
    assert wrong == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("d\thttp.sever\tA", "no channel 'http.sever'"),
        ("AcmeWeb", "no channel 'AcmeWeb'"),
        ("mac.block\tAcme Inc.", "'Acme Inc.' is no MAC address"),
    ],
)
def test_a_line_that_cannot_be_used_is_told_and_the_rest_goes_on(line, what):
    found, wrong = read(line, "d\thttp.server\tA")
    assert found == [("d", [("http.server", "A")])]
    assert [number for number, _ in wrong] == [1]
    assert wrong[0][1].startswith(what)


def test_a_device_whose_lines_are_apart_is_told():
    found, wrong = read("a\thttp.title\tA", "b\thttp.title\tB", "a\thttp.title\tC")
    assert [name for name, _ in found] == ["a", "b", "a"]
    assert [number for number, _ in wrong] == [3]


def test_texts_that_agree_are_surer_together(trial):
    one = row(trial, ("http.server", "AcmeWeb"))
    both = row(trial, ("http.server", "AcmeWeb"), ("rtsp.server", "AcmeStream/7"))
    assert (one["maker"], one["maker_grade"]) == ("acme", "likely")
    assert (both["maker"], both["maker_grade"]) == ("acme", "confirmed")
    assert both["firmware"] == "7"
    assert both["rules"] == "acme.http acme.rtsp"


def test_a_mac_and_a_name_asked_for_count_as_on_the_wire(trial):
    assert row(trial, ("mac.block", "00-11-22-AA-BB-CC"))["rules"] == "mac-block"
    assert row(trial, ("dns.query", "Relay.ACME.com."))["rules"] == "acme.cloud"
    assert row(trial, ("tls.sni", "cam.acme.com"))["rules"] == "acme.cloud acme.sni"


def test_what_no_rule_knows_is_unknown(trial):
    found = row(trial, ("http.server", "Printer"))
    assert found["maker"] == found["kind"] == found["rules"] == ""
    assert found["maker_grade"] == found["kind_grade"] == "unknown"


def test_a_cell_is_harmless(trial):
    assert row(trial, ("sadp.model", "=1+1\x1b"))["model"] == "'=1+1\\x1b"
