"""Listening on an interface of a network of its own: it hears, says how much, and sends nothing."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from camaudit import document
from camaudit.cli import main

ROOT = Path(__file__).parents[2]
UNSHARE = shutil.which("unshare") or "unshare"
ESTATE = """
organisation: Example Borough (fictional)
authority:
  name: A. Example
  role: network manager
  statement: I may audit the networks below.
  from: 2020-01-01
  until: {until}
sites:
  - name: Hall
    networks:
      - {{cidr: 10.40.0.0/22, purpose: cameras, name: Cameras}}
      - {{cidr: 10.50.0.0/24, purpose: office, name: Office}}
"""
# Both ends of a cable without addresses; IPv6 is off, so that the kernel says nothing of its own.
RUN = """
set -e
six=/proc/sys/net/ipv6/conf/all/disable_ipv6
[ ! -e "$six" ] || echo 1 > "$six"
ip link add tap mtu 9000 type veth peer name far mtu 9000
ip link set tap up
ip link set far up
"$@"
"""
WATCH = """
import json, resource, signal, subprocess, sys, time
from pathlib import Path
words, sender, after, out = json.loads(sys.argv[1])
def count():
    for line in Path("/proc/net/dev").read_text().splitlines():
        if line.strip().startswith("tap:"):
            return int(line.split(":")[1].split()[9])
before = count()
with open(out + ".err", "wb") as errors, open(out + ".out", "wb") as told:
    listening = subprocess.Popen(words, stdout=told, stderr=errors)
    def is_open():
        return any(line.strip() for line in Path("/proc/net/packet").read_text().splitlines()[1:])
    for _ in range(400):
        if is_open() or listening.poll() is not None:
            break
        time.sleep(0.05)
    time.sleep(0.5)
    status = Path(f"/proc/{listening.pid}/status")
    caps = {}
    if listening.poll() is None:
        caps = dict(line.split(":\\t", 1) for line in status.read_text().splitlines())
    played = "{}"
    if sender:
        played = subprocess.run(sender, stdout=subprocess.PIPE, text=True, check=True).stdout
    if after:
        time.sleep(1)
        listening.send_signal(signal.SIGINT)
    played_for = resource.getrusage(resource.RUSAGE_CHILDREN)  # of the sender: it has ended
    code = listening.wait(timeout=90)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({
    "code": code, "sent": count() - before, "played": json.loads(played),
    "capabilities": [caps.get(one) for one in ("CapEff", "CapPrm", "CapBnd", "Uid")],
    "cpu": used.ru_utime + used.ru_stime - played_for.ru_utime - played_for.ru_stime,
}))
"""


def in_a_network(*words, env=()):
    return subprocess.run(
        [UNSHARE, "--net", "sh", "-c", RUN, "sh", *words],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **dict(env)},
    )


def possible():
    if sys.platform != "linux" or not shutil.which("unshare") or not shutil.which("ip"):
        return False
    return in_a_network("true").returncode == 0


# Where the tests of every change run, root makes networks: there a skip would hide a failure.
pytestmark = pytest.mark.skipif(
    not os.environ.get("CI") and not possible(), reason="no network of our own can be made"
)


def listen(
    folder, *sender, seconds="4s", until="2099-12-31", interrupt=False, env=(), before=(), more=()
):
    """Listen while somebody sends; give what came of it, the answer, and what was printed."""
    folder.mkdir(parents=True, exist_ok=True)
    estate = folder / "estate.yaml"
    estate.write_text(ESTATE.format(until=until), "utf-8")
    words = [
        *before, sys.executable, "-m", "camaudit", "audit", "--listen", "tap", "--for", seconds,
        "--estate", str(estate), "-o", str(folder / "out"), *more,
    ]  # fmt: skip
    play = [sys.executable, str(ROOT / "tests" / "netns" / "announcing.py"), "far", *sender]
    told = json.dumps([words, play if sender else [], interrupt, str(folder / "said")])
    done = in_a_network(sys.executable, "-c", WATCH, told, env=env)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    found["said"] = (folder / "said.err").read_text("utf-8")
    answer = folder / "out" / "audit.json"
    found["audit"] = (
        document.spelled_out(answer.read_text("utf-8"))["audit"] if answer.exists() else None
    )
    return found


def macs(found):
    return {one["mac"] for one in found["audit"]["devices"]}


def test_five_hundred_devices_are_found_while_video_flows(tmp_path):
    found = listen(tmp_path, "500", "6", "5000", "mirror", seconds="12s")
    assert found["code"] == 0, found["said"]
    assert found["played"]["video"] == 30_000
    wanted = {f"44:19:b6:00:{one >> 8:02x}:{one & 255:02x}" for one in range(500)}
    assert wanted <= macs(found)
    file = found["audit"]["files"][0]
    assert file["items"] < found["played"]["announcements"] + 100  # video is filtered out
    assert not [one for one in found["audit"]["shortfalls"] if "room" in one["what"]]
    assert found["sent"] == 0


def test_a_port_without_a_mirror_is_recognised(tmp_path):
    alone = listen(tmp_path / "one", "20", "1", "0")
    assert [one["what"] for one in alone["audit"]["files"][0]["notes"]] == ["announcements only"]
    both = listen(tmp_path / "other", "20", "1", "0", "mirror")
    assert "announcements only" not in {one["what"] for one in both["audit"]["files"][0]["notes"]}
    assert "announcements only" in (tmp_path / "one" / "out" / "report.html").read_text("utf-8")
    silent = "Cameras that announce nothing: NOT HEARD."
    assert silent in " ".join((tmp_path / "one" / "said.out").read_text("utf-8").split())
    assert silent not in " ".join((tmp_path / "other" / "said.out").read_text("utf-8").split())


def test_it_says_before_it_starts_what_it_keeps(tmp_path):
    said = listen(tmp_path, seconds="1s")["said"]
    assert said.startswith("Listening on tap for 1s; nothing is sent")
    assert "data-protection officer" in said


def test_nothing_is_opened_without_authority(tmp_path):
    found = listen(tmp_path, until="2020-02-01")
    assert found["code"] == 4
    assert found["audit"] is None
    assert not (tmp_path / "out").exists()
    assert "Listening" not in found["said"]


def test_ctrl_c_answers_with_what_was_heard(tmp_path):
    found = listen(tmp_path, "20", "1", "0", seconds="60s", interrupt=True)
    assert found["code"] == 3  # an answer, and marked as partial
    assert len(found["audit"]["devices"]) == 20
    file = found["audit"]["files"][0]
    assert file["outcome"] == "partly read"
    assert "listening for 60 s, ended by hand (after" in file["message"]


def test_what_is_kept_gives_the_same_devices_again(tmp_path):
    kept = tmp_path / "kept.pcapng"
    more = ("--write", str(kept))
    found = listen(tmp_path, "60", "2", "500", "mirror", seconds="8s", more=more)
    assert found["code"] == 0, found["said"]
    assert "personal data" in found["said"]
    assert "thrown away" not in found["said"]
    assert kept.stat().st_mode & 0o777 == 0o600
    words = ["audit", str(kept), "--estate", str(tmp_path / "estate.yaml"), "--quiet"]
    assert main([*words, "-o", str(tmp_path / "again")]) == 0
    again = document.spelled_out((tmp_path / "again" / "audit.json").read_text("utf-8"))["audit"]
    assert len(again["devices"]) >= 60
    for name in ("devices", "identities", "findings", "others"):
        assert placeless(again[name]) == placeless(found["audit"][name])


def placeless(what):
    if isinstance(what, dict):
        return {
            name: placeless(one) for name, one in what.items() if name not in {"source", "place"}
        }
    return [placeless(one) for one in what] if isinstance(what, list) else what


def test_privileges_are_given_up(tmp_path):
    found = listen(tmp_path, seconds="2s")
    assert found["capabilities"][:3] == ["0" * 16] * 3


DROP = """
import os, sys
from pathlib import Path
from camaudit.wire.privileges import drop_privileges, give_back
give_back(Path(sys.argv[1]))
drop_privileges()
print(os.getresuid(), os.getresgid(), os.getgroups())
try:
    os.setuid(0)
