"""A scan by nmap gives who was there and what devices said, never what nmap thinks of them."""

from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camaudit.errors import SourceError
from camaudit.model.observation import Binding, BindingHow, Channel, Fact, Reason, Watched
from camaudit.sources import nmap_xml
from camaudit.sources.detect import Found
from camaudit.sources.nmap_xml import NmapSource, recognise

REAL = Path(__file__).parents[2] / "real"
XML = (REAL / "nmap.xml").read_text(encoding="utf-8")
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE nmaprun>\n'
    '<nmaprun scanner="nmap" start="1795658385">\n'
)
TAIL = '<runstats><finished time="1795658500"/></runstats>\n</nmaprun>\n'
MAC = "00:00:5E:00:53:01"


def read(path):
    source = NmapSource(Found(path, path.name, None), None)
    found = list(source.observations())
    return found, source


def scan(tmp_path, *hosts, head=HEAD, tail=TAIL):
    path = tmp_path / "scan.xml"
    path.write_text(head + "".join(hosts) + tail, encoding="utf-8")
    return read(path)


def host(ip="192.0.2.10", mac=MAC, inner="", reason="arp-response", state="up"):
    of_mac = f'<address addr="{mac}" addrtype="mac" vendor="Example Maker"/>' if mac else ""
    return (
        f'<host starttime="1795658392" endtime="1795658400"><status state="{state}" '
        f'reason="{reason}"/><address addr="{ip}" addrtype="ipv4"/>{of_mac}'
        f"<ports>{inner}</ports></host>\n"
    )


def port(number, scripts="", service='name="http"', state="open"):
    return (
        f'<port protocol="tcp" portid="{number}"><state state="{state}"/>'
        f"<service {service}/>{scripts}</port>"
    )


def facts(found):
    return {(one.channel, one.value, one.port) for one in found if isinstance(one, Fact)}


def test_a_real_scan_gives_the_words_of_the_device():
    found, source = read(REAL / "nmap.xml")
    said = facts(found)
    said = {one for one in said if one[0] is not Channel.TLS_PRINT}
    assert said == {
        (Channel.FTP_BANNER, "Example FTP of C1234 ready", 21),
        (Channel.TELNET_BANNER, "C1234 login:", 23),
        (Channel.HTTP_SERVER, "App-webs/", 80),
        (Channel.HTTP_REALM, "IP Camera(C1234)", 80),
        (Channel.HTTP_TITLE, "Document Error: Unauthorized", 80),
        (Channel.HTTP_SERVER, "App-webs/", 443),
        (Channel.HTTP_REALM, "IP Camera(C1234)", 443),
        (Channel.HTTP_TITLE, "Document Error: Unauthorized", 443),
        (Channel.TLS_SUBJECT, "CN=C1234-00005E005301,O=Example Video,C=GB", 443),
        (Channel.TLS_ISSUER, "CN=C1234-00005E005301,O=Example Video,C=GB", 443),
        (Channel.TLS_NAME, "camera.example.test", 443),
        (Channel.TLS_KEY, "RSA 1024, SHA256", 443),
        (Channel.TLS_UNTIL, "2029-12-29", 443),
        (Channel.HTTP_SERVER, "App-webs/", 8000),
        (Channel.HTTP_HEADER, "x-frame-options: SAMEORIGIN", 8000),
        (Channel.HTTP_COOKIE, "sessionid", 8000),
        (Channel.HTTP_TITLE, "WEB SERVICE & more", 8000),
        (Channel.SNMP_DESCR, "Example camera C1234", 161),
        *(
            (channel, value, at)
            for at in (None, 1900)
            for channel, value in (
                (
                    Channel.SSDP_SERVER,
                    "Linux/2.6.18, UPnP/1.0, Portable SDK for UPnP devices/1.6.18",
                ),
                (Channel.SSDP_LOCATION, "http://10.20.30.41:49152/upnpdevicedesc.xml"),
            )
        ),
        (Channel.UPNP_NAME, "Gate camera - C1234", None),
        (Channel.UPNP_MANUFACTURER, "Example Video", None),
        (Channel.UPNP_MODEL, "C1234", None),
        (Channel.UPNP_MODEL_NUMBER, "C1234-V1", None),
        (Channel.WSD_XADDR, "http://10.20.30.41/onvif/device_service", None),
        (Channel.WSD_TYPES, "NetworkVideoTransmitter", None),
    }
    (binding,) = (one for one in found if isinstance(one, Binding))
    assert (binding.mac, str(binding.ip)) == ("44:19:b6:00:10:01", "10.20.30.41")
    assert binding.how is BindingHow.SCAN
    assert binding.valid_from == binding.valid_to == binding.seen.at
    assert {one.about.ip for one in found if isinstance(one, Fact)} == {binding.ip}
    assert source.items == 1
    assert source.shortfalls() == []
    (watched,) = (one for one in found if isinstance(one, Watched))
    assert watched.heard == (ip_address("10.20.30.41"),)
    assert 0 < watched.last - watched.first < 120


