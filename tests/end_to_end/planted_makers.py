"""Makers' own logins for `planted.py`: each way in which one is written, with a secret in it."""

import base64
import json
import secrets
import struct


def talks(planted, request, answer):
    """Yield (port, messages in turns)."""
    yield from hikvision(planted, request, answer)
    yield from dahua_web(planted, request, answer)
    yield from dahua(planted)
    yield from xiongmai(planted)
    yield from baichuan(planted)
    yield from forms(planted, request, answer)


def hikvision(planted, request, answer):
    new = planted.new

    def posted(path, body):
        return request(path, body=body, method="POST")

    capabilities = "/ISAPI/Security/sessionLogin/capabilities?username=" + new("Hikvision user")
    user = planted.secrets["Hikvision user"]
    session, answered = new("Hikvision session"), new("Hikvision answer")
    given = f"<sessionID>{session}</sessionID><challenge>{new('Hikvision challenge')}</challenge>"
    given += f"<salt>{new('Hikvision salt')}</salt><iterations>100</iterations>"
    given += "<isIrreversible>true</isIrreversible>"
    login = f"<userName>{user}</userName><password>{answered}</password>"
    login += f"<sessionID>{session}</sessionID>"
    for iterations in ("100", "10001"):
        yield (
            80,
            [
                request(capabilities),
                answer(
                    body=f"<SessionLoginCap>{given.replace('>100<', f'>{iterations}<')}"
                    "</SessionLoginCap>"
                ),
                posted("/ISAPI/Security/sessionLogin", f"<SessionLogin>{login}</SessionLogin>"),
                answer(
                    body=f"<SessionLogin><statusValue>200</statusValue><sessionTag>"
                    f"{new(f'Hikvision tag {iterations}')}</sessionTag></SessionLogin>"
                ),
            ],
        )


def dahua_web(planted, request, answer):
    new = planted.new

    def posted(path, body):
        return request(path, body=body, method="POST")

    realm, random = "Login to 0a1b2c3d", new("Dahua random")
    first = {"method": "global.login", "params": {"userName": new("RPC2 user"), "password": ""}}
    params = {"realm": realm, "random": random, "encryption": "Default"}
    session = new("RPC2 session")
    for form in ("Default", "OldDigest", "Plain", "Basic"):
        word = new(f"RPC2 {form}")
        if form == "Basic":
            pair = f"{planted.secrets['RPC2 user']}:{word}"
            word = base64.b64encode(pair.encode()).decode()
        second = {"method": "global.login", "session": session}
        second["params"] = {**first["params"], "password": word, "passwordType": form}
        refused = {"result": False, "params": params, "session": session}
        yield (
            80,
            [
                posted("/RPC2_Login", json.dumps(first)),
                answer(body=json.dumps(refused)),
                posted("/RPC2_Login", json.dumps(second)),
                answer(body=json.dumps({"result": True, "session": session})),
            ],
        )
        dhip = [
            b"\x20\0\0\0DHIP" + bytes(8) + struct.pack("<II", len(text), 0) * 2 + text
            for one in (first, refused, second, {"result": False})
            for text in [json.dumps(one).encode()]
        ]
        yield 5000, dhip


def dahua(planted):
    new = planted.new
    realm, random = "Login to 0a1b2c3d", new("DVRIP random")
    word = f"{new('DVRIP user')}&&".encode()
    halves = [planted.keep(f"DVRIP {at}", secrets.token_hex(16).upper()) for at in "ab"]
    tail = bytes.fromhex("050200080000a1aa")
    for text in (word + "".join(halves).encode(), word + b"Qz3f5g7h"):
        yield (
            37777,
            [
                bytes.fromhex("a0010000") + bytes(20) + bytes.fromhex("050201010000a1aa"),
                dahua_head(b"\xb0\0\0\x58", f"Realm:{realm}\r\nRandom:{random}\r\n\r\n".encode()),
                dahua_head(bytes.fromhex("a0050060"), text, tail),
                dahua_head(b"\xb0\0\0\x58", b"", more=b"\0\x08" + bytes(14)),
            ],
        )
    old = new("DVRIP old")[:16].encode()
    planted.keep("DVRIP old", old.decode())
    yield 37777, [dahua_head(bytes.fromhex("a0050060"), b"", tail, more=old)]


def xiongmai(planted):
    new = planted.new
    for form in ("MD5", "NONE", "3DES"):
        fields = {"UserName": new(f"XM TCP user {form}"), "PassWord": new(f"XM TCP {form}")}
        asked = json.dumps({**fields, "EncryptType": form, "LoginType": "DVRIP-Web"}).encode()
        told = json.dumps({"Ret": 100, "SessionID": new(f"XM TCP session {form}")}).encode()
        yield (
            34567,
            [
                struct.pack("<BBHIIBBHI", 255, kind, 0, 0, 0, 0, 0, 1000 + kind, len(body)) + body
                for kind, body in ((0, asked), (1, told))
            ],
        )


def baichuan(planted):
    new = planted.new
    hashes = [planted.keep(f"Baichuan {at}", secrets.token_hex(16)) for at in ("user", "word")]
    magic = bytes.fromhex("f0debc0a01000000")
    legacy = "".join(hashes).encode()
    yield 9000, [magic + struct.pack("<IIHH", 64, 0, 0, 0x6514) + legacy]
    xml = f"<?xml version='1.0'?><body><nonce>{new('Baichuan nonce')}</nonce></body>"
    login = f"<?xml version='1.0'?><body><LoginUser><userName>{new('Baichuan name')}</userName>"
    login += f"<password>{new('Baichuan answer')}</password></LoginUser></body>"
    cover = bytes.fromhex("1f2d3c4b5a6978ff")
    said, asked = (
        bytes(one ^ cover[at % 8] for at, one in enumerate(text.encode())) for text in (xml, login)
    )
    yield (
        9000,
        [
            magic + struct.pack("<IIHH", 0, 0, 0, 0x6514),
            magic + struct.pack("<IIHH", len(said), 0, 0xDD02, 0x6614) + said,
            magic + struct.pack("<IIHH", len(asked), 0, 0, 0x6414) + bytes(4) + asked,
            magic + struct.pack("<IIHH", 0, 0, 401, 0x6614),
        ],
    )


def forms(planted, request, answer):
    new = planted.new

    def posted(path, body):
        return request(path, body=body, method="POST")

    pair = base64.b64encode(f"{new('AVTECH user')}:{new('AVTECH')}".encode()).decode()
    planted.keep("AVTECH pair", pair)
    yield 80, [request(f"/cgi-bin/nobody/VerifyCode.cgi?account={pair}"), answer(body="0")]
    word = planted.keep("TVT pair", base64.b64encode(new("TVT").encode()).decode())
    xml = f"<request><content><userName>{new('TVT user')}</userName><password>{word}</password>"
    yield (
        80,
        [
            posted("/doLogin", f"{xml}</content></request>"),
            answer(body="<response><status>success</status></response>"),
        ],
    )
    login = [
        {"cmd": "Login", "param": {"User": {"userName": new("API"), "password": new("API 2")}}}
    ]
    token = json.dumps(
        [{"cmd": "Login", "code": 0, "value": {"Token": {"name": new("API token")}}}]
    )
    yield 80, [posted("/api.cgi?cmd=Login", json.dumps(login)), answer(body=token)]


def dahua_head(command, body, tail=bytes(8), more=bytes(16)):
    return command + struct.pack("<I", len(body)) + more + tail + body
