"""All vectors of vectors.json: by the formula, and from the bytes of a message through the judge.

Two are no login that a camera is sent, and one is none at all: they are named below, with what is
checked of them instead.
"""

import base64
import json
import struct
from hashlib import md5
from ipaddress import ip_address
from pathlib import Path

import pytest

from camaudit.credentials import makers, schemes
from camaudit.credentials.judge import Judge
from camaudit.dissect.dispatch import Reader
from camaudit.model.endpoint import Endpoints
from camaudit.model.frame import Frame
from camaudit.model.observation import LoginOutcome, LoginSeen
from camaudit.protocols import mhed
from camaudit.rulebook.types import Default

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))["vectors"]
NO_LOGIN = {
    "tuya_udp6667_key": "the key of an announcement: it protects nothing of the owner's",
    "tvt_mhed_setnetwork_password": "sent to all by a tool: no device is named that it logs in to",
}
CAMERA, CLIENT = ip_address("192.0.2.20"), ip_address("192.0.2.30")
every = pytest.mark.parametrize("vector", VECTORS, ids=lambda one: one["id"])
logins = pytest.mark.parametrize(
    "vector",
    [one for one in VECTORS if one["scheme"] not in NO_LOGIN],
    ids=lambda one: one["id"],
)


def default(name, user, password):
    return Default(
        id=name, maker=None, user=user, password=password, role=None, until=None, references=("r",)
    )


def digest_fields(given):
    fields = {
        key: given[key] for key in ("realm", "nonce", "uri", "qop", "nc", "cnonce") if key in given
    }
    algorithm = given["algorithm"] + ("-sess" if given.get("sess") else "")
    return {
        **fields,
        "algorithm": algorithm,
        "method": given["method"],
        "username": given["username"],
    }


def computed(vector):  # noqa: C901, PLR0911 - one each
    """Give what our formula makes of a vector."""
    given = vector["inputs"]
    match vector["scheme"]:
        case "http_rtsp_basic":
            user, _, password = base64.b64decode(given["authorization"][6:]).decode().partition(":")
            return {"username": user, "password": password}
        case "http_rtsp_digest":
            return schemes.digest_response(
                digest_fields(given), given["username"], given["password"]
            )
        case "onvif_wsse_passworddigest":
            return schemes.username_token(
                given["nonce_base64"], given["created"], given["password"]
            )
        case "xiongmai_sofia_and_dahua_gen1":
            return makers.sofia(given["password"])
        case "dahua_gen2":
            return makers.dahua_second(
                given["username"], given["realm"], given["random"], given["password"]
            )
        case "dahua_dvrip_random":
            return makers.dahua_random(given["username"], given["random"], given["password"])
        case "dahua_dvrip_login_body":
            user, random, password = given["username"], given["random"], given["password"]
            second = makers.dahua_second(user, given["realm"], random, password)
            return f"{user}&&{second}{makers.dahua_random(user, random, password)}"
        case "hikvision_session_login":
            fields = {
                "challenge": given["challenge"],
                "iterations": str(given["iterations"]),
                "irreversible": str(given["isIrreversible"]).lower(),
                "salt": given.get("salt", ""),
                "salt2": given.get("salt2", ""),
            }
            return makers.hikvision_session(fields, given["username"], given["password"])
        case "reolink_baichuan_modern":
            return {
                "userName": makers.baichuan(given["username"], given["nonce"]),
                "password": makers.baichuan(given["password"], given["nonce"]),
            }
        case "tuya_udp6667_key":
            return md5(given["seed"].encode(), usedforsecurity=False).hexdigest()
        case "tvt_mhed_setnetwork_password":
            return base64.b64decode(given["field_ascii"]).decode()
    return None


def dvrip(command, body=b"", tail=bytes(8), more=bytes(16)):
    return command + struct.pack("<I", len(body)) + more + tail + body


TAIL = bytes.fromhex("050200080000a1aa")
ASK = dvrip(bytes.fromhex("a0010000"), tail=bytes.fromhex("050201010000a1aa"))


def dahua(given, user, text):
    challenge = f"Realm:{given.get('realm', '')}\r\nRandom:{given['random']}\r\n\r\n".encode()
    return 37777, [
        ASK,
        dvrip(b"\xb0\0\0\x58", challenge),
        dvrip(bytes.fromhex("a0050060"), f"{user}&&{text}".encode(), TAIL),
        dvrip(b"\xb0\0\0\x58", more=b"\0\x08" + bytes(14)),
    ]


