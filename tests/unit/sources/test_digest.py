"""A file's hash, and how it ends early."""

from hashlib import sha256
from threading import Event

from camaudit.sources.detect import digest


def test_a_hash_is_that_of_all_bytes(tmp_path):
    path = tmp_path / "a.pcap"
    path.write_bytes(bytes(range(256)) * 9_000)
    assert digest(path) == digest(path, Event()) == sha256(path.read_bytes()).hexdigest()


def test_a_hash_that_nobody_waits_for_ends(tmp_path):
    path = tmp_path / "a.pcap"
    with path.open("wb") as file:
        file.truncate(1 << 40)  # zeros that take no room: it would take minutes
    stop = Event()
    stop.set()
    assert digest(path, stop) is None


def test_a_hash_of_the_first_bytes_is_theirs_alone(tmp_path):
    path = tmp_path / "a.pcap"
    path.write_bytes(bytes(range(256)) * 9_000)
    assert digest(path, size=70_000) == sha256(path.read_bytes()[:70_000]).hexdigest()
    assert digest(path, size=0) == sha256().hexdigest()
