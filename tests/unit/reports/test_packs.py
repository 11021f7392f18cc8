"""Answer packs: every figure with n, day and how; what a network cannot answer left open."""

import re
from dataclasses import replace

import pytest

from camaudit import data
from camaudit.counts.tables import tables
from camaudit.model.finding import Finding, Severity
from camaudit.model.grade import Grade
from camaudit.model.listed import Listed, Sight, Stated
from camaudit.policies import Policies
from camaudit.reports import REPORTS
from camaudit.reports.packs import basis, dpia, far889b, foi, plain, wms2022
from camaudit.reports.packs.form import Figure, Table
from camaudit.rulebook.load import load

PACKS = {"foi": foi, "dpia": dpia, "889b": far889b, "wms2022": wms2022}
DESCRIBED = (
    "described in the statement of the United Kingdom government (24 November 2022), which binds "
    "central government departments on sensitive sites"
)


def parts(pack, sort):
    return [one for question in pack.questions for one in question.says if isinstance(one, sort)]


def by_name(pack):
    return {one.what: one for one in parts(pack, Figure)}


def asked(pack, words):
    (found,) = [one for one in pack.questions if words in one.asks]
    return found


def flat(name, audit):
    return " ".join(REPORTS[name](audit).split())


@pytest.fixture(name="described", scope="module")
def _described(school):
    """Give the school with a sensitive site, and makers that the statement describes."""
    makers = tuple(
        replace(one, described_in=(DESCRIBED,)) if one.country == "CN" else one
        for one in school.makers
    )
    device = school.devices[0]
    office = Finding(
        id="fnd-office", code="placement.office", device=device.id, subject="network",
        severity=Severity.DECISION, grade=Grade.LIKELY, summary="It shares a network.",
        remedy="Move it.", proofs=(),
    )  # fmt: skip
    estate = replace(school.estate, sensitive_sites=("Main building",))
    return replace(school, makers=makers, estate=estate, findings=(*school.findings, office))


@pytest.mark.parametrize("name", PACKS)
def test_every_figure_says_of_how_many_when_and_how(school, name):
    pack = PACKS[name].make(school)
    figures = parts(pack, Figure | Table)
    assert len(figures) >= 4
    text = flat(name, school)
    for one in figures:
        assert re.match(r"\d", one.of)
        assert one.how
        assert not one.how.endswith(".")
        assert f"n = {one.of}; 22 November 2026; counted: {one.how}." in text


@pytest.mark.parametrize("name", PACKS)
def test_no_count_stands_in_a_sentence_without_all_that(school, name):
    # Years, days of laws and names of clauses are no counts.
    law = re.compile(r"24 November 2022|22 November 2026|section \d+|52\.204-24|889|20\d\d")
    for question in PACKS[name].make(school).questions:
        for one in question.says:
            if isinstance(one, str) and "Looked at:" not in one:
                assert not re.search(r"\d", law.sub("", one)), one


@pytest.mark.parametrize("name", PACKS)
def test_what_a_network_cannot_answer_stays_open_and_says_who_can(school, name):
    pack = PACKS[name].make(school)
    text = flat(name, school)
    gaps = [one for question in pack.questions for one in question.open]
    assert len(gaps) >= 5
    for one in gaps:
        assert f"NOT KNOWN FROM A NETWORK: {one.what}. Who can answer: {one.who}." in text
    assert all(question.says or question.open for question in pack.questions)


@pytest.mark.parametrize("name", PACKS)
def test_text_and_page_say_the_same(school, name):
    def words(text):
        return set(re.findall(r"[\w.'-]{3,}", text.casefold()))

    page = REPORTS[f"{name}-html"](school).partition("</style>")[2]
    page = re.sub(r"<[^>]+>", " ", page)
    page = page.replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&")
    assert words(REPORTS[name](school)) <= words(page)


@pytest.mark.parametrize("name", PACKS)
def test_what_was_not_looked_at_is_said(school, name):
    text = flat(name, school)
    assert "Networks looked at: 3 of 4" in text
    assert "This answer is NOT complete." in text
    assert "Not looked is not none" in text


