import pytest

from camaudit.tables.prompts import named, prompt


@pytest.mark.parametrize(
    ("line", "name", "command"),
    [
        ("SW-HALL-1#show mac address-table", "SW-HALL-1", "show mac address-table"),
        ("SW-HALL-1>en", "SW-HALL-1", "en"),
        ("SW-HALL-1#", "SW-HALL-1", ""),
        ("SW-HALL-1(config-if)#do sh arp", "SW-HALL-1", "do sh arp"),
        ("RP/0/RSP0/CPU0:R1#show arp", "R1", "show arp"),
        ("FW-1/pri/act# show arp", "FW-1", "show arp"),
        ("user@ex2300> show arp no-resolve", "ex2300", "show arp no-resolve"),
        ("user@ex2300# run show arp", "ex2300", "run show arp"),
        ("[admin@MikroTik] > /ip arp print", "MikroTik", "/ip arp print"),
        ("[admin@GW 1] /ip/arp> print", "GW 1", "print"),
        ("[admin@GW-1] <SAFE> > ip arp print", "GW-1", "ip arp print"),
        ("HP-2530-24G# show mac-address", "HP-2530-24G", "show mac-address"),
        ("FW01 # get system arp", "FW01", "get system arp"),
        ("FW01 (root) # get system arp", "FW01", "get system arp"),
        ("admin@PA-220> show arp all", "PA-220", "show arp all"),
        ("admin@PA-220(active)> show arp all", "PA-220", "show arp all"),
        ("(GS724T) #show mac-addr-table", "GS724T", "show mac-addr-table"),
        ("(ctl-1) *[mynode] #show arp", "ctl-1", "show arp"),
        ("DES-3526:admin#show fdb", "DES-3526", "show fdb"),
        ("DGS-1510:5#show fdb", "DGS-1510", "show fdb"),
        ("SSH@ICX7150-24P Router#show mac-address", "ICX7150-24P", "show mac-address"),
        ("UBNT-US.v6.5.59# swctrl mac show", "UBNT-US.v6.5.59", "swctrl mac show"),
        ("TL-SG2428P#show mac address-table all", "TL-SG2428P", "show mac address-table all"),
        ("<H3C-5130>display arp", "H3C-5130", "display arp"),
        ("root@gw:~# ip neigh", "gw", "ip neigh"),
        ("[root@gw ~]# ip neigh", "gw", "ip neigh"),
        ("ann@Mac-mini ~ % arp -an", "Mac-mini", "arp -an"),
        ("vyos@r1:~$ show arp", "r1", "show arp"),
        ("PS C:\\Users\\Ann> arp -a", None, "arp -a"),
        ("C:\\Windows\\system32>arp -a", None, "arp -a"),
    ],
)
def test_a_prompt_names_the_device_and_the_command(line, name, command):
    found = prompt(line)
    assert found is not None
    assert (found.name, found.command) == (name, command)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Linux cam 3.4.35 #2 SMP PREEMPT",
        "AXIS P3245-LV #1",
        "? (10.0.0.1) at 00:11:22:33:44:55 on en0",
        " #    ADDRESS         MAC-ADDRESS       INTERFACE",
        "*   20     0011.2233.4455   dynamic  0         F      F    Eth1/1",
        "Flags: # - Adjacencies Throttled for Glean",
        "       # - Adjacencies Throttled for Glean",
        "{master:0}",
        "10.20.2.21#12",
        "<cameras> & more",
        "100% of it",
        "x" * 5000 + "#show arp",
    ],
)
def test_what_only_looks_like_a_prompt_is_none(line):
    assert prompt(line) is None


@pytest.mark.parametrize(
    ("line", "command", "name"),
    [
        ("hostname SW-HALL-1", None, "SW-HALL-1"),
        ('hostname "SW-HALL-1"', None, "SW-HALL-1"),
        ("set system host-name ex2300", None, "ex2300"),
        ("sysname H3C-5130", None, "H3C-5130"),
        ("  System Name        : SW-HALL-1", "show system", "SW-HALL-1"),
        ("System Name........................ GS724T", "show sysinfo", "GS724T"),
        ("System Name: camera-7", "show lldp neighbors detail", None),
        ("System Name: camera-7", None, None),
        ("hostname of the camera is unknown", None, None),
    ],
)
def test_a_line_about_the_device_itself_names_it(line, command, name):
    assert named(line, command) == name
