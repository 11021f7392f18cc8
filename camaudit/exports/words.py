"""Everything that exports say in their own words, beside what `reports` say: to be translated."""

from __future__ import annotations

WORDS = {
    # Cells of devices and signs
    "from-network": "seen on the network",
    "from-both": "seen on the network, and on a recorder's list",
    "not-counted": "not counted",
    "stated": "stated by a recorder's list",
    "built-by": "built by",
    "label": "label",
    "kind": "kind",
    # The answer in short
    "organisation": "Organisation",
    "day": "Answer of",
    "at-least": "Cameras, at least",
    "seen": "of these, seen on the network",
    "unseen": "of these, on recorders' own lists only",
    "recorders": "Recorders, at least",
    "either": "Camera, recorder or door phone: nothing seen says which",
    "others": "Encoders and door phones",
    "expected": "Cameras expected",
    "unsaid": "not said",
    "hidden": "Further cameras that recorders may hide, at most",
    "looked": "Networks looked at",
    "of": "{some} of {all}",
    "complete": "Is this answer complete?",
    "complete-yes": "Every declared network was looked at.",
    "blind": "Could not be seen: {where}",
    "sent": "Packets that this audit sent, at most",
    "data": "Date of: {name}",
    "thanks": "Thanks: {name}",
    "version": "Made by camaudit",
    # Networks and contacts
    "looked-at": "looked at",
    "not-looked": "NOT LOOKED",
    "no-address": "no address seen",
    "no-devices": "no device there",
    "not-known": "not known",
    "surely-its": "this device's",
    "maybe-its": "possibly this device's: nothing says who held the address at the time",
    # The page
    "page": "{name}: network cameras",
    "no-estate": "No estate file",
    "none": "None.",
    "more-rows": "{number} more rows stand in the other exports.",
    "no-such-camera": "no camera of this answer",
    # Walk sheets
    "walk-title": "{name}: labels to read",
    "walk-site": "{name}, {site}: labels to read",
    "walk-answer": "Answer of {day}. Cameras that a list names and nobody saw stand at the end.",
    "walk-how": (
        "Write what the label on the housing says, letter by letter; leave blank what you cannot "
        "read. Nothing needs to be opened, unplugged or reset. A date is written 2026-11-30."
    ),
    "walk-back": (
        "Back into the answer: save it as XLSX or CSV in the folder of your files, then "
        "camaudit audit FOLDER. Columns and ids stay as they are."
    ),
    "walk-guess": "{kind}: {maker} {model} ({grade})",
    "walk-unknown": "{kind}: not known who built it",
    "walk-listed": "{recorder}, channel {channel}",
    "walk-unseen": "camera, on a list only",
    # Reviews
    "review-grade": "who built it is not sure enough: {grade}, and an inventory takes likely on",
    "review-id": "its id or its MAC has no such form as camaudit gives",
    "review-kind": "camera, recorder or door phone: nothing seen says which",
    "review-imitation": "software on a computer may play a camera here",
    "review-unseen": "{sight}: an inventory holds what was seen",
    "review-site": "no site is known, and every device there needs one: name it in an estate file",
    "review-no-camera": "is no camera ({kind}): a class of cameras has no place for it",
    "review-characters": "has characters that are not shown",
    "review-formula": "a spreadsheet would read it as a formula",
    "review-blanks": "begins or ends with a blank",
    "review-empty": "is empty",
    "review-long": "longer than {limit} characters",
    # Inventories of others
    "model-not-known": "Model not known",
    "netbox-field": "Made by camaudit",
    "netbox-device": "Seen by camaudit on {day}",
    "built-as": "{kind}, built by {maker} ({grade})",
    "built": "Built by {maker} ({grade})",
    "firmware": "Firmware",
    "yes": "yes",
    "no": "no",
}


def say(name: str, /, **values: object) -> str:
    """Give a text of the catalogue with its values put in."""
    return WORDS[name].format(**values)
