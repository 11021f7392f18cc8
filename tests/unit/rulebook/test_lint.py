"""A rule that does not prove itself is told."""

import textwrap

import pytest

from camaudit.model.observation import Channel
from camaudit.rulebook.baseline import Harmless
from camaudit.rulebook.lint import lint
from camaudit.rulebook.load import load

SIGNATURE = {
    "id": "{maker}.one",
    "on": "http.server",
    "match": "'^AcmeWeb/(?P<firmware>[0-9.]+)'",
    "weight": "1.0",
    "proves": "platform",
    "specificity": "unique",
    "survives_rebrand": "yes",
    "seen": "2025",
    "because": "It says so.",
    "references": "[a page]",
    "examples": "[{value: AcmeWeb/1.2, gives: {firmware: '1.2'}}]",
}


def maker(name, *signatures, extra=""):
    text = f"maker: {name}\nname: {name} Ltd\nshort: {name.title()}\nmakes: many\n{extra}"
    if signatures:
        text += "signatures:\n"
    for number, changes in enumerate(signatures):
        pairs = {**SIGNATURE, "id": f"{name}.n{number}", **changes}
        lines = "\n".join(f"{key}: {value}" for key, value in pairs.items())
        text += "- " + textwrap.indent(lines, "  ")[2:] + "\n"
    return text


@pytest.fixture
def told(tmp_path):
    def run(*makers, baseline=(), policies=()):
        folder = tmp_path / "rules" / "makers"
        folder.mkdir(parents=True)
        (folder.parent / "DATE").write_text("2026-11-24")
        for text in makers:
            name = text.split()[1]
            (folder / f"{name}.yaml").write_text(text)
        (folder.parent / "policies").mkdir()
        for text in policies:
            (folder.parent / "policies" / f"{text.split()[1]}.yaml").write_text(text)
        return [str(problem) for problem in lint(load([folder.parent]), baseline)]

    return run


def test_a_signature_that_proves_itself_is_not_told(told):
    assert told(maker("acme", {})) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"examples": "[{value: Acme/1}]"}, "example 'Acme/1' does not match"),
        (
            {"examples": "[{value: AcmeWeb/1.2}]"},
            "example 'AcmeWeb/1.2' gives firmware='1.2', not nothing",
        ),
        (
            {"match": "'^AcmeWeb(?:/(?P<firmware>[0-9.]+))?'", "examples": "[{value: AcmeWeb}]"},
            "no example proves the group 'firmware'",
        ),
        ({"not": "[AcmeWeb/9]"}, "'not' line 'AcmeWeb/9' matches"),
        (
            {"match": "'Web/[0-9]'", "examples": "[{value: AcmeWeb/1}]"},
            "neither anchored with ^ nor a literal of 6 characters",
        ),
        (
            {"match": "'^AcmeWeb|Web'", "examples": "[{value: AcmeWeb/1}]"},
            "neither anchored with ^ nor a literal of 6 characters",
        ),
        ({"match": "'^(?:Acme)?'", "examples": "[{value: Acme}]"}, "matches the empty text"),
        ({"match": "'(?i)^acme$'", "examples": "[{value: ACME}]"}, "'acme' is a bare brand word"),
        (
            {"match": "'^(?:AcmeWeb/|Acme)'", "examples": "[{value: AcmeWeb/1}]"},
            "'Acme' is a bare brand word",
        ),
        (
            {"on": "dhip.vendor", "match": "'^Acme'", "examples": "[{value: Acme}]"},
            "'Acme' is a bare brand word: anchor it at both ends",
        ),
    ],
)
def test_what_a_signature_fails_to_prove_is_told(told, changes, message):
    lines = told(maker("acme", changes))
    assert any(message in line for line in lines), lines
    assert all(line.startswith("rules/makers/acme.yaml:6: acme.n0: ") for line in lines), lines


@pytest.mark.parametrize(
    "changes",
    [
        {"match": "'^Acme$'", "examples": "[{value: Acme}]", "specificity": "weak"},
        {"match": "'^Acme$'", "examples": "[{value: Acme}]", "proves": "nothing"},
        {"match": "'^Acme$'", "examples": "[{value: Acme}]", "specificity": "shared"},
        {"on": "dhcp.hostname", "match": "'^Acme$'", "examples": "[{value: Acme}]"},
        {"on": "onvif.manufacturer", "match": "'^Acme$'", "examples": "[{value: Acme}]"},
        {"match": r"'\bAcmeWeb/'", "examples": "[{value: x AcmeWeb/}]"},
        {"match": r"'Acme[A-Z]eb|^Web'", "examples": "[{value: WebX}]", "specificity": "weak"},
    ],
)
def test_a_bare_word_may_stand_where_it_is_weak_or_expected(told, changes):
    lines = told(maker("acme", changes))
    assert not any("brand word" in line for line in lines)


def test_two_makers_may_not_claim_one_text_unless_they_say_so(told):
    lines = told(maker("acme", {}), maker("bigcam", {}))
    assert lines == [
        f"rules/makers/{one}.yaml:6: {one}.n0: example 'AcmeWeb/1.2' is matched by {two}.n0 of "
        f"another maker"
        for one, two in (("acme", "bigcam"), ("bigcam", "acme"))
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"shared_with": "[acme]"},
        {"proves": "brand", "brand": "Acme"},
        {"on": "rtsp.server"},
    ],
)
def test_a_shared_text_is_no_mistake_where_it_is_declared_or_claims_no_maker(told, changes):
    assert told(maker("acme", {}), maker("bigcam", changes)) == []


