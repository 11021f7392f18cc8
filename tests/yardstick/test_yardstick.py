"""The files of the yardstick have their form, and the rules stay within its two guards."""

import importlib.util
import sys
from collections import Counter
from hashlib import blake2b
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def _module(path):
    spec = importlib.util.spec_from_file_location(f"yardstick_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


BENCH = _module(ROOT / "bench" / "yardstick.py")
SEEN = BENCH.read_texts(HERE / "seen.tsv")
HELD_OUT = BENCH.read_texts(HERE / "held_out.tsv")
HELD_OUT_2 = BENCH.read_texts(HERE / "held_out_2.tsv")
CAMERAS = (*SEEN, *HELD_OUT, *HELD_OUT_2)
CAMERA_FILES = ["seen.tsv", "held_out.tsv", "held_out_2.tsv"]
OTHERS = BENCH.read_others(HERE / "others.tsv")
KINDS = {"camera", "recorder", "encoder", "intercom"}


@pytest.fixture(scope="module")
def judge():
    return BENCH.Judge()


@pytest.mark.parametrize("name", [*CAMERA_FILES, "others.tsv"])
def test_every_line_has_every_column_and_no_line_is_twice_there(name):
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    width = lines[0].count("\t")
    assert [line for line in lines if line.count("\t") != width or "" in line.split("\t")] == []
    assert [line for line, count in Counter(lines).items() if count > 1] == []


def test_every_maker_and_kind_is_known():
    known = {path.stem for path in (ROOT / "rules" / "makers").glob("*.yaml")} | {"-"}
    assert {one.maker for one in CAMERAS} - known == set()
    assert {one.kind for one in CAMERAS} - KINDS == set()


@pytest.mark.parametrize("name", CAMERA_FILES)
def test_every_text_is_marked_clear_or_not(name):
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    assert {line.split("\t")[-2] for line in lines[1:]} == {"yes", "no"}


def test_the_halves_are_those_of_the_rule_and_no_text_is_in_two_files():
    def held_out(source):
        return int.from_bytes(blake2b(source.encode(), digest_size=8).digest(), "big") % 5 == 0

    assert [one.source for one in SEEN if held_out(one.source)] == []
    assert [one.source for one in HELD_OUT if not held_out(one.source)] == []
    texts = [(one.channel, one.value) for one in CAMERAS]
    assert [text for text, count in Counter(texts).items() if count > 1] == []


def test_no_text_of_a_camera_is_a_text_of_another_thing():
    other = Counter((one.channel, one.value) for one in OTHERS)
    assert [text for text, count in other.items() if count > 1] == []
    assert {(one.channel, one.value) for one in CAMERAS} & set(other) == set()


def test_no_source_of_the_second_set_is_one_that_a_rule_or_the_first_set_cites():
    sources = {one.source for one in HELD_OUT_2}
    assert sources & {one.source for one in (*SEEN, *HELD_OUT)} == set()
    rules = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "rules").rglob("*.yaml")))
    assert [source for source in sources if source in rules] == []


def test_no_maker_has_more_than_a_sixth_of_the_second_set():
    makers = Counter(one.maker for one in HELD_OUT_2 if one.maker != BENCH.UNKNOWN)
    assert max(makers.values()) * 6 <= len(HELD_OUT_2)


def test_there_is_as_much_as_the_readme_says():
    assert len(SEEN) + len(HELD_OUT) >= 500
    assert len({one.source for one in (*SEEN, *HELD_OUT)}) >= 150
    assert len(HELD_OUT_2) >= 250
    assert len({one.source for one in HELD_OUT_2}) >= 120
    assert len(OTHERS) >= 3000
    assert sum(one.generated for one in OTHERS) * 2 <= len(OTHERS)


def test_generated_lines_are_those_of_the_generator():
    generator = _module(HERE / "generate.py")
    made = {line[:2] for line in generator.made()}
    kept = {(str(one.channel), one.value) for one in OTHERS if one.source.startswith("grammar:")}
    assert kept - made == set()


def test_one_other_thing_in_a_thousand_at_most_is_called_a_camera(judge):
    called = [one for one in OTHERS if judge.say([(one.channel, one.value)]).video]
    assert len(called) * 1000 <= len(OTHERS), called


def test_one_text_in_a_hundred_at_most_gets_a_wrong_maker(judge):
    known = [one for one in SEEN if one.maker != BENCH.UNKNOWN]
    said = [(one, judge.say([(one.channel, one.value)]).maker) for one in known]
    wrong = [(one.value, one.maker, maker) for one, maker in said if maker not in {one.maker, None}]
    assert len(wrong) * 100 <= len(known), wrong


def test_the_interval_is_wilsons():
    low, high = BENCH.wilson(0, 10)
    assert (round(low, 3), round(high, 3)) == (0.0, 0.278)
    assert BENCH.wilson(0, 0) == (0.0, 1.0)
