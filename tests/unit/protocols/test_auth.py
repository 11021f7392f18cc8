"""Challenges and logins, quoted well or badly."""

import pytest

from camaudit.credentials.judge import Judge
from camaudit.credentials.schemes import digest_response
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import LoginOutcome, Seen
from camaudit.protocols import auth
from camaudit.rulebook.types import Default


@pytest.mark.parametrize(
    ("value", "realms"),
    [
        ('Basic realm="Gate"', ("Gate",)),
        ("Basic realm=Gate", ("Gate",)),
        ("Basic realm=IP Camera", ("IP Camera",)),
        ('Basic realm="IP Camera', ("IP Camera",)),
        ('BASIC Realm = "Gate"', ("Gate",)),
        (r'Basic realm="the \"Gate\""', ('the "Gate"',)),
        ('Digest realm="a, b=c", nonce="x"', ("a, b=c",)),
        ('Digest qop="auth", realm="Gate", nonce="x"', ("Gate",)),
        ('Digest realm="one", nonce="x", Basic realm="two"', ("one", "two")),
        ('Negotiate, Basic realm="Gate"', ("Gate",)),
        ('Digest realm="one", algorithm=MD5, Digest realm="one"', ("one",)),
        ('Basic realm=""', ("",)),
        ("Basic", ()),
        ("Negotiate", ()),
        ("", ()),
    ],
)
def test_the_realms_of_a_challenge(value, realms):
    assert auth.realms(value) == realms


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('a="1", b=2,c="3"', {"a": "1", "b": "2", "c": "3"}),
        (',, a="1" ,b="x, y=z"', {"a": "1", "b": "x, y=z"}),
        ('A = "1"', {"a": "1"}),
        ('a="1", a="2"', {"a": "1"}),
        (r'a="q\"q"', {"a": 'q"q'}),
        ('a="no end', {"a": "no end"}),
        ('a=1 "stray" b=2', {"a": "1"}),
        ("", {}),
    ],
)
def test_parameters_in_any_order_and_quoting(text, found):
    assert auth.parameters(text) == found


def logins(value, method="GET"):
    return list(auth.logins(value, "http", method, LoginOutcome.UNSEEN))


@pytest.mark.parametrize(
    "value", ["Basic YWRtaW46MTIzNDU=", "basic  YWRtaW46MTIzNDU", "BASIC YWRtaW46MTIzNDU= "]
)
def test_basic_is_read_with_and_without_padding(value):
    found = logins(value)
    assert [one.scheme for one in found] == ["http-basic"] * len(found)
    if value.endswith("NDU"):
        assert found == []  # half a byte is missing: nothing is guessed
    else:
        assert found[0].reveal() == {"username": "admin", "password": "12345"}


def test_a_password_may_hold_colons():
    assert logins("Basic YTpiOmM=")[0].reveal() == {"username": "a", "password": "b:c"}


def test_a_user_name_in_the_long_form_is_decoded():
    (found,) = logins("Digest username*=UTF-8''J%C3%A4s, response=\"0\"")
    assert found.reveal()["username"] == "J\xe4s"


@pytest.mark.parametrize("realm", ["Tür", "中文"])
@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
def test_a_realm_is_hashed_byte_for_byte_as_it_was_sent(realm, charset):
    if realm == "中文" and charset == "latin-1":
        charset = "gb2312"
    wire = realm.encode(charset).decode("latin-1")  # as a head is read
    fields = {"realm": wire, "nonce": "n", "uri": "/", "method": "GET"}
    made = digest_response(fields, "admin", "admin")
    (found,) = logins(
        f'Digest username="admin", realm="{wire}", nonce="n", uri="/", response="{made}"'
    )
    known = Default(
        id="x.a",
        maker=None,
        user="admin",
        password="admin",
        role=None,
        until=None,
        references=("r",),
    )
    nobody = Endpoint(None, None)
    seen = Judge((known,)).judge(found, nobody, nobody, 80, Seen(1.0, "a.pcap", "frame 1"))
    assert seen.defaults == ("x.a",)


@pytest.mark.parametrize(
    "value",
    [
        "Digest " + " " * 16_000 + "!",
        "Digest a=b" + " ," * 8_000 + "!",
        "Digest " + 'a="' * 5_000,
        "Digest " + "realm=" * 2_700,
        'Digest realm="' + "\\" * 16_000,
    ],
)
def test_a_hostile_value_is_read(value):
    # A pattern that tries again and again would not end here.
    logins(value)
    auth.realms(value)