@pytest.mark.parametrize(
    ("asks", "words"),
    [
        ("How many cameras", "body-worn"),
        ("by maker, or in total by the country", "CN"),
        ("products of a named firm", "DS-2CD2143G0-I"),
        ("faces, number plates", "switched on"),
        ("face recognition ever", "use, now or in the past"),
        ("fixed, movable", "fixed, movable"),
        ("buildings, streets", "section 31"),
        ("at what cost", "contract"),
        ("impact assessments", "data protection officer"),
        ("a database", "devices.csv"),
        ("that a public list names", "section 889"),
        ("By class of system", "drones"),
    ],
)
def test_the_questions_that_were_asked_of_public_bodies_are_there(school, asks, words):
    question = asked(foi.make(school), asks)
    assert question.asked_by
    number = foi.make(school).questions.index(question) + 1
    text = REPORTS["foi"](school)
    own = text.partition(f"\n{number}. ")[2].partition(f"\n{number + 1}. ")[0]
    assert words in " ".join(own.split())


def test_totals_are_those_of_every_other_report(school):
    counted = tables(school)
    figures = by_name(foi.make(school))
    assert figures["Cameras"].value == f"at least {counted.papers.cameras}"
    assert figures["Recorders"].value == f"at least {counted.papers.recorders}"
    assert figures["May be cameras or not"].value == f"up to {counted.tally.either} more"
    assert figures["Cameras that recorders may hide"].value == f"up to {counted.hidden} more"


def test_a_block_of_addresses_counts_for_no_country(school):
    (row,) = [one for one in basis.countries(basis.basis(school)).rows if one[0] == "CN"]
    named = dict(zip(basis.countries(basis.basis(school)).head, row, strict=True))
    assert (named["Confirmed or likely"], named["Possible only, no verdict"]) == ("6", "2")


def test_a_long_table_says_what_it_leaves_out(school):
    base, identity = school.devices[4], school.identities[4]
    ids = [f"dev-{number:012x}" for number in range(200)]
    many = replace(
        school,
        devices=tuple(replace(base, id=one) for one in ids),
        identities=tuple(
            replace(identity, device=one, model=f"MODEL-{at:03}") for at, one in enumerate(ids)
        ),
        findings=(), actions=(), exemptions=(),
    )  # fmt: skip
    assert f"Left out here: {200 - basis.MAX_ROWS} more rows" in flat("foi", many)
    assert f"Left out here: {200 - basis.MAX_ROWS} more rows" in flat("foi-html", many)


def test_what_somebody_accepted_is_still_true(school):
    one = Finding(
        id="fnd-faces", code="capability.faces", device=school.devices[0].id, subject="faces",
        severity=Severity.DECISION, grade=Grade.LIKELY, summary="It can find faces.", remedy="Ask.",
        proofs=(),
    )  # fmt: skip
    held = replace(school, exemptions=(replace(school.exemptions[0], held=(one,)),))
    assert "It can find faces; Devices: 1; How sure: likely" in flat("foi", held)


@pytest.mark.parametrize("name", ["foi", "dpia"])
def test_what_cameras_on_lists_can_do_is_left_open(school, name):
    stated = Stated(maker="dahua", grade=Grade.LIKELY, because=None, brand=None)
    one = Listed(
        id="lst-000000000001", site="Annex", sight=Sight.NOT_SEEN, device=None, agreed=None,
        recorder=None, recorder_name="NVR-Hall", channel="D1", name="Gate", ip=None, mac=None,
        serial=None, firmware=None, place=None, make="Dahua", model="M1", stated=stated, seen=(),
    )  # fmt: skip
    words = "what 1 camera known from recorders' lists only can do"
    assert words in flat(name, replace(school, listed=(one,)))
    assert words not in flat(name, school)


def test_the_pack_for_the_public_names_no_network_address_or_serial(school):
    text = REPORTS["foi"](school) + REPORTS["foi-html"](school)
    for device, identity in zip(school.devices, school.identities, strict=True):
        for told in (device.mac, identity.serial, identity.firmware, *map(str, device.addresses)):
            assert told is None or told not in text
    assert not any(one.network in text for one in school.coverage if " " in one.network)


# Section 889


