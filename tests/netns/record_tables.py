"""Runs in a network of its own: real servers, clients and neighbours, whose tables are kept.

`python record_tables.py FOLDER PART ...` writes what the programs say; a part is one of PARTS. A
small switch (a bridge) with four cameras and a laptop on its ports, each in a network of its own:

    core-sw  br0 10.20.30.1/24: gi1 cam-gate, gi2 cam-yard, gi3 cam-hall, gi4 laptop, gi5 cam-late
             wan 203.0.113.1/24: outside 203.0.113.77

The pool has four addresses: the laptop gives its address back, and cam-late takes it.
"""

import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

SERVER, OUTSIDE, PEER = "10.20.30.1", "203.0.113.1", "203.0.113.77"
POOL = ("10.20.30.41", "10.20.30.44")
# port of the switch -> MAC (block of a maker, made-up rest), host name as sent
CLIENTS = {
    "gi1": ("44:19:b6:00:10:01", "IPC-Gate"),
    "gi2": ("3c:ef:8c:00:10:02", "Yard, 2nd pole"),
    "gi3": ("00:40:8c:00:10:03", "axis-00408c001003"),
    "gi4": ("02:00:5e:00:10:04", "staff-laptop"),
    "gi5": ("28:57:be:00:10:05", None),
}
LATE, LEAVES = "gi5", "gi4"
LEASE_SCRIPT = """#!/bin/sh
[ -z "$new_ip_address" ] || ip addr replace "$new_ip_address/24" dev "$interface"
[ -z "$new_routers" ] || ip route replace default via "$new_routers"
[ "$reason" != RELEASE ] || ip addr flush dev "$interface"
exit 0
"""
DHCLIENT = """{name}
send vendor-class-identifier "udhcp 1.33.2";
send dhcp-client-identifier = hardware;
request subnet-mask, routers, dhcp-lease-time;
timeout 20;
"""
DNSMASQ = """port=0
interface=br0
bind-interfaces
dhcp-range={0},{1},12h
dhcp-leasefile={lan}/dnsmasq.leases
log-dhcp
log-facility={lan}/dnsmasq.log
user=root
"""
ISC = """default-lease-time 43200;
max-lease-time 86400;
ddns-update-style none;
authoritative;
subnet 10.20.30.0 netmask 255.255.255.0 {{
  range {0} {1};
  option routers 10.20.30.1;
}}
"""
KEA = """{{"Dhcp4": {{
 "interfaces-config": {{"interfaces": ["br0"]}},
 "lease-database": {{"type": "memfile", "name": "{lan}/kea-leases4.csv", "lfc-interval": 0}},
 "valid-lifetime": 43200,
 "subnet4": [{{"id": 30, "subnet": "10.20.30.0/24", "pools": [{{"pool": "{0} - {1}"}}],
   "option-data": [{{"name": "routers", "data": "10.20.30.1"}}]}}],
 "loggers": [{{"name": "kea-dhcp4", "severity": "INFO",
   "output_options": [{{"output": "{lan}/kea.log"}}]}}]
}}}}
"""
# What an outside server of the test does: it answers one port, and none other.
TALK = """
import socket, time
for number in range(3):
    with socket.create_connection(("203.0.113.77", 8666), timeout=5) as line:
        line.sendall(b"x" * 400)
        line.recv(100)
    time.sleep(0.3)
for number in range(5):
    with socket.socket(type=socket.SOCK_DGRAM) as line:
        line.bind(("", 32108))
        line.sendto(b"y" * 28, ("203.0.113.77", 32100))
try:
    socket.create_connection(("203.0.113.77", 81), timeout=5)
except OSError:
    pass
"""
ANSWER = """
import socket
with socket.create_server(("203.0.113.77", 8666)) as door:
    while True:
        line, _ = door.accept()
        line.recv(1000)
        line.sendall(b"z" * 90)
        line.close()
"""


def run(*words, limit=30, **more):
    """Run a program to its end; give what it wrote."""
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=limit, **more)
    return done.stdout


def ip(text):
    """Set up the network of the switch."""
    run("ip", *text.split())


@contextmanager
def running(*words, **more):
    """Run a program for a while; end it by its id."""
    nothing = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    with subprocess.Popen(words, **nothing, **more) as one:
        try:
            yield one
        finally:
            one.send_signal(signal.SIGTERM)
            try:
                one.wait(10)
            except subprocess.TimeoutExpired:
                one.kill()


def until(what, limit=20.0):
    """Wait until something holds."""
    end = time.monotonic() + limit
    while not what():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.05)


def call(address):
    """Send a datagram that nobody waits for, so that the kernel looks for the neighbour."""
    family, _, _, _, where = socket.getaddrinfo(address, 9, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, socket.SOCK_DGRAM) as line:
        line.sendto(b"x", where)
    time.sleep(0.2)


