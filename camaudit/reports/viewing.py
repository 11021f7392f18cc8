"""What the page says of ways to look at it: search, order, matrix, picture, strips, time line."""

from __future__ import annotations

VIEWING = {
    "filter": "Search the devices",
    "filter-words": "Words",
    "filter-any": "all",
    "filter-reset": "Show all",
    "filter-told": "Devices shown: {shown} of {all}.",
    "parts-why": (
        "{devices}: too many for one page, so each site has a page of its own, in the folder "
        "beside this one."
    ),
    "parts-caption": "Pages of devices.",
    "part-title": "{part}: {name}",
    "part-of": "{site}, part {number} of {all}",
    "part-back": "Back to the first page",
    "matrix-caption": (
        "Devices and listed cameras by site and maker, with how sure the maker is. 0: looked, none "
        "recognised. NOT LOOKED: nothing is known."
    ),
    "matrix-further": "{number} further makers",
    "matrix-every": "Every maker by site",
    "matrix-looked": "Networks looked at",
    "of": "{part} of {whole}",
    "timeline": "Everything it said, in the order of time",
    "timeline-caption": "What {device} said of itself: when first and last, and where it stands.",
    "picture": "Picture of contacts",
    "picture-caption": (
        "Who contacts whom: the thicker a line, the more devices. The table below says the same."
    ),
    "picture-says": (
        "Lines from devices to those who run the networks of the addresses, and from there to "
        "where the addresses are placed. The table below says the same in words."
    ),
    "picture-devices": "Devices",
    "picture-further": "{number} further ones",
    "strips-caption": (
        "Contacts that come again and again: how long it takes, and at which hours of the day "
        "(UTC, from 0 to 23) they began. Regular is what a finding shows to be so."
    ),
    "strip-every": "Again after (median)",
    "strip-day": "Hours of the day",
    "strip-regular": "Regular.",
    "strip-middle": "half of the times {least} to {most}",
    "strip-hours": "Contacts begun by hour of the day, UTC: {hours}.",
    "strip-days": "{number} days",
    "strip-hours-unit": "{number} h",
    "strip-min": "{number} min",
    "strip-s": "{number} s",
}
