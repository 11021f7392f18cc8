"""Names as other programs and file systems take them: small letters, digits and hyphens."""

from __future__ import annotations

import re
from hashlib import blake2s
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_SLUG = 90  # characters, a mark that tells two apart not counted


def slugs(names: Iterable[str]) -> dict[str, str]:
    """Give each name a slug that no other of them has."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(set(names)):
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower())[:MAX_SLUG].strip("-")
        if not slug or slug in taken:
            mark = blake2s(name.encode("utf-8", "backslashreplace"), digest_size=4).hexdigest()
            slug = f"{slug}-{mark}".strip("-")
        taken.add(slug)
        found[name] = slug
    return found
