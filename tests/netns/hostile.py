"""Answers whatever it is asked with ways out of the estate, from every address of a prefix.

    python hostile.py PREFIX COUNTS ADDRESS...

A process for tests, in a namespace of its own: each answer is made by chance from a fixed seed and
names addresses, hosts and ports that nobody may be led to. COUNTS is a file that holds the number
of answers so far. ADDRESS: answers to questions to everybody on a link come from these.
"""

import contextlib
import ipaddress
import json
import random
import re
import selectors
import socket
import struct
import sys
import time
from pathlib import Path

OUTSIDE = "198.51.100.7"
WAYS_OUT = (
    "http://198.51.100.7/{}", "http://198.51.100.7:80@{host}/{}", "//198.51.100.7/{}",
    "http://[::ffff:198.51.100.7]/{}", "http://[2002:c633:6407::1]/{}", "http://evil.example/{}",
    "http://[64:ff9b::c633:6407]/{}", "http://[::198.51.100.7]/{}", "http://[fe80::1%25eth0]/{}",
    "http://[::]/{}", "http://[::1]/{}", "http://127.0.0.1/{}", "http://0.0.0.0/{}",
    "http://{host}:37777/{}", "http://{host}:34567/{}", "http://{host}:23/{}",
    "http://{host}.evil.example/{}", "http://3325256711/{}", "http://0xc6336407/{}",
    "http://0306.0063.0144.07/{}", "rtsp://198.51.100.7/{}", "rtsp://admin:12345@{host}/{}",
    "http://admin:12345@{host}/{}", "ftp://198.51.100.7/{}", "https://198.51.100.7:443/{}",
    "http://{host}/{}\r\nAuthorization: Basic YWRtaW46MTIzNDU=", "http://{host}:0/{}",
    "http://{host}/{}?user=admin&password=12345", "http://224.0.0.1/{}", "http://{host}:65536/{}",
    "http://255.255.255.255/{}", "http://10.30.3.255/{}", "http://\x00{host}/{}",
)  # fmt: skip
TCP_PORTS = (80, 443, 554, 8000, 8080, 8443, 8554, 8899, 2020, 49152)
UDP_PORTS = (1900, 3702, 5353, 37020, 37810, 34569, 23456, 10001, 7711, 3000, 9999)
GROUPS = ("239.255.255.250", "224.0.0.251", "239.255.255.251", "239.255.255.25")
SOAP = (
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
    ' xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"'
    ' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"'
    ' xmlns:tds="http://www.onvif.org/ver10/device/wsdl"'
    ' xmlns:tt="http://www.onvif.org/ver10/schema"><s:Header>{head}</s:Header>'
    "<s:Body>{body}</s:Body></s:Envelope>"
)
MEDIA = "http://www.onvif.org/ver10/media/wsdl"
CHANCE = random.Random(10_000)  # noqa: S311 - the same answers in every run


def way(host):
    return CHANCE.choice(WAYS_OUT).format(str(CHANCE.randrange(99)), host=host)


def xml(text):
    return text.replace("&", "&amp;").replace("\0", "")


def matches(host, relates):
    urls = " ".join(xml(way(host)) for _ in range(CHANCE.randrange(1, 9)))
    head = (
        "<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</a:Action>"
        f"<a:RelatesTo>{relates}</a:RelatesTo>"
    )
    body = (
        "<d:ProbeMatches><d:ProbeMatch><a:EndpointReference><a:Address>urn:uuid:4d454930-0000-1000-"
        f"8000-{CHANCE.randrange(1 << 48):012x}</a:Address></a:EndpointReference>"
        "<d:Types>dn:NetworkVideoTransmitter</d:Types>"
        f"<d:Scopes>onvif://www.onvif.org/name/{xml(way(host))}</d:Scopes>"
        f"<d:XAddrs>{urls}</d:XAddrs></d:ProbeMatch></d:ProbeMatches>"
    )
    return SOAP.format(head=head, body=body).encode()


