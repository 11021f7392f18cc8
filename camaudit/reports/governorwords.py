"""What the governor's page says where it stands alone, or in public: a part of the catalogue."""

from __future__ import annotations

GOVERNOR = {
    "page-alone": "Sections named on this page are in report.html, the report for engineers.",
    "public-mark": "PUBLIC: without what could help somebody to break in",
    "public-left-out": (
        "Left out of this page: findings about passwords, open interfaces and reach from outside, "
        "known flaws, and where devices stand in networks; models, firmware, names of networks and "
        "sites, addresses, serial numbers, all figures by site, and what owners accepted for a "
        "time. That they are left out does not mean that there are none."
    ),
    "public-none": "No finding of the sorts that this page shows.",
    "public-finding": "{devices}: {summary}",
    "public-more": "More: {number}.",
    "public-approved": "those who answer for the network",
    "public-networks": "Networks",
    "public-networks-why": "NOT LOOKED at {number} of {all}.",
    "public-outbound-why": "NOT LOOKED.",
    "public-files-why": "{parts}.",
    "public-lines-why": "NO LINES in any log for {networks} with such devices.",
}
