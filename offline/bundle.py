"""Bundles for computers without a network: the wheel, and every wheel that it needs, with hashes.

    python offline/bundle.py [--python 3.13] [--system linux|windows] [-o dist]

Output: camaudit-VERSION-py3-none-any.whl, camaudit-VERSION-windows-x86_64-cpXYZ.zip,
        camaudit-VERSION-linux-x86_64-cpXYZ.tar.gz; the same files packed twice are the same bytes.
Exits with 1 where a wheel for that system and version of Python cannot be had.

Wheels are fetched by pip, and only those whose hash requirements.txt has. pip judges the conditions
of a requirement by the Python that runs it, so they are judged here, for the one it is made for.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.markers import Marker

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
README = "README.txt"
_NEWEST_GLIBC = 28  # 2.28, of 2018: Debian 10, RHEL 8 and newer
_EPOCH = 315_532_800  # 1980-01-01 in UTC, the first day that a zip can tell
_DAY = (1980, 1, 1, 0, 0, 0)
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A system that a bundle is made for."""

    name: str  # "linux"
    tags: tuple[str, ...]  # platform tags, as pip names them (PEP 600)
    markers: tuple[tuple[str, str], ...]  # what conditions of requirements see there (PEP 508)
    python: str  # how Python is started there
    scripts: str  # folder of programs in an environment


TARGETS = (
    Target(
        name="linux",
        tags=(
            "manylinux2014_x86_64",
            *(f"manylinux_2_{minor}_x86_64" for minor in range(5, _NEWEST_GLIBC + 1)),
        ),
        markers=(("sys_platform", "linux"), ("platform_system", "Linux"), ("os_name", "posix")),
        python="python{version}",
        scripts="camaudit-env/bin/",
    ),
    Target(
        name="windows",
        tags=("win_amd64",),
        markers=(("sys_platform", "win32"), ("platform_system", "Windows"), ("os_name", "nt")),
        python="py -{version}",
        scripts="camaudit-env\\Scripts\\",
    ),
)


def requirements(text: str, target: Target, version: str) -> list[str]:
    """Give the requirements that hold on a system, without their conditions.

    Input: requirements.txt with hashes; version: of Python, "3.13".
    """
    environment = {
        **dict(target.markers),
        "platform_machine": "AMD64" if target.name == "windows" else "x86_64",
        "python_version": version,
        "python_full_version": f"{version}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    kept = []
    for block in re.split(r"\n(?=\S)", text.strip()):
        head, *_ = block.partition("\\\n")
        name, _, condition = (part.strip() for part in head.partition(";"))
        if not name or name.startswith("#"):
            continue
        if not condition or Marker(condition).evaluate(environment):
            kept.append(" \\\n    ".join([name, *_HASH.findall(block)]))
    return kept


def build(folder: Path) -> Path:
    """Build the wheel of camaudit into a folder."""
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT))
    (wheel,) = folder.glob("camaudit-*.whl")
    return wheel


def fetch(lines: list[str], target: Target, version: str, folder: Path) -> None:
    """Fetch the wheels of some requirements into a folder."""
    with tempfile.TemporaryDirectory() as inner:
        wanted = Path(inner) / "requirements.txt"
        wanted.write_text("\n".join(lines) + "\n", "utf-8")
        words = ["--require-hashes", "--only-binary", ":all:", "--no-deps"]
        words += ["--implementation", "cp", "--python-version", version, "-r", str(wanted)]
        platforms = [word for tag in target.tags for word in ("--platform", tag)]
        _pip("download", *words, *platforms, "--dest", str(folder))


def contents(folder: Path, wheel: Path, lines: list[str], name: str, told: str) -> Iterator[Path]:
    """Write what stands beside the wheels; give every file of a bundle, in order."""
    package, release, *_ = wheel.name.split("-")
    own = f"{package}=={release} \\\n    --hash=sha256:{_digest(wheel)}"
    _write(folder / "requirements.txt", "\n".join([own, *lines]) + "\n")
    _write(folder / README, told)
    (folder / wheel.name).write_bytes(wheel.read_bytes())
    every = sorted(folder.iterdir())
    sums = "".join(f"{_digest(one)}  {one.name}\n" for one in every)
    _write(folder / "SHA256SUMS", sums)
    print(f"{name}: {len([one for one in every if one.suffix == '.whl'])} wheels")
    yield from sorted(folder.iterdir())


def readme(target: Target, version: str, release: str) -> str:
    """Give the page that stands in the bundle, in the ends of lines of its system."""
    text = (
        (HERE / README)
        .read_text("utf-8")
        .format(
            release=release,
            title=target.name.upper(),
            system=target.name.capitalize(),
            version=version,
            python=target.python.format(version=version),
            scripts=target.scripts,
        )
    )
    return text.replace("\n", "\r\n") if target.name == "windows" else text


def pack(files: Iterator[Path], path: Path, name: str) -> None:
    """Pack files into one folder of an archive; no time, owner or mode of this computer enters."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as made:  # stored: wheels are packed already
            for one in files:
                made.writestr(zipfile.ZipInfo(f"{name}/{one.name}", _DAY), one.read_bytes())
        return
    with (
        path.open("wb") as file,
        gzip.GzipFile("", "wb", 1, file, mtime=_EPOCH) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for one in files:
            member = tarfile.TarInfo(f"{name}/{one.name}")
            data = one.read_bytes()
            member.size, member.mtime, member.mode = len(data), _EPOCH, 0o644
            archive.addfile(member, io.BytesIO(data))


def main() -> None:
    """Make the wheel and the bundles."""
    read = argparse.ArgumentParser(description=__doc__)
    usual = f"{sys.version_info[0]}.{sys.version_info[1]}"
    read.add_argument("--python", metavar="X.Y", default=usual, help="version they are made for")
    read.add_argument("--system", choices=[one.name for one in TARGETS], help="one of them alone")
    read.add_argument("-o", dest="out", metavar="DIR", type=Path, default=ROOT / "dist")
    options = read.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for old in options.out.glob("camaudit-*.whl"):
        old.unlink()
    wheel = build(options.out)
    release = wheel.name.split("-")[1]
    text = (ROOT / "requirements.txt").read_text("utf-8")
    for target in TARGETS:
        if options.system not in {None, target.name}:
            continue
        name = f"camaudit-{release}-{target.name}-x86_64-cp{options.python.replace('.', '')}"
        suffix = ".zip" if target.name == "windows" else ".tar.gz"
        lines = requirements(text, target, options.python)
        with tempfile.TemporaryDirectory() as inner:
            folder = Path(inner)
            fetch(lines, target, options.python, folder)
            told = readme(target, options.python, release)
            files = contents(folder, wheel, lines, name, told)
            pack(files, options.out / f"{name}{suffix}", name)


def _pip(*words: str) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *words]
    if subprocess.run(command, check=False).returncode:
        sys.exit(1)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))


if __name__ == "__main__":
    main()
