"""Devices of tables alone, and lines of logs charged to whoever held the address."""

from dataclasses import replace
from ipaddress import ip_address

from camaudit.devices import Devices
from camaudit.devices.charge import Charges
from camaudit.devices.holders import at
from camaudit.estate import parse
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import (
    Action,
    Attachment,
    Binding,
    BindingHow,
    Channel,
    Fact,
    Flow,
    Initiator,
    Lookup,
    LookupKind,
    Reason,
    Seen,
)

CAMERA, LAPTOP = "44:19:b6:00:00:01", "00:00:5e:00:53:02"
IP, PEER = ip_address("10.20.2.5"), ip_address("203.0.113.9")
ESTATE = parse(
    b"""organisation: Example Hill School
sites:
  - name: Main
    networks:
      - {cidr: 10.20.2.0/24, purpose: cameras, name: Cameras, vlan: 20}
""",
    "estate.yaml",
)


def lease(mac, begins, ends, ip=IP):
    seen = Seen(begins, "leases.txt", "line 1")
    return Binding(mac=mac, ip=ip, valid_from=begins, valid_to=ends, how=BindingHow.DHCP, seen=seen)


def attached(mac, vlan=20):
    seen = Seen(5.0, "switch.txt", "line 9")
    return Attachment(mac=mac, ip=None, switch="SW1", port="Gi1/0/7", vlan=vlan, seen=seen)


def flow(span, first, tries=3):
    return Flow(
        about=Endpoint(span.mac, span.ip),
        peer=PEER,
        peer_port=443,
        transport="tcp",
        initiator=Initiator.LOCAL,
        tries=tries,
        answered=tries,
        action=Action.ALLOWED,
        sent=1,
        received=1,
        first=first,
        last=first,
        rhythm=None,
        names=(),
        log_country=None,
        seen=Seen(first, "fw.log", "line 3"),
        held_on=span.held_on,
    )


def folded(*said, estate=None, log=()):
    devices = Devices(estate)
    for one in said:
        devices.add(one, None)
    for one in log:
        devices.add(one, None, of_log=True)
    return devices, devices.finish().devices


def charged(devices, found, *times):
    """Charge one contact at each time, as a log does that is given the spans."""
    charges = Charges(found, devices.held)
    spans, _ = charges.spans(None)
    for when in times:
        span = at(spans[IP], when)
        if span.mac is not None or span.held_on is not None:
            charges.add(flow(span, when), None)
    return charges.finish()


def test_a_device_that_only_a_switch_saw_is_one_and_has_the_network_of_its_vlan():
    _, (device,) = folded(attached(CAMERA), estate=ESTATE)
    assert (device.mac, device.network, device.ours) == (CAMERA, "Cameras", True)
    assert device.attachments[0].port == "Gi1/0/7"
    assert (device.first, device.last) == (5.0, 5.0)


def test_a_lease_alone_is_a_device_and_one_elsewhere_is_none():
    elsewhere = ip_address("198.51.100.7")
    _, found = folded(lease(CAMERA, 1, 9), lease(LAPTOP, 1, 9, elsewhere), estate=ESTATE)
    assert [device.mac for device in found] == [CAMERA]


def test_no_camera_is_charged_with_what_a_laptop_did_at_its_address():
    devices, found = folded(lease(CAMERA, 0, 1_000), lease(LAPTOP, 2_000, 3_000))
    cameras = [device for device in found if device.mac == CAMERA]
    by_id, _ = charged(devices, cameras, 500, 1_500, 2_500)
    (camera,) = by_id.values()
    assert [(one.first, one.held_on) for one in camera.flows] == [(500, None)]


def test_a_line_outside_the_lease_is_at_most_possible_and_stays_apart():
    devices, found = folded(lease(CAMERA, 0, 1_000))
    by_id, _ = charged(devices, found, 500, 9_000)
    (camera,) = by_id.values()
    assert [(one.first, one.held_on) for one in camera.flows] == [(500, None), (9_000, 1_000)]
    assert camera.last < 9_000  # that it was there then is not known


def test_what_belongs_to_no_described_device_is_counted():
    devices, found = folded(lease(CAMERA, 0, 1_000))
    charges = Charges(found, devices.held)
    stranger = replace(flow(at(charges.spans(None)[0][IP], 5), 5), about=Endpoint(LAPTOP, IP))
    charges.add(stranger, None)
    by_id, (short,) = charges.finish()
    assert not by_id
    assert (short.reason, short.count, short.place) == (Reason.OTHERS, 3, "line 3")
    charges.add(replace(stranger, about=Endpoint(None, IP)), None)
    assert [one.reason for one in charges.finish()[1]] == [Reason.OTHERS, Reason.NO_HOLDER]


