"""Which files are read, how they are called, and what is said of those that cannot be."""

import os
from pathlib import Path

import pytest

from camaudit.sources import detect


@pytest.fixture(name="folder")
def _folder(tmp_path):
    folder = tmp_path / "Captures"
    (folder / "Sports Hall").mkdir(parents=True)
    (folder / "lobby.pcap").write_bytes(b"1")
    (folder / "Sports Hall" / "hall.pcap").write_bytes(b"2")
    (folder / ".hidden.pcap").write_bytes(b"3")
    (folder / ".git").mkdir()
    (folder / ".git" / "x.pcap").write_bytes(b"4")
    return folder


def shown(paths, sites=(), site=None):
    return [(one.shown, one.site, one.problem) for one in detect.find(paths, sites, site)]


HALL, LOBBY = "Sports Hall/hall.pcap", "lobby.pcap"


def test_a_folder_is_read_whole_and_its_files_named_below_it(folder):
    assert shown([folder], ["Sports hall"]) == [(HALL, "Sports hall", None), (LOBBY, None, None)]


def test_files_are_named_alike_however_they_are_given(folder, monkeypatch):
    whole = shown([folder])
    assert shown([folder / HALL, folder / LOBBY]) == whole
    assert shown([folder / "Sports Hall", folder / "Sports Hall" / ".." / LOBBY]) == whole
    monkeypatch.chdir(folder)
    assert shown([Path()]) == shown([Path(HALL), Path(LOBBY)]) == whole


def test_the_site_that_was_named_wins(folder):
    assert {site for _, site, _ in shown([folder], ["Sports hall"], "Annex")} == {"Annex"}


def test_a_file_is_read_once_and_one_alone_is_called_by_its_name(folder):
    assert shown([folder / LOBBY, folder / LOBBY]) == [(LOBBY, None, None)]


def test_two_files_of_one_name_are_told_apart(folder, tmp_path):
    other = tmp_path / "other" / LOBBY
    other.parent.mkdir()
    other.write_bytes(b"5")
    names = [name for name, _, _ in shown([folder / LOBBY, other])]
    assert names == ["Captures/lobby.pcap", "other/lobby.pcap"]


def test_the_order_of_the_paths_does_not_matter(folder):
    paths = [folder / "lobby.pcap", folder / "Sports Hall"]
    assert shown(paths) == shown(paths[::-1])


def test_what_cannot_be_read_is_named_beside_the_rest(folder):
    (folder / "gone.pcap").symlink_to(folder / "nothing")
    os.mkfifo(folder / "pipe.pcap")
    assert shown([folder, folder / "missing.pcap", Path("/no/such")]) == [
        ("/no/such", None, "there is no such file or folder"),
        (HALL, None, None),
        ("gone.pcap", None, "a link to nothing"),
        (LOBBY, None, None),
        ("missing.pcap", None, "there is no such file or folder"),
        ("pipe.pcap", None, "not a regular file"),
    ]


def test_more_files_than_are_read_are_said(folder, monkeypatch):
    monkeypatch.setattr(detect, "MAX_FILES", 1)
    problems = [problem for _, _, problem in shown([folder])]
    assert problems.count("more than 1 files: the rest was left out") == 1


def test_a_folder_that_cannot_be_listed_is_named(folder, monkeypatch):
    def walk(path, onerror):
        onerror(PermissionError(13, "Permission denied", str(path / "locked")))
        yield str(path), [], ["lobby.pcap"]

    monkeypatch.setattr(detect.os, "walk", walk)
    assert shown([folder]) == [
        (LOBBY, None, None),
        ("locked", None, "the folder cannot be read: Permission denied"),
    ]


def test_a_folder_without_files_says_so(folder, tmp_path):
    (tmp_path / "none" / "within").mkdir(parents=True)
    ((_, _, problem),) = shown([tmp_path / "none"])
    assert problem == "the folder holds no files"
    assert len(shown([folder, tmp_path / "none"])) == 3
