"""Plays a mirrored port: devices that announce themselves, and video. Run in a network of its own.

python announcing.py INTERFACE DEVICES SECONDS VIDEO [mirror]
VIDEO: packets a second, from cameras to a recorder of their network. mirror: a conversation too.
Prints as JSON how many frames of each sort it sent.
"""

import json
import socket
import struct
import sys
import time
from ipaddress import IPv4Address
from pathlib import Path

from camaudit.emulate.cast import CAST, find
from camaudit.emulate.player import Player
from camaudit.emulate.speeches import SPEECHES

FIRST = IPv4Address("10.40.0.10")
RECORDER = IPv4Address("10.40.3.250")
RECORDER_MAC = bytes.fromhex("020000000001")


def mac_of(number):
    return f"44:19:b6:{number >> 16:02x}:{number >> 8 & 255:02x}:{number & 255:02x}"


def raw(mac):
    return bytes.fromhex(mac.replace(":", ""))


def packet(mac, to, source, target, protocol, rest, number=0):
    head = struct.pack(
        "!BBHHHBBH4s4s",
        0x45, 0, 20 + len(rest), number & 0xFFFF, 0, 64, protocol, 0, source.packed, target.packed,
    )  # fmt: skip
    total = sum(struct.unpack("!10H", head))
    total = (total & 0xFFFF) + (total >> 16)
    total = (total & 0xFFFF) + (total >> 16)
    head = head[:10] + struct.pack("!H", 0xFFFF - total) + head[12:]
    return to + mac + b"\x08\x00" + head + rest


def datagram(mac, to, source, target, ports, data, number=0):
    rest = struct.pack("!HHHH", *ports, 8 + len(data), 0) + data
    return packet(mac, to, source, target, 17, rest, number)


def segment(mac, to, source, target, ports, sequence, flags, data, number):
    rest = struct.pack("!HHIIBBHHH", *ports, sequence, 1, 0x50, flags, 8192, 0, 0) + data
    return packet(mac, to, source, target, 6, rest, number)


def characters():
    """Give cameras and recorders that speak without being asked, with the services that do."""
    found = []
    for path in sorted(Path(CAST).glob("*.yaml")):
        if path.stem in {"nas", "pc", "phone", "printer", "television"}:
            continue
        one = find(path.stem)
        speaking = [
            service
            for service in one.services
            if SPEECHES[service.speaks].announce is not None
            and SPEECHES[service.speaks].link is None
        ]
        player = Player(one, str(FIRST), mac_of(0))
        if any(SPEECHES[each.speaks].announce(each, player) for each in speaking):
            found.append((one, speaking))
    return found


def announcements(count):
    cast = characters()
    for number in range(count):
        character, services = cast[number % len(cast)]
        address = FIRST + number
        player = Player(character, str(address), mac_of(number))
        for service in services:
            speech = SPEECHES[service.speaks]
            for one in speech.announce(service, player):
                groups = [group for group in speech.groups if ":" not in group]
                name = groups[0] if one.to == "group" and groups else "255.255.255.255"
                group = IPv4Address(name)
                to = (
                    b"\xff" * 6
                    if name == "255.255.255.255"
                    else b"\x01\x00\x5e" + struct.pack("!I", int(group) & 0x7FFFFF)[1:]
                )
                ports = service.port, one.port or service.port
                yield datagram(raw(player.mac), to, address, group, ports, one.data, number + 1)


def main():
    interface, devices, seconds, video = sys.argv[1], *(int(one) for one in sys.argv[2:5])
    door = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    door.bind((interface, 0))
    door.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
    said = list(announcements(devices))
    sent = {"announcements": 0, "video": 0}
    if sys.argv[5:] == ["mirror"]:
        one, other = raw(mac_of(0)), RECORDER_MAC
        ends = 554, 40000
        door.send(segment(other, one, RECORDER, FIRST, ends[::-1], 0, 2, b"", 1))
        door.send(segment(one, other, FIRST, RECORDER, ends, 0, 18, b"", 1))
    began = time.monotonic()
    rounds = max(1, seconds * 100)
    noise = bytes(0x80 | (at * 37 & 0x7F) for at in range(1388))
    frames = 0
    for turn in range(rounds):
        while said and sent["announcements"] < len(said) * (turn + 1) // rounds:
            door.send(said[sent["announcements"]])
            sent["announcements"] += 1
        while sent["video"] < video * (turn + 1) // 100:
            camera = sent["video"] % max(1, devices)
            frames += 1
            ends = raw(mac_of(camera)), RECORDER_MAC, FIRST + camera, RECORDER
            if camera % 2:
                rtp = struct.pack("!BBHII", 0x80, 96, frames & 0xFFFF, frames, camera) + noise
                door.send(datagram(*ends, (20000, 30000), rtp, frames))
            else:
                door.send(segment(*ends, (61000, 30000), frames * 1388, 16, noise, frames))
            sent["video"] += 1
        time.sleep(max(0.0, began + (turn + 1) / 100 - time.monotonic()))
    print(json.dumps({**sent, "devices": devices}))


if __name__ == "__main__":
    main()
