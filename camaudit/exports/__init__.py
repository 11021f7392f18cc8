"""The audit for other programs. EXPORTS is the whole list.

Each is made of the audit alone, and the same audit gives the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.exports import (
    csv,
    cyclonedx,
    jsonl,
    markdown,
    netbox,
    ocsf,
    servicenow,
    spelled,
    walksheet,
    xlsx,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from camaudit.exports.file import File, Wanted
    from camaudit.model.audit import Audit

EXPORTS: dict[str, Callable[[Audit, Wanted], tuple[File, ...]]] = {
    "csv": csv.export,
    "xlsx": xlsx.export,
    "jsonl": jsonl.export,
    "json": spelled.export,
    "markdown": markdown.export,
    "walksheet": walksheet.export,
    "netbox": netbox.export,
    "servicenow": servicenow.export,
    "cyclonedx": cyclonedx.export,
    "ocsf": ocsf.export,
}