class Tape(threading.Thread):
    """Writes what passes an interface, as a capture."""

    def __init__(self, path, interface):
        super().__init__(daemon=True)
        self.file = path.open("wb")
        self.file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65536, 1))
        self.wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.wire.bind((interface, 0))
        self.wire.settimeout(0.2)
        self.over = False

    def run(self):
        while not self.over:
            try:
                frame = self.wire.recv(65536)
            except TimeoutError:
                continue
            now = time.time()
            head = struct.pack("<IIII", int(now), int(now % 1 * 1e6), len(frame), len(frame))
            self.file.write(head + frame)
        self.file.close()

    def end(self):
        time.sleep(0.5)
        self.over = True
        self.join()
        self.wire.close()


class Lan:
    """The switch and what is on its ports."""

    def __init__(self, folder, stack):
        self.folder = folder
        self.stack = stack
        self.holders = {}  # port -> process that keeps its network there
        run("hostname", "core-sw.example.invalid")
        ip("link set lo up")
        ip("link add br0 type bridge")
        ip(f"addr add {SERVER}/24 dev br0")
        ip("link set br0 up")
        for port, (mac, _) in CLIENTS.items():
            self._plug(port, mac)
            ip(f"link set {port} master br0")
        Path("/proc/sys/net/ipv4/ip_forward").write_text("1", "ascii")

    def _plug(self, port, mac):
        holder = self.stack.enter_context(
            running("unshare", "--net", "--uts", "--mount", "sleep", "300")
        )
        for space in ("net", "mnt"):
            there, here = (Path("/proc", str(one), "ns", space) for one in (holder.pid, "self"))
            until(lambda there=there, here=here: there.readlink() != here.readlink())
        self.holders[port] = holder.pid
        ip(f"link add {port} type veth peer name eth0 address {mac} netns {holder.pid}")
        ip(f"link set {port} up")
        self.at(port, "ip", "link", "set", "lo", "up")
        self.at(port, "ip", "link", "set", "eth0", "up")

    def words(self, port, *words):
        return ("nsenter", "-t", str(self.holders[port]), "-n", "-u", "-m", *words)

    def at(self, port, *words, **more):
        """Run a program where a client is."""
        return run(*self.words(port, *words), **more)

    def outside(self):
        """Put a host behind the router."""
        self._plug("wan", "02:00:5e:00:99:01")
        ip(f"addr add {OUTSIDE}/24 dev wan")
        self.at("wan", "ip", "addr", "add", f"{PEER}/24", "dev", "eth0")
        self.at("wan", "ip", "route", "add", "default", "via", OUTSIDE)

    def address(self, port, number):
        self.at(port, "ip", "addr", "add", f"10.20.30.{number}/24", "dev", "eth0")
        self.at(port, "ip", "route", "add", "default", "via", SERVER)

    def keep(self, name, text):
        (self.folder / name).write_text(text, "utf-8")

    # --- leases

    def ask(self, port, what="-1"):
        """Take a lease, or give it back (-r)."""
        script = self.folder / "lan" / "dhclient-script"
        if not script.exists():
            script.write_text(LEASE_SCRIPT, "ascii")
            script.chmod(0o755)
        name = CLIENTS[port][1]
        conf = self.folder / "lan" / f"{port}.conf"
        said = f'send host-name "{name}";' if name else ""
        conf.write_text(DHCLIENT.format(name=said), "ascii")
        own = [f"{self.folder}/lan/{port}.{end}" for end in ("leases", "pid")]
        words = ("dhclient", what, "-4", "-cf", str(conf), "-lf", own[0], "-pf", own[1])
        self.at(port, *words, "-sf", str(script), "eth0", limit=40)
        if what == "-1":  # it went on by itself, to renew the lease one day
            until(lambda: Path(own[1]).exists() and Path(own[1]).read_text("ascii").strip())
            os.kill(int(Path(own[1]).read_text("ascii")), signal.SIGTERM)
            Path(own[1]).unlink()

    def lease(self):
        """Let four clients take a lease, one come back, and one address change hands."""
        for port in CLIENTS:
            if port != LATE:
                self.ask(port)
        self.ask("gi1")
        self.ask(LEAVES, "-r")
        time.sleep(1.1)
        self.ask(LATE)

    def serve(self, conf, text, *words):
        """Run a server of leases while the clients ask."""
        lan = self.folder / "lan"
        (lan / conf).write_text(text.format(*POOL, lan=lan), "ascii")
        own = {**os.environ, "KEA_PIDFILE_DIR": str(lan), "KEA_LOCKFILE_DIR": str(lan)}
        with running(*(word.format(lan=lan) for word in words), env=own):
            time.sleep(1.5)
            self.lease()
            time.sleep(0.5)


def dnsmasq(lan):
    words = "dnsmasq --keep-in-foreground -C {lan}/dnsmasq.conf"
    lan.serve("dnsmasq.conf", DNSMASQ, *words.split())
    for name in ("dnsmasq.leases", "dnsmasq.log"):
        shutil.copy(lan.folder / "lan" / name, lan.folder / name)


def isc(lan):
    (lan.folder / "lan" / "dhcpd.leases").touch()
    words = "dhcpd -f -4 -cf {lan}/dhcpd.conf -lf {lan}/dhcpd.leases -pf {lan}/dhcpd.pid br0"
    lan.serve("dhcpd.conf", ISC, *words.split())
    shutil.copy(lan.folder / "lan" / "dhcpd.leases", lan.folder / "dhcpd.leases")


