"""Published and constructed logins, judged offline."""

import inspect
import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from camaudit.credentials import judge as judge_module
from camaudit.credentials.judge import Judge
from camaudit.credentials.schemes import digest_response, digest_user, username_token
from camaudit.model.endpoint import Endpoint
from camaudit.model.login import Login
from camaudit.model.observation import LoginOutcome, Seen
from camaudit.rulebook.types import Default

RFC2617 = {
    "realm": "testrealm@host.com",
    "nonce": "dcd98b7102dd2f0e8b11d0f600bfb0c093",
    "uri": "/dir/index.html",
    "qop": "auth",
    "nc": "00000001",
    "cnonce": "0a4f113b",
    "method": "GET",
}
RFC7616 = {
    **RFC2617,
    "realm": "http-auth@example.org",
    "nonce": "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
    "cnonce": "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
}
RTSP = {
    "realm": "Login to 0A1B2C3D4E5F6071",
    "nonce": "3f1e2d4c5b6a79880123456789abcdef",
    "uri": "rtsp://192.0.2.20:554/cam/realmonitor?channel=1&subtype=0",
    "method": "DESCRIBE",
}


@pytest.mark.parametrize(
    ("fields", "user", "password", "expected"),
    [
        (RFC2617, "Mufasa", "Circle Of Life", "6629fae49393a05397450978507c4ef1"),
        (RFC7616, "Mufasa", "Circle of Life", "8ca523f5e9506fed4657c9700eebdbec"),
        (
            {**RFC7616, "algorithm": "SHA-256"},
            "Mufasa",
            "Circle of Life",
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        ),
        (RTSP, "admin", "admin", "3105db54c760854a11ec9d0d55483e16"),
        (
            {
                "realm": "camera",
                "nonce": "abc123",
                "uri": "/",
                "qop": "auth",
                "nc": "00000002",
                "cnonce": "feedbeef",
                "method": "GET",
                "algorithm": "MD5-sess",
            },
            "admin",
            "admin",
            "1c63b964c0744fc50903620f1dc8405c",
        ),
        ({**RFC2617, "algorithm": "SHA-999"}, "a", "b", None),
        ({**RFC2617, "qop": "auth-int"}, "a", "b", None),
    ],
)
def test_digest_formulas_give_the_published_values(fields, user, password, expected):
    assert digest_response(fields, user, password) == expected


def test_username_token_gives_the_value_of_the_onvif_guide():
    made = username_token("LKqI6G/AikKCQrN0zqZFlg==", "2010-09-16T07:50:45Z", "userpassword")
    assert made == "tuOSpGlFlIXsozq4HFNeeGeFLEI="


def default(user, password, name="x.default-1"):
    return Default(
        id=name, maker=None, user=user, password=password, role=None, until=None, references=("r",)
    )


def judged(login, *defaults):
    judge = Judge(defaults)
    seen = Seen(1.0, "a.pcap", "frame 1")
    return judge.judge(login, Endpoint(None, None), Endpoint(None, None), 80, seen)


def basic(user, password):
    return Login(
        "http-basic",
        in_clear=True,
        outcome=LoginOutcome.ACCEPTED,
        parameters={"username": user, "password": password},
    )


@pytest.mark.parametrize(
    ("user", "password", "found"),
    [("admin", "12345", ("x.default-1",)), ("admin", "other", ()), ("Admin", "12345", ())],
)
def test_a_basic_login_is_compared_with_the_defaults_of_its_user_alone(user, password, found):
    assert judged(basic(user, password), default("admin", "12345")).defaults == found


def test_a_digest_login_that_cannot_be_computed_is_not_judged():
    fields = {**RFC2617, "username": "admin", "response": "0" * 32, "qop": "auth-int"}
    login = Login("http-digest", in_clear=False, outcome=LoginOutcome.REFUSED, parameters=fields)
    assert judged(login, default("admin", "admin")).defaults is None


def test_a_hashed_user_name_is_found_by_the_documented_names():
    fields = {**RFC7616, "userhash": "true", "algorithm": "SHA-256"}
    fields["username"] = digest_user(fields, "admin")
    fields["response"] = digest_response(fields, "admin", "pass")
    login = Login("http-digest", in_clear=False, outcome=LoginOutcome.ACCEPTED, parameters=fields)
    assert judged(login, default("admin", "pass")).defaults == ("x.default-1",)


def test_a_login_shows_nothing_and_cannot_be_pickled():
    login = basic("admin", "Tell-Nobody-77")
    assert "Tell-Nobody" not in repr(login)
    assert "Tell-Nobody" not in str(judged(login, default("admin", "x")))
    with pytest.raises(TypeError):
        pickle.dumps(login)


class Counted(str):
    """A password that counts how often it was hashed."""

    made = 0
    __slots__ = ()

    def encode(self, *words):
        type(self).made += 1
        return super().encode(*words)


