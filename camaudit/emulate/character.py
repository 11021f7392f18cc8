"""What an emulated device is: how it names itself, what it speaks, and how ill it behaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a web server says at one path; texts may hold placeholders such as $address."""

    status: int = 200
    type: str = "text/html"
    body: bytes = b""
    filled: bool = True  # the body is text, with placeholders
    headers: tuple[str, ...] = ()  # whole lines beside the usual ones
    does: str | None = None  # name of an act of the http emulator, in place of a body
    guarded: bool = False  # needs a login
    raw: bool = False  # the body is the whole answer, with status line and headers
    endless: bool = False  # the body never ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One protocol at one port."""

    speaks: str  # a key of speeches.SPEECHES
    port: int
    words: Mapping[str, str]  # settings, as the protocol names them
    pages: Mapping[str, Page] = field(
        default_factory=dict
    )  # by path; "/x/*" for all that begin so, "*" for all others

    def word(self, name: str, default: str = "") -> str:
        """Give a setting."""
        return self.words.get(name, default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How ill a device behaves; as made, it behaves well."""

    drip: int | None = None  # bytes at a time
    pause: float = 0.0  # seconds between drips
    silent: bool = False  # takes connections and datagrams, and never says a word
    reset: str | None = None  # when it breaks connections off: "accept" or "request"
    at_once: int | None = None  # connections that it bears open; one more and it dies
    apart: float | None = None  # seconds between connections that it needs, or it dies
    a_minute: int | None = None  # connections that it bears within 60 seconds
    lock_after: int | None = None  # refused logins until it locks


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """One device of the cast: a file of cast/ or of tests/emulators/."""

    name: str  # of the file
    kind: str  # camera, recorder, ... as an audit says it; None of a camera: printer, phone, ...
    maker: str | None  # id of a maker's file, where one built it
    brand: str | None  # the label on the box
    model: str
    firmware: str
    serial: str  # may hold placeholders
    block: str  # first three bytes of its MAC, "44:19:b6"
    channels: int  # of a recorder; 1 of a camera, 0 of anything else
    user: str
    password: str
    manners: Manners
    services: tuple[Service, ...]
    source: str  # where its words are from
