"""Networks that exist only while they are needed: namespaces, cables, routes, and who lives there.

    viewer --- network on a link (a switch; each device has its own MAC) --- router
       |                                                                       |
       +------------- router --- network behind it (no MACs to be seen)        +--- world

Linux alone, as root or as root of a user namespace (`unshare --user --map-root-user`). Nothing is
made in the network of whoever calls: each namespace is held by a process that this one started, and
is gone with it.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

from camaudit.emulate.cast import CAST
from camaudit.emulate.playbill import Part, Playbill
from camaudit.emulate.spaces import Space, end, hold, program
from camaudit.errors import StageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WAIT = 60.0  # seconds for servers to be there
_AFTER = 1.6  # seconds that a recording goes on: tcpdump hands on what it has every second
_TABLES = 1000  # number of the first routing table: one a device
_LINKS = IPv4Network("100.64.0.0/16")  # between router and others (RFC 6598: nobody's own)
_ROOT = Path(__file__).parents[2]
VIEWER, ROUTER, WORLD = "viewer", "router", "world"


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """One network of devices. The router has its first address, the viewer its last but one."""

    name: str  # of at most 10 characters: interfaces are named so
    prefix: IPv4Network
    parts: tuple[Part, ...]
    routed: bool = False  # behind a router, and not on the viewer's link
    six: bool = False  # link-local IPv6 too; on a link alone

    @property
    def router(self) -> IPv4Address:
        """Give the router's address."""
        return self.prefix[1]

    @property
    def viewer(self) -> IPv4Address:
        """Give the address of the one who looks, where the network is on a link of his."""
        return self.prefix[-2]