def rpc2(given, user, answer):
    def post(fields):
        body = json.dumps(fields).encode()
        return b"POST /RPC2_Login HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)

    def said(fields):
        body = json.dumps(fields).encode()
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)

    first = {"method": "global.login", "params": {"userName": user, "password": ""}, "id": 1}
    params = {"encryption": "Default", "realm": given["realm"], "random": given["random"]}
    second = {"method": "global.login", "session": 77, "id": 2}
    second["params"] = {"userName": user, "password": answer, "passwordType": "Default"}
    return 80, [
        post(first),
        said({"id": 1, "params": params, "result": False, "session": 77}),
        post(second),
        said({"id": 2, "result": True, "session": 77}),
    ]


def http(method, uri, *lines, body=b""):
    head = [f"{method} {uri} HTTP/1.1", "Host: c", *lines, f"Content-Length: {len(body)}"]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def rtsp(method, uri, value):
    return f"{method} {uri} RTSP/1.0\r\nCSeq: 2\r\nAuthorization: {value}\r\n\r\n".encode()


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


def authorization(given, expected):
    names = [("username", given["username"]), ("response", expected), ("realm", given["realm"])]
    names += [(key, given[key]) for key in ("nonce", "uri", "cnonce") if key in given]
    value = ", ".join(f'{name}="{text}"' for name, text in names)
    bare = {
        "algorithm": digest_fields(given)["algorithm"],
        "qop": given.get("qop"),
        "nc": given.get("nc"),
    }
    return "Digest " + value + "".join(f", {key}={text}" for key, text in bare.items() if text)


def xiongmai(user, word):
    def message(number, fields):
        body = json.dumps(fields).encode() + b"\n\0"
        return struct.pack("<BBHIIBBHI", 255, number & 1, 0, 0, 0, 0, 0, number, len(body)) + body

    asked = {"EncryptType": "MD5", "LoginType": "DVRIP-Web", "PassWord": word, "UserName": user}
    return 34567, [message(1000, asked), message(1001, {"Ret": 100, "SessionID": "0x2"})]


def hikvision(given, answer):
    def said(body):
        return http("", "", body=body).replace(b"  HTTP/1.1", b"HTTP/1.1 200 OK", 1)

    cap = {"sessionID": "abc", "challenge": given["challenge"], "iterations": given["iterations"]}
    cap |= {"isIrreversible": str(given["isIrreversible"]).lower()}
    cap |= {key: given[key] for key in ("salt", "salt2") if key in given}
    inner = "".join(f"<{key}>{value}</{key}>" for key, value in cap.items())
    login = f"<userName>{given['username']}</userName><password>{answer}</password>"
    login += "<sessionID>abc</sessionID>"
    path = "/ISAPI/Security/sessionLogin"
    return 80, [
        http("GET", f"{path}/capabilities?username={given['username']}"),
        said(f"<SessionLoginCap>{inner}</SessionLoginCap>".encode()),
        http("POST", path, body=f"<SessionLogin>{login}</SessionLogin>".encode()),
        said(b"<SessionLogin><statusValue>200</statusValue></SessionLogin>"),
    ]


def baichuan(given, expected):
    cover = bytes.fromhex("1f2d3c4b5a6978ff")

    def message(code, sort, text):
        body = bytes(one ^ cover[at % 8] for at, one in enumerate(text.encode()))
        head = bytes.fromhex("f0debc0a01000000") + struct.pack(
            "<IIHH", len(body), 1 << 24, code, sort
        )
        return head + (bytes(4) if sort == 0x6414 else b"") + body

    xml = '<?xml version="1.0" encoding="UTF-8" ?>\n<body>'
    user, password = expected["userName"], expected["password"]
    return 9000, [
        message(0xDC02, 0x6514, ""),
        message(
            0xDD02, 0x6614, f"{xml}<Encryption><nonce>{given['nonce']}</nonce></Encryption></body>"
        ),
        message(
            0,
            0x6414,
            f"{xml}<LoginUser><userName>{user}</userName><password>{password}</password>"
            "</LoginUser></body>",
        ),
        message(200, 0x6414, f"{xml}<DeviceInfo/></body>"),
    ]


def token(user, given, value):
    space = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#"
    body = (
        f"<Envelope><Header><Security><UsernameToken><Username>{user}</Username>"
        f'<Password Type="{space}PasswordDigest">{value}</Password><Nonce>{given["nonce_base64"]}'
        f"</Nonce><Created>{given['created']}</Created></UsernameToken></Security></Header>"
        "<Body><GetUsers/></Body></Envelope>"
    )
    return 80, [http("POST", "/onvif/device_service", body=body.encode()), OK]


