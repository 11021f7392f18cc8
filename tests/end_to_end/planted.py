"""Makes one capture in which every scheme of login, and a pupil's phone, is planted.

`plant(folder)` writes it and gives what nobody may find again: `secrets` (user names, passwords,
answers, nonces, tokens) and `private` (what tells of the phone and of its user).
"""

import base64
import runpy
import secrets
from hashlib import md5, sha1
from pathlib import Path
from urllib.parse import quote

from scapy.asn1.asn1 import ASN1_OID, ASN1_STRING
from scapy.layers.dns import DNS, DNSQR
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import Ether
from scapy.layers.snmp import SNMP, SNMPresponse, SNMPvarbind

ROOT = Path(__file__).parents[2]
CAMERA = ("ec:71:db:10:20:30", "10.20.2.77")
PHONE = ("b4:f1:da:4a:5b:6c", "10.20.2.177")
TABLET = ("02:aa:5c:7d:8e:9f", "10.20.2.178")
VIEWER = ("00:00:5e:00:53:33", "10.20.2.5")


class Planted:
    """Hands out secrets, and remembers them."""

    def __init__(self):
        self.secrets = {}
        self.ports = 40_000

    def new(self, label):
        """Make a word that is nowhere else; letters and digits survive every escaping."""
        self.secrets[label] = f"Qz{secrets.token_hex(10)}"
        return self.secrets[label]

    def keep(self, label, value):
        """Remember what is made of a secret."""
        self.secrets[label] = value
        return value

    def port(self):
        self.ports += 1
        return self.ports


def digest(planted, label, method, uri, *, qop):
    user, realm = planted.new(f"{label} user"), "IP Camera(C0FFE)"
    password, nonce = planted.new(f"{label} password"), planted.new(f"{label} nonce")
    cnonce = planted.new(f"{label} cnonce")

    def hashed(text):
        return md5(text.encode(), usedforsecurity=False).hexdigest()

    first, second = hashed(f"{user}:{realm}:{password}"), hashed(f"{method}:{uri}")
    middle = f"{nonce}:00000001:{cnonce}:auth" if qop else nonce
    made = planted.keep(f"{label} answer", hashed(f"{first}:{middle}:{second}"))
    value = f'Digest username="{user}", realm="{realm}", nonce="{nonce}", uri="{uri}"'
    value += f', response="{made}"'
    return value + (f', qop=auth, nc=00000001, cnonce="{cnonce}"' if qop else "")


def basic(planted, label):
    pair = f"{planted.new(f'{label} user')}:&<{planted.new(f'{label} password')}/'"
    return f"Basic {planted.keep(f'{label} value', base64.b64encode(pair.encode()).decode())}"


def token(planted, label, *, in_clear):
    """Make a GetDeviceInformation request with a WS-UsernameToken."""
    nonce = planted.new(f"{label} nonce")
    password = planted.new(f"{label} password")
    created, kind = "2026-11-19T08:00:00Z", "PasswordText" if in_clear else "PasswordDigest"
    if not in_clear:
        total = sha1(f"{nonce}{created}{password}".encode(), usedforsecurity=False).digest()
        password = planted.keep(f"{label} digest", base64.b64encode(total).decode())
    space = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
    body = (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header>'
        f'<Security xmlns="{space}wssecurity-secext-1.0.xsd"><UsernameToken>'
        f"<Username>{planted.new(f'{label} user')}</Username>"
        f'<Password Type="{space}username-token-profile-1.0#{kind}">{password}</Password>'
        f"<Nonce>{base64.b64encode(nonce.encode()).decode()}</Nonce><Created>{created}</Created>"
        "</UsernameToken></Security></s:Header><s:Body>"
        '<GetDeviceInformation xmlns="http://www.onvif.org/ver10/device/wsdl"/>'
        "</s:Body></s:Envelope>"
    )
    return request("/onvif/device_service", body=body, method="POST")


