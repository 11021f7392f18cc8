"""What one capture says again and again is added up; nothing is lost by it."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Channel, Fact, Lookup, LookupKind, Seen
from camaudit.sources import summed
from camaudit.sources.summed import Sums

KNOWN = Endpoint("00:00:5e:00:53:01", ip_address("10.0.0.1"))
FAR = Endpoint(None, ip_address("10.9.0.1"))  # behind a router: by its address alone


def fact(at, value="Webs", about=KNOWN, count=1, last=None):
    seen = Seen(at, "a.pcap", f"frame {at:.0f}")
    return Fact(
        about=about, channel=Channel.HTTP_SERVER, value=value, port=80, seen=seen, count=count,
        last=last,
    )  # fmt: skip


def lookup(at, name="a.example", answers=()):
    seen = Seen(at, "a.pcap", f"frame {at:.0f}")
    return Lookup(client=KNOWN, name=name, answers=answers, kind=LookupKind.DNS, seen=seen)


def run(*observations):
    sums = Sums()
    at_once = [one for each in observations for one in sums.add(each)]
    return at_once, list(sums.flush())


@pytest.mark.parametrize(
    ("said", "at_once", "at_the_end"),
    [
        ([fact(1.0), fact(2.0), fact(3.0)], [fact(1.0)], [fact(1.0, count=2, last=3.0)]),
        ([fact(1.0), fact(2.0, count=5, last=9.0)], [fact(1.0)],
         [fact(1.0, count=5, last=9.0)]),
        ([fact(3.0), fact(1.0)], [fact(3.0)], [fact(1.0, last=3.0)]),  # it was held back
        ([fact(1.0), fact(2.0, "Other")], [fact(1.0), fact(2.0, "Other")], []),
        ([fact(1.0, about=FAR), fact(2.0, about=FAR)],
         [fact(1.0, about=FAR), fact(2.0, about=FAR)], []),
        ([lookup(1.0), lookup(4.0)], [lookup(1.0)],
         [replace(lookup(1.0), count=1, last=4.0)]),
        ([lookup(1.0), lookup(2.0, answers=(FAR.ip,))],
         [lookup(1.0), lookup(2.0, answers=(FAR.ip,))], []),
    ],
)  # fmt: skip
def test_the_first_goes_on_at_once_and_the_others_together(said, at_once, at_the_end):
    assert run(*said) == (at_once, at_the_end)


def test_a_full_memory_hands_on_what_it_has(monkeypatch):
    monkeypatch.setattr(summed, "MAX_SUMS", 1)
    at_once, rest = run(fact(1.0), fact(2.0), fact(3.0, "Other"), fact(4.0, "Other"))
    assert at_once == [fact(1.0), fact(1.0, count=1, last=2.0), fact(3.0, "Other")]
    assert rest == [fact(3.0, "Other", count=1, last=4.0)]
