"""A device that stops, and a run that is cut off and gone on with."""

import json
import sys
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


from played import (
    HEAD,
    LINK,
    ONE,
    PAGE,
    POST,
    TWO,
    UDP,
    Script,
    everybody,
    gate,
    play,
)

from camaudit.errors import RefusedError, StoppedError
from camaudit.model.probe import Outcome
from camaudit.protocols import sadp_link
from camaudit.wire import everybody as link_wide
from camaudit.wire.journal import Journal
from camaudit.wire.pace import BETWEEN, Limits

OK = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=secret\r\nContent-Length: 2\r\n\r\nhi"


async def page(made, target=ONE, port=80, *wanted):
    async with made.connect(target, port) as line:
        return [await line.ask(one) for one in wanted or (PAGE,)]


# One that stops


def dies(port=80, after=1):
    """A device that answers, and then nothing any more."""
    return {("connect", str(ONE), port): [[OK] * after + [Outcome.SILENT] * 9]}


def test_one_that_dies_is_tried_once_more_and_halts_its_kind(tmp_path):
    path = tmp_path / "journal.jsonl"
    script = Script({**dies(), ("connect", str(TWO), 80): [[OK]]})

    async def run(known):
        with Journal(path, HEAD) as journal:
            made = gate(script, journal)
            made.breaker.belongs(TWO, "acmecam")
            if not known:
                made.breaker.belongs(ONE, "acmecam")
                await page(made, ONE, 80, PAGE, POST)
                await page(made, ONE, 554)
            for host in (ONE, TWO):
                with pytest.raises(RefusedError, match="stopped answering"):
                    await page(made, host)
            return made.breaker.halts

    (halt,) = play(run(known=False))
    assert (halt.host, halt.kind) == (ONE, "acmecam")
    assert script.kinds() == [
        ("connect", str(ONE), 80), ("tcp", str(ONE), 80), ("tcp", str(ONE), 80),
        ("connect", str(ONE), 554), ("connect", str(ONE), 554),
        ("connect", str(ONE), 80),  # the proof
    ]  # fmt: skip
    before = len(script.sent)
    assert play(run(known=True)) == [halt]  # a run that goes on
    assert len(script.sent) == before


def test_one_that_still_lets_itself_be_connected_to_halts_nothing():
    script = Script({("connect", str(ONE), 80): [[OK, Outcome.SILENT], [OK], [OK]]})

    async def run():
        made = gate(script)
        await page(made, ONE, 80, PAGE, POST)
        await page(made, ONE, 554)
        assert [kind for kind, _, port in script.kinds()[3:]] == ["connect"] * 3
        await page(made, ONE, 443)
        return made.breaker.halts, (await page(made))[0].outcome

    assert play(run()) == ([], Outcome.ANSWERED)
    assert not script.open


def test_the_proof_takes_no_packet_that_is_not_left():
    script = Script({("connect", str(ONE), 80): [[OK, Outcome.SILENT], [OK]]})

    async def run():
        # 5 a connection or try, 1 a request, 2 what acknowledges an answer: 9, and 10 of silence
        made = gate(script, limits=Limits(packets=23))
        await page(made, ONE, 80, PAGE, POST)
        await page(made, ONE, 554)
        return made.ledger.packets_to(ONE)

    assert play(run()) == 19
    assert script.kinds()[-1] == ("connect", str(ONE), 554)


def test_the_proof_takes_no_connection_that_is_not_left():
    script = Script({("connect", str(ONE), 80): [[OK, Outcome.SILENT], [OK]]})

    async def run():
        made = gate(script)
        for _ in range(6):
            made.ledger.connected(ONE)
        await page(made, ONE, 80, PAGE, POST)
        await page(made, ONE, 554)

    play(run())
    assert [(kind, port) for kind, _, port in script.kinds()] == [
        ("connect", 80), ("tcp", 80), ("tcp", 80), ("connect", 554), ("connect", 554),
    ]  # fmt: skip


# Going on


def cut_off(path, script, work, **given):
    """Run a gate until its script ends the run; what is in the journal then stays."""

    async def run():
        with Journal(path, HEAD) as journal:
            return await work(gate(script, journal, **given))

    return play(run())


class Killed(BaseException):
    pass


def killer(at):
    def then(script, *_):
        if len(script.sent) == at:
            raise Killed

    return then


