"""Writes the example school's tables, its recorder's camera list and its firewall log.

They fit the captures that make_captures.py writes: the same cameras, on switch ports, with the
addresses that the DHCP server keeps for them. The school is fictional; the one address outside is
placed in China by both address tables, and is contacted by nobody.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent / "files" / "main-building"
OUTSIDE = "110.43.0.83"
FIRST = datetime(2026, 11, 17, 6, 0, tzinfo=UTC)
CAMERAS = {  # name of the reservation -> MAC, address, port of the switch
    "front-gate": ("44:19:b6:00:00:11", "10.20.2.11", "Gi1/0/5"),
    "yard": ("44:19:b6:00:00:12", "10.20.2.12", "Gi1/0/6"),
    "car-park": ("3c:ef:8c:00:00:13", "10.20.2.13", "Gi1/0/7"),
    "reception": ("ac:cc:8e:00:00:14", "10.20.2.14", "Gi1/0/8"),
    "bike-shed": ("48:ea:63:00:00:15", "10.20.2.15", "Gi1/0/9"),
    "recorder": ("bc:ad:28:00:00:20", "10.20.2.20", "Gi1/0/24"),
}
OFFICE = {"00:00:5e:00:53:51": "Gi1/0/11", "b0:c5:54:00:00:34": "Gi1/0/12"}


def dotted(mac: str) -> str:
    """Write a MAC as this switch does."""
    bare = mac.replace(":", "")
    return f"{bare[:4]}.{bare[4:8]}.{bare[8:]}"


def switch() -> str:
    """Write what a person copied from the switch's window."""
    rows = [(20, mac, port) for mac, _, port in CAMERAS.values()]
    rows += [(10, mac, port) for mac, port in OFFICE.items()]
    rows += [(80, f"00:00:5e:00:54:{last:02x}", "Gi1/0/48") for last in range(12)]
    table = "".join(
        f"{vlan:4}    {dotted(mac)}    DYNAMIC     {port}\n" for vlan, mac, port in rows
    )
    return (
        "SW-HALL-1#terminal length 0\nSW-HALL-1#show mac address-table\n"
        "          Mac Address Table\n-------------------------------------------\n\n"
        "Vlan    Mac Address       Type        Ports\n"
        "----    -----------       --------    -----\n"
        f"{table}Total Mac Addresses for this criterion: {len(rows)}\nSW-HALL-1#\n"
    )


def reservations() -> str:
    """Write the part of dhcpd.conf that keeps an address for each camera."""
    return "".join(
        f"host {name} {{\n  hardware ethernet {mac};\n  fixed-address {ip};\n}}\n"
        for name, (mac, ip, _) in CAMERAS.items()
    )


def recorder() -> str:
    """Write the camera list of the recorder at 10.20.2.20, as its page exports it."""
    rows = [
        ("D1", "Front gate", "10.20.2.11", "DS-2CD2143G2-I", "Online"),
        ("D2", "Yard", "10.20.2.12", "DS-2CD2143G2-I", "Online"),
        ("D3", "Corridor 1", "192.168.254.3", "DS-2CD1023G0E-I", "Online"),
        ("D4", "Corridor 2", "192.168.254.4", "DS-2CD1023G0E-I", "Online"),
        ("D5", "Library", "192.168.254.5", "DS-2CD1023G0E-I", "Online"),
        ("D6", "Camera 06", "", "", ""),
    ]
    head = "Channel No.,Camera Name,IP Address,Device Model,Status\n"
    return head + "".join(",".join(row) + "\n" for row in rows)


def line(at: datetime, number: int, source: str, action: str, sent: int) -> str:
    """Write one line of a FortiGate's traffic log."""
    stamp = int(at.timestamp()) * 1_000_000_000
    return (
        f'date={at:%Y-%m-%d} time={at:%H:%M:%S} devname="fw01" logid="0000000013" type="traffic" '
        f'subtype="forward" level="notice" vd="root" eventtime={stamp} tz="+0000" srcip={source} '
        f'srcport={40000 + number % 20000} srcintf="lan" dstip={OUTSIDE} dstport=8800 '
        f'dstintf="wan1" sessionid={1000 + number} proto=17 action="{action}" policyid=12 '
        f'service="udp/8800" dstcountry="China" srccountry="Reserved" duration=1 sentbyte={sent} '
        f"rcvdbyte={0 if action == 'deny' else 72} sentpkt=1 rcvdpkt={0 if action == 'deny' else 1}"
        "\n"
    )


def firewall() -> str:
    """Write two days: one camera calls every half hour, another is refused every hour."""
    lines = []
    for number in range(96):
        at = FIRST + timedelta(minutes=30 * number, seconds=number * 7 % 40)
        lines.append(line(at, number, "10.20.2.13", "accept", 72))
        if number % 2 == 0:
            lines.append(line(at + timedelta(seconds=50), 500 + number, "10.20.2.11", "deny", 0))
    return "".join(lines)


def main() -> None:
    """Write every file."""
    HERE.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("switch-hall.txt", switch()),
        ("dhcpd-reservations.conf", reservations()),
        ("recorder-cameras.csv", recorder()),
        ("firewall.log", firewall()),
    ):
        (HERE / name).write_text(text, encoding="utf-8", newline="\n")
        print(HERE / name)


if __name__ == "__main__":
    main()
