"""How an answer's votes are told: lowered grades, rivals, imitation, hostile words."""

from dataclasses import replace
from ipaddress import ip_address
from types import SimpleNamespace

import pytest

from camaudit.derive import explain
from camaudit.model.endpoint import Endpoint
from camaudit.model.grade import Grade
from camaudit.model.identity import Answer, Evidence, Identity
from camaudit.model.observation import Channel, Fact, Seen
from camaudit.outline import lines

NONE = Answer(value=None, grade=Grade.UNKNOWN, evidence=(), rivals=())


def sign(channel, *, strong, value="x"):
    seen = Seen(0.0, "a.pcap", "frame 1")
    about = Endpoint(None, ip_address("192.0.2.1"))
    fact = Fact(about=about, channel=channel, value=value, port=80, seen=seen)
    return Evidence(
        fact=fact, rule="acme.x", proves="maker", says="acme", weight=1.0, strong=strong,
        because="It says so.", references=("Guide",),
    )  # fmt: skip


def told(answer, **more):
    fields = {"model": None, "firmware": None, "built_on": None, "serial": None, "channels": None,
              "imitation": False, "contradictions": (), **more}  # fmt: skip
    identity = Identity(device="dev-1", maker=answer, brand=NONE, kind=NONE, **fields)
    device = SimpleNamespace(id="dev-1", addresses=(), mac=None, notes=("router",))
    audit = SimpleNamespace(
        devices=(device,), identities=(identity,), makers=(), findings=(), actions=(), exemptions=()
    )
    return " ".join("\n".join(lines(explain.device(audit, device))).split())


@pytest.mark.parametrize(
    ("signs", "grade", "words"),
    [
        (
            [(Channel.HTTP_TITLE, False)],
            Grade.POSSIBLE,
            "0 strong witnesses and 1 weak witness: one weak",
        ),
        ([(Channel.HTTP_TITLE, True)], Grade.LIKELY, "1 strong witness and 0 weak witnesses"),
        (
            [(Channel.HTTP_TITLE, True), (Channel.RTSP_SERVER, True)],
            Grade.CONFIRMED,
            "two strong witnesses make it confirmed",
        ),
        ([(Channel.SADP_MODEL, True)], Grade.CONFIRMED, "its maker's own discovery protocol"),
        ([(Channel.HTTP_TITLE, True)], Grade.POSSIBLE, "It was lowered to possible"),
    ],
)
def test_the_votes_say_how_the_grade_came_about(signs, grade, words):
    evidence = tuple(sign(channel, strong=strong) for channel, strong in signs)
    assert words in told(Answer(value="acme", grade=grade, evidence=evidence, rivals=()))


def test_rivals_contradictions_and_imitation_are_shown():
    answer = Answer(
        value="acme", grade=Grade.POSSIBLE, evidence=(sign(Channel.HTTP_TITLE, strong=True),),
        rivals=(("boreal", 2.0),),
    )  # fmt: skip
    text = told(answer, imitation=True, contradictions=("Signs of two makers: A and B.",))
    assert "boreal: weight 2" in text
    assert "Signs of two makers: A and B." in text
    assert "software on a computer" in text
    assert "its block names nobody" in text
    assert "%" not in text


def test_words_of_a_device_are_quoted_and_harmless():
    evidence = (sign(Channel.HTTP_TITLE, strong=False, value="A\x1b[31m\n" + "z" * 900),)
    text = told(Answer(value="acme", grade=Grade.POSSIBLE, evidence=evidence, rivals=()))
    assert '"A\\x1b[31m\\nzzz' in text
    assert "\x1b" not in text
    assert "z" * 200 not in text


def test_a_clock_that_says_nonsense_is_shown_as_a_number():
    one = sign(Channel.HTTP_TITLE, strong=False)
    late = replace(one, fact=replace(one.fact, seen=Seen(1e18, "a.pcap", "frame 1")))
    text = told(Answer(value="acme", grade=Grade.POSSIBLE, evidence=(late,), rivals=()))
    assert "1000000000000000000 s" in text
