"""Network namespaces, each held by a process: gone with it, and with whoever started it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from camaudit.errors import StageError

_WAIT = 60.0  # seconds for a namespace to be there
_END = 10.0  # seconds for a process to end by itself


def program(name: str) -> str:
    """Give the path of a program.

    Raises: StageError where it is not installed.
    """
    found = shutil.which(name)
    if found is None:
        raise StageError(f"{name} is not installed: it makes the networks of emulated devices")
    return found


def possible() -> bool:
    """Tell whether networks can be made here."""
    if sys.platform != "linux":
        return False
    try:
        words = [program("unshare"), "--net", program("ip"), "link", "set", "lo", "up"]
        return subprocess.run(words, capture_output=True, check=False, timeout=30).returncode == 0
    except StageError:
        return False


def again_as_root(words: list[str]) -> None:
    """Begin this program again as the root of a user namespace: it is so of no other network.

    Raises: StageError where the system does not let it; does not return where it does.
    """
    ways = [program("unshare"), "--user", "--map-root-user", "--net"]
    if subprocess.run([*ways, "true"], capture_output=True, check=False).returncode:
        raise StageError("this system lets nobody make a network of its own (try as root)")
    os.execv(ways[0], [*ways, sys.executable, "-m", "camaudit", *words])  # noqa: S606 - as said


@dataclass(slots=True)
class Space:
    """One namespace."""

    holder: subprocess.Popen[bytes]
    lines: list[str] = field(default_factory=list)  # for `ip -batch`, not yet carried out

    @property
    def entrance(self) -> list[str]:
        """Give the words before a command that is to run in here."""
        return [program("nsenter"), "-t", str(self.holder.pid), "-n"]

    def run(
        self, *words: str, told: str | None = None, limit: float = 120.0
    ) -> subprocess.CompletedProcess[str]:
        """Run a program in here to its end."""
        return subprocess.run(
            [*self.entrance, *words],
            input=told,
            capture_output=True,
            text=True,
            check=False,
            timeout=limit,
        )

    def say(self, *lines: str) -> None:
        """Add lines that `ip` is to carry out."""
        self.lines += lines

    def carry_out(self) -> None:
        """Carry out what was said, in one process.

        Raises: StageError where `ip` refuses.
        """
        told, self.lines = "\n".join(self.lines) + "\n", []
        done = self.run(program("ip"), "-batch", "-", told=told, limit=300)
        if done.returncode:
            raise StageError(f"a network cannot be made: {done.stderr.strip()}")

    def settle(self, *, six: bool, forwards: bool, own_answers: bool) -> None:
        """Set what the system does by itself in here.

        Input: whether IPv6 is on; whether packets of others are passed on; whether each interface
        answers ARP for its own addresses alone. Raises: StageError where that cannot be set.
        """
        rows = {
            "net/ipv6/conf/all/disable_ipv6": not six,
            "net/ipv6/conf/default/disable_ipv6": not six,
            "net/ipv6/conf/default/accept_dad": False,  # an address can be used at once
            "net/ipv6/conf/default/accept_ra": False,
            "net/ipv6/conf/default/router_solicitations": False,
            "net/ipv4/conf/all/rp_filter": False,
            "net/ipv4/conf/default/rp_filter": False,
            "net/ipv4/conf/all/arp_ignore": own_answers,
            "net/ipv4/ip_forward": forwards,
        }
        values = {path: str(int(value)) for path, value in rows.items()}
        values["net/ipv4/conf/all/arp_announce"] = "2" if own_answers else "0"
        values["net/ipv4/igmp_max_memberships"] = "10000"
        script = "".join(
            f"[ ! -e /proc/sys/{path} ] || echo {value} > /proc/sys/{path}\n"
            for path, value in values.items()
        )
        done = self.run(program("sh"), "-ec", script)
        if done.returncode:
            raise StageError(f"a network of its own cannot be set up: {done.stderr.strip()}")
        self.say("link set lo up")


def hold() -> Space:
    """Make a namespace: `cat` holds it until its input ends, as it does where this process dies.

    Raises: StageError where the system does not let it.
    """
    own = Path("/proc/self/ns/net").readlink()
    holder = subprocess.Popen(
        [program("unshare"), "--net", program("cat")],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + _WAIT
    while time.monotonic() < until and holder.poll() is None:
        try:
            if Path(f"/proc/{holder.pid}/ns/net").readlink() != own:
                return Space(holder)
        except OSError:
            break
        time.sleep(0.005)
    end(holder)
    raise StageError("this system lets nobody make a network of its own (try as root)")


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that this one started: by the end of its input, else by force."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stderr is not None:
        process.stderr.close()
