"""How names are spelled: one form for all cases and accents, and what a model's name looks like."""

from __future__ import annotations

import re
import unicodedata

_UNITS = re.compile(
    r"(?:ip|ik|cat|rj|h|poe|usb|cl|en|bs|iso)[-. ]?\d{1,5}[a-z+]*"
    r"|[x\u00d7]?\d+(?:[.,x\u00d7/-]\d+)*(?:mp|mpx|mm|cm|m|km|x|p|k|v|vdc|vac|w|a|ah|tb|gb|mb|ch|way|"
    r"ports?|u|hz|fps|lux|db|deg|channel|yr|year|inch|in|rmi)?",
    re.IGNORECASE,
)


def folded(text: str) -> str:
    """Write text in lower case and without accents."""
    if text.isascii():
        return text.lower()
    flat = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in flat if not unicodedata.combining(c))


def like_model(word: str) -> bool:
    """Tell whether a word has the form of a model's name, not of a measure: 2.8mm, IP67."""
    bare = word.strip(".,;:()[]'\"")
    letters, digits = sum(map(str.isalpha, bare)), sum(map(str.isdigit, bare))
    if len(bare) < 4 or not letters or not digits or _UNITS.fullmatch(bare):
        return False
    return digits >= 2 or "-" in bare
