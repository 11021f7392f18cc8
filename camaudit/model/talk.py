"""Who says something to whom, where and when: the context of one message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camaudit.model.endpoint import Endpoint
    from camaudit.model.observation import Seen


@dataclass(frozen=True, slots=True)
class Talk:
    """The two ends of one message. On loopback an Endpoint carries its port as `service`."""

    sender: Endpoint
    sender_port: int | None  # None where there are no ports
    receiver: Endpoint
    receiver_port: int | None
    seen: Seen
