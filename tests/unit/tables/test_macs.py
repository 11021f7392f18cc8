import pytest
from hypothesis import given
from hypothesis import strategies as st

from camaudit.tables.macs import is_damaged, is_device, mac_of, macs_in

MAC = "00:1b:02:03:0a:ff"


@pytest.mark.parametrize(
    "text",
    [
        "00:1b:02:03:0a:ff",
        "00:1B:02:03:0A:FF",
        "00-1b-02-03-0a-ff",
        "001b.0203.0aff",
        "001b-0203-0aff",
        "001b:0203:0aff",
        "001b02-030aff",
        "001b02:030aff",
        "001b02030aff",
        "0x001B02030AFF",
        "00 1b 02 03 0a ff",
        "00.1b.02.03.0a.ff",
        "0:1b:2:3:a:ff",
        " 001B.0203.0AFF ",
    ],
)
def test_every_notation_is_one_mac(text):
    assert mac_of(text) == MAC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "001b.0203.0af",
        "001b.0203.0aff.0000",
        "00:1b:02:03:0a",
        "00:1b:02:03:0a:ff:00:00",
        "00:1b-02:03-0a:ff",
        "2001:db8::1",
        "1.23E+11",
        "10.20.2.21",
        "Gi1/0/5",
        "001b:02:03:0a:ff",
    ],
)
def test_what_is_no_mac_is_none(text):
    assert mac_of(text) is None


@given(st.integers(0, (1 << 48) - 1), st.sampled_from(["hex", "cisco", "hp", "h3c", "bare", "mac"]))
def test_a_mac_is_the_same_in_every_notation(number, form):
    digits = f"{number:012x}"
    pairs = [digits[at : at + 2] for at in range(0, 12, 2)]
    text = {
        "hex": "-".join(pairs).upper(),
        "cisco": ".".join(digits[at : at + 4] for at in (0, 4, 8)),
        "hp": f"{digits[:6]}-{digits[6:]}",
        "h3c": "-".join(digits[at : at + 4] for at in (0, 4, 8)),
        "bare": digits,
        "mac": ":".join(f"{int(pair, 16):x}" for pair in pairs),
    }[form]
    assert mac_of(text) == ":".join(pairs)


@pytest.mark.parametrize(
    "text", ["1.23E+11", "1,23E+11", "1.2346E+09", "12345E3", "1122334455", "11223344556", "4,4E+9"]
)
def test_what_excel_made_a_number_is_damaged_and_never_guessed(text):
    assert is_damaged(text)
    assert mac_of(text) is None


@pytest.mark.parametrize(
    "text", ["001122334455", "Gi1/0/5", "10.20.2.21", "1234", "", "incomplete"]
)
def test_what_excel_did_not_touch_is_not_damaged(text):
    assert not is_damaged(text)


@pytest.mark.parametrize(
    ("line", "macs"),
    [
        ("? (10.0.0.1) at 0:1b:2:3:a:ff on en0", [MAC]),
        ("camera=001B02030AFF;", [MAC]),
        ("mac 001b.0203.0aff, and 00-1b-02-03-0a-ff.", [MAC, MAC]),
        ("serial 123456789012", []),
        ("fe80:0:0:0:21b:2ff:fe03:aff", []),
        ("00:1b:02:03:0a:ff:11:22", []),
        ("id 001b02030aff1234", []),
        ("uuid 6ba7b810-9dad-11d1-80b4-00c04fd430c8", []),
        ("at 12:30:45 on 2026-11-22", []),
    ],
)
def test_macs_are_found_in_text_and_other_things_are_not(line, macs):
    assert [mac for _, _, mac in macs_in(line)] == macs


def test_groups_and_zero_are_nobody():
    assert is_device(MAC)
    assert not is_device("01:00:5e:00:00:01")
    assert not is_device("ff:ff:ff:ff:ff:ff")
    assert not is_device("00:00:00:00:00:00")
