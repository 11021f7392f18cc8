"""devices.csv: one row a device, for a spreadsheet; no cell can be a formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from camaudit.escape import for_csv

if TYPE_CHECKING:
    from camaudit.model.audit import Audit

HEADER = (
    "id", "site", "network", "addresses", "mac", "kind", "kind grade", "maker", "maker grade",
    "label", "model", "firmware", "built on", "serial", "first seen", "last seen", "findings",
    "evidence",
)  # fmt: skip


def render(audit: Audit) -> str:
    """Write the table; begin the file with a BOM where Excel shall read it as UTF-8."""
    short = {card.id: card.short for card in audit.makers}
    codes: dict[str, list[str]] = {}
    for finding in audit.findings:
        codes.setdefault(finding.device, []).append(finding.code)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for device, identity in zip(audit.devices, audit.identities, strict=True):
        maker = identity.maker
        row = (
            device.id,
            device.site,
            device.network,
            " ".join(str(ip) for ip in device.addresses),
            device.mac,
            identity.kind.value,
            identity.kind.grade,
            short.get(maker.value or "", maker.value),
            maker.grade,
            identity.brand.value,
            identity.model,
            identity.firmware,
            identity.built_on,
            identity.serial,
            _moment(device.first),
            _moment(device.last),
            " ".join(sorted(set(codes.get(device.id, [])))),
            "; ".join(f"{one.fact.channel}: {one.fact.value}" for one in maker.evidence[:3]),
        )
        writer.writerow([for_csv(str(cell)) if cell else "" for cell in row])
    return out.getvalue()


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
