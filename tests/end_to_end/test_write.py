"""`camaudit audit --write`: what is kept gives the same answer again, and holds no secret."""

import runpy
import stat
import struct
from pathlib import Path

import pytest

from camaudit import document
from camaudit.capture.content import Window
from camaudit.cli import main
from camaudit.dissect import remarks
from camaudit.model.observation import Reason
from camaudit.model.progress import Silent, Stop
from camaudit.pipeline import audit
from camaudit.sources.keeping import Keeper

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CAPTURES = ROOT.parent / "shared" / "captures"
SCHOOL = sorted((ROOT / "examples" / "school" / "captures").rglob("*.pcap"))
told = runpy.run_path(str(HERE / "read_again.py"))["told"]
found = runpy.run_path(str(HERE / "test_secrets.py"))["found"]
AT = ("--at", "2026-11-24T09:00:00Z")
real = pytest.mark.skipif(not CAPTURES.is_dir(), reason="the captures are not here")


@pytest.fixture(name="planted", scope="module")
def _planted(tmp_path_factory):
    path = tmp_path_factory.mktemp("planted") / "planted.pcap"
    secrets, _ = runpy.run_path(str(HERE / "planted.py"))["plant"](path)
    return path, secrets


@pytest.fixture(name="kept", scope="module")
def _kept(planted, tmp_path_factory):
    """Give what was kept of the planted capture, and the audit of it."""
    path, _ = planted
    written = tmp_path_factory.mktemp("kept") / "kept.pcapng"
    one = audit([path], at=1.9e9, watcher=Silent(), keeper=Keeper(written, "1"))
    return written, one


def again(path):
    return audit([path], at=1.9e9, watcher=Silent())


def both(path, folder):
    written = folder / "kept.pcapng"
    one = audit([path], at=1.9e9, watcher=Silent(), keeper=Keeper(written, "1"))
    return one, again(written), written


def test_logins_of_every_scheme_are_told_again_and_no_secret_is_kept(planted, kept):
    path, secrets = planted
    written, one = kept
    assert told(one) == told(again(written))
    assert any(device.logins for device in one.devices)
    assert found({"kept": written.read_bytes()}, secrets) == []
    assert len(found({"planted": path.read_bytes()}, secrets)) > 100


def test_keeping_changes_no_answer(planted, kept):
    assert told(again(planted[0])) == told(kept[1])


@pytest.mark.parametrize("path", SCHOOL, ids=[one.name for one in SCHOOL])
def test_the_school_is_told_again(path, tmp_path):
    one, two, written = both(path, tmp_path)
    assert told(one) == told(two)
    assert stat.S_IMODE(written.stat().st_mode) == 0o600


# Those that take longest are left to whoever has the time: a page of much XML is tried often.
REAL = sorted(CAPTURES.glob("*.*cap*")) if CAPTURES.is_dir() else []


@real
@pytest.mark.parametrize("path", REAL, ids=[one.name for one in REAL])
def test_real_captures_are_told_again(path, tmp_path):
    one, two, _ = both(path, tmp_path)
    assert told(one) == told(two)


def test_what_was_kept_may_be_kept_again(kept, tmp_path):
    written, one = kept
    two, three, _ = both(written, tmp_path)
    assert told(one) == told(two) == told(three)


def test_a_program_that_reads_captures_reads_it_and_sees_whole_sums(kept):
    from scapy.all import IP, TCP, rdpcap  # noqa: PLC0415 - slow to load

    frames = [one for one in rdpcap(str(kept[0])) if TCP in one and len(one) == one.wirelen]
    assert frames
    for one in frames:
        sums = one[IP].chksum, one[TCP].chksum
        del one[IP].chksum, one[TCP].chksum
        built = one.__class__(bytes(one))
        assert (built[IP].chksum, built[TCP].chksum) == sums


