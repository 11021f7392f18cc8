"""Tables and a log together: who held an address when decides who is charged with its lines."""

from camaudit import document
from camaudit.cli import main

HEAD = (
    "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n"
    "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\torig_bytes\tresp_bytes"
    "\tconn_state\torig_ip_bytes\tresp_ip_bytes\n"
    "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tcount\tcount\tstring\tcount\tcount\n"
)
DAY = 1_764_374_400  # 29 November 2025, 00:00 UTC
PEER = "120.92.92.241"  # placed in China by both tables
LEASES = """\
lease 10.20.2.7 {
  starts 6 2025/11/29 00:00:00;
  ends 6 2025/11/29 10:00:00;
  hardware ethernet 44:19:b6:00:00:01;
  client-hostname "DS-2CD2143G0-I";
}
lease 10.20.2.7 {
  starts 6 2025/11/29 12:00:00;
  ends 6 2025/11/29 20:00:00;
  hardware ethernet 00:00:5e:00:53:02;
  client-hostname "pupil-laptop";
}
"""


def line(hour, minute=0):
    at = DAY + hour * 3600 + minute * 60
    return f"{at}.0\tC1\t10.20.2.7\t40000\t{PEER}\t443\ttcp\t10\t10\tSF\t60\t60\n"


def audited(tmp_path, capsys, log):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "dhcpd.leases").write_text(LEASES, encoding="utf-8")
    (folder / "conn.log").write_text(HEAD + log, encoding="utf-8")
    words = ["--as-of", "2025-11-29T21:00:00Z", "--at", "2025-11-30", "-o", str(tmp_path / "out")]
    assert main(["audit", str(folder), "--json", *words]) == 0
    text = capsys.readouterr().out
    return text, document.spelled_out(text)["audit"]


def test_no_camera_is_charged_with_what_a_laptop_did_at_its_address(tmp_path, capsys):
    text, audit = audited(tmp_path, capsys, line(5) + line(14) + line(15))
    (device,) = audit["devices"]
    assert device["mac"] == "44:19:b6:00:00:01"
    assert [flow["tries"] for flow in device["flows"]] == [1]
    assert device["flows"][0]["held_on"] is None
    assert "pupil-laptop" not in text
    (found,) = [one for one in audit["findings"] if one["code"] == "outbound.china"]
    assert found["grade"] == "confirmed"


def test_between_two_holders_a_line_is_nobodys_and_is_counted(tmp_path, capsys):
    _, audit = audited(tmp_path, capsys, line(5) + line(11))
    (device,) = audit["devices"]
    assert [flow["tries"] for flow in device["flows"]] == [1]
    reasons = {(one["reason"], one["source"]): one["count"] for one in audit["shortfalls"]}
    assert reasons["nothing says who held the address", "conn.log"] == 1


def test_of_hosts_outside_the_declared_networks_no_line_is_kept(tmp_path, capsys):
    folder = tmp_path / "in"
    folder.mkdir()
    estate = tmp_path / "estate.yaml"
    estate.write_text(
        "organisation: Example Hill School\nsites:\n  - name: Main\n    networks:\n"
        "      - {cidr: 10.20.2.0/24, purpose: cameras}\n",
        encoding="utf-8",
    )
    asked = "".join(
        f"{DAY}.0\tD1\t{ip}\t50000\t10.20.0.1\t53\tudp\tdev.hik-connect.com\tA\n"
        for ip in ("10.20.2.7", "10.99.0.7")
    )
    fields = "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto query qtype_name"
    head = HEAD[: HEAD.index("#path")] + "#path\tdns\n#fields\t" + "\t".join(fields.split())
    types = "\n#types\t" + "\t".join(["string"] * 9) + "\n"
    (folder / "dns.log").write_text(head + types + asked, encoding="utf-8")
    camera = "10.20.2.7 dev eth0 lladdr 44:19:b6:00:00:01 REACHABLE\n"
    (folder / "neigh.txt").write_text(camera, encoding="utf-8")
    words = ["audit", str(folder), "--only-estate", "--json", "-o", str(tmp_path / "out")]
    assert main([*words, "--estate", str(estate)]) == 0
    text = capsys.readouterr().out
    audit = document.spelled_out(text)["audit"]
    assert [device["addresses"] for device in audit["devices"]] == [["10.20.2.7"]]
    assert "10.99.0.7" not in text
    (lookup,) = audit["devices"][0]["lookups"]
    assert lookup["name"] == "dev.hik-connect.com"
    assert (audit["not_ours"], audit["shortfalls"][0]["count"]) == (0, 1)
    assert main(words) == 2
    assert "needs --estate FILE" in capsys.readouterr().err


