"""The table that goes with the letter to suppliers, and comes back filled in.

Its headings are fixed: a table of one version is read by the next.
"""

from __future__ import annotations

# What we fill in, then what the supplier does.
OURS = ("Camera ID", "Site", "What it is", "Model")
THEIRS = (
    "Manufacturer",
    "Country of its headquarters",
    "Firmware written by",
    "Updates signed by",
    "Owned or controlled by",
    "Security updates until",
    "Contacts these addresses",
    "Analytic functions",
    "Switched on when delivered",
    "Named on a public list",
    "Answered by",
    "Answered on",
)
MADE, BY, DAY = "Manufacturer", "Answered by", "Answered on"
REPLY = (*OURS, *THEIRS)
