"""Pictures made for a number have that number, as our own reading of pictures says."""

import re

import pytest

from camaudit.emulate import cast
from camaudit.emulate.icon import icon
from camaudit.protocols.icon import icon_number

ICONS = [
    pytest.param(path.stem, number, id=path.stem)
    for path in sorted(cast.CAST.glob("*.yaml"))
    for number in re.findall(r"favicon\.ico: .*# its number: (-?\d+)", path.read_text("utf-8"))
]


@pytest.mark.parametrize("number", [1, -1, 2**31 - 1])
def test_a_picture_is_made_for_any_number(number):
    assert icon_number(icon(number)) == str(number)


@pytest.mark.parametrize(("name", "number"), ICONS)
def test_a_characters_picture_has_the_number_that_its_file_says(name, number):
    pages = [page for one in cast.find(name).services for page in one.pages.items()]
    assert {icon_number(page.body) for path, page in pages if path == "/favicon.ico"} == {number}


def test_no_character_shows_a_picture_that_is_not_tested():
    shown = [
        path.stem
        for path in sorted(cast.CAST.glob("*.yaml"))
        if "/favicon.ico:" in path.read_text("utf-8")
    ]
    assert shown == [one.id for one in ICONS]
