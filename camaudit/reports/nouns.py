"""What is counted, in the singular and in the plural."""

from __future__ import annotations

# Singular and plural of what is counted.
NOUNS = {
    "camera": ("camera", "cameras"),
    "camera-seen": ("camera was seen", "cameras were seen"),
    "is": ("is", "are"),
    "channel": ("channel", "channels"),
    "row-is": ("row is", "rows are"),
    "side": ("side", "sides"),
    "row": ("row", "rows"),
    "list": ("list", "lists"),
    "device": ("device", "devices"),
    "file": ("file", "files"),
    "plain-frame": ("frame", "frames"),
    "place": ("place", "places"),
    "line": ("line", "lines"),
    "connection": ("connection", "connections"),
    "frame": ("frame or line", "frames and lines"),
    "login": ("login", "logins"),
    "month": ("month", "months"),
    "network": ("network", "networks"),
    "address": ("address", "addresses"),
    "packet": ("packet", "packets"),
    "contact": ("contact", "contacts"),
    "recorder": ("recorder", "recorders"),
    "finding": ("finding", "findings"),
    "minute": ("minute", "minutes"),
    "second": ("second", "seconds"),
    "sign": ("sign", "signs"),
    "text": ("text", "texts"),
    "site": ("site", "sites"),
    "time": ("time", "times"),
    "question": ("question", "questions"),
    "answer": ("answer", "answers"),
}


def number_of(count: int, noun: str) -> str:
    """Write a count with its noun: "1 camera", "2,400 frames and lines"."""
    one, many = NOUNS[noun]
    return f"{count:,} {one if count == 1 else many}"
