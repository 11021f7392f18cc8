"""The same frame in every wrapping, built by scapy, with what is to be found of it."""

from typing import NamedTuple

from scapy.contrib.erspan import ERSPAN_I, ERSPAN_II, ERSPAN_III, ERSPAN_PlatformSpecific
from scapy.contrib.geneve import GENEVE
from scapy.contrib.mpls import MPLS, EoMCW
from scapy.contrib.tzsp import TZSP, TZSPTagEnd, TZSPTagPadding, TZSPTagRawRSSIByte
from scapy.layers.dot11 import Dot11, RadioTap
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import GRE, GRE_PPTP, LLC, SNAP, CookedLinux, Dot1AD, Dot1Q, Ether
from scapy.layers.ppp import HDLC, PPP, PPPoE
from scapy.layers.vxlan import VXLAN
from scapy.packet import Padding, Raw

ME = "02:00:00:00:00:01"
YOU = "02:00:00:00:00:02"
RADIO = "02:00:00:00:00:0a"
BODY = b"OPTIONS * RTSP/1.0\r\n\r\n"

TALK = (
    IP(src="10.0.0.1", dst="10.0.0.2", ttl=61)
    / TCP(sport=40000, dport=554, seq=0xFEDCBA98, flags="PA")
    / BODY
)
TALK_6 = IPv6(src="fd00::1", dst="fd00::2", hlim=61) / TALK[TCP].copy()
INNER = Ether(src=ME, dst=YOU) / TALK
INNER_6 = Ether(src=ME, dst=YOU) / TALK_6
TAGGED = Ether(src=ME, dst=YOU) / Dot1Q(vlan=20) / TALK

LINK = Ether(src="02:00:00:00:00:aa", dst="02:00:00:00:00:bb")
OUTER = LINK / Dot1Q(vlan=900) / IP(src="192.168.9.9", dst="192.168.9.10", ttl=64)
OUTER_6 = LINK / IPv6(src="fd00:9::9", dst="fd00:9::10")


class Wrapped(NamedTuple):
    """One frame, and what is to be found of it beside addresses, ports and payload."""

    link: int
    frame: object
    wrapping: str | None = None  # as a note names it
    sender: str | None = None
    macs: bool = True  # of the inner frame; else there are none
    vlan: int = 0


def tunnel(*layers, outer=OUTER, **expected):
    packet = outer
    for layer in layers:
        packet = packet / layer
    sender = "192.168.9.9" if outer is OUTER else "fd00:9::9"
    return Wrapped(1, packet, sender=expected.pop("sender", sender), **expected)


def udp(port, *layers, **expected):
    return tunnel(UDP(sport=50000, dport=port), *layers, **expected)


def radio(header, *, flags=b"", body=None, **fields):
    """Make a data frame as a monitor hears it."""
    head = Dot11(type=2, subtype=header, addr1=YOU, addr2=RADIO, addr3=ME, **fields)
    return head / Raw(flags) / (body or LLC() / SNAP(code=0x0800) / TALK)


def tap(packet, flags=0, tail=b""):
    return RadioTap(present="Flags", Flags=flags) / packet / Padding(tail)


def subframe(frame, *, last=False):
    """Make a part of an A-MSDU: addresses, length, LLC."""
    body = bytes(LLC() / SNAP(code=0x0800)) + bytes(frame[IP])
    head = bytes.fromhex((frame.dst + frame.src).replace(":", ""))
    whole = head + len(body).to_bytes(2) + body
    return whole if last else whole + bytes(-len(whole) % 4)


def nested(levels):
    """Put a frame into so many others."""
    packet = INNER
    for level in range(levels):
        packet = (
            Ether(src="02:00:00:00:00:aa", dst="02:00:00:00:00:bb")
            / IP(src=f"192.168.9.{level + 1}", dst="192.168.9.10")
            / UDP(sport=50000, dport=4789, chksum=0)
            / VXLAN(vni=level, flags=8)
            / packet
        )
    return packet


ERSPAN_VLAN = 30
LABELS = MPLS(label=1000, s=0) / MPLS(label=2000, s=1)
BACKBONE = bytes.fromhex("020000000003 020000000004 88e7 00001234")
AVS = bytes.fromhex("80211001 00000040") + bytes(56)
PRISM = bytes.fromhex("44000000 90000000") + bytes(136)
PPI = bytes.fromhex("0000 0800 69000000")
PPI_SUM = bytes.fromhex("0000 2000 69000000 0200 1400") + bytes(8) + b"\1\0" + bytes(10)
NFLOG = b"\2\0\0\7" + b"\5\0\x0a\0\0\0\0\0" + (4 + len(TALK)).to_bytes(2, "little") + b"\x09\0"
NFLOG_BIG = b"\x0a\0\0\7" + b"\0\5\0\x0a\0\0\0\0" + (4 + len(TALK_6)).to_bytes(2) + b"\0\x09"
PKTAP = bytes.fromhex("6c000000 01000000 01000000") + b"en0".ljust(24, b"\0") + bytes(72)
GENEVE_OPTION = bytes.fromhex("0102 80 01 00000007")
GPE = bytes.fromhex("0c000003 00000700")
GPE_4 = bytes.fromhex("0c000001 00000700")
POLICY = bytes.fromhex("88000007 00000700")

