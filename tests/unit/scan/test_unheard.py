"""Where devices are on a link and none answers what all are asked, something keeps answers away."""

import asyncio
import sys
from datetime import UTC
from ipaddress import ip_address
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "wire"))
sys.path.insert(0, str(Path(__file__).parent))

from played import HEAD, Script, clock, play
from test_cut_off import ESTATE, LINK, PRINTER, SLOW, Town

from camaudit.model.probe import Level
from camaudit.scan import run
from camaudit.scan.run import Scan
from camaudit.scan.targets import targets
from camaudit.wire.authority import scope
from camaudit.wire.gate import Gate
from camaudit.wire.journal import Journal

OTHER = ip_address("10.20.2.36")
KNOWN = [(one, "02:00:00:00:00:36", "cams") for one in (OTHER, PRINTER, SLOW)]


def scanned(town, path=None):
    async def go():
        with Journal(path, HEAD) as journal:
            gate = Gate(
                scope=scope(ESTATE, UTC), wire=town, journal=journal, clock=clock,
                sleep=asyncio.sleep, agent="camaudit/test",
            )  # fmt: skip
            made = Scan(
                gate,
                targets(ESTATE, gate.scope, [LINK], Level.ASK, no_frames="no right"),
                lambda _said: None,
                lambda _facts: frozenset(),
            )
            await made.run()
            return made.unheard

    return play(go())


@pytest.mark.parametrize(
    ("known", "town", "unheard"),
    [
        (KNOWN, Script, ("cams (10.20.2.32/29)",)),
        (KNOWN[:2], Script, ()),  # two may well be of a sort that answers nothing
        ([], Script, ()),
        (KNOWN, Town, ()),
    ],
    ids=["three", "two", "none", "one answered"],
)
def test_links_with_devices_and_no_answer_are_told(monkeypatch, known, town, unheard):
    monkeypatch.setattr(run, "neighbours", lambda: known)
    assert scanned(town()) == unheard


def test_what_was_heard_before_a_cut_counts(monkeypatch, tmp_path):
    monkeypatch.setattr(run, "neighbours", lambda: KNOWN)
    path = tmp_path / "journal.jsonl"
    assert scanned(Town(), path) == ()
    assert scanned(Script(), path) == ()
