"""What nmap of today writes of a device is read as it was said."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from camaudit.model.observation import Binding, Channel, Fact
from camaudit.sources.detect import Found
from camaudit.sources.nmap_xml import NmapSource

HERE = Path(__file__).parent
REAL = HERE.parent / "real"
UNSHARE = shutil.which("unshare")
CI = bool(os.environ.get("CI"))
OWN_NETWORK = ("--net", "--pid", "--fork", "--kill-child", "--mount-proc", "--mount", "--uts")


def possible():
    if sys.platform != "linux" or UNSHARE is None or not shutil.which("ip"):
        return False
    words = [UNSHARE, *OWN_NETWORK, "true"]
    return subprocess.run(words, capture_output=True, check=False, timeout=30).returncode == 0


def said(path):
    source = NmapSource(Found(path, path.name, None), None)
    found = list(source.observations())
    assert source.shortfalls() == []
    bound = {(one.mac, str(one.ip)) for one in found if isinstance(one, Binding)}
    return bound, {
        (one.channel, one.value, one.port)
        for one in found
        if isinstance(one, Fact) and one.channel is not Channel.TLS_PRINT  # the key is made anew
    }


@pytest.mark.skipif(not CI and not possible(), reason="no network of our own can be made")
@pytest.mark.skipif(not CI and shutil.which("nmap") is None, reason="nmap is not installed")
def test_nmap_still_writes_what_is_kept(tmp_path):
    words = [UNSHARE or "unshare", *OWN_NETWORK, sys.executable]
    done = subprocess.run(
        [*words, str(HERE / "scanned_camera.py"), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    assert said(tmp_path / "nmap.xml") == said(REAL / "nmap.xml")
