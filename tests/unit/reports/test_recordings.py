"""How the files were recorded, in sentences."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from camaudit.model.coverage import Circumstance, Note
from camaudit.reports.recordings import poor_recordings, recordings

NOTHING_LOST = {
    Circumstance.WRAPPED,
    Circumstance.COPIES,
    Circumstance.CLOCK_BACK,
    Circumstance.NO_ZONE,
    Circumstance.NO_YEAR,
}


def noted(school, what, **fields):
    given = {"about": None, "sender": None, "count": 1_204, "place": "frame 812", **fields}
    return replace(school, files=(replace(school.files[0], notes=(Note(what=what, **given),)),))


@pytest.mark.parametrize("what", Circumstance)
def test_every_circumstance_has_its_sentence(what, school):
    ((path, words),) = recordings(noted(school, what))
    assert path == school.files[0].path
    assert "1,204" in words
    assert words.endswith(".")


def test_who_mirrors_is_named(school):
    audit = noted(
        school, Circumstance.WRAPPED, about="ERSPAN II", sender=ip_address("10.20.0.2"), count=1
    )
    words = "1 frame came in ERSPAN II from 10.20.0.2: read as what is inside."
    assert recordings(audit)[0][1] == words


@pytest.mark.parametrize("what", Circumstance)
def test_files_that_lack_something_are_counted(what, school):
    assert poor_recordings(noted(school, what)) == (what not in NOTHING_LOST)