def test_nothing_harmless_becomes_a_camera_or_alone_names_a_maker(told):
    printer = Harmless(
        what="printer", channel=Channel.HTTP_SERVER, value="AcmeWeb/7", place="baseline/x.yaml:3"
    )
    lines = told(
        maker(
            "acme",
            {},
            {"specificity": "weak"},
            {"specificity": "weak", "kind": "camera"},
            {"specificity": "weak", "kind": "other"},
            {"proves": "nothing", "kind": "camera"},
        ),
        baseline=[printer],
    )
    assert [line.partition(": ")[2] for line in lines] == [
        "acme.n0: alone names a maker of printer: 'AcmeWeb/7' (baseline/x.yaml:3)",
        "acme.n2: makes a camera of printer: 'AcmeWeb/7' (baseline/x.yaml:3)",
    ]


MODEL = """models:
- id: {maker}.model.a
  match: '{match}'
  meaning: A.
  references: [a page]
  examples: [AC-12]
  not: [{no}]
  collides_with: [{friends}]
"""


@pytest.mark.parametrize(
    ("match", "no", "message"),
    [
        (r"AC-\d+", "AB-1", "not anchored"),
        (r"^AC-\d+|X", "AB-1", "not anchored"),
        (r"^AD-\d+", "AB-1", "example 'AC-12' does not match"),
        (r"^AC-\d+", "AC-1", "'not' line 'AC-1' matches"),
    ],
)
def test_a_model_pattern_must_prove_itself(told, match, no, message):
    extra = MODEL.format(maker="acme", match=match, no=no, friends="")
    assert any(message in line for line in told(maker("acme", extra=extra)))


@pytest.mark.parametrize(("friends", "count"), [("", 2), ("bigcam", 0)])
def test_two_makers_with_models_of_one_form_must_know_of_each_other(told, friends, count):
    mine = MODEL.format(maker="acme", match=r"^AC-\d+", no="AB", friends=friends)
    theirs = MODEL.format(maker="bigcam", match=r"^A[BC]-\d+", no="AD", friends="")
    assert len(told(maker("acme", extra=mine), maker("bigcam", extra=theirs))) == count


LINE = (
    "capabilities:\n- {{id: {0}.line, match: '^{1}-', offers: [faces], meaning: It can., "
    "references: [a page], examples: ['{1}-1']}}\n"
)
COLLIDES = (
    "models:\n- {id: acme.model, match: '^Q-', meaning: Q., references: [a page], "
    "examples: [Q-1], collides_with: [bigcam]}\n"
)


def test_a_capability_of_one_maker_is_not_given_to_another(told):
    same = [maker(name, extra=LINE.format(name, "AB")) for name in ("acme", "bigcam")]
    assert told(*same) == [
        "rules/makers/acme.yaml:6: acme.line: example 'AB-1' is matched by bigcam.line",
        "rules/makers/bigcam.yaml:6: bigcam.line: example 'AB-1' is matched by acme.line",
    ]


def test_capabilities_of_models_that_are_said_to_collide_may_be_alike(told):
    acme = maker("acme", extra=LINE.format("acme", "AB") + COLLIDES)
    assert told(acme, maker("bigcam", extra=LINE.format("bigcam", "AB"))) == []


def test_a_capability_proves_itself(told):
    text = maker("acme", extra=LINE.format("acme", "AB").replace("'AB-1'", "'CD-1'"))
    assert told(text) == ["rules/makers/acme.yaml:6: acme.line: example 'CD-1' does not match"]


NAMES = "names:\n" + "".join(
    f"- {{maker: {name}, entity: {name.title()} Ltd, references: [a page]}}\n"
    for name in ("acme", "bigcam")
)
POLICY = (
    "policy: law\ntitle: A law\nshort: law\njurisdiction: Nowhere\ndate: 2020\n"
    "status: in force\nbinds: nobody\neffect: None.\ntest: named\n"
    "says: 'named in a law ({when}), which binds nobody'\nreferences: [a page]\n"
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (POLICY + NAMES, None),
        (POLICY, "test is 'named' and nobody is named"),
        (POLICY.replace("({when})", "") + NAMES, "says has no {when}"),
        (POLICY + NAMES.replace("Bigcam Ltd", "ACME Ltd"), "the entity 'acme ltd' stands for two"),
        (POLICY + NAMES.replace("maker: bigcam", "maker: acme"), "'acme' is named twice"),
        (POLICY.replace("test: named", "test: none") + NAMES, "names stand where the test is"),
        (POLICY + NAMES + "describes: {headquarters: [CN]}\n", "describes stands where the test"),
    ],
)
def test_a_policy_meets_makers_by_its_own_test(told, text, message):
    found = told(maker("acme"), maker("bigcam"), policies=[text])
    assert [one for one in found if not message or message not in one] == []
    assert bool(found) == (message is not None)
