"""The shape of a guide: how a person gets one file out of one product."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Have(StrEnum):
    """What the person has: the heading under which a guide stands, in the order of headings."""

    SWITCH = "switch"
    DHCP = "DHCP server"
    RECORDER = "recorder"
    FIREWALL = "firewall"
    NAMES = "DNS server or proxy"
    FLOWS = "flow collector or sensor"
    INVENTORY = "inventory"
    COMPUTER = "computer"


class Person(StrEnum):
    """Who is asked for the file by e-mail, where it is not the reader."""

    SUPPORT = "network support"
    PROVIDER = "broadband provider"
    INSTALLER = "installer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do: words, then what is typed, line by line."""

    do: str
    type: tuple[str, ...]  # commands that read and change nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """How such a file looks: made-up lines, documentation and private addresses alone."""

    file: str  # "core-switch.txt"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """How to get a file out of one product."""

    id: str  # the name of its file, and what is typed: "cisco-ios"
    name: str  # "Cisco IOS and IOS XE"
    have: Have
    words: tuple[str, ...]  # other names under which people look for it
    shows: str  # what the file tells
    cannot: str  # what it cannot tell
    rights: str  # what login is needed, or none
    minutes: int  # our estimate for a person who knows the way to the product
    personal: str  # what personal data the file holds
    cut: str  # how to keep to the cameras' addresses
    steps: tuple[Step, ...]
    file: str  # the name to give to it: "core-switch.txt"
    ask: Person
    asked: str  # what the e-mail asks for, within a sentence: "the table of MAC addresses ..."
    samples: tuple[Sample, ...]
    references: tuple[str, ...]  # manual, version
    checked: str  # ISO date on which the references were looked up
    source: str  # "rules/guides/cisco-ios.yaml"

    @property
    def general(self) -> bool:
        """Tell whether it is for all systems of its sort, whoever made them."""
        return self.id in {"recorder", "provider"}
