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
from camaudit.identify.registry import FILE, PRIVATE, SIZES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MIN_BLOCKS = 1000  # of each size; fewer are a sample or an error page, no listing
_COLUMNS = {"Assignment", "Organization Name"}
_HEX = frozenset("0123456789abcdef")


def build(files: Iterable[Path], folder: Path, date: str, origin: str) -> int:
    """Write registry.tsv.xz and manifest.json into a folder; the same input, the same bytes.

    Input:  files: together all three block sizes; date: ISO date of the listing; origin: where it
            came from, in words.
    Output: the number of blocks.
    Raises: DataError where a file is no registry listing, or a block size is missing.
    """
    names: dict[str, str] = {}
    for prefix, name in sorted({pair for path in files for pair in _rows(path)}):
        names.setdefault(prefix, name)  # a few blocks were given twice: the first name by alphabet
    counts = {size: sum(len(one) == size for one in names) for size in sorted(SIZES)}
    for size, count in counts.items():
        if count < MIN_BLOCKS:
            raise DataError(f"{count} blocks of /{size * 4}: give the listings of all three sizes")
    text = "".join(f"{prefix}\t{name}\n" for prefix, name in sorted(names.items()))
    packed = lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)
    manifest = {
        "name": "IEEE MAC registry (MA-L, MA-M, MA-S)",
        "date": date,
        "origin": origin,
        "licence": "BSD-2-Clause for the package; IEEE claims no copyright in the public listing",
        "blocks": {f"/{size * 4}": count for size, count in counts.items()},
        "private": sum(name == PRIVATE for name in names.values()),
        "sha256": sha256(packed).hexdigest(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(packed)
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8", newline="\n")
    return len(names)


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    """Yield prefix and registrant of every block of a file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        if text.lstrip().startswith("{"):
            pairs = list(json.loads(text).items())
        else:
            reader = csv.DictReader(io.StringIO(text, newline=""))
            if not set(reader.fieldnames or ()) >= _COLUMNS:
                raise DataError(f"{path}: no registry listing")
            pairs = [(row["Assignment"], row["Organization Name"]) for row in reader]
    except (OSError, ValueError, csv.Error) as error:
        raise DataError(f"{path}: no registry listing") from error
    for number, (prefix, name) in enumerate(pairs, 1):
        digits = str(prefix).replace(":", "").replace("-", "").lower()
        if len(digits) not in SIZES or not _HEX.issuperset(digits):
            raise DataError(f"{path}: entry {number}: not a prefix of 6, 7 or 9 hex digits")
        yield digits, _plain(str(name or "").partition("\n")[0]) or PRIVATE


def _plain(name: str) -> str:
    """Give a name without control characters, its white space made single."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())
