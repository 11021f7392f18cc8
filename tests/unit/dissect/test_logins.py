"""Logins from the bytes of conversations through the judge: what they are, what was answered."""

# ruff: noqa: E501 - one message a line reads best

import base64
import json
import pickle
from ipaddress import ip_address

import pytest

from camaudit.credentials import makers
from camaudit.credentials.judge import Judge
from camaudit.dissect.challenges import MAX_PAIRS, Challenges
from camaudit.dissect.dispatch import Reader
from camaudit.model.endpoint import Endpoint, Endpoints
from camaudit.model.frame import Frame
from camaudit.model.login import Challenge
from camaudit.model.observation import Channel, Fact, LoginOutcome, LoginSeen
from camaudit.rulebook.types import Default

CAMERA, CLIENT = ip_address("192.0.2.20"), ip_address("192.0.2.30")
PAIR = base64.b64encode(b"admin:12345").decode()
WORD = base64.b64encode(b"12345").decode()
YES, NO, UNSEEN = LoginOutcome.ACCEPTED, LoginOutcome.REFUSED, LoginOutcome.UNSEEN
OPEN = LoginOutcome.NOT_ASKED


def default(name, user, password):
    return Default(
        id=name, maker=None, user=user, password=password, role=None, until=None, references=("r",)
    )


JUDGE = Judge([default("x.right", "admin", "12345"), default("x.wrong", "admin", "")])


class Wire:
    """One capture in the making, read as it is made."""

    def __init__(self, judge=JUDGE):
        self.reader = Reader(judge, Endpoints(), "a.pcap")
        self.said = []
        self.frames = 0

    def talk(self, port, turns, client_port=40_000, client=CLIENT):
        """Hold a conversation from its SYN on; turns are (who, bytes), 0 for the client."""
        numbers = [100, 900]
        self._send(0, port, client_port, client, 99, 2, b"")
        self._send(1, port, client_port, client, 899, 0x12, b"")
        for who, data in turns:
            self._send(who, port, client_port, client, numbers[who], 0x18, data)
            numbers[who] += len(data)
        return self

    def _send(self, who, port, client_port, client, sequence, flags, data):
        ends = (CAMERA, client) if who else (client, CAMERA)
        ports = (port, client_port) if who else (client_port, port)
        macs = ("00:00:5e:00:53:01", "00:00:5e:00:53:02")
        self.frames += 1
        frame = Frame(
            self.frames, float(self.frames), *(macs[::-1] if who else macs), 0x0800, *ends, 64, 6,
            *ports, sequence, flags, data, cut=False, vlan=None,
        )  # fmt: skip
        self.said += self.reader.read(frame)

    def logins(self):
        self.said += self.reader.finish()
        return [one for one in self.said if isinstance(one, LoginSeen)]


def seen(port, *turns):
    """Give (scheme, outcome, defaults) of one conversation, whose sides take turns."""
    found = Wire().talk(port, [(at % 2, data) for at, data in enumerate(turns)]).logins()
    assert all(one.about.ip == CAMERA for one in found)
    return [(one.scheme, one.outcome, one.defaults) for one in found]


def get(target, *lines):
    return "\r\n".join([f"GET {target} HTTP/1.1", "Host: c", *lines]).encode() + b"\r\n\r\n"


def post(target, body):
    data = body.encode()
    return f"POST {target} HTTP/1.1\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data


def answer(status=200, kind="text/plain", body=b"", *lines):
    head = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *lines]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


JPEG = answer(kind="image/jpeg", body=b"\xff\xd8\xff")
DENIED = answer(401)
FOSCAM = b"<CGI_Result>\n<result>%s</result>\n</CGI_Result>"
API = '[{"cmd":"Login","action":0,"param":{"User":{"userName":"admin","password":"12345"}}}]'


