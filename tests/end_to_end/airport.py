"""Makes the files of "Example Airport", a fictional estate in the shape of two known reports.

Two events that have nothing to do with each other (docs/outbound.md, Two events, not one): 140
cameras of an airport begin on one day to try an address outside, 11,000 times an hour altogether,
and are refused; six cameras of an office reach a server in China all along. Beside them stands what
could be charged wrongly: cameras of the same network that do nothing, a laptop that took over a
camera's address and tries the same, an address that a camera holds only since the day after, the
public time pool, and a person who reads pages.

Nothing is sent to the addresses named here: they are public ones that the shipped tables place.

    python tests/end_to_end/airport.py FOLDER     writes the files
"""

import random
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

SEED = 140
HOUR = 3_600.0
DAY = 24 * HOUR
BEGIN = datetime(2026, 10, 5, tzinfo=UTC).timestamp()  # of the log: a Monday
EVENT = BEGIN + 2 * DAY + 9 * HOUR + 17 * 60  # 7 October 2026, 09:17 UTC
END = EVENT + 8 * HOUR
AS_OF = BEGIN + 4 * DAY  # when switch and router were asked
CAMERAS = 140
AN_HOUR = 11_000  # tries of all of them
JITTER = 0.2  # of a gap
WITHIN = 50 * 60  # seconds in which all of them begin

DENY, CLOSE = "deny", "close"  # as a FortiGate writes them
TRIED = "193.0.0.77"  # the tables place it in the Netherlands
CHINA = "120.92.92.241"
POOL = "111.230.189.174"  # in China: asked as 2.pool.ntp.org
UPDATES = "18.66.1.1"
PAGES = ("104.16.0.1", "18.66.1.2", "193.0.6.139")


@dataclass(frozen=True)
class Host:
    """One device of the airport, and its place on a switch."""

    mac: str
    ip: str
    port: str
    vlan: int
    name: str = ""


@dataclass(frozen=True)
class Line:
    """One session as a firewall or a sensor at the way out sees it."""

    at: float
    mac: str
    ip: str
    peer: str
    port: int
    proto: int  # 6 or 17
    action: str  # DENY or CLOSE
    sent: int
    received: int

    @property
    def denied(self):
        """Tell whether it was refused."""
        return self.action == DENY


@dataclass(frozen=True)
class Lease:
    """Who held an address from when to when, as the DHCP server says."""

    ip: str
    mac: str
    begins: float
    ends: float
    name: str = ""


@dataclass
class Airport:
    """Everything that is planted."""

    trying: list[Host] = field(default_factory=list)  # the 140
    quiet: list[Host] = field(default_factory=list)  # in the same network; they do nothing
    office: list[Host] = field(default_factory=list)  # they reach a server in China
    moved: Host | None = None  # gave its address to a laptop on the day of the event
    late: Host | None = None  # holds an address that somebody unknown tried from
    laptops: list[Host] = field(default_factory=list)
    onsets: dict[str, float] = field(default_factory=dict)  # by MAC, of the 140
    lines: list[Line] = field(default_factory=list)  # by time
    leases: list[Lease] = field(default_factory=list)

    @property
    def hosts(self):
        """Give every device as the switch shows it at AS_OF."""
        return [*self.trying, *self.quiet, *self.office, self.moved, self.late, *self.laptops]


def make(hours: float = 8.0) -> Airport:
    """Make the airport; the same every time."""
    draw = random.Random(SEED)  # noqa: S311 - no secret is made of it
    airport = Airport()
    _place(airport)
    _lend(airport)
    until = EVENT + hours * HOUR
    for camera in [*airport.trying, *airport.quiet]:
        _usual(airport, camera, draw)
    for number, camera in enumerate(airport.trying):
        onset = EVENT + (draw.uniform(0, WITHIN) if number else 0.0)
        airport.onsets[camera.mac] = onset
        _tries(airport, camera, onset, until, draw)
    laptop = airport.laptops[0]  # at the address that was a camera's until 08:00 that day
    _tries(airport, laptop, EVENT + 300, EVENT + 2 * HOUR, draw)
    _tries(airport, airport.late, EVENT + 400, EVENT + 2 * HOUR, draw)  # nobody's lease then
    for camera in airport.office:
        _reaches_china(airport, camera, draw)
    _reads(airport, airport.laptops[1], draw)
    airport.lines.sort(key=lambda one: (one.at, one.ip))
    return airport


