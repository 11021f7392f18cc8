"""The algebra of identification: order is free, and support never harms."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camaudit.identify.match import Match, Matcher
from camaudit.identify.registry import Registry
from camaudit.identify.score import Identifier
from camaudit.identify.votes import grade_of
from camaudit.model.device import Device
from camaudit.model.endpoint import Endpoint
from camaudit.model.grade import Grade
from camaudit.model.identity import Evidence, Kind
from camaudit.model.observation import Channel, Fact, Lookup, LookupKind, Seen
from camaudit.rulebook.load import load
from camaudit.rulebook.types import Maker, Rulebook

RULES = Path(__file__).parents[2] / "rules"
ABOUT = Endpoint("00:11:22:33:44:55", None)
CHANNELS = (
    Channel.HTTP_SERVER,
    Channel.HTTP_TITLE,
    Channel.RTSP_SERVER,
    Channel.SADP_MODEL,
    Channel.DHIP_VENDOR,
    Channel.DHCP_HOSTNAME,
    Channel.MDNS_HOST,
    Channel.DNS_QUERY,
    Channel.TLS_SNI,
    Channel.WSD_TYPES,
    Channel.ONVIF_MANUFACTURER,
    Channel.MAC_BLOCK,
)


def maker(name, makes, parent=None):
    return Maker(
        id=name,
        name=f"{name} Ltd",
        short=name.title(),
        aliases=(),
        country=None,
        ownership=None,
        ownership_references=(),
        state_link=None,
        state_link_references=(),
        parent=parent,
        affiliates=(),
        registrants=(),
        makes=makes,
        brands=(),
        signatures=(),
        models=(),
        capabilities=(),
        defaults=(),
        cloud=(),
        file="rules/makers/x.yaml",
    )


SMALL = Rulebook(
    date="2026-11-24",
    digest="",
    makers=(maker("acme", "video"), maker("arm", "video", "acme"), maker("bigcam", "many")),
    shared=(),
    common_defaults=(),
    common_cloud=(),
    time_pools=(),
    operators=(),
    chips=(),
    policies=(),
    labels=(),
    blocks=(),
)
IDENTIFIER = Identifier(SMALL)


def device(facts, lookups=()):
    return Device.bare(1, facts=facts, lookups=lookups)


def fact(channel, value, place=0):
    seen = Seen(float(place), "a.pcap", f"frame {place}")
    return Fact(about=ABOUT, channel=channel, value=value, port=None, seen=seen)


@st.composite
def matches(draw, proves=("platform", "brand", "kind", "imitation", "nothing")):
    said = draw(st.sampled_from(proves))
    channel = draw(st.sampled_from(CHANNELS))
    place = draw(st.integers(0, 5))
    name = draw(st.sampled_from(["acme", "arm", "bigcam"])) if said == "platform" else None
    counts = said in {"platform", "brand", "kind"}
    weight = draw(st.sampled_from([0.5, 1.0, 2.0]))
    strong = draw(st.booleans())
    kinds = st.sampled_from([None, *(one.value for one in Kind if one is not Kind.UNKNOWN)])
    return Match(
        evidence=Evidence(
            fact=fact(channel, f"text {place}", place),
            rule=f"{said}-{name}-{weight}-{strong}",  # one rule says one thing
            proves=said,
            says=name or "",
            weight=weight,
            strong=strong,
            because="",
            references=(),
        ),
        maker=name,
        brand=draw(st.sampled_from([None, "Red", "Blue"])) if counts else None,
        kind=draw(kinds) if counts else None,
        fields=(("model", draw(st.sampled_from(["M1", "M2"]))),) if counts else (),
    )


@given(data=st.data(), found=st.lists(matches(), max_size=8))
def test_the_order_of_matches_changes_nothing(data, found):
    shuffled = data.draw(st.permutations(found))
    empty = device(())
    assert IDENTIFIER.identify(empty, found) == IDENTIFIER.identify(empty, shuffled)


@given(found=st.lists(matches(), max_size=8), more=matches(proves=("platform",)))
def test_support_never_lowers_the_grade_of_the_maker(found, more):
    before = IDENTIFIER.identify(device(()), found).maker
    if before.value is None:
        return
    support = Match(evidence=more.evidence, maker=before.value, brand=None, kind=None, fields=())
    after = IDENTIFIER.identify(device(()), [*found, support]).maker
    assert after.value == before.value
    assert after.grade.rank >= before.grade.rank


@given(found=st.lists(matches(), max_size=8), more=matches(proves=("kind",)))
def test_support_never_lowers_what_is_known_of_the_kind(found, more):
    before = IDENTIFIER.identify(device(()), found).kind
    if before.value is None or before.value == Kind.VIDEO:
        return  # what supports "one of these" may tell which
    support = Match(evidence=more.evidence, maker=None, brand=None, kind=before.value, fields=())
    after = IDENTIFIER.identify(device(()), [*found, support]).kind
    assert after.value == before.value
    assert after.grade.rank >= before.grade.rank


@given(found=st.lists(matches(), max_size=8))
def test_a_grade_is_never_above_what_its_witnesses_give(found):
    maker = IDENTIFIER.identify(device(()), found).maker
    assert maker.grade.rank <= grade_of(maker.evidence).rank
    assert (maker.value is None) == (maker.grade is Grade.UNKNOWN)


@pytest.fixture(scope="module")
def shipped():
    rulebook = load([RULES])
    return Matcher(rulebook, Registry({})), Identifier(rulebook), rulebook


@settings(max_examples=60)
@given(data=st.data())
def test_the_order_of_what_a_device_says_changes_nothing(shipped, data):
    matcher, identifier, rulebook = shipped
    examples = [(one.on, text.value) for one in rulebook.signatures for text in one.examples]
    said = data.draw(st.lists(st.sampled_from(examples), max_size=6, unique=True))
    facts = [fact(channel, value, place) for place, (channel, value) in enumerate(said)]
    lookups = [
        Lookup(
            client=ABOUT, name=entry.suffix, answers=(), kind=LookupKind.DNS, seen=Seen(9, "a", "b")
        )
        for entry in rulebook.cloud[:: max(1, len(rulebook.cloud) // 3)]
    ]
    forth = device(facts, lookups)
    back = device(reversed(facts), reversed(lookups))
    assert matcher.match(forth) == matcher.match(back)
    assert identifier.identify(forth, matcher.match(forth)) == identifier.identify(
        back, matcher.match(back)
    )


@settings(max_examples=60)
@given(channel=st.sampled_from(list(Channel)), text=st.text(max_size=2_000))
def test_no_text_makes_matching_fail(shipped, channel, text):
    matcher, identifier, _ = shipped
    said = device([fact(channel, text)])
    identifier.identify(said, matcher.match(said))
