from hypothesis import given
from hypothesis import strategies as st

from camaudit.smallest import Smallest


def fold(keys, limit):
    kept = Smallest(limit)
    for key in keys:
        kept.add(key, (key, 1), lambda a, b: (a[0], a[1] + b[1]), lambda v: v[1])
    return sorted(kept), kept.dropped


@given(st.lists(st.sampled_from("abcdefgh"), max_size=40), st.randoms())
def test_any_order_keeps_the_same_members_with_the_same_totals(keys, random):
    shuffled = list(keys)
    random.shuffle(shuffled)
    assert fold(keys, 3) == fold(shuffled, 3)


def test_what_is_dropped_and_what_is_kept_add_up():
    kept, dropped = fold("aabbccddee", 2)
    assert sum(count for _, count in kept) + dropped == 10


def test_the_same_keys_stay_in_any_order():
    keys = [b"%d" % n for n in range(200)]
    kept = []
    for order in (keys, keys[::-1], keys[1::2] + keys[::2]):
        smallest = Smallest(20)
        gone = [smallest.put(key, key) for key in order]
        kept.append(set(smallest))
        assert {key for key in gone if key is not None} == set(keys) - kept[-1]
    assert len(kept[0]) == 20
    assert kept[0] == kept[1] == kept[2]


def test_what_went_is_not_found_again():
    smallest = Smallest(1)
    assert smallest.put(b"a", 1) is None
    gone = smallest.put(b"b", 2)
    assert (smallest.get(b"a"), smallest.get(b"b")) == ((None, 2) if gone == 1 else (1, None))
    assert len(smallest) == 1