@pytest.mark.parametrize(
    ("asked", "answered", "scheme", "outcome"),
    [
        (get("/cgi-bin/CGIProxy.fcgi?cmd=x&usr=admin&pwd=12345"), answer(body=FOSCAM % b"0"), "foscam-cgi", YES),
        (get("/cgi-bin/CGIProxy.fcgi?cmd=x&usr=admin&pwd=12345"), answer(body=FOSCAM % b"-2"), "foscam-cgi", NO),
        (get("/cgi-bin/CGIProxy.fcgi?cmd=x&usr=admin&pwd=12345"), answer(body=FOSCAM % b"-5"), "foscam-cgi", UNSEEN),
        (get("/snapshot.cgi?user=admin&pwd=12345"), JPEG, "netwave-cgi", YES),
        (get("/snapshot.cgi?user=admin&pwd=12345"), DENIED, "netwave-cgi", NO),
        (get("/get_params.cgi?user=admin&pwd=12345"), answer(body=b"var x=1;"), "netwave-cgi", UNSEEN),
        (get("/get_params.cgi?loginuse=admin&loginpas=12345"), answer(body=b'var result="Auth Failed";'), "vstarcam-cgi", NO),
        (get("/snapshot.cgi?loginuse=admin&loginpas=12345"), JPEG, "vstarcam-cgi", YES),
        (get("/cgi-bin/api.cgi?cmd=Snap&user=admin&password=12345"), JPEG, "reolink-api", YES),
        (get("/api.cgi?cmd=Snap&user=admin&password=12345"), answer(body=b'[{"cmd":"Snap","code":1,"error":{"rspCode":-6}}]'), "reolink-api", NO),
        (post("/api.cgi?cmd=Login", API), answer(body=b'[{"cmd":"Login","code":0,"value":{}}]'), "reolink-api", YES),
        (post("/cgi-bin/api.cgi?cmd=Login&token=null", API), answer(body=b'[{"cmd":"Login","code":1}]'), "reolink-api", NO),
        (get(f"/cgi-bin/nobody/VerifyCode.cgi?account={PAIR}"), answer(body=b"0"), "avtech-cgi", UNSEEN),
        (get(f"/cgi-bin/nobody/VerifyCode.cgi?account={PAIR}"), DENIED, "avtech-cgi", NO),
        (post("/login.php", "language=en&user=admin&pass=12345"), answer(302), "nuuo-form", UNSEEN),
        (post("/login.php", "user=admin&pass=12345"), DENIED, "nuuo-form", NO),
        (post("/doLogin", f"<request><userName><![CDATA[admin]]></userName><password><![CDATA[{WORD}]]></password></request>"), answer(body=b"<response><status>success</status></response>"), "tvt-xml", YES),
        (post("/doLogin", f"<request><userName>admin</userName><password>{WORD}</password></request>"), answer(body=b"<response><status>fail</status></response>"), "tvt-xml", NO),
        (get("http://admin:12345@192.0.2.20/"), answer(), "http-address", UNSEEN),
        (get("http://admin:12345@192.0.2.20/"), DENIED, "http-address", NO),
    ],
)  # fmt: skip
def test_a_login_in_clear_of_a_web_interface(asked, answered, scheme, outcome):
    assert seen(80, asked, answered) == [(scheme, outcome, ("x.right",))]


@pytest.mark.parametrize(
    "asked",
    [
        get("/search?user=admin&password=12345"),  # no interface that is known
        post("/api.cgi?cmd=Login", "{}"),
        post("/api.cgi?cmd=Login", "no JSON"),
        post("/doLogin", "<request><userName>admin</userName><password>!!</password></request>"),
        post("/doLogin", "no XML"),
        get("/cgi-bin/nobody/VerifyCode.cgi?account=!!"),
        post("/login.php", "user=admin"),
        get("http://[::1/"),
    ],
)
def test_what_only_looks_like_one_gives_none(asked):
    assert seen(80, asked, answer()) == []


@pytest.mark.parametrize(
    ("status", "outcome"), [(200, YES), (304, YES), (302, UNSEEN), (401, NO), (500, UNSEEN)]
)
def test_a_redirection_tells_nothing_of_a_login(status, outcome):
    asked = get("/", f"Authorization: Basic {PAIR}")
    assert seen(80, asked, answer(status)) == [("http-basic", outcome, ("x.right",))]


