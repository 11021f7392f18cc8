"""Everything that reports say in their own words: one catalogue, to check and to translate.

Headings of findings and their remedies come from `checks`, words about lists from the rules, what
words mean from `glossary`.
Values are put in with `say`; a sentence names them in braces.
"""

from __future__ import annotations

from camaudit.counts.steps import Gap, Todo
from camaudit.reports.calling import CALLS
from camaudit.reports.governorwords import GOVERNOR
from camaudit.reports.letters.words import LETTERS
from camaudit.reports.listedwords import LISTED
from camaudit.reports.packs.basiswords import BASIS
from camaudit.reports.packs.dpiawords import DPIA
from camaudit.reports.packs.far889bwords import FAR
from camaudit.reports.packs.foiwords import FOI
from camaudit.reports.packs.wms2022words import WMS
from camaudit.reports.plainwords import PLAIN
from camaudit.reports.statedwords import STATED
from camaudit.reports.viewing import VIEWING

SENTENCES = {
    **LISTED,
    **CALLS,
    **STATED,
    **GOVERNOR,
    **BASIS,
    **FOI,
    **DPIA,
    **FAR,
    **WMS,
    **LETTERS,
    **VIEWING,
    **PLAIN,
    # Both pages
    "no-estate": "No estate file",
    "expected": "Expected: {cameras}.",
    "complete": "Every declared network was looked at.",
    "not-complete": "This answer is NOT complete.",
    "looked": "Networks looked at: {looked} of {all}.",
    "other-video": "Beside them, door phones and encoders: {devices}.",
    "imitations": "Not counted: {devices} on which software may play a camera.",
    "either": "Camera, recorder or door phone, nothing seen says which: {devices} more.",
    "zero": "0 = looked, none recognised.   - = not looked, so nothing is known.",
    "either-means": "either = video device; camera, recorder or door phone is not known.",
    "nothing": "No video device was recognised in what was read.",
    "not-known": "not known",
    "no-address": "no address seen",
    "in-passing": "no look at it",
    "without-address": "switch or MAC only",
    "not-looked": "NOT LOOKED",
    "with-label": "{maker} (label: {label})",
    "no-verdict": "MAC block only, no verdict",
    "why-few": (
        "A recorder with its own camera sockets hides those cameras from the network, and a "
        "camera that said nothing while the files were recorded is not in them."
    ),
    "hidden": "Recorders announce {channels}: so many cameras may hang on them.",
    "hidden-some": (
        "Recorders announce {channels}; of some the camera was seen to send to its recorder. Up to "
        "{number} more may hang on them."
    ),
    "hidden-unknown": "How many cameras hang on the recorders is not known.",
    # Beginning and end of the screen
    "screen-cameras": "Cameras: at least {number}.",
    "screen-expected": "You expected {number}.",
    "screen-name": "NO ESTATE FILE: no networks declared, coverage unknown",
    "column-cameras": "cameras",
    "column-recorders": "recorders",
    "column-either": "either",
    "column-looked": "looked at by",
    "screen-makers": "Makers so far",
    "screen-not-looked": "Not looked",
    "screen-why": "Why so few?",
    "screen-next": "DO NEXT",
    "screen-costs": "sends  minutes",
    "screen-decisions": "NEEDS A DECISION",
    "screen-devices": "devices",
    "screen-actions": "WHAT TO DO FIRST",
    "screen-effort": "devices  minutes",
    "screen-action": "{title} ({who})",
    "screen-actions-how": (
        "By severity, then grade, then devices. Minutes are estimates. What to check first, what "
        "may stop working and how to undo it: in the report."
    ),
    "screen-excepted": "Excepted, with reason and owner in the report: {findings}.",
    "screen-more": "... and {number} more: see the report",
    "screen-empty": "Beside them: {networks} in which nothing was recognised.",
    "screen-read": "Read: {files}, {frames}{partly}{unknown}.",
    "screen-partly": "; {number} read in part",
    "screen-unknown": "; {number} not recognised",
    "screen-unread": "Not read or not kept: {number} (listed in the report under Files).",
    "screen-sent-most": "Sent by this audit: at most {packets} in {questions}; no login tried.",
    "screen-stopped": "The scan ended early: {why}. Go on with it: --resume JOURNAL.",
    "screen-unheard": (
        "NOBODY on {where} answered what all were asked, though devices are there: does a firewall"
        " on this computer drop answers by UDP?"
    ),
    "screen-halted": "LOOK AT IT: {what}.",
    "screen-sent": "Sent by this audit: {packets}.",
    "screen-report": "Report: {path}",
    # What nobody looked at, as seen from the decision maker
    "blind-network": "NOT LOOKED. No file shows this network.",
    "blind-network-passing": (
        "NOT LOOKED. The files hold only what a router forwarded of it: {addresses}."
    ),
    "blind-silent": "Cameras that announce nothing",
    "blind-silent-why": (
        "NOT HEARD. Announcements alone were heard ({where}): listen at a mirror port of the "
        "switch, or read its tables."
    ),
    "blind-outbound": "Where cameras call",
    "blind-outbound-why": (
        "NOT LOOKED. Needs a week of firewall log; an e-mail that asks for it: camaudit guide "
        "provider --text."
    ),
    "blind-passwords": "Passwords",
    "blind-logins": "Logins of others",
    "blind-logins-why": (
        "Seen and not judged: {logins}. Either half of it was not in the files, or its form tells "
        "nothing of the password."
    ),
    "blind-passwords-why": "NOT KNOWN. Testing one needs a login; we never log in.",
    "blind-passwords-why-some": (
        "Judged in {logins} that others sent. The rest is NOT KNOWN: testing one needs "
        "a login; we never log in."
    ),
    "blind-recorders": "Cameras behind recorders",
    "blind-estate": "Coverage",
    "blind-estate-why": "NOT KNOWN. No estate file says which networks are yours.",
    "blind-labels": "Labels read by eye",
    "blind-labels-why": "{read} of {devices}.",
    "blind-labels-lost": "On walk sheets {rows} of no camera of this answer.",
    "blind-files": "Files",
    "blind-files-why": "{parts}; see Files.",
    "blind-files-unread": "{files} could not be read whole",
    "blind-files-lacking": "{files} with less than was sent",
    # First page
    "page-title": "{name}: network cameras",
    "page-mark": "INTERNAL: for those who decide about these cameras",
    "page-skip": "Skip to the devices",
    "page-answer": "At least {cameras}",
    "page-answer-recorders": "At least {cameras} and {recorders}",
    "page-who": "Who built them",
    "page-who-caption": "Devices by the firm that built them.",
    "page-more-makers": "More makers, listed under Makers by site: {number}.",
    "page-built-by": "Built by",
    "page-how-sure": "How sure, and from what",
    "page-lists": "Lists that name them",
    "page-lists-none": "None of the makers found is named on a list that camaudit knows.",
    "page-list": "{makers}: {sentence}.",
    "page-more-lists": "More, listed under Lists: {number}.",
    "page-described": (
        "By where they have their headquarters, not by name: {makers} {verb} {sentence}."
    ),
    "lists": "Lists",
    "lists-named": "Lists in force that name a maker found here.",
    "lists-described": "Policies that name nobody and describe makers of a country found here.",
    "page-lists-bind": (
        "A list binds those it names as bound, nobody else. Keeping or changing these cameras is "
        "the decision of those who answer for them."
    ),
    "page-decide": "Needs a decision",
    "page-decide-caption": "The most pressing first; owner and day are for you to write in.",
    "decision": "Decision.",
    "page-decide-none": "Nothing that was seen needs one. What we could not see is below.",
    "page-decide-named": (
        "At least {devices} built by the makers named above. Decide, and write down why."
    ),
    "page-decide-more": "More kinds of findings, listed under Findings: {number}.",
    "page-what": "What",
    "page-owner": "Owner",
    "page-by-when": "By when",
    "page-blind": "What we could not see",
    "page-more-blind": "More, listed under Networks: {number}.",
    "page-how": "How we know",
    "page-how-files": "{files} with {frames}{kinds}.",
    "page-how-times": "Recorded {span}.",
    "page-how-none": (
        "Logins tried: 0. Passwords sent: 0. Pictures taken: 0. Settings changed: 0. "
        "Packets sent: {packets}."
    ),
    "page-how-sent": (
        "{questions} sent {span}, approved by {who}. Logins tried: 0. Passwords sent:"
        " {credentials}. Pictures taken: 0. Settings changed: 0. Packets sent: at most {packets}."
    ),
    "page-words": "Words",
    # The pages after it
    "contents-sides": (
        "On paper: at most {sides} of A4. The first of them is for those who decide."
    ),
    "part-sides": "On paper: at most {sides} of A4.",
    "contents": "Contents",
    "next": "Do next",
    "next-caption": "The most useful first.",
    "next-sends": "Sends",
    "next-minutes": "Minutes",
    "next-command": "Command",
    # What to do first
    "actions": "What to do first",
    "actions-order": (
        "Ordered by severity, then by grade, then by the number of devices; there is no score. "
        "Minutes are estimates, not measured here: each action says what they are made of."
    ),
    "actions-caption": "Findings by what is to be done about them, the most pressing first.",
    "actions-none": "Nothing that was seen asks for an action.",
    "action": "Action",
    "action-head": "{title}: {devices}, about {minutes}",
    "who": "Who can do it",
    "minutes": "Minutes (estimate)",
    "answers": "Findings",
    "minutes-from": "{first} minutes, and {each} for each device: {basis}.",
    "check-first": "Check first",
    "may-stop": "What may stop working",
    "undo": "How to undo it",
    "exceptions": "Exceptions",
    "exceptions-none": "No exceptions file was given.",
    "exceptions-caption": (
        "Findings that somebody accepted until a day. They are set apart from all counts of "
        "findings; those of a row that has ended count again."
    ),
    "exception": "Exception",
    "exception-of": "of {reach}",
    "exception-holds": "holds {findings}",
    "exception-none": "holds nothing: no finding meets it",
    "exception-ended": "ENDED on {day}: {findings} back",
    "exception-back": "{place}: the exception for {code} ended on {day}: {findings} back.",
    "reason-given": "Reason given",
    "until": "Until",
    "state": "State",
    "page-excepted": "Excepted by their owners, listed under Exceptions: {findings}.",
    "networks": "Networks",
    "networks-caption": (
        "Devices by network. 0: looked, none recognised. NOT LOOKED: nothing is known."
    ),
    "networks-empty": "Beside them: {networks} in which nothing was recognised.",
    "site": "Site",
    "network": "Network",
    "purpose": "Purpose",
    "cameras": "Cameras",
    "recorders": "Recorders",
    "either-column": "Either",
    "other-column": "Other video",
    "looked-by": "Looked at by",
    "from-to": "{first} to {last} UTC",
    "at-once": "{at} UTC",
    "sites": "Makers by site",
    "sites-caption": "Devices by site, maker and how sure the maker is.",
    "maker": "Maker",
    "label": "Label",
    "sure": "How sure",
    "devices-column": "Devices",
    "findings": "Findings",
    "findings-none": "None.",
    "findings-caption": "Every finding, joined where several devices have the same.",
    "severity": "Severity",
    "finding": "Finding",
    "remedy": "What to do",
    "device-findings": "Findings about this device",
    "devices": "Devices",
    "devices-caption": "Every device that is at least possibly a camera, recorder or door phone.",
    "device": "Device",
    "kind": "Kind",
    "model": "Model",
    "firmware": "Firmware",
    "dated": "dated {date}",
    "serial": "Serial number",
    "channels": "Channels",
    "addresses": "Addresses",
    "mac": "MAC address",
    "switch-port": "Switch port",
    "notes": "Remarks",
    "seen": "Seen",
    "id": "Id in audit.json",
    "contradiction": "Contradiction",
    "imitation": "It may be software on a computer that plays a camera.",
    "evidence": "Evidence",
    "evidence-caption": "What the identity of {device} rests on.",
    "evidence-none": "Nothing that the rules know was seen.",
    "proves": "Speaks for",
    "what-seen": "What was seen",
    "where": "Where",
    "rule": "Rule and source",
    "rule-id": "Rule {rule}.",
    "on-port": "on port {port}",
    "to-our-port": "to port {port} of the device",
    "contacts": "Contacts outside",
    "contacts-none": "None was seen in the files; that says nothing about other times.",
    "contacts-not-looked": "NOT LOOKED: no file could have shown traffic that leaves.",
    "contacts-caption": (
        "Contacts with addresses outside, as seen in the files. A place is what the tables "
        "say of an address; who runs a network is another question."
    ),
    "contacts-more": "Shown are the first {shown} of {all}; audit.json has every one.",
    "peer": "Address and service",
    "place": "Placed in",
    "operator": "Network run by",
    "bytes": "Bytes out / in",
    "when": "When",
    "tried": "{answered} of {tries} answered",
    "tried-untold": "{tries}, answers not told",
    "opened-by-peer": "opened from outside",
    "looked-up-as": "looked up as {names}",
    "others": "Everything else",
    "others-why": (
        "Devices that are no video devices are counted by kind and never described. Outside the "
        "declared networks, and only counted: {devices}."
    ),
    "others-caption": "Other devices, by network and kind.",
    "files": "Files",
    "files-caption": "What was read.",
    "file": "File",
    "outcome": "Outcome",
    "items": "Frames or lines",
    "remark": "Remark",
    "recordings": "How the files were recorded",
    "recorded-from": " from {sender}",
    "recorded-wrapped": "{count} came in {about}{sender}: read as what is inside.",
    "recorded-copies": "{count} stood in the file twice, and counted once.",
    "recorded-clock-back": "At {count} the clock goes back (first: {place}).",
    "recorded-silence": (
        "At {count} nothing was recorded for more than an hour, or the clock was set (first: "
        "{place})."
    ),
    "recorded-one-sided": (
        "Of {count} only one direction was recorded: what the other side said is not known."
    ),
    "recorded-cut": "{count} were not recorded whole: what the ends said is not known.",
    "recorded-gaps": "At {count} parts of a connection are missing: what they said is not known.",
    "recorded-encrypted": "{count} by radio were encrypted: what they said is not known.",
    "recorded-no-zone": "The times of {count} have no zone: they were read as those of {about}.",
    "recorded-no-year": (
        "The times of {count} have no year: each was read as the last such day before {about}."
    ),
    "recorded-announcements": (
        "{count} were heard, announcements only: cameras may be silent here. Nobody was heard to "
        "answer another device, so this port of the switch is perhaps no mirror of others; listen "
        "at one that is, to hear what devices send each other."
    ),
    "recorded-translated": (
        "None of {count} names an address inside: they were written behind the translation of "
        "addresses (NAT), and tell nothing of any device. Export a log of the inner side, or one "
        "with the addresses before translation."
    ),
    "shortfalls": "What could not be read or kept",
    "shortfalls-caption": "Counted by file and reason.",
    "whole-run": "whole run",
    "reason": "Reason",
    "count": "Count",
    "first-place": "First at",
    "ledger": "What was sent",
    "ledger-none": "Nothing.",
    "ledger-caption": "Every question, how often it was sent and to how many addresses.",
    "ledger-by": "Approved by {who}. Level of contact: {level}. Sent {span}.",
    "ledger-runs": "It was cut off and gone on with {times}; the figures are of all its runs.",
    "ledger-sum": "{connections}, {packets} at most. Credentials sent: {credentials}.",
    "ledger-counted": "These figures are counted from the bytes, as they were sent.",
    "ledger-most": (
        "Most to any one address: {host}, {connections}, {questions}, {packets} at most."
    ),
    "ledger-outside": "Dropped, because they came from outside the networks: {answers}.",
    "ledger-refused": "Not sent, {times}: {why}.",
    "ledger-stopped": "The scan ended early: {why}. What was learnt before stands.",
    "ledger-halted": (
        "{what}. It was left alone from then on, and so were devices of its kind. Look whether it"
        " still works."
    ),
    "ledger-passed": "Not asked: {what}.",
    "ledger-unheard": (
        "Devices are on {where}, and none answered what everybody there was asked. A firewall on"
        " the computer that scanned may have dropped the answers: let it receive UDP, and scan"
        " again."
    ),
    "ledger-question": "Question",
    "ledger-targets": "Addresses",
    "ledger-times": "Times sent",
    "packets": "Packets",
    "data": "Data and thanks",
    "data-caption": "Rules and tables, with their dates and licences.",
    "table": "Table",
    "date": "Date",
    "digest": "SHA-256",
    "attribution": "Attribution",
    # How old the rules and tables are
    "age": "{months} old",
    "age-fresh": "less than a month old",
    "old": (
        "More than half a year old: {tables}. What such an age has missed before stands in the "
        "report under Data and thanks."
    ),
    "very-old": (
        "DATA MORE THAN A YEAR AND A HALF OLD: {tables}. Expect newer devices and moved addresses "
        "to be missed or misplaced. Renew it: camaudit data update"
    ),
    "data-missed": "What such an age has missed before:",
    "missed-registry": (
        "MAC registry: of the 84 blocks that Hikvision has in the list of August 2026, one of May "
        "2024 knows 67 and one of August 2022 knows 50; of EZVIZ's 15 blocks, 7 and 5."
    ),
    "missed-addresses": (
        "Address tables: tables of one publisher of June 2024 and September 2026 differ on the "
        "country of 3.4 % of addresses, and on 0.9 % of those that either places in China."
    ),
    "missed-rules": (
        "Vendor list: makers, labels and lists that came later are not in it. Not named means not "
        "named on the lists of its day."
    ),
    "missed-kev": (
        "KEV: flaws found to be used in attacks since its day are shown without that mark. Of "
        "August 2025 it had 1,404; twelve flaws of the vendor list had come in within a year."
    ),
    # camaudit data
    "data-status": "Rules and tables in use on {day}",
    "data-dated": "{date}, {age}",
    "data-from": "from: {origin}",
    "data-own": "your own",
    "data-shipped": "shipped",
    "data-renew": (
        "Newer tables: camaudit data update FILE... puts them in {folder}; it downloads nothing."
    ),
    "data-in-order": "in order: {path}",
    "data-rules-in-order": "in order: rules of {date}, {signatures} signatures",
    "data-renewed": "{name}: {before} -> {after}",
    "data-makers": "Camera makers with more blocks than before:",
    "data-lies": "It lies in {folder}",
    "run": "Made by camaudit {version}. Answer of {day}.",
    "run-took": "Read in {seconds} seconds.",
    # The vendor list
    "vendors-title": "Vendor list of {dated}",
    "vendors-mark": "PUBLIC: made from public sources",
    "vendors-head": "Who builds which camera label",
    "vendors-skip": "Skip to the labels",
    "vendors-filter": "Filter the rows",
    "vendors-words": "Rows that hold these words",
    "vendors-evidence": "Evidence of a label",
    "vendors-any": "any",
    "vendors-all": "Show all rows",
    "vendors-labels": "Labels and who builds them, one row for each link.",
    "vendors-makers": "Makers, their houses and the lists that meet them.",
    "vendors-lists": "Lists, laws and statements, with their dates and whom they bind.",
}

