"""The one way out: what it lets through, and what is written down first."""

import asyncio
import json
import sys
from dataclasses import replace
from datetime import date
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import itertools

from played import (
    BEGIN,
    FAR,
    HEAD,
    LINK,
    ONE,
    PAGE,
    POST,
    SCOPE,
    TWO,
    UDP,
    WHO_HAS,
    Script,
    everybody,
    gate,
    play,
    probe,
)

from camaudit.errors import RefusedError, StoppedError
from camaudit.model.probe import Outcome
from camaudit.protocols import sadp_link
from camaudit.wire import everybody as link_wide
from camaudit.wire.authority import window
from camaudit.wire.journal import Journal
from camaudit.wire.pace import BETWEEN, Limits

OK = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=secret\r\nContent-Length: 2\r\n\r\nhi"


async def page(made, target=ONE, port=80, *wanted):
    async with made.connect(target, port) as line:
        return [await line.ask(one) for one in wanted or (PAGE,)]


DOORS = {
    "ask": lambda made: made.ask(ONE, UDP, again=True),
    "connect": page,
    "call": lambda made: link_wide.call(made, LINK, everybody()),
    "whois": lambda made: made.whois(LINK, ONE, WHO_HAS, again=True),
    "whois_all": lambda made: link_wide.whois_all(made, LINK, sadp_link.INQUIRY),
}
doors = pytest.mark.parametrize("door", DOORS)


# Scope


@doors
@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"valid_from": None}, "no authority"),
        ({"valid_until": None}, "no authority"),
        ({"valid_from": date(2026, 11, 27)}, "begins on"),
        ({"valid_until": date(2026, 11, 25)}, "ended on"),
        ({"hours": (window("21:00-22:00"),)}, "outside the hours"),
        ({"hours": (window("sat"),)}, "outside the hours"),
        ({"networks": ()}, "network"),
        ({"networks": (ip_network("10.20.3.0/24"),)}, "network"),
        ({"exclude": (ip_network("10.20.0.0/16"),)}, "d"),  # excluded, or not declared whole
    ],
    ids=lambda one: next(iter(one)) if isinstance(one, dict) else None,
)
def test_nothing_goes_through_any_door_without_leave(door, changed, why, tmp_path):
    script, path = Script(), tmp_path / "journal.jsonl"

    async def run():
        with Journal(path, HEAD) as journal:
            made = gate(script, journal, scope=replace(SCOPE, **changed))
            with pytest.raises(RefusedError, match=why) as refused:
                await DOORS[door](made)
            return made, refused.value

    made, error = play(run())
    assert script.sent == []
    assert error.exit_code == 4
    assert "\n" not in str(error)
    assert path.read_bytes().count(b"\n") == 1  # the head alone
    assert made.ledger.packets() == 0
    assert sum(made.ledger.refused.values()) in {0, 1}  # 0: the link was not in the scope


@pytest.mark.parametrize(
    "target",
    [
        "192.0.2.1", "10.20.2.5", "10.20.2.0", "10.20.2.255", "10.20.3.31", "0.0.0.1", "::",
        "127.0.0.1", "::1", "::ffff:192.0.2.1", "::ffff:10.20.2.5", "fe80::31%cams", "ff02::1",
        "224.0.0.1", "239.255.255.250", "255.255.255.255", "169.254.1.1", "fd00:20::1%cams",
        "64:ff9b::a14:21f", "2002:a14:21f::1", "::10.20.2.31",
    ],
)  # fmt: skip
@pytest.mark.parametrize("door", ["ask", "connect", "whois"])
def test_nobody_outside_is_sent_anything(target, door):
    script = Script()

    async def run():
        made = gate(script)
        where = ip_address(target)
        through = {
            "ask": lambda: made.ask(where, UDP, again=True),
            "connect": lambda: page(made, where),
            "whois": lambda: made.whois(LINK, where, WHO_HAS, again=True),
        }
        with pytest.raises(RefusedError):
            await through[door]()

    play(run())
    assert script.sent == []


def test_a_disguised_address_of_the_scope_is_asked_by_its_own():
    script = Script({("connect", str(ONE), 80): [[OK]]})
    mapped = ip_address("::ffff:10.20.2.31")

    async def run():
        made = gate(script)
        return [*await made.ask(mapped, UDP, again=False), *await page(made, mapped)]

    assert {one.address for one in play(run())} == {ONE}
    assert {target for _, target, _ in script.kinds()} == {str(ONE)}