def rtsp(method, target, *lines):
    return "\r\n".join([f"{method} {target} RTSP/1.0", "CSeq: 1", *lines]).encode() + b"\r\n\r\n"


def told(status=200, body=b""):
    return f"RTSP/1.0 {status} X\r\nCSeq: 1\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


SDP = b"v=0\r\nm=video 0 RTP/AVP 96\r\n"
URL = "rtsp://192.0.2.20/live"


@pytest.mark.parametrize(
    ("asked", "answered", "expected"),
    [
        (rtsp("DESCRIBE", "rtsp://192.0.2.20/user=admin_password=6V0Y4HLF_channel=1_stream=0.sdp"), told(), ("xiongmai-rtsp", YES, ("x.right",))),
        (rtsp("DESCRIBE", "rtsp://192.0.2.20/user=admin&password=12345&channel=1"), told(), ("xiongmai-rtsp", YES, ("x.right",))),
        (rtsp("DESCRIBE", "rtsp://192.0.2.20/user=admin_password=tlJwpbo6_channel=1_stream=0.sdp"), told(401), ("xiongmai-rtsp", NO, ("x.wrong",))),
        (rtsp("DESCRIBE", "rtsp://192.0.2.20/?user=admin&pwd=12345"), told(), ("rtsp-address", YES, ("x.right",))),
        (rtsp("DESCRIBE", "rtsp://admin:12345@192.0.2.20/"), told(), ("rtsp-address", UNSEEN, ("x.right",))),
        (rtsp("DESCRIBE", "rtsp://admin:12345@192.0.2.20/"), told(401), ("rtsp-address", NO, ("x.right",))),
        (rtsp("OPTIONS", URL, f"Authorization: Basic {PAIR}"), told(), ("rtsp-basic", UNSEEN, ("x.right",))),
        (rtsp("DESCRIBE", URL, f"Authorization: Basic {PAIR}"), told(body=SDP), ("rtsp-basic", YES, ("x.right",))),
    ],
)  # fmt: skip
def test_a_login_to_a_stream(asked, answered, expected):
    assert seen(554, asked, answered) == [expected]


def soap(operation, head=""):
    space = 'xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
    body = f"<s:Envelope {space}>{head}<s:Body><{operation}/></s:Body></s:Envelope>"
    return post("/onvif/device_service", body)


def said(operation):
    body = f"<s:Envelope xmlns:s='x'><s:Body><{operation}/></s:Body></s:Envelope>"
    return answer(kind="application/soap+xml", body=body.encode())


MJPEG = answer(200, "multipart/x-mixed-replace; boundary=x", b"--x")


@pytest.mark.parametrize(
    ("port", "turns", "expected"),
    [
        (554, [rtsp("PLAY", URL), told()], "rtsp"),
        (554, [rtsp("DESCRIBE", URL), told(body=SDP)], "rtsp-described"),
        (554, [rtsp("DESCRIBE", URL), told(body=b"v=0\r\nm=audio 0 RTP/AVP 0\r\n")], None),
        (554, [rtsp("SETUP", URL), told()], None),
        (554, [rtsp("PLAY", URL), told(401)], None),
        (554, [rtsp("PLAY", f"{URL}?token=abc"), told()], None),
        (80, [get("/video.cgi"), MJPEG], "http-video"),
        (80, [get("/video.cgi?resolution=VGA"), MJPEG], "http-video"),
        (80, [get("/video.cgi", "Cookie: a=b"), MJPEG], None),
        (80, [get("/video.cgi?token=b"), MJPEG], None),
        (80, [get("/axis-cgi/jpg/image.cgi"), JPEG], "http-picture"),
        (80, [get("/images/logo.jpg"), JPEG], None),
        (80, [soap("GetUsers"), said("GetUsersResponse")], "onvif"),
        (80, [soap("GetCapabilities"), said("GetCapabilitiesResponse")], None),
        (80, [soap("GetUsers"), said("Fault")], None),
        (80, [get("/a"), DENIED, get("/video.cgi"), MJPEG], None),  # it knows who asks
    ],
)
def test_what_is_given_without_a_login(port, turns, expected):
    assert seen(port, *turns) == ([(expected, OPEN, None)] if expected else [])