def digest(nonce, password, outcome, user="admin"):
    fields = {**RTSP, "nonce": nonce, "username": user}
    fields["response"] = digest_response(fields, user, password)
    return Login("rtsp-digest", in_clear=False, outcome=outcome, parameters=fields)


def verdicts(judge, *logins):
    nobody, seen = Endpoint(None, None), Seen(1.0, "a.pcap", "frame 1")
    return [judge.judge(one, nobody, nobody, 554, seen).defaults for one in logins]


def test_an_accepted_login_is_computed_once_for_its_nonce():
    judge = Judge([default("admin", Counted("admin"))])
    before = Counted.made
    yes = [digest("a", "admin", LoginOutcome.ACCEPTED) for _ in range(5)]
    assert verdicts(judge, *yes) == [("x.default-1",)] * 5
    assert Counted.made == before + 1
    verdicts(judge, digest("b", "admin", LoginOutcome.ACCEPTED))
    assert Counted.made == before + 2


def test_a_refused_password_does_not_hide_the_next_one_under_the_same_nonce():
    no = digest("a", "other", LoginOutcome.REFUSED)
    yes = digest("a", "admin", LoginOutcome.ACCEPTED)
    assert verdicts(Judge([default("admin", "admin")]), no, yes) == [(), ("x.default-1",)]


def test_the_work_of_one_run_is_bounded():
    def asks(number):
        given = {"challenge": str(number), "iterations": "10000", "irreversible": "false"}
        given |= {"username": "admin", "answer": "0" * 64}
        yes = LoginOutcome.ACCEPTED
        return Login("hikvision-session", in_clear=False, outcome=yes, parameters=given)

    judge = Judge([default("admin", "admin")])
    judge._rounds = 15_000
    assert verdicts(judge, asks(1), asks(2), asks(3)) == [(), None, None]


def test_the_judge_takes_documented_pairs_and_nothing_that_could_be_a_list_of_words():
    assert list(inspect.signature(Judge.__init__).parameters) == ["self", "defaults"]
    folder = Path(judge_module.__file__).parent
    text = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    for way_in in ("open(", "read_text", "pathlib", "itertools", "product(", "argparse"):
        assert way_in not in text


@pytest.mark.parametrize(
    ("mac", "word", "found"),
    [
        ("00:00:5e:00:53:0a", "00005E00530A", ("x.default-1",)),
        ("00:00:5e:00:53:0b", "00005E00530A", ()),
        (None, "00005E00530A", ()),
        (None, "", ()),
    ],
)
@pytest.mark.parametrize("scheme", ["http-basic", "rtsp-digest"])
def test_a_password_that_is_the_devices_own_mac_is_found(scheme, mac, word, found):
    judge = Judge([replace(default("root", ""), is_mac=True)])
    about, nobody = Endpoint(mac, None), Endpoint(None, None)
    login = basic("root", word)
    if scheme == "rtsp-digest":
        login = digest("a", word, LoginOutcome.ACCEPTED, user="root")
    assert judge.judge(login, about, nobody, 80, Seen(1.0, "a", "frame 1")).defaults == found


def test_no_more_verdicts_are_remembered_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(judge_module, "MAX_VERDICTS", 2)
    judge = Judge([default("admin", "admin")])
    verdicts(judge, *(digest(str(at), "admin", LoginOutcome.ACCEPTED) for at in range(5)))
    assert len(judge._verdicts) == 2
    assert "1 defaults" in repr(judge)


def test_a_nonce_that_is_no_base64_is_not_judged():
    given = {"username": "admin", "nonce": "a", "created": "x", "value": "y"}
    unseen = LoginOutcome.UNSEEN
    login = Login("onvif-usernametoken", in_clear=False, outcome=unseen, parameters=given)
    assert verdicts(Judge([default("admin", "admin")]), login) == [None]


def test_a_form_that_nobody_knows_gives_no_answer():
    assert digest_response({**RFC2617, "qop": "auth-int"}, "a", "b") is None
    assert digest_response({**RFC2617, "algorithm": "MD4"}, "a", "b") is None


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256", "SHA-512-256-sess"])
def test_auth_int_takes_the_body_into_its_hash(algorithm):
    fields = {**RFC2617, "qop": "auth-int", "algorithm": algorithm, "username": "admin"}
    fields["body"] = "a=b\xe4"
    fields["response"] = digest_response(fields, "admin", "admin")
    login = Login("http-digest", in_clear=False, outcome=LoginOutcome.UNSEEN, parameters=fields)
    assert verdicts(Judge([default("admin", "admin")]), login) == [("x.default-1",)]
    fields["body"] = "a=c"
    assert verdicts(Judge([default("admin", "admin")]), login) == [()]


def test_a_hashed_name_of_nobody_documented_verifies_nothing():
    fields = {**RFC7616, "userhash": "true", "username": "0" * 32}
    fields["response"] = digest_response(fields, "admin", "admin")
    login = Login("http-digest", in_clear=False, outcome=LoginOutcome.UNSEEN, parameters=fields)
    assert verdicts(Judge([default("admin", "admin")]), login) == [()]
