"""Flaws and devices: verdicts at every bound of every rule, made from the rules themselves."""

from dataclasses import replace
from datetime import date, timedelta
from ipaddress import ip_address

import pytest

from camaudit import data
from camaudit.checks import run
from camaudit.checks.subject import Subject, knowledge
from camaudit.checks.verdicts import Verdict, judge
from camaudit.model.device import Device
from camaudit.model.endpoint import Endpoint
from camaudit.model.grade import Grade
from camaudit.model.identity import Answer, Identity
from camaudit.model.observation import Channel, Fact, Seen
from camaudit.rulebook import versions
from camaudit.rulebook.flaw import Basis, fits
from camaudit.rulebook.load import load

RULES = load([data.folder("rules")])
ABOUT = Endpoint("00:00:5e:00:53:01", ip_address("192.0.2.10"))
SEEN = Seen(1.0, "lobby.pcap", "frame 1")
NOTHING = Answer(value=None, grade=Grade.UNKNOWN, evidence=(), rivals=())


def fact(channel, value):
    return Fact(about=ABOUT, channel=Channel(channel), value=value, port=None, seen=SEEN)


def sure(value, grade=Grade.CONFIRMED):
    return Answer(value=value, grade=grade, evidence=(), rivals=())


def device(firmware, built=None, *, says=()):
    facts = [fact("onvif.firmware", firmware)] if firmware else []
    if built:
        facts = [fact("mhed.build", built.replace("-", "")), *facts[:0]]
        facts += [fact("mhed.firmware", firmware)] if firmware else []
    facts += [fact(channel, value) for channel, value in says]
    return replace(Device.bare(1, facts=facts, mac=ABOUT.mac), addresses=(ABOUT.ip,))


def identity(maker, model, *, label=None, kind="camera", grade=Grade.CONFIRMED, brand=None):
    return Identity(
        device="dev-000000000001",
        maker=sure(maker, grade) if maker else NOTHING,
        brand=sure(label or brand, grade) if label or brand else NOTHING,
        kind=sure(kind),
        model=model,
        firmware=None,
        built_on=None,
        serial=None,
        channels=None,
        imitation=False,
        contradictions=(),
    )


def example(form):
    """Make a model of a form."""
    return form.replace("x", "0").replace("@", "DW").replace("*", "")


def verdict(flaw, model, firmware, built=None, span=None):
    """Judge one device of the flaw's maker or label."""
    kind = (span and span.kind) or "camera"
    maker = flaw.makers[0] if flaw.makers else None
    label = flaw.labels[0] if flaw.labels and not flaw.makers else None
    found = [
        one.verdict
        for one in judge(
            device(firmware, built),
            identity(maker, model, label=label, kind=kind),
            replace(RULES, flaws=(flaw,)),
        )
    ]
    assert len(found) <= 1
    return found[0] if found else None


def day(iso, days):
    return (date.fromisoformat(iso) + timedelta(days)).isoformat()


def written(numbers, built=None, release=None):
    text = ".".join(map(str, numbers))
    if built:
        text += f" build {built[2:].replace('-', '')}"
    return text + (f" Rel.{release}" if release else "")


def moved(text, step):
    """Give the version just beside a bound: a release, a day, or the last number further."""
    bound = versions.read(text)
    if bound.release is not None:
        return written(bound.numbers, bound.built, bound.release + step)
    if bound.built is not None:
        return written(bound.numbers, day(bound.built, step))
    numbers = list(bound.numbers)
    place = len(numbers) - 1
    while numbers[place] + step < 0:  # 5.0.0 comes after 4.999.999
        numbers[place] = 999
        place -= 1
    numbers[place] += step
    return written(numbers)


def inside(span):
    """Give a version that every bound of a span holds."""
    built = day(span.built_before, -1) if span.built_before else span.built_from
    firmware = span.up_to or span.since
    if span.before:
        firmware = firmware or moved(span.before, -1)
    if span.since and span.built_before:
        firmware = written(versions.read(span.since).numbers)
    return {"firmware": firmware, "built": built}


