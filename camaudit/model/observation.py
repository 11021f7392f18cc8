"""What a source may say: facts, bindings, look-ups, flows, logins, claims, and its limits.

Every observation carries a `Seen`, so that a reader finds the same bytes again. Text is as sent
and hostile until a report has escaped it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camaudit.model.endpoint import Endpoint, IPAddress

MAX_VALUE = 1024  # characters kept of a fact
UNCHARGED = "contacts"  # what shortfalls call contacts in logs that no device is charged with


class Channel(StrEnum):
    """Where on the wire a fact was read: the one list that parsers and rules share.

    The part before the dot is the witness: one witness has one vote, however many strings it gave.
    """

    MAC_BLOCK = "mac.block"  # registrant of the MAC block; made by identify, never by a parser
    DHCP_HOSTNAME = "dhcp.hostname"  # option 12, or the name in option 81
    DHCP_VENDOR_CLASS = "dhcp.vendor-class"  # option 60; DHCPv6 option 16
    DHCP_PARAMETERS = "dhcp.parameters"  # option 55 as "1,3,6"
    DNS_QUERY = "dns.query"  # made from Lookups of kind DNS; lower case, no final dot
    MDNS_SERVICE = "mdns.service"  # "_axis-video._tcp"
    MDNS_INSTANCE = "mdns.instance"  # "AXIS M1065-L - ACCC8E000001"
    MDNS_HOST = "mdns.host"  # "DCS-930LB1_1C7185.local"
    MDNS_TXT = "mdns.txt"  # "key=value", one fact each
    SSDP_SERVER = "ssdp.server"
    SSDP_LOCATION = "ssdp.location"
    SSDP_TYPE = "ssdp.type"  # NT of NOTIFY, ST of a response
    UPNP_MANUFACTURER = "upnp.manufacturer"
    UPNP_MODEL = "upnp.model"  # modelName
    UPNP_MODEL_NUMBER = "upnp.model-number"
    UPNP_NAME = "upnp.name"  # friendlyName
    UPNP_DEVICE_TYPE = "upnp.device-type"
    UPNP_SERIAL = "upnp.serial"
    WSD_TYPES = "wsd.types"  # local name of one type, e.g. "NetworkVideoTransmitter"
    WSD_SCOPE = "wsd.scope"  # one scope URI, percent-decoded
    WSD_ENDPOINT = "wsd.endpoint"  # "urn:uuid:..."
    WSD_XADDR = "wsd.xaddr"
    ONVIF_MANUFACTURER = "onvif.manufacturer"
    ONVIF_MODEL = "onvif.model"
    ONVIF_FIRMWARE = "onvif.firmware"
    ONVIF_SERIAL = "onvif.serial"
    ONVIF_HARDWARE = "onvif.hardware"
    ONVIF_HOSTNAME = "onvif.hostname"
    ONVIF_CAPABILITY = "onvif.capability"  # "service analytics", "rule tt:LineDetector"
    ONVIF_SERVICE = (
        "onvif.service"  # local name of an answered operation, e.g. "GetServicesResponse"
    )
    ONVIF_CLOCK = "onvif.clock"  # UTCDateTime of GetSystemDateAndTime, as http.clock
    HTTP_SERVER = "http.server"  # Server header
    HTTP_TITLE = "http.title"  # text of <title>, white space folded
    HTTP_REALM = "http.realm"  # realm of WWW-Authenticate
    HTTP_COOKIE = "http.cookie"  # name of a cookie the server sets; never its value
    HTTP_PATH = "http.path"  # path (no query) of a request this server answered with 2xx
    HTTP_HEADER = "http.header"  # "name: value" of X-... headers of a server
    HTTP_BODY = "http.body"  # a mark found in a page: src, href and form action paths, one each
    HTTP_TEXT = "http.text"  # "sort: text" of a page: meta, heading, rights, object, value ...
    HTTP_AGENT = "http.agent"  # User-Agent that this device sent as a client
    HTTP_POWERED_BY = "http.powered-by"  # X-Powered-By
    HTTP_CLOCK = "http.clock"  # Date of an answer against the capture's: "3 days behind"
    HTTP_OPEN = "http.open"  # path that should need a login, given to a request without one
    HTTP_FETCHED = "http.fetched"  # path of what looks like firmware, asked for without TLS
    RTSP_SERVER = "rtsp.server"
    RTSP_REALM = "rtsp.realm"
    RTSP_SESSION = "rtsp.session"  # SDP s=
    RTSP_INFO = "rtsp.info"  # SDP i=
    RTSP_TOOL = "rtsp.tool"  # SDP a=tool:
    RTSP_MEDIA = "rtsp.media"  # "video H264", one a media line and codec
    RTSP_CLOCK = "rtsp.clock"  # as http.clock
    RTSP_PATH = "rtsp.path"  # path and query (scrubbed) of a request answered with 200
    TLS_SNI = "tls.sni"  # made from Lookups of kind SNI
    TLS_ALPN = "tls.alpn"  # one protocol that a client offers, e.g. "http/1.1"
    TLS_SUBJECT = "tls.subject"  # RFC 4514 text of the leaf
    TLS_ISSUER = "tls.issuer"
    TLS_NAME = "tls.name"  # one subjectAltName
    TLS_KEY = "tls.key"  # "RSA 1024, SHA1": sort and bits of the leaf's key, hash it is signed with
    TLS_UNTIL = "tls.until"  # ISO date of the leaf's last day
    TLS_PRINT = "tls.print"  # SHA-256 of the leaf's public key, hex, the first half
    SADP_MODEL = "sadp.model"  # DeviceDescription
    SADP_TYPE = "sadp.type"  # DeviceType
    SADP_SERIAL = "sadp.serial"
    SADP_FIRMWARE = "sadp.firmware"  # SoftwareVersion as sent
    SADP_DSP = "sadp.dsp"
    SADP_ACTIVATED = "sadp.activated"  # "true" or "false"
    SADP_OEM = "sadp.oem"  # OEMInfo or DetailOEMCode, "name=value"
    SADP_CHANNELS = "sadp.channels"  # "analog=0 digital=16"
    SADP_CLOUD = "sadp.cloud"  # HCPlatformEnable: "true" or "false"
    DHIP_VENDOR = "dhip.vendor"
    DHIP_MANUFACTURER = "dhip.manufacturer"
    DHIP_CLASS = "dhip.class"  # DeviceClass: IPC, NVR, XVR, VTO ...
    DHIP_MODEL = "dhip.model"  # DeviceType
    DHIP_SERIAL = "dhip.serial"
    DHIP_FIRMWARE = "dhip.firmware"  # Version
    DHIP_INIT = "dhip.init"  # the bit field as decimal text
    DHIP_NAME = "dhip.name"  # MachineName
    DHIP_CHANNELS = "dhip.channels"  # "local=1 remote=0"
    XM_NAME = "xm.name"  # HostName
    XM_SERIAL = "xm.serial"
    XM_FIRMWARE = "xm.firmware"
    XM_BUILD = "xm.build"  # BuildDate
    XM_CHANNELS = "xm.channels"
    MHED_NAME = "mhed.name"
    MHED_MODEL = "mhed.model"
    MHED_VENDOR = "mhed.vendor"
    MHED_FIRMWARE = "mhed.firmware"
    MHED_BUILD = "mhed.build"  # YYYYMMDD
    MHED_SERIAL = "mhed.serial"
    # Answers in the discovery protocols of other makers, one set of channels for all of them.
    DISCOVERY_PROTOCOL = "discovery.protocol"  # "hanwha-7701": whose, and by which port known
    DISCOVERY_TYPE = "discovery.type"  # the class or platform that it states, "SMART.IPCAMERA"
    DISCOVERY_MODEL = "discovery.model"
    DISCOVERY_NAME = "discovery.name"  # may be typed by a person
    DISCOVERY_SERIAL = "discovery.serial"
    DISCOVERY_FIRMWARE = "discovery.firmware"
    DISCOVERY_DEFAULT = "discovery.default"  # "true": as it left the factory, never set up
    FTP_BANNER = "ftp.banner"  # the greeting, before anybody spoke
    TELNET_BANNER = "telnet.banner"  # up to the first prompt, before anybody spoke
    SMTP_LOGIN = "smtp.login"  # "in clear": it sends mail, and the mailbox's password so
    SNMP_DESCR = "snmp.sysdescr"
    SNMP_OID = "snmp.sysobjectid"  # "1.3.6.1.4.1.39165.1"
    SIP_AGENT = "sip.agent"  # User-Agent or Server
    SIP_DEVICE = "sip.device"  # "GB28181 132": sort of device in the code under which it registers
    SIP_MANUFACTURER = "sip.manufacturer"  # in an answer to DeviceInfo of GB/T 28181
    SIP_MODEL = "sip.model"
    SIP_FIRMWARE = "sip.firmware"
    HTTP_CAPABILITY = "http.capability"  # "isSupportFaceDetect", "event facedetection" (ISAPI)
    HTTP_ACTIVATED = "http.activated"  # /SDK/activateStatus: "true", or "false": no password yet
    HTTP_ICON = "http.icon"  # MurmurHash3 of the favicon in base64, as a signed decimal
    LLDP_NAME = "lldp.name"
    LLDP_DESCR = "lldp.sysdescr"
    LLDP_MANUFACTURER = "lldp.manufacturer"  # this and what follows: inventory of LLDP-MED
    LLDP_MODEL = "lldp.model"
    LLDP_FIRMWARE = "lldp.firmware"
    LLDP_SERIAL = "lldp.serial"
    CDP_NAME = "cdp.name"  # Device ID
    CDP_PLATFORM = "cdp.platform"
    CDP_VERSION = "cdp.version"  # Software Version
    GROUP_JOINED = "group.joined"  # address of a multicast group that it listens to
    NTP_SERVER = "ntp.server"  # address that it asks for the time
    NTP_CLOCK = "ntp.clock"  # its own clock against the capture's: "in step", "47 years behind"
    STUN_SOFTWARE = "stun.software"
    STUN_MAPPED = "stun.mapped"  # address under which a server outside sees it
    ROUTER_MAPPING = "router.mapping"  # "asked: tcp 8000 to 192.0.2.10 port 80", or "granted: ..."
    ROUTER_NAME = "router.mapping-name"  # what the program that asked calls it
    PPPP_DEVICE = "pppp.device"  # series of the device's id, "registers" where it is enciphered
    # What a person read on the housing: made by `listed`, never by a parser.
    LABEL_BRAND = "label.brand"
    LABEL_MODEL = "label.model"
    PORT_MARK = "port.mark"  # first bytes of a private service that carry its magic, as text

    @property
    def witness(self) -> str:
        """The protocol that testifies: the part before the dot."""
        return _WITNESSES[self]


_WITNESSES = {one: one.value.partition(".")[0] for one in Channel}  # asked for every vote


@dataclass(frozen=True, slots=True, order=True)
class Seen:
    """Enough for a reader to find the same bytes again. Ordered by time."""

    at: float  # seconds since the Unix epoch, UTC
    source: str  # path of the file as given, "/" as separator
    place: str  # "frame 812" (1-based, as Wireshark counts), "line 34"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Text that a device said of itself: a banner, an option, a certificate name."""

    about: Endpoint
    channel: Channel
    value: str  # as sent, at most MAX_VALUE characters; hostile
    port: int | None  # 1-65535, of the service that spoke; None where there are no ports
    seen: Seen  # the first time
    count: int = 1  # messages that said so
    last: float | None = None  # Unix seconds of the last time; None: as the first


