"""Of every format: a line that is bent or cut takes none of its neighbours with it."""

import re
from pathlib import Path
from random import Random

import pytest
import yaml

from camaudit.flows import FIREWALLS, HEADED, NAMES
from camaudit.model.observation import Lookup, Reason

FOLDER = Path(__file__).with_name("cases")
PEER, NAME = "203.0.113.77", "lite"
CASES = [case for path in FOLDER.glob("*.yaml") for case in yaml.safe_load(path.read_text("utf-8"))]
KINDS = [one.name for one in (*FIREWALLS, *NAMES, *HEADED)]
MANY = 60  # bent lines of each format
HUGE = ("9223372036854775807", "9" * 40, "-1", "1e999", "0")
TEXT = "\"'=,;|:[]()<>%\\/ -_.0aZ\t\u00e9\u202e"


def sample(kind):
    """Give the lines above the first row of a format, and that row."""
    case = next(one for one in CASES if one["kind"] == kind)
    lines = case["lines"].splitlines()
    at = next(
        at
        for at, line in enumerate(lines)
        if (PEER in line or NAME in line) and not line.startswith(("#", "client"))
    )
    head = [line for line in lines[:at] if line.startswith("#") or "." not in line]
    return [line for line in head if line], lines[at]


def bent(row, random):
    """Cut a row, or write a few characters over it."""
    if random.random() < 0.4:
        return row[: random.randrange(1, len(row))]
    if random.random() < 0.2:  # a number that no column can hold
        numbers = list(re.finditer(r"\d+", row))
        found = random.choice(numbers)
        return row[: found.start()] + random.choice(HUGE) + row[found.end() :]
    letters = list(row)
    for _ in range(random.randrange(1, 6)):
        letters[random.randrange(len(letters))] = random.choice(TEXT)
    if random.random() < 0.2:
        at = random.randrange(len(letters))
        letters[at:at] = random.choices(TEXT, k=random.randrange(1, 300))
    return "".join(letters)


@pytest.mark.parametrize("kind", KINDS)
def test_a_bent_line_loses_no_neighbour(read, kind):
    random = Random(kind)  # noqa: S311 - the same lines in every run
    head, row = sample(kind)
    lines = [*head, row]
    for number in range(MANY):
        lines.append(bent(row, random))
        lines.append(row.replace(PEER, f"198.51.100.{number}").replace(NAME, f"n{number:03}"))
    said = read("\n".join(lines))
    assert said.kind == kind
    assert said.source.items == len(lines)
    peers = {str(flow.peer): flow.seen.place for flow in said.flows}
    names = {one.name: one.seen.place for one in said.observations if isinstance(one, Lookup)}
    for number in range(MANY):
        place = f"line {len(head) + 3 + 2 * number}"
        found = (
            peers.get(f"198.51.100.{number}") if PEER in row else None,
            next((at for name, at in names.items() if f"n{number:03}." in name), None),
        )
        assert place in found, (number, lines[len(head) + 1 + 2 * number])
    lost = {reason for reason, _ in said.short}
    assert lost & {Reason.MALFORMED, Reason.NOT_RECOGNISED}


@pytest.mark.parametrize("kind", ["FortiGate traffic", "Palo Alto traffic", "firewall CSV"])
def test_a_line_of_10_mb_is_counted_and_its_neighbours_are_read(read, kind):
    head, row = sample(kind)
    long = row + " x=" + "y" * 10_000_000
    said = read("\n".join([*head, row, long, row.replace(PEER, "198.51.100.1"), ""]))
    assert said.short[Reason.BOUND, "line longer than 1 MiB"] == (1, f"line {len(head) + 2}")
    assert {str(flow.peer) for flow in said.flows} >= {PEER, "198.51.100.1"}
