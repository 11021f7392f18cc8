"""An audit read for being derived from: what its types allow and no audit holds is refused.

The reader of audits sees types and ids. Here forms are looked at that deriving relies on: a file
may come from anywhere.
"""

from __future__ import annotations

import dataclasses
import re
from ipaddress import ip_network
from typing import TYPE_CHECKING

from camaudit import document
from camaudit.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from camaudit.model.audit import Audit

_MAC = re.compile(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}")
# Texts that ids are made of; a half of a pair of UTF-16 is in no text that can be written.
_IN_IDS = frozenset(
    {"site", "sites", "subject", "code", "scheme", "organisation", "estate", "digest"}
)


def read(path: Path) -> Audit:
    """Read audit.json.

    Raises: DocumentError where it cannot be read, or is no audit.
    """
    found = document.read(path)
    problem = next(problems(found), None)
    if problem is not None:
        raise DocumentError(f"{path}: {problem}")
    return found


def problems(audit: Audit) -> Iterator[str]:
    """Yield what is of no audit."""
    yield from _forms(audit, "")
    for place, one in enumerate(audit.coverage):
        try:
            ip_network(one.cidr, strict=False)
        except ValueError:
            yield f"coverage[{place}].cidr: expected a range of addresses"
    known = {one.id for one in audit.devices}
    for place, recorder in enumerate(audit.recorders):
        if not known.issuperset({recorder.device, *recorder.cameras}):
            yield f"recorders[{place}]: no such device"
    if not known.issuperset(audit.met_again):
        yield "met_again: no such device"


def _forms(value: object, where: str) -> Iterator[str]:
    if isinstance(value, tuple):
        for place, one in enumerate(value):
            yield from _forms(one, f"{where}[{place}]")
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            here = f"{where}.{field.name}" if where else field.name
            inner = getattr(value, field.name)
            if field.name == "mac" and inner is not None and not _MAC.fullmatch(inner):
                yield f"{here}: expected a MAC address in lower case"
            elif field.name in _IN_IDS and not _is_text(inner):
                yield f"{here}: expected text"
            else:
                yield from _forms(inner, here)


def _is_text(value: object) -> bool:
    every = value if isinstance(value, tuple) else (value,)
    try:
        for one in every:
            if isinstance(one, str):
                one.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
