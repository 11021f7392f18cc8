"""A person's computer that logged in to a camera is not named; a recorder is."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from camaudit.devices import Devices
from camaudit.devices.strangers import SOMEBODY, without_strangers
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import LoginOutcome, LoginSeen, Seen

CAMERA = Endpoint("00:00:5e:00:53:01", ip_address("192.0.2.10"))
RECORDER = Endpoint("00:00:5e:00:53:02", ip_address("192.0.2.20"))
PHONE = Endpoint("00:00:5e:00:53:03", ip_address("192.0.2.30"))


def login(client, at, about=CAMERA):
    return LoginSeen(
        about=about, client=client, port=80, scheme="http-basic", in_clear=True,
        outcome=LoginOutcome.ACCEPTED, defaults=(), seen=Seen(at, "a.pcap", f"frame {int(at)}"),
    )  # fmt: skip


def logins(*seen, mac=CAMERA.mac):
    devices = Devices(None)
    for one in (*seen, login(CAMERA, 1.0, about=RECORDER)):
        devices.add(one, None)
    described = [one for one in devices.finish().devices if one.mac in {CAMERA.mac, RECORDER.mac}]
    return next(one.logins for one in without_strangers(described) if one.mac == mac)


def test_a_stranger_is_not_named_and_a_recorder_is():
    found = logins(login(PHONE, 3.0), login(RECORDER, 2.0))
    assert [one.client for one in found] == [RECORDER, SOMEBODY]


def test_strangers_are_counted_together():
    (found,) = logins(login(PHONE, 3.0), login(replace(PHONE, mac="00:00:5e:00:53:04"), 2.0))
    assert (found.client, found.count, found.seen.at, found.last) == (SOMEBODY, 2, 2.0, 3.0)


@pytest.mark.parametrize(("ip", "known"), [(RECORDER.ip, True), (PHONE.ip, False)])
def test_a_client_behind_a_router_is_known_by_its_address(ip, known):
    (found,) = logins(login(Endpoint(None, ip), 2.0))
    assert found.client == (Endpoint(None, ip) if known else SOMEBODY)


def test_an_address_that_a_stranger_now_has_does_not_name_it():
    (found,) = logins(login(replace(PHONE, ip=RECORDER.ip), 2.0))
    assert found.client == SOMEBODY
