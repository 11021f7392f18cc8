"""Bundles for computers without a network: which wheels, with which hashes, in which archive."""

import hashlib
import re
import sys
import tarfile
import zipfile
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = """\
always==1.0 \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
    # via camaudit (pyproject.toml)
winonly==2.0 ; sys_platform == 'win32' \\
    --hash=sha256:{a}
old==3.0 ; python_full_version < '3.12' \\
    --hash=sha256:{a}
old==3.5 ; python_full_version >= '3.12' and python_full_version < '3.15' \\
    --hash=sha256:{b}
never==4.0 ; implementation_name == 'pypy' \\
    --hash=sha256:{b}
""".format(a="a" * 64, b="b" * 64)


@pytest.fixture(name="bundle", scope="module")
def _bundle():
    spec = spec_from_file_location("bundle", ROOT / "offline" / "bundle.py")
    module = module_from_spec(spec)
    sys.modules["bundle"] = module  # dataclasses look for it
    spec.loader.exec_module(module)
    yield module
    del sys.modules["bundle"]


@pytest.fixture(name="targets", scope="module")
def _targets(bundle):
    return {one.name: one for one in bundle.TARGETS}


@pytest.mark.parametrize(
    ("system", "version", "names"),
    [
        ("linux", "3.11", ["always==1.0", "old==3.0"]),
        ("linux", "3.13", ["always==1.0", "old==3.5"]),
        ("windows", "3.11", ["always==1.0", "winonly==2.0", "old==3.0"]),
        ("windows", "3.15", ["always==1.0", "winonly==2.0"]),
    ],
)
def test_conditions_are_those_of_the_computer_it_is_made_for(
    bundle, targets, system, version, names
):
    found = bundle.requirements(TEXT, targets[system], version)
    assert [one.split(" ")[0] for one in found] == names
    assert found[0].count("--hash=sha256:") == 2
    assert not any(";" in one or "#" in one for one in found)


@pytest.mark.parametrize("system", ["linux", "windows"])
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_every_requirement_of_ours_is_there_once_with_its_hashes(bundle, targets, system, version):
    text = (ROOT / "requirements.txt").read_text("utf-8")
    found = bundle.requirements(text, targets[system], version)
    names = [one.partition("==")[0] for one in found]
    every = set(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE))
    assert len(set(names)) == len(names)
    assert every - set(names) == (set() if system == "windows" else {"tzdata"})
    assert all("--hash=sha256:" in one for one in found)


@pytest.fixture(name="filled")
def _filled(bundle, tmp_path):
    wheel = tmp_path / "camaudit-9.9-py3-none-any.whl"
    wheel.write_bytes(b"wheel")

    def fill(folder):
        folder.mkdir()
        (folder / "other-1.0-py3-none-any.whl").write_bytes(b"other")
        return bundle.contents(folder, wheel, ["other==1.0"], "name", "told")

    return fill


def test_the_files_are_held_by_their_hashes(filled, tmp_path):
    files = {one.name: one.read_bytes() for one in filled(tmp_path / "in")}
    digest = hashlib.sha256(b"wheel").hexdigest()
    assert files["requirements.txt"].decode() == (
        f"camaudit==9.9 \\\n    --hash=sha256:{digest}\nother==1.0\n"
    )
    sums = dict(line.split("  ")[::-1] for line in files.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


@pytest.mark.parametrize("suffix", [".zip", ".tar.gz"])
def test_the_same_files_packed_twice_are_the_same_bytes(bundle, filled, tmp_path, suffix):
    packed = []
    for number in (1, 2):
        path = tmp_path / f"made{number}{suffix}"
        bundle.pack(filled(tmp_path / f"in{number}"), path, "camaudit-9.9")
        packed.append(path)
    assert packed[0].read_bytes() == packed[1].read_bytes()
    if suffix == ".zip":
        with zipfile.ZipFile(packed[0]) as archive:
            names = archive.namelist()
    else:
        with tarfile.open(packed[0]) as archive:
            names = archive.getnames()
    assert names == [
        f"camaudit-9.9/{one}"
        for one in (
            "README.txt",
            "SHA256SUMS",
            "camaudit-9.9-py3-none-any.whl",
            "other-1.0-py3-none-any.whl",
            "requirements.txt",
        )
    ]


@pytest.mark.parametrize("system", ["linux", "windows"])
def test_the_page_says_how_to_install_and_names_no_address(bundle, targets, system):
    page = bundle.readme(targets[system], "3.13", "9.9")
    assert "pip install --no-index --find-links . --require-hashes -r requirements.txt" in page
    assert len(page.splitlines()) <= 50  # one page
    assert "://" not in page
    assert "{" not in page
    assert page.isascii()
    assert ("\r\n" in page) == (system == "windows")
