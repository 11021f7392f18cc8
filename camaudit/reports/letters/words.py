"""What the letters say: a part of the one catalogue."""

from __future__ import annotations

LETTERS = {
    "letter-organisation": "[Organisation]",
    "letter-subject": "Subject: {subject}",
    "letter-to": "To: {to}",
    "letter-dear": "Dear [name],",
    "letter-regards": "Kind regards",
    "letter-sender": "[Name, role, telephone]",
    # To the supplier
    "supplier-subject": "{organisation}: questions on our cameras and recorders",
    "supplier-to": "[supplier]. The same letter goes to every supplier and bidder.",
    "supplier-why": (
        "We are making a list of the cameras and recorders on our sites: who built each, and how "
        "long it is supported. On {day} it held {devices}:"
    ),
    "supplier-site": "{site}: {cameras}, {recorders}, {others}",
    "supplier-more": "{sites} more: see the table",
    "supplier-others": "{devices} of other sorts, or of which the sort is not known",
    "supplier-alike": (
        "The same questions go to every supplier, whoever made the devices; no answer to them is "
        "by itself a ground for exclusion."
    ),
    "supplier-questions": "Please answer for each model that you supplied, offer or look after:",
    "supplier-table": (
        "The table beside this letter ({table}) has a row for each device. Please fill in the "
        "columns from {first} on, leave the first column as it is, and send the file back as CSV "
        "or XLSX. Write the day as 2026-11-22. A row that you cannot answer stays empty."
    ),
    "supplier-made": "Where a model bears several labels, the firm that made it is asked for.",
    "supplier-secret": "Please send no passwords, keys or configuration files: we need none.",
    # To whom runs the firewall
    "provider-subject": "{organisation}: request for a week of firewall log, for a list of cameras",
    "provider-to": "[broadband provider, or whoever runs the firewall]",
    "provider-ask": (
        "For this we ask you for the firewall's log of connections from the addresses below to "
        "the outside, allowed and blocked, with time and time zone, source, destination, port, "
        "protocol, action and bytes. Nothing is changed by it."
    ),
    "provider-all": "We have no log of any of our cameras yet.",
    "provider-some": (
        "We have a log already, and in it no line of these networks: please see whether your "
        "firewall writes down what leaves them."
    ),
    "provider-period": "Period:     [from] to [until], if possible seven whole days",
    "provider-addresses": "Addresses:  {first}",
    "provider-more": "            {range}",
    "provider-unknown": "Addresses:  [the ranges of the camera networks, such as 10.20.2.0/24]",
    "provider-send": "Send to:    [a way that our organisation has approved], as text or CSV",
    "provider-forms": (
        "Any usual form is read as it is: syslog or CSV of the firewall, NetFlow as nfdump writes "
        "it, Zeek or Suricata."
    ),
    "provider-cut": (
        "Please name these addresses in the export and nothing else: the log of everybody holds "
        "what people did. We keep the file only as long as we need it for the list, and what is "
        "no camera or recorder is counted and not described."
    ),
    "provider-alike": "The same is asked for all cameras, whoever made them.",
    "provider-none": (
        "NO LETTER IS NEEDED. The audit of {day} had a log or a capture for every network with "
        "cameras or recorders. It says nothing of other days: ask for a log of those with camaudit "
        "guide provider --text."
    ),
    # To the data protection officer
    "dpo-subject": "{organisation}: an audit of our network cameras, facts for you",
    "dpo-to": "[data protection officer]",
    "dpo-what": (
        "On {day} our network was audited for cameras with camaudit {version}. The program runs on "
        "our own computer. It has no account, looks nothing up online, and sends nothing to its "
        "makers. It tells who built which camera, how many there are at least, and what about them "
        "needs a decision."
    ),
    "dpo-read": "WHAT WAS READ",
    "dpo-files": "{files}, with {frames}: {kinds}.",
    "dpo-no-kinds": "none that was recognised",
    "dpo-times": "They hold what happened {span}.",
    "dpo-people": (
        "Such files can hold data about people: a table of a switch or DHCP server names devices "
        "that people carry, a log tells what they did, a capture holds all of it."
    ),
    "dpo-lists": (
        "Lists of cameras were among them ({lists} of recorders, {rows} of a register), with names "
        "and places as somebody typed them."
    ),
    "dpo-contact": "WHAT WAS ASKED OF DEVICES",
    "dpo-nothing": "Nothing: the audit sent no packet.",
    "dpo-asked": (
        "{questions}, {span}, approved by {who}. Nobody logged in, no picture was fetched, no "
        "setting was changed; login data sent: {credentials}."
    ),
    "dpo-kept": "WHAT IS KEPT",
    "dpo-described": (
        "{devices} judged a camera, recorder, encoder or door phone, or possibly one: addresses, "
        "names, what they said of themselves, and whom outside they contacted."
    ),
    "dpo-others": (
        "{devices} of any other sort are counted by kind and network alone, and {outside} outside "
        "the declared networks as one number: no name, address, lease, query or contact of them is "
        "in the answer."
    ),
    "dpo-logins": (
        "{logins} that somebody else sent to described devices and that could be judged: the "
        "verdict alone, never a password, cookie or key."
    ),
    "dpo-no-media": "No video, sound, mail, or content of web pages beyond a title and headings.",
    "dpo-where": "WHERE, FOR HOW LONG, FOR WHOM",
    "dpo-folder": (
        "One folder: audit.json, report.html, devices.csv, actions.csv and what is made from them, "
        "readable by the account that ran it alone. camaudit keeps no other copy and deletes "
        "nothing: the folder and the files that were read stay until somebody deletes them."
    ),
    "dpo-internal": (
        "Serial numbers and addresses of cameras can point to a place: treat the folder as "
        "internal. A page for the public leaves them out (camaudit report --for governor --public)."
    ),
    "dpo-means": "WHAT A FINDING MEANS FOR PEOPLE",
    "dpo-login-means": "A factory login that was seen tells that somebody used it, not who.",
    "dpo-contact-means": (
        "A contact with an address outside tells that a device and that address exchanged packets; "
        "not what they held, and not that pictures left the site."
    ),
    "dpo-can-means": (
        "A capability (faces, number plates, sound) is what is advertised. It does not tell "
        "whether it is switched on."
    ),
    "dpo-can": "Advertised here: {devices} with at least one such capability, of {all}.",
    "dpo-open": "WHAT WE ASK OF YOU",
    "dpo-ask-keep": (
        "How long may the folder and the files that were read be kept, and who may see them?"
    ),
    "dpo-ask-dpia": (
        "Do the assessments of these cameras need another look? Facts for one: camaudit report "
        "AUDIT.json --for dpia."
    ),
    "dpo-ask-who": (
        "Who is to be told before the next audit, and before anybody listens or asks devices?"
    ),
}
