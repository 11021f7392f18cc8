"""The airport through the whole audit: leases, a switch, and the log of a firewall or of Zeek."""

import json
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from camaudit.checks.calls import minute
from camaudit.counts.sights import Sight
from camaudit.counts.tables import tables
from camaudit.document import to_json
from camaudit.estate import load
from camaudit.model.progress import Silent
from camaudit.pipeline import audit
from camaudit.reports import REPORTS, callrows

made = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("airport.py"))))
REFUSED = {"firewall": True, "sensor": False}  # a sensor sees that nobody answered
LOGS = sorted(REFUSED)


@pytest.fixture(name="airport", scope="module")
def _airport():
    return made.make()


def hand_over(folder, airport, log):
    """Write the files, with one sort of log."""
    made.write(folder, airport)
    if log == "firewall":
        made.firewall(folder / "firewall.log", airport)
        made.names(folder / "dnsmasq.log", airport)
    else:
        made.sensor(folder, airport)


def answer(folder, **given):
    estate = load(folder / "estate.yaml")
    files = [one for one in sorted(folder.iterdir()) if one.name != "estate.yaml"]
    return audit(files, at=made.AS_OF, estate=estate, as_of=made.AS_OF, watcher=Silent(), **given)


@pytest.fixture(name="case", scope="module", params=LOGS)
def _case(request, airport, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    hand_over(folder, airport, request.param)
    found = answer(folder)
    macs = {one.id: one.mac for one in found.devices}
    findings = {}
    for one in found.findings:
        findings.setdefault((one.code, one.grade.value), {})[macs[one.device]] = one
    return SimpleNamespace(audit=found, findings=findings, log=request.param, folder=folder)


def of(hosts):
    return {one.mac for one in hosts}


def test_every_file_is_read_and_every_network_was_looked_at(case):
    assert {one.outcome for one in case.audit.files} == {"read"}
    assert all(one.looks for one in case.audit.coverage)
    assert {one.sight for one in tables(case.audit).outbound.networks} == {Sight.SEEN}


def test_140_of_140_and_none_else_began_each_to_the_minute(airport, case):
    began = case.findings["outbound.many-began", "confirmed"]
    assert began.keys() == of(airport.trying)
    assert ("outbound.many-began", "possible") not in case.findings
    for mac, finding in began.items():
        assert "one of 140 that began within an hour, at 2026-10-07 09:17 UTC" in finding.summary
        (proof,) = finding.proofs
        assert f", {minute(airport.onsets[mac])} to 17:1" in proof.what
        assert ("refused" in proof.what) == REFUSED[case.log]


def test_they_are_regular_and_the_estate_is_told_how_often(airport, case):
    regular = case.findings["outbound.regular", "confirmed"]
    assert regular.keys() == of([*airport.trying, *airport.office])
    (wave,) = tables(case.audit).outbound.waves
    assert (len(wave.amount.devices), wave.peer, wave.regular) == (140, made.TRIED, 140)
    assert 10_000 < wave.amount.hourly < made.AN_HOUR < wave.most < 1.05 * made.AN_HOUR
    assert wave.amount.answered == 0
    assert wave.amount.refused == (wave.amount.contacts if REFUSED[case.log] else 0)
    tried = of(airport.trying)
    tries = [one for one in airport.lines if one.peer == made.TRIED and one.mac in tried]
    assert wave.amount.contacts == len(tries)
    assert "at regular times, every 46 seconds" in callrows.wave(wave)


def test_the_office_is_another_event(airport, case):
    china = case.findings["outbound.china", "confirmed"]
    assert china.keys() == of(airport.office)
    (row,) = tables(case.audit).outbound.told
    assert (row.where, row.sure, len(row.amount.devices)) == ("in China", True, 6)
    assert not china.keys() & case.findings["outbound.many-began", "confirmed"].keys()


def test_no_camera_is_charged_with_what_somebody_else_did_at_its_address(airport, case):
    mine = {key for key, found in case.findings.items() if airport.moved.mac in found}
    assert {code for code, _ in mine if code.startswith("outbound")} == set()
    late = {key for key, found in case.findings.items() if airport.late.mac in found}
    assert {grade for code, grade in late if code.startswith("outbound")} <= {"possible"}


def test_the_time_pool_raises_nothing_although_it_stands_in_china(case):
    assert not [key for key in case.findings if key[0] == "outbound.time-server"]
    (place,) = [one for one in case.audit.places if str(one.peer) == made.POOL]
    assert place.where == "public time pool"


def test_cameras_that_only_do_the_usual_are_told_of_nothing(airport, case):
    told = {
        mac for (code, _), found in case.findings.items() for mac in found if "outbound" in code
    }
    assert not told & of(airport.quiet)


def test_nothing_of_the_laptops_is_in_any_output(airport, case):
    private = [one for host in airport.laptops for one in (host.mac, host.name)]
    private += ["104.16.0.1", "18.66.1.2"]  # pages that somebody read
    for text in (to_json(case.audit), *(REPORTS[name](case.audit) for name in REPORTS)):
        assert [one for one in private if one in text] == []


def test_a_second_audit_tells_what_is_new_since_the_first(airport, case, tmp_path):
    before = with_lines(airport, lambda one: one.at < made.EVENT)
    hand_over(tmp_path, before, case.log)
    old = answer(tmp_path)
    assert not [one for one in old.findings if one.code == "outbound.many-began"]
    new = [one for one in answer(case.folder, since=old).findings if one.code == "outbound.new"]
    macs = {one.id: one.mac for one in case.audit.devices}
    sure = {macs[one.device] for one in new if one.grade.value == "likely"}
    assert sure == of(airport.trying)
    assert {macs[one.device] for one in new} - sure <= {airport.late.mac}


def with_lines(airport, wanted):
    """Give the same airport, of which less was logged."""
    return made.Airport(**vars(airport) | {"lines": [one for one in airport.lines if wanted(one)]})


def test_a_network_without_a_line_is_told_from_one_that_called_nobody(airport, tmp_path):
    hand_over(tmp_path, with_lines(airport, lambda one: one.ip.startswith("10.30.")), LOGS[0])
    found = answer(tmp_path)
    sights = {one.network: one.sight for one in tables(found).outbound.networks}
    assert sights == {"Gates and apron": Sight.SEEN, "Offices": Sight.NO_LINES}
    shown = " ".join(REPORTS["terminal"](found).split())
    assert "Calls from Terminal: Offices: NO LINES. 6 devices known there" in shown


def test_switch_and_addresses_alone_tell_of_addresses(airport, tmp_path):
    hand_over(tmp_path, airport, LOGS[0])
    (tmp_path / "dhcpd.leases").unlink()
    found = answer(tmp_path)
    told = [one for one in found.findings if one.code == "outbound.many-began"]
    assert {one.grade.value for one in told} == {"possible"}
    assert len({one.device for one in told}) >= 140
    assert all(one.summary.startswith("The address that it holds on") for one in told)


def test_the_same_files_give_the_same_bytes(case):
    assert to_json(answer(case.folder)) == to_json(case.audit)
    assert json.loads(to_json(case.audit))


def test_a_time_server_in_china_is_told_by_a_name_in_a_log(airport, tmp_path):
    hand_over(tmp_path, with_lines(airport, lambda one: one.peer == made.POOL), "sensor")
    log = tmp_path / "dns.log"
    log.write_text(log.read_text().replace("2.pool.ntp.org", "ntp1.aliyun.com"))
    found = [one for one in answer(tmp_path).findings if one.code == "outbound.time-server"]
    assert len(found) == len(airport.trying) + len(airport.quiet)
    assert {one.severity.value for one in found} == {"note"}
    assert "Alibaba Cloud" in found[0].summary
