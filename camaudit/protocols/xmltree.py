"""XML from strangers as a tree of local names: no DTD, no entities, bounded.

Devices send XML that strict readers refuse: undeclared prefixes, bare ampersands, bytes after
the end. What can be mended without guessing is mended; the rest is malformed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError, XMLParser

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from camaudit.errors import MalformedError, TruncatedError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from xml.etree.ElementTree import Element

MAX_XML = 65_536  # bytes
MAX_TAGS = 4_096  # elements
MAX_DEPTH = 32
MAX_NAMES = 4_096  # of elements, that are remembered without their namespace
MAX_NAME = 256  # characters of one of them; strangers may send more

_PREFIXED = re.compile(r"(</?)[A-Za-z_][\w.-]*:")
_XMLNS = re.compile(r"""\sxmlns(?::[\w.-]+)?\s*=\s*(?:"[^"<]*"|'[^'<]*')""")
_PREFIXED_ATTRIBUTE = re.compile(r"""(\s)[A-Za-z_][\w.-]*:(?=[\w.-]+\s*=\s*["'])""")
_BARE_AND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
_DECLARATION = re.compile(r"^<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"""^[^>]{0,100}encoding\s*=\s*["']([\w.-]{1,20})["']""")


def parse_xml(data: bytes, limit: int = MAX_XML) -> Element:
    """Read one XML document.

    Input:  bytes; a BOM, bytes before the first `<` and after the last `>` are passed over.
    Output: the root element. Compare names with `local`.
    Raises: TruncatedError where the end is missing, MalformedError where it is no XML.
    """
    if len(data) > limit:
        raise MalformedError(f"XML of more than {limit} bytes")
    text = _decode(data)
    begin, end = text.find("<"), text.rfind(">")
    if begin < 0:
        raise MalformedError("no XML")
    if end < begin:
        raise TruncatedError("XML cut short")
    body = _DECLARATION.sub("", text[begin : end + 1], count=1).lstrip()
    _refuse_depth(body)
    try:
        return _read(body)
    except ParseError:
        pass
    mended = _PREFIXED.sub(r"\1", _BARE_AND.sub("&amp;", body))
    mended = re.sub(r"<[^<>]{1,2048}>", _without_prefixes, mended)
    try:
        return _read(mended)
    except ParseError as error:
        code = "no element found" in str(error) or "unclosed token" in str(error)
        raise (TruncatedError if code else MalformedError)(f"XML: {error}") from None


def _without_prefixes(tag: re.Match[str]) -> str:
    return _PREFIXED_ATTRIBUTE.sub(r"\1", _XMLNS.sub("", tag[0]))


def _decode(data: bytes) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    found = _ENCODING.search(data)
    # Devices declare UTF-16 or GB2312 and send something else: trust UTF-8 where it fits.
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        named = found[1].decode().lower() if found else ""
        return data.decode("gb18030" if named.startswith("gb") else "latin-1", "replace")


def _refuse_depth(body: str) -> None:
    if body.count("<") - body.count("</") <= MAX_DEPTH:
        return  # fewer are opened than may lie in one another
    depth = 0
    for tags, tag in enumerate(re.finditer(r"<(/?)[^<>]{0,2048}?(/?)>", body)):
        if tag[1]:
            depth -= 1
        elif not tag[2] and body[tag.start() + 1 : tag.start() + 2] not in {"?", "!"}:
            depth += 1
        if depth > MAX_DEPTH or tags >= MAX_TAGS:
            raise MalformedError("XML nested too deep or too long")


def _read(body: str) -> Element:
    """Read a document; one that declares anything goes to the parser that refuses it.

    Entities can be declared in a DTD alone, and a DTD begins with these characters (XML 1.0
    section 2.8): without them the plain parser, in C, is as safe, and three times as fast.
    """
    try:
        root: Element
        if "<!DOCTYPE" in body:
            root = ElementTree.fromstring(body, forbid_dtd=True)
        else:
            parser = XMLParser()  # noqa: S314 - no DTD
            parser.feed(body)
            root = parser.close()
    except DefusedXmlException as error:
        raise MalformedError("XML with a DTD or entities") from error
    except (ValueError, LookupError) as error:
        if isinstance(error, ParseError):
            raise
        raise MalformedError("XML that cannot be decoded") from error
    return root


def local(element: Element) -> str:
    """Give the name of an element without its namespace."""
    return _names(element.tag)[0]


def _names(tag: str) -> tuple[str, str]:
    """Give the name behind a namespace, and the same in small letters."""
    return _remembered(tag) if len(tag) <= MAX_NAME else _parted(tag)


def _parted(tag: str) -> tuple[str, str]:
    name = tag.rpartition("}")[2].rpartition(":")[2]
    return name, name.lower()


_remembered = lru_cache(MAX_NAMES)(_parted)


def text_of(element: Element) -> str:
    """Give the text of an element, white space folded."""
    return " ".join((element.text or "").split())


def find_all(root: Element, name: str) -> Iterator[Element]:
    """Give every element of a local name, in order; case does not matter."""
    wanted = name.lower()
    return (element for element in root.iter() if _names(element.tag)[1] == wanted)


def first_texts(root: Element, names: Collection[str]) -> dict[str, str]:
    """Give the texts that `find_text` would give of several names, written in small letters."""
    found: dict[str, str] = {}
    for element in root.iter():
        name = _names(element.tag)[1]
        if name in names and name not in found and (text := text_of(element)):
            found[name] = text
    return found


def find_text(root: Element, name: str) -> str | None:
    """Give the text of the first element of a local name that has any."""
    return next((text for one in find_all(root, name) if (text := text_of(one))), None)