def test_the_command_says_what_it_keeps_and_writes_for_its_owner_alone(planted, tmp_path, capsys):
    written = tmp_path / "kept.pcapng"
    words = ["audit", str(planted[0]), "-o", str(tmp_path / "one"), *AT]
    assert main([*words, "--write", str(written)]) == 0
    said = capsys.readouterr().err
    assert "overwritten with x" in said
    assert "personal data" in said
    assert "frames" in said
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert main(["audit", str(written), "-o", str(tmp_path / "two"), *AT]) == 0
    one, two = (document.read(tmp_path / name / "audit.json") for name in ("one", "two"))
    assert told(one) == told(two)
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_a_file_that_is_there_is_left_alone(planted, tmp_path, capsys):
    written = tmp_path / "kept.pcapng"
    written.write_bytes(b"mine")
    words = ["audit", str(planted[0]), "-o", str(tmp_path / "one"), "--write", str(written), *AT]
    assert main(words) == 2
    assert "is there already" in capsys.readouterr().err
    assert written.read_bytes() == b"mine"
    assert main([*words, "--overwrite"]) == 0
    assert written.read_bytes()[:4] == b"\x0a\x0d\x0d\x0a"


@pytest.mark.parametrize("name", ["missing/kept.pcapng", "."])
def test_what_cannot_be_written_is_said_in_one_line_before_anything_is_read(
    planted, tmp_path, capsys, name
):
    words = ["audit", str(planted[0]), "-o", str(tmp_path / "one"), *AT]
    assert main([*words, "--write", str(tmp_path / name)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (tmp_path / "one").exists()


def test_overwrite_alone_is_refused(planted, capsys):
    assert main(["audit", str(planted[0]), "--overwrite"]) == 2
    assert "--overwrite" in capsys.readouterr().err


def test_a_full_disk_costs_the_file_and_not_the_answer(
    planted, kept, tmp_path, monkeypatch, capsys
):
    class Full:
        def seek(self, _):
            pass

        def write(self, _):
            raise OSError(28, "No space left on device")

        def close(self):
            pass

    monkeypatch.setattr("camaudit.sources.keeping.tempfile.TemporaryFile", lambda **_: Full())
    written = tmp_path / "kept.pcapng"
    words = ["audit", str(planted[0]), "-o", str(tmp_path / "one"), *AT]
    assert main([*words, "--write", str(written)]) == 3
    assert "No space left on device" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["one"]
    one = document.read(tmp_path / "one" / "audit.json")
    assert len(one.devices) == len(kept[1].devices)


def test_a_file_has_an_end_and_that_is_told(planted, tmp_path):
    written = tmp_path / "kept.pcapng"
    keeper = Keeper(written, "1", most=20_000)
    one = audit([planted[0]], at=1.9e9, watcher=Silent(), keeper=keeper)
    assert [short.reason for short in one.shortfalls if "--write" not in short.source]
    assert any(
        short.reason is Reason.BOUND and "not kept" in short.what for short in one.shortfalls
    )
    assert "20,000 bytes" in keeper.problems[0]
    assert written.stat().st_size < 30_000
    assert again(written).files[0].outcome == "read"


class Impatient(Silent):
    """Ends the reading where it begins to tell how far it is."""

    def __init__(self, stop):
        self.stop = stop

    def advance(self, *told):
        self.stop.asked = told[-1] > 0


def test_reading_ended_by_hand_leaves_a_whole_file(planted, tmp_path, monkeypatch):
    monkeypatch.setattr("camaudit.capture.content.WINDOW", 20_000)
    monkeypatch.setattr("camaudit.capture.formats.READ", 10_000)
    written, stop = tmp_path / "kept.pcapng", Stop()
    keeper = Keeper(written, "1")
    monkeypatch.setattr(Window.__init__, "__defaults__", (20_000,))
    one = audit([planted[0]], at=1.9e9, watcher=Impatient(stop), keeper=keeper, stop=stop)
    assert one.partial
    assert [path for path, _ in keeper.written] == [written]
    two = again(written)
    assert not two.partial
    assert told(two)["audit"]["devices"] == told(one)["audit"]["devices"]
    assert [each.name for each in tmp_path.iterdir()] == ["kept.pcapng"]


def test_each_recording_has_a_file(tmp_path):
    keeper = Keeper(tmp_path / "kept.pcapng", "1")
    one = audit([SCHOOL[0].parent, *SCHOOL], at=1.9e9, watcher=Silent(), keeper=keeper)
    assert len(one.files) == len(SCHOOL)
    names = [path.name for path, _ in keeper.written]
    assert names == ["kept.pcapng", *(f"kept-{at}.pcapng" for at in range(2, len(names) + 1))]
    assert len(names) > 1


def changed(content, old, new):
    assert len(old) == len(new)
    assert old in content
    return content.replace(old, new)


def test_a_damaged_verdict_is_a_note_and_no_verdict(kept, tmp_path):
    content = kept[0].read_bytes()
    written = tmp_path / "damaged.pcapng"
    written.write_bytes(changed(content, b'"scheme": "telnet"', b'"scheme": "telnit"'))
    two = again(written)
    schemes = {one.scheme for device in two.devices for one in device.logins}
    assert "ftp" in schemes
    assert not schemes & {"telnet", "telnit"}
    assert any("damaged verdict" in one.what for one in two.shortfalls)


def test_a_verdict_of_a_later_form_is_a_note(kept, tmp_path):
    written = tmp_path / "later.pcapng"
    content = kept[0].read_bytes()
    written.write_bytes(changed(content, b"camaudit login 1 ", b"camaudit login 7 "))
    two = again(written)
    assert not any(device.logins for device in two.devices)
    assert any("form that is not known" in one.what for one in two.shortfalls)


def test_a_section_of_a_later_form_is_told(kept, tmp_path):
    written = tmp_path / "later.pcapng"
    content = kept[0].read_bytes()
    written.write_bytes(changed(content, b"camaudit kept 1:", b"camaudit kept 9:"))
    assert any("newer camaudit" in one.what for one in again(written).shortfalls)


def forged(content, default):
    """Give a file whose first verdict names a default, with a right check sum."""
    begin = content.index(b"camaudit login 1 ")
    end = content.index(b"}", begin) + 1
    body = content[begin + len(remarks.MARK) : end]
    other = body.replace(b'"defaults": []', b'"defaults": ["' + default.encode() + b'"]')
    assert other != body
    total = remarks._sum(other.decode()).encode()
    text = remarks.MARK.encode() + other + b" " + total
    old = remarks.MARK.encode() + body + content[end : end + 17]
    return with_comment(content, begin, old, text)


def defaults_in(audit):
    return {name for one in audit.devices for each in one.logins for name in each.defaults or ()}


def test_a_verdict_by_a_default_that_no_rule_has_names_none(kept, tmp_path):
    written = tmp_path / "forged.pcapng"
    written.write_bytes(forged(kept[0].read_bytes(), "no.such-rule"))
    two = again(written)
    assert told(two)["audit"]["devices"] == told(kept[1])["audit"]["devices"]
    assert any("no rule names" in one.what for one in two.shortfalls)


def with_comment(content, at, old, new):
    """Put another comment into the block that holds one."""
    begin = 0
    while True:
        size = struct.unpack_from("<I", content, begin + 4)[0]
        if begin <= at < begin + size:
            break
        begin += size
    block = content[begin : begin + size]
    place = block.index(old) - 4
    padded = len(old) + (-len(old) & 3)
    option = struct.pack("<HH", 1, len(new)) + new + bytes(-len(new) & 3)
    made = block[:place] + option + block[place + 4 + padded :]
    length = struct.pack("<I", len(made))
    made = made[:4] + length + made[8:-4] + length
    return content[:begin] + made + content[begin + size :]


def test_a_verdict_counts_in_a_marked_file_alone(kept, tmp_path):
    """Whoever can edit the file can edit a verdict; a comment in anybody else's file is none."""
    content = forged(kept[0].read_bytes(), "hikvision.default-admin-1")
    written = tmp_path / "forged.pcapng"
    written.write_bytes(content)
    assert defaults_in(again(written)) == {"hikvision.default-admin-1"}
    written.write_bytes(changed(content, b"camaudit kept 1:", b"somebody kept 1:"))
    assert defaults_in(again(written)) == set()


def test_a_secret_that_is_a_word_of_the_device_goes_and_the_word_stays(tmp_path):
    """The same letters are a fact in the answer and a password in the question."""
    module = runpy.run_path(str(HERE / "planted.py"))
    tape = runpy.run_path(str(ROOT / "examples" / "school" / "make_captures.py"))["Tape"]
    path = tmp_path / "word.pcap"
    made = tape(path)
    word = "Hikvision-Webs"
    asked = module["request"](
        "/a", f'Authorization: Digest username="{word}", response="{word}"', f"Cookie: sid={word}"
    )
    viewer, camera = (*module["VIEWER"], 40_001), (*module["CAMERA"], 80)
    made.tcp(viewer, camera, [asked, module["answer"](body=f"<p>password={word}</p>")])
    made.write()
    one, two, written = both(path, tmp_path)
    assert told(one) == told(two)
    assert path.read_bytes().count(word.encode()) == 5
    assert written.read_bytes().count(word.encode()) == 1