def test_a_stream_behind_a_login_on_the_same_connection_is_not_open():
    with_login = rtsp("DESCRIBE", URL, f"Authorization: Basic {PAIR}")
    found = seen(554, with_login, told(body=SDP), rtsp("PLAY", URL), told())
    assert found == [("rtsp-basic", YES, ("x.right",))]


GREETING = b"220 cam FTP ready\r\n"


@pytest.mark.parametrize(
    ("turns", "outcome"),
    [
        ([b"331 Password?\r\n", b"PASS 12345\r\n", b"230 ok\r\n"], YES),
        ([b"331 Password?\r\n", b"PASS 12345\r\n", b"530 no\r\n"], NO),
        ([b"530 first a password\r\n", b"PASS 12345\r\n", b"230 ok\r\n"], YES),
        ([b"331 Password?\r\n", b"PASS 12345\r\n"], UNSEEN),
    ],
)
def test_a_login_over_ftp(turns, outcome):
    every = [(1, GREETING), (0, b"USER admin\r\n")]
    every += [(1 - at % 2, data) for at, data in enumerate(turns)]
    (login,) = Wire().talk(21, every).logins()
    assert (login.scheme, login.outcome, login.defaults) == ("ftp", outcome, ("x.right",))


@pytest.mark.parametrize("end", [b"\r\n", b"\r\0", b"\n"])
@pytest.mark.parametrize(
    ("last", "outcome"),
    [
        (b"\r\n# ", YES),
        (b"\r\nLogin incorrect\r\ncam login: ", NO),
        (b"\r\n", UNSEEN),
        (b"", UNSEEN),
    ],
)
def test_a_login_over_telnet(end, last, outcome):
    turns = [
        (1, b"\xff\xfd\x01\r\ncam login: "),
        (0, b"adm"),
        (1, b"adm"),
        (0, b"in" + end),
        (1, b"in\r\nPassword: "),
        (0, b"12345" + end),
        *([(1, last)] if last else []),
    ]
    (login,) = Wire().talk(23, turns).logins()
    assert (login.scheme, login.outcome, login.defaults) == ("telnet", outcome, ("x.right",))


def test_telnet_without_a_question_for_a_password_is_no_login():
    turns = [
        (1, b"\xff\xfd\x01menu\r\nName: "),
        (0, b"a\r\n"),
        (1, b"Age: "),
        (0, b"b\r\n"),
        (1, b"# "),
    ]
    assert Wire().talk(23, turns).logins() == []


def rpc2(password, form="Default", session=7):
    params = {"userName": "admin", "password": password, "passwordType": form}
    asked = {"method": "global.login", "params": params, "session": session}
    return post("/RPC2_Login", json.dumps(asked))


def result(yes, **params):
    return answer(body=json.dumps({"result": yes, "session": 7, "params": params}).encode())


@pytest.mark.parametrize(
    ("word", "form", "in_clear", "defaults"),
    [
        ("12345", "Plain", True, ("x.right",)),
        ("6V0Y4HLF", "OldDigest", False, ("x.right",)),
        (PAIR, "Basic", True, ("x.right",)),
        ("c2VjcmV0", "Basic", True, None),
        ("A" * 32, "Default", False, None),
    ],
)
def test_a_dahua_login_by_its_form(word, form, in_clear, defaults):
    (login,) = Wire().talk(80, [(0, rpc2(word, form)), (1, result(yes=True))]).logins()
    assert (login.scheme, login.in_clear, login.defaults) == ("dahua-rpc2", in_clear, defaults)


def test_a_challenge_is_known_over_another_connection_of_the_same_client_alone():
    wire = Wire().talk(80, [(0, rpc2("")), (1, result(yes=False, realm="r", random="1"))])
    word = makers.dahua_second("admin", "r", "1", "12345")
    wire.talk(80, [(0, rpc2(word)), (1, result(yes=True))], client_port=40_001)
    other = ip_address("192.0.2.31")
    wire.talk(80, [(0, rpc2(word)), (1, result(yes=True))], client_port=40_002, client=other)
    assert [one.defaults for one in wire.logins()] == [("x.right",), None]


