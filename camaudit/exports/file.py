"""What an export gives: files by name, and what a person may choose about them."""

from __future__ import annotations

from dataclasses import dataclass

SERVICENOW_CLASS = "cmdb_ci_ip_camera"  # of the app "CMDB CI Class Models"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of an export."""

    name: str  # "devices.csv"; plain ASCII
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person may choose."""

    servicenow_class: str = SERVICENOW_CLASS
