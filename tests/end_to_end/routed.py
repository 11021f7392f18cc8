"""Makes the tables of a routed estate: three VLANs, a core switch, two access switches, DHCP.

`write(folder)` writes the files that its people would save, and an estate file; CAMERAS is the
truth. Nothing here is real: the addresses are private, the MACs lie in blocks of their makers.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

AT = datetime(2026, 11, 22, 9, 40, tzinfo=UTC).timestamp()  # the moment of all tables
ROUTER = "00:1a:a1:00:00:01"  # answers on every VLAN, and in place of cameras that are elsewhere
CORE = "00:1a:a1:00:01:00"  # the same device as a switch
HALL = "3c:a8:2a:00:02:00"
YARD = "00:1a:a1:00:03:00"

ESTATE = """\
organisation: Example Hill Council (fictional)
expected_cameras: 12
sites:
  - name: Depot
    devices: [SW-CORE-1, SW-HALL-1, SW-YARD-1]
    networks:
      - {cidr: 10.20.2.0/24, purpose: cameras, vlan: 20, name: Cameras}
      - {cidr: 10.20.10.0/24, purpose: office, vlan: 10, name: Office}
      - {cidr: 10.20.30.0/24, purpose: office, vlan: 30, name: Phones}
"""


@dataclass(frozen=True)
class Thing:
    """One device and where it hangs."""

    mac: str
    ip: str
    switch: str
    port: str
    vlan: int
    maker: str | None = None
    name: str | None = None  # that it gives to the DHCP server

    @property
    def dotted(self):
        digits = self.mac.replace(":", "")
        return f"{digits[:4]}.{digits[4:8]}.{digits[8:]}"

    @property
    def halves(self):
        digits = self.mac.replace(":", "")
        return f"{digits[:6]}-{digits[6:]}"


def _camera(block, maker, number, switch, port, name=None):
    mac = f"{block}:{number >> 8:02x}:{number & 255:02x}"
    return Thing(mac, f"10.20.2.{number & 255}", switch, port, 20, maker, name)


CAMERAS = (
    *(_camera("44:47:cc:00", "hikvision", 0x0115 + n, "SW-HALL-1", str(5 + n)) for n in range(4)),
    *(
        _camera("44:47:cc:00", "hikvision", 0x0120 + n, "SW-YARD-1", f"Gi1/0/{3 + n}")
        for n in range(2)
    ),
    *(_camera("3c:ef:8c:00", "dahua", 0x0230 + n, "SW-YARD-1", f"Gi1/0/{9 + n}") for n in range(4)),
    _camera("ac:cc:8e:00", "axis", 0x0340, "SW-HALL-1", "12", "axis-accc8e000340"),
    _camera("ac:cc:8e:00", "axis", 0x0341, "SW-CORE-1", "Gi1/0/10", "axis-accc8e000341"),
)
OFFICE = tuple(
    Thing(
        f"d4:be:d9:00:10:{n:02x}",
        f"10.20.10.{n}",
        "SW-HALL-1",
        str(13 + n % 8),
        10,
        None,
        f"PC-{n}",
    )
    for n in range(20, 28)
)
PHONES = tuple(
    Thing(
        f"80:5e:0c:00:30:{n:02x}",
        f"10.20.30.{n}",
        "SW-HALL-1",
        str(13 + n % 8),
        30,
        None,
        f"SIP-{n}",
    )
    for n in range(20, 28)
)
ALL = CAMERAS + OFFICE + PHONES


def write(folder: Path):
    """Write the files and the estate file."""
    (folder / "estate.yaml").write_text(ESTATE, encoding="utf-8")
    tables = folder / "tables"
    tables.mkdir()
    (tables / "core.log").write_bytes(_core().replace("\n", "\r\n").encode())
    # The log of a terminal that redirected through PowerShell.
    (tables / "hall.txt").write_text(_hall(), encoding="utf-16", newline="\r\n")
    (tables / "yard.txt").write_text(_yard(), encoding="cp1252")
    (tables / "dhcpd.leases").write_text(_leases(), encoding="utf-8")
    (tables / "server.txt").write_text(_proxied(), encoding="utf-8")
    return tables


def _dotted(mac):
    return Thing(mac, "", "", "", 0).dotted


def _mac_rows(things, ports):
    return "".join(f"{one.vlan:>4}    {one.dotted}    DYNAMIC     {ports(one)}\n" for one in things)


def _core():
    def port(one):
        return {"SW-HALL-1": "Po1", "SW-YARD-1": "Gi1/0/24"}.get(one.switch, one.port)

    arp = "".join(
        f"Internet  {one.ip:<16}{n % 60:>8}   {one.dotted}  ARPA   Vlan{one.vlan}\n"
        for n, one in enumerate(ALL)
    )
    own = "".join(
        f"Internet  {f'10.20.{net}.1':<16}{'-':>8}   {_dotted(ROUTER)}  ARPA   Vlan{vlan}\n"
        for net, vlan in ((2, 20), (10, 10), (30, 30))
    )
    paged = " --More-- \x08\x08\x08\x08\x08\x08\x08\x08\x08        \x08\x08\x08\x08\x08\x08\x08\x08"
    head = arp[: arp.index("\n", len(arp) // 2) + 1]
    tail = arp[len(head) :]
    return f"""SW-CORE-1#terminal length 24