def hikvision(iterations):
    path = "/ISAPI/Security/sessionLogin"
    given = {"challenge": "c", "iterations": str(iterations), "irreversible": "false"}
    word = makers.hikvision_session(given, "admin", "12345") or "0" * 64
    cap = f"<challenge>c</challenge><iterations>{iterations}</iterations>"
    cap += "<isIrreversible>false</isIrreversible><sessionID>s</sessionID>"
    login = f"<userName>admin</userName><password>{word}</password><sessionID>s</sessionID>"
    return [
        get(f"{path}/capabilities?username=admin"),
        answer(body=f"<SessionLoginCap>{cap}</SessionLoginCap>".encode()),
        post(path, f"<SessionLogin>{login}</SessionLogin>"),
        answer(body=b"<ResponseStatus><statusValue>200</statusValue></ResponseStatus>"),
    ]


@pytest.mark.parametrize(
    ("iterations", "defaults"),
    [(2, ("x.right",)), (10_000, ("x.right",)), (10_001, None), (0, None), (10**9, None)],
)
def test_more_than_ten_thousand_iterations_are_not_computed(iterations, defaults):
    assert seen(80, *hikvision(iterations)) == [("hikvision-session", YES, defaults)]


def test_challenges_are_bounded_and_show_nothing():
    challenges = Challenges()
    server = Endpoint(None, CAMERA)
    given = Challenge("dahua-rpc2", "7", {"random": "Tell-Nobody"})
    clients = [Endpoint(None, ip_address(number)) for number in range(1, MAX_PAIRS + 2)]
    for client in clients:
        challenges.put(client, server, given)
    assert challenges.find(clients[0], server, "dahua-rpc2", "7") == {}
    assert challenges.find(clients[-1], server, "dahua-rpc2", "7") == {"random": "Tell-Nobody"}
    assert challenges.find(clients[-1], server, "dahua-rpc2", "8") == {}
    assert challenges.find(clients[-1], server, "dahua-rpc2") == {"random": "Tell-Nobody"}
    assert "Tell-Nobody" not in repr(challenges) + repr(given)
    with pytest.raises(TypeError):
        pickle.dumps(given)


def test_a_conversation_shows_nothing_of_a_login_that_waits():
    wire = Wire().talk(
        21, [(1, GREETING), (0, b"USER admin\r\n"), (1, b"331 ?\r\n"), (0, b"PASS 12345\r\n")]
    )
    assert "12345" not in repr(list(wire.reader._exchanges.values()))


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([b"EHLO cam\r\n", b"AUTH PLAIN AGEAYg==\r\n"], ["in clear"]),
        ([b"EHLO cam\r\n", b"AUTH LOGIN\r\n", b"YQ==\r\n", b"Yg==\r\n"], ["in clear"]),
        ([b"EHLO cam\r\n", b"AUTH CRAM-MD5\r\n", b"YQ==\r\n"], []),
        ([b"EHLO cam\r\n", b"STARTTLS\r\n", b"AUTH LOGIN\r\n"], []),
        ([b"EHLO cam\r\n", b"MAIL FROM:<a@example.org>\r\n", b"AUTH LOGIN\r\n"], []),
    ],
)
def test_a_device_that_sends_mail_tells_whether_its_password_is_in_clear(lines, told):
    wire = Wire().talk(25, [(1, b"220 mail ESMTP\r\n"), *((0, line) for line in lines)])
    assert wire.logins() == []
    facts = [
        one for one in wire.said if isinstance(one, Fact) and one.channel is Channel.SMTP_LOGIN
    ]
    assert [one.value for one in facts] == told
    assert all(one.about.ip == CLIENT for one in facts)


