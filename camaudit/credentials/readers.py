"""Makes readers of frames that know the documented defaults; can be sent to another process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.credentials.judge import Judge
from camaudit.dissect.dispatch import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camaudit.model.endpoint import Endpoints
    from camaudit.rulebook.types import Default


class Readers:
    """Gives each source a reader with a judge of its own: what it may spend is by source."""

    def __init__(self, defaults: Sequence[Default]) -> None:
        self._defaults = tuple(defaults)

    def __call__(self, endpoints: Endpoints, source: str) -> Reader:
        """Make a reader."""
        return Reader(Judge(self._defaults), endpoints, source)