def _place(airport: Airport) -> None:
    for n in range(CAMERAS):
        ip = f"10.30.{n // 100}.{11 + n % 100}"
        mac = f"44:19:b6:00:{n // 256:02x}:{n % 256:02x}"
        airport.trying.append(Host(mac, ip, f"Gi{1 + n // 48}/0/{1 + n % 48}", 30, f"gate-{n:03d}"))
    for n in range(20):
        mac = f"ac:cc:8e:00:00:{n:02x}"
        airport.quiet.append(
            Host(mac, f"10.30.1.{100 + n}", f"Gi4/0/{n + 1}", 30, f"axis-accc8e0000{n:02x}")
        )
    for n in range(6):
        mac = f"44:19:b6:01:00:{n:02x}"
        airport.office.append(Host(mac, f"10.40.0.{20 + n}", f"Gi5/0/{n + 1}", 40, f"door-{n}"))
    airport.moved = Host("44:19:b6:02:00:01", "10.30.1.211", "Gi4/0/31", 30, "gate-moved")
    airport.late = Host("44:19:b6:02:00:02", "10.30.1.220", "Gi4/0/32", 30, "gate-late")
    airport.laptops = [
        Host("b4:f1:da:00:00:01", "10.30.1.210", "Gi4/0/33", 30, "contractor-laptop"),
        Host("b4:f1:da:00:00:02", "10.40.0.90", "Gi5/0/20", 40, "desk-laptop"),
    ]


def _lend(airport: Airport) -> None:
    """Write down who held which address when; the address of `late` was nobody's before."""
    handed = EVENT - HOUR  # a camera's address goes to the laptop
    for host in airport.hosts:
        begins = {
            airport.late.mac: EVENT + DAY,
            airport.moved.mac: handed,
            airport.laptops[0].mac: handed,
        }.get(host.mac, BEGIN - DAY)
        airport.leases.append(Lease(host.ip, host.mac, begins, AS_OF + DAY, host.name))
    moved = airport.moved
    airport.leases.append(Lease(airport.laptops[0].ip, moved.mac, BEGIN - DAY, handed, moved.name))


def _usual(airport: Airport, camera: Host, draw: random.Random) -> None:
    """Look for updates every six hours, and ask the time pool, from the first day on."""
    at = BEGIN + draw.uniform(0, 6 * HOUR)
    while at < END:
        airport.lines.append(
            Line(at, camera.mac, camera.ip, UPDATES, 443, 6, CLOSE, draw.randint(900, 1_100), 5_000)
        )
        airport.lines.append(Line(at + 60, camera.mac, camera.ip, POOL, 123, 17, CLOSE, 76, 76))
        at += 6 * HOUR * draw.uniform(0.5, 1.5)


def _tries(airport: Airport, host: Host, onset: float, until: float, draw: random.Random) -> None:
    period = CAMERAS * HOUR / AN_HOUR
    at = onset
    while at < until:
        airport.lines.append(Line(at, host.mac, host.ip, TRIED, 8000, 6, DENY, 0, 0))
        at += period * draw.uniform(1 - JITTER, 1 + JITTER)


def _reaches_china(airport: Airport, camera: Host, draw: random.Random) -> None:
    at = BEGIN + draw.uniform(0, 600)
    while at < END:
        sent = draw.randint(380, 420)
        airport.lines.append(Line(at, camera.mac, camera.ip, CHINA, 8666, 6, CLOSE, sent, 300))
        at += 600 * draw.uniform(0.95, 1.05)


def _reads(airport: Airport, person: Host, draw: random.Random) -> None:
    at = BEGIN + 9 * HOUR
    while at < END:
        for _ in range(draw.randint(3, 25)):
            at += draw.lognormvariate(2.5, 1.4)
            peer = draw.choice(PAGES)
            airport.lines.append(Line(at, person.mac, person.ip, peer, 443, 6, CLOSE, 700, 40_000))
        at += draw.expovariate(1 / 2_400)


# Files