def test_a_capture_that_begins_within_a_message_of_baichuan_still_has_its_login():
    magic = bytes.fromhex("f0debc0a01000000")
    word = (makers.baichuan("admin") + "0" + makers.baichuan("12345") + "0").encode()
    asked = magic + bytes.fromhex("40000000000000000000") + b"\x14\x65" + word
    wire = Wire()
    wire._send(0, 9000, 40_000, CLIENT, 1_000, 0x18, bytes(400) + magic[:2])
    wire._send(1, 9000, 40_000, CLIENT, 5_000, 0x18, magic + bytes(8) + b"\xdd\2\x14\x66")
    wire._send(0, 9000, 40_000, CLIENT, 1_402, 0x18, asked[2:])
    wire._send(1, 9000, 40_000, CLIENT, 5_020, 0x18, magic + bytes(8) + b"\xc8\0\x14\x66")
    (login,) = wire.logins()
    assert (login.scheme, login.outcome, login.defaults) == ("reolink-baichuan", YES, ("x.right",))


def dvrip(command, body=b"", tail=bytes(8), more=bytes(16)):
    return command + len(body).to_bytes(4, "little") + more + tail + body


ASKS = bytes.fromhex("a0050060")
TAIL = bytes.fromhex("050200080000a1aa")
YES_37777, NO_37777 = (dvrip(b"\xb0\0\0\x58", more=bytes([at, 8]) + bytes(14)) for at in (0, 1))


@pytest.mark.parametrize(
    ("asked", "answered", "expected"),
    [
        (dvrip(ASKS, b"admin&&6V0Y4HLF", TAIL), YES_37777, ("dahua-dvrip", YES, ("x.right",))),
        (dvrip(ASKS, b"admin&&6V0Y4HLF", TAIL), NO_37777, ("dahua-dvrip", NO, ("x.right",))),
        (dvrip(ASKS, b"admin&&6V0Y4HLF", TAIL), b"", ("dahua-dvrip", UNSEEN, ("x.right",))),
        (
            dvrip(ASKS, b"", TAIL, more=b"enciphered......"),
            YES_37777,
            ("dahua-dvrip-old", YES, None),
        ),
        (dvrip(ASKS, b"admin&&of another form", TAIL), YES_37777, ("dahua-dvrip-old", YES, None)),
        (dvrip(ASKS, b"no login", TAIL), YES_37777, None),
    ],
)
def test_a_login_over_dvrip_by_its_form(asked, answered, expected):
    assert seen(37777, asked, answered) == ([expected] if expected else [])


def sofia_message(number, fields):
    body = json.dumps(fields).encode() + b"\n\0"
    head = bytes([255, number & 1]) + bytes(12) + number.to_bytes(2, "little")
    return head + len(body).to_bytes(4, "little") + body


@pytest.mark.parametrize(
    ("form", "word", "answered", "expected"),
    [
        ("MD5", "6V0Y4HLF", {"Ret": 100}, (YES, ("x.right",), False)),
        ("MD5", "6V0Y4HLF", {"Ret": 515}, (YES, ("x.right",), False)),
        ("MD5", "6V0Y4HLF", {"Ret": 203}, (NO, ("x.right",), False)),
        ("MD5", "6V0Y4HLF", {"SessionID": "1"}, (UNSEEN, ("x.right",), False)),
        ("NONE", "12345", {"Ret": 100}, (YES, ("x.right",), True)),
        ("3DES", "12345", {"Ret": 100}, (YES, None, False)),
    ],
)
def test_a_login_of_xiongmai_by_its_form(form, word, answered, expected):
    asked = {"EncryptType": form, "PassWord": word, "UserName": "admin"}
    wire = Wire().talk(34567, [(0, sofia_message(1000, asked)), (1, sofia_message(1001, answered))])
    (login,) = wire.logins()
    assert (login.outcome, login.defaults, login.in_clear) == expected


SESSION = "/ISAPI/Security/sessionLogin"


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (get(f"{SESSION}/capabilities?username=a"), answer(body=b"<Other/>")),
        (get(f"{SESSION}/capabilities?username=a"), answer(body=b"no XML")),
        (post(SESSION, "no XML"), answer()),
        (post(SESSION, "<Other/>"), answer()),
        (post(SESSION, "<SessionLogin><userName>a</userName></SessionLogin>"), answer()),
        (get(SESSION), answer()),
        (post("/RPC2_Login", "no JSON"), answer()),
        (post("/RPC2_Login", '{"method":"global.keepAlive"}'), answer(body=b"{}")),
        (get("/RPC2_Login"), answer()),
    ],
)
def test_what_is_no_second_step_gives_no_login(asked, answered):
    assert seen(80, asked, answered) == []


