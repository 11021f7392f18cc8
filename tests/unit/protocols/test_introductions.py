"""What devices say of themselves in their makers' discovery protocols, and what is none of it."""

import random
from ipaddress import ip_address
from pathlib import Path

import pytest
import yaml

from camaudit.errors import MalformedError
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Binding, BindingHow, Channel, Seen
from camaudit.model.talk import Talk
from camaudit.protocols import PARSERS
from camaudit.protocols.introduction import Introduction, observations

CASES = Path(__file__).parent / "cases"
NAMES = [
    "bosch", "dahua5050", "dlink", "edimax", "foscam", "hanwha", "kasa", "nicevision", "panasonic",
    "reolink", "sadp-link", "sony", "tplink", "tuya", "tvt-search", "ubiquiti", "v380", "vision360",
    "vivotek", "vstarcam",
]  # fmt: skip
ASKED_BY_SSDP = "tvt-search"  # whose question another parser reads
CAMERA = Endpoint("00:00:5e:00:53:01", ip_address("192.0.2.31"))
TOOL = Endpoint(None, ip_address("192.0.2.9"))
TALK = Talk(CAMERA, 7711, TOOL, 40000, Seen(100.0, "lobby.pcap", "frame 1"))
SECRETS = (b"planted", b"000001AAAAA", b"10000001", b"0000000000000001")


def samples(name):
    cases = yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8"))
    return [bytes.fromhex(one["hex"]) for one in cases if "expect" in one]


def said(message):
    found = list(observations(message, TALK))
    bound = [(one.mac, str(one.ip)) for one in found if isinstance(one, Binding)]
    assert {one.how for one in found if isinstance(one, Binding)} <= {BindingHow.OWN_WORD}
    return bound, {one.channel: one.value for one in found if not isinstance(one, Binding)}


def test_an_answer_binds_its_own_address_and_tells_each_field():
    bound, facts = said(
        Introduction(
            protocol="example-1",
            mac="00:00:5e:00:53:77",
            ip=ip_address("192.0.2.77"),
            sort="CLASS",
            model="EX-1",
            name="hall",
            serial="S1",
            firmware="1.0",
            untouched=True,
        )
    )
    assert bound == [("00:00:5e:00:53:77", "192.0.2.77")]
    assert facts == {
        Channel.DISCOVERY_PROTOCOL: "example-1",
        Channel.DISCOVERY_TYPE: "CLASS",
        Channel.DISCOVERY_MODEL: "EX-1",
        Channel.DISCOVERY_NAME: "hall",
        Channel.DISCOVERY_SERIAL: "S1",
        Channel.DISCOVERY_FIRMWARE: "1.0",
        Channel.DISCOVERY_DEFAULT: "true",
    }


def test_an_answer_without_an_address_is_bound_to_that_of_its_sender():
    assert said(Introduction(protocol="x-1", mac="00:00:5e:00:53:77"))[0] == [
        ("00:00:5e:00:53:77", "192.0.2.31")
    ]


def test_what_is_not_said_of_being_set_up_is_no_fact():
    assert said(Introduction(protocol="x-1"))[1] == {Channel.DISCOVERY_PROTOCOL: "x-1"}
    assert said(Introduction(protocol="x-1", untouched=False))[1][Channel.DISCOVERY_DEFAULT] == (
        "false"
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_question_tells_nothing_of_who_asks(name):
    questions = [message for data in samples(name) if not (message := PARSERS[name](data)).answer]
    assert questions or name == ASKED_BY_SSDP
    assert [said(one) for one in questions] == [([], {})] * len(questions)


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_names_the_protocol_it_came_in(name):
    answers = [message for data in samples(name) if (message := PARSERS[name](data)).answer]
    assert answers
    assert len({said(one)[1][Channel.DISCOVERY_PROTOCOL] for one in answers}) == 1


@pytest.mark.parametrize("name", NAMES)
def test_no_id_for_a_cloud_and_no_password_is_kept(name):
    for data in samples(name):
        kept = repr(said(PARSERS[name](data))).encode()
        assert not [one for one in SECRETS if one in kept]


@pytest.mark.parametrize("name", NAMES)
def test_random_bytes_are_no_answer(name):
    """A few thousand here; two million each were drawn when the parsers were written."""
    draw = random.Random(name)  # noqa: S311 - to be the same in every run
    sizes = sorted({len(one) for one in samples(name)} | {60, 388, 1400})
    for _ in range(2_000):
        data = draw.randbytes(draw.choice(sizes))
        try:
            assert not PARSERS[name](data).answer
        except MalformedError:
            continue


@pytest.mark.parametrize(
    "name", ["dahua5050", "dlink", "hanwha", "panasonic", "reolink", "sony", "tuya"]
)
def test_random_bytes_behind_the_first_ones_are_no_answer(name):
    draw = random.Random(name)  # noqa: S311 - to be the same in every run
    good = max(samples(name), key=len)
    for _ in range(2_000):
        try:
            assert not PARSERS[name](good[:8] + draw.randbytes(len(good) - 8)).answer
        except MalformedError:
            continue
