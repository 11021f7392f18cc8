"""What the plain answer says: every sentence stands on a line of its own and needs no other."""

from __future__ import annotations

PLAIN = {
    "plain-title": "Answer for: {name}",
    "plain-day": "Day of the answer: {day}",
    "plain-cameras": "Cameras: at least {number}",
    "plain-expected": "Cameras expected: {number}",
    "plain-whole": "Complete answer: yes",
    "plain-gap": "Complete answer: no. {why}",
    "plain-count": "Count: {what}",
    "plain-old": "Age of the tables: {what}",
    "plain-network": (
        "Network: {name}: {cameras}, {recorders}, {either} that may be cameras or not. {looked}"
    ),
    "plain-looked": "Looked at by: {who}",
    "plain-network-dark": "Network: {name}: {why}",
    "plain-networks": "Networks: {what}",
    "plain-maker": "Maker: {maker}: {devices}, {sure}",
    "plain-makers-none": "Maker: {nothing}",
    "plain-blind": "Not looked: {what}: {why}",
    "plain-calls": "Where they call: {what}",
    "plain-why": "Why so few: {what}",
    "plain-finding": "Finding: {severity}: {summary} Devices: {number}",
    "plain-action": "Action {number}: {title}. By: {who}. {devices}, about {minutes}",
    "plain-exception": "Exception: {what}",
    "plain-next": "Next {number}: {step}. Sends: {packets}. Takes: {minutes}",
    "plain-next-command": (
        "Next {number}: {step}. Sends: {packets}. Takes: {minutes}. Type: {command}"
    ),
    "plain-read": "Files: {what}",
    "plain-file": "File: {path}: {what}",
    "plain-sent": "Sent: {what}",
    "plain-report": "Report: {path}",
}
