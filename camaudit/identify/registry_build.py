"""Packs the IEEE registry from files that a person downloaded.

Takes the registry's own CSV files (oui.csv, mam.csv, oui36.csv) or the JSON of the oui-data
package (BSD-2-Clause), which is the same listing.
"""

from __future__ import annotations

import csv
import io
import json
import lzma
from hashlib import sha256
from typing import TYPE_CHECKING

from camaudit.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_SIZES = frozenset({6, 7, 9})


def build(files: Iterable[Path], folder: Path, date: str, origin: str) -> int:
    """Write registry.tsv.xz and manifest.json into a folder; the same input, the same bytes.

    Input:  date: ISO date of the listing; origin: where it came from, in words.
    Output: the number of blocks.
    Raises: DataError where a file is no registry listing.
    """
    rows = sorted({pair for path in files for pair in _rows(path)})
    names: dict[str, str] = {}
    for prefix, name in rows:
        names.setdefault(prefix, name)
    if len(names) < 1000:
        raise DataError(f"only {len(names)} blocks: is this a registry listing?")
    text = "".join(f"{prefix}\t{name}\n" for prefix, name in sorted(names.items()))
    packed = lzma.compress(text.encode(), preset=9)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "registry.tsv.xz").write_bytes(packed)
    manifest = {
        "name": "IEEE MAC registry (MA-L, MA-M, MA-S)",
        "date": date,
        "origin": origin,
        "licence": "The listing is public; the package it came in is BSD-2-Clause",
        "blocks": {f"/{size * 4}": sum(len(one) == size for one in names) for size in (6, 7, 9)},
        "sha256": sha256(packed).hexdigest(),
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return len(names)


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    text = path.read_text(encoding="utf-8", errors="replace")
    if text.lstrip().startswith("{"):
        pairs = ((prefix, name) for prefix, name in json.loads(text).items())
    else:
        reader = csv.DictReader(io.StringIO(text))
        pairs = ((row["Assignment"], row["Organization Name"]) for row in reader)
    for prefix, name in pairs:
        digits = prefix.replace(":", "").replace("-", "").lower()
        first = " ".join(str(name).split("\n")[0].split())
        if len(digits) in _SIZES and first:
            yield digits, first
