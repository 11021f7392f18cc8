"""A camera that is none: it answers as one would, so that a scanner has something to write down.

`python scanned_camera.py FOLDER` runs in a network of its own and writes there what nmap makes of
it, in its three forms. Whatever is asked, it is answered with the same words; no login exists.
"""

import contextlib
import datetime as dt
import socket
import ssl
import struct
import subprocess
import sys
import threading
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from record_tables import ip, run, running, until

ADDRESS, MAC = "10.20.30.41", "44:19:b6:00:10:01"
PORTS = "T:21,23,80,443,554,8000,49152,U:161,1900"
SCRIPTS = (
    "banner,http-title,http-server-header,http-auth,http-headers,rtsp-methods,ssl-cert,"
    "snmp-sysdescr,upnp-info,broadcast-wsdd-discover,broadcast-upnp-info"
)
ICON = b"\x00\x00\x01\x00" + bytes(range(60))
PAGE = (
    b"HTTP/1.1 401 Unauthorized\r\nServer: App-webs/\r\n"
    b'WWW-Authenticate: Digest qop="auth", realm="IP Camera(C1234)", nonce="4a6b1c0d"\r\n'
    b"Content-Type: text/html\r\nConnection: close\r\n\r\n"
    b"<html><head><title>Document Error: Unauthorized</title></head><body></body></html>"
)
LOGIN = (
    b"HTTP/1.1 200 OK\r\nServer: App-webs/\r\nX-Frame-Options: SAMEORIGIN\r\n"
    b"Set-Cookie: sessionid=nobody-sees-this\r\nContent-Type: text/html\r\n"
    b"Connection: close\r\n\r\n"
    b"<html><head><title>WEB SERVICE &amp; more</title></head><body></body></html>"
)
OPTIONS = (
    b"RTSP/1.0 200 OK\r\nCSeq: %d\r\nServer: Example RTSP Server 1.2\r\n"
    b"Public: OPTIONS, DESCRIBE, SETUP, TEARDOWN, PLAY, SET_PARAMETER\r\n\r\n"
)
MATCH = """<?xml version="1.0" encoding="UTF-8"?>
<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"
 xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
 xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"
 xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><s:Header>
<a:MessageID>urn:uuid:00000000-0000-4000-8000-000000000001</a:MessageID>
<a:RelatesTo>{0}</a:RelatesTo>
<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</a:Action></s:Header>
<s:Body><d:ProbeMatches><d:ProbeMatch><a:EndpointReference>
<a:Address>urn:uuid:00000000-0000-4000-8000-00005e005301</a:Address></a:EndpointReference>
<d:Types>dn:NetworkVideoTransmitter</d:Types>
<d:Scopes>onvif://www.onvif.org/name/Example onvif://www.onvif.org/hardware/C1234</d:Scopes>
<d:XAddrs>http://10.20.30.41/onvif/device_service</d:XAddrs>
<d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>"""
SSDP = (
    "HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=1800\r\nEXT:\r\nST: upnp:rootdevice\r\n"
    "LOCATION: http://10.20.30.41:49152/upnpdevicedesc.xml\r\n"
    "SERVER: Linux/2.6.18, UPnP/1.0, Portable SDK for UPnP devices/1.6.18\r\n"
    "USN: uuid:00000000-0000-4000-8000-00005e005301::upnp:rootdevice\r\n\r\n"
)
DESCRIPTION = (
    b"HTTP/1.1 200 OK\r\nServer: Linux UPnP/1.0\r\nContent-Type: text/xml\r\n"
    b"Connection: close\r\n\r\n"
    b'<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device>'
    b"<deviceType>urn:schemas-upnp-org:device:Basic:1</deviceType>"
    b"<friendlyName>Gate camera - C1234</friendlyName><manufacturer>Example Video</manufacturer>"
    b"<modelDescription>IP camera</modelDescription><modelName>C1234</modelName>"
    b"<modelNumber>C1234-V1</modelNumber>"
    b"<UDN>uuid:00000000-0000-4000-8000-00005e005301</UDN></device></root>"
)


def pages(line):
    """Answer HTTP."""
    asked = line.recv(4096)
    if asked.startswith(b"GET /favicon.ico"):
        head = b"HTTP/1.1 200 OK\r\nContent-Type: image/x-icon\r\nContent-Length: %d\r\n\r\n"
        line.sendall(head % len(ICON) + ICON)
    elif b"upnpdevicedesc" in asked:
        line.sendall(DESCRIPTION)
    else:
        line.sendall(PAGE)


def login_page(line):
    """Answer HTTP with a page that needs no login."""
    if line.recv(4096):
        line.sendall(LOGIN)


def rtsp(line):
    """Answer OPTIONS; whatever else comes, as well."""
    while asked := line.recv(4096):
        found = [row for row in asked.split(b"\r\n") if row.lower().startswith(b"cseq:")]
        number = int(found[0].partition(b":")[2]) if found else 0
        line.sendall(OPTIONS % number)