def talk(vector):  # noqa: C901, PLR0911 - one each
    """Give the port and the messages of a login that carries a vector, and its user name."""
    given, expected = vector["inputs"], vector["expected"]
    match vector["scheme"]:
        case "http_rtsp_basic":
            line = f"Authorization: {given['authorization']}"
            return (80, [http("GET", "/", line), OK]), expected["username"], expected["password"]
        case "http_rtsp_digest":
            value, user = authorization(given, expected), given["username"]
            if given["method"] == "GET":
                asked = http("GET", given["uri"], f"Authorization: {value}")
                return (80, [asked, OK]), user, given["password"]
            asked = rtsp(given["method"], given["uri"], value)
            return (554, [asked, b"RTSP/1.0 200 OK\r\nCSeq: 2\r\n\r\n"]), user, given["password"]
        case "onvif_wsse_passworddigest":
            return token("admin", given, expected), "admin", given["password"]
        case "xiongmai_sofia_and_dahua_gen1":
            return xiongmai("admin", expected), "admin", given["password"]
        case "dahua_gen2":
            user = given["username"]
            return rpc2(given, user, expected), user, given["password"]
        case "dahua_dvrip_random":
            user = given["username"]
            return dahua(given, user, "0" * 32 + expected), user, given["password"]
        case "dahua_dvrip_login_body":
            user, _, text = expected.partition("&&")
            return dahua(given, user, text), user, given["password"]
        case "hikvision_session_login":
            return hikvision(given, expected), given["username"], given["password"]
        case "reolink_baichuan_modern":
            return baichuan(given, expected), given["username"], given["password"]
    raise AssertionError(vector["scheme"])


def seen(port, messages, judge):
    """Give the verdicts on one conversation."""
    reader = Reader(judge, Endpoints(), "a.pcap")
    said, numbers = [], [1, 1]
    for at, data in enumerate(messages):
        who = at % 2
        ends = (CAMERA, CLIENT) if who else (CLIENT, CAMERA)
        ports = (port, 40_000) if who else (40_000, port)
        macs = ("00:00:5e:00:53:01", "00:00:5e:00:53:02")
        frame = Frame(
            at + 1, float(at), *(macs[::-1] if who else macs), 0x0800, *ends, 64, 6, *ports,
            numbers[who], 0x18, data, cut=False, vlan=None,
        )  # fmt: skip
        numbers[who] += len(data)
        said += reader.read(frame)
    said += reader.finish()
    return [one for one in said if isinstance(one, LoginSeen)]


def test_all_vectors_are_here():
    assert len(VECTORS) == 31
    assert len({one["id"] for one in VECTORS}) == 31
    assert {one["scheme"] for one in VECTORS} >= set(NO_LOGIN)


@every
def test_the_formula_gives_the_value_of_the_vector(vector):
    assert computed(vector) == vector["expected"]


@logins
def test_a_login_with_the_value_is_judged_from_its_bytes(vector):
    (port, messages), user, password = talk(vector)
    right, wrong = default("x.right", user, password), default("x.wrong", user, f"{password}1")
    (login,) = seen(port, messages, Judge([right, wrong, default("x.other", "n.n.", password)]))
    assert (login.defaults, login.outcome) == (("x.right",), LoginOutcome.ACCEPTED)
    assert login.about.ip == CAMERA
    (none,) = seen(port, messages, Judge([wrong]))
    assert none.defaults == ()


@pytest.mark.parametrize(
    "vector",
    [
        one
        for one in VECTORS
        if one["scheme"].startswith(("dahua", "hikvision", "reolink"))  # the rest carry both halves
    ],
    ids=lambda one: one["id"],
)
def test_without_its_challenge_a_login_was_seen_and_cannot_be_judged(vector):
    (port, messages), user, password = talk(vector)
    judge = Judge([default("x.right", user, password)])
    (login,) = seen(port, messages[2:], judge)
    assert (login.defaults, login.outcome) == (None, LoginOutcome.ACCEPTED)


def test_a_network_set_up_of_tvt_tells_nothing_of_its_password():
    data = b"MHED\x08\0\x01\0\x03\0\0\0" + bytes(72) + b"MTIzNDU2" + bytes(48)
    assert "MTIz" not in repr(mhed.parse(data))
    assert list(mhed.observations(mhed.parse(data), None)) == []
