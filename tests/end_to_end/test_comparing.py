"""The example school, and a copy whose files tell of other things: diff, merge, redact, verify."""

import json
import shutil
from pathlib import Path

import pytest

from camaudit.cli import main

SCHOOL = Path(__file__).parents[2] / "examples" / "school"
OLD_MAC, NEW_MAC = bytes.fromhex("b0c554000034"), bytes.fromhex("b0c5540000fe")
OLD_FIRMWARE, NEW_FIRMWARE = b"V5.7.3build 220112", b"V5.8.9build 240112"


def audited(school, out):
    words = [str(school / "captures"), str(school / "files"), "--as-of", "2026-11-19T08:00:00Z"]
    words += ["--estate", str(school / "estate.yaml"), "--at", "2026-11-24", "-o", str(out)]
    assert main(["audit", *words, "--quiet"]) == 0
    return str(out / "audit.json")


@pytest.fixture(name="audits", scope="module")
def _audits(tmp_path_factory):
    """Audit the school, and a copy: newer firmware, another camera, less looked at."""
    folder = tmp_path_factory.mktemp("schools")
    old = audited(SCHOOL, folder / "old")
    copy = folder / "copy"
    shutil.copytree(SCHOOL, copy)
    cameras = copy / "captures" / "main-building" / "camera-network.pcap"
    office = copy / "captures" / "main-building" / "office.pcap"
    for path, before, after in (
        (cameras, OLD_FIRMWARE, NEW_FIRMWARE),
        (office, OLD_MAC, NEW_MAC),
    ):
        assert before in path.read_bytes()
        path.write_bytes(path.read_bytes().replace(before, after))
    (copy / "captures" / "sports-hall" / "hall.pcap").unlink()
    for name in ("switch-hall.txt", "firewall.log"):
        (copy / "files" / "main-building" / name).unlink()
    return old, audited(copy, folder / "new")


def told(capsys, *words):
    capsys.readouterr()
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def sorts(changes):
    return sorted((one["what"], one["at"]) for one in changes)


def test_what_changed_is_told_apart_from_what_was_not_looked_at(audits, capsys):
    found = told(capsys, "diff", *audits)
    cameras = [f"Main building, Camera network, 10.20.2.{host}" for host in (11, 12, 20)]
    office = "Main building, Office, 10.20.0.34"
    changed = [one for one in found["estate"] if "finding" not in one["what"]]
    assert sorts(changed) == [
        *(("day of building", at) for at in cameras),
        ("device come", office),
        ("device not seen this time", office),
        *(("firmware", at) for at in cameras),
    ]
    assert {one["new"] for one in changed if one["what"] == "firmware"} == {"V5.8.9 build 240112"}
    unseen = [one for one in found["coverage"] if one["what"].startswith("device")]
    assert sorts(unseen) == [
        ("device not looked at", f"Sports hall, Hall network, 10.30.2.{host}")
        for host in (31, 32, 33)
    ]
    closed = [one["subject"] for one in found["coverage"] if one["what"] == "finding closed"]
    assert "outbound.china: in China" in closed
    assert not any(one["what"] == "finding closed" for one in found["estate"])
    assert found["knowledge"] == []


def test_redacted_they_differ_in_the_same(audits, tmp_path, capsys):
    hidden = []
    for name, audit in zip(("old", "new"), audits, strict=True):
        hidden.append(str(tmp_path / f"{name}.json"))
        words = ["redact", audit, "-o", hidden[-1], "--key-file", str(tmp_path / "key")]
        assert main(words + ["--new-key"] * (name == "old")) == 0
    found, open_ = told(capsys, "diff", *hidden), told(capsys, "diff", *audits)
    for cause in ("estate", "coverage", "knowledge"):
        assert sorted(one["what"] for one in found[cause]) == sorted(
            one["what"] for one in open_[cause]
        )
    text = "".join(Path(one).read_text() for one in hidden).lower()
    for private in ("hill", "10.20.2.11", "44:19:b6:00:00:11", "sports hall", "hall.pcap"):
        assert private not in text
    out = str(tmp_path / "both.json")
    assert main(["merge", *hidden, "-o", out]) == 0
    for each in (*hidden, out, *audits):
        assert main(["verify", each]) == 0
        assert main(["report", each, "-o", str(tmp_path / "report")]) == 0


def test_both_days_together_count_every_device_once(audits, tmp_path, capsys):
    one, other = str(tmp_path / "1.json"), str(tmp_path / "2.json")
    assert main(["merge", *audits, "-o", one]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Devices that they describe: 17. Each counts once: 11." in said
    assert main(["merge", *reversed(audits), "-o", other]) == 0
    assert Path(one).read_bytes() == Path(other).read_bytes()
    assert main(["verify", one]) == 0