def test_no_refusal_is_lost_to_the_account():
    async def run():
        made = gate(Script(), scope=replace(SCOPE, exclude=(ip_network("10.20.2.31/32"),)))
        for target in (ONE, FAR, FAR):
            with pytest.raises(RefusedError):
                await made.ask(target, UDP, again=True)
        return made.ledger.refused

    assert play(run()) == {
        "is excluded in the estate file": 1,
        "is in none of the 1 declared networks": 2,
    }


@pytest.mark.parametrize(("minutes", "asked"), [(1, 1), (2, 2)])
def test_hours_that_end_while_somebody_waits_end_it(minutes, asked):
    """20:00:58 and 20:00:59 are in time, what waits for 20:01:00 is not."""
    script = Script({("udp", str(ONE), 3702): [b"yes", b"yes"]})
    hours = (window(f"20:00-20:0{minutes}"),)

    async def run():
        made = gate(script, scope=replace(SCOPE, hours=hours))
        await asyncio.sleep(59.5)
        await made.ask(ONE, UDP, again=True)
        if asked == 1:
            with pytest.raises(RefusedError, match="outside the hours"):
                await made.ask(ONE, UDP, again=True)  # its turn is at 60.5
        else:
            await made.ask(ONE, UDP, again=True)

    play(run())
    assert len(script.sent) == asked


def test_hours_are_asked_on_an_open_connection_too():
    script = Script({("connect", str(ONE), 80): [[OK, OK]]})

    async def run():
        made = gate(script, scope=replace(SCOPE, hours=(window("20:00-20:01"),)))
        await asyncio.sleep(59)
        async with made.connect(ONE, 80) as line:
            await line.ask(PAGE)
            await asyncio.sleep(2)
            await line.ask(PAGE)

    with pytest.raises(RefusedError, match="outside the hours"):
        play(run())
    assert [kind for kind, *_ in script.kinds()] == ["connect", "tcp"]
    assert not script.open


def test_a_retry_asks_for_leave_again():
    script = Script()

    async def run():
        made = gate(script, scope=replace(SCOPE, hours=(window("20:00-20:01"),)))
        await asyncio.sleep(59)
        with pytest.raises(RefusedError):
            await made.ask(ONE, UDP, again=True)
        with pytest.raises(RefusedError):
            await page(made, TWO)

    play(run())
    assert script.kinds() == [("udp", str(ONE), 3702)]


@pytest.mark.parametrize("second", ["call", "connect"])
def test_hours_may_end_between_two_calls_and_two_tries(second):
    script = Script()

    async def run():
        made = gate(script, scope=replace(SCOPE, hours=(window("20:00-20:01"),)))
        await asyncio.sleep(58.5)
        with pytest.raises(RefusedError):
            await DOORS[second](made)

    play(run())
    assert len(script.sent) == 1


# Stop


@doors
def test_a_stop_file_ends_it_at_the_next_send(door, tmp_path):
    stop, script = tmp_path / "stop", Script()

    async def run():
        made = gate(script, stop_file=stop)
        assert made.refusal(ONE) is None
        stop.touch()
        with pytest.raises(StoppedError, match="nothing more is sent"):
            await DOORS[door](made)

    play(run())
    assert script.sent == []


def test_a_stop_file_counts_while_somebody_waits(tmp_path):
    stop = tmp_path / "stop"
    script = Script(then=lambda *_: stop.touch())

    async def run():
        await gate(script, stop_file=stop).ask(ONE, UDP, again=True)

    with pytest.raises(StoppedError):
        play(run())
    assert len(script.sent) == 1


@pytest.mark.parametrize(
    ("name", "there"),
    [("missing", False), ("file/missing", False), ("dangling", True), ("x" * 400, True)],
    ids=["missing", "below a file", "dangling", "cannot be told"],
)
def test_where_it_cannot_be_told_whether_to_stop_it_stops(tmp_path, name, there):
    (tmp_path / "file").touch()
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")

    async def run():
        made = gate(Script(), stop_file=tmp_path / name)
        if there:
            with pytest.raises(StoppedError):
                made.refusal(None)
        else:
            assert made.refusal(None) is None

    play(run())


def test_who_is_interrupted_leaves_no_connection_open():
    script = Script({("connect", str(ONE), 80): [[Outcome.SILENT]]})

    async def run():
        task = asyncio.create_task(page(gate(script)))
        await asyncio.sleep(1)
        assert script.open
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not script.open

    play(run())


