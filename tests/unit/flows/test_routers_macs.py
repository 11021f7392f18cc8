"""A MAC in a log is a device's, unless it goes with many addresses: then it is a router's."""

from camaudit.model.observation import Binding

LINE = (
    "Nov 22 {hour:02}:14:{second:02} gw kernel: IN=br0 OUT=eth8 "
    "MAC=00:00:5e:00:53:fe:{mac}:08:00 SRC={src} DST=203.0.113.77 LEN=60 PROTO=TCP SPT=5 DPT=443 "
    "SYN URGP=0\n"
)
ONE, TWO, ROUTER = "00:00:5e:00:53:01", "00:00:5e:00:53:02", "00:00:5e:00:53:99"


def bindings(said):
    return [(str(one.ip), one.mac) for one in said.observations if isinstance(one, Binding)]


def log(*rows):
    return "".join(
        LINE.format(hour=8 + at, second=at, mac=mac, src=src) for at, (mac, src) in enumerate(rows)
    )


def test_each_device_has_its_own(read):
    said = read(log((ONE, "10.20.30.41"), (TWO, "10.20.30.42"), (ONE, "10.20.30.41")))
    assert bindings(said) == [("10.20.30.41", ONE), ("10.20.30.42", TWO)]


def test_a_device_may_move_to_another_address(read):
    said = read(log((ONE, "10.20.30.41"), (ONE, "10.20.30.41"), (ONE, "10.20.30.43")))
    assert bindings(said) == [("10.20.30.41", ONE), ("10.20.30.43", ONE)]


def test_what_goes_to_and_fro_is_a_router(read):
    said = read(log((ROUTER, "10.20.30.41"), (ROUTER, "10.20.30.42"), (ROUTER, "10.20.30.41"),
                    (ONE, "10.20.30.43")))  # fmt: skip
    assert bindings(said) == [("10.20.30.43", ONE)]


def test_what_goes_with_many_is_a_router(read):
    said = read(log(*((ROUTER, f"10.20.30.{at}") for at in range(41, 46))))
    assert bindings(said) == []