def greets(text):
    """Make a service that speaks first."""

    def service(line):
        line.sendall(text)
        line.recv(100)

    return service


def serve(port, service, context=None):
    """Answer one port, each connection by itself."""
    door = socket.create_server((ADDRESS, port))

    def one(line):
        try:
            line.settimeout(3)
            with context.wrap_socket(line, server_side=True) if context else line as safe:
                service(safe)
        except (OSError, ValueError):
            pass

    def loop():
        while True:
            threading.Thread(target=one, args=(door.accept()[0],), daemon=True).start()

    threading.Thread(target=loop, daemon=True).start()


def answers(port, group, make):
    """Answer datagrams, also those to a group."""
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    line.bind(("", port))
    if group:
        joined = socket.inet_aton(group) + socket.inet_aton(ADDRESS)
        line.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, joined)

    def loop():
        while True:
            asked, sender = line.recvfrom(65535)
            with contextlib.suppress(IndexError, OSError):  # a question that is not understood
                if answer := make(asked):
                    line.sendto(answer, sender)

    threading.Thread(target=loop, daemon=True).start()


def match(asked):
    """Answer a Probe of WS-Discovery."""
    begin = asked.find(b"MessageID>")
    if begin < 0:
        return None
    of = asked[begin + 10 :].partition(b"<")[0].decode("ascii", "replace")
    return MATCH.format(of).encode()


def tlv(tag, *parts):
    """Write BER."""
    body = b"".join(parts)
    return bytes([tag, len(body)]) + body


def sysdescr(asked):
    """Answer any SNMPv1 question of less than 128 bytes with a description and an age."""
    at = asked.find(b"\xa0")
    if at < 0:
        return None
    request = asked[at + 2 : at + 4 + asked[at + 3]]
    name = asked[asked.rfind(b"\x06\x08\x2b") :]
    name = name[: 2 + name[1]]
    uptime = name[-2:-1] == b"\x03"
    value = tlv(0x43, struct.pack("!I", 360000)) if uptime else tlv(4, b"Example camera C1234")
    values = tlv(0x30, tlv(0x30, name, value))
    zero = tlv(2, b"\0")
    return tlv(0x30, asked[2:at], tlv(0xA2, request, zero, zero, values))


def certificate(folder):
    """Make a certificate as a camera makes its own; give a context with it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - as old cameras have
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "GB"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example Video"),
            x509.NameAttribute(NameOID.COMMON_NAME, "C1234-00005E005301"),
        ]
    )
    begin = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1001).not_valid_before(begin)
        .not_valid_after(begin + dt.timedelta(days=3650))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("camera.example.test")]), critical=False
        )
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def stand(folder):
    """Be the camera until the standard input ends."""
    serve(80, pages)
    serve(8000, login_page)
    serve(49152, pages)
    serve(443, pages, certificate(folder))
    serve(554, rtsp)
    serve(21, greets(b"220 Example FTP of C1234 ready\r\n"))
    serve(23, greets(b"\xff\xfb\x01\xff\xfb\x03C1234 login: "))
    answers(3702, "239.255.255.250", match)
    answers(1900, "239.255.255.250", lambda _: SSDP.encode())
    answers(161, None, sysdescr)
    (folder / "ready").touch()
    sys.stdin.read()


def scan(folder):
    """Put the camera on a cable, and let nmap look at it and at two addresses beside it."""
    with running("unshare", "--net", "sleep", "300") as holder:
        there, here = (Path("/proc", str(one), "ns", "net") for one in (holder.pid, "self"))
        until(lambda: there.readlink() != here.readlink())
        inside = ("nsenter", "-t", str(holder.pid), "-n")
        ip("link set lo up")
        ip(f"link add scan type veth peer name eth0 address {MAC} netns {holder.pid}")
        ip("addr add 10.20.30.1/24 dev scan")
        ip("link set scan up")
        ip("route add 239.0.0.0/8 dev scan")
        for words in (
            "link set lo up",
            f"addr add {ADDRESS}/24 dev eth0",
            "link set eth0 up",
            "route add 239.0.0.0/8 dev eth0",
        ):
            run(*inside, "ip", *words.split())
        words = (*inside, sys.executable, __file__, str(folder), "stand")
        with subprocess.Popen(words, stdin=subprocess.PIPE) as camera:
            until((folder / "ready").exists)
            asked = ("-n", "-sS", "-sU", "-p", PORTS, "--script", SCRIPTS, "-e", "scan")
            bounds = ("--max-retries", "1", "--host-timeout", "100s")
            run("nmap", *asked, *bounds, "-oA", "nmap", "10.20.30.40-42", limit=140, cwd=folder)
            camera.stdin.close()
    for name in ("ready", "cert.pem", "key.pem"):
        (folder / name).unlink()
    (folder / "nmap.nmap").rename(folder / "nmap.txt")


if __name__ == "__main__":
    (stand if sys.argv[2:] == ["stand"] else scan)(Path(sys.argv[1]))
