"""Letters: what they ask for, of whom, and what they never hold."""

import csv
import io
from dataclasses import replace

import pytest

from camaudit.model.coverage import Coverage, Look
from camaudit.reports import REPORTS
from camaudit.reports.letters import supplier
from camaudit.tabular.reply import REPLY

LETTERS = ["supplier", "provider", "dpo"]


def flat(name, audit):
    return " ".join(REPORTS[name](audit).split())


def rows(audit):
    return list(csv.DictReader(io.StringIO(supplier.table(audit), newline="")))


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_is_plain_text_as_e_mails_are(school, name):
    text = REPORTS[name](replace(school, outbound_looked=False))
    assert text.startswith("Subject: Example Hill School (fictional)")
    assert "Dear [name]," in text
    assert max(map(len, text.splitlines())) <= 74
    assert text.isascii()


# To suppliers


def test_the_letter_to_suppliers_names_no_maker_and_no_label(school):
    text = supplier.render(school) + supplier.table(school)
    names = {name for one in school.makers for name in (one.short, one.name, one.id)}
    names |= {one.brand.value for one in school.identities if one.brand.value}
    assert len(names) > 5
    for name in names:
        assert name.casefold() not in text.casefold()


def test_every_supplier_gets_the_same_letter(school):
    others = tuple(replace(one, country="DE", named_on=()) for one in school.makers)
    assert supplier.render(replace(school, makers=others)) == supplier.render(school)
    assert "The same letter goes to every supplier" in supplier.render(school)


def test_the_table_has_a_row_for_each_device_and_nothing_that_leads_to_one(school):
    found = rows(school)
    assert [row["Camera ID"] for row in found] == [one.id for one in school.devices]
    assert [row["Site"] for row in found] == [one.site for one in school.devices]
    text = supplier.table(school) + supplier.render(school)
    for device, identity in zip(school.devices, school.identities, strict=True):
        for told in (device.mac, identity.serial, identity.firmware, *map(str, device.addresses)):
            assert told is None or told not in text


def test_the_columns_of_the_table_stay_what_they_are(school):
    assert supplier.table(school).splitlines()[0] == ",".join(REPLY)
    assert REPLY == (
        "Camera ID", "Site", "What it is", "Model", "Manufacturer", "Country of its headquarters",
        "Firmware written by", "Updates signed by", "Owned or controlled by",
        "Security updates until", "Contacts these addresses", "Analytic functions",
        "Switched on when delivered", "Named on a public list", "Answered by", "Answered on",
    )  # fmt: skip


def test_a_letter_of_many_sites_stays_a_letter(school):
    devices = tuple(
        replace(school.devices[0], id=f"dev-{at:012x}", site=f"Site {at:03}") for at in range(300)
    )
    identities = tuple(replace(school.identities[0], device=one.id) for one in devices)
    many = replace(
        school, devices=devices, identities=identities, findings=(), actions=(), exemptions=()
    )
    text = supplier.render(many)
    assert text.count("- Site ") == supplier.MAX_SITES
    assert f"- {300 - supplier.MAX_SITES} sites more: see the table" in text
    assert len(rows(many)) == 300


@pytest.mark.parametrize("model", ["Dahua IPC-HDW1", "honeywell HBW", "AXIS P3245"])
def test_a_model_that_names_a_maker_is_left_out(school, model):
    one = replace(school.identities[0], model=model)
    audit = replace(school, identities=(one, *school.identities[1:]))
    assert rows(audit)[0]["Model"] == ""
    assert rows(school)[0]["Model"] == "DS-2CD2143G0-I"


# To whoever runs the firewall


def test_where_nothing_is_missing_no_letter_is_written(school):
    text = flat("provider", school)
    assert text.startswith("NO LETTER IS NEEDED.")
    assert "Dear" not in text


def test_without_any_log_all_networks_with_cameras_are_asked_for(school):
    text = flat("provider", replace(school, outbound_looked=False))
    assert "We have no log of any of our cameras yet." in text
    assert "Addresses: 10.20.0.0/23 10.20.2.0/24 Send to:" in text
    assert "10.20.8.0/21" not in text  # pupils: no camera was seen there


def test_with_a_log_only_what_it_lacks_is_asked_for(school):
    log = Look(source="fw.log", vantage="firewall log", first=0.0, last=9.0, speakers=3)
    tables = [
        replace(look, vantage="switch table") for one in school.coverage for look in one.looks
    ]
    coverage = tuple(
        replace(one, looks=tuple(tables[:1]) if one.looks else (), logs=(log,) if at == 0 else ())
        for at, one in enumerate(school.coverage)
    )
    devices = tuple(replace(one, flows=()) for one in school.devices)
    text = flat("provider", replace(school, coverage=coverage, devices=devices))
    assert "We have a log already, and in it no line of these networks" in text
    assert "Addresses: 10.20.0.0/23 Send to:" in text
    assert "10.20.2.0/24" not in text


def test_the_provider_is_told_no_name_of_a_network_device_or_maker(school):
    text = flat("provider", replace(school, outbound_looked=False))
    for told in ("Camera network", "Office", "Hikvision", "Dahua", "DS-", "10.20.2.11"):
        assert told not in text


def test_networks_without_a_range_are_left_to_the_sender(school):
    none = replace(
        school,
        outbound_looked=False,
        coverage=(
            Coverage(
                site=None, network="x", cidr="no range", purpose=None, declared=True, looks=()
            ),
        ),
    )
    audit = replace(none, devices=tuple(replace(one, network="?") for one in school.devices))
    assert "[the ranges of the camera networks, such as 10.20.2.0/24]" in flat("provider", audit)


# To the data protection officer


def test_the_officer_is_told_what_this_audit_read_kept_and_sent(school):
    text = flat("dpo", school)
    for words in (
        "On 22 November 2026",
        "3 files, with 50,142 frames and lines: pcap, pcapng.",
        "2026-11-22 09:40:00 to 10:10:00 UTC",
        "the audit sent no packet",
        "9 devices judged a camera",
        "58 devices of any other sort",
        "4 outside the declared networks",
        "2 logins",
    ):
        assert words in text


def test_no_letter_holds_a_login_or_an_address(school):
    text = "".join(REPORTS[name](school) for name in LETTERS)
    for device in school.devices:
        assert not any(str(one) in text for one in device.addresses)
        assert device.mac not in text