class BindingHow(StrEnum):
    """How it is known that a MAC and an IP address belong together."""

    ARP = "ARP"
    DHCP = "DHCP lease"
    NEIGHBOUR = "IPv6 neighbour discovery"
    OWN_WORD = "the device's own discovery answer"
    FRAME = "frames sent on its own segment"
    TABLE = "ARP or neighbour table"
    RESERVATION = "DHCP reservation"
    LOG = "line of a log that names both"
    SCAN = "scan by another program"


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A MAC and an IP address belong together during some time."""

    mac: str
    ip: IPAddress
    valid_from: float  # Unix seconds
    valid_to: float | None  # Unix seconds; None: until another binding of the address
    how: BindingHow
    seen: Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A MAC on a switch port."""

    mac: str
    ip: IPAddress | None
    switch: str
    port: str
    vlan: int | None  # 1-4094
    seen: Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A MAC stands in a table that tells neither its place nor its address: it was there."""

    mac: str
    vlan: int | None  # 1-4094
    seen: Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Uplink:
    """A port of a switch that leads on to other switches, so that no device has its place there."""

    switch: str
    port: str
    why: str  # "a switch, router or access point announces itself there"
    seen: Seen
    mac: str | None = None  # of what announces itself there, where it tells it


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMac:
    """A switch or router says that a MAC is its own: nothing that it stands for is a camera."""

    mac: str
    seen: Seen


class LookupKind(StrEnum):
    """How a name was asked for."""

    DNS = "dns"
    SNI = "sni"
    HTTP_HOST = "http-host"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """A client asked for a name."""

    client: Endpoint
    name: str  # lower case, no final dot
    answers: tuple[IPAddress, ...]  # sorted; empty where no answer was seen
    kind: LookupKind
    seen: Seen
    count: int = 1
    last: float | None = None
    held_on: float | None = None  # as in Flow


class LoginOutcome(StrEnum):
    """What the device answered to a login that was seen."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNSEEN = "unseen"
    NOT_ASKED = "none asked for"  # what it gave, it gave without a login


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginSeen:
    """A login that somebody else sent: what remains of it. Never a secret, never a user name.

    With the outcome NOT_ASKED there was none: `scheme` names what was given all the same.
    """

    about: Endpoint  # the device that was logged in to
    client: Endpoint  # in an audit without addresses, unless it is a described device
    port: int | None  # of the service
    scheme: str  # "http-basic", "rtsp-digest", "onvif-usernametoken" ...
    in_clear: bool  # anybody on the way could read the password
    outcome: LoginOutcome
    defaults: tuple[str, ...] | None  # rule ids that verify; None: could not be judged
    seen: Seen
    count: int = 1
    last: float | None = None