def write(folder: Path, airport: Airport) -> None:
    """Write what the airport's administrator would hand over."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "estate.yaml").write_text(ESTATE, encoding="utf-8")
    (folder / "dhcpd.leases").write_text("".join(_lease(one) for one in airport.leases))
    (folder / "core-switch.txt").write_text(_switch(airport))


def firewall(path: Path, airport: Airport) -> None:
    """Write the traffic log of a FortiGate (Fortinet, "FortiOS Log Message Reference")."""
    with path.open("w", encoding="utf-8") as out:
        for number, one in enumerate(airport.lines, 1):
            when = datetime.fromtimestamp(one.at, UTC)
            passed = int(not one.denied)
            parts = (
                f'date={when:%Y-%m-%d} time={when:%H:%M:%S} devname="EXAMPLE-FW"',
                'devid="FGT0000000000000" logid="0000000013" type="traffic" subtype="forward"',
                f'level="notice" vd="root" eventtime={int(one.at * 1e9)} tz="+0000"',
                f'srcip={one.ip} srcport={20_000 + number % 40_000} srcintf="cctv"',
                f'dstip={one.peer} dstport={one.port} dstintf="wan1" sessionid={number}',
                f'proto={one.proto} action="{one.action}" policyid={12 * passed} service="x"',
                f'dstcountry="{COUNTRIES.get(one.peer, "United States")}"',
                f'srccountry="Reserved" duration={passed} sentbyte={one.sent}',
                f"rcvdbyte={one.received} sentpkt=1 rcvdpkt={passed}",
            )
            out.write(" ".join(parts) + "\n")


def sensor(folder: Path, airport: Airport) -> None:
    """Write conn.log and dns.log of Zeek (docs.zeek.org, "Log Files")."""
    with (folder / "conn.log").open("w", encoding="utf-8") as out:
        out.write(_head("conn", CONN))
        for number, one in enumerate(airport.lines, 1):
            state, history = ("S0", "S") if one.denied else ("SF", "ShADadFf")
            if one.proto == 17:
                history = "Dd"
            times = "-" if one.denied else "0.500000"
            sizes = ("-", "-") if one.denied else (str(one.sent), str(one.received))
            row = (
                f"{one.at:.6f}", f"C{number:017d}", one.ip, str(20_000 + number % 40_000), one.peer,
                str(one.port), "tcp" if one.proto == 6 else "udp", "-", times, *sizes, state, "T",
                "F", "0", history, "1", str(one.sent + 40), "0" if one.denied else "1",
                "0" if one.denied else str(one.received + 40), "-",
            )  # fmt: skip
            out.write("\t".join(row) + "\n")
        out.write("#close\t2026-10-07-18-00-00\n")
    (folder / "dns.log").write_text(_dns(airport), encoding="utf-8")


def _dns(airport: Airport) -> str:
    lines = [_head("dns", DNS)]
    for number, one in enumerate(airport.lines):
        if one.peer == POOL:
            row = (
                f"{one.at - 0.1:.6f}", f"D{number:017d}", one.ip, "5353", "10.30.1.250", "53",
                "udp", "77", "0.01", "2.pool.ntp.org", "1", "C_INTERNET", "1", "A", "0", "NOERROR",
                "F", "F", "T", "T", "0", POOL, "60.000000", "F",
            )  # fmt: skip
            lines.append("\t".join(row) + "\n")
    return "".join(lines)


def names(path: Path, airport: Airport) -> None:
    """Write the log of a dnsmasq that answers the cameras (log-queries)."""
    with path.open("w", encoding="utf-8") as out:
        for one in airport.lines:
            if one.peer == POOL:
                when = f"{datetime.fromtimestamp(one.at - 1, UTC):%b %e %H:%M:%S}"
                out.write(f"{when} dnsmasq[77]: query[A] 2.pool.ntp.org from {one.ip}\n")
                out.write(f"{when} dnsmasq[77]: forwarded 2.pool.ntp.org to 192.0.2.53\n")
                out.write(f"{when} dnsmasq[77]: reply 2.pool.ntp.org is {POOL}\n")


def _head(path: str, fields: str) -> str:
    return (
        "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n"
        f"#path\t{path}\n#open\t2026-10-05-00-00-00\n#fields\t" + "\t".join(fields.split()) + "\n"
    )


def _lease(one: Lease) -> str:
    """Write one lease as ISC dhcpd does (dhcpd.leases(5))."""
    begins, ends = (
        f"{at:%w %Y/%m/%d %H:%M:%S}"
        for at in (datetime.fromtimestamp(x, UTC) for x in (one.begins, one.ends))
    )
    state = "active" if one.ends > AS_OF else "free"
    return (
        f"lease {one.ip} {{\n  starts {begins};\n  ends {ends};\n  binding state {state};\n"
        f'  hardware ethernet {one.mac};\n  client-hostname "{one.name}";\n}}\n'
    )


def _switch(airport: Airport) -> str:
    """Write a terminal's log of a Cisco switch: who is on which port, and at which address."""
    lines = ["core-sw#show mac address-table", "          Mac Address Table", "-" * 43, ""]
    lines += ["Vlan    Mac Address       Type        Ports"]
    lines += ["----    -----------       --------    -----"]
    lines += [
        f"{host.vlan:>4}    {_dotted(host.mac)}    DYNAMIC     {host.port}"
        for host in airport.hosts
    ]
    lines += ["core-sw#show ip arp"]
    lines += ["Protocol  Address          Age (min)  Hardware Addr   Type   Interface"]
    lines += [
        f"Internet  {host.ip:<16} {4:>5}   {_dotted(host.mac)}  ARPA   Vlan{host.vlan}"
        for host in airport.hosts
    ]
    return "\n".join([*lines, "core-sw#", ""])


def _dotted(mac: str) -> str:
    plain = mac.replace(":", "")
    return ".".join(plain[at : at + 4] for at in (0, 4, 8))


COUNTRIES = {CHINA: "China", POOL: "China", "193.0.6.139": "Netherlands"}
CONN = """ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes
resp_bytes conn_state local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts
resp_ip_bytes tunnel_parents"""
DNS = """ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto trans_id rtt query qclass qclass_name
qtype qtype_name rcode rcode_name AA TC RD RA Z answers TTLs rejected"""
ESTATE = """\
organisation: Example Airport
authority:
  name: A. Example
  role: network manager
  statement: I may audit the networks below.
  from: 2026-01-01
  until: 2027-12-31
  contact: it@airport.example
expected_cameras: 160
sites:
  - name: Terminal
    networks:
      - {cidr: 10.30.0.0/23, purpose: cameras, vlan: 30, name: Gates and apron}
      - {cidr: 10.40.0.0/24, purpose: office, vlan: 40, name: Offices}
"""


if __name__ == "__main__":
    made, target = make(), Path(sys.argv[1])
    write(target, made)
    firewall(target / "firewall.log", made)
    names(target / "dnsmasq.log", made)
