"""SQL for the time in front of a syslog line, whoever wrapped it.

Read are the stamps of BSD syslog (RFC 3164: no year, no zone), of RFC 5424 and of rsyslog (RFC
3339), "Nov 22 2026 09:14:03" as Cisco writes it and "22-Nov-2026 09:14:03.123" as BIND does. A
relay puts a second header in front: of two stamps the one with a zone counts, then the one with a
year, then the first.
"""

from __future__ import annotations

from camaudit.flows.format import literal

HEADER = 160  # characters of a line in which its time is looked for

_CLOCK = r"\d\d:\d\d:\d\d(?:\.\d{1,9})?"
_ZONED = rf"\d{{4}}-\d\d-\d\d[T ]{_CLOCK} ?(?:Z|[+-]\d\d:?\d\d)\b"
_DATED = rf"\d{{4}}-\d\d-\d\d[T ]{_CLOCK}"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_LONG = rf"{_MONTH} {{1,2}}\d{{1,2}} \d{{4}} {_CLOCK}"
_BIND = rf"\b\d{{1,2}}-{_MONTH}-\d{{4}} {_CLOCK}"
_SHORT = rf"\b{_MONTH} {{1,2}}\d{{1,2}} \d\d:\d\d:\d\d"


def stamp(head: str) -> str:
    """Give the time that the head of a line names, as microseconds since 1970, or NULL.

    Input: head, an expression for what stands before the message. Each form is sought before it is
    read, in a CASE: of a COALESCE everything is worked out, whatever came first.
    """

    def found(pattern: str) -> str:
        return f"regexp_extract({head}, {literal(pattern)})"

    def has(pattern: str) -> str:
        return f"WHEN regexp_matches({head}, {literal(pattern)}) THEN"

    long, utc = found(_LONG), found(_LONG + " UTC")
    return (
        f"CASE {has(_ZONED)} iso({found(_ZONED)}) {has(_DATED)} iso({found(_DATED)}) "
        f"{has(_LONG + ' UTC')} epoch_us({_read(f'left({utc}, -4)', '%b %d %Y %H:%M:%S')}) "
        f"{has(_LONG)} wall({_read(long, '%b %d %Y %H:%M:%S')}) "
        f"{has(_BIND)} wall({_read(found(_BIND), '%d-%b-%Y %H:%M:%S')}) "
        f"{has(_SHORT)} bsd({found(_SHORT)}) END"
    )


def _read(text: str, form: str) -> str:
    """Read a stamp with or without a fraction of a second."""
    return (
        f"CASE WHEN contains({text}, '.') THEN try_strptime({text}, {literal(form + '.%f')}) "
        f"ELSE try_strptime({text}, {literal(form)}) END"
    )


# A line that begins so was written by some program; what a format does not know of it, is passed.
OTHERS = (
    # what was repeated is not written: that is counted
    "NOT contains(text, 'last message repeated') AND regexp_matches(text, "
    r"'^(?:\d{1,5} )?(?:<\d{1,3}>)?(?:1 )?:? ?(?:\d{4}-\d\d-\d\d[T ]\d\d:|"
    r"[A-Z][a-z]{2} {1,2}\d{1,2} )')"
)
LINE = stamp(f"left(text, {HEADER})")  # of formats whose message holds no stamp of its own
