"""What reports say of suppliers' replies: a part of the one catalogue."""

from __future__ import annotations

STATED = {
    "statements": "Stated by suppliers",
    "statements-why": (
        "What a supplier states is shown as that: it is no observation, changes no count and makes "
        "no maker surer. Where it names another maker than what was seen, ask which of them is "
        "wrong."
    ),
    "statements-caption": "Every row of a supplier's reply that answers something.",
    "statements-device": "Device",
    "statements-maker": "Manufacturer, as stated",
    "statements-seen": "Built by, as seen or listed",
    "statements-agree": "Compared",
    "statements-more": "Further answers",
    "statements-row": "Row",
    "stated-on": "stated by supplier, {day}",
    "stated-some-day": "stated by supplier, day not given",
    "stated-same": "the same maker",
    "stated-other": "ANOTHER MAKER than what was seen or listed",
    "stated-only": "nothing seen or listed tells it",
    "stated-not-read": "by that name alone the vendor list tells no maker",
    "stated-no-maker": "no manufacturer stated",
    "stated-unknown": "no device of this audit",
    "stated-figure": "Devices of which a supplier stated the manufacturer",
    "stated-figure-other": "Of these, stated to be of another maker than what was seen or listed",
    "stated-how": "rows of suppliers' replies about devices of this audit, each device once",
}