@pytest.mark.parametrize(
    ("answered", "outcome"),
    [
        (answer(403), NO),
        (answer(body=b"<SessionLogin><statusValue>401</statusValue></SessionLogin>"), NO),
        (answer(body=b"no XML"), UNSEEN),
        (answer(500), UNSEEN),
        (b"", UNSEEN),
    ],
)
def test_the_answer_to_a_session_login_is_read_as_far_as_it_is_known(answered, outcome):
    login = "<SessionLogin><userName>admin</userName><password>x</password></SessionLogin>"
    assert seen(80, post(SESSION, login), answered) == [("hikvision-session", outcome, None)]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (get("/snapshot.cgi?user=admin&pwd=12345"), ("netwave-cgi", UNSEEN)),
        (post("/api.cgi?cmd=Login", API), ("reolink-api", UNSEEN)),
        (
            post("/doLogin", f"<a><userName>admin</userName><password>{WORD}</password></a>"),
            ("tvt-xml", UNSEEN),
        ),
    ],
)
@pytest.mark.parametrize("answered", [b"", answer(500), answer(body=b"other")])
def test_without_a_known_answer_the_outcome_is_unseen(asked, expected, answered):
    assert seen(80, asked, answered) == [(*expected, ("x.right",))]


def test_a_token_that_cannot_be_read_is_counted_as_malformed():
    asked = post("/onvif/device_service", "<Envelope><UsernameToken></Envelope>")
    wire = Wire().talk(80, [(0, asked), (1, answer())])
    assert wire.logins() == []
    assert [one.what for one in wire.reader.shortfalls()] == ["onvif"]


def test_a_client_that_never_ends_to_log_in_is_left_alone():
    asked = sofia_message(1000, {"EncryptType": "MD5", "PassWord": "6V0Y4HLF", "UserName": "admin"})
    found = Wire().talk(34567, [(0, asked) for _ in range(500)]).logins()
    assert 0 < len(found) <= 64


def test_a_parameter_that_is_none_of_digest_decides_nothing():
    value = 'Digest username="admin", realm="r", nonce="n", uri="/", response="0", password="12345"'
    asked = get("/", f"Authorization: {value}, sofia=6V0Y4HLF, legacy=0")
    assert seen(80, asked, answer()) == [("http-digest", YES, ())]


def test_a_name_in_the_form_of_rfc_5987_is_read():
    value = 'Digest username*=UTF-8\'\'ad%6Din, realm="r", nonce="n", uri="/", response="0"'
    asked = rtsp("DESCRIBE", URL, f"Authorization: {value}")
    assert seen(554, asked, told()) == [("rtsp-digest", YES, ())]


@pytest.mark.parametrize(
    "asked",
    [
        rtsp("DESCRIBE", "rtsp://[::1/live"),
        rtsp("DESCRIBE", "rtsp://192.0.2.20/?user=admin"),
        rtsp("DESCRIBE", "rtsp://admin@192.0.2.20/"),
    ],
)
def test_half_a_login_to_a_stream_is_none(asked):
    assert seen(554, asked, told(401)) == []


def test_a_baichuan_body_that_is_no_xml_is_passed_over():
    cover = bytes.fromhex("1f2d3c4b5a6978ff")
    body = bytes(one ^ cover[at % 8] for at, one in enumerate(b"<?xml version='1.0'?><a><b>"))
    magic = bytes.fromhex("f0debc0a01000000")
    head = magic + len(body).to_bytes(4, "little") + bytes(6) + b"\x14\x66"
    assert seen(9000, head + body, magic + bytes(8) + b"\xc8\0\x14\x66") == []


def test_a_stream_over_baichuan_is_not_looked_at():
    head = bytes.fromhex("f0debc0a03000000") + bytes(10) + b"\x14\x66"
    assert seen(9000, head, head) == []