class Document(StrEnum):
    """What sort of document a claim stands in."""

    RECORDER = "recorder's camera list"
    REGISTER = "camera register"
    INVENTORY = "inventory"  # of another program: a register whose manufacturer is the label
    INTERFACES = "interfaces of an inventory"  # MACs and the names of the devices that have them
    LABEL = "walk sheet"  # what a person read on the housing
    REPLY = "supplier's reply"  # the table of `camaudit report --for supplier`, filled in


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A row of a document about one camera; never evidence that it is there. Texts are hostile."""

    document: Document
    owner: str | None  # the recorder that the list is of, as its file or heading names it
    channel: str | None  # "D3", "5": of the recorder
    name: str | None  # as typed: of the channel, of the row
    mac: str | None
    ip: IPAddress | None
    make: str | None  # as typed, or as the recorder says
    model: str | None
    serial: str | None
    firmware: str | None
    place: str | None  # where it hangs, in words
    in_use: bool | None  # None: the list does not say
    down: bool  # the list says that nothing answers there: offline, no signal
    seen: Seen
    of: str | None = None  # id of a device or a listed camera, on a walk sheet
    said_by: str | None = None  # who read the label, as typed
    said_on: str | None = None  # on which day: ISO date, else as typed
    answers: tuple[tuple[str, str], ...] = ()  # of a supplier: heading, text; name is then an id
    also: tuple[IPAddress, ...] = ()  # further addresses that the row gives
    status: str | None = None  # as an inventory or a register gives it
    at_site: str | None = None  # the site that an inventory names, in its words


class Initiator(StrEnum):
    """Who opened a conversation."""

    LOCAL = "local"  # the device of ours
    PEER = "peer"
    UNKNOWN = "unknown"  # the beginning was not seen


class Action(StrEnum):
    """What became of a flow."""

    ALLOWED = "allowed"  # traffic both ways was seen, or the log says so
    DENIED = "denied"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How regular the contacts were."""

    gaps: tuple[float, float, float]  # seconds: first quartile, median, third quartile
    by_hour: tuple[int, ...]  # 24 counts, by hour of the day in UTC
    spread: float | None = None  # seconds: median distance of a gap from the median gap
    contacts: int = 0  # beginnings that the figures rest on
    hours: int = 0  # different clock hours in which one lies
    sizes: tuple[float, float, float] | None = None  # bytes sent in one contact, as gaps
    busiest: int = 0  # most beginnings in one clock hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """An aggregate of all conversations of one device with one service of one peer."""

    about: Endpoint
    peer: IPAddress
    peer_port: int | None  # 1-65535, the service port; None where there are no ports
    transport: str  # "tcp", "udp", or the IP protocol number as text
    initiator: Initiator
    tries: int  # conversations begun
    answered: int  # conversations in which the other side sent anything
    action: Action
    sent: int | None  # bytes of IP packets from the device
    received: int | None  # bytes to the device
    first: float  # Unix seconds
    last: float
    rhythm: Rhythm | None
    names: tuple[str, ...]  # sorted names under which the client had looked the peer up
    log_country: str | None  # ISO 3166-1 alpha-2 as the log says
    seen: Seen
    local_port: int | None = None  # service port of the device, where the peer began
    # None: it is known to be the device's. Else nothing says who held the address at the time, and
    # this is the time nearest to it (Unix seconds) at which the device is known to have held it.
    held_on: float | None = None

    @property
    def end_told(self) -> bool:
        """Tell whether its source could see an answer: a firewall that only lets pass could not."""
        return self.answered > 0 or self.received is not None or self.action is Action.DENIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What one address inside sent to another. It enters no audit: checks say what follows."""

    source: IPAddress
    target: IPAddress
    transport: str  # as in Flow
    port: int | None  # of the service, on either side
    opened: bool  # the source opened a connection
    packets: int
    sent: int  # bytes of IP packets
    first: float  # Unix seconds
    last: float
    seen: Seen


class Reason(StrEnum):
    """Why something was not read or not kept."""

    TRUNCATED = "cut short"
    DAMAGED = "damaged"
    MALFORMED = "malformed"
    UNSUPPORTED_LINK = "link type that is not read"
    FRAGMENT = "fragment, not put together"
    STREAM_GAP = "gap in a TCP stream"
    BOUND = "more than is kept"
    UNREADABLE = "could not be opened"
    NOT_RECOGNISED = "not recognised"
    SNAPPED = "frames cut by the snap length"
    REFUSED = "refused"
    NO_HOLDER = "nothing says who held the address"
    OTHERS = "left out: of hosts that are not ours"
    OLD = "too old to say who is there"


@dataclass(frozen=True, slots=True, order=True)
class Shortfall:
    """Something was there and could not be read or kept."""

    source: str
    reason: Reason
    what: str  # "rtsp", "link type 113", "TCP stream", ...
    count: int
    place: str  # the first one: "frame 812", "byte 4096"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """From which vantage point a source could see, when, and who spoke in which network."""

    source: str
    vantage: str  # "capture", "listening", "switch table", "DHCP leases"
    first: float  # Unix seconds
    last: float
    frames: int  # or rows
    heard: tuple[IPAddress, ...]  # spoke on their own segment, as the source saw it; sorted
    passing: tuple[IPAddress, ...] = ()  # spoke, but a router had forwarded it; sorted
    # A log of traffic on its way out: heard are the addresses inside with at least one line.
    leaving: bool = False
    vlans: tuple[int, ...] = ()  # in which a switch saw devices, with or without an address


Observation = (
    Fact | Binding | Attachment | Sighting | Uplink | OwnMac | Lookup | Flow | LoginSeen | Claim
)
Yield = Observation | Contact | Shortfall | Watched
