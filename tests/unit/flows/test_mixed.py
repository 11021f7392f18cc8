"""One file of a syslog server may hold what several programs wrote."""

from camaudit.model.observation import Lookup

DNS = "Nov 22 09:14:00 gw dnsmasq[16674]: "
FILTER = (
    "82,,,1,igb1,match,pass,in,4,0x0,,64,1,0,DF,6,tcp,60,10.20.30.41,198.51.100.9,4,443,0,S,1,,9"
)
PACKET = "IN=br0 OUT=eth8 SRC=10.20.30.41 DST=203.0.113.77 LEN=60 PROTO=TCP SPT=5 DPT=443 SYN"
LINES = [
    DNS + "query[A] lite.camera.example from 10.20.30.41",
    DNS + "reply lite.camera.example is 203.0.113.77",
    "Nov 22 09:14:01 gw kernel: [LAN_IN-D]" + PACKET,
    "Nov 22 09:14:02 fw filterlog[4]: " + FILTER,
    "Nov 22 09:14:03 fw sshd[1]: session opened",
    "bent",
]


def test_each_line_is_read_by_its_own_format(read):
    said = read("\n".join(LINES))
    assert (
        said.kind
        == "pfSense or OPNsense filter with Linux or UniFi firewall with dnsmasq or Pi-hole"
    )
    assert sorted((str(one.peer), one.seen.place) for one in said.flows) == [
        ("198.51.100.9", "line 4"),
        ("203.0.113.77", "line 3"),
    ]
    (lookup,) = (one for one in said.observations if isinstance(one, Lookup))
    assert (lookup.name, [str(one) for one in lookup.answers]) == (
        "lite.camera.example",
        ["203.0.113.77"],
    )
    assert [count for count, _ in said.short.values()] == [1]


def test_a_log_that_quotes_another_is_its_own(read):
    """A CSV is not taken apart by what a cell of it holds."""
    said = read(
        "Time,Source,Destination,Port,Action,Text\n"
        '2026-11-22 09:14:00,10.20.30.41,203.0.113.77,443,allow,"Nov 22 09:14:00 gw dnsmasq[1]: '
        'query[A] x.example from 10.20.30.42"\n'
    )
    assert said.kind == "firewall CSV"
    assert len(said.flows) == 1
