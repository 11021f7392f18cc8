"""One port under many names, and ports that are no socket."""

import pytest

from camaudit.tables.ports import is_own, is_socket, port_key


@pytest.mark.parametrize(
    "names",
    [
        ("GigabitEthernet1/0/5", "Gi1/0/5", "gi1/0/5", "Gig 1/0/5", "gigabitEthernet 1/0/5"),
        ("TenGigabitEthernet1/1/1", "Te1/1/1", "Ten 1/1/1"),
        ("FastEthernet0/5", "Fa0/5", "Fas 0/5"),
        ("Ethernet1/49", "Eth1/49"),
        ("port-channel10", "Po10", "Port-channel10"),
        ("ge-0/0/5", "ge-0/0/5.0"),
        ("5", " 5 "),
        ("ether5",),
    ],
)
def test_all_names_of_a_port_have_one_key(names):
    assert len({port_key(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Gi1/0/5", "Gi1/0/50"), ("Gi1/0/5", "Te1/0/5"), ("ge-0/0/5.0", "ge-0/0/5.20"), ("5", "6")],
)
def test_different_ports_have_different_keys(one, other):
    assert port_key(one) != port_key(other)


@pytest.mark.parametrize(
    "port",
    [
        "Gi1/0/5",
        "5",
        "A12",
        "ge-0/0/5.0",
        "1/1/5",
        "ether5",
        "sfp1",
        "lan3",
        "Eth1/5",
        "0/5",
        "port2",
    ],
)
def test_a_socket_can_be_a_place(port):
    assert is_socket(port)
    assert not is_own(port)


@pytest.mark.parametrize(
    "port",
    [
        "Po1", "Port-channel10", "Trk1", "lag 3", "lag100", "LAG1", "ae0.0", "bond1", "BAGG1", "T1",
        "Eth-Trunk1", "lg1", "1/3/1*2/3/1", "trunk FGT-PRIMARY", "CPU", "CPU Interface:", "Router",
        "Switch", "Stby-Switch", "sup-eth1(R)", "Vlan20", "Vl20", "irb.20", "vPC Peer-Link", "nve1",
        "Lo0", "bridge", "lan-bridge", "bridge_local", "All-members", "self", "mgmt",
    ],
)  # fmt: skip
def test_a_bundle_and_the_switch_itself_are_no_place(port):
    assert not is_socket(port)


@pytest.mark.parametrize("port", ["CPU", "CPU Interface:", "Router", "sup-eth1(R)", "Self"])
def test_the_switch_itself_is_known(port):
    assert is_own(port)
