"""The headings of the walk sheet, on which labels are written down: written and read back."""

from __future__ import annotations

ID = "Id"
ADDRESS = "Address"
MAC = "MAC"
BRAND = "Label read: brand"
MODEL = "Label read: model"
SERIAL = "Label read: serial number"
PLACE = "Where it hangs"
READ_BY = "Read by"
READ_ON = "Read on (YYYY-MM-DD)"
REMARK = "Remark"
WALK = (
    "No.", ID, "Where to look", ADDRESS, MAC, "What it seems to be", BRAND, MODEL, SERIAL, PLACE,
    READ_BY, READ_ON, REMARK,
)  # fmt: skip
