"""What all answer packs say alike: a part of the one catalogue."""

from __future__ import annotations

BASIS = {
    "pack-counted": "n = {of}; {day}; counted: {how}.",
    "pack-open": "NOT KNOWN FROM A NETWORK: {what}. Who can answer: {who}.",
    "pack-basis": "How all of this was counted",
    "pack-more": "Left out here: {number} more rows; devices.csv has every device.",
    "pack-none-counted": "none in what was looked at; see the end for what was not",
    "pack-unknown": "not known",
    "pack-draft": (
        "The answers are made from one audit of the network, dated {day}. Beside every figure "
        "stand n (of how many), the day and how it was counted. What a network cannot answer is "
        "left open and says who can answer it: fill it in, or say that it is not held."
    ),
    "pack-internal": "INTERNAL DRAFT: for the officer who answers, who checks it and sends it.",
    # n
    "pack-of-all": "{devices} ({seen} seen, {listed} on recorders' camera lists only)",
    "pack-of-seen": "{devices} seen",
    "pack-of-lists": "{cameras} seen or listed, once for every row that names them",
    "pack-of-rows": "{rows} of the register",
    # How
    "pack-how-cameras": (
        "each camera once, whether it was seen on the network or a recorder's own list names it; "
        "seen ones only where they are at least likely a camera"
    ),
    "pack-how-seen": "devices that are at least likely a camera by what they said",
    "pack-how-listed": "cameras that a recorder's list names and that were not seen",
    "pack-how-recorders": "seen, or known by their camera list",
    "pack-how-either": "by what they said they may be a camera, a recorder or a door phone",
    "pack-how-other": "encoders and door phones, at least likely",
    "pack-how-hidden": (
        "channels that recorders without a camera list announce, less cameras seen to send to them"
    ),
    "pack-how-maker": (
        "each device once, by the firm that built it; how sure that is stands in the row"
    ),
    "pack-how-country": (
        "each device once, by the country in which the firm that built it has its headquarters, as "
        "the vendor list gives it (codes of ISO 3166)"
    ),
    "pack-how-model": "each device once, by the model that it announces or a recorder's list gives",
    "pack-how-can": (
        "devices whose model line, by public sources, or who themselves say so; one device may "
        "stand in several rows"
    ),
    "pack-how-site": "each device once, at the site of its network or of its recorder's list",
    "pack-how-register": "rows of the register compared with what was seen and listed",
    "pack-how-named": "devices that are at least likely by a maker that such a list names",
    # Headings
    "pack-maker": "Built by",
    "pack-label": "Label",
    "pack-model": "Model",
    "pack-kind": "What it is",
    "pack-devices": "Devices",
    "pack-cameras": "Cameras",
    "pack-recorders": "Recorders",
    "pack-others": "Other video devices, or which is not known",
    "pack-sure": "How sure",
    "pack-country": "Country code",
    "pack-makers": "Firms",
    "pack-likely": "Confirmed or likely",
    "pack-possible": "Possible only, no verdict",
    "pack-site": "Site",
    "pack-function": "What it can do",
    "pack-no-site": "no site named",
    # Kinds
    "kind-camera": "camera",
    "kind-recorder": "recorder",
    "kind-either": "camera, recorder or door phone",
    "kind-other-video": "encoder or door phone",
    # Captions and figures that several packs share
    "pack-total": "Cameras",
    "pack-at-least": "at least {number}",
    "pack-up-to": "up to {number} more",
    "pack-seen": "Of these, seen on the network",
    "pack-listed": "Of these, known from recorders' own camera lists only",
    "pack-recorders-total": "Recorders",
    "pack-either-total": "May be cameras or not",
    "pack-other-total": "Door phones and encoders",
    "pack-hidden-total": "Cameras that recorders may hide",
    "pack-hidden-unknown": "not known: recorders announce no channels",
    "pack-makers-caption": "Devices by the firm that built them.",
    "pack-countries-caption": "Devices by the country of the firm that built them.",
    "pack-models-caption": "Models, as the devices announce them.",
    "pack-can-caption": "What devices can do, by what is advertised.",
    "pack-sites-caption": "Devices by site.",
    "pack-can-only": (
        "This is what a model line or a device advertises. It does not tell whether it is "
        "switched on, or was ever used."
    ),
    "pack-absent": (
        "A maker that does not stand here was not found in what was looked at. That is not the "
        "same as none: what was not looked at stands at the end."
    ),
    "pack-headquarters": (
        "A country says where the firm that built a device has its headquarters; not where the "
        "device was made, who owns it, or what it does."
    ),
    "pack-open-models": "the model of {devices} that announce none",
    "pack-open-makers": "who built {devices} of which nothing seen tells it",
    "pack-open-listed": (
        "what {cameras} known from recorders' lists only can do: nothing of them was seen"
    ),
    "pack-who-sheet": "the data sheets of their models; the installer",
    "pack-who-label": "whoever reads the label on the device; the installer",
    "pack-who-config": "whoever configures the cameras, recorders and their software",
    "pack-who-register": "whoever keeps the camera register; the installer",
    "pack-who-buying": "procurement and finance: orders, invoices, contracts",
    "pack-who-dpo": "the data protection officer",
    "pack-who-decides": "those who answer for the cameras",
    # What all figures rest on
    "basis-made": "Made by camaudit {version} from the audit of {day}.",
    "basis-coverage": "Networks looked at: {looked} of {all} that are declared as yours.",
    "basis-no-estate": "No networks are declared as yours, so nobody can say what was left out.",
    "basis-not-none": (
        "Not looked is not none: of a network that nobody looked at nothing is known, and a camera "
        "that said nothing is not found. Every total is therefore 'at least'."
    ),
    "basis-grade": "{grade}: {means}",
    "basis-oui": "A maker by the block of a MAC address alone is never counted as likely.",
    "basis-other": (
        "Devices that are no cameras, recorders, encoders or door phones are counted and not "
        "described: {devices}."
    ),
    "basis-data": "Rules and tables used: {tables}.",
    "basis-nothing": (
        "No address, serial number, network name or finding about passwords, flaws or reach from "
        "outside is in this document. Sites and models are: check whether they may be given out."
    ),
}
