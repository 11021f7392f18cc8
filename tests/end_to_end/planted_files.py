"""A folder of tables, lists and logs in which a pupil's telephone and many secrets are planted."""

import json
from pathlib import Path

import openpyxl

CAMERA, CAMERA_MAC = "10.20.2.7", "44:19:b6:00:00:01"
PHONE, PHONE_MAC = "10.20.9.99", "3c:22:fb:00:00:99"
PEER = "120.92.92.241"
DAY = 1_764_374_400  # 29 November 2025, 00:00 UTC
# Nothing of these may come out anywhere.
PRIVATE = (
    "pupils-phone", "private-clinic", PHONE, PHONE_MAC, "3c22.fb00.0099", "Gi1/0/33",
    "203.0.113.66",
)  # fmt: skip
SECRETS = (
    "Planted-Pa55", "planted-user", "planted-token", "Planted-Cookie", "cGxhbnRlZDpQYTU1",
)  # fmt: skip

_ZEEK = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t{}\n"


def _zeek(path: str, fields: str, rows: list[str]) -> str:
    kinds = "\t".join(["string"] * len(fields.split()))
    head = _ZEEK.format(path) + "#fields\t" + "\t".join(fields.split()) + f"\n#types\t{kinds}\n"
    return head + "".join("\t".join(row.split()) + "\n" for row in rows)


def _tables() -> dict[str, str]:
    return {
        "neigh.txt": f"{CAMERA} dev eth0 lladdr {CAMERA_MAC} REACHABLE\n"
        f"{PHONE} dev eth0 lladdr {PHONE_MAC} STALE\n",
        "switch.txt": "SW-HALL-1#show mac address-table\n"
        "Vlan    Mac Address       Type        Ports\n----    -----------       --------    -----\n"
        "  20    4419.b600.0001    DYNAMIC     Gi1/0/7\n"
        "  90    3c22.fb00.0099    DYNAMIC     Gi1/0/33\n",
        "dhcpd.leases": "".join(
            f"lease {ip} {{\n  starts 6 2025/11/29 00:00:00;\n  ends 6 2025/11/29 23:00:00;\n"
            f'  hardware ethernet {mac};\n  client-hostname "{name}";\n}}\n'
            for ip, mac, name in (
                (CAMERA, CAMERA_MAC, "DS-2CD2143G0-I"),
                (PHONE, PHONE_MAC, "pupils-phone"),
            )
        ),
    }


