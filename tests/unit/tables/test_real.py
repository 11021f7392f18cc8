"""What real programs wrote is read whole: the same questions as live (tests/netns)."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "real"))
sys.path.insert(0, str(Path(__file__).parent))
from reading import walked
from readings import CHECKS

from camaudit.tables.walker import Row

REAL = Path(__file__).parents[2] / "real"


@pytest.mark.parametrize("name", CHECKS)
def test_what_a_real_program_wrote_is_read_whole(name):
    CHECKS[name](REAL / name)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("dhcpd.leases", "28:57:be:00:10:05", "44:19:b6:00:10:01"),
        ("lldp.txt", "via: CDPv2", "via: LLDP"),
        ("bridge-fdb.txt", "dev gi2 master", "dev gi3 master"),
        ("lldp.json", '"via": "CDPv2"', '"via": "LLDP"'),
    ],
)
def test_the_questions_would_see_another_answer(tmp_path, name, old, new):
    text = (REAL / name).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises((AssertionError, KeyError)):
        CHECKS[name](tmp_path / name)


def test_neighbours_in_json_may_stand_in_one_line(tmp_path):
    text = (REAL / "lldp.json").read_text(encoding="utf-8")
    (tmp_path / "lldp.json").write_text(json.dumps(json.loads(text)), encoding="utf-8")
    CHECKS["lldp.json"](tmp_path / "lldp.json")


@pytest.mark.parametrize("text", ['{"lldp": 7}', '{"lldp": {"interface": [1, {"a": []}, null]}}'])
def test_another_shape_of_json_gives_no_neighbour_with_an_address(tmp_path, text):
    (tmp_path / "lldp.json").write_text(text, encoding="utf-8")
    found = [one.entry for one in walked(tmp_path / "lldp.json") if isinstance(one, Row)]
    assert [one for one in found if one.mac or one.ip] == []
