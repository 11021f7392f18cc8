"""The shipped example, audited whole through the command line."""

import runpy
import shutil
from pathlib import Path

import pytest

from camaudit import document
from camaudit.cli import main
from camaudit.cli.demo import AS_OF
from camaudit.derive.codes import sections

SCHOOL = Path(__file__).parents[2] / "examples" / "school"
AT = "2026-11-24T09:00:00Z"
ESTATE = ("--estate", str(SCHOOL / "estate.yaml"), "--as-of", AS_OF)
SECRETS = ("admin:admin", "Digest username", "3f1e2d4c5b6a79880123456789abcdef")
PEOPLE = ("pupil-phone", "office-pc-1", "www.example.org", "10.20.0.52", "02:00:00:00:00:52")


@pytest.fixture(name="answer", scope="module")
def _answer(tmp_path_factory):
    out = tmp_path_factory.mktemp("answer")
    words = ["audit", str(SCHOOL / "captures"), str(SCHOOL / "files"), *ESTATE]
    assert main([*words, "-o", str(out), "--at", AT]) == 0
    return out


def identities(answer):
    audit = document.spelled_out((answer / "audit.json").read_text())["audit"]
    pairs = zip(audit["devices"], audit["identities"], strict=True)
    return {device["addresses"][0]: identity for device, identity in pairs}


@pytest.mark.parametrize(
    ("address", "maker", "brand", "kind", "grade"),
    [
        ("10.20.2.11", "hikvision", None, "camera", "confirmed"),
        ("10.20.2.13", "dahua", "Honeywell", "camera", "confirmed"),
        ("10.20.2.14", "axis", "Axis", "camera", "likely"),
        ("10.20.2.15", "uniview", None, "camera", "likely"),
        ("10.20.2.20", "hikvision", None, "recorder", "confirmed"),
        ("10.30.2.31", "dahua", None, "camera", "confirmed"),
    ],
)
def test_each_device_of_the_school_is_named(answer, address, maker, brand, kind, grade):
    found = identities(answer)[address]
    assert found["maker"]["value"] == maker
    assert found["brand"]["value"] == brand
    assert found["kind"]["value"] == kind
    assert found["maker"]["grade"] == grade


def test_the_findings_are_those_that_were_built_in(answer):
    audit = document.spelled_out((answer / "audit.json").read_text())["audit"]
    codes = {finding["code"] for finding in audit["findings"]}
    assert {"credentials.default", "credentials.never-set-up", "outbound.china"} <= codes
    families = ("vulnerability", "exposure", "placement", "recorder")
    known = {code for code in sections() if code.partition(".")[0] in families}
    assert len(known) == 20
    # Its list of cameras was read: what may hang on the recorder is known.
    assert known - codes == {"recorder.may-hide"}


def test_without_the_recorders_list_more_cameras_may_hang_on_it(tmp_path):
    words = ["audit", str(SCHOOL / "captures"), *ESTATE, "-o", str(tmp_path), "--at", AT]
    assert main(words) == 0
    audit = document.spelled_out((tmp_path / "audit.json").read_text())["audit"]
    assert "recorder.may-hide" in {finding["code"] for finding in audit["findings"]}


def test_a_network_without_a_file_is_not_looked_at(answer):
    audit = document.spelled_out((answer / "audit.json").read_text())["audit"]
    looked = {one["network"]: bool(one["looks"]) for one in audit["coverage"]}
    assert looked == {"Camera network": True, "Office": True, "Pupils": False, "Hall network": True}


def test_the_files_of_the_school_tell_ports_listed_cameras_and_where_cameras_call(answer):
    audit = document.spelled_out((answer / "audit.json").read_text())["audit"]
    ports = {
        device["addresses"][0]: [one["port"] for one in device["attachments"]]
        for device in audit["devices"]
    }
    assert ports["10.20.2.12"] == ["Gi1/0/6"]
    assert [one["name"] for one in audit["listed"] if one["device"] is None] == [
        "Corridor 1",
        "Corridor 2",
        "Library",
    ]
    called = {
        one["code"]: one["grade"]
        for one in audit["findings"]
        if one["code"] in {"outbound.china", "outbound.blocked", "outbound.regular"}
    }
    assert set(called.values()) == {"confirmed"}
    assert len(called) == 3


def test_no_secret_and_nobody_elses_device_is_in_any_artefact(answer):
    for path in answer.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not [word for word in (*SECRETS, *PEOPLE) if word in text], path.name


def test_the_files_can_be_read_by_their_owner_alone(answer):
    assert {oct(path.stat().st_mode & 0o777) for path in answer.iterdir()} == {"0o600"}