def cases(span):
    """Yield versions and whether the span holds them: below, at and above every bound."""
    if not span.is_bounded or span.every or span.exactly:
        return
    yield "inside", inside(span), True
    for name, key, steps in (
        ("built_before", "built", {0: False, 1: False, -1: True}),
        ("built_from", "built", {0: True, -1: False}),
        ("up_to", "firmware", {0: True, -1: True, 1: False}),
        ("before", "firmware", {0: False, 1: False, -1: True}),
        ("since", "firmware", {0: True, -1: False}),
    ):
        bound = getattr(span, name)
        for step, holds in steps.items() if bound else ():
            beside = day if key == "built" else moved
            value = beside(bound, step) if step else bound
            yield f"{name} {step:+}", {**inside(span), key: value}, holds


SPANS = [(flaw, n, span) for flaw in RULES.flaws for n, span in enumerate(flaw.spans)]
BOUNDS = [
    pytest.param(flaw, span, said, holds, id=f"{flaw.id}-{n}-{name}")
    for flaw, n, span in SPANS
    if not (flaw.not_judged or span.firmwares)
    for name, said, holds in cases(span)
]
OTHERS = [
    pytest.param(flaw, said, holds, id=f"{flaw.id}-{name}")
    for flaw in RULES.flaws
    if not (flaw.not_judged or flaw.says)
    for other in flaw.others
    for name, said, holds in cases(other)
]


def top(flaw):
    return Verdict.POSSIBLE if flaw.basis is Basis.REPORT else Verdict.AFFECTED


@pytest.mark.parametrize(("flaw", "span", "said", "holds"), BOUNDS)
def test_a_listed_model_is_judged_at_every_bound(flaw, span, said, holds):
    model = example(span.models[0])
    alone = replace(flaw, spans=(span,))
    expected = top(flaw) if holds else Verdict.NOT_AFFECTED
    assert verdict(alone, model, said["firmware"], said["built"], span) is expected


@pytest.mark.parametrize(("flaw", "said", "holds"), OTHERS)
def test_a_model_that_is_not_listed_is_never_more_than_possible(flaw, said, holds):
    expected = Verdict.POSSIBLE if holds else Verdict.NOT_AFFECTED
    found = verdict(flaw, "ZZ-9999", said["firmware"], said["built"], flaw.others[0])
    assert found is expected


@pytest.mark.parametrize(
    ("flaw", "span"),
    [pytest.param(f, s, id=f"{f.id}-{n}") for f, n, s in SPANS if s.models and not f.not_judged],
)
def test_without_a_version_nothing_is_told_unless_every_version_has_it(flaw, span):
    expected = top(flaw) if span.every else Verdict.CANNOT_TELL
    assert verdict(flaw, example(span.models[0]), None, None, span) is expected


@pytest.mark.parametrize(
    "span",
    [pytest.param(s, id=f"{f.id}-{n}") for f, n, s in SPANS if s.models and not f.not_judged],
)
def test_every_form_of_models_fits_its_example_and_no_other_maker(span):
    for form in span.models:
        assert fits(example(form), (form,)), form
        assert fits(f"{example(form)} 2.8mm", (form,)), form
        assert not fits("ZZ-9999", (form,)), form


@pytest.mark.parametrize(
    "flaw",
    [f for f in RULES.flaws if f.spans and f.whole and not (f.others or f.not_judged)],
    ids=lambda one: one.id,
)
def test_a_model_that_a_whole_list_does_not_name_is_not_concerned(flaw):
    span = flaw.spans[0]
    if span.firmwares or span.exactly:
        return
    (_, said, _), *_ = [*cases(span), (None, {"firmware": "1.0", "built": None}, None)]
    found = verdict(flaw, "ZZ-9999", said["firmware"], said["built"], span)
    assert found is None


