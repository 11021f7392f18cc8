"""What the pages of a device say outside their titles: bounded marks, never whole text."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from camaudit.model.observation import Channel
from camaudit.scrub import scrub_text, scrub_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_MARKS = 32  # paths kept of one page
MAX_TEXTS = 8  # of each sort of text kept of one page
MAX_TEXT = 256  # characters of one text

_TITLE = re.compile(r"(?i)<title[^>]{0,200}>")
_TITLE_ENDS = re.compile("(?i)</title")
REMEMBERED = 64  # pages, of at most so many bytes as a body is read
MAX_TITLE = 2_000  # characters between the two
MAX_TITLES = 8  # of one page that are looked at: pictures have some too
_IN_PAGE = re.compile("(?i)(?:javascript|data):")  # a script or a picture, not a path
_MARK = re.compile(
    r"""(?i)\b(?:src|href|action|codebase|pluginspage)\s*=\s*["']?([^\s"'<>]{1,256})"""
)
_META = re.compile(r"(?i)<meta\s([^>]{1,600})>")
_ATTRIBUTE = re.compile(
    r"""(?i)\b(name|property|content)\s*=\s*(?:"([^"]{0,400})"|'([^']{0,400})'|([^\s"'>]{1,64}))"""
)
_META_NAMES = frozenset({
    "application-name", "author", "copyright", "description", "generator", "keywords", "owner",
    "product", "publisher", "og:site_name", "apple-itunes-app", "google-play-app",
})  # fmt: skip
_HEADING = re.compile(r"(?is)<h[12]\b[^>]{0,200}>(.{1,200}?)</h[12]")
_NOSCRIPT = re.compile(r"(?is)<noscript>(.{1,300}?)</noscript")
_TAG = re.compile(r"<[^>]{0,400}>")
_RIGHTS = re.compile("(?i)©|&copy;?|&#169;|copyright|all rights reserved")
_AROUND = 120  # characters looked at before and behind
_EDGE = re.compile(r"""[<>"'\n]""")
# A script's own name of the product or its maker, as a text; other variables are not looked at.
_VARIABLE = re.compile(
    r"""(?ix)(?<![\w.$-])
    ([\w$.]{0,40}(?:model|product|vendor|brand|oem|firm_?ware|soft_?ware|manufactur|dev(?:ice)?_?type|
    filename)[\w$]{0,24})
    \s{0,4}[:=]\s{0,4}(?:"([\w .,/+()-]{1,64})"|'([\w .,/+()-]{1,64})')"""
)
# A list of plain lines: the parameter group of Axis, the answer to info.cgi of Canon.
_LINE = re.compile(
    r"(?m)^(?:root\.)?(Brand\.(?:Brand|ProdNbr|ProdFullName|ProdType))=([^\r\n]{1,200})"
    r"|^(hardware):=([^\r\n]{1,200})"
)
_SECRET = re.compile("(?i)token|auth|session|key|cookie|csrf|pass|pwd|psw|secret|cred|login|user")
_OBJECT = re.compile(r"(?i)<(?:object|embed|applet|form|body)\s([^>]{1,800})>")
_OBJECT_NAME = re.compile(r"""(?i)\b(id|name|classid|code)\s*=\s*["']?([\w.:{}-]{3,64})""")
# Keys of a translated page: `<span>LOGIN_NAME</span>`, `data-i18n="login.name"`, `ng-bind="a.b"`.
_KEY = re.compile(
    r"""(?x)>\s{0,8}([A-Z][A-Z0-9]{1,24}(?:_[A-Z0-9]{1,24}){1,5})\s{0,8}<
    |\b(?:data-i18n[\w-]{0,8}|ng-bind|data-bind|lxc-lang|locallanguage)\s{0,2}=\s{0,2}["']([\w.:-]{3,64})["']"""
)


@lru_cache(maxsize=REMEMBERED)
def facts(page: str) -> tuple[tuple[Channel, str | None], ...]:
    """Give all that is read of a page; the same page is met again and again in a capture."""
    found = [(Channel.HTTP_TITLE, title(page)), *((Channel.HTTP_BODY, one) for one in marks(page))]
    return (*found, *texts(page))


