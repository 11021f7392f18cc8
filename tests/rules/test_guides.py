"""Every guide: its commands only read, its sample names no real network, its words are ours."""

import re
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from camaudit.errors import RulesError
from camaudit.rulebook.guide import Have
from camaudit.rulebook.guidefile import load

RULES = Path(__file__).parents[2] / "rules"
GUIDES = {guide.id: guide for guide in load([RULES])}
# The first words of all commands: none of them changes what a device does. A command that is new
# here was looked at by a person.
READS = re.compile(
    r"show |get system arp$|execute dhcp lease-list$|Get-\w+|ip neigh|bridge fdb show|arp -|ndp -an"
    r"|/(?:interface|ip)(?: [\w-]+)+ print |nfdump -R |aws s3 cp --recursive s3://"
    r"|(?:sudo )?(?:cat|grep|zgrep|zcat) |sudo lldpcli show |sudo rndc status$|camaudit template"
    r"|terminal length 0$|no page$|skip-page-display$"  # of this session's screen alone
)
NEVER = re.compile(
    r"(?i)\b(?:set|configure|write|delete|remove|clear|reload|reboot|rm|mv|cp|sh|password)\b|>>"
)
ALLOWED = [
    ip_network(one)
    for one in (
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "192.0.2.0/24", "198.51.100.0/24",
        "203.0.113.0/24", "127.0.0.0/8", "0.0.0.0/8", "224.0.0.0/4", "255.0.0.0/8",
    )
]  # fmt: skip
ADDRESS = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
PLANTED = re.compile(r"10\.20\.30\.41|44[:-]?19[:.-]?b6[:-]?0?0?[:.-]?1?0?[:-]?0?1", re.IGNORECASE)


def commands(guide):
    return [line for step in guide.steps for line in step.type]


def texts(guide):
    return [
        guide.name, guide.shows, guide.cannot, guide.rights, guide.personal, guide.cut,
        *(step.do for step in guide.steps), *commands(guide), *(one.text for one in guide.samples),
    ]  # fmt: skip


@pytest.mark.parametrize("name", GUIDES)
def test_every_command_of_a_guide_only_reads(name):
    for line in commands(GUIDES[name]):
        begins = READS.match(line)
        assert begins, line
        assert not NEVER.search(line, begins.end()), line


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_names_no_address_of_a_real_network(name):
    found = {one for text in texts(GUIDES[name]) for one in ADDRESS.findall(text)}
    assert [
        one for one in found if not any(ip_address(one) in network for network in ALLOWED)
    ] == []


@pytest.mark.parametrize("name", GUIDES)
def test_every_sample_holds_the_camera_that_its_source_must_find(name):
    assert [one.file for one in GUIDES[name].samples if not PLANTED.search(one.text)] == []


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_fits_a_console_but_for_lines_that_are_copied(name):
    guide = GUIDES[name]
    assert len(guide.name) <= 39
    assert len(guide.id) <= 18
    assert "\t" not in "".join(texts(guide)[:6])


def test_every_sort_of_thing_that_people_have_has_a_guide():
    assert {guide.have for guide in GUIDES.values()} == set(Have)


ROOT = RULES.parent
PAGES = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "camaudit").rglob("*.py")]


def test_every_guide_that_the_program_or_a_page_names_is_there():
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = set(re.findall(r"camaudit guide ([a-z][a-z0-9-]*)", text))
    assert named - set(GUIDES) == set()
    assert "recorder" in named


# --- the loader

GOOD = """\
guide: acme
name: Acme
have: switch
words: [Acme]
shows: Ports.
cannot: Names.
rights: None.
minutes: 5
personal: None.
cut: Name the VLAN.
steps: [{do: Type, type: [show mac]}]
file: acme.txt
ask: network support
asked: the table
samples: [{file: acme.txt, text: 10.20.30.41}]
references: [Acme manual 7]
checked: 2026-11-26
"""


def loaded(tmp_path, text, name="acme.yaml"):
    folder = tmp_path / "rules" / "guides"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return load([tmp_path / "rules"])


def test_a_whole_guide_is_read(tmp_path):
    (guide,) = loaded(tmp_path, GOOD)
    assert (guide.id, guide.have, guide.minutes) == ("acme", Have.SWITCH, 5)
    assert guide.steps[0].type == ("show mac",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("guide: acme", "guide: other", "'other' is not the name of the file"),
        ("have: switch", "have: toaster", "'toaster' is none of switch"),
        ("minutes: 5", "minutes: soon", "'soon' is no whole number"),
        ("minutes: 5", "minutes: 0", "'0' is no whole number"),
        ("shows: Ports.", "shows: Ports", "no full stop"),
        ("file: acme.txt", "file: a/b.txt", "no plain file name"),
        ("asked: the table", "asked: The table.", "ends with a full stop"),
        ("checked: 2026-11-26", "checked: lately", "no day like"),
        ("references: [Acme manual 7]", "references: []", "references: empty"),
        ("personal: None.", "personel: None.", "unknown key"),
        ("personal: None.", "", "personal: missing"),
        ("steps: [{do: Type, type: [show mac]}]", "steps: [{type: [show mac]}]", "do: missing"),
        ("text: 10.20.30.41", f"text: {'x' * 2001}", "a sample is short"),
    ],
)
def test_a_mistake_in_a_guide_is_told_with_its_line(tmp_path, old, new, said):
    assert old in GOOD
    with pytest.raises(RulesError, match=re.escape(said)) as told:
        loaded(tmp_path, GOOD.replace(old, new))
    assert str(told.value).startswith("rules/guides/acme.yaml:")


def test_all_mistakes_of_all_guides_come_at_once(tmp_path):
    with pytest.raises(RulesError):
        loaded(tmp_path, GOOD.replace("Ports.", "Ports"))
    with pytest.raises(RulesError) as told:
        loaded(tmp_path, GOOD.replace("guide: acme", "guide: b").replace("5", "x"), "b.yaml")
    assert len(str(told.value).splitlines()) == 3  # two files, and a name that both claim


def test_a_file_that_is_no_guide_is_named(tmp_path):
    with pytest.raises(RulesError, match="a guide is named"):
        loaded(tmp_path, GOOD, "Acme.yml")


def test_a_persons_own_guide_replaces_the_shipped_one(tmp_path):
    mine = tmp_path / "mine" / "guides"
    mine.mkdir(parents=True)
    (mine / "acme.yaml").write_text(GOOD.replace("Ports.", "Mine."), encoding="utf-8")
    loaded(tmp_path, GOOD)
    (guide,) = load([tmp_path / "rules", tmp_path / "mine"])
    assert guide.shows == "Mine."
