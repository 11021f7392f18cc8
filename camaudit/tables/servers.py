"""The formats of what computers and servers know, in the order in which they are tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.tables.dhcp_logs import SyslogAcks, WindowsLog
from camaudit.tables.dnsmasq import DNSMASQ_HOSTS, DNSMASQ_LEASES
from camaudit.tables.isc import IscHosts, IscLeases
from camaudit.tables.kea import KEA_ANSWERS, KEA_RESERVATIONS, KeaLeases
from camaudit.tables.lldpd import NEIGHBOURS as LLDPD
from camaudit.tables.lldpd import VALUES as LLDPD_VALUES
from camaudit.tables.lldpd_json import JSON as LLDPD_JSON
from camaudit.tables.neighbours import ARP, ARP_A, BRIDGE, IP_JSON, IP_NEIGH, NDP, PROC
from camaudit.tables.own import OWN
from camaudit.tables.pfsense import StaticMaps
from camaudit.tables.scanners import ARP_SCAN, NETDISCOVER
from camaudit.tables.windows import NET_NEIGHBOR, NET_NEIGHBOR_LIST, WindowsArp
from camaudit.tables.windows_dhcp import (
    NETSH_CLIENTS,
    NETSH_RESERVED,
    WINDOWS_LEASES,
    WINDOWS_LISTS,
    WINDOWS_RESERVATIONS,
)

if TYPE_CHECKING:
    from camaudit.tables.entry import Format

SERVERS: dict[str, Format] = {
    "isc-leases": IscLeases(),
    "isc-reservations": IscHosts(),
    "kea-leases": KeaLeases(),
    "kea-answers": KEA_ANSWERS,
    "kea-reservations": KEA_RESERVATIONS,
    "dnsmasq-leases": DNSMASQ_LEASES,
    "dnsmasq-reservations": DNSMASQ_HOSTS,
    "windows-leases": WINDOWS_LEASES,
    "windows-reservations": WINDOWS_RESERVATIONS,
    "windows-dhcp-list": WINDOWS_LISTS,
    "netsh-clients": NETSH_CLIENTS,
    "netsh-reservations": NETSH_RESERVED,
    "pfsense-reservations": StaticMaps(),
    "net-neighbor": NET_NEIGHBOR,
    "net-neighbor-list": NET_NEIGHBOR_LIST,
    "ip-neigh": IP_NEIGH,
    "ip-neigh-json": IP_JSON,
    "proc-net-arp": PROC,
    "linux-arp": ARP,
    "arp-a": ARP_A,
    "ndp": NDP,
    "bridge-fdb": BRIDGE,
    "lldpd": LLDPD,
    "lldpd-values": LLDPD_VALUES,
    "lldpd-json": LLDPD_JSON,
    "windows-arp": WindowsArp(),
    "own-addresses": OWN,
    "windows-dhcp-log": WindowsLog(),
    "dhcp-log": SyslogAcks(),
    "arp-scan": ARP_SCAN,
    "netdiscover": NETDISCOVER,
}