def test_what_nmap_thinks_of_a_service_is_never_told(tmp_path):
    guess = 'name="rtsp" product="Hikvision IP camera rtspd" devicetype="webcam" method="probed"'
    cpe = "<service><cpe>cpe:/h:hikvision:ds-2cd</cpe></service>"
    found, _ = scan(
        tmp_path,
        host(inner=port(554, service=guess) + port(80, cpe)),
        '<host endtime="1795658400"><status state="up"/><address addr="192.0.2.11" '
        'addrtype="ipv4"/><os><osmatch name="AXIS 207W Network Camera"/></os></host>',
    )
    assert facts(found) == set()
    for words in ("Hikvision", "Example Maker", "AXIS", "webcam"):
        assert words.lower() not in repr(found).lower()
    real, _ = read(REAL / "nmap.xml")
    assert 'vendor="Hangzhou Hikvision' in XML
    assert "hangzhou" not in repr(real).lower()


def test_secrets_in_what_a_device_said_are_not_kept(tmp_path):
    real, _ = read(REAL / "nmap.xml")
    assert "nobody-sees-this" in XML
    assert "nobody" not in repr(real)
    headers = (
        '<script id="http-headers" output="&#xa;  Server: x&#xa;  Set-Cookie: id=nobody1&#xa;'
        "  X-Auth-Token: nobody2&#xa;  Location: http://admin:nobody3@192.0.2.10/&#xa;"
        '  Date: Thu, 01 Jan 1970 00:00:00 GMT&#xa;  (Request type: GET)&#xa;"/>'
    )
    answers = (
        '<script id="fingerprint-strings" output=""><elem key="GetRequest">&#xa; HTTP/1.1 401 No'
        "&#xa; Server: y&#xa; Set-Cookie: id=nobody4&#xa; WWW-Authenticate: Basic "
        'realm="cam"&#xa;</elem><elem key="RTSPRequest">&#xa; RTSP/1.0 200 OK&#xa; CSeq: 1&#xa;'
        " Server: Rtsp Z/1.0</elem></script>"
    )
    found, _ = scan(tmp_path, host(inner=port(80, headers + answers)))
    assert facts(found) == {
        (Channel.HTTP_SERVER, "x", 80),
        (Channel.HTTP_COOKIE, "id", 80),
        (Channel.HTTP_SERVER, "y", 80),
        (Channel.HTTP_REALM, "cam", 80),
        (Channel.RTSP_SERVER, "Rtsp Z/1.0", 80),
    }
    assert "nobody" not in repr(found)


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("/doc/page/login.asp", "Login"),
        ("http://192.0.2.10/login", "Login"),
        ("http://192.0.2.10:80/login", "Login"),
        ("https://192.0.2.10:8443/login", None),
        ("http://portal.example.test/", None),
        ("http://[broken", None),
    ],
)
def test_the_title_of_another_host_is_not_that_of_this_one(tmp_path, url, title):
    script = (
        f'<script id="http-title" output="Login"><elem key="title">Login</elem>'
        f'<elem key="redirect_url">{url}</elem></script>'
    )
    found, _ = scan(tmp_path, host(inner=port(80, script)))
    assert facts(found) == ({(Channel.HTTP_TITLE, title, 80)} if title else set())


def test_only_who_answered_counts_as_heard(tmp_path):
    found, source = scan(
        tmp_path,
        host("192.0.2.10"),
        host("192.0.2.11", state="down"),
        host("192.0.2.12", mac=None, reason="user-set"),  # -Pn
        host("192.0.2.13", mac=None, reason="user-set", inner=port(80)),
        host("192.0.2.14", mac="00:00:00:00:00:00", reason="echo-reply"),
        host("192.0.2.15", mac="01:00:5E:00:00:01", inner=port(23, state="closed")),
        host("nonsense"),
    )
    (watched,) = (one for one in found if isinstance(one, Watched))
    assert [str(ip) for ip in watched.heard] == [
        "192.0.2.10", "192.0.2.13", "192.0.2.14", "192.0.2.15",
    ]  # fmt: skip
    assert [str(one.ip) for one in found if isinstance(one, Binding)] == ["192.0.2.10"]
    assert watched.frames == source.items == 7
    (short,) = source.shortfalls()
    assert (short.reason, short.what, short.place) == (
        Reason.MALFORMED, "host without an address", "host 7",
    )  # fmt: skip


@pytest.mark.parametrize("cut", range(0, 700, 7))
def test_a_scan_that_was_broken_off_keeps_whole_hosts(tmp_path, cut):
    hosts = [host(f"192.0.2.1{number}", f"00:00:5E:00:53:0{number}") for number in range(3)]
    text = HEAD + "".join(hosts) + TAIL
    path = tmp_path / "scan.xml"
    path.write_text(text[: len(text) - cut], encoding="utf-8")
    found, source = read(path)
    whole = text[: len(text) - cut].count("</host>")
    assert sum(isinstance(one, Binding) for one in found) == whole
    lost = [one for one in source.shortfalls() if one.reason is Reason.TRUNCATED]
    assert [one.place for one in lost] == ([f"after host {whole}"] if cut > 1 else [])


