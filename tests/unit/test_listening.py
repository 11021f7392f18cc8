"""What `audit --listen` asks for before it opens anything, and what it shows."""

import io
import signal
import sys
import threading
from datetime import UTC, datetime
from ipaddress import ip_address

import pytest

from camaudit.cli import audit as command
from camaudit.cli.heard import MOST, Heard
from camaudit.cli.listening import list_interfaces, seconds_of
from camaudit.errors import RefusedError, UsageError
from camaudit.estate import load
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Binding, BindingHow, Channel, Fact, Seen
from camaudit.wire import listen
from camaudit.wire.authority import may_listen

LENGTHS = {"90s": 90, "15m": 900, "2h": 7_200, "24h": 86_400}
NO_LENGTHS = ["", "15", "m", "0s", "25h", "1.5h", "-1m", "15 m", "1d", "٣m"]
ESTATE = """
organisation: Example Borough (fictional)
authority:
  name: A. Example
  role: network manager
  statement: I may audit the networks below.
  from: 2026-11-01
  until: 2026-11-30
  hours: ["18:00-06:00"]
sites:
  - name: Hall
    networks:
      - {cidr: 10.40.0.0/22, purpose: cameras, name: Cameras}
"""
DAYS = {
    "before": ("2026-10-31", False),
    "first": ("2026-11-01", True),
    "last": ("2026-11-30", True),
    "after": ("2026-12-01", False),
}


@pytest.mark.parametrize("text", LENGTHS)
def test_a_length_of_time_is_read(text):
    assert seconds_of(text) == LENGTHS[text]


@pytest.mark.parametrize("text", NO_LENGTHS)
def test_what_is_no_length_of_time_is_refused(text):
    with pytest.raises(UsageError, match="a time such as 90s"):
        seconds_of(text)


@pytest.mark.parametrize("name", DAYS)
def test_the_day_counts_and_the_hour_does_not(name, tmp_path):
    path = tmp_path / "estate.yaml"
    path.write_text(ESTATE, "utf-8")
    day, allowed = DAYS[name]
    noon = datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp()
    if allowed:
        may_listen(load(path), noon, UTC)
    else:
        with pytest.raises(RefusedError, match="--listen"):
            may_listen(load(path), noon, UTC)


def test_nothing_is_heard_without_an_estate_or_an_authority(tmp_path):
    with pytest.raises(RefusedError, match="estate file"):
        may_listen(None, 0.0, UTC)
    path = tmp_path / "estate.yaml"
    path.write_text(ESTATE[: ESTATE.index("authority")] + ESTATE[ESTATE.index("sites") :], "utf-8")
    with pytest.raises(RefusedError, match="`authority`"):
        may_listen(load(path), 0.0, UTC)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--for", "15m"], "--for: says how long"),
        (["--listen", "lo", "--scan", "ask"], "--listen, --scan: one sends nothing"),
        (["--listen", ",", "--for", "1s"], "--listen ',': no interface"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_opened(words, told, tmp_path):
    estate = tmp_path / "estate.yaml"
    estate.write_text(ESTATE, "utf-8")
    day = "2026-11-20T12:00:00Z"
    with pytest.raises(UsageError, match=told):
        command.run([*words, "--estate", str(estate), "--at", day, "-o", str(tmp_path / "out")])


def test_an_interface_that_is_not_there_is_told_before_anything_else(tmp_path, capsys):
    today = datetime.now(UTC).date()
    estate = tmp_path / "estate.yaml"
    dates = ESTATE.replace("2026-11-01", str(today)).replace("2026-11-30", str(today))
    estate.write_text(dates, "utf-8")
    out = tmp_path / "out"
    with pytest.raises(UsageError, match="'nope0': no such interface; --listen alone lists them"):
        command.run(["--listen", "lo,nope0", "--estate", str(estate), "-o", str(out)])
    assert capsys.readouterr().err == ""
    assert not out.exists()


def test_listen_alone_lists_interfaces_and_what_to_type(capsys):
    assert command.run(["--listen"]) == 0
    said = capsys.readouterr().out
    assert said == list_interfaces()
    assert "Type: camaudit audit --listen " in said


def fact(number, value="Server: x"):
    about = Endpoint(f"44:19:b6:00:00:{number:02x}", ip_address(f"10.40.0.{number}"))
    seen = Seen("x", "frame 1", 1.0)
    return Fact(about=about, channel=Channel.RTSP_SERVER, value=value, port=554, seen=seen)


def test_each_device_is_one_line_where_there_is_no_terminal():
    stream = io.StringIO()
    heard = Heard(60.0, stream)
    for number in (1, 2, 1, 2, 1):
        heard.hear(fact(number))
    heard.end()
    assert stream.getvalue().splitlines() == [
        "heard 10.40.0.1 44:19:b6:00:00:01",
        "heard 10.40.0.2 44:19:b6:00:00:02",
    ]


class _Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_shows_the_last_ones_and_no_control_characters():
    heard = Heard(60.0, _Terminal())
    for number in range(1, 30):
        heard.hear(fact(number, "\x1b[2J evil"))
    table = heard.table()
    heard.end()
    assert table.row_count == 12
    assert "29 devices heard" in str(table.caption)
    assert not any("\x1b" in str(cell) for column in table.columns for cell in column.cells)


def test_what_is_shown_is_bounded():
    heard = Heard(60.0, io.StringIO())
    for number in range(MOST + 5):
        ip = ip_address(0x0A000000 + number)
        heard.hear(
            Binding(
                mac=f"44:19:b6:{number >> 16:02x}:{number >> 8 & 255:02x}:{number & 255:02x}",
                ip=ip,
                valid_from=0.0,
                valid_to=None,
                how=BindingHow.ARP,
                seen=Seen("x", "y", 0.0),
            )
        )
    assert f"{MOST:,} devices heard" in str(heard.table().caption)


def test_what_ctrl_c_did_before_it_does_again():
    before = signal.getsignal(signal.SIGINT)
    listening = listen.Listening(names=[], filter="", seconds=0.0)
    listening._pcap = listen.binding()
    assert len(b"".join(listening.content())) == 24  # the header of a pcap file
    assert signal.getsignal(signal.SIGINT) is before


def test_it_listens_in_another_thread_too():
    listening = listen.Listening(names=[], filter="", seconds=0.0)
    found = []
    thread = threading.Thread(target=lambda: found.extend(listening.content()))
    thread.start()
    thread.join()
    assert len(found) == 1


def test_a_missing_libpcap_is_one_clear_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "scapy.libs.winpcapy", None)
    monkeypatch.setitem(sys.modules, "scapy.libs", None)
    with pytest.raises(UsageError, match="scapy is missing; install it"):
        listen.binding()


def test_an_interface_that_is_not_there_is_named():
    listening = listen.Listening(names=["no-such-one"], filter="", seconds=1.0)
    with pytest.raises((UsageError, RefusedError), match="--listen no-such-one: "):
        listening.open()
