"""Questions of freedom-of-information requests, and what is said to them: a part of the catalogue.

The questions are those that were put to councils and police in the United Kingdom, in our words.
"""

from __future__ import annotations

FOI = {
    "foi-title": "Answers for freedom-of-information requests about cameras",
    # How many
    "foi-total": "How many cameras are there?",
    "foi-total-by": "Asked of councils again and again, and by a resident of Thurrock in 2019.",
    "foi-total-open": "cameras on no network and on no recorder's list, such as body-worn ones",
    # Makers
    "foi-makers": "How many are there by maker, or in total by the country of the maker?",
    "foi-makers-by": (
        "A council in Scotland answered in 2023 that it did not hold this, and that reading the "
        "labels would pass the limit of cost."
    ),
    # One firm
    "foi-firm": "Do you own or use products of a named firm? Which ones?",
    "foi-firm-by": (
        "Asked in bulk by campaigns in 2021 and 2022, by a researcher in 2021, and for other "
        "equipment of the same firm by a resident in 2019."
    ),
    "foi-firm-open": "equipment of that firm that is no camera, recorder, encoder or door phone",
    "foi-who-assets": "the asset list of the IT department (camaudit check LIST.xlsx reads it)",
    # Beyond recording
    "foi-can": (
        "Which cameras can do more than record: faces, number plates, counting, behaviour, sound, "
        "temperature?"
    ),
    "foi-can-by": "Asked in bulk by a campaign in 2021.",
    "foi-can-open": "whether such a function is switched on, or was ever used",
    "foi-faces": "Was face recognition ever used?",
    "foi-faces-by": "Asked by a researcher in 2021.",
    "foi-faces-open": (
        "use, now or in the past, of face recognition; what devices can do stands in the answer "
        "before"
    ),
    # Sorts
    "foi-sorts": "How many are fixed, movable (PTZ) or mobile? What resolution, infrared, sound?",
    "foi-sorts-by": "Asked by a resident in 2019, and of several councils.",
    "foi-sorts-why": (
        "Many boards announce PTZ from the factory, whether the camera can move or not: that is "
        "not counted here."
    ),
    "foi-sorts-open": "fixed, movable or mobile; resolution; infrared; microphones",
    "foi-who-sheet": "the data sheets of the models above; the installer",
    # Places
    "foi-places": "Where are they: buildings, streets, schools?",
    "foi-places-by": "Asked by a resident in 2019, and of several councils.",
    "foi-places-open": "the place of each camera, and whether it is indoors or outdoors",
    "foi-places-why": (
        "Councils often refuse places under section 31 of the Freedom of Information Act and "
        "answer the counts. Which of it is given out is for the officer to decide."
    ),
    # Money and papers
    "foi-bought": "When were they bought, from whom, at what cost, under which contracts?",
    "foi-bought-by": "Asked by a resident in 2019 and by a campaign in 2021.",
    "foi-bought-open": "day of purchase, cost, supplier and contract",
    "foi-dpia": "Which data protection impact assessments are held for them?",
    "foi-dpia-by": "Asked in bulk by a campaign in 2021.",
    "foi-dpia-open": "which assessments are held, and when they were last looked at",
    # Register
    "foi-database": "Is there a database of the cameras?",
    "foi-database-by": "Asked of several councils.",
    "foi-database-says": (
        "The audit of {day} is one: devices.csv holds a row for each device and each listed camera."
    ),
    "foi-rows": "Rows in it",
    "foi-how-rows": "devices that were seen, and listed cameras that were not",
    "foi-register-rows": "Rows of the camera register whose camera is known otherwise too",
    "foi-register-paper": "Rows of the register of which nothing else is known",
    "foi-register-unnamed": "Cameras, and what may be one, that no row names",
    "foi-register-open": "how many rows a camera register has: none was given to the audit",
    # Suppliers of concern
    "foi-concern": "Are suppliers used that a public list names? What was done to find out?",
    "foi-concern-by": "Asked of councils by the surveillance camera commissioner in 2022.",
    "foi-named": "Built by makers that a list names",
    "foi-lists": "Lists in force that name a maker found here, in the words of the vendor list.",
    "foi-how-lists": "makers of which a device is confirmed or likely",
    "foi-list-makers": "Makers",
    "foi-list": "List, and whom it binds",
    "foi-concern-how": "What was done to find out is this audit: see the end.",
    "foi-concern-open": "what was decided about them, by whom and when",
    # Police survey
    "foi-classes": (
        "By class of system (CCTV, number plates, body-worn, drones, faces): which maker? Cameras "
        "inside and outside apart."
    ),
    "foi-classes-by": "Asked of police by the commissioner in 2022, in 119 questions.",
    "foi-classes-open": "body-worn cameras and drones; which cameras look inside, which outside",
    "foi-who-classes": "whoever answers for each system",
}
