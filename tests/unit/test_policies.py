"""Named on a list, described by a policy, or neither: never one for the other."""

import pytest

from camaudit import data
from camaudit.policies import How, Policies, in_words
from camaudit.rulebook.load import load
from camaudit.rulebook.policy import Reach, Status


@pytest.fixture(name="rulebook", scope="module")
def _rulebook():
    return load([data.folder("rules")])


@pytest.fixture(name="policies", scope="module")
def _policies(rulebook):
    return Policies(rulebook)


def named(policies, maker):
    return {hit.policy.id: hit.how for hit in policies.named(maker)}


@pytest.mark.parametrize(
    ("maker", "policy", "how"),
    [
        ("hikvision", "us_ndaa_889", How.NAMED),
        ("dahua", "us_fcc_covered_list", How.NAMED),
        ("ezviz", "us_ndaa_889", How.AFFILIATE),
        ("imou", "us_fcc_covered_list", How.AFFILIATE),
        ("ezviz", "us_entity_list", None),  # the list names firms one by one
        ("uniview", "us_entity_list", How.NAMED),
        ("uniview", "us_ndaa_889", None),
        ("tiandy", "us_entity_list", How.NAMED),
        ("kedacom", "us_entity_list", How.NAMED),
        ("tvt", "us_ndaa_889", None),
        ("xiongmai", "us_ndaa_889", None),
        ("reolink", "us_ndaa_889", None),
        ("axis", "us_ndaa_889", None),
        ("honeywell", "us_ndaa_889", None),
    ],
)
def test_a_list_meets_whom_it_names(policies, maker, policy, how):
    assert named(policies, maker).get(policy) is how


def test_a_country_is_described_and_not_named(policies):
    described = {hit.policy.id for hit in policies.described("reolink")}
    assert "uk_wms_2022_sensitive_sites" in described
    assert "uk_wms_2022_sensitive_sites" not in named(policies, "reolink")
    assert "uk_wms_2022_sensitive_sites" not in named(policies, "hikvision")
    assert policies.described("axis") == ()
    assert policies.described("tplink") == ()  # split between two countries: neither is given
    assert policies.described("nobody") == ()


def test_a_later_name_has_its_own_date_and_exact_words(policies):
    (hit,) = [hit for hit in policies.named("uniview") if hit.policy.id == "us_entity_list"]
    assert "(10 December 2024)" in hit.sentence
    assert hit.entity == "Zhejiang Uniview Technologies"
    assert hit.references


def test_an_affiliate_is_said_to_be_one(policies):
    (hit,) = [hit for hit in policies.named("ezviz") if hit.policy.id == "us_ndaa_889"]
    assert hit.sentence.startswith("as an affiliate of Hikvision, named in section 889")


def test_what_ended_meets_nobody(rulebook, policies):
    ended = {one.id for one in rulebook.policies if one.status is Status.ENDED}
    assert ended
    assert not ended & named(policies, "hikvision").keys()


def test_every_policy_says_whom_it_binds_and_when(rulebook):
    assert len(rulebook.policies) == 23
    for policy in rulebook.policies:
        assert "{when}" in policy.says, policy.id
        assert (policy.test is Reach.NAMED) == bool(policy.names), policy.id
        assert (policy.test is Reach.DESCRIBED) == bool(policy.headquarters), policy.id


@pytest.mark.parametrize(
    ("date", "words"),
    [("2018-08-13", "13 August 2018"), ("2019-10", "October 2019"), ("2020", "2020")],
)
def test_a_date_is_written_in_words(date, words):
    assert in_words(date) == words
