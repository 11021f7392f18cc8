"""What is known of makers and labels: every maker is there, and well-known pairs stand as cited."""

import lzma
from pathlib import Path

import pytest

from camaudit.identify.blocks import plain_name
from camaudit.identify.models import ModelGrammar
from camaudit.rulebook.load import load
from camaudit.rulebook.types import Offer, Scope, Support

ROOT = Path(__file__).parents[2]
ALL, SOME, FORMER = Scope.ALL, Scope.SOME, Scope.FORMER
DOCUMENTED, REPORTED, WEAK = Support.DOCUMENTED, Support.REPORTED, Support.WEAK
NOT_DOCUMENTED = "Industry knowledge without a public document"

MAKERS = [  # those of the first release
    "hikvision",
    "ezviz",
    "hikmicro",
    "dahua",
    "imou",
    "uniview",
    "tiandy",
    "tvt",
    "xiongmai",
    "huawei",
    "hisilicon",
    "holowits",
    "hytera",
    "zte",
    "reolink",
    "tplink",
    "xiaomi",
    "imilab",
    "xiaoyi",
    "wyze",
    "foscam",
    "sunell",
    "longse",
    "herospeed",
    "jovision",
    "kedacom",
    "infinova",
    "milesight",
    "raysharp",
    "juan",
    "gwell",
    "kean",
    "tuya",
    "anker",
    "axis",
    "2n",
    "hanwha",
    "bosch",
    "motorola",
    "vivotek",
    "march",
    "mobotix",
    "sony",
    "ipro",
    "panasonic",
    "arecont",
    "geovision",
    "acti",
    "ubiquiti",
    "verkada",
    "meraki",
    "basler",
    "flir",
    "honeywell",
    "resideo",
    "grandstream",
    "synology",
    "vicon",
    "jci",
    "dallmeier",
    "idis",
    "digital-watchdog",
    "speco",
    "lilin",
    "everfocus",
    "truen",
    "synectics",
    "redvision",
    "360vision",
    "carrier",
    "arlo",
    "ring-blink",
    "nest",
    "assa-yale",
]

# label, maker, how much of it, how well proved, years
LINKS = [
    ("EZVIZ", "hikvision", ALL, DOCUMENTED, None),
    ("HiLook", "hikvision", ALL, DOCUMENTED, None),
    ("HiWatch", "hikvision", ALL, DOCUMENTED, None),
    ("HIKMICRO", "hikvision", ALL, DOCUMENTED, None),
    ("ANNKE", "hikvision", SOME, DOCUMENTED, None),
    ("ANNKE", "dahua", FORMER, WEAK, None),
    ("LTS", "hikvision", SOME, DOCUMENTED, None),
    ("TruVision", "hikvision", SOME, DOCUMENTED, None),
    ("ABUS", "hikvision", SOME, REPORTED, None),
    ("Luma", "hikvision", SOME, DOCUMENTED, None),
    ("Advidia (A-series, VP-16)", "hikvision", FORMER, DOCUMENTED, None),
    ("Advidia (M-series)", "uniview", SOME, REPORTED, None),
    ("Uniarch", "uniview", ALL, DOCUMENTED, None),
    ("Honeywell HRGX recorders", "hikvision", FORMER, WEAK, "before 2021"),
    ("Honeywell Performance Series", "dahua", FORMER, DOCUMENTED, "to 2022"),
    ("Honeywell 35 Series", "vivotek", SOME, WEAK, None),
    ("Illustra Essentials", "dahua", SOME, DOCUMENTED, None),
    ("Bosch DIVAR recorders", "dahua", SOME, REPORTED, None),
    ("Amcrest", "dahua", SOME, DOCUMENTED, None),
    ("Lorex", "dahua", FORMER, DOCUMENTED, "2018-2023"),
    ("Lorex", "raysharp", FORMER, REPORTED, "to 2013"),
    ("CP Plus", "dahua", SOME, REPORTED, None),
    ("Intelbras", "dahua", SOME, DOCUMENTED, None),
    ("IndigoVision", "dahua", FORMER, DOCUMENTED, "to 2021"),
    ("EmpireTech", "dahua", ALL, DOCUMENTED, None),
    ("Imou", "dahua", ALL, DOCUMENTED, None),
    ("Panasonic", "dahua", SOME, REPORTED, None),
    ("Swann", "raysharp", SOME, DOCUMENTED, None),
    ("Swann", "hikvision", SOME, REPORTED, None),
    ("Swann", "dahua", SOME, WEAK, "2014-2018"),
    ("Zmodo", "raysharp", FORMER, REPORTED, "to 2013"),
    ("Q-See", "tvt", FORMER, REPORTED, "2014-2016"),
    ("Provision-ISR", "tvt", FORMER, REPORTED, "2014-2016"),
    ("Novus", "tvt", FORMER, REPORTED, "2014-2016"),
    ("Toshiba IK-W", "vivotek", SOME, WEAK, "about 2010-2015"),
    ("Opticam", "foscam", FORMER, DOCUMENTED, "2017 and earlier"),
    ("Tapo", "tplink", ALL, DOCUMENTED, None),
    ("eufy", "anker", ALL, DOCUMENTED, None),
    ("Pelco", "motorola", ALL, DOCUMENTED, None),
]

