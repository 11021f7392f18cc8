"""The night in which clocks go back: a log without a zone tells not which of two hours it means.

A camera held an address until 01:40 summer time of 25 October 2026 in London; a laptop took it over
at 01:50. What a log says of 01:30 may have been the one or, an hour later, the other.
"""

import pytest

from camaudit import document
from camaudit.cli import main

CAMERA = "44:19:b6:00:00:01"
LEASES = f"""\
lease 10.20.2.7 {{
  starts 5 2026/10/23 12:00:00;
  ends 0 2026/10/25 00:40:00;
  hardware ethernet {CAMERA};
  client-hostname "DS-2CD2143G0-I";
}}
lease 10.20.2.7 {{
  starts 0 2026/10/25 00:50:00;
  ends 0 2026/10/25 20:00:00;
  hardware ethernet 00:00:5e:00:53:02;
  client-hostname "pupil-laptop";
}}
"""
NAME = "litedev.hik-connect.com"
LOGS = {  # lines of a clock time, all without a zone
    "dnsmasq": "Oct 25 {}:00 gw dnsmasq[16674]: query[A] litedev.hik-connect.com from 10.20.2.7\n",
    "BIND": "25-Oct-2026 {}:00.170 queries: info: client @0x7f9b1c2f3098 10.20.2.7#46300 "
    "(litedev.hik-connect.com): view v: query: litedev.hik-connect.com IN A +E(0)K (10.20.2.1)\n",
    "Windows DNS": "25.10.2026 {}:00 0FE0 PACKET  000002C5307CFCD0 UDP Rcv 10.20.2.7        ede1 "
    "  Q [0001   D   NOERROR] A      (7)litedev(11)hik-connect(3)com(0)\n",
}
FLOWS = "ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt\n"
FLOW = (
    "2026-10-25 {0}:00,2026-10-25 {0}:00,1.0,10.20.2.7,120.92.92.241,40122,443,TCP,...AP.SF,0,0,5,"
    "300,5,300\n"
)


def audited(folder, capsys, name, text):
    (folder / "in").mkdir()
    (folder / "in" / "dhcpd.leases").write_text(LEASES, encoding="utf-8")
    (folder / "in" / name).write_text(text, encoding="utf-8")
    words = ["--as-of", "2026-10-25T21:00:00Z", "--at", "2026-10-26", "--zone", "Europe/London"]
    assert main(["audit", str(folder / "in"), "--json", *words, "-o", str(folder / "out")]) == 0
    audit = document.spelled_out(capsys.readouterr().out)["audit"]
    return next(one for one in audit["devices"] if one["mac"] == CAMERA), audit


@pytest.mark.parametrize("log", LOGS)
@pytest.mark.parametrize(("clock", "charged"), [("00:30", True), ("01:30", False)])
def test_a_name_asked_for_in_the_hour_that_came_twice_is_nobodys(
    tmp_path, capsys, log, clock, charged
):
    camera, audit = audited(tmp_path, capsys, "dns.log", LOGS[log].format(clock) * 5)
    assert [one["name"] for one in camera["lookups"]] == [NAME] * charged
    codes = {one["code"] for one in audit["findings"] if one["device"] == camera["id"]}
    assert ("outbound.cloud" in codes) is charged


@pytest.mark.parametrize(("clock", "tries"), [("00:30", [1]), ("01:30", []), ("02:30", [])])
def test_contacts_of_that_hour_are_counted_and_charged_to_nobody(tmp_path, capsys, clock, tries):
    camera, audit = audited(tmp_path, capsys, "flows.csv", FLOWS + FLOW.format(clock))
    assert [one["tries"] for one in camera["flows"]] == tries
    reasons = {(one["reason"], one["source"]): one["count"] for one in audit["shortfalls"]}
    unknown = reasons.get(("nothing says who held the address", "flows.csv"), 0)
    assert unknown == (1 if clock == "01:30" else 0)
