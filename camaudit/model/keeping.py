"""What those who read frames and those who keep them tell each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from camaudit.model.observation import Seen


class Keeps(Protocol):
    """Who keeps the frames of one recording, with every byte of content overwritten at first."""

    here: int | None  # where the content of the frame lies that was handed on last; None: not kept

    def put(self, place: int, data: bytes) -> None:
        """Give bytes that stay.

        Input: place: `here` of their frame, plus their place in its content.
        """

    def want(self) -> None:
        """Leave room in the last frame: something may be put there later."""

    def tired(self) -> None:
        """Hear of a message of which nothing stays, since trying it took too long."""

    def remark(self, seen: Seen, text: str) -> None:
        """Note a text beside the frame that something was seen in."""