def request(target, *headers, body="", method="GET"):
    lines = [f"{method} {target} HTTP/1.1", "Host: 10.20.2.77", *headers]
    if body:
        lines.append(f"Content-Length: {len(body.encode())}")
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def answer(*headers, body="", status="200 OK"):
    lines = [f"HTTP/1.1 {status}", "Server: Hikvision-Webs", *headers]
    lines.append(f"Content-Length: {len(body.encode())}")
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def rtsp(target, *headers, method="DESCRIBE"):
    return ("\r\n".join([f"{method} {target} RTSP/1.0", "CSeq: 1", *headers]) + "\r\n\r\n").encode()


def described(address):
    body = f"v=0\r\ns=Live {address}\r\ni={address}\r\nm=video 0 RTP/AVP 96\r\na=tool:{address}\r\n"
    head = f"RTSP/1.0 200 OK\r\nCSeq: 1\r\nServer: gate {address}\r\nContent-Length: {len(body)}"
    return f"{head}\r\n\r\n{body}".encode()


def http_talks(planted):
    """Yield requests and answers over HTTP, each a way in which a login is written."""
    new = planted.new
    ok = answer(body="<html><title>Login</title></html>")
    yield request("/a", f"Authorization: {basic(planted, 'HTTP Basic')}"), ok
    refused = answer('WWW-Authenticate: Basic realm="Gate"', status="401 Unauthorized")
    yield request("/b", f"Authorization: {basic(planted, 'HTTP Basic refused')}"), refused
    yield request("/c", f"Proxy-Authorization: {basic(planted, 'proxy')}"), ok
    digested = digest(planted, "HTTP Digest", "GET", "/ISAPI/System/status", qop=True)
    yield request("/ISAPI/System/status", f"Authorization: {digested}"), ok
    yield request("/d", f"Authorization: Bearer {new('bearer')}"), ok
    yield request("/e", f"Authorization: {new('scheme without a name')}"), ok
    yield request("/f", f"Cookie: sid={new('cookie')}; WebSession_0a={new('session cookie')}"), ok
    yield request("/g", f"X-Auth-Token: {new('token')}"), ok
    yield token(planted, "token in clear", in_clear=True), ok
    yield token(planted, "token digest", in_clear=False), ok
    for path, names in (
        ("/cgi-bin/CGIProxy.fcgi?cmd=getDevState&", ("usr", "pwd")),
        ("/videostream.cgi?", ("user", "pwd")),
        ("/get_status.cgi?", ("loginuse", "loginpas")),
        ("/cgi-bin/api.cgi?cmd=Login&", ("user", "password")),
        ("/cgi-bin/nobody/VerifyCode.cgi?", ("account", "captcha_code")),
        ("/snap.jpg?", ("u", "p")),
        ("/snap.jpg;", ("username", "passwd")),
    ):
        pairs = "&".join(f"{name}={new(f'{path} {name}')}" for name in names)
        yield request(path + pairs), ok
    user, password = new("userinfo user"), new("userinfo password")
    yield request(f"http://{user}:{password}@10.20.2.77/h"), ok
    login = f'{{"param":{{"User":{{"userName":"{new("JSON user")}","password":"{new("JSON")}"}}}}}}'
    yield request("/api.cgi?cmd=Login", "Content-Type: text/json", body=login, method="POST"), ok
    form = f"user={new('form user')}&pass={quote('&<' + new('form password'))}"
    yield request("/login.php", body=form, method="POST"), ok
    yield request("/i", f"User-Agent: tool/1 (http://x:{new('agent')}@10.0.0.1/)"), ok
    yield (
        request("/j"),
        answer(
            f"Set-Cookie: sid={new('set cookie')}; path=/",
            f"Set-Cookie: {new('cookie without a name')}; path=/",
            f"X-Admin-Password: {new('X password')}",
            f"X-Link: http://a:{new('X link')}@10.20.2.77/",
            f"X-Powered-By: http://a:{new('powered by')}@10.20.2.77/",
            f'Authentication-Info: rspauth="{new("rspauth")}"',
            f"Location: http://a:{new('location')}@10.20.2.77/?pwd={new('location query')}",
            body=f'<html><title>rtsp://a:{new("title")}@10.20.2.77/</title><a href="rtsp://a:x/'
            f'{new("slash in a password")}@10.20.2.77/1"><img src="/snap.jpg?pwd={new("src")}">'
            f'<a href="javascript:go(\'{new("script")}\')"><form action="/l;pwd={new("action")}">'
            f'<meta name="description" content="http://a:{new("meta")}@10.20.2.77/"><h1>ftp://a:'
            f'{new("heading")}@10.20.2.77/</h1><script>var modelPassword="{new("variable")}";'
            f'var password="{new("password variable")}";var model="?pwd={new("model")}";</script>'
            f'<a href="/x/user={new("path user")}_password={new("path password")}_channel=1">',
        ),
    )
    yield (
        request("/k"),
        answer(
            "Content-Type: application/soap+xml",
            body='<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>'
            "<GetUsersResponse><User><Username>admin</Username>"
            f"<Password>{new('GetUsers')}</Password></User></GetUsersResponse></s:Body></s:Envelope>",
        ),
    )
    yield (
        request("/l"),
        answer(
            "Content-Type: application/soap+xml",
            body='<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>'
            "<GetScopesResponse><Scopes><ScopeItem>onvif://www.onvif.org/name/rtsp://a:"
            f"{new('scope')}@10.20.2.77</ScopeItem></Scopes></GetScopesResponse></s:Body></s:Envelope>",
        ),
    )