def services(host):
    url = xml(way(host))
    service = f"<tds:Namespace>{MEDIA}</tds:Namespace><tds:XAddr>{url}</tds:XAddr>"
    media = f"<tt:Media><tt:XAddr>{url}</tt:XAddr></tt:Media>"
    capabilities = f"<tds:Capabilities>{media}</tds:Capabilities>"
    body = CHANCE.choice(
        (
            f"<tds:GetServicesResponse><tds:Service>{service}</tds:Service></tds:GetServicesResponse>",
            f"<tds:GetCapabilitiesResponse>{capabilities}</tds:GetCapabilitiesResponse>",
            f"<s:Fault><s:Reason><s:Text>{url}</s:Text></s:Reason></s:Fault>",
        )
    )
    return SOAP.format(head="", body=body).encode()


def page(host):
    """Make an answer over HTTP."""
    url = way(host)
    kind = CHANCE.randrange(10)
    body = CHANCE.choice(
        (
            services(host),
            f'<meta http-equiv="refresh" content="0; url={url}"><base href="{url}">'
            f'<script>location="{url}"</script><iframe src="{url}">'.encode(),
            f"<root><URLBase>{xml(url)}</URLBase><device><manufacturer>ACME</manufacturer>"
            f"<presentationURL>{xml(url)}</presentationURL></device></root>".encode(),
            CHANCE.randbytes(200),
        )
    )
    length = len(body)
    status, more = "200 OK", "Set-Cookie: session=42; path=/\r\n"
    if kind < 4:
        status = CHANCE.choice(("301 Moved", "302 Found", "307 Temporary", "308 Permanent"))
        more += f"Location: {url}\r\nContent-Location: {url}\r\nRefresh: 0; url={url}\r\n"
    elif kind == 4:
        status = "401 No"
        more += f'WWW-Authenticate: Digest realm="{url}", nonce="1", domain="{url}"\r\n'
    elif kind == 5:
        more += "".join(f"X-{at}: {url}\r\n" for at in range(300))  # a flood of headers
    elif kind == 6:
        length = CHANCE.choice((1 << 40, -1, 3, length + 500))
    elif kind == 7:
        chunks = b"".join(b"%x\r\n%b\r\n" % (len(body), body) for _ in range(20))
        head = f"HTTP/1.1 200 OK\r\nServer: ACME\r\n{more}Transfer-Encoding: chunked\r\n\r\n"
        return head.encode("latin-1") + chunks + CHANCE.choice((b"0\r\n\r\n", b"fffffffffff\r\n"))
    elif kind == 8:
        status = "101 Switching Protocols"
        more += "Upgrade: websocket\r\nConnection: Upgrade\r\n"
    elif kind == 9:
        more += f'Alt-Svc: h2="{OUTSIDE}:443"\r\nLink: <{url}>; rel=preload\r\n'
    head = f"HTTP/1.1 {status}\r\nServer: ACME/1\r\n{more}Content-Length: {length}\r\n\r\n"
    return head.encode("latin-1", "replace") + body


def stream(host, asked):
    """Make an answer over RTSP."""
    number = re.search(rb"(?i)cseq:\s*(\d+)", asked)
    head = f"CSeq: {number[1].decode() if number else 1}\r\nServer: ACME RTSP\r\n"
    url = way(host)
    if CHANCE.random() < 0.4:
        return f"RTSP/1.0 302 Moved\r\n{head}Location: {url}\r\n\r\n".encode("latin-1")
    sdp = f"v=0\r\no=- 1 1 IN IP4 {OUTSIDE}\r\ns=ACME\r\nc=IN IP4 {OUTSIDE}\r\na=control:{url}\r\n"
    head += f"Content-Base: {url}\r\nPublic: OPTIONS, DESCRIBE\r\nContent-Length: {len(sdp)}\r\n"
    return f"RTSP/1.0 200 OK\r\n{head}\r\n{sdp}".encode("latin-1", "replace")


def over_tcp(host, asked):
    if asked[:1] == b"\x16":
        return CHANCE.choice((b"\x15\x03\x01\0\2\2\x28", b"\x16\x03\x03\xff\xff" + bytes(900)))
    return stream(host, asked) if b" RTSP/1.0" in asked[:300] else page(host)


