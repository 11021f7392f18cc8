"""Audit of the test captures inside the source packages of tcpdump and wireshark.

    python tests/foreign/run.py [FOLDER]

They hold what broke other readers: damaged files, headers that lie, protocols of every sort, and no
network camera. The packages are fetched with the system's own apt (their place is that of the
binary packages) and unpacked into FOLDER, or into one that goes afterwards; nothing of them is part
of this project. Every file is audited alone. The run fails where an audit ends otherwise than with
an answer, takes more than MAX_SECONDS, makes the process larger than MAX_MEMORY, or claims a
camera.
Needs apt with its keys, about 500 MB of room, and two minutes.
"""

import re
import resource
import subprocess
import sys
import tarfile
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from camaudit.model.progress import Silent
from camaudit.pipeline import audit

PACKAGES = ("tcpdump", "wireshark")
MAX_SECONDS = 2.0  # of the processor, for one file
MAX_MEMORY = 256  # MiB, of the whole process
AT = 1_767_225_600.0  # 1 January 2026: answers do not depend on the day of the run
CAPTURES = {".pcap", ".pcapng", ".cap", ".ntar", ".gz"}
APT = Path("/etc/apt")


def source_entries(folder):
    """Write the system's own entries once more, for source packages."""
    for path in [APT / "sources.list", *sorted((APT / "sources.list.d").glob("*.list"))]:
        if path.is_file():
            text = re.sub(r"(?m)^\s*deb(-src)?\s", "deb-src ", path.read_text(encoding="utf-8"))
            (folder / f"{path.stem}.list").write_text(text, encoding="utf-8")
    for path in sorted((APT / "sources.list.d").glob("*.sources")):
        text = re.sub(r"(?m)^Types:.*$", "Types: deb-src", path.read_text(encoding="utf-8"))
        (folder / path.name).write_text(text, encoding="utf-8")


def fetch(folder):
    """Fetch the packages and unpack their upstream archives."""
    parts, lists, archives = (folder / name for name in ("parts", "lists", "archives"))
    for one in (parts, lists / "partial", archives):
        one.mkdir(parents=True, exist_ok=True)
    source_entries(parts)
    apt = [
        "apt-get", "-qq", "-o", "Dir::Etc::sourcelist=/dev/null", "-o",
        f"Dir::Etc::sourceparts={parts}", "-o", f"Dir::State::lists={lists}",
    ]  # fmt: skip
    subprocess.run([*apt, "update"], check=True)
    subprocess.run([*apt, "source", "--download-only", *PACKAGES], cwd=archives, check=True)
    for path in sorted(archives.glob("*.orig.tar.*")):
        if path.suffix != ".asc":
            with tarfile.open(path) as archive:
                archive.extractall(folder / path.name.partition("_")[0], filter="data")


def judge(path):
    """Audit one file; give (seconds of the processor, answer or None)."""
    begun = time.process_time()
    try:
        answer = audit([path], at=AT, watcher=Silent())
    except Exception:  # noqa: BLE001 - what it looks for
        traceback.print_exc()
        answer = None
    return time.process_time() - begun, answer


def run(folder):
    """Audit the captures of each package; give what is wrong, one line each."""
    wrong = []
    for package in PACKAGES:
        found = (folder / package).rglob("*")
        paths = sorted(path for path in found if path.suffix in CAPTURES and path.is_file())
        outcomes, reasons, frames, slowest = Counter(), Counter(), 0, (0.0, "")
        for path in paths:
            seconds, answer = judge(path)
            slowest = max(slowest, (seconds, path.name))
            if answer is None:
                wrong.append(f"{path}: no answer")
                continue
            if seconds > MAX_SECONDS:
                wrong.append(f"{path}: {seconds:.1f} s")
            if answer.devices:
                wrong.append(f"{path}: claims {len(answer.devices)} cameras or recorders")
            frames += sum(one.items for one in answer.files)
            outcomes.update(one.outcome for one in answer.files)
            reasons.update(one.reason.value for one in answer.shortfalls)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{package}: {len(paths)} files, {frames:,} frames, {dict(outcomes)}")
        print(f"  slowest {slowest[0]:.2f} s ({slowest[1]}), memory {memory:.0f} MiB")
        print(f"  files with losses, by reason: {dict(sorted(reasons.items()))}")
        if not paths:
            wrong.append(f"{package}: no captures")
        if memory > MAX_MEMORY:
            wrong.append(f"{package}: {memory:.0f} MiB")
    return wrong


def main():
    """Fetch, audit, and fail where anything is wrong."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else Path(temporary)
        if not all((folder / package).is_dir() for package in PACKAGES):
            fetch(folder)
        wrong = run(folder)
    print(*wrong, sep="\n")
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