def test_an_address_that_two_sites_have_is_charged_to_neither_by_a_log_of_no_site():
    devices = Devices(None)
    devices.add(lease(CAMERA, 0, 1_000), "North")
    devices.add(lease(LAPTOP, 0, 1_000), "South")
    charges = Charges(devices.finish().devices, devices.held)
    spans, several = charges.spans(None)
    assert (several, [(one.mac, one.held_on) for one in spans[IP]]) == (1, [(None, None)])
    charges.add(flow(spans[IP][0], 5), None)
    by_id, (short,) = charges.finish()
    assert not by_id
    assert (short.reason, short.count) == (Reason.NO_HOLDER, 3)
    assert set(charges.spans("North")[0]) == {IP}


def test_where_another_site_has_the_same_network_a_log_of_no_site_charges_no_camera():
    both = b"".join(
        b"  - name: %s\n    networks:\n      - {cidr: 10.20.2.0/24, purpose: cameras}\n" % name
        for name in (b"North", b"South")
    )
    estate = parse(b"organisation: Example Council\nsites:\n" + both, "estate.yaml")
    devices = Devices(estate)
    devices.add(lease(CAMERA, 0, 1_000), "North")
    found = devices.finish().devices
    charges = Charges(found, devices.held, devices.at_several_sites)
    assert [one.mac for one in charges.spans("North")[0][IP] if one.held_on is None] == [CAMERA]
    spans, several = charges.spans(None)
    assert (several, [one.mac for one in spans[IP]]) == (1, [None])


def test_a_name_asked_for_while_the_lease_changed_hands_is_nobodys():
    name = Lookup(
        client=Endpoint(None, IP),
        name="p2p.example.com",
        answers=(),
        kind=LookupKind.DNS,
        seen=Seen(900, "dns.log", "line 1"),
        last=2_100,
    )
    sure = replace(name, seen=Seen(800, "dns.log", "line 1"), last=850)
    unsure = replace(name, seen=Seen(90_000, "dns.log", "line 7"))
    _, found = folded(
        lease(CAMERA, 0, 1_000),
        lease(LAPTOP, 2_000, 3_000),
        log=[name, sure, replace(unsure, last=None)],
    )
    asked = {device.mac: [one.held_on for one in device.lookups] for device in found}
    assert asked == {CAMERA: [None], LAPTOP: [3_000], None: [None]}


def test_a_banner_in_a_log_joins_the_one_device_that_the_address_is_known_of():
    said = Fact(
        about=Endpoint(None, IP),
        channel=Channel.HTTP_SERVER,
        value="App-webs/",
        port=80,
        seen=Seen(50_000, "software.log", "line 2"),
    )
    _, (device,) = folded(lease(CAMERA, 0, 1_000), log=[said])
    assert (device.mac, [one.value for one in device.facts]) == (CAMERA, ["App-webs/"])


def logged(mac, last, when=100.0):
    seen = Seen(when, "fw.log", "line 4")
    ip = ip_address(f"10.20.2.{last}")
    how = BindingHow.LOG
    return Binding(mac=mac, ip=ip, valid_from=when, valid_to=when, how=how, seen=seen)


def test_a_mac_of_many_addresses_in_a_log_is_the_routers_before_it():
    _, found = folded(*(logged(CAMERA, last) for last in (5, 6, 7)))
    assert found == ()
    _, (device,) = folded(logged(CAMERA, 5), logged(CAMERA, 6))
    assert device.mac == CAMERA


def test_of_contacts_that_may_be_anothers_no_name_is_kept_that_no_rule_knows():
    devices, found = folded(lease(CAMERA, 0, 1_000))
    charges = Charges(found, devices.held, knows=lambda name: name.endswith(".example.com"))
    spans, _ = charges.spans(None)
    for when in (500, 9_000):
        one = flow(at(spans[IP], when), when)
        charges.add(replace(one, names=("p2p.example.com", "private-clinic.example")), None)
    by_id, _ = charges.finish()
    (camera,) = by_id.values()
    assert [one.names for one in camera.flows] == [
        ("p2p.example.com", "private-clinic.example"),
        ("p2p.example.com",),
    ]


def test_contacts_that_two_logs_saw_count_once_and_files_of_one_log_add_up():
    devices, found = folded(lease(CAMERA, 0, 1_000))
    charges = Charges(found, devices.held)
    (span,) = [one for one in charges.spans(None)[0][IP] if one.mac and one.held_on is None]
    seen = flow(span, 5)
    silent = replace(seen, tries=4, answered=0, sent=None, received=None, first=4)
    for one, log in ((seen, "Zeek conn"), (seen, "Zeek conn"), (silent, "pfSense")):
        charges.add(one, None, log)
    ((only,),) = [one.flows for one in charges.finish()[0].values()]
    assert (only.tries, only.answered, only.sent, only.first) == (6, 6, 2, 4)
