"""How a scan goes on, as a person sees it."""

import io
from ipaddress import ip_address

import pytest
from rich.console import Console

from camaudit.cli.live import MOST_ROWS, Live, _length
from camaudit.estate import parse
from camaudit.model.progress import Phase

ESTATE = parse(
    b"""organisation: Example Hill School
sites:
  - name: Main [red]building
    networks:
      - {cidr: 10.20.2.0/24, purpose: cameras, name: Camera network}
      - {cidr: 10.30.0.0/24, purpose: cameras, name: Hall}
""",
    "estate.yaml",
)


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def shown(live, width):
    console = Console(file=io.StringIO(), width=width)
    console.print(live.table())
    return console.file.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_the_table_counts_by_network_and_fits(width):
    clock = Clock()
    live = Live(ESTATE, Console(file=io.StringIO(), width=width), clock)
    live.phase(Phase.EVERYBODY, 2)
    live.asked(None, 3)
    live.phase(Phase.LOOK, 300)
    for last in range(1, 101):
        clock.now += 0.1
        live.answered(ip_address(f"10.20.2.{last}"))
        live.asked(ip_address(f"10.20.2.{last}"), last * 10)
    live.pointed(ip_address("10.20.2.7"))
    live.answered(ip_address("192.0.2.1"))  # of no network: counted nowhere
    text = shown(live, width)
    assert "Main [red]building" in text
    assert "Hall" not in text  # nobody was asked there
    row = next(line for line in text.splitlines() if "Main" in line)
    assert row.split()[-3:] == ["100", "100", "1"]
    words = " ".join(text.split())
    assert "looks at devices: 100 of 300; at most 1,000 packets sent; 20 s left at most." in words
    assert max(map(len, text.splitlines())) <= width
    live.end()
    live.end()


def test_of_many_networks_those_with_most_answers_are_shown():
    networks = "".join(
        f"      - {{cidr: 10.20.{at}.0/24, purpose: cameras, name: Net {at}}}\n" for at in range(40)
    )
    estate = parse(
        f"organisation: Example\nsites:\n  - name: A\n    networks:\n{networks}".encode(), "e.yaml"
    )
    live = Live(estate, Console(file=io.StringIO()), Clock())
    live.phase(Phase.LOOK, 1)
    for at in range(40):
        for last in range(at + 1):
            live.answered(ip_address(f"10.20.{at}.{last + 1}"))
    lines = shown(live, 80).splitlines()
    assert "Net 39" in lines[1]
    rest = next(line for line in lines if "more" in line)
    assert rest.split() == [str(40 - MOST_ROWS), "more", "0", str(sum(range(1, 29))), "0"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(5, "5 s"), (59.6, "60 s"), (90, "2 min"), (7_000, "117 min"), (9_000, "2.5 h")],
)
def test_lengths_of_time(seconds, words):
    assert _length(seconds) == words
