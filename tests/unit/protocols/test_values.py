"""Addresses as text: what is told at a glance to be none is none."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camaudit.protocols.values import address_from_text


def slowly(text):
    try:
        return ip_address(text.strip().partition("/")[0].partition("%")[0])
    except ValueError:
        return None


@given(st.one_of(st.text("0123456789abcdefF:.%/ x\u0661"), st.ip_addresses().map(str), st.text()))
def test_an_address_is_what_the_library_takes_for_one(text):
    assert address_from_text(text) == slowly(text)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.0.2.1", "192.0.2.1"),
        (" 192.0.2.1/24 ", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
        ("camera", None),
        ("192.0.2.01", None),
        ("", None),
    ],
)
def test_addresses_as_devices_write_them(text, address):
    assert address_from_text(text) == (ip_address(address) if address else None)