except PermissionError:
    print("for good")
"""


def test_who_came_by_sudo_is_that_person_again(tmp_path):
    env = {"SUDO_UID": "65534", "SUDO_GID": "65533"}
    done = in_a_network(sys.executable, "-c", DROP, str(tmp_path), env=env)
    assert done.stdout.splitlines() == [
        "(65534, 65534, 65534) (65533, 65533, 65533) [65533]",
        "for good",
    ], done.stderr
    assert (tmp_path.stat().st_uid, tmp_path.stat().st_gid) == (65_534, 65_533)


@pytest.mark.skipif(not shutil.which("strace"), reason="no strace")
def test_no_call_sends_or_joins(tmp_path):
    trace = tmp_path / "trace"
    before = ("strace", "-f", "-qq", "-e", "trace=network", "-o", str(trace))
    found = listen(tmp_path, "20", "1", "0", seconds="4s", before=before)
    assert found["code"] == 0, found["said"]
    calls = trace.read_text("utf-8")
    assert "AF_PACKET" in calls
    netlink = ("AF_NETLINK", "AF_UNIX")
    for line in calls.splitlines():
        sends = any(f" {one}(" in line for one in ("connect", "sendto", "sendmsg", "sendmmsg"))
        assert not sends or any(one in line for one in netlink), line
        assert "IP_ADD_MEMBERSHIP" not in line
        assert "PACKET_MR_MULTICAST" not in line
