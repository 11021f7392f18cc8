"""The page for those who decide, and what its public form must not hold."""

import dataclasses
import re
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

import pytest

from camaudit import document
from camaudit.counts.tables import tables
from camaudit.model.audit import LedgerLine, RecorderSeen, Sent
from camaudit.model.finding import Finding, Severity
from camaudit.model.grade import Grade
from camaudit.model.listed import CameraList, Listed, Registered, Sight, Standing, Stated
from camaudit.model.observation import Seen
from camaudit.reports import REPORTS, governor, html
from camaudit.reports.public import SHOWN, bared

CHECKS = Path(__file__).parents[3] / "docs" / "checks.md"
CODES = re.findall(r"^## (\w+\.[\w-]+)$", CHECKS.read_text(encoding="utf-8"), re.MULTILINE)
HIDDEN = {"credentials", "exposure", "vulnerability", "placement"}
ROW = Seen(1_795_000_000.0, "lists/nvr.csv", "row 7")
# Words of the program's own in an audit: they tell nothing of an organisation.
KEPT = {"code", "where", "vantage", "outcome", "purpose", "date", "what", "how", "transport"}
# What a public page may say: makers, labels, lists, whose page it is, names of tables.
MAY = {
    "estate.organisation", "makers.short", "makers.named_on", "makers.described_in",
    "identities.brand.value", "listed.stated.brand", "findings.summary", "data.name",
}  # fmt: skip


@pytest.fixture(name="full", scope="module")
def _full(school):
    """Give the school with recorders' lists, a register, a scan, and every sort of finding."""
    number = school.devices[3].id
    unseen = Listed(
        id="lst-000000000001", site="Main building", sight=Sight.NOT_SEEN, device=None,
        agreed=None, recorder=number, recorder_name="NVR-Hall", channel="D1", name="Gate of A",
        ip=ip_address("192.168.254.77"), mac="00:00:5e:00:53:77", serial="SERIAL-ON-LIST",
        firmware="V9.9.9", place="above the gate", make="Dahua", model="IPC-ON-LIST",
        stated=Stated(maker="dahua", grade=Grade.LIKELY, because="It says so.", brand="Acme"),
        seen=(ROW,),
    )  # fmt: skip
    of_list = CameraList(
        site="Main building", recorder=number, name="NVR-Hall", sources=("lists/nvr.csv",),
        at=ROW.at, numbered=True, in_use=1, empty=15, unsaid=1,
    )  # fmt: skip
    row = Registered(
        site="Main building", standing=Standing.PAPER, agreed=None, device=None, listed=None,
        name="Old gate", place="behind the shed", make="Dahua", model="ON-PAPER",
        stated=unseen.stated, seen=ROW,
    )  # fmt: skip
    line = LedgerLine(what="http-root", says="the page", targets=3, questions=3, packets=9, bytes=9)
    sent = Sent(
        level="look", approved_by="A. Example", runs=1, began=ROW.at, ended=ROW.at + 60,
        lines=(line,), connections=3, packets=9, most_to=ip_address("10.20.2.250"),
        most_connections=1, most_questions=1, most_packets=3, credentials=0,
        answers_from_outside=0, refused=(("Pupils is excluded", 2),), halted=("10.20.2.251 fell",),
        stopped="stop file of A", passed=("10.20.9.0/24",), unheard=("eth7",),
    )  # fmt: skip
    return replace(
        school,
        listed=(unseen,),
        lists=(of_list,),
        register=(row,),
        recorders=(RecorderSeen(device=number, channels=16, cameras=(school.devices[0].id,)),),
        sent=sent,
        findings=(*school.findings, *(found(school, code) for code in CODES)),
    )


def found(school, code):
    return Finding(
        id=f"fnd-{code}",
        code=code,
        device=school.devices[0].id,
        subject=f"subject of {code}",
        severity=Severity.URGENT,
        grade=Grade.CONFIRMED,
        summary=f"summary of {code}",
        remedy=f"remedy of {code}",
        proofs=(),
    )


class Planted:
    """An audit in which every text is one of its own, by which it is found again."""

    def __init__(self, audit):
        self.marks = {}  # (text, whether a value of a fact) -> mark
        self.paths = {}  # mark -> where such texts stand
        self.addresses = set()
        self.audit = self._plant(audit, ())

    def _plant(self, value, path):
        name = path[-1] if path else ""
        if isinstance(value, IPv4Address | IPv6Address):
            self.addresses.add(str(value))
        if type(value) is str and name not in KEPT:
            return self._mark(value, path)
        if isinstance(value, tuple) and name != "refused":
            return tuple(self._plant(one, path) for one in value)
        if dataclasses.is_dataclass(value):
            names = [field.name for field in dataclasses.fields(value)]
            return replace(value, **{n: self._plant(getattr(value, n), (*path, n)) for n in names})
        return value

    def _mark(self, text, path):
        key = (text, path[-2:] == ("fact", "value"))
        mark = self.marks.setdefault(key, f"zq{len(self.marks)}zq")
        self.paths.setdefault(mark, set()).add(".".join(path))
        return mark

    def told(self, page):
        """Give where each text that stands on a page may have come from."""
        return {mark: self.paths[mark] for mark in set(re.findall(r"zq\d+zq", page))}


