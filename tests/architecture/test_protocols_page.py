"""docs/protocols.md has a line for every parser, and none for one that is not there."""

import re
from pathlib import Path

from camaudit.protocols import PARSERS

PAGE = Path(__file__).parents[2] / "docs" / "protocols.md"


def test_the_page_of_protocols_names_every_parser_once():
    rows = [
        line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")
    ]
    named = [name for row in rows for name in re.findall(r"`([a-z0-9-]+)`", row.split("|")[1])]
    assert sorted(named) == sorted(PARSERS)
    assert all(row.count("|") == 6 for row in rows)
