"""Hellos of QUIC clients, enciphered again without what nothing is read from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.errors import MalformedError
from camaudit.protocols import quic, tls

if TYPE_CHECKING:
    from collections.abc import Hashable

    from camaudit.blank import Blanker
    from camaudit.dissect.hellos import Hello
    from camaudit.model.keeping import Keeps
    from camaudit.model.talk import Talk


def keep(hello: Hello, keeps: Keeps, blanker: Blanker) -> None:
    """Keep the packets of a hello that is over."""
    if not hello.packets:
        return
    whole = hello.whole()
    expected = _said(whole, hello.talk)
    made = blanker.blank("quic", whole, lambda one: _said(one, hello.talk) == expected)
    for place, payload in hello.packets:
        keeps.put(place, quic.resealed(payload, made))


def _said(messages: bytes, talk: Talk) -> Hashable:
    try:
        return tuple(tls.observations(tls.parse_messages(messages), talk))
    except MalformedError as error:
        return type(error).__name__