# Journal first


@doors
def test_a_line_is_written_before_anything_is_sent(door, tmp_path):
    path, lines = tmp_path / "journal.jsonl", []

    def look(_script, kind, _target, port):
        last = json.loads(path.read_text().splitlines()[-1])
        lines.append((kind, last["ask"], last["port"] or port))

    script = Script({("connect", str(ONE), 80): [[OK]]}, then=look)

    async def run():
        with Journal(path, HEAD) as journal:
            await DOORS[door](gate(script, journal))

    play(run())
    assert (
        lines
        == {
            "ask": [("udp", "question", 3702)] * 2,
            "connect": [("connect", "connect", 80), ("tcp", "page", 80)],
            "call": [("call", "question", 3702)] * 2,
            "whois": [("frame", "arp", 0x0806)] * 2,
            "whois_all": [("frame", "sadp-link-inquiry", 0x8033)],
        }[door]
    )


@doors
def test_nothing_is_sent_that_cannot_be_written_down(door, tmp_path):
    class Full:
        def write(self, _data):
            raise OSError(28, "No space left on device")

        def close(self):
            pass

    script = Script()

    async def run():
        with Journal(tmp_path / "journal.jsonl", HEAD) as journal:
            journal._file.close()
            journal._file = Full()
            with pytest.raises(StoppedError, match="No space left"):
                await DOORS[door](gate(script, journal))

    play(run())
    assert script.sent == []


def test_cookies_are_blotted_out_before_anybody_sees_them(tmp_path):
    path = tmp_path / "journal.jsonl"
    script = Script({("connect", str(ONE), 80): [[OK]], ("udp", str(ONE), 3702): [OK]})

    async def run():
        with Journal(path, HEAD) as journal:
            made = gate(script, journal)
            return [*await made.ask(ONE, UDP, again=False), *await page(made)]

    for reply in play(run()):
        assert b"secret" not in reply.received
        assert len(reply.received) == len(OK)
    with Journal(path, HEAD) as journal:
        assert all(b"secret" not in one.received for one in journal.answers(ONE))


# What comes of asking


@pytest.mark.parametrize(
    ("answers", "again", "sends", "outcome"),
    [
        ([], True, 2, Outcome.SILENT),
        ([], False, 1, Outcome.SILENT),
        ([Outcome.SILENT, b"yes"], True, 2, Outcome.ANSWERED),
        ([b"yes"], True, 1, Outcome.ANSWERED),
        ([Outcome.UNREACHABLE], True, 1, Outcome.UNREACHABLE),
    ],
)
def test_only_silence_is_asked_again(answers, again, sends, outcome):
    script = Script({("udp", str(ONE), 3702): answers})

    async def run():
        return await gate(script).ask(ONE, UDP, again=again)

    (reply,) = play(run())
    assert reply.outcome is outcome
    assert len(script.sent) == sends
    assert len({data for *_, data in script.sent}) == 1
    assert reply.sent == b"hello"


@pytest.mark.parametrize(
    ("answers", "again", "sends", "outcome"),
    [
        ([], True, 2, Outcome.SILENT),
        ([], False, 1, Outcome.SILENT),
        ([Outcome.SILENT, [OK]], True, 2, Outcome.ANSWERED),
        ([Outcome.REFUSED], True, 1, Outcome.REFUSED),
        ([Outcome.RESET], True, 1, Outcome.RESET),
        ([Outcome.UNREACHABLE], True, 1, Outcome.UNREACHABLE),
    ],
)
def test_only_silence_is_connected_to_again(answers, again, sends, outcome):
    script = Script({("connect", str(ONE), 80): answers})

    async def run():
        async with gate(script).connect(ONE, 80, again=again) as line:
            return line.outcome, await line.ask(PAGE)

    told, reply = play(run())
    assert (told, reply.outcome) == (outcome, outcome)
    assert len([one for one in script.kinds() if one[0] == "connect"]) == sends
    assert bool(reply.sent) is (outcome is Outcome.ANSWERED)


def test_several_questions_go_over_one_connection():
    script = Script({("connect", str(ONE), 80): [[OK, Outcome.RESET]]})

    async def run():
        return await page(gate(script), ONE, 80, PAGE, POST)

    first, second = play(run())
    assert (first.outcome, second.outcome) == (Outcome.ANSWERED, Outcome.RESET)
    assert first.own_port == second.own_port == 40_000
    assert [kind for kind, *_ in script.kinds()] == ["connect", "tcp", "tcp"]
    assert not script.open


