"""Text tables of switches, routers, servers and computers: lines in, entries out; no file.

FORMATS is the whole list, in the order in which they are tried; the last takes single lines of any
text, where no other knows what to do with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.tables import (
    cisco,
    cisco_neighbours,
    comware,
    fortinet,
    generic,
    hp,
    juniper,
    mikrotik,
    ruckus,
    smart_switches,
)
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
    "hp-mac": hp.MAC,
    "hp-arp": hp.ARP,
    "hp-snooping": hp.SNOOPING,
    "hp-lldp": hp.LLDP,
    "hp-lldp-detail": hp.LLDP_DETAIL,
    "hp-cdp": hp.CDP,
    "hp-cdp-detail": hp.CDP_DETAIL,
    "juniper-mac": juniper.MAC,
    "juniper-old-mac": juniper.OLD_MAC,
    "juniper-arp": juniper.ARP,
    "juniper-nd": juniper.ND,
    "juniper-snooping": juniper.SNOOPING,
    "juniper-lldp": juniper.LLDP,
    "juniper-lldp-detail": juniper.LLDP_DETAIL,
    "paloalto-arp": juniper.PAN_ARP,
    "paloalto-mac": juniper.PAN_MAC,
    "mikrotik-hosts": mikrotik.HOSTS,
    "mikrotik-neighbours": mikrotik.NEIGHBOURS,
    "mikrotik-leases": mikrotik.LEASES,
    "mikrotik-arp": mikrotik.ARP,
    "mikrotik-host-items": mikrotik.HOST_ITEMS,
    "mikrotik-neighbour-items": mikrotik.NEIGHBOUR_ITEMS,
    "mikrotik-lease-items": mikrotik.LEASE_ITEMS,
    "mikrotik-arp-items": mikrotik.ARP_ITEMS,
    "fortigate-arp": fortinet.ARP,
    "fortigate-kernel": fortinet.KERNEL,
    "fortigate-leases": fortinet.LEASES,
    "fortiswitch-mac": fortinet.SWITCH_MAC,
    "netgear-mac": smart_switches.NETGEAR_MAC,
    "netgear-arp": smart_switches.NETGEAR_ARP,
    "netgear-lldp": smart_switches.NETGEAR_LLDP,
    "dlink-mac": smart_switches.DLINK_MAC,
    "dlink-arp": smart_switches.DLINK_ARP,
    "zyxel-mac": smart_switches.ZYXEL_MAC,
    "zyxel-arp": smart_switches.ZYXEL_ARP,
    "tplink-mac": smart_switches.TPLINK_MAC,
    "tplink-arp": smart_switches.TPLINK_ARP,
    "unifi-mac": smart_switches.UNIFI,
    "ruckus-mac": ruckus.MAC,
    "ruckus-arp": ruckus.ARP,
    "ruckus-lldp": ruckus.LLDP,
    "ruckus-lldp-detail": ruckus.LLDP_DETAIL,
    "comware-mac": comware.MAC,
    "comware-arp": comware.ARP,
    "comware-lldp": comware.LLDP,
    "arista-mac": comware.ARISTA_MAC,
    "arista-arp": comware.ARISTA_ARP,
    **SERVERS,
    "generic": generic.GENERIC,
}
