"""Bytes out and in, against real servers of every temper on loopback; the gate never goes there."""

import asyncio
import errno
import socket
import time
from ipaddress import ip_address

import pytest

from camaudit.model.probe import Outcome
from camaudit.wire import links, sockets
from camaudit.wire.links import Sockets
from camaudit.wire.sockets import connect, outcome_of

HERE = ip_address("127.0.0.1")
WAIT = 0.3  # seconds
MOST = 1 << 16
RST = b"\x01\0\0\0\0\0\0\0"  # SO_LINGER: on, 0 seconds


async def with_server(serve, work):
    """Run work(port) beside a server; give what it gives."""
    ended = asyncio.Event()

    async def talk(reader, writer):
        try:
            await serve(reader, writer)
        except OSError:
            pass
        finally:
            writer.close()
            ended.set()

    server = await asyncio.start_server(talk, str(HERE), 0)
    async with server:
        got = await work(server.sockets[0].getsockname()[1])
        async with asyncio.timeout(5):
            await ended.wait()
        return got


async def ask_once(port, complete=lambda data: data.endswith(b"."), most=MOST, wait=WAIT):
    stream = await connect(HERE, port, wait=wait)
    assert not isinstance(stream, Outcome), stream
    try:
        return await stream.exchange(b"question", complete, wait=wait, most=most)
    finally:
        await stream.close()


async def whole(reader, writer):
    assert await reader.readexactly(8) == b"question"
    writer.write(b"answer.")
    await reader.read()


async def drips(reader, writer):
    await reader.readexactly(8)
    for byte in b"answer.":
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.02)
    await reader.read()


async def drips_for_ever(reader, writer):
    await reader.readexactly(8)
    while not reader.at_eof():
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(WAIT / 4)


async def endless(reader, writer):
    await reader.readexactly(8)
    while not writer.is_closing():
        writer.write(b"x" * 9000)
        await writer.drain()


async def half(reader, writer):
    await reader.readexactly(8)
    writer.write(b"answ")
    await reader.read()


async def ends(reader, writer):
    await reader.readexactly(8)
    writer.write(b"answ")


async def hangs_up(reader, _writer):
    await reader.readexactly(8)


async def says_nothing(reader, _writer):
    await reader.read()


async def resets(reader, writer):
    await reader.readexactly(8)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RST)


async def answers_and_resets(reader, writer):
    await reader.readexactly(8)
    writer.write(b"answ")
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RST)


@pytest.mark.parametrize(
    ("serve", "outcome", "got"),
    [
        (whole, Outcome.ANSWERED, b"answer."),
        (drips, Outcome.ANSWERED, b"answer."),
        (half, Outcome.ANSWERED, b"answ"),
        (ends, Outcome.ANSWERED, b"answ"),
        (answers_and_resets, Outcome.ANSWERED, b"answ"),
        (hangs_up, Outcome.RESET, b""),
        (resets, Outcome.RESET, b""),
        (says_nothing, Outcome.SILENT, b""),
    ],
    ids=lambda one: getattr(one, "__name__", None),
)
def test_what_comes_of_a_question(serve, outcome, got):
    assert asyncio.run(with_server(serve, ask_once)) == (outcome, got)


@pytest.mark.parametrize("most", [1, 20_000, MOST])
def test_no_more_is_read_than_is_asked_for(most):
    outcome, got = asyncio.run(with_server(endless, lambda port: ask_once(port, most=most)))
    assert (outcome, len(got)) == (Outcome.ANSWERED, most)


def test_an_answer_that_drips_for_ever_is_taken_as_far_as_it_came():
    began = time.monotonic()
    outcome, got = asyncio.run(with_server(drips_for_ever, ask_once))
    assert (outcome, bool(got)) == (Outcome.ANSWERED, True)
    assert time.monotonic() - began < 8 * WAIT


def test_two_questions_go_over_one_connection():
    async def serve(reader, writer):
        for _ in range(2):
            assert await reader.readexactly(8) == b"question"
            writer.write(b"answer.")
        await reader.read()

    async def work(port):
        stream = await connect(HERE, port, wait=WAIT)
        got = [
            await stream.exchange(b"question", lambda data: len(data) == 7, wait=WAIT, most=MOST)
            for _ in range(2)
        ]
        await stream.close()
        assert stream.own_port > 0
        return got

    assert asyncio.run(with_server(serve, work)) == [(Outcome.ANSWERED, b"answer.")] * 2


def test_a_connection_is_closed_without_being_broken_off():
    """With bytes of theirs unread, a close would be a reset: they see an end instead."""
    seen = []

    async def serve(reader, writer):
        await reader.readexactly(8)
        writer.write(b"answer." + b"and more" * 500)
        seen.append(await reader.read())  # an end; a reset would raise
        writer.write(b"late")
        await writer.drain()
        seen.append("fine")

    async def work(port):
        return await ask_once(port, complete=lambda data: data.startswith(b"answer."), most=7)

    assert asyncio.run(with_server(serve, work)) == (Outcome.ANSWERED, b"answer.")
    assert seen == [b"", "fine"]


def test_a_closed_port_refuses():
    with socket.socket() as taken:
        taken.bind((str(HERE), 0))  # bound, and does not listen
        port = taken.getsockname()[1]
        assert asyncio.run(connect(HERE, port, wait=WAIT)) is Outcome.REFUSED


