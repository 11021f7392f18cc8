"""What halts and what does not, as tables of what a host went through."""

from ipaddress import ip_address

import pytest

from camaudit.model.probe import Outcome
from camaudit.wire import breaker as breaker_
from camaudit.wire.breaker import Breaker, Halt

HOST, OTHER, THIRD = map(ip_address, ("10.20.2.31", "10.20.2.32", "10.20.2.33"))
WORDS = {
    "ok": Outcome.ANSWERED,
    "junk": Outcome.UNREADABLE,
    "silent": Outcome.SILENT,
    "reset": Outcome.RESET,
    "refused": Outcome.REFUSED,
    "gone": Outcome.UNREACHABLE,
}


def go(breaker, host, story):
    """Play "80 open, 80 ok, 80 silent"; give the first halt."""
    first = None
    for step in story.split(", "):
        port, word = step.split()
        if word == "open":
            breaker.opened(host, int(port))
        elif word == "lives":
            breaker.lives(host)
        else:
            first = breaker.note(host, int(port), WORDS[word], 5.0) or first
    return first


@pytest.mark.parametrize(
    "story",
    [
        "80 silent, 554 silent, 443 silent, 8080 silent",  # nobody, or behind a firewall
        "80 refused, 554 refused, 443 refused",
        "80 gone, 554 gone, 443 gone",
        "80 open, 80 ok, 554 silent, 443 silent, 8080 silent",  # a firewall lets the web through
        "80 open, 80 ok, 554 refused, 443 refused, 8554 refused",
        "80 open, 80 ok, 80 silent, 554 open, 554 ok, 80 silent",  # slow now and then
        "80 open, 80 ok, 80 reset, 80 open, 80 ok, 80 reset, 80 open, 80 ok, 80 reset",
        "80 open, 80 ok, 80 reset, 554 silent, 443 silent",  # hangs up on what it does not know
        "80 open, 80 ok, 80 reset, 554 open, 554 ok, 554 reset, 443 open, 443 reset",
        "80 open, 80 silent, 554 open, 554 ok, 443 open, 443 silent",
        "80 open, 80 ok, 80 refused, 554 open, 554 ok",
        "80 open, 80 ok, 80 silent, 554 silent, 80 lives, 443 silent, 8080 silent",
        "80 open, 80 ok, 80 silent, 554 refused, 443 refused",  # closed ports answer, in a way
        "80 open, 80 junk, 80 silent, 80 junk, 80 silent",
        "80 reset, 554 reset, 443 reset",  # a firewall that says no by a reset
    ],
)
def test_what_is_ordinary_halts_nothing(story):
    breaker = Breaker()
    assert go(breaker, HOST, story) is None
    assert breaker.halts == []
    assert breaker.refusal(HOST) is None


@pytest.mark.parametrize(
    ("story", "why"),
    [
        ("80 open, 80 ok, 80 silent, 80 silent", "answered, then was silent on port 80"),
        ("80 open, 80 ok, 80 silent, 80 refused", "answered, then was refused on port 80"),
        ("80 open, 80 ok, 80 gone, 80 gone", "answered, then was unreachable on port 80"),
        ("80 open, 80 junk, 80 silent, 80 silent", "silent on port 80"),
        ("80 open, 80 ok, 554 open, 554 ok, 80 silent, 554 silent", "silent on port 554"),
        ("80 open, 80 ok, 80 silent, 554 silent, 80 silent", "silent on port 80"),
        ("80 open, 80 silent, 554 silent, 80 silent", "silent on port 80"),  # by its first question
        ("80 open, 80 ok, 80 reset, 80 reset, 80 reset", "broke off 3 connections in a row"),
        ("80 open, 80 ok, 80 reset, 554 open, 554 reset, 443 open, 443 reset", "broke off 3"),
        ("80 open, 80 ok, 80 silent, 80 lives, 80 silent, 80 silent", "silent on port 80"),
    ],
)
def test_one_that_stops_halts_its_kind_and_is_told_of(story, why):
    breaker = Breaker()
    breaker.belongs(HOST, "acmecam")
    breaker.belongs(OTHER, "acmecam")
    breaker.belongs(THIRD, "othercam")
    halt = go(breaker, HOST, story)
    assert halt is not None
    assert why in halt.why
    assert (halt.host, halt.kind, halt.at) == (HOST, "acmecam", 5.0)
    assert breaker.halts == [halt]
    assert "left alone" in breaker.refusal(HOST)
    assert "(acmecam)" in breaker.refusal(OTHER)
    assert breaker.refusal(THIRD) is None


def test_a_device_that_is_learnt_to_be_of_a_halted_kind_is_left_alone_from_then_on():
    breaker = Breaker()
    breaker.belongs(HOST, "acmecam")
    go(breaker, HOST, "80 open, 80 ok, 80 silent, 80 silent")
    assert breaker.refusal(OTHER) is None
    breaker.belongs(OTHER, "acmecam")
    assert breaker.refusal(OTHER) is not None


def test_one_of_which_nothing_is_known_halts_nobody_else():
    breaker = Breaker()
    breaker.opened(OTHER, 80)
    assert go(breaker, HOST, "80 open, 80 ok, 80 silent, 80 silent").kind is None
    assert breaker.refusal(HOST) is not None
    assert breaker.refusal(OTHER) is None


def test_a_host_halts_once():
    breaker = Breaker()
    go(breaker, HOST, "80 open, 80 ok, 80 silent, 80 silent, 80 silent, 80 silent")
    assert len(breaker.halts) == 1


@pytest.mark.parametrize(
    ("story", "port"),
    [
        ("80 open, 80 ok, 554 silent, 443 silent", None),
        ("80 open, 80 ok, 80 silent", None),
        ("80 open, 80 ok, 80 silent, 554 refused", None),
        ("80 open, 80 ok, 80 silent, 554 silent", 80),
        ("80 open, 80 ok, 554 open, 554 ok, 80 silent, 443 gone", 554),
        ("80 open, 80 ok, 554 open, 80 open, 80 silent, 443 silent", 80),
        ("80 open, 80 ok, 80 silent, 554 silent, 80 lives", None),
        ("80 open, 80 ok, 80 silent, 554 silent, 80 silent", None),  # halted: no doubt any more
        ("80 silent", None),
    ],
)
def test_a_host_is_doubted_where_silence_follows_on_silence(story, port):
    breaker = Breaker()
    go(breaker, HOST, story)
    assert breaker.doubtful(HOST) == port
    assert breaker.doubtful(OTHER) is None


def test_what_halted_in_a_run_before_stays_halted():
    breaker = Breaker()
    breaker.restore(Halt(host=HOST, kind="acmecam", at=1.0, why="it was so"))
    breaker.restore(Halt(host=THIRD, kind=None, at=1.0, why="it was so"))
    breaker.belongs(OTHER, "acmecam")
    assert all(breaker.refusal(one) for one in (HOST, OTHER, THIRD))
    assert len(breaker.halts) == 2
    go(breaker, HOST, "80 open, 80 silent, 80 silent")
    assert len(breaker.halts) == 2


def test_as_many_hosts_are_remembered_as_a_wide_network_has(monkeypatch):
    monkeypatch.setattr(breaker_, "_REMEMBERED", 2)
    breaker = Breaker()
    for host in (HOST, OTHER, HOST, THIRD):
        breaker.opened(host, 80)
    assert [breaker.knows(one) for one in (HOST, OTHER, THIRD)] == [True, False, True]