@pytest.mark.parametrize(
    ("retries", "cuts", "again", "sends"),
    [
        (1, 1, True, 1),
        (1, 2, True, 0),  # cut off twice on it: it may be why
        (1, 1, False, 1),
        (1, 2, False, 0),
        (0, 1, True, 1),
        (3, 2, True, 2),
    ],
)
def test_a_question_on_its_way_at_a_cut_counts_as_asked(tmp_path, retries, cuts, again, sends):
    path = tmp_path / "journal.jsonl"
    limits = Limits(retries=retries)
    for _ in range(cuts):
        with pytest.raises(Killed):
            cut_off(path, Script(then=killer(1)), lambda made: made.ask(ONE, UDP, again=again))
    script = Script()
    (reply,) = cut_off(path, script, lambda made: made.ask(ONE, UDP, again=again), limits=limits)
    assert reply.outcome is Outcome.SILENT
    assert len(script.sent) == sends


def test_a_request_on_which_two_runs_were_cut_off_is_not_sent_a_third_time(tmp_path):
    path = tmp_path / "journal.jsonl"
    says = {("connect", str(ONE), 80): [OK] * 3}
    for _ in range(2):
        with pytest.raises(Killed):
            cut_off(path, Script({k: [[OK]] for k in says}, then=killer(2)), page)
    script = Script({("connect", str(ONE), 80): [[OK, OK]]})
    first, second = cut_off(path, script, lambda made: page(made, ONE, 80, PAGE, POST))
    assert (first.outcome, first.sent, second.outcome) == (Outcome.SILENT, b"", Outcome.ANSWERED)
    assert [data for _, kind, *_, data in script.sent if kind == "tcp"] == [POST.payload(None)]


@pytest.mark.parametrize(("times", "sent", "left"), [(1, 1, 1), (2, 1, 1), (2, 2, 1), (3, 3, 0)])
def test_everybody_is_asked_three_times_at_most_whatever_is_cut_off(tmp_path, times, sent, left):
    path, call = tmp_path / "journal.jsonl", everybody(times=times)
    with pytest.raises(Killed):
        cut_off(path, Script(then=killer(sent)), lambda made: link_wide.call(made, LINK, call))
    script = Script({("call", "239.255.255.250", 3702): [(ONE, 1, b"a")]})
    cut_off(path, script, lambda made: link_wide.call(made, LINK, call))
    assert len(script.sent) == left
    again = Script()
    assert cut_off(path, again, lambda made: link_wide.call(made, LINK, call)) == ()
    assert again.sent == []


class Interrupted(Script):
    """A network on which runs are cut off while they wait for further answers."""

    async def call(self, link, call, data, *, wait, hear):
        await super().call(link, call, data, wait=wait / 2, hear=hear)
        raise Killed

    async def frame(self, link, data, wanted, *, wait, first):
        await super().frame(link, data, wanted, wait=wait / 2, first=first)
        raise Killed


TO_ALL = {
    "datagram": lambda made: link_wide.call(made, LINK, everybody(times=3)),
    "frame": lambda made: link_wide.whois_all(made, LINK, sadp_link.INQUIRY),
}


@pytest.mark.parametrize("ask", [*TO_ALL.values()], ids=[*TO_ALL])
def test_what_was_heard_before_a_cut_is_kept_however_often_it_is_cut(tmp_path, ask):
    path = tmp_path / "journal.jsonl"
    frame = bytes.fromhex("ffffffffffff0200000000318033") + bytes(20) + ONE.packed
    says = {
        ("call", "239.255.255.250", 3702): [(ONE, 3702, b"here")],
        ("frame", "cams", 0x8033): [frame],
    }
    for _ in range(3):
        try:
            cut_off(path, Interrupted(says), ask)
        except Killed:
            continue
    replies = cut_off(path, Script(), ask)
    assert [one.address for one in replies] == [ONE]


@pytest.mark.parametrize("ask", [*TO_ALL.values()], ids=[*TO_ALL])
def test_an_answer_that_cannot_be_noted_ends_the_run(ask):
    frame = bytes.fromhex("ffffffffffff0200000000318033") + bytes(20) + ONE.packed
    script = Script(
        {
            ("call", "239.255.255.250", 3702): [(ONE, 3702, b"a"), (TWO, 3702, b"b")],
            ("frame", "cams", 0x8033): [frame, frame + b"x"],
        }
    )

    async def run():
        made = gate(script)

        def full(*_words):
            raise StoppedError("the disk is full")

        made.journal.answer = full
        with pytest.raises(StoppedError, match="the disk is full"):
            await ask(made)

    play(run())
    assert len(script.sent) == 1