# a model's name -> the maker whose form it has, and the label that it is named under
MODELS = [
    ("HBW4PER2K", "dahua", "Honeywell"),
    ("HRGX162", "hikvision", "Honeywell"),
    ("HC35WB5R2", "honeywell", "Honeywell"),
    ("IES02D2ICWSY", "dahua", "Illustra Essentials"),
    ("IFS03D1OCWIT", "jci", None),
    ("DIVAR network 3000", "dahua", "Bosch"),
    ("DIVAR IP 5000", "bosch", None),
    ("NDE-5503-AL", "bosch", None),
    ("IK-WB81A", "vivotek", "Toshiba"),
    ("IK-4142TH-MH/P", "hikvision", None),
    ("IPC-B140H", "hikvision", "HiLook"),
    ("IPC-B122-APF28", "uniview", "Uniarch"),
    ("IPC-HFW2831S", "dahua", None),
    ("IPC2124LB-SF28-A", "uniview", None),
    ("TVD-5602", "hikvision", "TruVision"),
    ("TV-IP302PI", "trendnet", None),
    ("WV-S2552L", "ipro", None),
]


@pytest.fixture(name="rulebook", scope="module")
def _rulebook():
    return load([ROOT / "rules"])


@pytest.fixture(name="links", scope="module")
def _links(rulebook):
    return [link for maker in rulebook.makers for link in maker.brands]


def test_every_maker_is_there(rulebook):
    assert len(MAKERS) == 74
    assert set(MAKERS) - {maker.id for maker in rulebook.makers} == set()


def test_there_is_as_much_as_is_claimed(rulebook, links):
    models = [model for maker in rulebook.makers for model in maker.models]
    capabilities = [one for maker in rulebook.makers for one in maker.capabilities]
    print(
        f"\n{len(rulebook.makers)} makers, {len(links)} links, {len(rulebook.labels)} labels"
        f" without a maker, {len(models)} forms of model names, {len(capabilities)} capabilities,"
        f" {len(rulebook.policies)} policies"
    )
    assert len(links) >= 364
    assert len(models) >= 53
    assert len(capabilities) >= 22
    assert len(rulebook.policies) >= 23


@pytest.mark.parametrize(("brand", "maker", "scope", "evidence", "years"), LINKS)
def test_a_well_known_label_stands_as_cited(links, brand, maker, scope, evidence, years):
    found = [link for link in links if link.brand == brand and link.maker == maker]
    assert [(one.scope, one.evidence, one.years) for one in found] == [(scope, evidence, years)]
    assert found[0].references


@pytest.mark.parametrize("bare", ["Honeywell", "Toshiba", "Bosch", "i-PRO", "Illustra"])
def test_a_bare_label_with_several_builders_is_tied_to_no_maker(links, bare):
    names = {name for link in links for name in (link.brand, *link.aliases)}
    assert bare not in names


@pytest.mark.parametrize(("name", "maker", "brand"), MODELS)
def test_a_stem_tells_what_the_label_does_not(rulebook, name, maker, brand):
    found = {(one.maker, one.brand) for one in ModelGrammar(rulebook).read(name)}
    assert found == {(maker, brand)}


def test_a_form_that_several_use_gives_them_all(rulebook):
    found = {one.maker for one in ModelGrammar(rulebook).read("C500")}
    assert found == {"hikvision", "tplink"}


def test_capabilities_are_of_a_line_and_of_the_maker_asked_for(rulebook):
    grammar = ModelGrammar(rulebook)
    plates = grammar.capabilities("iDS-2CD7A46G0/P-IZHSY", ["hikvision"])
    assert Offer.PLATES in {offer for one in plates for offer in one.offers}
    assert grammar.capabilities("iDS-2CD7A46G0/P-IZHSY", ["dahua"]) == ()


def test_what_has_no_document_never_names_a_maker(rulebook, links):
    rules = [model for maker in rulebook.makers for model in maker.models]
    for one in [*rules, *links]:
        if set(one.references) == {NOT_DOCUMENTED}:
            assert one.evidence is WEAK, one


def test_every_registrant_of_a_maker_has_blocks(rulebook):
    packed = (ROOT / "oui_data" / "registry.tsv.xz").read_bytes()
    lines = lzma.decompress(packed).decode("utf-8").splitlines()
    known = {plain_name(line.partition("\t")[2]) for line in lines}
    lacking = [
        f"{maker.id}: {name}"
        for maker in rulebook.makers
        for name in maker.registrants
        if plain_name(name) not in known
    ]
    assert lacking == []


def test_what_is_said_of_owners_and_states_rests_on_a_public_document(rulebook):
    """Trade knowledge may ask a question about a label; it accuses no firm and names no owner."""
    said = [
        (maker.id, what)
        for maker in rulebook.makers
        for what, references in (
            ("ownership", maker.ownership_references),
            ("state_link", maker.state_link_references),
            *(("affiliate", firm.references) for firm in maker.affiliates),
        )
        if NOT_DOCUMENTED in references
    ]
    assert said == []
    every = [maker.state_link or "" for maker in rulebook.makers]
    assert not [text for text in every if "without a public document" in text]
