"""Every published or constructed login of vectors.yaml, from the wire through the judge."""

from pathlib import Path
from xml.sax.saxutils import escape

import pytest
import yaml

from camaudit.credentials.judge import Judge
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import LoginOutcome, Seen
from camaudit.protocols import http, onvif, rtsp
from camaudit.rulebook.types import Default

SPACE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#"
FILE = Path(__file__).with_name("vectors.yaml")
VECTORS = yaml.load(FILE.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - makes text only
every = pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])


def default(name, user, password):
    return Default(
        id=name, maker=None, user=user, password=password, role=None, until=None, references=("r",)
    )


def envelope(vector):
    token = vector["token"]
    kind = "PasswordText" if token["type"] == "text" else "PasswordDigest"
    return (
        "<Envelope><Header><Security><UsernameToken>"
        f"<Username>{escape(vector['user'])}</Username>"
        f'<Password Type="{SPACE}{kind}">{escape(token["value"])}</Password>'
        f"<Nonce>{token['nonce']}</Nonce><Created>{token['created']}</Created>"
        "</UsernameToken></Security></Header><Body><GetUsers/></Body></Envelope>"
    ).encode()


def logins(vector, status):
    if "token" in vector:
        answer = None
        return list(onvif.logins(onvif.parse(envelope(vector)), onvif.outcome(status, answer)))
    method, version = vector["method"], "HTTP/1.1" if vector["method"] == "GET" else "RTSP/1.0"
    data = f"{method} /x {version}\r\nAuthorization: {vector['value']}\r\n\r\n".encode()
    module = http if method == "GET" else rtsp
    return list(module.logins(module.parse_request(data), status))


def verdict(vector, *defaults, status=200):
    (login,) = logins(vector, status)
    nobody = Endpoint(None, None)
    return Judge(defaults).judge(login, nobody, nobody, 80, Seen(1.0, "a.pcap", "frame 1"))


@every
def test_the_default_that_the_login_was_made_with_verifies_and_no_other(vector):
    user, password = vector["user"], vector["password"]
    seen = verdict(
        vector,
        default("x.right", user, password),
        default("x.wrong-password", user, f"{password}1"),
        default("x.another-user", f"{user}1", password),
    )
    assert seen.defaults == ("x.right",)
    in_clear = vector.get("value", "").startswith("Basic")
    assert seen.in_clear == (in_clear or vector.get("token", {}).get("type") == "text")


@every
def test_with_another_password_no_default_verifies(vector):
    assert verdict(vector, default("x.wrong", vector["user"], "nothing of this")).defaults == ()


@every
@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, LoginOutcome.ACCEPTED),
        (401, LoginOutcome.REFUSED),
        (403, LoginOutcome.REFUSED),
        (500, LoginOutcome.UNSEEN),
        (None, LoginOutcome.UNSEEN),
    ],
)
def test_what_the_device_answered_stays_apart_from_what_was_tried(vector, status, outcome):
    seen = verdict(vector, default("x.right", vector["user"], vector["password"]), status=status)
    assert (seen.outcome, seen.defaults) == (outcome, ("x.right",))


@every
def test_a_verdict_names_ids_alone(vector):
    shown = repr(verdict(vector, default("x.right", vector["user"], vector["password"])))
    parts = [vector["password"], *vector.get("token", {}).values(), vector.get("value", "")[-40:]]
    assert not [part for part in parts if len(part) > 4 and part in shown]


@pytest.mark.parametrize("changed", ["nonce", "uri", "realm", "cnonce", "nc", "response"])
def test_a_digest_of_which_one_letter_differs_does_not_verify(changed):
    vector = next(one for one in VECTORS if one["name"] == "Digest of RFC 2617")
    at = vector["value"].index(f"{changed}=") + len(changed) + 2
    letter = "1" if vector["value"][at] != "1" else "2"
    bent = {**vector, "value": vector["value"][:at] + letter + vector["value"][at + 1 :]}
    assert verdict(bent, default("x.right", vector["user"], vector["password"])).defaults == ()


@pytest.mark.parametrize(
    "value",
    [
        'Digest username="a", response="0", algorithm=SHA-999',
        'Digest username="a", response="0", algorithm="MD5, SHA-256"',
        'Digest username="a", response="0", qop="auth,auth-int"',
    ],
)
def test_a_form_that_cannot_be_computed_is_not_judged(value):
    vector = {"value": value, "method": "GET"}
    assert verdict(vector, default("x.a", "a", "b")).defaults is None


@pytest.mark.parametrize(
    "value",
    ["", "Basic", "Basic !!!", "Basic YQ==", "Digest", 'Digest username="a"', "Bearer abc", "\x00"],
)
def test_what_is_no_login_gives_none(value):
    assert logins({"value": value, "method": "GET"}, 200) == []


def test_a_huge_login_is_judged_within_bounds():
    long = "a" * 16_000
    vector = {"value": f'Digest username="a", nonce="{long}", response="0"', "method": "GET"}
    assert logins(vector, 200) == []  # no parameter is that long, nor what stands behind it
    token = {"type": "digest", "nonce": long, "created": "", "value": "x"}
    assert verdict({"token": token, "user": "a"}, default("x.a", "a", "b")).defaults == ()