WRAPPED = {
    "802.1Q": Wrapped(1, TAGGED, vlan=20),
    "802.1ad": Wrapped(1, LINK.__class__(src=ME, dst=YOU) / Dot1AD(vlan=7) / Dot1Q(vlan=20) / TALK,
                       vlan=7),
    "old QinQ": Wrapped(1, Ether(src=ME, dst=YOU, type=0x9100) / Dot1Q(vlan=7) / TALK, vlan=7),
    "802.1ah": Wrapped(1, Raw(BACKBONE) / TAGGED, "802.1ah", vlan=20),
    "MPLS": Wrapped(1, LINK / LABELS / TALK, "MPLS", macs=False),
    "MPLS and IPv6": Wrapped(1, LINK / LABELS / TALK_6, "MPLS", macs=False),
    "pseudo-wire": Wrapped(1, LINK / LABELS / EoMCW() / TAGGED, "MPLS", vlan=20),
    "pseudo-wire without a control word": Wrapped(1, LINK / LABELS / INNER, "MPLS"),
    "PPPoE": Wrapped(1, INNER.__class__(src=ME, dst=YOU) / PPPoE(sessionid=9) / PPP() / TALK,
                     "PPPoE"),
    "PPPoE and IPv6": Wrapped(
        1, Ether(src=ME, dst=YOU) / PPPoE(sessionid=9) / PPP(proto=0x57) / TALK_6, "PPPoE"
    ),
    "GRE": tunnel(GRE(), TALK, wrapping="GRE", macs=False),
    "GRE, key and sequence": tunnel(
        GRE(chksum_present=1, key_present=1, seqnum_present=1, key=5), TALK_6,
        wrapping="GRE", macs=False,
    ),
    "GRE over IPv6": tunnel(GRE(), TALK, outer=OUTER_6, wrapping="GRE", macs=False),
    "GRE and labels": tunnel(GRE(proto=0x8847), LABELS, TALK, wrapping="GRE", macs=False),
    "GRE tap": tunnel(GRE(proto=0x6558), TAGGED, wrapping="GRE", vlan=20),
    "NVGRE": tunnel(GRE(proto=0x6558, key_present=1, key=0x123400), INNER, wrapping="GRE"),
    "PPTP": tunnel(
        GRE_PPTP(seqnum_present=1, acknum_present=1), Raw(b"\xff\x03\0\x21"), TALK,
        wrapping="PPTP", macs=False, sender=None,
    ),
    "ERSPAN I": tunnel(GRE(proto=0x88BE), ERSPAN_I(), INNER, wrapping="ERSPAN I"),
    "ERSPAN II": tunnel(
        GRE(proto=0x88BE, seqnum_present=1), ERSPAN_II(vlan=ERSPAN_VLAN, session_id=3), INNER,
        wrapping="ERSPAN II", vlan=ERSPAN_VLAN,
    ),
    "ERSPAN III": tunnel(
        GRE(proto=0x22EB, seqnum_present=1), ERSPAN_III(vlan=ERSPAN_VLAN), INNER,
        wrapping="ERSPAN III", vlan=ERSPAN_VLAN,
    ),
    "ERSPAN III of a platform": tunnel(
        GRE(proto=0x22EB, seqnum_present=1),
        ERSPAN_III(vlan=ERSPAN_VLAN, o=1), ERSPAN_PlatformSpecific(), INNER,
        wrapping="ERSPAN III", vlan=ERSPAN_VLAN,
    ),
    "VXLAN": udp(4789, VXLAN(vni=7, flags=8), TAGGED, wrapping="VXLAN", vlan=20),
    "VXLAN, old port": udp(8472, VXLAN(vni=7, flags=8), INNER_6, wrapping="VXLAN"),
    "VXLAN with a policy": udp(4789, Raw(POLICY), INNER, wrapping="VXLAN"),
    "VXLAN over IPv6": udp(4789, VXLAN(flags=8), INNER, outer=OUTER_6, wrapping="VXLAN"),
    "VXLAN-GPE": udp(4790, Raw(GPE), INNER, wrapping="VXLAN"),
    "VXLAN-GPE and IP": udp(4790, Raw(GPE_4), TALK, wrapping="VXLAN", macs=False),
    "GENEVE": udp(6081, GENEVE(vni=7, proto=0x6558), INNER, wrapping="GENEVE"),
    "GENEVE with options": udp(
        6081, Raw(bytes.fromhex("02006558 00000700") + GENEVE_OPTION), TAGGED,
        wrapping="GENEVE", vlan=20,
    ),
    "GENEVE and IP": udp(6081, GENEVE(proto=0x86DD), TALK_6, wrapping="GENEVE", macs=False),
    "TZSP": udp(
        37008, TZSP(), TZSPTagPadding(), TZSPTagRawRSSIByte(), TZSPTagEnd(), INNER,
        wrapping="TZSP",
    ),
    "TZSP by radio": udp(
        37008, Raw(b"\1\0\0\x12\1"), radio(0, FCfield=2), wrapping="TZSP",
    ),
    "IP in IP": tunnel(TALK, wrapping="IP in IP", macs=False, sender=None),
    "6in4": tunnel(TALK_6, wrapping="IP in IP", macs=False, sender=None),
    "4in6": tunnel(TALK, outer=OUTER_6, wrapping="IP in IP", macs=False, sender=None),
    "EtherIP": tunnel(
        Raw(b"\x30\0"), INNER, outer=LINK / IP(src="192.168.9.9", dst="192.168.9.10", proto=97),
        wrapping="EtherIP", sender=None,
    ),
    "MPLS in IP": tunnel(
        LABELS, TALK, outer=LINK / IP(src="192.168.9.9", dst="192.168.9.10", proto=137),
        wrapping="MPLS", macs=False, sender=None,
    ),
    "ERSPAN in VXLAN": udp(
        4789, VXLAN(flags=8), LINK, IP(src="192.168.8.8", dst="192.168.9.10"),
        GRE(proto=0x88BE, seqnum_present=1), ERSPAN_II(vlan=ERSPAN_VLAN), TAGGED,
        wrapping="ERSPAN II", vlan=ERSPAN_VLAN, sender="192.168.8.8",
    ),
    "eight deep": Wrapped(1, nested(8), "VXLAN", "192.168.9.1"),
    "802.11": Wrapped(105, radio(0, FCfield=2)),
    "radiotap": Wrapped(127, tap(radio(0, FCfield=2))),
    "radiotap, check sequence": Wrapped(
        127, tap(radio(0, FCfield=2), flags=0x10, tail=b"sums")
    ),
    "radiotap, padded": Wrapped(
        127, tap(radio(8, FCfield=2, flags=b"\0\0\0\0"), flags=0x20)
    ),
    "radiotap, quality of service": Wrapped(127, tap(radio(8, FCfield=2, flags=b"\0\0"))),
    "radiotap, high throughput": Wrapped(
        127, tap(radio(8, FCfield=0x82, flags=bytes(6)))
    ),
    "radiotap, to the network": Wrapped(
        127,
        tap(Dot11(type=2, addr1=RADIO, addr2=ME, addr3=YOU, FCfield=1)
            / LLC() / SNAP(code=0x0800) / TALK),
    ),
    "radiotap, direct": Wrapped(
        127,
        tap(Dot11(type=2, addr1=YOU, addr2=ME, addr3=RADIO) / LLC() / SNAP(code=0x0800) / TALK),
    ),
    "radiotap, four addresses": Wrapped(
        127,
        tap(Dot11(type=2, addr1=RADIO, addr2=RADIO, addr3=YOU, addr4=ME, FCfield=3)
            / LLC() / SNAP(code=0x0800) / TALK),
    ),
    "radiotap, A-MSDU": Wrapped(
        127,
        tap(radio(8, FCfield=2, body=Raw(b"\x80\0" + subframe(INNER, last=True)))),
    ),
    "PPI": Wrapped(192, Raw(PPI) / radio(0, FCfield=2)),
    "PPI, check sequence": Wrapped(
        192, Raw(PPI_SUM) / radio(0, FCfield=2) / Padding(b"sums")
    ),
    "Prism": Wrapped(119, Raw(PRISM) / radio(0, FCfield=2)),
    "AVS": Wrapped(163, Raw(AVS) / radio(0, FCfield=2)),
    "BSD loopback": Wrapped(0, Raw(b"\x02\0\0\0") / TALK, macs=False),
    "BSD loopback, big-endian": Wrapped(0, Raw(b"\0\0\0\x1e") / TALK_6, macs=False),
    "OpenBSD loopback": Wrapped(108, Raw(b"\0\0\0\x02") / TALK, macs=False),
    "raw IP": Wrapped(101, TALK, macs=False),
    "PPP": Wrapped(9, HDLC() / PPP() / TALK, macs=False),
    "PPP, one byte of protocol": Wrapped(9, Raw(b"\xff\x03\x21") / TALK, macs=False),
    "PPP as HDLC": Wrapped(50, HDLC() / PPP(proto=0x57) / TALK_6, macs=False),
    "PPP with a direction": Wrapped(204, Raw(b"\1\xff\x03\0\x21") / TALK, macs=False),
    "Cisco HDLC": Wrapped(104, Raw(b"\x0f\0\x08\0") / TALK, macs=False),
    "PPPoE without Ethernet": Wrapped(51, PPPoE(sessionid=9) / PPP() / TALK, "PPPoE", macs=False),
    "labels alone": Wrapped(219, LABELS / TALK, "MPLS", macs=False),
    "a firewall's log": Wrapped(239, Raw(NFLOG) / TALK, macs=False),
    "a firewall's log, big-endian": Wrapped(239, Raw(NFLOG_BIG) / TALK_6, macs=False),
    "all interfaces of macOS": Wrapped(258, Raw(PKTAP) / INNER),
    "cooked": Wrapped(
        113, CookedLinux(src=bytes.fromhex("020000000001"), lladdrlen=6) / Dot1Q(vlan=20) / TALK,
        vlan=20,
    ),
}  # fmt: skip