def test_a_camera_that_only_a_list_makes_one_gets_its_lines_too(tmp_path, capsys):
    folder = tmp_path / "in"
    folder.mkdir()
    mac = "00:00:5e:00:53:07"  # of no maker
    leases = LEASES.replace("44:19:b6:00:00:01", mac).replace("DS-2CD2143G0-I", "thing")
    (folder / "dhcpd.leases").write_text(leases, encoding="utf-8")
    (folder / "conn.log").write_text(HEAD + line(5), encoding="utf-8")
    rows = (
        f"Channel No.,Camera Name,IP Address,MAC Address,Status\nD1,Gate,10.20.2.7,{mac},Online\n"
    )
    (folder / "recorder.csv").write_text(rows, encoding="utf-8")
    words = ["--as-of", "2025-11-29T05:00:00Z", "-o", str(tmp_path / "out")]
    assert main(["audit", str(folder), "--json", *words]) == 0
    (device,) = document.spelled_out(capsys.readouterr().out)["audit"]["devices"]
    assert device["mac"] == mac
    assert [flow["peer"] for flow in device["flows"]] == [PEER]


def test_a_firewall_that_lets_pass_is_not_said_to_have_had_no_answer(tmp_path, capsys):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "dhcpd.leases").write_text(LEASES, encoding="utf-8")
    rule = "5,,,1000000103,igb1,match,pass,in,4,0x0,,64,1234,0,DF,6,tcp,60"
    (folder / "filter.log").write_text(
        "".join(
            f"Nov 29 05:{at // 4:02d}:{at % 4 * 15:02d} fw filterlog[12]: {rule},10.20.2.7,{PEER},"
            "40000,443,0,S,1,,1024,,mss\n"
            for at in range(200)
        ),
        encoding="utf-8",
    )
    words = ["--as-of", "2025-11-29T21:00:00Z", "--at", "2025-11-30", "-o", str(tmp_path / "out")]
    assert main(["audit", str(folder), *words]) == 0
    screen = " ".join(capsys.readouterr().out.split())
    assert "200 contacts (0 answered, 0 refused, 200 without word of an answer)" in screen
    assert "contacted, or tried to contact, an address" in screen
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "nobody answered" not in page
    assert "0 answered" not in page.replace("(0 answered, 0 refused, 200 without", "")
    assert "answers not told" in page


def test_evidence_of_a_mac_without_a_place_tells_file_and_line(tmp_path, capsys):
    (tmp_path / "note.txt").write_text("In the hall:\n44:19:b6:00:00:42\n", encoding="utf-8")
    words = ["--at", "2025-11-30", "-o", str(tmp_path / "out"), "--json"]
    assert main(["audit", str(tmp_path / "note.txt"), *words]) == 0
    (identity,) = document.spelled_out(capsys.readouterr().out)["audit"]["identities"]
    (evidence,) = identity["maker"]["evidence"]
    seen = evidence["fact"]["seen"]
    assert (seen["source"], seen["place"]) == ("note.txt", "line 2")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "switch or MAC only" in page
    assert "seen in passing" not in page


def test_a_second_address_of_a_camera_makes_no_network_in_which_nothing_was_recognised(
    tmp_path, capsys
):
    (tmp_path / "neigh.txt").write_text(
        "10.20.2.7 dev eth0 lladdr 44:19:b6:00:00:42 REACHABLE\n"
        "fe80::4619:b6ff:fe00:42 dev eth0 lladdr 44:19:b6:00:00:42 REACHABLE\n"
        "2001:db8:30::42 dev eth0 lladdr 44:19:b6:00:00:42 REACHABLE\n",
        encoding="utf-8",
    )
    words = ["--at", "2025-11-30", "-o", str(tmp_path / "out")]
    assert main(["audit", str(tmp_path / "neigh.txt"), *words]) == 0
    assert "in which nothing was recognised" not in capsys.readouterr().out
