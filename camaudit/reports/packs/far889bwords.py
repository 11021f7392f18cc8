"""What Part B of a United States buying rule asks, and what is said to it: a part of the catalogue.

The questions are those of the clause FAR 52.204-24 on section 889 (a)(1)(B), in our words.
"""

from __future__ import annotations

FAR = {
    "far-title": "Facts for the representation on section 889, Part B",
    "far-by": "FAR clause 52.204-24, Part B, in our words.",
    "far-binds": (
        "Section 889 binds United States federal buyers and their contractors, nobody else. This "
        "gives facts for whoever signs a representation; it is none, and gives no legal opinion."
    ),
    # Use
    "far-use": (
        "Does your organisation use equipment or services of the firms that section 889 names?"
    ),
    "far-likely": "Video devices built by these firms, their subsidiaries or affiliates",
    "far-how-likely": "devices of which such a maker is confirmed or likely, whatever their label",
    "far-possible": "More, of which one weak sign speaks for such a firm",
    "far-how-possible": "devices with a MAC address, or one other weak sign, of such a firm",
    "far-none": (
        "None was found in what was looked at. Whether that was enough to look at is for whoever "
        "signs to say."
    ),
    "far-open-conclusion": (
        "whether a device is a substantial or essential component of a system, whether an "
        "exception holds, and what the representation has to say"
    ),
    "far-who-counsel": "whoever signs, with legal advice",
    "far-open-services": "services that use such equipment, and equipment of suppliers",
    "far-who-suppliers": (
        "the suppliers; a letter is ready: camaudit report AUDIT.json --for supplier"
    ),
    "far-open-other": (
        "telephones, routers, radio and other equipment of these firms: the audit describes video "
        "devices alone"
    ),
    "far-who-assets": "the asset list of the IT department (camaudit check LIST.xlsx reads it)",
    # Producers
    "far-producers": "Which entity produced the equipment?",
    "far-producers-caption": "Producers found, and how section 889 meets them.",
    "far-how-producers": "devices of which the maker is confirmed or likely, each once",
    "far-producer": "Producer",
    "far-meets": "How it is met",
    "far-open-entity": (
        "unique entity identifier and CAGE code of each producer, and whether it is the original "
        "manufacturer or a distributor"
    ),
    "far-who-entity": "the supplier; the public registers of entities",
    # Description
    "far-items": "What is the equipment: brand, model or part number, description, how many?",
    "far-open-parts": "manufacturer's or wholesaler's part number, where it is not the model",
    "far-who-parts": "orders, invoices, the label on the device",
    # Use of it
    "far-how-used": "How is it used, and for what?",
    "far-sites": "Sites that have such devices",
    "far-how-sites": "sites with at least one such device; the network shows where, not what for",
    "far-of-sites": "{sites} with video devices",
    "far-open-used": "what each device is used for, and whether that matters under the rule",
    # Inquiry
    "far-inquiry": "What was done to find out (a reasonable inquiry)?",
    "far-inquiry-says": (
        "The network was looked at as said at the end; every device has its evidence, with file, "
        "frame or line, rule and source, in report.html."
    ),
    "far-papers": "Papers that were compared",
    "far-papers-value": "{lists} of recorders, {rows} of a camera register",
    "far-of-files": "{files} read",
    "far-how-papers": "rows and lists that the files held",
    "far-open-inquiry": "whether this inquiry is reasonable in the sense of the rule",
    # Part A
    "far-part-a": "Part A: will such equipment or services be provided to the Government?",
    "far-part-a-by": "FAR clause 52.204-24, Part A, in our words.",
    "far-open-part-a": "what is offered or supplied: a network shows what is used",
    "far-who-offer": "whoever makes the offer (camaudit check LIST.xlsx answers a list of models)",
}
