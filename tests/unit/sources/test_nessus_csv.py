"""A scan by Nessus gives the words that it quotes, never what it thinks."""

import csv
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camaudit.errors import SourceError
from camaudit.model.observation import Binding, BindingHow, Channel, Fact, Reason, Watched
from camaudit.sources.detect import Found
from camaudit.sources.nessus_csv import NessusSource, recognise

HEADINGS = (
    "Plugin ID", "CVE", "CVSS v2.0 Base Score", "Risk", "Host", "Protocol", "Port", "Name",
    "Synopsis", "Description", "Solution", "See Also", "Plugin Output",
)  # fmt: skip
GIVEN = SimpleNamespace(as_of=1_795_600_000.0)


def row(plugin, output, host="192.0.2.10", port="80"):
    return (plugin, "", "", "None", host, "tcp", port, "n", "s", "d", "n/a", "", output)


def write(path, *rows, headings=HEADINGS):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(headings)
        writer.writerows(rows)
    return path


def read(path):
    source = NessusSource(Found(path, path.name, None), GIVEN)
    return list(source.observations()), source


def facts(found):
    return {(one.channel, one.value, one.port) for one in found if isinstance(one, Fact)}


ROWS = (
    row("10107", "The remote web server type is :\n\nApp-webs/"),
    row(
        "24260",
        "\nResponse Code : HTTP/1.1 401 Unauthorized\n\nProtocol version : HTTP/1.1\nHeaders :\n\n"
        '  Server: App-webs/\n  WWW-Authenticate: Digest realm="IP Camera(C1234)", nonce="x"\n'
        "  Set-Cookie: id=nobody-sees-this\n\nResponse Body :\n\n"
        "<html><title>Login &amp; go</title>",
    ),
    row(
        "10762",
        "The remote RTSP server responds to an 'OPTIONS *' request as follows :\n\n"
        "------------------------------ snip ------------------------------\n"
        "RTSP/1.0 200 OK\nCSeq: 1\nServer: Example RTSP 1.2\n"
        "------------------------------ snip ------------------------------\n",
        port="554",
    ),
    row("10092", "\nThe remote FTP banner is :\n\n220 Example FTP ready", port="21"),
    row(
        "10281",
        "Here is the banner from the remote Telnet server :\n\n"
        "------------------------------ snip ------------------------------\nC1234 login:\n"
        "------------------------------ snip ------------------------------\n",
        port="23",
    ),
    row(
        "10800",
        "System information :\n sysDescr     : Example camera C1234\n"
        " sysObjectID  : 1.3.6.1.4.1.99999.1\n sysUptime    : 1d",
        port="161",
    ),
    row(
        "35716",
        "The following card manufacturers were identified :\n\n00:00:5E:00:53:01 : Example Maker\n",
        port="0",
    ),
    row("86420", "The following is a list :\n  - 00:00:5E:00:53:01", port="0"),
    row("54615", "Remote device type : camera by Example Maker\nConfidence level : 95", port="0"),
    row("11936", "Remote operating system : AXIS Network Camera", port="0"),
)


def test_an_export_gives_what_devices_said_and_their_macs(tmp_path):
    path = write(tmp_path / "scan.csv", *ROWS, row("19506", "Nessus version : 10", port="0"))
    assert recognise(path)
    found, source = read(path)
    assert facts(found) == {
        (Channel.HTTP_SERVER, "App-webs/", 80),
        (Channel.HTTP_REALM, "IP Camera(C1234)", 80),
        (Channel.HTTP_TITLE, "Login & go", 80),
        (Channel.RTSP_SERVER, "Example RTSP 1.2", 554),
        (Channel.FTP_BANNER, "Example FTP ready", 21),
        (Channel.TELNET_BANNER, "C1234 login:", 23),
        (Channel.SNMP_DESCR, "Example camera C1234", 161),
        (Channel.SNMP_OID, "1.3.6.1.4.1.99999.1", 161),
    }
    (binding,) = (one for one in found if isinstance(one, Binding))
    assert (binding.mac, str(binding.ip), binding.how) == (
        "00:00:5e:00:53:01", "192.0.2.10", BindingHow.SCAN,
    )  # fmt: skip
    assert binding.valid_from == GIVEN.as_of
    for words in ("Maker", "AXIS", "nobody", "Confidence"):
        assert words not in repr(found)
    assert source.items == 11
    assert source.shortfalls() == []


def test_a_host_with_several_cards_is_bound_to_none(tmp_path):
    path = write(
        tmp_path / "scan.csv", row("86420", "  - 00:00:5E:00:53:01\n  - 00:00:5E:00:53:02")
    )
    found, _ = read(path)
    (watched,) = found
    assert isinstance(watched, Watched)
    assert [str(ip) for ip in watched.heard] == ["192.0.2.10"]


def test_rows_that_cannot_be_read_are_counted_and_the_others_kept(tmp_path):
    path = write(
        tmp_path / "scan.csv",
        row("10107", "x :\n\nfirst"),
        row("10107", "y", host="camera.example.test"),
        row("soon", "z"),
        ("10107",),
        row("10281", "Here :\n" + "\u0001\u0002\u0003\u0004" * 8),
        row("10107", "x :\n\nlast"),
    )
    found, source = read(path)
    assert {one.value for one in found if isinstance(one, Fact)} == {"first", "last"}
    assert {(one.reason, one.what, one.count) for one in source.shortfalls()} == {
        (Reason.NOT_RECOGNISED, "host by a name alone", 2),
        (Reason.MALFORMED, "row without a plugin", 1),
        (Reason.MALFORMED, "output of plugin 10281", 1),
    }


def test_other_lists_are_not_taken_for_one(tmp_path):
    path = write(tmp_path / "list.csv", ("1", "2"), headings=("Make", "Model"))
    assert not recognise(path)
    assert not recognise(tmp_path / "nothing.csv")
    with pytest.raises(SourceError):
        read(path)


@given(data=st.data())
def test_a_bent_export_is_read_or_counted(tmp_path_factory, data):
    path = write(tmp_path_factory.getbasetemp() / "bent.csv", *ROWS)
    bent = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(bent) - 1))
        bent[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=8))
    path.write_bytes(bytes(bent))
    try:
        found, source = read(path)
    except SourceError:
        return
    assert source.items >= 0
    assert any(isinstance(one, Watched) for one in found)