def test_another_group_and_another_link_are_other_calls(tmp_path):
    path = tmp_path / "journal.jsonl"
    cut_off(path, Script(), lambda made: link_wide.call(made, LINK, everybody(times=1)))
    script, other = Script(), replace(LINK, address=ip_address("10.20.2.253"))

    async def rest(made):
        await link_wide.call(made, LINK, everybody("255.255.255.255", times=1))
        await link_wide.call(made, other, everybody(times=1))

    cut_off(path, script, rest)
    assert len(script.sent) == 2


def test_a_call_below_ip_that_is_done_is_not_made_again(tmp_path):
    path = tmp_path / "journal.jsonl"
    for sends in (1, 0):
        script = Script()
        cut_off(path, script, lambda made: link_wide.whois_all(made, LINK, sadp_link.INQUIRY))
        assert len(script.sent) == sends


def test_a_run_that_goes_on_at_once_keeps_the_pause_and_the_numbers(tmp_path):
    path = tmp_path / "journal.jsonl"
    first = cut_off(path, Script(), lambda made: made.ask(ONE, UDP, again=False))
    script = Script()
    cut_off(path, script, lambda made: made.ask(ONE, UDP, again=False))
    assert script.sent[0][0] == pytest.approx(BETWEEN)  # the other run's question went at 0
    lines = [json.loads(one) for one in path.read_text().splitlines()]
    numbers = [one["n"] for one in lines if "ask" in one]
    assert numbers == sorted(set(numbers))
    assert first[0].outcome is Outcome.SILENT


def test_health_is_remembered_over_a_cut(tmp_path):
    path = tmp_path / "journal.jsonl"
    cut_off(path, Script(dies()), lambda made: page(made, ONE, 80, PAGE, POST))
    script = Script()

    async def rest(made):
        await page(made, ONE, 554)
        return made.breaker.halts

    (halt,) = cut_off(path, script, rest)
    assert halt.host == ONE
    assert script.kinds()[-1] == ("connect", str(ONE), 80)


def test_frames_to_everybody_go_twice_at_most_and_answers_outlive_a_cut(tmp_path):
    path = tmp_path / "journal.jsonl"
    frame = bytes.fromhex("ffffffffffff0200000000318033") + bytes(20) + ONE.packed
    script = Script({("frame", "cams", 0x8033): [frame]})

    async def ends(made):
        def done(*_words):
            raise Killed

        made.journal.done = done
        return await link_wide.whois_all(made, LINK, sadp_link.INQUIRY)

    for _ in range(2):  # killed with the answer written, before the call was done
        with pytest.raises(Killed):
            cut_off(path, script, ends)
    assert len(script.sent) == 2
    replies = cut_off(path, script, lambda made: link_wide.whois_all(made, LINK, sadp_link.INQUIRY))
    assert [(one.address, one.received) for one in replies] == [(ONE, frame)]
    assert len(script.sent) == 2


@pytest.mark.parametrize("cuts", [0, 1, 2])
def test_the_account_of_a_host_goes_on_over_cuts(tmp_path, cuts):
    path = tmp_path / "journal.jsonl"
    script = Script({("connect", str(ONE), 80): [[OK] * 9] * 9})
    limits = Limits(packets=40)

    def run(work):
        async def goes():
            with Journal(path, HEAD) as journal:
                made = gate(script, journal, limits=limits)
                try:
                    await work(made)
                except RefusedError as error:
                    assert "as much as one device is: 40 packets" in str(error)  # noqa: PT017
                return made.ledger, journal.runs

        return play(goes())

    for _ in range(cuts):
        run(lambda made: page(made, ONE, 80, PAGE))
    ledger, runs = run(lambda made: page(made, ONE, 80, *[PAGE] * 20))
    assert runs == cuts + 1
    assert 30 < ledger.packets_to(ONE) <= 40
    assert ledger.connections == cuts + 1
    asked = [data for _, kind, *_, data in script.sent if kind == "tcp"]
    ((name, targets, questions, packets, size),) = ledger.lines()
    assert (name, targets, questions) == ("page", 1, len(asked))
    assert size == sum(map(len, asked))
    assert packets == ledger.packets_to(ONE) - 5 * ledger.connections
    (_, connections, _, _) = ledger.most()
    assert connections == cuts + 1
