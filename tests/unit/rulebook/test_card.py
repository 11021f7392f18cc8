"""What a rule says, as a person reads it."""

from pathlib import Path

import pytest

from camaudit.rulebook.card import cards, near
from camaudit.rulebook.load import load

RULEBOOK = load([Path(__file__).parents[3] / "rules"])


def shown(name):
    return cards(RULEBOOK, name, lambda _: ["named on a list"])


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("hikvision", "maker"),
        ("us_ndaa_889", "policy"),
        ("us-ndaa-889", "policy"),
        (RULEBOOK.signatures[0].id, "signature"),
        (RULEBOOK.maker("hikvision").models[0].id, "form of models"),
        ("Annke", "label"),
        (RULEBOOK.cloud[0].suffix, "service"),
        ("CVE-2017-7921", "flaw"),
        ("dahua.cve-2021-33044", "flaw"),
        ("small.tvt-nvms9000", "flaw"),
        (RULEBOOK.ended[0].id, "no support"),
    ],
)
def test_each_sort_of_thing_is_shown(name, first):
    assert shown(name)[0][0][0] == first


def test_everything_with_sources_shows_them():
    names = [one.id for one in (*RULEBOOK.signatures, *RULEBOOK.policies, *RULEBOOK.flaws)]
    names += [one.brand for maker in RULEBOOK.makers for one in maker.brands]
    assert [one for one in names if not any("source" in dict(card) for card in shown(one))] == []


def test_no_factory_password_is_shown():
    for one in RULEBOOK.defaults:
        for card in shown(one.id):
            assert {what for what, _ in card} <= {"factory login", "maker", "until", "source"}


def test_a_part_of_a_name_leads_to_it():
    assert shown("hikvisio") == []
    assert "hikvision" in near(RULEBOOK, "hikvisio")
    assert near(RULEBOOK, "") == []


def test_a_weak_link_states_no_builder(tmp_path):
    makers = tmp_path / "rules" / "makers"
    makers.mkdir(parents=True)
    (makers.parent / "DATE").write_text("2026-11-25")
    links = "".join(
        f"  - {{brand: {name}, scope: all, evidence: {word}, references: [a page]}}\n"
        for name, word in (("Whisper", "weak"), ("Rumour", "reported"))
    )
    (makers / "acme.yaml").write_text(
        f"maker: acme\nname: Acme Ltd\nshort: Acme\nmakes: video\nbrands:\n{links}"
    )
    book = load([makers.parent])
    (weak,) = cards(book, "Whisper", lambda _: [])
    (reported,) = cards(book, "Rumour", lambda _: [])
    assert "built by" not in dict(weak)
    assert dict(reported)["built by"].startswith("Acme")
