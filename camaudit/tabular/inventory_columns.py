"""Lists of devices as NetBox and ServiceNow export them: which columns say what.

Both programs hold all sorts of devices. NetBox calls the model "Type" and says in "Role" what a
device does, so its words cannot stand among those of other lists (camera_columns.py). Their
columns are known as people see them ("Serial number") and by name (`serial_number`); both come out
of either program. Columns of people (owner, contact, assigned to) are not among them.

Sources: netbox/dcim/tables/devices.py and netbox/dcim/forms/bulk_import.py of NetBox; the tables
cmdb_ci, cmdb_ci_hardware and alm_hardware of ServiceNow; our own exports/netbox.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from camaudit.tabular.camera_columns import Columns, Field, is_unread, speaks_of_cameras
from camaudit.tabular.columns import MAX_HEADING, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Program(StrEnum):
    """Whose list it is."""

    NETBOX = "NetBox"
    SERVICENOW = "ServiceNow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """What one row of headings of such a list means."""

    program: Program
    columns: Columns
    sites: tuple[int, ...]  # columns that name the site, 0-based
    ids: tuple[int, ...]  # that hold the id which camaudit gave the device
    statuses: tuple[tuple[int, str], ...]  # column, its heading written plainly
    cameras: bool  # its title says that it is a list of cameras
    interfaces: bool  # a list of MACs and the devices that have them: no device of its own


_NETBOX: Mapping[Field, tuple[str, ...]] = {
    Field.NAME: ("name", "device"),
    Field.SORT: ("role", "device role"),
    Field.MAKE: ("manufacturer",),
    Field.MODEL: ("device type", "type"),
    Field.SERIAL: ("serial", "serial number"),
    Field.ADDRESS: (
        "ip address", "primary ip", "ipv4 address", "primary ip4", "primary ipv4", "ipv6 address",
        "primary ip6", "primary ipv6", "cf camaudit address", "address as seen",
    ),
    Field.MAC: ("mac address", "mac addresses", "primary mac address"),
    Field.PLACE: ("site", "location", "rack"),
    Field.FIRMWARE: ("cf camaudit firmware", "firmware as announced"),
}  # fmt: skip
_NETBOX_IDS = ("cf camaudit id", "camaudit id")
# All that stands on the page of MAC addresses, and on that of interfaces.
_INTERFACES = frozenset(
    {
        "id", "mac address", "primary mac address", "mac addresses", "device", "parent",
        "interface", "assigned object", "is primary", "primary", "description", "comments", "tags",
        "created", "last updated", "virtual machine", "vm interface", "vminterface", "assigned",
        "name", "label", "enabled", "type", "mtu", "mode", "lag", "wwn", "speed", "duplex",
        "management only", "mgmt only", "parent interface", "bridge", "vdcs", "vrf", "cable",
        "owner",
    }
)  # fmt: skip
_INTERFACE_SIGNS = frozenset(
    {
        "is primary", "parent", "assigned object", "enabled", "management only", "mgmt only",
        "primary mac address", "lag", "wwn",
    }
)  # fmt: skip
_SERVICENOW: Mapping[Field, tuple[str, ...]] = {
    Field.NAME: ("name", "display name", "configuration item"),
    Field.SORT: ("sys class name", "class", "ci class", "model category", "category"),
    Field.MAKE: ("manufacturer", "manufacturer name", "vendor", "vendor name"),
    Field.MODEL: (
        "model number", "model id", "model", "model id name", "model id model number",
        "model id display name",
    ),
    Field.SERIAL: ("serial number",),
    Field.ADDRESS: ("ip address",),
    Field.MAC: ("mac address",),
    Field.PLACE: ("location", "location name", "location full name", "u room", "room", "floor"),
    Field.FIRMWARE: ("firmware version",),
}  # fmt: skip
_SERVICENOW_IDS = ("correlation id",)
_SERVICENOW_STATUSES = (
    "install status", "status", "operational status", "hardware status", "state",
    "life cycle stage", "life cycle stage status",
)  # fmt: skip
# What tells a list of ServiceNow from any other: two of them, beside a name.
_SERVICENOW_SIGNS = frozenset(
    {
        "sys class name", "class", "ci class", "model id", "model number", "asset tag", "asset",
        "install status", "operational status", "hardware status", "discovery source",
        "most recent discovery", "last discovered", "first discovered", "correlation id",
        "support group", "assigned to", "managed by", "owned by", "company", "model category",
        "life cycle stage", "life cycle stage status", "sys id", "sys updated on",
        "configuration item", "attestation status", "short description",
    }
)  # fmt: skip
# No spreadsheet of people says so: one of them must be there.
_SERVICENOW_OWN = frozenset(
    {
        "sys class name", "model id", "install status", "operational status", "hardware status",
        "discovery source", "most recent discovery", "correlation id", "sys id", "sys updated on",
        "life cycle stage", "attestation status", "configuration item", "ci class",
    }
)  # fmt: skip


def inventory(cells: Sequence[str], title: str) -> Inventory | None:
    """Tell whose headings a row is, and what they mean.

    Input:  title: the names of file and sheet.
    Output: None where it is no list of NetBox or ServiceNow.
    """
    names = [plain(text[:MAX_HEADING]) for text in cells]
    known = frozenset(names)
    if _is_netbox(known):
        return _made(Program.NETBOX, cells, names, title)
    if _is_interfaces(known):
        return _made(Program.NETBOX, cells, names, title, interfaces=True)
    if _is_servicenow(known):
        return _made(Program.SERVICENOW, cells, names, title)
    return None


def _is_netbox(names: frozenset[str]) -> bool:
    """Tell the list of devices: nothing else has a role beside a type, a site and a status."""
    said = sum(
        bool(names & one)
        for one in (
            {"status"}, {"manufacturer"}, {"tenant"}, {"rack"}, {"location"}, {"asset tag"},
            {"platform"}, {"cf camaudit id", "camaudit id"},
        )
    )  # fmt: skip
    return (
        "name" in names
        and "site" in names
        and bool(names & {"role", "device role"})
        and bool(names & {"type", "device type"})
        and said >= 2
    )


def _is_interfaces(names: frozenset[str]) -> bool:
    """Tell a list of MACs and their devices. Tables of switches say VLAN, port, age as well."""
    return (
        bool(names & {"mac address", "primary mac address", "mac addresses"})
        and bool(names & {"device", "parent"})
        and bool(names & _INTERFACE_SIGNS)
        and bool(names & {"interface", "assigned object", "name"})
        and names <= _INTERFACES
    )


def _is_servicenow(names: frozenset[str]) -> bool:
    told = names & {"serial number", "mac address", "ip address"}
    return (
        bool(names & {"name", "display name", "configuration item"})
        and bool(told)
        and len(names & _SERVICENOW_SIGNS) >= 2
        and bool(names & _SERVICENOW_OWN)
    )


def _made(
    program: Program,
    cells: Sequence[str],
    names: Sequence[str],
    title: str,
    *,
    interfaces: bool = False,
) -> Inventory:
    netbox = program is Program.NETBOX
    spellings = _NETBOX if netbox else _SERVICENOW
    if interfaces:
        spellings = {
            Field.NAME: ("device", "parent"),
            Field.MAC: ("primary mac address", "mac address", "mac addresses"),
        }
    secret = frozenset(at for at, text in enumerate(cells) if is_unread(text))
    at = {
        field: found
        for field, every in spellings.items()
        if (found := _places(names, every, secret))
    }
    if "manufacturer" in names and not netbox:  # a vendor may be who sold it
        at[Field.MAKE] = _places(names, ("manufacturer",), secret)
    statuses = ("status",) if netbox else _SERVICENOW_STATUSES
    return Inventory(
        program=program,
        columns=Columns(
            at=at,
            secret=secret,
            foreign=False,
            paper=True,
            camera=False,
            strong=False,
            recording=False,
            postal=False,
            width=len(cells),
            names=frozenset(name for name in names if name),
        ),
        sites=_places(names, ("site",) if netbox else ("location", "location name"), secret),
        ids=_places(names, _NETBOX_IDS if netbox else _SERVICENOW_IDS, secret),
        statuses=tuple((at, names[at]) for at in _places(names, statuses, secret)),
        cameras=speaks_of_cameras(title),
        interfaces=interfaces,
    )


def _places(
    names: Sequence[str], spellings: Sequence[str], secret: frozenset[int]
) -> tuple[int, ...]:
    """Give the columns that bear one of the names, in the order of the names."""
    return tuple(
        at
        for name in spellings
        for at, heading in enumerate(names)
        if heading == name and at not in secret
    )
