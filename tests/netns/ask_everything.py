"""Runs on the viewer's side of a stage: asks all devices of a network, with bytes of its own.

`python ask_everything.py OWN_ADDRESS ADDRESS ...`. Nothing of camaudit is in it.
"""

import contextlib
import http.client
import socket
import ssl
import sys
import time

OWN, *ADDRESSES = sys.argv[1:]
SSDP = (
    'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\n'
    "ST: {}\r\n\r\n"
)
PROBE = (
    '<?xml version="1.0" encoding="UTF-8"?><s:Envelope '
    'xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
    'xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" '
    'xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><s:Header>'
    "<a:MessageID>urn:uuid:0a0a0a0a-0000-4000-8000-00000000000a</a:MessageID>"
    "<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action></s:Header>"
    "<s:Body><d:Probe/></s:Body></s:Envelope>"
)
SADP = (
    '<?xml version="1.0" encoding="utf-8"?><Probe>'
    "<Uuid>5B1E0C5A-0000-4000-8000-0000000000AA</Uuid><Types>inquiry</Types></Probe>"
)
DHIP = bytes.fromhex("2000000044484950" + "00" * 8 + "3b00000000000000" * 2)
DHIP += b'{"method":"DHDiscover.search","params":{"mac":"","uni":1}}\n'
NAMES = b"".join(
    b"".join(bytes([len(label)]) + label for label in (*name, b"_tcp", b"local"))
    + b"\0\0\x0c\0\x01"
    for name in ([b"_axis-video"], [b"_ipp"], [b"_http"], [b"_googlecast"], [b"_companion-link"])
)
QUESTIONS = (  # group or broadcast, port, own port, bytes
    ("239.255.255.250", 3702, 0, PROBE.encode()),
    ("239.255.255.250", 37020, 37020, SADP.encode()),
    ("239.255.255.251", 37810, 0, DHIP),
    ("224.0.0.251", 5353, 5353, b"\0\0\0\0\0\x05\0\0\0\0\0\0" + NAMES),
    ("239.255.255.250", 1900, 0, SSDP.format("ssdp:all").encode()),
    (
        "239.255.255.250", 1900, 0,
        SSDP.format("urn:schemas-upnp-org:service:EmbeddedNetDeviceControl:1").encode(),
    ),
    ("255.255.255.255", 34569, 34569, bytes.fromhex("ff" + "00" * 13 + "fa0500000000")),
    ("255.255.255.255", 7701, 7711, b"\x01" + bytes(261)),
    ("255.255.255.255", 1757, 1758, bytes.fromhex("9939a42700000001ff0006de")),
    ("255.255.255.255", 10000, 10000, bytes.fromhex("014a5d8f1c")),
    (
        "255.255.255.255", 10000, 10000,
        b"MO_I" + bytes(11) + b"\x04\0\0\0\0\0\0\0" + b"\0\0\0\x01",
    ),
    ("255.255.255.255", 2380, 2380, b"\x02ENQ:allinfo\xff\x03"),
    ("255.255.255.255", 8600, 0, bytes.fromhex("44480101")),
    ("255.255.255.255", 3600, 0, b"DISCOVER\n"),
    ("255.255.255.255", 5050, 5050, b"\xa3\x01\0\x01" + bytes(12) + b"\x02" + bytes(15)),
    ("255.255.255.255", 10001, 0, bytes.fromhex("01000000")),
    ("255.255.255.255", 2000, 3000, bytes.fromhex("aaaa0000")),
    ("234.55.55.55", 23456, 0, b"MHED\x08\0\x01\0\x01\0\0\0" + bytes(128)),
)  # fmt: skip


def ask(target, port, own_port, data):
    one = socket.socket(type=socket.SOCK_DGRAM)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    one.bind((OWN, own_port))
    one.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(OWN))
    one.sendto(data, (target, port))
    return one


def ask_below_ip(interface):
    """Ask in Ethernet frames of type 0x8033."""
    one = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x8033))
    one.bind((interface, 0x8033))
    mac = one.getsockname()[4]
    head = b"\x21\x02\x01\x42\0\0\0\x01\x06\x04\x03\0\0\0"
    body = head + mac + socket.inet_aton(OWN) + b"\xff" * 6 + bytes(36)
    one.send(b"\xff" * 6 + mac + b"\x80\x33" + body)
    return one


def look(address):
    with contextlib.suppress(OSError, http.client.HTTPException):
        line = http.client.HTTPConnection(address, timeout=2)
        for path in ("/", "/favicon.ico", "/SDK/activateStatus", "/nothing"):
            line.request("GET", path)
            line.getresponse().read()
        line.close()
    with contextlib.suppress(OSError), socket.create_connection((address, 554), 2) as line:
        for number, words in enumerate(("OPTIONS {}", "DESCRIBE {}"), 1):
            target = words.format(f"rtsp://{address}:554/")
            line.sendall(f"{target} RTSP/1.0\r\nCSeq: {number}\r\n\r\n".encode())
            line.recv(65536)
    plain = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    plain.check_hostname, plain.verify_mode = False, ssl.CERT_NONE
    plain.maximum_version = ssl.TLSVersion.TLSv1_2  # the certificate is in clear
    with contextlib.suppress(OSError), socket.create_connection((address, 443), 2) as line:
        plain.wrap_socket(line).close()


open_ones = [ask_below_ip("cams"), *(ask(*one) for one in QUESTIONS)]
time.sleep(2.5)  # TVT's devices speak every two seconds
for address in ADDRESSES:
    look(address)
time.sleep(0.5)