SW-CORE-1#show ip arp
Protocol  Address          Age (min)  Hardware Addr   Type   Interface
{own}{head}{paged}{tail}Internet  10.20.2.99              0   Incomplete      ARPA
SW-CORE-1#show mac address-table
          Mac Address Table
-------------------------------------------

Vlan    Mac Address       Type        Ports
----    -----------       --------    -----
 All    0100.0ccc.cccc    STATIC      CPU
  20    {_dotted(ROUTER)}    STATIC      CPU
{_mac_rows(ALL, port)}   1    {_dotted(YARD)}    DYNAMIC     Gi1/0/24
   1    {_dotted(HALL)}    DYNAMIC     Po1
Total Mac Addresses for this criterion: {len(ALL) + 4}
SW-CORE-1#show lldp neighbors
Capability codes:
    (R) Router, (B) Bridge, (T) Telephone, (C) DOCSIS Cable Device
    (W) WLAN Access Point, (P) Repeater, (S) Station, (O) Other

Device ID           Local Intf     Hold-time  Capability      Port ID
SW-YARD-1           Gi1/0/24       120        B               Gi1/0/1
axis-accc8e000341   Gi1/0/10       120        S               accc.8e00.0341

Total entries displayed: 2

SW-CORE-1#
"""


def _hall():
    here = [one for one in ALL if one.switch == "SW-HALL-1"]
    away = [one for one in CAMERAS if one.switch != "SW-HALL-1"]
    rows = "".join(f"  {one.halves}     {one.port:<31} {one.vlan}\n" for one in here)
    rows += "".join(f"  {one.halves}     {'Trk1':<31} {one.vlan}\n" for one in away)
    router = Thing(ROUTER, "", "", "", 0).halves
    rows += f"  {router}     {'Trk1':<31} 20\n  {router}     {'Trk1':<31} 10\n"
    return f"""HP J9776A 2530-24G Switch
Software revision YA.16.02.0012

SW-HALL-1# show mac-address

 Status and Counters - Port Address Table

  MAC Address       Port                            VLAN
  ----------------- ------------------------------- ----
{rows}
SW-HALL-1# show lldp info remote-device

 LLDP Remote Devices Information

  LocalPort | ChassisId          PortId             PortDescr SysName
  --------- + ------------------ ------------------ --------- ------------------
  12        | accc8e-000340      ac cc 8e 00 03 40  eth0      axis-accc8e000340
  25        | 001aa1-000100      Gi1/0/23           Gi1/0/23  SW-CORE-1

SW-HALL-1#
"""


def _yard():
    here = [one for one in CAMERAS if one.switch == "SW-YARD-1"]
    away = [one for one in CAMERAS if one.switch != "SW-YARD-1"][:3]
    rows = _mac_rows(here, lambda one: one.port) + _mac_rows(away, lambda _: "Gi1/0/1")
    return f"""SW-YARD-1#show mac address-table
Vlan    Mac Address       Type        Ports
----    -----------       --------    -----
{rows}  20    {_dotted(ROUTER)}    DYNAMIC     Gi1/0/1
! Büro und Tor: written down by hand
SW-YARD-1#show cdp neighbors
Capability Codes: R - Router, T - Trans Bridge, B - Source Route Bridge
                  S - Switch, H - Host, I - IGMP, r - Repeater, P - Phone

Device ID        Local Intrfce     Holdtme    Capability  Platform  Port ID
SW-CORE-1.example.test
                 Gig 1/0/1         150            R S I   WS-C3850- Gig 1/0/24
SW-YARD-1#
"""


def _leases():
    def lease(one):
        name = f'  client-hostname "{one.name}";\n' if one.name else ""
        return (
            f"lease {one.ip} {{\n  starts 0 2026/11/22 03:00:00;\n  ends 1 2026/11/23 03:00:00;\n"
            f"  binding state active;\n  hardware ethernet {one.mac};\n{name}}}\n"
        )

    return (
        "# The format of this file is documented in the dhcpd.leases(5) manual page.\n"
        + "".join(lease(one) for one in ALL)
    )


def _proxied():
    """Give the table of a server with too wide a mask, for which the router answers."""
    rows = "".join(f"{one.ip} dev eth0 lladdr {ROUTER} REACHABLE\n" for one in CAMERAS[:5])
    return f"root@srv-files:~# ip neigh\n{rows}10.20.10.1 dev eth0 lladdr {ROUTER} REACHABLE\n"
