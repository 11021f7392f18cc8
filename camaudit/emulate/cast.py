"""Characters from YAML files, with every mistake told at once."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit import yamlfile
from camaudit.emulate.character import Character, Manners, Page, Service
from camaudit.emulate.http import ACTS
from camaudit.emulate.speeches import SPEECHES
from camaudit.errors import CastError

if TYPE_CHECKING:
    from camaudit.yamlfile import Node

CAST = Path(__file__).parent / "cast"
_KEYS = (
    "like", "kind", "maker", "brand", "model", "firmware", "serial", "block", "channels",
    "user", "password", "manners", "services", "source",
)  # fmt: skip
_MANNERS = ("drip", "pause", "silent", "reset", "at_once", "apart", "a_minute", "lock_after")
_PAGE = ("status", "type", "body", "base64", "headers", "does", "guarded", "raw", "endless")
_BLOCK = re.compile(r"([0-9a-f]{2}:){2}[0-9a-f]{2}")


def _number(node: Node | None, name: str) -> float | None:
    text = node.text(name) if node is not None else None
    if node is None or text is None:
        return None
    try:
        return float(text)
    except ValueError:
        node.wrong(f"{name}: not a number")
        return None


def _whole(node: Node | None, name: str, default: int | None) -> int | None:
    made = _number(node, name)
    return default if made is None else int(made)


def _yes(node: Node | None, name: str) -> bool:
    text = node.text(name) if node is not None else "no"
    if node is not None and text not in {"yes", "no"}:
        node.wrong(f"{name}: yes or no")
    return text == "yes"


def _text(nodes: dict[str, Node], name: str) -> str:
    return (nodes[name].text(name) or "") if name in nodes else ""


def _page(node: Node) -> Page:
    nodes = node.mapping(_PAGE, "page")
    body = _text(nodes, "body").encode("utf-8")
    if "base64" in nodes:
        try:
            body = base64.b64decode("".join(_text(nodes, "base64").split()), validate=True)
        except binascii.Error:
            nodes["base64"].wrong("not base64")
    raw = _yes(nodes.get("raw"), "raw")
    if raw and "base64" not in nodes:
        body = body.replace(b"\n", b"\r\n")
    does = _text(nodes, "does") or None
    if does is not None and does not in ACTS:
        nodes["does"].wrong(f"{does}: unknown act; known are {', '.join(sorted(ACTS))}")
    headers = nodes["headers"].items("headers") if "headers" in nodes else []
    return Page(
        status=_whole(nodes.get("status"), "status", 200) or 200,
        type=_text(nodes, "type") or "text/html",
        body=body,
        filled="base64" not in nodes,
        headers=tuple(one.text("header") or "" for one in headers),
        does=does,
        guarded=_yes(nodes.get("guarded"), "guarded"),
        raw=raw,
        endless=_yes(nodes.get("endless"), "endless"),
    )


def _service(node: Node) -> Service | None:
    nodes = dict(node.pairs("service"))
    speaks = _text(nodes, "speaks")
    speech = SPEECHES.get(speaks)
    if speech is None:
        node.wrong(f"speaks: {speaks}: unknown; known are {', '.join(sorted(SPEECHES))}")
        return None
    words: dict[str, str] = {}
    for key, one in nodes.items():
        if key in {"speaks", "port"} or (key == "pages" and speech.pages):
            continue
        if key in speech.words or (key == "copies" and speech.answer is not None):
            words[key] = one.text(key) or ""
        else:
            one.wrong(
                f"{key}: unknown key of {speaks}; known are {', '.join(sorted(speech.words))}"
            )
    pages = nodes["pages"].pairs("pages") if speech.pages and "pages" in nodes else ()
    return Service(
        speaks=speaks,
        port=_whole(nodes.get("port"), "port", speech.port) or speech.port,
        words=words,
        pages={path: _page(one) for path, one in pages},
    )


def _manners(node: Node | None) -> Manners:
    nodes = node.mapping(_MANNERS, "manners") if node is not None else {}
    reset = _text(nodes, "reset") or None
    if reset not in {None, "accept", "request"}:
        nodes["reset"].wrong("reset: accept or request")
    return Manners(
        drip=_whole(nodes.get("drip"), "drip", None),
        pause=_number(nodes.get("pause"), "pause") or 0.0,
        silent=_yes(nodes.get("silent"), "silent"),
        reset=reset,
        at_once=_whole(nodes.get("at_once"), "at_once", None),
        apart=_number(nodes.get("apart"), "apart"),
        a_minute=_whole(nodes.get("a_minute"), "a_minute", None),
        lock_after=_whole(nodes.get("lock_after"), "lock_after", None),
    )


def _like(nodes: dict[str, Node]) -> Character | None:
    """Give the character of the cast that this one is like, but for what it says itself."""
    name = _text(nodes, "like")
    if not name:
        return None
    if not (CAST / f"{name}.yaml").exists():
        nodes["like"].wrong(f"like: {name}: no such character in the cast")
        return None
    return find(name)


def character(data: bytes, name: str, shown: str) -> Character:
    """Read a character.

    Input: the YAML, the character's name, the file's name for messages. Raises: CastError with
    all that is wrong.
    """
    root, problems = yamlfile.parse(data, shown)
    nodes = root.mapping(_KEYS, "character") if root is not None else {}
    base = _like(nodes)
    for key in () if base else ("kind", "model", "block", "services", "source"):
        if root is not None and key not in nodes:
            root.wrong(f"{key}: missing")
    if "block" in nodes and not _BLOCK.fullmatch(_text(nodes, "block")):
        nodes["block"].wrong("block: three bytes such as 00:40:8c")
    services = nodes["services"].items("services") if "services" in nodes else []
    made = Character(
        name=name,
        kind=_text(nodes, "kind"),
        maker=_text(nodes, "maker") or None,
        brand=_text(nodes, "brand") or None,
        model=_text(nodes, "model"),
        firmware=_text(nodes, "firmware"),
        serial=_text(nodes, "serial"),
        block=_text(nodes, "block"),
        channels=_whole(nodes.get("channels"), "channels", 0) or 0,
        user=_text(nodes, "user") or "admin",
        password=_text(nodes, "password") or "made-up-Secret7",
        manners=_manners(nodes.get("manners")),
        services=tuple(one for node in services if (one := _service(node)) is not None),
        source=_text(nodes, "source"),
    )
    if problems.found:
        raise CastError("\n".join(str(one) for one in problems.found))
    if base is None:
        return made
    given = {key: getattr(made, key) for key in nodes if key != "like"}
    return replace(base, name=name, **given)


def find(name: str, folders: tuple[Path, ...] = (CAST,)) -> Character:
    """Read a character by name from the first folder that has it.

    Raises: FileNotFoundError where no folder has it; CastError where it is wrong.
    """
    for folder in folders:
        path = folder / f"{name}.yaml"
        if path.exists():
            return character(path.read_bytes(), name, path.name)
    raise FileNotFoundError(f"{name}.yaml")