GAPS = {
    Gap.NO_ESTATE: "No estate file says which networks are yours.",
    Gap.NOT_LOOKED: "Not every declared network was looked at.",
    Gap.ANNOUNCEMENTS: "Announcements alone were heard: cameras may be silent here.",
    Gap.PARTLY: "Not every file could be read whole.",
    Gap.RECORDERS: "Recorders of which no camera list was given may hide cameras.",
    Gap.EITHER: "Some devices may be cameras or not.",
    Gap.FEWER: "Fewer cameras were found than expected.",
}

STEPS = {
    Todo.DECLARE: "Say which networks are yours",
    Todo.MEND: "Mend or leave out {files} not read whole, then",
    Todo.LOOK: "Get the tables of the switch or DHCP server of {subject}",
    Todo.LOOK_MORE: "Get the tables of the switches or DHCP servers of {subject} and {number} more",
    Todo.RECORDERS: "Export the camera lists of {recorders}, which may hide cameras",
    Todo.LABELS: "Read the labels of {devices} counted as either",
    Todo.UPLINK: "Ask for a week of firewall log, to see where cameras call",
    Todo.LINES: "No log has a line of {subject}: have the firewall log what leaves it, then",
    Todo.AGAIN: "Keep this answer; when something changes",
}


def say(key: str, **values: object) -> str:
    """Give a sentence with its values; foreign text among them must be escaped by the output."""
    return SENTENCES[key].format(**values)