def rtsp_talks(planted):
    """Yield requests and answers over RTSP."""
    new = planted.new
    url = "rtsp://10.20.2.77:554/Streaming/Channels/101"
    ok = described(f"rtsp://a:{new('SDP')}@10.20.2.77/")
    yield rtsp(url, f"Authorization: {basic(planted, 'RTSP Basic')}"), ok
    digested = digest(planted, "RTSP Digest", "DESCRIBE", url, qop=False)
    yield rtsp(url, f"Authorization: {digested}"), ok
    user, password = new("RTSP userinfo user"), new("RTSP userinfo password")
    yield rtsp(f"rtsp://{user}:{password}@10.20.2.77:554/live"), ok
    yield rtsp(f"rtsp://a:x/{new('slash')}?{new('question')}#{new('hash')}@10.20.2.77/live"), ok
    for query in ("user={}&pwd={}", "u={}&p={}", "username={}&passwd={}", "channel=1&zugang={}{}"):
        words = [new(f"RTSP {query} {at}") for at in "ab"]
        yield rtsp(f"rtsp://10.20.2.77/cam/realmonitor?{query.format(*words)}"), ok
    path = f"user={new('XM user')}_password={new('XM password')}_channel=1_stream=0.sdp"
    yield rtsp(f"rtsp://10.20.2.77/{path}"), ok
    unanswered = basic(planted, "RTSP unanswered")
    yield (rtsp(url, f"Authorization: {unanswered}"),)