@pytest.mark.parametrize("flaw", RULES.flaws, ids=lambda one: one.id)
def test_another_makers_device_is_not_concerned(flaw):
    maker = next(one.id for one in RULES.makers if one.id not in {*flaw.makers, "axis"})
    model = example(flaw.spans[0].models[0]) if flaw.spans and flaw.spans[0].models else "X-1"
    found = judge(device("1.0"), identity(maker, model), replace(RULES, flaws=(flaw,)))
    assert list(found) == []


@pytest.mark.parametrize("flaw", [f for f in RULES.flaws if f.makers], ids=lambda one: one.id)
def test_a_mac_block_alone_says_nothing_of_firmware(flaw):
    model = example(flaw.spans[0].models[0]) if flaw.spans and flaw.spans[0].models else "X-1"
    weak = identity(flaw.makers[0], model, grade=Grade.POSSIBLE)
    assert list(judge(device("1.0"), weak, replace(RULES, flaws=(flaw,)))) == []


# Reckoned by hand from the advisories that the rules cite.
BY_HAND = [
    # ICSA-17-124-01: DS-2CD2xx2F-I from V5.2.0 build 140721 to V5.4.0 build 160530
    ("CVE-2017-7921", "DS-2CD2032F-I", "V5.2.0 build 140720", "not affected"),
    ("CVE-2017-7921", "DS-2CD2032F-I", "V5.2.0 build 140721", "affected"),
    ("CVE-2017-7921", "DS-2CD2142F-IS", "V5.3.0 build 150513", "affected"),
    ("CVE-2017-7921", "DS-2CD2032F-I", "V5.4.0 build 160530", "affected"),
    ("CVE-2017-7921", "DS-2CD2032F-I", "V5.4.0 build 160531", "not affected"),
    ("CVE-2017-7921", "DS-2CD2032F-I", "V5.4.5 build 170123", "not affected"),
    # DS-2CD2xx0F-I ends earlier: V5.4.0 build 160401
    ("CVE-2017-7921", "DS-2CD2020F-I", "V5.4.0 build 160414", "not affected"),
    ("CVE-2017-7921", "DS-2CD2143G2-I", "V5.7.3 build 220112", "not affected"),
    ("CVE-2017-7921", "IPC-B020", "V5.3.0 build 150513", "possible"),
    # CVE-2021-33044 (Dahua): builds before June 2021
    ("CVE-2021-33044", "IPC-HDW3441T-ZAS", "2.800.0000000.16.R,2021-05-31", "affected"),
    ("CVE-2021-33044", "IPC-HFW5442E-ZE", "2.800.0000000.16.R,2021-06-01", "not affected"),
    ("CVE-2021-33044", "IPC-HDW3441T-ZAS", "2.800.0000000.16.R", "cannot tell"),
    ("CVE-2021-33044", "IPC-HDW1230T2", "2.800.0000000.16.R,2021-05-31", None),
    ("CVE-2021-33044", "DH-SD49225XA-HNR", "2.800.0000000.16.R,2020-01-01", "affected"),
    # DHCC-SA-201711-003: built from July 2015 to the end of March 2017
    ("CVE-2017-9315", "IPC-HDW4431C-A", "2.420.0000.20.R,2015-06-30", "not affected"),
    ("CVE-2017-9315", "IPC-HDW4431C-A", "2.420.0000.20.R,2016-09-02", "affected"),
    (
        "CVE-2017-9315",
        "IPC-HDBW4431R-ZS",
        "2.460.0000.14.R, Build Date: 2017-04-01",
        "not affected",
    ),
    # Bulletin 047 (Ubiquiti): before 4.75.62
    ("CVE-2025-23123", "UVC G4 Bullet", "UVC.S2L.v4.74.106.67.abc1234", "affected"),
    ("CVE-2025-23123", "UVC G4 Bullet", "UVC.S2L.v4.75.62.67.e71c6e5.250411.1421", "not affected"),
    # CVE-2026-0629 (TP-Link): C340S before 3.1.0 Build 250625 Rel.65381
    ("CVE-2026-0629", "VIGI C340S", "3.1.0 Build 250625 Rel.65380", "affected"),
    ("CVE-2026-0629", "VIGI C340S", "3.1.0 Build 250625 Rel.65381", "not affected"),
    ("CVE-2026-0629", "VIGI C340S", "3.0.9 Build 260101 Rel.1", "affected"),
    ("CVE-2026-0629", "VIGI C220I", "2.0.0 Build 240101 Rel.1", "possible"),
    # CVE-2024-8956 (VulnCheck): PT30X before 6.3.40
    ("CVE-2024-8956", "PT30X-SDI-GY-G2", "6.3.39", "affected"),
    ("CVE-2024-8956", "PT30X-SDI-GY-G2", "6.3.40", "not affected"),
]


