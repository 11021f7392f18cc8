"""What WS-Discovery and ONVIF messages say of a device."""

from ipaddress import ip_address

import pytest

from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Binding, Channel, LoginOutcome, Seen
from camaudit.model.talk import Talk
from camaudit.protocols import onvif, wsdiscovery

SEEN = Seen(100.0, "lobby.pcap", "frame 1")
IP = ip_address("192.0.2.30")
TALK = Talk(Endpoint(None, IP), 3702, Endpoint(None, ip_address("192.0.2.5")), 50_000, SEEN)
LOCAL = ip_address("127.0.0.1")
ON_LOOPBACK = Talk(Endpoint(None, LOCAL, 3702), 3702, Endpoint(None, LOCAL, 50_000), 50_000, SEEN)
MATCH = (
    "<EndpointReference><Address>urn:uuid:1</Address></EndpointReference>"
    "<Types>dn:NetworkVideoTransmitter</Types>"
    "<Scopes>onvif://www.onvif.org/name/A%20B@C onvif://www.onvif.org/MacAddress/00005e005301</Scopes>"
    "<XAddrs>http://127.0.0.1:8899/onvif http://a:b@192.0.2.30/onvif?user=a</XAddrs>"
)
SECURITY = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0"


def discovered(kind, inner=MATCH, talk=TALK):
    text = f"<Envelope><Body><{kind}>{inner}</{kind}></Body></Envelope>"
    return list(wsdiscovery.observations(wsdiscovery.parse(text.encode()), talk))


@pytest.mark.parametrize("kind", ["Hello", "ProbeMatch"])
def test_a_device_tells_types_scopes_and_addresses_and_no_login(kind):
    found = discovered(kind)
    assert [(one.channel, one.value) for one in found if not isinstance(one, Binding)] == [
        (Channel.WSD_ENDPOINT, "urn:uuid:1"),
        (Channel.WSD_TYPES, "NetworkVideoTransmitter"),
        (Channel.WSD_SCOPE, "onvif://www.onvif.org/name/A B@C"),
        (Channel.WSD_SCOPE, "onvif://www.onvif.org/MacAddress/00005e005301"),
        (Channel.WSD_XADDR, "http://127.0.0.1:8899/onvif"),
        (Channel.WSD_XADDR, "http://[removed]@192.0.2.30/onvif?user=[removed]"),
    ]
    assert [(one.mac, one.ip) for one in found if isinstance(one, Binding)] == [
        ("00:00:5e:00:53:01", IP)
    ]


@pytest.mark.parametrize("kind", ["Probe", "Bye", "Resolve"])
def test_who_searches_or_leaves_tells_nothing(kind):
    assert discovered(kind) == []


def test_on_loopback_the_answer_is_about_the_service_that_it_names():
    assert {one.about for one in discovered("Hello", talk=ON_LOOPBACK)} == {
        Endpoint(None, LOCAL, 8899)
    }


def test_an_answer_of_a_thousand_devices_is_bounded():
    inner = "<ProbeMatch><Types>a</Types></ProbeMatch>" * 1_000
    assert len(discovered("ProbeMatches", inner)) == wsdiscovery.MAX_MATCHES


def soap(body, head=""):
    return onvif.parse(f"<Envelope>{head}<Body>{body}</Body></Envelope>".encode())


def test_device_information_and_the_operation_are_facts():
    message = soap(
        "<GetDeviceInformationResponse><Manufacturer>ACME</Manufacturer><Model>AC-100</Model>"
        "<FirmwareVersion>V1</FirmwareVersion><Password>x</Password></GetDeviceInformationResponse>"
    )
    assert [(one.channel, one.value) for one in onvif.observations(message, TALK)] == [
        (Channel.ONVIF_SERVICE, "GetDeviceInformationResponse"),
        (Channel.ONVIF_MANUFACTURER, "ACME"),
        (Channel.ONVIF_MODEL, "AC-100"),
        (Channel.ONVIF_FIRMWARE, "V1"),
    ]


@pytest.mark.parametrize("body", ["<GetDeviceInformation/>", "<Fault><Code/></Fault>", ""])
def test_requests_and_faults_tell_nothing(body):
    assert list(onvif.observations(soap(body), TALK)) == []


def token(password):
    head = f"<Header><Security><UsernameToken><Username>a</Username>{password}</UsernameToken>"
    return soap("<GetUsers/>", f"{head}</Security></Header>")


@pytest.mark.parametrize(
    ("password", "in_clear", "kind"),
    [
        (f'<Password Type="{SECURITY}#PasswordDigest">x</Password>', False, "digest"),
        (f'<Password Type="{SECURITY}#PasswordText">x</Password>', True, "text"),
        ('<Password wsse:Type="#PasswordDigest">x</Password>', False, "digest"),
        ("<Password>x</Password>", True, "text"),
        ("", False, "text"),
    ],
)
def test_a_token_is_in_clear_unless_it_says_digest(password, in_clear, kind):
    (login,) = onvif.logins(token(password), LoginOutcome.UNSEEN)
    form = "digest" if "value" in login.reveal() else "text"
    assert (login.in_clear, form) == (in_clear, kind)


def test_a_message_without_a_token_holds_no_login():
    assert list(onvif.logins(soap("<GetUsers/>"), LoginOutcome.UNSEEN)) == []


FAULT = "<Fault><Subcode><Value>ter:NotAuthorized</Value></Subcode></Fault>"


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (None, None, LoginOutcome.UNSEEN),
        (401, None, LoginOutcome.REFUSED),
        (400, FAULT, LoginOutcome.REFUSED),
        (500, FAULT, LoginOutcome.REFUSED),
        (200, FAULT, LoginOutcome.REFUSED),
        (500, "<Fault><Reason/></Fault>", LoginOutcome.UNSEEN),
        (200, "<Fault><Reason/></Fault>", LoginOutcome.UNSEEN),
        (200, "<GetUsersResponse/>", LoginOutcome.ACCEPTED),
        (200, None, LoginOutcome.ACCEPTED),
    ],
)
def test_a_fault_is_not_taken_for_acceptance(status, body, outcome):
    assert onvif.outcome(status, None if body is None else soap(body)) == outcome


@pytest.mark.parametrize(
    ("year", "clock"), [("1970", None), ("1971", "365 days ahead"), ("19x1", None), ("", None)]
)
def test_a_clock_that_is_off_by_more_than_an_hour_is_told(year, clock):
    time = "<Time><Hour>0</Hour><Minute>1</Minute><Second>40</Second></Time>"
    date = f"<Date><Year>{year}</Year><Month>1</Month><Day>1</Day></Date>"
    told = f"<UTCDateTime>{time}{date}</UTCDateTime>"
    body = f"<GetSystemDateAndTimeResponse>{told}</GetSystemDateAndTimeResponse>"
    found = onvif.observations(soap(body), TALK)
    said = [one.value for one in found if one.channel is Channel.ONVIF_CLOCK]
    assert said == ([clock] if clock else [])
