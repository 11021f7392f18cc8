"""Folders of rules become a rulebook, or a list of every mistake in them."""

import re
from pathlib import Path

import pytest

from camaudit.errors import RulesError
from camaudit.model.observation import Channel
from camaudit.rulebook import guidefile
from camaudit.rulebook.lint import lint
from camaudit.rulebook.load import load
from camaudit.rulebook.policy import Reach
from camaudit.rulebook.types import Offer, Proves, Role, Scope, Specificity, Support

README = Path(__file__).parents[3] / "rules" / "README.md"
BIGCAM = "maker: bigcam\nname: Big Camera Ltd\nshort: Bigcam\nmakes: many\n"
BLOCKS = (
    "makers/acmecam",
    "brands/honeywell",
    "policies/us-ndaa-889",
    "shared/onvif",
    "networks/operators",
    "flaws/acmecam",
    "guides/acme-switch",
)


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def files():
    """The examples of rules/README.md, which must stay true."""
    blocks = re.findall(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == len(BLOCKS)
    found = {f"{name}.yaml": block for name, block in zip(BLOCKS, blocks, strict=True)}
    return {**found, "makers/bigcam.yaml": BIGCAM, "DATE": "2026-11-24\n"}


def problems_of(layers):
    with pytest.raises(RulesError) as caught:
        load(layers)
    return str(caught.value).splitlines()


def test_the_examples_of_the_readme_load_and_pass_the_lint(tmp_path, files):
    rulebook = load([write(tmp_path / "rules", files)])
    (guide,) = guidefile.load([tmp_path / "rules"])
    assert (guide.id, guide.steps[0].type) == ("acme-switch", ("show mac",))
    assert lint(rulebook) == []
    assert rulebook.date == "2026-11-24"
    acme = rulebook.maker("acmecam")
    assert (acme.short, acme.country, acme.parent, acme.makes) == ("Acme", "CN", "bigcam", "video")
    assert acme.brands[0].scope is Scope.SOME
    assert acme.brands[0].evidence is Support.REPORTED
    assert acme.models[0].collides_with == ("bigcam",)
    assert acme.capabilities[0].offers == (Offer.FACES, Offer.PEOPLE_COUNTING)
    assert (acme.state_link_references, acme.affiliates[0].name) == (
        ("Annual report 2023", "page 9"),
        "Acme Optics Ltd",
    )
    (policy,) = rulebook.policies
    assert (policy.id, policy.test, policy.names[0].entity) == (
        "us_ndaa_889",
        Reach.NAMED,
        "Big Camera Company",
    )
    assert (rulebook.labels[0].brand, rulebook.blocks[0].makes) == ("Honeywell 70 Series", "video")
    assert acme.defaults[0].password == "12345"
    assert "12345" not in repr(acme.defaults)
    assert acme.cloud[0].role is Role.CLOUD
    signature = next(one for one in rulebook.signatures if one.id == "acmecam.rtsp-server")
    assert signature.on is Channel.RTSP_SERVER
    assert signature.proves is Proves.PLATFORM
    assert signature.specificity is Specificity.FAMILY
    assert signature.strong
    assert signature.examples[0].gives == (("firmware", "4.2"),)
    assert signature.weight == pytest.approx(2.0)
    assert rulebook.shared[0].maker is None
    assert [one.asn for one in rulebook.operators] == [45102]
    assert rulebook.time_pools == ("pool.ntp.org",)


def test_a_maker_file_of_a_later_folder_replaces_the_earlier_one(tmp_path, files):
    shipped = write(tmp_path / "rules", files)
    newer = {"makers/bigcam.yaml": BIGCAM.replace("Big Camera Ltd", "Bigger Camera Ltd")}
    both = load([shipped, write(tmp_path / "mine", newer)])
    assert both.maker("bigcam").name == "Bigger Camera Ltd"
    assert both.maker("acmecam") is not None
    assert both.digest != load([shipped]).digest


def test_the_digest_tells_the_rules_and_not_where_they_lie(tmp_path, files):
    one = load([write(tmp_path / "one" / "rules", files)])
    other = load([write(tmp_path / "other" / "rules", files)])
    assert one == other


@pytest.mark.parametrize(
    ("was", "becomes", "message"),
    [
        ("weight: 2.0 ", "weight: heavy ", "weight: 'heavy' is not a number"),
        ("weight: 2.0 ", "weight: nan ", "weight: 'nan' is not a number"),
        ("wieght", "wieght", None),
        ("on: rtsp.server", "on: rtsp.sever", "on: 'rtsp.sever' is none of mac.block"),
        ("proves: platform", "proves: plattform", "proves: 'plattform' is none of maker"),
        ("proves: platform", "proves: imitation", "'imitation' stands in rules/shared only"),
        ("    kind: camera      ", "    kind: kamera      ", "kind: 'kamera' is none of camera"),
        ("id: acmecam.rtsp-server", "id: acme.rtsp-server", "does not begin with 'acmecam.'"),
        ("id: acmecam.rtsp-server", "id: acmecam.RTSP", "more than lower-case letters"),
        ("id: acmecam.rtsp-server", "id: acmecam.default.admin-1", "as well"),
        ("(?P<firmware>", "(?P<version>", "group 'version' is none of brand"),
        (r"\d+\.\d+)'", r"\d+\.\d+'", "RE2 does not take it: missing )"),
        (r"'^AcmeStream/", r"'^(?=Acme)", "RE2 does not take it: invalid perl operator"),
        ("shared_with: [bigcam]", "shared_with: [smallcam]", "no file for maker 'smallcam'"),
        ("collides_with: [bigcam]", "collides_with: [nobody]", "no file for maker 'nobody'"),
        ("parent: bigcam", "parent: nobody", "parent: no file for maker 'nobody'"),
        ("country: CN", "country: China", "not a code of two capital letters"),
        ("makes: video", "makes: films", "neither video nor many"),
        ("survives_rebrand: yes", "survives_rebrand: maybe", "neither yes nor no"),
        ("seen: 2025  ", "seen: lately  ", "seen: 'lately' is not a year"),
        ("scope: some", "scope: most", "scope: 'most' is none of all, some, former"),
        ("evidence: reported", "evidence: likely", "evidence: 'likely' is none of documented"),
        ("offers: [faces,", "offers: [souls,", "offers: 'souls' is none of faces"),
        ("how: relabel", "how: theft", "how: 'theft' is none of relabel"),
        ("suffix: acme-connect.com", "suffix: .Acme.com", "is not a name in lower case"),
        ("role: cloud", "role: spy", "role: 'spy' is none of cloud"),
        ("    user: admin", "    login: admin", "login: unknown key"),
        ("    user: admin", "", "user: missing in defaults"),
        ("maker: acmecam", "maker: acme", "is not the name of the file"),
        ("references: [Houseguard HG-4200 manual, page 12]", "", "references: missing"),
        ("examples: [{value: Houseguard}]", "", "examples: missing"),
        ("examples: [{value: Houseguard}]", "examples: []", "examples: empty"),
        ("    brand: Houseguard                 #", "    #", "missing where a brand is proved"),
        ("short: Acme ", "short: Acme\nshort: Acne ", "short: written twice"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_line(tmp_path, files, was, becomes, message):
    if message is None:
        files["makers/acmecam.yaml"] += "wieght: 2.0\n"
        message = "wieght: unknown key"
    else:
        text = files["makers/acmecam.yaml"]
        assert was in text
        files["makers/acmecam.yaml"] = text.replace(was, becomes, 1)
    lines = problems_of([write(tmp_path / "rules", files)])
    assert any(message in line for line in lines), lines
    assert all(re.match(r"rules/makers/acmecam\.yaml:\d+: ", line) for line in lines), lines


def test_every_mistake_of_every_file_is_told_at_once(tmp_path, files):
    files["makers/bigcam.yaml"] = "maker: bigcam\nname: [Big]\nmakes: many\ncolour: red\n"
    files["shared/onvif.yaml"] = files["shared/onvif.yaml"].replace("proves: kind", "proves: maker")
    files["shared/second.yaml"] = "signatures: [broken"
    files["brands/notes.txt"] = "not a rule"
    files["DATE"] = "today"
    lines = problems_of([write(tmp_path / "rules", files)])
    told = [line.split(":")[0] for line in lines if "no file for maker" not in line]
    assert told == [
        "rules/DATE",
        "rules/brands/notes.txt",
        "rules/makers/bigcam.yaml",
        "rules/makers/bigcam.yaml",
        "rules/makers/bigcam.yaml",
        "rules/shared/onvif.yaml",
        "rules/shared/second.yaml",
    ]


def test_a_folder_without_rules_is_refused_and_not_taken_for_an_empty_one(tmp_path, files):
    shipped = write(tmp_path / "rules", files)
    (tmp_path / "empty").mkdir()
    assert problems_of([shipped, tmp_path / "empty"])[0].startswith("empty/:1: no makers")
    assert problems_of([tmp_path / "missing"])
    assert problems_of([])


@pytest.mark.parametrize(
    ("was", "becomes", "message"),
    [
        ("date: 2018-08-13", "date: August 2018", "is no date such as 2018-08-13"),
        ("date: 2018-08-13", "date: 2018-13-01", "is no date such as 2018-08-13"),
        ("maker: bigcam", "maker: nobody", "names: no file for maker 'nobody'"),
        ("test: named", "test: rumoured", "'rumoured' is none of named, described, none"),
        ("policy: us_ndaa_889", "policy: us_ndaa_888", "is not the name of the file"),
        ("status: in force", "status: old", "'old' is none of in force"),
    ],
)
def test_a_mistake_in_a_policy_is_told(tmp_path, files, was, becomes, message):
    name = "policies/us-ndaa-889.yaml"
    assert was in files[name]
    files[name] = files[name].replace(was, becomes, 1)
    lines = problems_of([write(tmp_path / "rules", files)])
    assert any(message in line and line.startswith(f"rules/{name}:") for line in lines), lines


def test_a_policy_that_describes_says_whom(tmp_path, files):
    name = "policies/us-ndaa-889.yaml"
    text = files[name].replace("test: named", "test: described")
    files[name] = "\n".join(line for line in text.splitlines() if not line.startswith("describes"))
    lines = problems_of([write(tmp_path / "rules", files)])
    assert any("missing where the test is 'described'" in line for line in lines), lines


def test_what_a_common_file_may_not_say_is_refused(tmp_path, files):
    name = "networks/operators.yaml"
    files[name] = files[name].replace("identifies: no", "identifies: yes").replace("45102", "-1")
    lines = problems_of([write(tmp_path / "rules", files)])
    assert any("'yes' stands in rules/makers only" in line for line in lines)
    assert any("asn: '-1' is not the number of a network" in line for line in lines)


def test_one_suffix_belongs_to_one_entry(tmp_path, files):
    name = "networks/operators.yaml"
    files[name] = files[name].replace("suffix: example-p2p.net", "suffix: acme-connect.com")
    lines = problems_of([write(tmp_path / "rules", files)])
    assert any("'acme-connect.com' stands in rules/makers/acmecam.yaml:" in line for line in lines)


def test_an_underscore_of_a_file_name_is_a_dash_of_its_id(tmp_path, files):
    files["makers/big_cam.yaml"] = BIGCAM.replace("maker: bigcam", "maker: big-cam")
    assert load([write(tmp_path / "rules", files)]).maker("big-cam") is not None


def test_a_file_that_is_no_mapping_is_a_mistake(tmp_path, files):
    files["makers/bigcam.yaml"] = "- one\n- two\n"
    files["shared/onvif.yaml"] = "words\n"
    lines = problems_of([write(tmp_path / "rules", files)])
    assert any("rules/makers/bigcam.yaml:1: the file: expected keys" in line for line in lines)
    assert any("rules/shared/onvif.yaml:1: the file: expected keys" in line for line in lines)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("cve: CVE-2021-12345", "cve: 2021-12345", "is no number like CVE-2021-36260"),
        ("cvss: 9.8", "cvss: high", "is no score like 9.8"),
        ("exploited: 2022-01-10", "exploited: soon", "is no day like 2021-06-28"),
        ("passed by ", "passed by. ", "ends with a full stop"),
        ("makers: [acmecam]    ", "makers: [nobody]    ", "makers: no file for maker 'nobody'"),
        ("up_to: V5.4.0 build 160530", "up_to: newest", "no version can be read in 'newest'"),
        ("basis: record", "basis: memory", "'memory' is none of record, report"),
        ("whole: yes", "hole: yes", "unknown key"),
        ("exactly: [6.1.22]", "exact: [6.1.22]", "unknown key"),
    ],
)
def test_a_mistake_in_a_flaw_is_told(tmp_path, files, old, new, said):
    text = files["flaws/acmecam.yaml"]
    assert old in text
    files["flaws/acmecam.yaml"] = text.replace(old, new, 1)
    (problem,) = problems_of([write(tmp_path / "rules", files)])
    assert said in problem


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("up_to: V5.4.0 build 160530", "up_to: V5.1.0", "ends (V5.1.0) before it begins"),
        ("built_before: 2021-06-01}", "built_before: 2015-06-01}", "(2015-06-01) before it begins"),
        ("{models: [AC-3]}", "{kind: camera}", "a span names no models"),
        ("others: {kind: camera,", "others: {models: [AC-1],", "others name models"),
        ("every: yes}", "every: yes, before: 1.0}", "every version, and a bound"),
    ],
)
def test_a_flaw_that_cannot_be_meant_fails_the_lint(tmp_path, files, old, new, said):
    text = files["flaws/acmecam.yaml"]
    assert old in text
    files["flaws/acmecam.yaml"] = text.replace(old, new, 1)
    (problem,) = lint(load([write(tmp_path / "rules", files)]))
    assert said in str(problem)
