"""The shipped rules prove themselves: one test for each signature and each model pattern."""

from collections import defaultdict
from pathlib import Path

import pytest

from camaudit.errors import RulesError
from camaudit.identify.blocks import Blocks, plain_name
from camaudit.identify.match import Matcher
from camaudit.identify.registry import Registry
from camaudit.identify.score import Identifier
from camaudit.model.device import Device
from camaudit.model.endpoint import Endpoint
from camaudit.model.grade import Grade
from camaudit.model.identity import VIDEO_KINDS, Kind
from camaudit.model.observation import Channel, Fact, Lookup, LookupKind, Seen
from camaudit.rulebook import baseline
from camaudit.rulebook.lint import lint
from camaudit.rulebook.load import load

ROOT = Path(__file__).parents[2]
SEEN = Seen(0.0, "baseline", "line 1")
ABOUT = Endpoint("00:00:00:00:00:01", None)

try:
    RULEBOOK = load([ROOT / "rules"])
except RulesError:
    RULEBOOK = None  # told by the first test
HARMLESS = baseline.read(ROOT / "tests" / "baseline")

SIGNATURES = [] if RULEBOOK is None else [one.id for one in RULEBOOK.signatures]
MODELS = [] if RULEBOOK is None else [one.id for maker in RULEBOOK.makers for one in maker.models]


@pytest.fixture(scope="module")
def told():
    """What the lint says, by rule."""
    found = defaultdict(list)
    for problem in lint(RULEBOOK, HARMLESS):
        found[problem.what.partition(":")[0]].append(str(problem))
    return found


def test_the_rules_load():
    load([ROOT / "rules"])


@pytest.mark.parametrize("rule", SIGNATURES)
def test_a_signature_proves_itself(told, rule):
    assert told[rule] == []


@pytest.mark.parametrize("rule", MODELS)
def test_a_model_pattern_proves_itself(told, rule):
    assert told[rule] == []


def test_the_baseline_is_large():
    assert len(HARMLESS) >= 300


def device_of(lines):
    facts = [
        Fact(about=ABOUT, channel=line.channel, value=line.value, port=None, seen=SEEN)
        for line in lines
        if line.channel is not Channel.DNS_QUERY
    ]
    lookups = [
        Lookup(client=ABOUT, name=line.value, answers=(), kind=LookupKind.DNS, seen=SEEN)
        for line in lines
        if line.channel is Channel.DNS_QUERY
    ]
    return Device.bare(facts=facts, lookups=lookups)


@pytest.mark.skipif(RULEBOOK is None, reason="the rules do not load")
@pytest.mark.parametrize("what", sorted({line.what for line in HARMLESS}))
def test_a_device_that_is_no_camera_is_none_with_all_that_it_says(what):
    device = device_of([line for line in HARMLESS if line.what == what])
    matches = Matcher(RULEBOOK, Registry({})).match(device)
    identity = Identifier(RULEBOOK).identify(device, matches)
    assert identity.kind.value not in VIDEO_KINDS
    if identity.kind.value != Kind.OTHER:  # a plug of Edimax is built by Edimax
        assert identity.maker.grade.rank < Grade.LIKELY.rank


@pytest.mark.skipif(RULEBOOK is None, reason="the rules do not load")
def test_no_registrant_belongs_to_two_makers():
    owners = defaultdict(set)
    for maker in RULEBOOK.makers:
        for name in maker.registrants:
            owners[plain_name(name)].add(maker.id)
    assert {name: found for name, found in owners.items() if len(found) > 1} == {}


@pytest.mark.skipif(RULEBOOK is None, reason="the rules do not load")
def test_a_block_of_a_chip_maker_names_no_maker():
    registry = Registry({"aabbcc": RULEBOOK.chips[0].registrant})
    blocks = Blocks(RULEBOOK, registry)
    assert blocks.owner("aa:bb:cc:00:00:01") is None