def _logs() -> dict[str, str]:
    ends = "id.orig_h id.orig_p id.resp_h id.resp_p"
    at = DAY + 3600
    eve = [
        {
            "timestamp": "2025-11-29T02:00:00.000000+0000",
            "event_type": "http",
            "src_ip": PHONE,
            "src_port": 40000,
            "dest_ip": "203.0.113.66",
            "dest_port": 80,
            "proto": "TCP",
            "http": {
                "hostname": "private-clinic.example",
                "url": "/?token=planted-token",
                "http_user_agent": "pupils-phone/1.0 Planted-Cookie",
            },
        }
    ]
    return {
        "conn.log": _zeek(
            "conn",
            f"ts uid {ends} proto orig_bytes resp_bytes conn_state",
            [
                f"{at}.0 C1 {CAMERA} 40000 {PEER} 443 tcp 10 10 SF",
                f"{at}.5 C2 {PHONE} 40000 203.0.113.66 443 tcp 10 10 SF",
            ],
        ),
        "dns.log": _zeek(
            "dns",
            f"ts uid {ends} proto query qtype_name answers",
            [
                f"{at}.0 D1 {CAMERA} 51020 10.20.0.1 53 udp dev.hik-connect.com A {PEER}",
                f"{at}.0 D2 {PHONE} 51020 10.20.0.1 53 udp private-clinic.example A 203.0.113.66",
            ],
        ),
        "http.log": _zeek(
            "http",
            f"ts uid {ends} method host uri user_agent username password",
            [
                (
                    f"{at}.0 H1 {CAMERA} 40000 {PEER} 80 GET api.ezvizlife.com "
                    "/a?user=planted-user&password=Planted-Pa55 camera/1.0 planted-user "
                    "Planted-Pa55"
                ),
                (
                    f"{at}.0 H2 10.20.9.50 40000 {CAMERA} 80 GET {CAMERA} /?p=Planted-Pa55 curl "
                    "planted-user Planted-Pa55"
                ),
            ],
        ),
        "eve.json": "".join(json.dumps(one) + "\n" for one in eve),
        "fw.log": f'date=2025-11-29 time=03:00:00 devname="fw01" type="traffic" subtype="forward" '
        f"eventtime={DAY + 10_800}000000000 srcip={PHONE} srcport=40122 dstip=203.0.113.66 "
        'dstport=443 sessionid=7 proto=6 action="close" user="planted-user" srcname="pupils-phone" '
        f'srcmac="{PHONE_MAC}" sentbyte=10 rcvdbyte=10\n'
        f'date=2025-11-29 time=03:00:00 devname="fw01" type="traffic" subtype="forward" '
        f"eventtime={DAY + 10_800}000000000 srcip={CAMERA} srcport=40122 dstip={PEER} "
        'dstport=443 sessionid=8 proto=6 action="close" user="planted-user" dstcountry="China" '
        "sentbyte=10 rcvdbyte=10\n",
        "pihole.log": "Nov 29 03:22:58 dnsmasq[1]: query[A] private-clinic.example "
        f"from {PHONE}\n"
        "Nov 29 03:22:58 dnsmasq[1]: reply private-clinic.example is 203.0.113.66\n"
        f"Nov 29 03:22:59 dnsmasq[1]: query[A] litedev.ezvizlife.com from {CAMERA}\n",
        "access.log": f"{DAY + 14_400}.100 20 {PHONE} TCP_MISS/200 900 GET "
        "http://planted-user:Planted-Pa55@private-clinic.example/?token=planted-token planted-user "
        "HIER_DIRECT/203.0.113.66 text/html\n"
        f"{DAY + 14_401}.100 20 {CAMERA} TCP_TUNNEL/200 900 CONNECT api.ezvizlife.com:443 - "
        f"HIER_DIRECT/{PEER} -\n",
    }


def _scan() -> str:
    return (
        '<?xml version="1.0"?>\n<nmaprun scanner="nmap" start="1764376000" version="7.93">'
        '<host starttime="1764376000" endtime="1764376060"><status state="up"/>'
        f'<address addr="{CAMERA}" addrtype="ipv4"/><ports><port protocol="tcp" portid="80">'
        '<state state="open"/><service name="http"/><script id="http-title" '
        'output="Login http://planted-user:Planted-Pa55@x/">'
        "</script></port></ports></host>"
        f'<host endtime="1764376060"><status state="up"/><address addr="{PHONE}" addrtype="ipv4"/>'
        '<hostnames><hostname name="pupils-phone" type="PTR"/></hostnames></host></nmaprun>\n'
    )


def plant(folder: Path) -> None:
    """Write the files."""
    folder.mkdir(parents=True)
    for name, text in {**_tables(), **_logs(), "scan.xml": _scan()}.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "recorder.csv").write_text(
        "Camera No.,Camera Name,IP Address,Management Port,Status,User Name,Password\n"
        f"D1,Gate,{CAMERA},8000,Online,planted-user,Planted-Pa55\n",
        encoding="utf-8",
    )
    book = openpyxl.Workbook()
    book.active.append(["Camera", "Location", "Make", "Model", "IP address", "Login", "Password"])
    book.active.append(
        ["1", "Gate", "Hikvision", "DS-2CD2143G0-I", CAMERA, "planted-user", "Planted-Pa55"]
    )
    book.save(folder / "register.xlsx")
