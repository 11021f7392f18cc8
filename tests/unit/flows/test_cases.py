"""What each format of logs says: cases/*.yaml, in the true form of the product, compared as text.

A case has `lines`, and what they must give: `flows`, `says` (look-ups, bindings, facts) and `short`
(what could not be read). The camera of all cases is 10.20.30.41, unless `held` names others.
"""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from camaudit.flows import FIREWALLS, HEADED, NAMES
from camaudit.model.observation import Binding, Fact, Lookup

FOLDER = Path(__file__).with_name("cases")
CASES = {
    f"{path.stem}: {case['name']}": (path.stem, case)
    for path in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
}


def clock(at):
    if at is None:
        return "open"
    text = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return text.rstrip("0").rstrip(".")


def flow_text(one):
    ports = "" if one.local_port is None else f" own port {one.local_port}"
    words = [
        f"{one.about.ip} {one.peer} {one.transport}/{one.peer_port or '-'}{ports}",
        f"by {one.initiator}",
        f"{one.tries} tries, {one.answered} answered, {one.action}",
        f"{one.sent} out, {one.received} in",
        f"{clock(one.first)} to {clock(one.last)}",
        *((one.log_country,) if one.log_country else ()),
        *((", ".join(one.names),) if one.names else ()),
        one.seen.place,
    ]
    return "; ".join(words)


def said_text(one):
    if isinstance(one, Lookup):
        answers = " ".join(map(str, one.answers)) or "nothing"
        return "; ".join(
            [
                f"{one.client.ip} asked for {one.name} ({one.kind})",
                f"{one.count} times, {answers}",
                f"{clock(one.seen.at)} to {clock(one.last)}",
                one.seen.place,
            ]
        )
    if isinstance(one, Binding):
        until = f"{clock(one.valid_from)} to {clock(one.valid_to)}"
        return f"{one.ip} is {one.mac} ({one.how.name}); {until}; {one.seen.place}"
    assert isinstance(one, Fact)
    return f"{one.about.mac} {one.channel} {one.value}; {one.seen.place}"


@pytest.mark.parametrize("key", CASES)
def test_a_log_says_what_stands_in_it(read, held, key):
    _, case = CASES[key]
    zone = ZoneInfo(case.get("zone", "Europe/Berlin"))
    said = read(case["lines"], spans=held(*case.get("held", ["10.20.30.41"])), zone=zone)
    assert said.kind == case["kind"]
    assert sorted(map(flow_text, said.flows)) == sorted(case.get("flows", []))
    assert sorted(map(said_text, said.observations)) == sorted(case.get("says", []))
    short = [
        f"{reason}; {what}; {count}; {place}"
        for (reason, what), (count, place) in said.short.items()
    ]
    assert short == case.get("short", [])


def test_every_format_has_cases():
    kinds = {case["kind"] for _, case in CASES.values()}
    assert kinds == {one.name for one in (*FIREWALLS, *NAMES, *HEADED)}


def test_no_user_path_or_query_is_left():
    """Planted in the cases are names of users, passwords, paths and queries."""
    for _, case in CASES.values():
        said = " ".join([*case.get("flows", []), *case.get("says", []), *case.get("short", [])])
        for secret in ("hunter2", "jane", "serial=", "/api", "register?"):
            assert secret not in said.casefold()
