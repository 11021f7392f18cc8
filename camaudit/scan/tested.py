"""On what the questions of a scan were tried (docs/assurance.md tells it at length)."""

from __future__ import annotations

# Makers of whose real devices none was ever asked: the questions to them were tried on emulated
# devices, their answers read from public programs and, where there are any, from real recordings.
UNTESTED = (
    "ACTi", "Arecont", "Axis", "Bosch", "Canon", "Dahua", "Edimax", "Foscam", "Hanwha",
    "Hikvision", "Reolink", "Sony", "TP-Link", "TVT", "Ubiquiti", "Uniview", "VIVOTEK",
    "VStarcam", "Xiongmai", "360 Vision",
)  # fmt: skip