def test_one_that_does_not_take_connections_is_silent():
    with socket.socket() as full:
        full.bind((str(HERE), 0))
        full.listen(0)
        port = full.getsockname()[1]
        with socket.create_connection((str(HERE), port)):
            outcome = asyncio.run(connect(HERE, port, wait=WAIT))
    assert outcome is Outcome.SILENT


def test_no_name_is_resolved(monkeypatch):
    def never(*_words, **_given):
        raise AssertionError("a name was looked up")

    monkeypatch.setattr(socket, "getaddrinfo", never)
    asyncio.run(with_server(whole, ask_once))


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (ConnectionRefusedError(), Outcome.REFUSED),
        (ConnectionResetError(), Outcome.RESET),
        (BrokenPipeError(), Outcome.RESET),
        (ConnectionAbortedError(), Outcome.RESET),
        (TimeoutError(), Outcome.SILENT),
        (OSError(errno.EHOSTUNREACH, ""), Outcome.UNREACHABLE),
        (OSError(errno.ENETUNREACH, ""), Outcome.UNREACHABLE),
        (OSError(errno.EPERM, ""), Outcome.UNREACHABLE),
        (OSError(errno.ETIMEDOUT, ""), Outcome.SILENT),
        (OSError(errno.EIO, ""), Outcome.SILENT),
    ],
    ids=repr,
)
def test_an_error_of_the_system_is_an_outcome(error, outcome):
    assert outcome_of(error) is outcome


# Datagrams


class Answers(asyncio.DatagramProtocol):
    def __init__(self, answers):
        self._answers = answers

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, _data, addr):
        for one in self._answers:
            self.transport.sendto(one, addr)


async def datagrams(answers, most=MOST, stray=None):
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: Answers(answers), local_addr=(str(HERE), 0)
    )
    port = transport.get_extra_info("sockname")[1]
    wire = Sockets()
    try:
        got = await wire.ask(HERE, port, b"question", wait=WAIT, most=most)
        if stray is not None:
            transport.sendto(stray, (str(HERE), got[0]))
            await asyncio.sleep(0.05)
            assert wire._datagrams[4].strays == 1
        again = await wire.ask(HERE, port, b"question", wait=WAIT, most=most)
        assert again[0] == got[0] > 0
        return port, got[1]
    finally:
        wire.close()
        transport.close()


@pytest.mark.parametrize("answers", [[b"one"], [b"one", b"two", b"three"]])
def test_a_datagram_gets_its_answers(answers):
    port, got = asyncio.run(datagrams(answers))
    assert got == [(port, one) for one in answers]


def test_no_answer_is_silence():
    assert asyncio.run(datagrams([]))[1] is Outcome.SILENT


def test_what_nobody_waits_for_is_dropped():
    port, got = asyncio.run(datagrams([b"one"], stray=b"late"))
    assert got == [(port, b"one")]


def test_a_flood_takes_no_more_than_its_room():
    _, got = asyncio.run(datagrams([b"x" * 1000] * 200, most=5000))
    assert [len(data) for _, data in got] == [1000] * 4


@pytest.mark.parametrize("answers", [[b"x" * 5000], [b"x" * 4999]], ids=["too long", "just fits"])
def test_an_answer_longer_than_its_room_is_none(answers):
    _, got = asyncio.run(datagrams(answers, most=5000))
    assert (got is Outcome.SILENT) is (len(answers[0]) == 5000)


def test_a_system_without_a_way_is_unreachable(monkeypatch):
    async def fail(_version):
        raise OSError(errno.EADDRNOTAVAIL, "no IPv6")

    monkeypatch.setattr(sockets.Datagrams, "open", fail)

    async def run():
        return await Sockets().ask(ip_address("fd00::1"), 3702, b"", wait=WAIT, most=MOST)

    assert asyncio.run(run()) == (0, Outcome.UNREACHABLE)


def test_a_send_that_the_system_refuses_is_an_outcome():
    async def run():
        wire = Sockets()
        try:
            # To everybody, which a socket must be allowed to.
            target = ip_address("255.255.255.255")
            return await wire.ask(target, 9, b"x", wait=WAIT, most=MOST)
        finally:
            wire.close()

    assert asyncio.run(run())[1] in {Outcome.UNREACHABLE, Outcome.SILENT}


def test_one_that_floods_a_call_crowds_out_nobody():
    got = []
    heard = links._Heard(40_000, lambda *said: got.append(said))
    for _ in range(1000):
        heard.datagram_received(b"x" * 10, ("10.20.2.31", 1))
    heard.datagram_received(b"me too", ("10.20.2.32", 1))
    assert got[-1] == (ip_address("10.20.2.32"), 1, b"me too", 40_000)
    assert len(got) == links.MOST_OF_ONE + 1


def test_many_that_flood_a_call_take_no_more_than_its_room(monkeypatch):
    monkeypatch.setattr(links, "MOST", 10_000)
    got = []
    heard = links._Heard(40_000, lambda *said: got.append(said))
    for number in range(1, 255):
        heard.datagram_received(b"x" * 999, (f"10.20.2.{number}", 1))
        heard.error_received(OSError())
    assert len(got) == 10  # each takes a byte more than it has
