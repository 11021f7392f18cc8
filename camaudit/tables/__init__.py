"""Text tables of switches, routers, servers and computers: lines in, entries out; no file.

FORMATS is the whole list, in the order in which they are tried; the last takes single lines of any
text, where no other knows what to do with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.tables import cisco, cisco_neighbours, generic
from camaudit.tables.servers import SERVERS

if TYPE_CHECKING:
    from camaudit.tables.entry import Format

FORMATS: dict[str, Format] = {
    "cisco-mac": cisco.MAC,
    "cisco-arp": cisco.ARP,
    "cisco-nd": cisco.ND,
    "cisco-snooping": cisco.SNOOPING,
    "cisco-tracking": cisco.TRACKING,
    "cisco-leases": cisco.LEASES,
    "cisco-lldp": cisco_neighbours.LLDP,
    "cisco-lldp-detail": cisco_neighbours.LLDP_DETAIL,
    "cisco-cdp": cisco_neighbours.CDP,
    "cisco-cdp-detail": cisco_neighbours.CDP_DETAIL,
    **SERVERS,
    "generic": generic.GENERIC,
}
