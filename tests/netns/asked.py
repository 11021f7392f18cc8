"""Starts a program of others in a network of its own, asks it what may be asked, prints replies.

Run in a new network namespace, as its root: `asked.py '{"command": [...], "ready": 80}'`; what
comes out is JSON. The program gets a namespace of its own at the far end of a cable.
"""

import json
import os
import select
import shutil
import socket
import struct
import subprocess
import sys
import time
from ipaddress import ip_address

from camaudit.dissect.replies import read
from camaudit.model.observation import Fact
from camaudit.model.probe import Asked, Outcome, Reply
from camaudit.protocols import asking, order, questions

HERE, THERE = ip_address("10.20.0.1"), ip_address("10.20.0.31")
AGENT = asking.agent("test", "it@example.sch.uk")
MAX_ANSWER = 65_536  # bytes
PATIENCE = 1.5  # seconds
serials = iter(range(1, 10_000))


def ip(*words, inside=None):
    entrance = ["nsenter", "-t", str(inside), "-n"] if inside else []
    subprocess.run([*entrance, "ip", *words], check=True)


def cable(pid):
    ip("link", "set", "lo", "up")
    ip("link", "add", "here", "type", "veth", "peer", "name", "eth0", "netns", str(pid))
    ip("addr", "add", f"{HERE}/24", "dev", "here")
    ip("link", "set", "here", "up")
    ip("link", "set", "lo", "up", inside=pid)
    ip("addr", "add", f"{THERE}/24", "brd", "10.20.0.255", "dev", "eth0", inside=pid)
    ip("link", "set", "eth0", "up", inside=pid)
    ip("route", "add", "default", "via", str(HERE), inside=pid)
    words = ["ip", "-6", "addr", "show", "dev", "here", "tentative"]
    while subprocess.run(words, capture_output=True, check=True).stdout:
        time.sleep(0.1)  # until nobody else has its address of IPv6


def await_port(port):
    end = time.monotonic() + 40
    while time.monotonic() < end:
        try:
            socket.create_connection((str(THERE), port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"nobody listens on {port}")


def whom(address, port):
    return Asked(address=address, port=port, agent=AGENT, serial=next(serials))


def door_of(one):
    """Open the socket from which everybody is asked one thing."""
    six = one.group.version == 6
    index = socket.if_nametoindex("here")
    door = socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_DGRAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"here\0")
    door.bind(("", one.own_port or 0))
    if six:
        door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
        return door, (str(one.group), one.probe.ports[0], 0, index)
    ours = struct.pack("4s4si", bytes(4), HERE.packed, index)
    door.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, ours)
    if one.joins is not None:
        wish = struct.pack("4s4si", one.joins.packed, HERE.packed, index)
        door.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, wish)
    return door, (str(one.group), one.probe.ports[0])


def call_everybody():
    """Ask all that is asked of everybody, and give what comes until nothing does."""
    doors = {}
    for one in questions.ASK_GROUP:
        door, to = door_of(one)
        for _ in range(one.times):
            sent = one.probe.payload(whom(one.group, one.probe.ports[0]))
            door.sendto(sent, to)
            time.sleep(0.05)
        doors[door] = one, sent
    while ready := select.select(list(doors), [], [], PATIENCE)[0]:
        for door in ready:
            received, sender = door.recvfrom(MAX_ANSWER)
            address = ip_address(sender[0].partition("%")[0])
            one, sent = doors[door]
            if address != HERE:
                yield Reply(
                    probe=one.probe.name, address=address, port=sender[1],
                    own_port=door.getsockname()[1], sent=sent, received=received,
                    outcome=Outcome.ANSWERED, at=time.time(),
                )  # fmt: skip
    for door in doors:
        door.close()


def look(facts):
    """Ask the host over TCP, in the order that is right for it."""
    replies, line, at = [], None, None
    while (question := order.next_question(THERE, facts, replies)) is not None:
        last = replies[-1] if replies else None
        if line is None or at != question.port or not order.stays_open(last):
            line = connect(line, question.port)
            at = question.port
        replies.append(ask(line, question))
    if isinstance(line, socket.socket):
        line.close()
    return replies


def connect(before, port):
    if isinstance(before, socket.socket):
        before.close()
    try:
        return socket.create_connection((str(THERE), port), PATIENCE)
    except TimeoutError:
        return Outcome.SILENT
    except OSError:
        return Outcome.REFUSED


def ask(line, question):
    sent, received, own_port, outcome = b"", b"", 0, line
    if isinstance(line, socket.socket):
        sent = question.probe.payload(whom(THERE, question.port))
        own_port = line.getsockname()[1]
        received, outcome = exchange(line, question.probe, sent)
    return Reply(
        probe=question.probe.name, address=THERE, port=question.port, own_port=own_port,
        sent=sent, received=received, outcome=outcome, at=time.time(),
    )  # fmt: skip


def exchange(line, probe, sent):
    received = b""
    try:
        line.sendall(sent)
        while len(received) < MAX_ANSWER and not (received and probe.complete(received)):
            more = line.recv(MAX_ANSWER - len(received))
            if not more:
                break
            received += more
    except TimeoutError:
        pass
    except OSError:
        return received, Outcome.RESET
    return received, Outcome.ANSWERED if received else Outcome.SILENT


def main(wish):
    program = subprocess.Popen(
        [
            shutil.which("unshare"),
            "--net",
            "--mount",
            "sh",
            "-c",
            'read go; exec "$@"',
            "sh",
            *wish["command"],
        ],
        stdin=subprocess.PIPE,
        stdout=sys.stderr,
    )
    try:
        time.sleep(0.3)
        cable(program.pid)
        program.stdin.write(b"go\n")
        program.stdin.close()
        await_port(wish["ready"]) if wish["ready"] else time.sleep(4)
        asked = list(call_everybody())
        facts = [one for one in read(asked).observations if isinstance(one, Fact)]
        looked = look([one for one in facts if one.about.ip == THERE]) if wish["ready"] else []
    finally:
        program.terminate()
        program.wait(10)
    for reply in [*asked, *looked]:
        print(json.dumps(told(reply)))


def told(reply):
    return {
        "probe": reply.probe, "address": str(reply.address), "port": reply.port,
        "own_port": reply.own_port, "sent": reply.sent.hex(), "received": reply.received.hex(),
        "outcome": reply.outcome, "at": reply.at,
    }  # fmt: skip


if __name__ == "__main__":
    assert os.getuid() == 0
    main(json.loads(sys.argv[1]))