@pytest.mark.parametrize(("cve", "model", "firmware", "expected"), BY_HAND)
def test_the_verdict_is_the_one_reckoned_by_hand(cve, model, firmware, expected):
    flaw = next(one for one in RULES.flaws if one.cve == cve)
    assert verdict(flaw, model, firmware) == expected


def test_a_relabelled_model_is_possible_where_its_version_is_in_a_range():
    flaw = next(one for one in RULES.flaws if one.cve == "CVE-2021-33044")
    found = judge(
        device("2.800.0000000.16.R,2020-01-01"),
        identity("dahua", "HBW2PER1", brand="Honeywell"),
        replace(RULES, flaws=(flaw,)),
    )
    assert [one.verdict for one in found] == [Verdict.POSSIBLE]


@pytest.fixture(name="told")
def _told():
    def tell(*facts, exploited=None, model="DS-2CD2032F-I", maker="hikvision", **more):
        known = knowledge(RULES, None, exploited)
        subject = Subject(
            device=replace(Device.bare(1, facts=facts, mac=ABOUT.mac), addresses=(ABOUT.ip,)),
            identity=identity(maker, model, **more),
            known=known,
        )
        return {
            (one.code, one.subject): (str(one.severity), str(one.grade))
            for one in run(subject)
            if one.code.startswith("vulnerability.")
        }

    return tell


def test_a_flaw_that_attackers_use_is_urgent_and_its_grade_is_that_of_the_witness(told):
    said = fact("sadp.firmware", "V5.4.0 build 160401")
    assert told(said)["vulnerability.affected", "CVE-2017-7921"] == ("urgent", "confirmed")
    said = fact("onvif.firmware", "V5.4.0 build 160401")
    assert told(said)["vulnerability.affected", "CVE-2017-7921"] == ("urgent", "likely")
    assert told(said)["vulnerability.possible", "CVE-2021-36260"] == ("warning", "possible")


def test_a_newer_catalogue_decides_what_attackers_use(told):
    said = fact("sadp.firmware", "V5.4.0 build 160401")
    key = ("vulnerability.affected", "CVE-2017-7921")
    assert told(said, exploited={})[key] == ("warning", "confirmed")
    assert told(said, exploited={"CVE-2017-7921": "2026-03-05"})[key] == ("urgent", "confirmed")


def test_what_cannot_be_told_is_one_note(told):
    assert told() == {("vulnerability.cannot-tell", "firmware"): ("note", "possible")}


def test_a_model_without_support_is_told_by_its_name(told):
    found = told(model="IC-7100", maker="edimax")
    assert found["vulnerability.end-of-support", "small.ended-edimax"] == ("decision", "likely")
    assert found["vulnerability.affected", "CVE-2025-1316"] == ("urgent", "likely")


def test_a_text_of_shared_software_is_enough(told):
    found = told(fact("http.server", "JAWS/1.0 May 26 2014"), maker=None, model=None)
    assert found == {("vulnerability.possible", "CVE-2016-20016"): ("warning", "possible")}


def test_the_version_of_a_shared_web_server_is_its_own(told):
    for text, expected in (("GoAhead-Webs/2.5.0", 1), ("GoAhead/3.6.5", 0), ("GoAhead-Webs", 0)):
        found = told(fact("http.server", text), maker=None, model=None)
        assert len(found) == expected, text