def datagrams(planted):
    """Yield (port, bytes) of discovery messages with password fields in them."""
    new = planted.new
    yield (
        37020,
        (
            "<ProbeMatch><Types>inquiry</Types><DeviceDescription>DS-2CD0000-I</DeviceDescription>"
            "<DeviceSN>DS-2CD0000-I20190102AAWR000000001</DeviceSN><MAC>ec-71-db-10-20-30</MAC>"
            f"<Password>{new('SADP')}</Password><Salt>{new('SADP salt')}</Salt></ProbeMatch>"
        ).encode(),
    )
    yield (
        37020,
        f"<Probe><Types>update</Types><Password>{new('SADP update')}</Password></Probe>".encode(),
    )
    dhip = (
        '{"method":"client.notifyDevInfo","params":{"deviceInfo":{"Vendor":"General",'
        f'"DeviceType":"IPC","PassWord":"{new("DHIP")}","UserName":"{new("DHIP user")}"}}}}}}'
    )
    yield 37810, b"\x20\0\0\0DHIP" + bytes(24) + dhip.encode()
    login = f'{{"UserName":"admin","PassWord":"{new("Xiongmai")}"}}\n\0'.encode()
    yield (
        34569,
        bytes.fromhex("ff000000")
        + bytes(10)
        + b"\xe8\x03"
        + len(login).to_bytes(4, "little")
        + login,
    )
    hello = (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:d='
        '"http://schemas.xmlsoap.org/ws/2005/04/discovery"><s:Body><d:Hello>'
        "<d:Types>NetworkVideoTransmitter</d:Types>"
        f"<d:Scopes>onvif://www.onvif.org/x/http://a:{new('WSD scope')}@x</d:Scopes>"
        f"<d:XAddrs>http://a:{new('XAddr')}@10.20.2.77/onvif?pwd={new('XAddr query')}</d:XAddrs>"
        "</d:Hello></s:Body></s:Envelope>"
    )
    yield 3702, hello.encode()
    notify = (
        "NOTIFY * HTTP/1.1\r\nNT: upnp:rootdevice\r\nNTS: ssdp:alive\r\n"
        f"SERVER: Linux http://a:{new('SSDP server')}@x\r\n"
        f"LOCATION: http://a:{new('SSDP location')}@10.20.2.77/d?pwd={new('SSDP query')}\r\n\r\n"
    )
    yield 1900, notify.encode()
    for version in (0, 1):
        answer = SNMPresponse(varbindlist=[snmp_says("1.0", f"SNMP gate {version}")])
        answer.varbindlist.append(snmp_says("4.0", new(f"SNMP contact {version}")))
        community = new(f"SNMP community {version}")
        yield 161, bytes(SNMP(version=version, community=community, PDU=answer))
    user = new("STUN user").encode()
    attributes = b"\x80\x22\0\x09STUN gate\0\0\0" + b"\0\6" + len(user).to_bytes(2) + user
    attributes += bytes(-len(user) % 4)
    size = len(attributes).to_bytes(2)
    yield 3478, b"\0\1" + size + bytes.fromhex("2112a442") + bytes(12) + attributes
    foscam = b"MO_I\x02" + bytes(22) + b"00005E005321\0" + new("Foscam user").encode() + b"\0"
    yield 10000, foscam + new("Foscam").encode() + bytes(28)
    sony = f"MAC:ec-71-db-10-20-30\xffMODEL:SNC-X\xffSETADMIN:{new('Sony')}\xff"
    yield 2380, b"\x02" + sony.encode("latin-1") + b"\x03"
    mhed = b"MHED\x08\0\x01\0\x03\0\0\0" + bytes(72)
    yield 23456, mhed + base64.b64encode(new("MHED").encode()) + bytes(28)


def snmp_says(name, text):
    return SNMPvarbind(oid=ASN1_OID(f"1.3.6.1.2.1.1.{name}"), value=ASN1_STRING(text.encode()))


