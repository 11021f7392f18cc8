"""Questions of an impact assessment and of the camera code: a part of the catalogue."""

from __future__ import annotations

DPIA = {
    "dpia-title": "Facts for a data protection impact assessment of cameras",
    "dpia-code": "Guidance on assessments for surveillance cameras (United Kingdom).",
    "dpia-tool": "Self-assessment tool for the Surveillance Camera Code of Practice.",
    "dpia-types": "What types of cameras and recorders are there?",
    "dpia-where": "Where are they?",
    "dpia-purposes": "Devices that were seen, by the purpose of their network.",
    "dpia-how-purposes": "each device that was seen once, by what the estate file declares",
    "dpia-purpose": "Network for",
    "dpia-no-purpose": "no purpose declared",
    "dpia-where-open": "the place of each camera, what it looks at, and who is seen there",
    "dpia-beyond": "What can they take up or find out beyond pictures?",
    "dpia-beyond-open": "which of it is switched on, for what purpose, and since when",
    "dpia-out": "Do pictures or other data leave the organisation?",
    "dpia-calls": "Contacts with addresses outside, by what two databases say of the address.",
    "dpia-how-calls": "contacts seen in logs and captures; classes are never summed",
    "dpia-class": "Address",
    "dpia-contacts": "Contacts",
    "dpia-answered": "Answered",
    "dpia-out-means": (
        "A contact tells that a device and that address exchanged packets, not what they held, "
        "and not that pictures left the site."
    ),
    "dpia-out-open": "where the cameras call: no file could show it",
    "dpia-out-some": "contacts of {devices} with the outside: no log has a line of their networks",
    "dpia-who-provider": (
        "whoever runs the firewall; the letter is ready: camaudit report AUDIT.json --for provider"
    ),
    "dpia-out-content": "what is in those contacts, and who runs the services under which contract",
    "dpia-who-supplier": (
        "the supplier; the letter is ready: camaudit report AUDIT.json --for supplier"
    ),
    "dpia-change": "What was added, removed, moved or upgraded since the last assessment?",
    "dpia-change-says": (
        "Guidance asks to look at an assessment again at each of these. One audit shows one day; "
        "the register is the older paper."
    ),
    "dpia-change-open": "what changed since the last assessment",
    "dpia-who-change": "whoever keeps the camera register; two audits, laid side by side",
    "dpia-gaps": "Which gaps are there in how the cameras are secured, and what is the plan?",
    "dpia-actions": "What to do, most pressing first; owner and day are for you to write in.",
    "dpia-how-actions": (
        "devices with a finding that the action answers; findings that somebody accepted are left "
        "out; minutes are estimates"
    ),
    "dpia-action": "Action",
    "dpia-severity": "How bad if true",
    "dpia-minutes": "Minutes",
    "dpia-who": "Who can do it",
    "dpia-owner": "Owner, by when",
    "dpia-fill": "..........",
    "dpia-excepted": "Findings that somebody accepted until a day",
    "dpia-how-excepted": "rows of the exceptions file that meet a finding; the report names owners",
    "dpia-passwords-open": "whether the other passwords are weak: testing one needs a login",
    "dpia-why": "What are they for, on which lawful basis, and would less do?",
    "dpia-why-open": "purpose, lawful basis, and whether something less intrusive would do",
    "dpia-keep": "How long are recordings kept, who can see them, who is told?",
    "dpia-keep-open": (
        "days of recording, who has access and why, signs, what people were asked, requests of "
        "those who are seen"
    ),
    "dpia-who-owner": "whoever answers for the system, with the data protection officer",
    "dpia-tool-use": "What does the audit itself read and keep?",
    "dpia-tool-by": "Whoever assesses the audit.",
    "dpia-tool-says": (
        "The letter to the data protection officer says it: camaudit report AUDIT.json --for dpo."
    ),
}