def datagrams(host, port, asked):
    """Make the answers to one datagram."""
    if port == 3702:
        relates = re.search(rb"MessageID[^>]*>([^<]*)<", asked)
        return [matches(host, relates[1].decode() if relates else "") for _ in range(3)]
    if port == 1900:
        return [
            f"HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nUSN: uuid:{at}\r\nLOCATION: {way(host)}\r\n"
            f"AL: {way(host)}\r\nServer: ACME\r\n\r\n".encode("latin-1", "replace")
            for at in range(3)
        ]
    if port == 5353:
        name = b"\x04evil\x07example\0"
        record = name + struct.pack(">HHIH", 1, 1, 60, 4) + socket.inet_aton(OUTSIDE)
        record += (
            b"\x05_http\x04_tcp\x05local\0" + struct.pack(">HHIH", 12, 1, 60, len(name)) + name
        )
        return [struct.pack(">HHHHHH", 0, 0x8400, 0, 2, 0, 0) + record]
    if port == 37020:
        return [
            f"<?xml version='1.0'?><ProbeMatch><Uuid>{at}</Uuid><Types>inquiry</Types>"
            f"<DeviceDescription>{xml(way(host))}</DeviceDescription><IPv4Address>{OUTSIDE}"
            "</IPv4Address><HttpPort>80</HttpPort></ProbeMatch>".encode()
            for at in range(2)
        ]
    if port == 37810:
        info = {"deviceInfo": {"IPv4Address": {"IPAddress": OUTSIDE}, "HttpPort": 37777}}
        body = json.dumps({"mac": "02:00:00:00:00:09", "params": info}).encode()
        head = b"\x20\0\0\0DHIP" + bytes(8) + 2 * struct.pack("<II", len(body), 0)
        return [head + body]
    return [CHANCE.randbytes(60)]


class Server:
    """Listens to all ports at once; one thread, no waiting."""

    def __init__(self, prefix, counts, senders):
        self.prefix, self.counts, self.senders = prefix, counts, senders
        self.answers = 0
        self.told = 0.0
        self.select = selectors.DefaultSelector()
        for port in TCP_PORTS:
            one = socket.socket()
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.bind(("0.0.0.0", port))  # noqa: S104 - of a namespace that holds nothing else
            one.listen(512)
            one.setblocking(False)  # noqa: FBT003
            self.select.register(one, selectors.EVENT_READ, self.accept)
        for port in UDP_PORTS:
            one = socket.socket(type=socket.SOCK_DGRAM)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.setsockopt(socket.IPPROTO_IP, 8, 1)  # IP_PKTINFO
            for group in GROUPS:
                for sender in senders[:1]:
                    ends = socket.inet_aton(group) + socket.inet_aton(sender)
                    with contextlib.suppress(OSError):
                        one.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, ends)
            one.bind(("0.0.0.0", port))  # noqa: S104 - as above
            self.select.register(one, selectors.EVENT_READ, self.hear)

    def accept(self, one):
        line, _ = one.accept()
        line.setblocking(False)  # noqa: FBT003
        self.select.register(line, selectors.EVENT_READ, self.read)

    def read(self, line):
        try:
            asked = line.recv(65_536)
            if asked:
                line.setblocking(True)  # noqa: FBT003
                line.settimeout(1)
                line.sendall(over_tcp(line.getsockname()[0], asked))
                line.setblocking(False)  # noqa: FBT003
                self.answers += 1
                return
        except OSError:
            pass
        self.select.unregister(line)
        line.close()

    def hear(self, one):
        asked, extra, _, peer = one.recvmsg(65_536, 200)
        addressed = socket.inet_ntoa(extra[0][2][8:12])
        shared = ipaddress.ip_address(addressed) not in self.prefix
        port = one.getsockname()[1]
        for host in self.senders if shared else [addressed]:
            for answer in datagrams(host, port, asked):
                info = struct.pack("i4s4s", 0, socket.inet_aton(host), bytes(4))
                with contextlib.suppress(OSError):
                    one.sendmsg([answer], [(socket.IPPROTO_IP, 8, info)], 0, peer)
                    self.answers += 1

    def serve(self, until):
        while time.monotonic() < until:
            for key, _ in self.select.select(0.2):
                key.data(key.fileobj)
            if time.monotonic() - self.told > 0.2:
                self.told = time.monotonic()
                self.counts.write_text(str(self.answers))


if __name__ == "__main__":
    Server(ipaddress.ip_network(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]).serve(
        time.monotonic() + 600
    )