@pytest.fixture(name="planted", scope="module")
def _planted(full):
    return Planted(full)


def test_the_planted_audit_is_one(planted, full):
    assert tables(planted.audit).papers.cameras == tables(full).papers.cameras
    assert len(planted.marks) > 200
    assert len(planted.addresses) > 10


def test_the_public_page_says_nothing_that_must_not_be_public(planted):
    told = planted.told(governor.public(planted.audit))
    assert told  # makers and labels stand there
    assert [paths for paths in told.values() if not paths & MAY] == []


def test_the_audit_that_the_public_page_is_made_of_holds_nothing_more(planted):
    bare = document.to_json(bared(planted.audit))
    may = MAY | {
        "version", "makers.id", "makers.name", "makers.country", "identities.maker.value",
        "identities.kind.value", "listed.stated.maker", "data.attribution", "data.digest",
        "findings.remedy", "coverage.purpose", "others.kind", "shortfalls.reason",
        "places.place", "sent.level", "sent.lines.says", "identities.maker.evidence.proves",
        "identities.brand.evidence.proves", "identities.kind.evidence.proves",
        "identities.maker.evidence.says", "identities.brand.evidence.says",
        "identities.kind.evidence.says",
    }  # fmt: skip
    assert [paths for paths in planted.told(bare).values() if not paths & may] == []


@pytest.mark.parametrize("what", ["page", "audit"])
def test_no_address_is_public(planted, what):
    page = governor.public(planted.audit)
    text = page if what == "page" else document.to_json(bared(planted.audit))
    for address in planted.addresses:
        assert not re.search(rf"(?<![\d.]){re.escape(address)}(?![\d.])", text)


def test_the_search_finds_what_the_internal_page_says(planted):
    page = governor.render(planted.audit)
    paths = set().union(*planted.told(page).values())
    assert {"coverage.network", "coverage.site", "sent.approved_by"} <= paths
    assert any(address in page for address in planted.addresses)


@pytest.mark.parametrize("code", CODES)
def test_findings_that_help_to_break_in_are_not_public(full, code):
    one = replace(full, findings=(found(full, code),), actions=())
    shown = f"summary of {code}" in governor.public(one)
    assert shown == (code in SHOWN)
    assert f"summary of {code}" in governor.render(one)
    if code.partition(".")[0] in HIDDEN:
        assert not shown


def test_the_public_page_says_that_it_leaves_out(full):
    page = governor.public(full)
    assert "PUBLIC" in page
    assert "INTERNAL" not in page
    for words in ("passwords", "known flaws", "does not mean that there are none"):
        assert words in page
    nothing = governor.public(replace(full, findings=(), identities=full.identities))
    assert "Nothing that was seen needs one" not in nothing


def test_what_is_counted_is_the_same_in_public(full):
    before, after = tables(full), tables(bared(full))
    for name in ("tally", "register", "named", "gaps", "hidden", "channels", "expected", "lists",
                 "described", "makers", "files", "looked", "packets_sent"):  # fmt: skip
        assert getattr(after, name) == getattr(before, name), name
    assert replace(after.papers, listed=frozenset()) == replace(before.papers, listed=frozenset())
    assert len(after.not_looked) == len(before.not_looked)
    for old, new in zip(before.outbound.rows, after.outbound.rows, strict=True):
        assert (new.where, new.sure, len(new.amount.devices)) == (
            old.where,
            old.sure,
            len(old.amount.devices),
        )
        assert (new.amount.peers, new.amount.contacts) == (old.amount.peers, old.amount.contacts)


def test_the_internal_page_is_the_first_page_of_the_report(school):
    def words(page):
        section = page.partition('<section class="first"')[2].partition("</section>")[0]
        return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"</?a\b[^>]*>", "", section)).split())

    alone, report = words(governor.render(school)), words(html.render(school))
    assert alone.startswith(report)
    assert alone.removeprefix(report).strip().startswith("Sections named on this page")


@pytest.mark.parametrize("name", ["governor", "governor-public"])
def test_no_link_of_the_page_leads_nowhere(full, name):
    page = REPORTS[name](full)
    assert "<a " not in page
    assert page.count("<section") == page.count("</section>") == 1