def title(page: str) -> str | None:
    """Give the text of the title, white space folded."""
    for begun in islice(_TITLE.finditer(page), MAX_TITLES):
        begin = begun.end()
        ends = _TITLE_ENDS.search(page, begin, begin + MAX_TITLE + len("</title"))
        if ends is not None:
            return " ".join(html.unescape(page[begin : ends.start()]).split())
    return None


def marks(page: str) -> list[str]:
    """Give paths that a page names, without queries, sorted."""
    paths = {path(one) for one in _MARK.findall(page) if not _IN_PAGE.match(one)}
    return sorted(paths)[:MAX_MARKS]


def path(target: str) -> str:
    """Give a path without query, fragment and login."""
    return scrub_url(target.partition("?")[0].partition("#")[0])


def texts(page: str) -> Iterator[tuple[Channel, str]]:
    """Give what a page says of its product, each as "sort: text".

    The sorts: the names of meta elements ("meta description"), "heading", "noscript", "rights" (a
    line that claims a copyright), "variable" (of a script, named for product or maker), "object"
    (name or class of a plug-in or form), "key" (of a translation). At most MAX_TEXTS of a sort,
    in the order of the page.
    """
    yield from _kept("", _metas(page))
    yield from _kept("heading: ", (_TAG.sub(" ", one) for one in _HEADING.findall(page)))
    yield from _kept("noscript: ", (_TAG.sub(" ", one) for one in _NOSCRIPT.findall(page)))
    yield from _kept("rights: ", _claims(page))
    variables = (
        f"{name.rpartition('.')[2]} = {one or other}"
        for name, one, other in _VARIABLE.findall(page)
        if not _SECRET.search(name)
    )
    yield from _kept("variable: ", variables)
    named = (
        f"{name.lower()} {value}"
        for attributes in _OBJECT.findall(page)
        for name, value in _OBJECT_NAME.findall(attributes)
    )
    yield from _kept("object: ", named)
    yield from _kept("key: ", (one or other for one, other in _KEY.findall(page)))


def values(text: str) -> Iterator[tuple[Channel, str]]:
    """Give what a list of plain lines says of its product, each as "value: name = text".

    Source: VAPIX, parameter group Brand and getbrand.cgi; detection scripts for Canon's info.cgi.
    """
    found = (
        f"{name or other} = {value or word}"
        for name, value, other, word in islice(_LINE.findall(text), MAX_TEXTS)
    )
    yield from _kept("value: ", found)


def _claims(page: str) -> Iterator[str]:
    """Give the pieces of text around the words that claim a copyright."""
    behind = 0
    for found in _RIGHTS.finditer(page):
        if found.start() < behind:
            continue  # stands in the piece before
        before = _EDGE.split(page[max(0, found.start() - _AROUND) : found.start()])[-1]
        after = _EDGE.split(page[found.end() : found.end() + _AROUND])[0]
        behind = found.end() + len(after)
        yield f"{before}{found[0]}{after}"


def _metas(page: str) -> Iterator[str]:
    for attributes in _META.findall(page):
        found = {name.lower(): "".join(value) for name, *value in _ATTRIBUTE.findall(attributes)}
        name = (found.get("name") or found.get("property") or "").strip().lower()
        if name in _META_NAMES and found.get("content"):
            yield f"meta {name}: {found['content']}"


def _kept(sort: str, found: Iterable[str]) -> Iterator[tuple[Channel, str]]:
    """Fold, unescape and scrub; each once, at most MAX_TEXTS."""
    told: dict[str, None] = {}
    for one in found:
        text = " ".join(html.unescape(one).split())[:MAX_TEXT]
        if text:
            told[scrub_text(text)] = None
        if len(told) >= MAX_TEXTS:
            break
    for text in told:
        yield Channel.HTTP_TEXT, f"{sort}{text}"