def test_no_host_has_two_connections_and_none_is_hurried():
    script = Script({("connect", str(one), 80): [[OK]] * 5 for one in (ONE, TWO)})

    async def run():
        made = gate(script)
        await asyncio.gather(*(page(made, one) for one in (ONE, TWO) * 5))

    play(run())
    for host in (ONE, TWO):
        times = [at for at, kind, target, *_ in script.sent if (kind, target) == ("connect", host)]
        assert all(b - a >= 1 - 1e-6 for a, b in itertools.pairwise(times))
    times = sorted(at for at, *_ in script.sent)
    assert all(b - a >= 0.05 - 1e-6 for a, b in itertools.pairwise(times))


def test_serial_numbers_are_those_of_no_other_question():
    serials = []

    def payload(asked):
        serials.append(asked.serial)
        return b"hello"

    async def run():
        made = gate(Script({("connect", str(ONE), 80): [[OK]]}))
        await made.ask(ONE, probe(payload=payload), again=False)
        await page(made)
        await made.ask(TWO, probe(payload=payload), again=False)

    play(run())
    assert len(set(serials)) == len(serials) == 2


# The account


def test_the_account_is_what_went(tmp_path):
    del tmp_path
    script = Script({("connect", str(ONE), 80): [[b"x" * 3000, OK]], ("udp", str(TWO), 3702): []})

    async def run():
        made = gate(script)
        await made.ask(TWO, UDP, again=True)
        await page(made, ONE, 80, PAGE, POST)
        await link_wide.call(made, LINK, everybody(times=2, joins="239.255.255.250"))
        await made.whois(LINK, TWO, WHO_HAS, again=False)
        return made.ledger

    ledger = play(run())
    sizes = {kind: [] for kind in ("udp", "tcp", "call", "frame")}
    for _, kind, *_, data in script.sent:
        if kind in sizes:
            sizes[kind].append(len(data))
    lines = {name: rest for name, *rest in ledger.lines()}
    # name: targets, questions, packets at most, bytes
    assert lines["question"] == [1, 4, 4 + 2 * 8, sum(sizes["udp"]) + sum(sizes["call"])]
    assert lines["page"] == [1, 1, 1 + 3 + 1, sizes["tcp"][0]]
    assert lines["post"] == [1, 1, 1 + 1 + 1, sizes["tcp"][1]]
    assert lines["arp"] == [1, 1, 1, 42]
    assert ledger.connections == ledger.connections_to(ONE) == 1
    assert ledger.connections_to(FAR) == 0
    assert ledger.packets() == 20 + 5 + 3 + 1 + 5
    assert ledger.most() == (ONE, 1, 2, 13)
    assert ledger.per_host() == [3, 13]
    assert ledger.credentials == 0


def test_of_nothing_there_is_no_most():
    async def run():
        return gate(Script()).ledger.most()

    assert play(run()) is None


def test_the_clock_of_the_day_may_be_set_while_it_runs():
    """The pace goes by ticks: an hour back holds nobody up, an hour ahead hurries nobody."""
    script, shift = Script(), [0.0]

    async def run():
        loop = asyncio.get_running_loop()
        made = gate(
            script, clock=lambda: BEGIN + loop.time() + shift[0], ticks=loop.time,
            limits=Limits(wait=0.1, retries=0),
        )  # fmt: skip
        for change in (0, -3600, 3600):
            shift[0] = change
            await made.ask(ONE, UDP, again=False)

    play(run())
    assert [at for at, *_ in script.sent] == pytest.approx([0, BETWEEN, 2 * BETWEEN])


@pytest.mark.parametrize(("packets", "asked"), [(13, 0), (14, 1), (17, 2)])
def test_a_host_is_sent_no_more_than_is_one_devices_share(packets, asked):
    script = Script({("connect", str(ONE), 80): [[OK] * 9]})

    async def run():
        made = gate(script, limits=Limits(packets=packets))
        with pytest.raises(RefusedError, match=f"as much as one device is: {packets} packets"):
            await page(made, ONE, 80, *[PAGE] * 9)
        return made.ledger.packets_to(ONE)

    assert play(run()) <= packets
    assert len([one for one in script.kinds() if one[0] == "tcp"]) >= asked
    assert bool(script.sent) is bool(asked)
    assert not script.open
