from hypothesis import given
from hypothesis import strategies as st

from camaudit.devices.tally import Smallest


def fold(keys, limit):
    kept = Smallest(limit)
    for key in keys:
        kept.add(key, (key, 1), lambda a, b: (a[0], a[1] + b[1]), lambda v: v[1])
    return sorted(kept.values()), kept.dropped


@given(st.lists(st.sampled_from("abcdefgh"), max_size=40), st.randoms())
def test_any_order_keeps_the_same_members_with_the_same_totals(keys, random):
    shuffled = list(keys)
    random.shuffle(shuffled)
    assert fold(keys, 3) == fold(shuffled, 3)


def test_what_is_dropped_and_what_is_kept_add_up():
    kept, dropped = fold("aabbccddee", 2)
    assert sum(count for _, count in kept) + dropped == 10