class Stage:
    """Networks with devices, from `with Stage(...)` to its end.

    Raises: StageError where the system does not let networks be made.
    """

    def __init__(
        self, networks: Iterable[Network], folder: Path, *, folders: tuple[Path, ...] = (CAST,)
    ) -> None:
        self.networks = tuple(networks)
        self.folder = folder  # for what the servers are given and say
        self._folders = tuple(str(one) for one in folders)
        self._spaces: dict[str, Space] = {}
        self._servers: dict[str, subprocess.Popen[bytes]] = {}
        self._others: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        try:
            self._make()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def entrance(self, space: str = VIEWER) -> list[str]:
        """Give the words before a command that runs in a namespace: a network's name or VIEWER."""
        return self._spaces[space].entrance

    def pid(self, space: str) -> int:
        """Give a process in a namespace."""
        return self._spaces[space].holder.pid

    def run(
        self, *words: str, space: str = VIEWER, limit: float = 120.0
    ) -> subprocess.CompletedProcess[str]:
        """Run a program in a namespace to its end."""
        return self._spaces[space].run(*words, limit=limit)

    def attend(self, *words: str, space: str = VIEWER) -> int:
        """Run a program in a namespace to its end, on the caller's own screen; give its code."""
        return subprocess.run([*self.entrance(space), *words], check=False).returncode

    def wait(self) -> None:
        """Wait until somebody interrupts, or a server ends."""
        with suppress(KeyboardInterrupt):
            while all(one.poll() is None for one in self._servers.values()):
                time.sleep(0.2)

    def start(self, *words: str, space: str = VIEWER) -> subprocess.Popen[bytes]:
        """Start a program in a namespace; it is ended with the stage."""
        made = subprocess.Popen(
            [*self.entrance(space), *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        self._others.append(made)
        return made

    @contextmanager
    def recorded(self, path: Path, interface: str, space: str = VIEWER) -> Iterator[None]:
        """Record with tcpdump what passes an interface, into a file, while the block runs.

        An interface is named after what its cable leads to: a network, ROUTER or WORLD.
        Raises: StageError where tcpdump is not installed, or does not begin.
        """
        # Not in its immediate mode, whose buffer is full after a few packets.
        words = ("-i", interface, "-U", "-B", "16384", "-s", "0", "-w", str(path))
        recorder = self.start(program("tcpdump"), *words, space=space)
        until = time.monotonic() + _WAIT
        while not (path.exists() and path.stat().st_size):
            if recorder.poll() is not None or time.monotonic() > until:
                raise StageError(f"{interface} cannot be recorded")
            time.sleep(0.02)
        try:
            yield
        finally:
            time.sleep(_AFTER)
            recorder.terminate()
            recorder.wait(_WAIT)

    def counts(self) -> dict[str, dict[str, object]]:
        """Tell, by address, what the devices went through (player.Counts)."""
        told: dict[str, dict[str, object]] = {}
        if sys.platform == "win32":
            return told
        for name in self._servers:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(_WAIT)
                line.connect(str(self._control(name)))
                text = b""
                while piece := line.recv(1 << 16):
                    text += piece
            told.update(json.loads(text))
        return told

    def sent(self, space: str, interface: str) -> int:
        """Give how many packets left by an interface."""
        return self._number(space, interface, "tx_packets")

    def received(self, space: str, interface: str) -> int:
        """Give how many packets came by an interface."""
        return self._number(space, interface, "rx_packets")

    def _number(self, space: str, interface: str, what: str) -> int:
        told = self.run(program("ip"), "-json", "-stats", "link", "show", interface, space=space)
        stats = json.loads(told.stdout)[0]["stats64"]
        return int(stats["tx" if what.startswith("tx") else "rx"]["packets"])

    def _control(self, name: str) -> Path:
        return self.folder / f"{name}.control"

    # Making

    def _make(self) -> None:
        names = [VIEWER, ROUTER, WORLD, *(one.name for one in self.networks)]
        for name in names:
            self._spaces[name] = hold()
        six = any(one.six for one in self.networks)
        for name in names:
            own = name not in {VIEWER, ROUTER, WORLD}
            self._spaces[name].settle(six=six, forwards=name == ROUTER, own_answers=own)
        self._cable(ROUTER, WORLD, 0)
        self._say(ROUTER, f"route add default via {_LINKS[2]}")
        self._cable(VIEWER, ROUTER, 1)
        self._say(VIEWER, f"route add default via {_LINKS[6]}")
        for number, network in enumerate(self.networks, 2):
            if network.routed:
                self._behind(network, number)
            else:
                self._on_link(network)
        for name in names:
            self._spaces[name].carry_out()
        for network in self.networks:
            self._open(network)
        self._wait_for_servers()

    def _say(self, space: str, *lines: str) -> None:
        self._spaces[space].say(*lines)

    def _plug(self, here: str, name: str, there: str, far: str) -> None:
        """Lay a cable; its interfaces exist at once, as later lines speak of them."""
        self._say(here, f"link add {name} type veth peer name {far} netns {self.pid(there)}")
        self._spaces[here].carry_out()
        self._say(here, f"link set {name} up")
        self._say(there, f"link set {far} up")

    def _cable(self, here: str, there: str, number: int) -> None:
        """Lay a cable with two addresses; interfaces are named after the other end."""
        self._plug(here, there, there, here)
        self._say(here, f"addr add {_LINKS[4 * number + 1]}/30 dev {there}")
        self._say(there, f"addr add {_LINKS[4 * number + 2]}/30 dev {here}")

    def _behind(self, network: Network, number: int) -> None:
        """Put a network behind the router: all its addresses are on one loopback interface."""
        name = network.name
        self._cable(ROUTER, name, number)
        self._say(ROUTER, f"route add {network.prefix} via {_LINKS[4 * number + 2]}")
        self._say(name, f"route add default via {_LINKS[4 * number + 1]}")
        self._say(name, *(f"route add local {one.address} dev lo" for one in network.parts))

    def _on_link(self, network: Network) -> None:
        """Put a network on a switch with viewer and router; each device has its own interface."""
        name, size = network.name, network.prefix.prefixlen
        self._say(name, "link add switch type bridge mcast_snooping 0")
        self._say(name, "link set switch up promisc on")
        for space, address in ((VIEWER, network.viewer), (ROUTER, network.router)):
            self._plug(space, name, name, f"to-{space}")
            self._say(name, f"link set to-{space} master switch")
            self._say(space, f"addr add {address}/{size} dev {name}")
        for number, one in enumerate(network.parts):
            port, table = f"p{number}", _TABLES + number
            # A table of its own: what a device sends leaves by its own interface, with its own MAC.
            # Private: no device hears another, as hundreds that answer all at once would fill the
            # system's queue with copies for each other, and answers to the viewer would be lost.
            self._say(
                name,
                f"link add link switch name {port} address {one.mac} type macvlan mode private",
                f"link set {port} up",
                f"addr add {one.address}/{size} dev {port} noprefixroute",
                f"route add {network.prefix} dev {port} table {table}",
                f"route add default via {network.router} dev {port} table {table}",
                f"rule add from {one.address} lookup {table}",
            )

    def _open(self, network: Network) -> None:
        """Start the process that plays a network's devices."""
        name = network.name
        parts = tuple(
            Part(
                character=one.character,
                address=one.address,
                mac=one.mac,
                interface=None if network.routed else f"p{number}",
                six=network.six and not network.routed,
            )
            for number, one in enumerate(network.parts)
        )
        bill = Playbill(parts=parts, folders=self._folders, control=str(self._control(name)))
        if missing := bill.problems():
            raise StageError(f"no such character: {', '.join(missing)}")
        path = self.folder / f"{name}.playbill"
        path.write_text(bill.to_json(), "utf-8")
        with (self.folder / f"{name}.errors").open("wb") as errors:
            self._servers[name] = self._start(name, path, errors)

    def _start(self, name: str, path: Path, errors: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [
                *self.entrance(name), sys.executable, "-P", "-m", "camaudit.emulate",
                str(path), str(self.folder / f"{name}.ready"),
            ],
            stdin=subprocess.PIPE,
            stderr=errors,
            env={**os.environ, "PYTHONPATH": str(_ROOT)},
        )  # fmt: skip

    def _wait_for_servers(self) -> None:
        until = time.monotonic() + _WAIT
        for name, server in self._servers.items():
            while not (self.folder / f"{name}.ready").exists():
                if server.poll() is not None or time.monotonic() > until:
                    said = (self.folder / f"{name}.errors").read_text("utf-8", "replace")
                    raise StageError(f"{name}: its devices do not start: {said[-2000:]}")
                time.sleep(0.02)

    def close(self) -> None:
        """End every process that was started, and with them the networks."""
        for one in self._others:
            one.terminate()
        for one in [*self._others, *self._servers.values()]:
            end(one)
        for space in self._spaces.values():
            end(space.holder)
        self._servers, self._spaces, self._others = {}, {}, []
