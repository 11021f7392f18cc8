"""What reports say of recorders' lists and of the register: a part of the one catalogue."""

from __future__ import annotations

LISTED = {
    # Cameras known from recorders' lists
    "papers-seen": "{cameras} on the network ({listed} on a recorder's list too).",
    "papers-none": "No camera was seen on the network.",
    "papers-unseen": ("{listed} on the recorders' own camera lists only. We could not see {them}."),
    "papers-them": "them",
    "papers-it": "it",
    "papers-moved": (
        "A list of another time names {cameras} by an address at which nothing is now: counted "
        "only beyond the cameras seen that no list names."
    ),
    "papers-replaced": "Not counted: {cameras} at whose address another device is now.",
    "papers-unsaid": (
        "Not counted: {channels} of which a list does not say whether a camera hangs there."
    ),
    "blind-lists": "Cameras on lists only",
    "blind-lists-why": "{cameras} known from recorders' lists; nothing of them was seen.",
    # Recorders' lists and the register
    "listed": "Cameras on recorders' lists",
    "listed-none": "No recorder's camera list was given.",
    "listed-why": (
        "What a list says is shown as it stands there. It is no evidence that a camera is there "
        "today; its maker is likely at most, and not known where the list gives no make or model."
    ),
    "listed-lists": "The lists, by recorder.",
    "listed-caption": "Every camera that a list names, once, however many rows name it.",
    "csv-network": "network",
    "csv-both": "network and a recorder's list",
    "recorder-seen": "this recorder",
    "listed-as": "On a recorder's list",
    "listed-name": "Name on the list",
    "listed-recorder": "Recorder",
    "listed-channel": "Channel",
    "listed-in-use": "In use",
    "listed-empty": "Empty",
    "listed-unsaid": "Not said",
    "listed-address": "Address",
    "listed-seen": "On the network",
    "listed-rows": "Row",
    "listed-more": "Shown are the first {shown} of {all}; audit.json has every one.",
    "register": "Camera register",
    "register-none": "No camera register was given.",
    "register-numbers": (
        "Register: {both} on the network or on a recorder's list; {paper} on paper only; {network}."
    ),
    "register-unnamed": "in no row: {devices}",
    "register-all-named": "no camera was seen that no row names",
    "register-either": "{devices} that may be a camera, a recorder or a door phone",
    "register-unseen": (
        "Of the first, {both} known from a recorder's list alone; of the last, {network}."
    ),
    "register-still": "By the register the cameras of {rows} are not in use, but were seen.",
    "register-away": "By the register the cameras of {rows} are not in use; none was seen.",
    "register-elsewhere": "Not looked: {rows} of sites that are not declared.",
    "register-status": "Status",
    "register-why": (
        "A row and a camera belong together where MAC, serial number, address, recorder and "
        "channel, or a name that stands once on either side agree. A row is no evidence that its "
        "camera is there; rows without any of these may name a camera that is shown as not named."
    ),
    "register-caption": "Rows of the register, then cameras that no row names.",
    "register-standing": "Known",
    "register-row": "Camera",
    "register-place": "Where it hangs",
    "register-agreed": "Agree on",
}