def kea(lan):
    lan.serve("kea.conf", KEA, "kea-dhcp4", "-c", "{lan}/kea.conf")
    shutil.copy(lan.folder / "lan" / "kea-leases4.csv", lan.folder / "kea-leases4.csv")


def neighbours(lan):
    """Let the switch meet its clients, and keep what it then knows, in the words of each tool."""
    for number, port in enumerate(CLIENTS, 41):
        lan.address(port, number)
        call(f"10.20.30.{number}")
    call("10.20.30.99")
    time.sleep(4)  # until nobody answered for the last one, and IPv6 is up
    call("fe80::4619:b6ff:fe00:1001%br0")
    lan.keep("ip-neigh.txt", run("ip", "neigh"))
    lan.keep("ip-neigh.json", run("ip", "-j", "neigh"))
    lan.keep("proc-net-arp.txt", Path("/proc/net/arp").read_text("ascii"))
    lan.keep("bridge-fdb.txt", run("bridge", "fdb", "show", "br", "br0"))
    if shutil.which("arp"):
        lan.keep("arp-n.txt", run("arp", "-n"))
        lan.keep("arp-an.txt", run("arp", "-an"))


def lldp(lan):
    """Let the switch and its clients name themselves by LLDP, and one by CDP."""
    names = {
        "gi1": ("cam-gate", "Network camera", "-M1"),
        "gi2": ("cam-yard", "Network camera", "-cccccll"),  # CDP alone
        "gi3": ("cam-hall", "Network camera", "-M1"),
        "gi4": ("access-sw2", "Example access switch", "-M4"),
    }
    with ExitStack() as stack:
        for number, (port, (name, says, how)) in enumerate(names.items(), 41):
            lan.address(port, number)
            lan.at(port, "hostname", f"{name}.example.invalid")
            lan.at(port, "mount", "-t", "tmpfs", "none", "/run")
            lan.at(port, "mkdir", "-p", "/run/lldpd")
            if port == "gi4":
                router = "ip link add br1 type bridge; echo 1 > /proc/sys/net/ipv4/ip_forward"
                lan.at(port, "sh", "-c", router)
            words = ("lldpd", "-d", "-k", "-S", says, "-P", f"Example {name}", how)
            stack.enter_context(running(*lan.words(port, *words)))
        run("mount", "-t", "tmpfs", "none", "/run")
        run("mkdir", "-p", "/run/lldpd")
        stack.enter_context(running("lldpd", "-d", "-k", "-c", "-S", "Example core switch"))
        until(Path("/run/lldpd.socket").exists)

        def all_seen():
            try:
                return run("lldpcli", "-f", "keyvalue", "show", "neighbors").count(".via=") >= 4
            except subprocess.CalledProcessError:
                return False

        until(all_seen, 60)
        time.sleep(1)
        for form in ("plain", "keyvalue", "json", "json0", "xml"):
            name = "txt" if form == "plain" else form
            lan.keep(f"lldp.{name}", run("lldpcli", "-f", form, "show", "neighbors", "details"))
        lan.keep("lldp-short.txt", run("lldpcli", "show", "neighbors"))
        lan.keep("lldp-summary.txt", run("lldpcli", "show", "neighbors", "summary"))


def flows(lan):
    """Let a camera call a host outside; the switch sees it, and nfcapd keeps flows."""
    lan.outside()
    lan.address("gi1", 41)
    seen = lan.folder / "lan" / "seen.pcap"
    tape = Tape(seen, "gi1")
    tape.start()
    with running(*lan.words("wan", sys.executable, "-c", ANSWER)):
        time.sleep(0.5)
        lan.at("gi1", sys.executable, "-c", TALK, limit=40)
    tape.end()
    # softflowd counts times from the start of the computer in NetFlow 9 and IPFIX, which makes them
    # nonsense for a capture that it reads again: a real exporter with a wrong clock. 5 is right.
    for version, name in (("5", "nfdump"), ("10", "nfdump-wrong-clock")):
        kept = lan.folder / "lan" / name
        kept.mkdir()
        with running("nfcapd", "-w", str(kept), "-b", "127.0.0.1", "-p", "9995", "-I", "lan"):
            time.sleep(1)
            run("softflowd", "-r", str(seen), "-n", "127.0.0.1:9995", "-v", version)
            time.sleep(1)
        lan.keep(f"{name}.csv", run("nfdump", "-R", str(kept), "-o", "csv"))
    kept = str(lan.folder / "lan" / "nfdump")
    for end, form in (("json", "json"), ("txt", "long"), ("pipe", "pipe")):
        lan.keep(f"nfdump.{end}", run("nfdump", "-R", kept, "-o", form))
    lan.keep("nfdump-none.csv", run("nfdump", "-R", kept, "-o", "csv", "port 9"))


PARTS = {one.__name__: one for one in (dnsmasq, isc, kea, neighbours, lldp, flows)}


def main(folder, part):
    """Record one part; a part begins with a switch of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lan").mkdir(exist_ok=True)
    with ExitStack() as stack:
        PARTS[part](Lan(folder, stack))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