def plain_lines(planted):
    """Yield (port, lines in turns) of old services; an empty first line lets the server begin."""
    new = planted.new
    yield 21, [f"USER {new('FTP user')}\r\nPASS {new('FTP')}\r\n".encode(), b"230 ok\r\n"]
    yield 23, [f"{new('Telnet user')}\r\n{new('Telnet')}\r\n".encode(), b"# "]
    user, password = new("FTP user after a greeting"), new("FTP after a greeting")
    greeting = f"220-Gate FTP ready\r\n220 see ftp://a:{new('FTP greeting')}@10.20.2.77/\r\n"
    yield (
        21,
        [
            b"",
            greeting.encode(),
            f"USER {user}\r\n".encode(),
            f"331 Password for {user}\r\n".encode(),
            f"PASS {password}\r\n".encode(),
            f"220 {user} {password}\r\n".encode(),
        ],
    )
    pair = f"\0{new('SMTP user')}\0{new('SMTP')}".encode()
    mail = [b"", b"220 mail ESMTP\r\n", b"EHLO cam\r\n", b"250 AUTH PLAIN LOGIN\r\n"]
    yield 25, [*mail, b"AUTH PLAIN " + base64.b64encode(pair) + b"\r\n", b"235 ok\r\n"]
    for word in ("mailbox", "mail password"):
        mail += [base64.b64encode(new(word).encode()) + b"\r\n", b"334 UGFzc3dvcmQ6\r\n"]
    yield 587, [*mail[:4], b"AUTH LOGIN\r\n", b"334 VXNlcm5hbWU6\r\n", *mail[4:]]
    for prompt in ("hall login: ", "Wer da> "):
        user, password = new(f"Telnet user at {prompt}"), new(f"Telnet at {prompt}")
        yield (
            23,
            [
                b"\xff\xfb\x18\xff\xfa\x27\0\0USER\1" + new("Telnet option").encode() + b"\xff\xf0",
                b"\xff\xfd\1Telnet gate\r\n" + prompt.encode(),
                f"{user}\r\n".encode(),
                f"{user}\r\nPassword: ".encode(),
                f"{password}\r\n".encode(),
                f"{password}\r\nHello {user}\r\n# ".encode(),
            ],
        )
    register = (
        "REGISTER sip:34020000002000000001@10.20.2.5 SIP/2.0\r\nVia: SIP/2.0/TCP 10.20.2.77\r\n"
        f"From: <sip:{new('SIP user')}@3402000000>;tag=1\r\n"
        f"Contact: <sip:{new('SIP contact')}@10.20.2.77>\r\n"
        f"Authorization: {digest(planted, 'SIP', 'REGISTER', 'sip:3402000000', qop=False)}\r\n"
        f"User-Agent: Gate sip:a:{new('SIP agent')}@10.20.2.77/\r\nContent-Length: 0\r\n\r\n"
    )
    yield 5060, [register.encode(), b"SIP/2.0 200 OK\r\nServer: SIP gate\r\n\r\n"]
    yield 8000, [f"GET /{new('half a request')}".encode(), b"\xff\xff"]
    bad = request("/m", f"Authorization: Basic {new('broken Basic')}\x00", "Content-Length: zz")
    yield (
        8080,
        [bad, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno chunk size at all\r\n"],
    )


def plant(path):
    """Write the capture; give the secrets and what is private."""
    tape = runpy.run_path(str(ROOT / "examples" / "school" / "make_captures.py"))["Tape"](path)
    planted = Planted()
    tape.arp(*CAMERA)
    for port, talks in ((80, http_talks(planted)), (554, rtsp_talks(planted))):
        for talk in talks:
            tape.tcp((*VIEWER, planted.port()), (*CAMERA, port), list(talk))
    makers = runpy.run_path(str(Path(__file__).with_name("planted_makers.py")))
    for port, lines in (*makers["talks"](planted, request, answer), *plain_lines(planted)):
        tape.tcp((*VIEWER, planted.port()), (*CAMERA, port), lines)
    for port, data in datagrams(planted):
        tape.udp(*CAMERA, port, ("ff:ff:ff:ff:ff:ff", "255.255.255.255", port), data)
    private = {"viewer MAC": VIEWER[0], "viewer address": f'"{VIEWER[1]}"'}
    for name, (mac, ip) in (("phone", PHONE), ("tablet", TABLET)):
        host, asked = f"Qy{secrets.token_hex(8)}", f"qx{secrets.token_hex(8)}"
        private |= {f"{name} {what}": text for what, text in (("name", host), ("query", asked))}
        private |= {f"{name} MAC": mac, f"{name} lease": ip}
        tape.dhcp(mac, ip, host)
        tape.arp(mac, ip)
        query = DNS(rd=1, qd=DNSQR(qname=f"{asked}.example.org"))
        to = Ether(src=mac, dst="00:00:5e:00:53:01") / IP(src=ip, dst="10.20.2.1", ttl=64)
        tape.add(to / UDP(sport=50_000, dport=53) / query)
        page = f"GET /{asked} HTTP/1.1\r\nHost: {asked}.example.org\r\nUser-Agent: {host}/1\r\n\r\n"
        tape.tcp((mac, ip, 50_001), ("00:00:5e:00:53:01", "203.0.113.9", 80), [page.encode()])
    tape.write()
    return planted.secrets, private
