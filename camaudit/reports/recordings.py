"""What to know of how the files were recorded, one sentence for each circumstance of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.model.coverage import Circumstance
from camaudit.reports.nouns import number_of
from camaudit.reports.sentences import say

if TYPE_CHECKING:
    from camaudit.model.audit import Audit
    from camaudit.model.coverage import Note

_WORDS = {  # the sentence, and what is counted
    Circumstance.WRAPPED: ("recorded-wrapped", "plain-frame"),
    Circumstance.COPIES: ("recorded-copies", "plain-frame"),
    Circumstance.CLOCK_BACK: ("recorded-clock-back", "place"),
    Circumstance.SILENCE: ("recorded-silence", "place"),
    Circumstance.ONE_SIDED: ("recorded-one-sided", "connection"),
    Circumstance.CUT: ("recorded-cut", "plain-frame"),
    Circumstance.GAPS: ("recorded-gaps", "place"),
    Circumstance.ENCRYPTED: ("recorded-encrypted", "plain-frame"),
    Circumstance.NO_ZONE: ("recorded-no-zone", "line"),
    Circumstance.NO_YEAR: ("recorded-no-year", "line"),
    Circumstance.ANNOUNCEMENTS: ("recorded-announcements", "plain-frame"),
    Circumstance.TRANSLATED: ("recorded-translated", "line"),
}

_NOTHING_LOST = frozenset(
    {
        Circumstance.WRAPPED,
        Circumstance.COPIES,
        Circumstance.CLOCK_BACK,
        Circumstance.NO_ZONE,
        Circumstance.NO_YEAR,
    }
)


def recordings(audit: Audit) -> list[tuple[str, str]]:
    """Give each file with what to know of it; files without any are left out."""
    return [
        (file.path, " ".join(_sentence(note) for note in file.notes))
        for file in audit.files
        if file.notes
    ]


def poor_recordings(audit: Audit) -> int:
    """Count the files that hold less than was sent while they were recorded."""
    return sum(any(note.what not in _NOTHING_LOST for note in file.notes) for file in audit.files)


def _sentence(note: Note) -> str:
    key, noun = _WORDS[note.what]
    return say(
        key,
        count=number_of(note.count, noun),
        about=note.about or "",
        sender="" if note.sender is None else say("recorded-from", sender=note.sender),
        place=note.place,
    )
