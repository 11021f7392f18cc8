"""The exports of other programs that are known, by their headings: data, read by exports.py.

Source: share/views/ajax of Netdisco (device ports, IP inventory, node vendor); export-subnet.php of
phpIPAM; FdbTablesController and the ARP page of LibreNMS; the tables of interfaces of NetBox;
DhcpServer and NetTCPIP modules of Windows; "Data formats" of runZero. Of the others the headings
are those that their programs show.
"""

from __future__ import annotations

from camaudit.model.observation import BindingHow
from camaudit.sources.exports import Export, Part
from camaudit.tables.leases import LEASES, RESERVATIONS
from camaudit.tables.neighbours import NEIGHBOURS

_GONE_STATES = frozenset(
    {"declined", "expired", "offered", "free", "abandoned", "dead", "released"}
)
EXPORTS = (
    Export(
        name="Netdisco: device ports",
        vantage="switch table",
        needs=("port", "node mac"),
        columns={
            Part.MAC: ("node mac",),
            Part.IP: ("node ip",),
            Part.PORT: ("port",),
            Part.VLAN: ("native vlan",),
            Part.GONE: ("archived node",),
        },
    ),
    Export(
        name="Netdisco: IP inventory",
        vantage="ARP table",
        needs=("node", "mac address", "netbios"),
        columns={Part.MAC: ("mac address",), Part.IP: ("node",)},
    ),
    Export(
        name="Netdisco: nodes by vendor",
        vantage="switch table",
        needs=("mac", "company", "device", "port"),
        columns={Part.MAC: ("mac",), Part.SWITCH: ("device",), Part.PORT: ("port",)},
    ),
    Export(
        name="LibreNMS: ARP",
        vantage="ARP table",
        needs=("mac address", "ipv4 address", "device", "interface"),
        any_of=(("remote device", "remote interface", "vendor"),),
        # The interface is that of the router, which is no place of a device.
        columns={Part.MAC: ("mac address",), Part.IP: ("ipv4 address",)},
    ),
    Export(
        name="LibreNMS: FDB",
        vantage="switch table",
        needs=("device", "mac address", "vlan"),
        any_of=(("first seen", "last seen", "dnsname", "dns name"),),
        columns={
            Part.MAC: ("mac address",),
            Part.IP: ("ipv4 address", "ip address"),
            Part.SWITCH: ("device",),
            Part.PORT: ("interface", "port"),
            Part.VLAN: ("vlan",),
        },
    ),
    Export(
        name="phpIPAM: addresses",
        vantage="address plan",
        needs=("ip address", "mac"),
        any_of=(("ip state", "fw object", "owner"),),
        columns={Part.MAC: ("mac",), Part.IP: ("ip address",), Part.STATE: ("ip state", "state")},
        how=BindingHow.RESERVATION,
        left_out=frozenset({"offline"}),
    ),
    Export(
        name="NetBox: interfaces",
        vantage="address plan",
        needs=("name", "device", "ip addresses"),
        any_of=(("mac address", "mac addresses", "primary mac address"),),
        columns={
            Part.MAC: ("primary mac address", "mac address", "mac addresses"),
            Part.IP: ("ip addresses",),
        },
        how=BindingHow.RESERVATION,
    ),
    Export(
        name="Windows DHCP: leases (CSV)",
        vantage=LEASES,
        needs=("ipaddress", "clientid", "addressstate"),
        columns={
            Part.MAC: ("clientid",),
            Part.IP: ("ipaddress",),
            Part.NAME: ("hostname",),
            Part.STATE: ("addressstate",),
        },
        how=BindingHow.DHCP,
        reserved=frozenset({"activereservation", "inactivereservation"}),
        left_out=_GONE_STATES,
    ),
    Export(
        name="Windows DHCP: reservations (CSV)",
        vantage=RESERVATIONS,
        needs=("ipaddress", "clientid", "name"),
        columns={Part.MAC: ("clientid",), Part.IP: ("ipaddress",)},
        how=BindingHow.RESERVATION,
    ),
    Export(
        name="Windows DHCP: list of the console",
        vantage=LEASES,
        needs=(),
        any_of=(("client ip address", "client ip adresse", "adresse ip du client"),),
        columns={
            Part.MAC: ("unique id", "eindeutige id", "id unique"),
            Part.IP: ("client ip address", "client ip adresse", "adresse ip du client"),
            Part.NAME: ("name", "nom"),
        },
        how=BindingHow.DHCP,
    ),
    Export(
        name="Windows: Get-NetNeighbor (CSV)",
        vantage=NEIGHBOURS,
        needs=("ipaddress", "linklayeraddress"),
        columns={Part.MAC: ("linklayeraddress",), Part.IP: ("ipaddress",)},
    ),
    Export(
        name="pfSense or OPNsense: DHCP leases",
        vantage=LEASES,
        needs=("ip address", "mac address", "hostname"),
        any_of=(("lease type", "client id"),),
        columns={
            Part.MAC: ("mac address",),
            Part.IP: ("ip address",),
            Part.NAME: ("hostname",),
            Part.STATE: ("lease type", "status"),
        },
        how=BindingHow.DHCP,
        reserved=frozenset({"static"}),
        left_out=_GONE_STATES,
    ),
    Export(
        name="runZero: assets",
        vantage="scan by runZero",
        needs=("addresses", "macs"),
        columns={Part.MAC: ("macs",), Part.IP: ("addresses",)},
        how=BindingHow.SCAN,
    ),
    Export(
        name="Lansweeper: assets",
        vantage="scan by Lansweeper",
        needs=("assetname", "mac"),
        any_of=(("ipaddress", "ip address"),),
        columns={Part.MAC: ("mac",), Part.IP: ("ipaddress", "ip address")},
        how=BindingHow.SCAN,
    ),
    Export(
        name="Angry IP Scanner",
        vantage="scan by Angry IP Scanner",
        needs=("ip", "ping", "mac address"),
        columns={Part.MAC: ("mac address",), Part.IP: ("ip",), Part.WEB: ("web detect",)},
        how=BindingHow.SCAN,
    ),
    Export(
        name="Advanced IP Scanner",
        vantage="scan by Advanced IP Scanner",
        needs=("status", "ip"),
        any_of=(
            ("mac address", "mac adresse", "adresse mac"),
            ("manufacturer", "hersteller", "fabricant"),
        ),
        # A recorder's list of its cameras has these as well.
        without=("model", "modell", "modele", "channel", "kanal", "firmware", "serial number"),
        columns={
            Part.MAC: ("mac address", "mac adresse", "adresse mac"),
            Part.IP: ("ip",),
            Part.STATE: ("status",),
        },
        how=BindingHow.SCAN,
        left_out=_GONE_STATES,
    ),
)
# The last resort, and named so: a client list of UniFi or Omada, an inventory of one's own.
ANY_LIST = Export(
    name="list with a column of MACs",
    vantage="list with MACs",
    needs=(),
    columns={
        Part.MAC: (
            "mac address", "mac", "mac addr", "mac adresse", "adresse mac", "direccion mac",
            "indirizzo mac", "mac id", "physical address", "hardware address", "ethernet address",
            "wired mac", "client mac", "mac addresses",
        ),
        Part.IP: (
            "ip address", "ip", "ipv4", "ipv4 address", "ip addr", "ip adresse", "adresse ip",
            "direccion ip", "indirizzo ip", "last ip", "ipaddress", "address", "client ip",
        ),
        Part.SWITCH: ("switch", "switch name", "connected to", "uplink device", "connected device"),
        Part.PORT: ("switch port", "port", "switchport", "uplink port"),
        Part.VLAN: ("vlan", "vlan id", "network vlan"),
    },
)  # fmt: skip
ANY_LIST_NEEDS = frozenset(ANY_LIST.columns[Part.MAC])