def test_inventory_lines_are_of_named_makers_that_are_likely(school):
    (lines,) = [one for one in parts(far889b.make(school), Table) if "Model" in one.head]
    assert {row[1] for row in lines.rows} == {"Dahua", "Hikvision"}
    assert sum(int(row[4]) for row in lines.rows) == 6
    figures = by_name(far889b.make(school))
    assert figures["More, of which one weak sign speaks for such a firm"].value == "up to 2 more"


def test_the_label_does_not_hide_the_producer(school):
    text = flat("889b", school)
    assert "HBW4PER1; Built by: Dahua; Label: Honeywell" in text
    assert "Zhejiang Dahua Technology Co., Ltd." in text


def test_no_conclusion_is_drawn(school):
    none = replace(school, makers=tuple(replace(one, named_on=()) for one in school.makers))
    text = flat("889b", none)
    assert "at least 0" in text
    assert "None was found in what was looked at." in text
    assert "what the representation has to say" in text
    assert not re.search(r"does not use|do not use|complies", text)


# The statement of 2022


def test_sensitive_sites_come_first_with_what_was_found_there(described):
    (table,) = parts(wms2022.make(described), Table)
    assert table.rows[0][:4] == ("Main building", "yes, as declared", "5", "1")
    assert table.rows[0][5] == "2"  # possible
    assert wms2022.make(described).questions[0].says[0].value == "1 (Main building)"


def test_sharing_a_network_with_an_office_is_counted(described):
    figures = by_name(wms2022.make(described))
    key = "Of such devices, seen to share a network with office devices"
    assert figures[key].value == "1"
    assert figures[key].of.startswith("8 devices")


def test_traffic_inside_that_no_file_shows_is_not_none(described):
    tables_only = tuple(
        replace(one, looks=tuple(replace(look, vantage="switch table") for look in one.looks))
        for one in described.coverage
    )
    told, untold = (
        flat("wms2022", audit) for audit in (described, replace(described, coverage=tables_only))
    )
    assert "seen to speak with an office network: 0" in told
    assert "seen to speak with an office network" not in untold
    assert "whether such devices speak with an office network: NOT LOOKED" in untold


def test_a_school_is_told_that_it_is_not_bound(school, described):
    for audit in (school, described):
        assert "does not bind councils, schools or hospitals" in flat("wms2022", audit)
    assert "No maker that was found has its headquarters" in flat("wms2022", school)
    assert "the estate file declares none" in flat("wms2022", school)


@pytest.mark.parametrize(
    ("maker", "words", "which"),
    [
        ("dahua", far889b.LAW, "named"),
        ("hikvision", far889b.LAW, "named"),
        ("ezviz", far889b.LAW, "named"),
        ("dahua", wms2022.STATEMENT, "described"),
    ],
)
def test_the_lists_are_known_by_the_words_of_the_rules(maker, words, which):
    policies = Policies(load([data.folder("rules")]))
    hits = getattr(policies, which)(maker)
    assert sum(words in hit.sentence for hit in hits) == 1


@pytest.mark.parametrize("maker", ["uniview", "axis"])
def test_a_maker_that_section_889_does_not_name_is_not_met_by_it(maker):
    policies = Policies(load([data.folder("rules")]))
    assert not any(far889b.LAW in hit.sentence for hit in policies.named(maker))


# The form


def test_a_pack_is_plain_text_that_needs_no_further_work(school):
    for name in PACKS:
        text = REPORTS[name](school)
        assert text.isascii()
        assert max(map(len, text.splitlines())) <= plain.WIDTH
        assert not re.search(r"\*\*|^#|\|", text, re.MULTILINE)


def test_without_an_estate_file_nobody_knows_what_was_left_out(school):
    estate = replace(school.estate, organisation=None, sites=(), expected_cameras=None)
    text = flat("foi", replace(school, estate=estate))
    assert "No networks are declared as yours" in text
    assert "Networks looked at" not in text


def test_the_register_and_the_calls_of_an_assessment(school):
    question = asked(dpia.make(school), "leave the organisation")
    (table,) = [one for one in question.says if isinstance(one, Table)]
    assert table.rows[0][:3] == ("In China, by two databases", "2", "24")
    blind = asked(dpia.make(replace(school, outbound_looked=False)), "leave the organisation")
    assert not blind.says
    assert "no file could show it" in blind.open[0].what
