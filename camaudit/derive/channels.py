"""What becomes of a fact when an audit is redacted, by the channel on which it was said.

What the maker wrote, the same on every device of a kind, stays: it is the evidence. What a person
typed, or what is of one device alone, becomes a pseudonym as a whole.
"""

from __future__ import annotations

from enum import Enum, auto

from camaudit.model.observation import Channel


class Treatment(Enum):
    """What becomes of a value."""

    KEPT = auto()  # addresses, MACs and names of the device in it are replaced
    NAME = auto()
    SERIAL = auto()
    HOST = auto()  # a DNS name: what no rule knows of it is replaced
    MAKE = auto()  # as people write it; what the rules know stays in sentences
    MODEL = auto()
    HEX = auto()  # hex digits become others
    SCOPE = auto()  # an ONVIF scope: kept only where it is of the model


_KEPT = (
    Channel.MAC_BLOCK, Channel.DHCP_VENDOR_CLASS, Channel.DHCP_PARAMETERS, Channel.MDNS_SERVICE,
    Channel.SSDP_SERVER, Channel.SSDP_TYPE, Channel.UPNP_MANUFACTURER, Channel.UPNP_MODEL,
    Channel.UPNP_MODEL_NUMBER, Channel.UPNP_DEVICE_TYPE, Channel.WSD_TYPES,
    Channel.ONVIF_MANUFACTURER, Channel.ONVIF_MODEL, Channel.ONVIF_FIRMWARE,
    Channel.ONVIF_CAPABILITY, Channel.ONVIF_SERVICE, Channel.ONVIF_CLOCK, Channel.HTTP_SERVER,
    Channel.HTTP_POWERED_BY, Channel.HTTP_CLOCK, Channel.HTTP_CAPABILITY, Channel.HTTP_ACTIVATED,
    Channel.HTTP_ICON, Channel.RTSP_SERVER, Channel.RTSP_TOOL, Channel.RTSP_MEDIA,
    Channel.RTSP_CLOCK, Channel.TLS_ALPN, Channel.TLS_KEY, Channel.TLS_UNTIL, Channel.SADP_MODEL,
    Channel.SADP_TYPE, Channel.SADP_FIRMWARE, Channel.SADP_DSP, Channel.SADP_ACTIVATED,
    Channel.SADP_CHANNELS, Channel.SADP_CLOUD, Channel.DHIP_VENDOR, Channel.DHIP_MANUFACTURER,
    Channel.DHIP_CLASS, Channel.DHIP_MODEL, Channel.DHIP_FIRMWARE, Channel.DHIP_INIT,
    Channel.DHIP_CHANNELS, Channel.XM_FIRMWARE, Channel.XM_BUILD, Channel.XM_CHANNELS,
    Channel.MHED_MODEL, Channel.MHED_VENDOR, Channel.MHED_FIRMWARE, Channel.MHED_BUILD,
    Channel.DISCOVERY_PROTOCOL, Channel.DISCOVERY_TYPE, Channel.DISCOVERY_MODEL,
    Channel.DISCOVERY_FIRMWARE, Channel.DISCOVERY_DEFAULT, Channel.SMTP_LOGIN, Channel.SNMP_OID,
    Channel.SIP_AGENT, Channel.SIP_DEVICE, Channel.SIP_MANUFACTURER, Channel.SIP_MODEL,
    Channel.SIP_FIRMWARE, Channel.LLDP_MANUFACTURER, Channel.LLDP_MODEL, Channel.LLDP_FIRMWARE,
    Channel.CDP_PLATFORM, Channel.CDP_VERSION, Channel.GROUP_JOINED, Channel.NTP_SERVER,
    Channel.NTP_CLOCK, Channel.STUN_SOFTWARE, Channel.STUN_MAPPED, Channel.ROUTER_MAPPING,
)  # fmt: skip
_NAMES = (
    Channel.DHCP_HOSTNAME, Channel.MDNS_INSTANCE, Channel.MDNS_HOST, Channel.MDNS_TXT,
    Channel.SSDP_LOCATION, Channel.UPNP_NAME, Channel.WSD_ENDPOINT, Channel.WSD_XADDR,
    Channel.ONVIF_HARDWARE, Channel.ONVIF_HOSTNAME, Channel.HTTP_TITLE, Channel.HTTP_REALM,
    Channel.HTTP_COOKIE, Channel.HTTP_PATH, Channel.HTTP_HEADER, Channel.HTTP_BODY,
    Channel.HTTP_TEXT, Channel.HTTP_AGENT, Channel.HTTP_OPEN, Channel.HTTP_FETCHED,
    Channel.RTSP_REALM, Channel.RTSP_SESSION, Channel.RTSP_INFO, Channel.RTSP_PATH,
    Channel.TLS_SUBJECT, Channel.TLS_ISSUER, Channel.TLS_NAME, Channel.SADP_OEM,
    Channel.DHIP_NAME, Channel.XM_NAME, Channel.MHED_NAME, Channel.DISCOVERY_NAME,
    Channel.FTP_BANNER, Channel.TELNET_BANNER, Channel.SNMP_DESCR, Channel.LLDP_NAME,
    Channel.LLDP_DESCR, Channel.CDP_NAME, Channel.ROUTER_NAME, Channel.PPPP_DEVICE,
    Channel.PORT_MARK,
)  # fmt: skip
_SERIALS = (
    Channel.UPNP_SERIAL, Channel.ONVIF_SERIAL, Channel.SADP_SERIAL, Channel.DHIP_SERIAL,
    Channel.XM_SERIAL, Channel.MHED_SERIAL, Channel.DISCOVERY_SERIAL, Channel.LLDP_SERIAL,
)  # fmt: skip

TREATMENTS: dict[Channel, Treatment] = {
    **dict.fromkeys(_KEPT, Treatment.KEPT),
    **dict.fromkeys(_NAMES, Treatment.NAME),
    **dict.fromkeys(_SERIALS, Treatment.SERIAL),
    Channel.LABEL_BRAND: Treatment.MAKE,
    Channel.LABEL_MODEL: Treatment.MODEL,
    Channel.DNS_QUERY: Treatment.HOST,
    Channel.TLS_SNI: Treatment.HOST,
    Channel.TLS_PRINT: Treatment.HEX,
    Channel.WSD_SCOPE: Treatment.SCOPE,
}