def test_the_same_input_gives_the_same_bytes_and_the_report_can_be_made_again(answer, tmp_path):
    again = tmp_path / "again"
    every = [*(SCHOOL / "captures").rglob("*.*"), *(SCHOOL / "files").rglob("*.*")]
    words = [str(path) for path in sorted(every, reverse=True)]
    main(["audit", *words, *ESTATE, "-o", str(again), "--at", AT])
    assert (again / "audit.json").read_bytes() == (answer / "audit.json").read_bytes()
    page = (answer / "report.html").read_bytes()
    assert main(["report", str(answer / "audit.json"), "-o", str(again)]) == 0
    assert (again / "report.html").read_bytes() == page


def test_bad_files_are_named_in_one_line_each_and_the_rest_is_audited(tmp_path, capsys):
    folder = tmp_path / "in"
    folder.mkdir()
    good = SCHOOL / "captures" / "sports-hall" / "hall.pcap"
    shutil.copy(good, folder / "good.pcap")
    (folder / "cut.pcap").write_bytes(good.read_bytes()[:-20])
    (folder / "empty.pcap").write_bytes(b"")
    (folder / "letter.txt").write_text("Dear Sir")
    assert main(["audit", str(folder), "-o", str(tmp_path / "out"), "--at", AT]) == 3
    shown = capsys.readouterr().out
    for name in ("cut.pcap", "empty.pcap", "letter.txt"):
        assert len([line for line in shown.splitlines() if name in line]) == 1
    audit = document.spelled_out((tmp_path / "out" / "audit.json").read_text())["audit"]
    assert [one["outcome"] for one in audit["files"]] == [
        "partly read",
        "not recognised",
        "read",
        "not recognised",
    ]


def test_quiet_still_names_what_was_not_read(tmp_path, capsys):
    words = [str(SCHOOL / "captures"), str(tmp_path / "gone"), "-o", str(tmp_path / "out")]
    assert main(["audit", *words, "--quiet"]) == 3
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "there is no such file or folder" in said.err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["audit", "no-such-file"], 2, "no such file"),
        (["10.20.2.0/24"], 2, "network address"),
        (["tender.xlsx"], 2, "camaudit check tender.xlsx"),
        (["frobnicate"], 2, "no such command"),
        (["estate", "check", "no-such.yaml"], 2, "cannot be read"),
        (["report", "no-such.json"], 2, "cannot be read"),
    ],
)
def test_a_wrong_use_is_answered_in_one_line(words, code, says, capsys):
    assert main(words) == code
    shown = capsys.readouterr().err
    assert says in shown
    assert len(shown.splitlines()) == 1


def test_the_readme_shows_what_the_demo_prints(answer, capsys):
    main(["report", str(answer / "audit.json"), "-o", str(answer)])
    shown = capsys.readouterr().out.replace("\r", "")
    readme = (SCHOOL.parents[1] / "README.md").read_text(encoding="utf-8")
    block = readme.split("```\n")[1]
    assert block.strip() in shown


def test_an_estate_without_faults_has_no_finding_of_flaws_doors_or_places(tmp_path):
    made = runpy.run_path(str(SCHOOL / "make_captures.py"))
    tape = made["Tape"](tmp_path / "main.pcap")
    said = {"activated": True, "firmware": "V5.8.10build 250901"}
    for last, model, channels in ((11, "DS-2CD2143G2-I", 1), (20, "DS-7604NI-K1", 1)):
        camera = (f"44:19:b6:00:00:{last}", f"10.20.2.{last}")
        answer = made["sadp"](*camera, model, channels=channels, **said)
        tape.arp(*camera)
        tape.udp(*camera, 37020, (*made["GROUP"], 37020), answer)
    for number in range(60):  # the one channel of the recorder is that of the camera
        ends = ("44:19:b6:00:00:20", "10.20.2.20", 9000)
        tape.udp("44:19:b6:00:00:11", "10.20.2.11", 8200, ends, bytes([number]) * 1_200)
    tape.path = tmp_path / "main.pcap"
    tape.write()
    out = tmp_path / "out"
    words = [str(tape.path), "--estate", str(SCHOOL / "estate.yaml"), "--site", "Main building"]
    assert main(["audit", *words, "-o", str(out), "--at", AT]) == 0
    audit = document.spelled_out((out / "audit.json").read_text())["audit"]
    assert len(audit["devices"]) == 2
    able = {one["code"] for one in audit["findings"] if one["code"].startswith("capability.")}
    assert {one["code"] for one in audit["findings"]} == able  # what it can do is no fault
