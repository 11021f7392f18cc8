"""What reports say of calls: the words, a part of the one catalogue, and how rows become lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CALLS = {
    "calls": "Where cameras call",
    "screen-calls": "Where they call",
    "calls-why": (
        "Contacts are counted by what two databases say of the address. A place is no proof of "
        "who runs a service, nor of what was sent. Classes are never summed with each other."
    ),
    "calls-caption": "Contacts of described devices by class of the address.",
    "calls-operators-caption": "The same by place and by who runs the network.",
    "calls-place": "Address",
    "bytes-out": "Bytes out",
    "calls-addresses": "Addresses",
    "calls-contacts": "Contacts",
    "calls-ended": "Answered / refused",
    "calls-looks-caption": "Which files could see traffic leave, and what such files cannot show.",
    "calls-cannot": "Cannot show",
    "calls-looked": "Looked at: {looks}.",
    "calls-look": "{vantage}, {span}",
    "calls-limit": "A {vantage} cannot show {what}.",
    "calls-row": (
        "{where}: {devices}, {addresses}, {contacts} ({answered} answered, {refused} "
        "refused{untold}), {span}."
    ),
    "calls-untold": ", {number} without word of an answer",
    "calls-perhaps": "{where}, by the address alone: who held it then is not known",
    "calls-wave": (
        "{devices}{perhaps} began within an hour, at {began} UTC, to {verb} {peer}: {contacts} "
        "since, about {hourly} an hour and at most {most}, {answered} answered, {refused} "
        "refused{untold}{regular}."
    ),
    "calls-wave-perhaps": ", by their addresses alone,",
    "calls-wave-regular": "; {number} of them at regular times, every {period} (median)",
    "calls-none": (
        "No contact with an address outside was seen; that says nothing about other times."
    ),
    "calls-nobodys": (
        "{contacts} with addresses outside charged to no device: nothing says who held the "
        "address then, or several sites have it."
    ),
    "calls-no-lines": "Calls from {network}",
    "calls-no-address": "Calls",
    "calls-no-address-why": (
        "NOT KNOWN for {devices} of which no file gives an address: a log tells devices by "
        "their addresses."
    ),
    "calls-no-lines-why": (
        "NO LINES. {devices} known there, and no log has a line of them: it may not see them."
    ),
    "by-address": "by its address alone, which it holds on {day}; who held it then is not known",
    "contact-done": "contact",
    "contact-tried": "try",
    "contact-either": "contact, or try,",
}

PLACES: Mapping[str, str] = {  # by class
    "in China": "In China, by two databases",
    "sources disagree": "In China by one database, elsewhere by the other",
    "Chinese-operated network abroad": "Outside China, in the network of a Chinese company",
    "named place": "In {place}",
    "CDN or anycast": "In a network that answers from many places",
    "elsewhere": "Elsewhere, or not known",
    "public time pool": "A public time pool",
}

CANNOT: Mapping[str, str] = {
    "capture": (
        "what happened before and after it was recorded, and what did not pass the place where it "
        "was recorded"
    ),
    "firewall log": (
        "what its rules do not log, often all that is allowed; names, but for some makers; "
        "traffic that stays inside"
    ),
    "Zeek log": "what did not pass the sensor; connections still open when the log ends",
    "Suricata log": "what did not pass the sensor; names, unless they are logged as well",
    "flow export": "names; what sampling left out; where one connection was cut into several",
    "DNS log": "whether a contact followed; peers called by a bare address",
    "proxy log": "everything but HTTP and HTTPS through the proxy",
}
CANNOT_ELSE = "what its maker does not write into it"
