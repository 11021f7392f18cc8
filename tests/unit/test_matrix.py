"""Sites by makers: every device is in one cell, and not looked is no zero."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from camaudit.counts.makers import SiteMaker
from camaudit.counts.matrix import MOST_MAKERS, matrix_of
from camaudit.counts.networks import NetworkRow
from camaudit.counts.tally import Tally
from camaudit.model.grade import Grade

SITES = st.sampled_from([None, "North", "South", "West"])


def network(site, *, looked):
    return NetworkRow(
        site=site, network="10.0.0.0/24", purpose=None, tally=Tally() if looked else None,
        looked_by=("capture",) if looked else (), first=None, last=None,
    )  # fmt: skip


def devices(site, name, grade, count):
    return SiteMaker(site=site, name=name, grade=grade, devices=count)


def test_a_site_that_nobody_looked_at_is_told_apart_from_one_where_nothing_was_found():
    found = matrix_of(
        [devices("North", "Axis", Grade.LIKELY, 3), devices("North", "Axis", Grade.CONFIRMED, 1)],
        [network("North", looked=True), network("North", looked=False),
         network("South", looked=True), network("West", looked=False)],
    )  # fmt: skip
    assert found.makers == ("Axis",)
    assert [(row.site, row.cells, row.looked, row.networks) for row in found.rows] == [
        ("North", (((Grade.CONFIRMED, 1), (Grade.LIKELY, 3)),), 1, 2),
        ("South", ((),), 1, 1),
        ("West", (None,), 0, 1),
    ]


def test_the_makers_with_the_fewest_devices_share_the_last_column():
    names = [f"Maker {number:02}" for number in range(12)]
    sites = [devices("North", name, Grade.LIKELY, 20 - at) for at, name in enumerate(names)]
    found = matrix_of([*sites, devices("North", None, Grade.UNKNOWN, 99)], [])
    assert found.makers == tuple(names[: MOST_MAKERS - 1])
    assert found.further == 6
    assert found.rows[0].cells[-1] == (
        (Grade.LIKELY, sum(range(9, 14))), (Grade.UNKNOWN, 99),
    )  # fmt: skip


@given(
    st.dictionaries(
        st.tuples(SITES, st.sampled_from([None, *"abcdefghijkl"]), st.sampled_from(Grade)),
        st.integers(1, 50),
    ),
    st.lists(st.tuples(SITES, st.booleans())),
)
def test_every_device_is_in_one_cell(counted, networks):
    sites = [devices(*key, count) for key, count in counted.items()]
    found = matrix_of(sites, [network(site, looked=looked) for site, looked in networks])
    assert {row.site for row in found.rows} == {one[0] for one in (*counted, *networks)}
    totals = Counter()
    for (site, _, _), count in counted.items():
        totals[site] += count
    for row in found.rows:
        assert len(row.cells) == len(found.makers) + (found.further > 0) <= MOST_MAKERS
        assert sum(n for cell in row.cells for _, n in cell or ()) == row.devices
        assert row.devices == totals[row.site]
        assert (None in row.cells) <= (row.looked == 0)