def test_hosts_that_were_up_before_the_scan_was_broken_off_are_kept(tmp_path):
    hint = (
        '<hosthint><status state="up" reason="arp-response"/><address addr="192.0.2.{0}" '
        'addrtype="ipv4"/><address addr="00:00:5E:00:53:{0}" addrtype="mac"/></hosthint>'
    )
    found, _ = scan(
        tmp_path,
        hint.format(10),
        hint.format(11),
        host("192.0.2.10", "00:00:5E:00:53:10"),
        tail="<ho",
    )
    bindings = [(str(one.ip), one.seen.place) for one in found if isinstance(one, Binding)]
    assert bindings == [("192.0.2.10", "host 1"), ("192.0.2.11", "hosts that were up")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_file_that_powershell_redirected_is_read(tmp_path, encoding):
    path = tmp_path / "scan.xml"
    path.write_text(HEAD + host() + TAIL, encoding=encoding)
    assert recognise(path.read_bytes())
    found, source = read(path)
    assert sum(isinstance(one, Binding) for one in found) == 1
    assert source.shortfalls() == []


def test_a_scan_is_read_whatever_encoding_it_declares(tmp_path):
    found, source = scan(tmp_path, host(), head=HEAD.replace("UTF-8", "no-such"))
    assert sum(isinstance(one, Binding) for one in found) == 1
    assert source.shortfalls() == []


@pytest.mark.parametrize("name", ["nmap.txt", "nmap.gnmap"])
def test_a_scan_for_people_to_read_is_answered_with_what_to_do(name):
    assert recognise((REAL / name).read_bytes())
    with pytest.raises(SourceError, match="scan again with -oX"):
        read(REAL / name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no XML at all",
        "<other/>",
        '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><nmaprun>&d;</nmaprun>',
        '<!DOCTYPE nmaprun SYSTEM "file:///etc/passwd"><other/>',
    ],
)
def test_what_is_no_scan_is_refused(tmp_path, text):
    path = tmp_path / "scan.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError):
        read(path)


def test_other_files_are_not_taken_for_a_scan(tmp_path):
    path = tmp_path / "lldp.xml"
    path.write_text('<?xml version="1.0"?><lldp label="LLDP neighbors"/>', encoding="utf-8")
    assert not recognise(path.read_bytes())


def test_one_host_without_end_stops_the_reading_and_not_the_audit(tmp_path, monkeypatch):
    monkeypatch.setattr(nmap_xml, "MAX_ELEMENTS", 50)
    found, source = scan(
        tmp_path, host(), host("192.0.2.11", inner=port(1) * 40), host("192.0.2.12")
    )
    assert [str(one.ip) for one in found if isinstance(one, Binding)] == ["192.0.2.10"]
    (short,) = source.shortfalls()
    assert (short.reason, short.place) == (Reason.BOUND, "after host 1")


def test_a_value_without_end_is_never_held(tmp_path, monkeypatch):
    monkeypatch.setattr(nmap_xml, "MAX_PART", 100_000)
    banner = f'<script id="banner" output="{"A" * 400_000}"/>'
    _, source = scan(tmp_path, host(), host("192.0.2.11", inner=port(21, banner)))
    assert source.shortfalls()[0].reason is Reason.BOUND


def test_a_long_scan_of_many_hosts_is_read_in_parts(tmp_path, monkeypatch):
    monkeypatch.setattr(nmap_xml, "MAX_PART", 100_000)
    _, source = scan(tmp_path, *(host(f"192.0.2.{number % 256}") for number in range(1000)))
    assert source.items == 1000
    assert source.shortfalls() == []


@given(data=st.data())
def test_a_bent_scan_is_read_refused_or_counted(tmp_path_factory, data):
    bent = bytearray(XML.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(bent) - 1))
        bent[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=8))
    path = tmp_path_factory.getbasetemp() / "bent.xml"
    path.write_bytes(bytes(bent))
    try:
        found, source = read(path)
    except SourceError:
        return
    assert source.shortfalls() or any(isinstance(one, Watched) for one in found)


def test_words_about_a_certificate_that_is_none_are_counted(tmp_path):
    scripts = "".join(
        f'<script id="ssl-cert" output="x"><elem key="pem">{text}</elem></script>'
        for text in ("", "-----BEGIN CERTIFICATE-----&#xa;AAAA&#xa;", "caf\u00e9")
    )
    found, source = scan(tmp_path, host(inner=port(443, scripts)))
    assert facts(found) == set()
    (short,) = source.shortfalls()
    assert (short.reason, short.what, short.count) == (Reason.MALFORMED, "output of ssl-cert", 3)


def test_a_greeting_that_nmap_cut_is_still_one(tmp_path):
    script = '<script id="banner" output="220-Welcome to C1234 FTP\\x0D\\x0Asecond li"/>'
    found, _ = scan(tmp_path, host(inner=port(21, script)))
    assert (Channel.FTP_BANNER, "Welcome to C1234 FTP", 21) in facts(found)


def test_a_script_that_failed_says_nothing(tmp_path):
    script = '<script id="snmp-sysdescr" output="ERROR: Script execution failed (use -d)"/>'
    found, _ = scan(tmp_path, host(inner=port(161, script)))
    assert facts(found) == set()
