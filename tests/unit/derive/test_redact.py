"""`camaudit redact`: nothing that tells whose an audit is comes out, and it stays an audit."""

import json
import os
import re
import runpy
from collections import Counter
from dataclasses import fields, is_dataclass, replace
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import get_args

import pytest

from camaudit import document
from camaudit.cli import main
from camaudit.counts.tables import tables
from camaudit.derive.channels import TREATMENTS, Treatment
from camaudit.derive.diff import diff
from camaudit.derive.fieldsof import Fields, Known, known_of
from camaudit.derive.merge import merge
from camaudit.derive.pseudonym import Pseudonyms
from camaudit.derive.redact import redact
from camaudit.derive.rewrite import WHOLE, rewritten
from camaudit.derive.staying import IDS, KEPT, SENTENCES
from camaudit.derive.verify import verify
from camaudit.errors import UsageError
from camaudit.model.action import Exemption
from camaudit.model.audit import Audit, Part, PeerPlace, Sent
from camaudit.model.coverage import Circumstance, Note
from camaudit.model.finding import Proof
from camaudit.model.grade import Grade
from camaudit.model.listed import Agreed, LabelRead, Registered, Standing, Stated, Statement
from camaudit.model.observation import Attachment, Channel, Fact, Reason, Seen, Shortfall
from camaudit.reports import REPORTS

made = runpy.run_path(str(Path(__file__).with_name("schools.py")))
cut, changed = made["cut"], made["changed"]
MADE = Pseudonyms(b"0123456789abcdef", lambda _: 24)
HIKVISION = "44:19:b6:00:00:11"
OWN = "ZQ"  # every planted text holds it, and no text of the program


@pytest.fixture(name="known", scope="module")
def _known(rules):
    return known_of(rules.known.rulebook)


def text_fields():
    """Give every (noun, field) of an audit that holds a text or an address."""
    found, todo = set(), [Audit]
    seen = {Audit}
    while todo:
        noun = todo.pop()
        for name, kind in document.hints(noun).items():
            parts = set(leaves(kind))
            if parts & {str, IPv4Address, IPv6Address}:
                found.add((noun, name))
            for part in parts:
                if is_dataclass(part) and part not in seen:
                    seen.add(part)
                    todo.append(part)
    return found


def leaves(kind):
    inner = get_args(kind)
    if not inner:
        yield kind
    for one in inner:
        yield from leaves(one)


def test_every_text_of_an_audit_has_its_treatment(school):
    table = set(Fields(school, MADE, Known(frozenset(), frozenset())).table())
    whole = {key for key in table if key[1] == WHOLE}
    changed_fields = table - whole - SENTENCES
    assert changed_fields | SENTENCES | IDS | KEPT == text_fields()
    assert not changed_fields & (IDS | KEPT)
    assert not SENTENCES & (IDS | KEPT)


def test_every_channel_has_its_treatment():
    assert set(TREATMENTS) == set(Channel)


class Planter:
    """Puts a text of its own into every field that is replaced."""

    def __init__(self):
        self.planted = []

    def text(self, *_):
        self.planted.append(f"{OWN}{len(self.planted):05d}")
        return f"{self.planted[-1]} of {OWN}hill"

    def word(self):
        self.planted.append(f"{OWN}{len(self.planted):05d}w")
        return self.planted[-1]

    def value(self, one):
        """Plant into what a device said, as its channel allows."""
        treatment = TREATMENTS[one.channel]
        if treatment is Treatment.HOST:
            return f"{self.word().lower()}.hill.example"
        if treatment is Treatment.HEX:
            self.planted.append("9bddaa00ff11")
            return "9bddaa00ff11" * 2 + "99998888"
        if treatment is Treatment.KEPT:
            return one.value
        return self.text()


def planted(audit, planter):
    """Plant a value into each replaced text of an audit, and quote what devices say in proofs."""
    once = {}

    def same(old):
        """Plant one text for one text: what is one must stay one."""
        if not isinstance(old, str) or old.count(".") == 3 or "/" in old[-4:] or not old:
            return old
        if old not in once:
            once[old] = planter.text()
        return once[old]

    # What has a form of its own, and sentences of the program, which quote addresses alone.
    skipped = {
        "mac", "id", "ip", "cidr", "digest", "estate", "answers", "peer", "addresses", "sender",
        "most_to", "name", "names", "device", "what", "stopped", "halted",
    }  # fmt: skip
    table = {
        key: same
        for key in Fields(audit, MADE, Known(frozenset(), frozenset())).table()
        if key[1] not in skipped and key[1] != WHOLE
    }

    def fact(one):
        key = one.channel, one.value, one.port
        if key not in once:
            once[key] = planter.value(one)
        return replace(one, value=once[key])

    table[Fact, WHOLE] = fact
    found = rewritten(audit, table)
    devices = {one.id: one for one in found.devices}
    return replace(
        found,
        findings=tuple(
            replace(
                one,
                proofs=tuple(
                    replace(proof, what=f"{proof.what} {quotes(devices[one.device])}")
                    for proof in one.proofs
                ),
            )
            for one in found.findings
        ),
    )


def quotes(device):
    """Quote what a device said, and how it is called, in a sentence."""
    said = [one.value for one in device.facts] + [one.name for one in device.lookups]
    return f"[{'; '.join(said)}] {device.mac}, {', '.join(map(str, device.addresses))}"


def full(school):
    """Give the school with something in every part of an audit."""
    mac = HIKVISION
    at = Seen(1.0, school.files[0].path, "sheet Cameras of Mrs Example")
    device = next(one for one in school.devices if one.mac == mac)
    about = device.facts[0].about
    every = tuple(
        Fact(about=about, channel=channel, value=f"{channel} says", port=None, seen=at)
        for channel in Channel
        if TREATMENTS[channel] is not Treatment.KEPT
    )
    own = (
        f"{mac} {mac.upper().replace(':', '')} {mac.replace(':', '-')} 4419.b600.0011 "
        f"{device.addresses[0]} 0f0e0d0c-1122-3344-5566-778899aabbcc a@hill.example"
    )
    kept = tuple(
        Fact(about=about, channel=channel, value=f"Acme 1.2 {own}", port=1, seen=at)
        for channel, treatment in TREATMENTS.items()
        if treatment is Treatment.KEPT
    )
    socket = Attachment(
        mac=mac, ip=device.addresses[0], switch="hill-core", port="Mrs Example's desk", vlan=20,
        seen=at,
    )  # fmt: skip
    school = changed(
        school, mac, device={"facts": (*every, *kept), "attachments": (socket,)},
        identity={"contradictions": ("A service names itself ftp.banner says: it may play.",)},
    )  # fmt: skip
    row = Exemption(
        place="hill-exceptions.yaml:3", code="exposure", site="Main building", network="Office",
        device=mac, maker=None, reason="Mrs Example said so", owner="Mrs Example",
        until="2027-01-01", expired=True, held=(), back=0,
    )  # fmt: skip
    stated = Stated(
        maker="hikvision", grade=Grade.LIKELY, because="It says DS-Hill.", brand="Hillcam"
    )
    paper = Registered(
        site="Main building", standing=Standing.PAPER, agreed=None, device=None, listed=None,
        name="Gate", place="Behind the gym", make="Hillcam", model="HC-1", stated=stated, seen=at,
    )  # fmt: skip
    read = LabelRead(
        of=device.id, agreed=Agreed.ID, device=device.id, listed=None, brand="Hillcam",
        model="HC-1", serial="Hill serial 7", place="Behind the gym", read_by="Mrs Example",
        read_on="on Mrs Example's day", stated=stated, seen=at,
    )  # fmt: skip
    stranger = replace(read, of="dev-facade001122", agreed=None, device=None)
    reply = Statement(
        id="dev-facade334455", device=None, listed=None, maker="hikvision", on="2026-11-22",
        answers=(("Manufacturer", "Hillcam"), ("Whom Mrs Example asked", "Mrs Example")), seen=at,
    )  # fmt: skip
    sent = Sent(
        level="look", approved_by="Mrs Example, head", runs=1, began=0.0, ended=1.0, lines=(),
        connections=0, packets=0, most_to=device.addresses[0], most_connections=0,
        most_questions=0, most_packets=0, credentials=0, answers_from_outside=0, refused=(),
        halted=(f"{device.addresses[0]} stopped answering",), stopped=f"{mac} is ill",
        passed=("Office (10.20.0.0/24): too wide", "eth7: its network 10.20.0.0/16 does not lie"),
        unheard=("hill-eth0",),
    )  # fmt: skip
    place = PeerPlace(
        peer=ip_address("18.66.1.9"), place="GB", sources="A says GB", operator="Hill Council",
        number=64_500, where="elsewhere",
    )  # fmt: skip
    note = Note(
        what=Circumstance.NO_ZONE, about="Europe/Hill", sender=device.addresses[0], count=1,
        place="line 1",
    )  # fmt: skip
    proof = Proof(what="network: Hill Council (AS64500).", seen=at, rule=None, references=())
    first = replace(school.files[0], message="bad: Mrs Example", notes=(note,))
    at_first = next(one for one in school.findings if one.device == device.id)
    return replace(
        school,
        findings=tuple(
            replace(one, proofs=(*one.proofs, proof)) if one is at_first else one
            for one in school.findings
        ),
        exemptions=(row,),
        register=(paper,),
        labels=(read, stranger),
        statements=(reply,),
        sent=sent,
        places=tuple(
            sorted((*school.places, place), key=lambda one: (one.peer.version, int(one.peer)))
        ),
        files=(first, *school.files[1:]),
        shortfalls=(Shortfall(school.files[0].path, Reason.DAMAGED, f"row of {mac}", 1, "Hill 3"),),
        parts=(
            Part(
                organisation="Hill School", estate="e" * 64, at=1.0, version="0.1.0", rules="x",
                sites=("Main building", None), devices=1,
            ),
        ),
    )  # fmt: skip


def test_nothing_planted_comes_out(school, known):
    planter = Planter()
    audit = planted(full(school), planter)
    before = document.to_json(audit)
    assert len(planter.planted) > 150
    there = [one for one in planter.planted if one in before]
    assert len(there) > 0.7 * len(planter.planted)
    after = document.to_json(redact(audit, MADE, known))
    left = [line for line in after.splitlines() if OWN.lower() in line.lower()]
    assert left == []
    assert OWN not in after
    for report in REPORTS.values():
        assert OWN not in report(document.from_json(after))


PRIVATE = (
    "Mrs Example", "hill-core", "hill-exceptions", "Europe/Hill", "Hill Council", "64500",
    "Behind the gym", "Hillcam", "DS-Hill", "HC-1", "hill-eth0", "eth7", "a@hill.example",
    "0f0e0d0c-1122", "Hill School", "Example Hill", "Main building", "Sports hall",
    "Hill serial 7", "dev-facade001122", "dev-facade334455", "Whom Mrs Example asked",
    "Camera network", "Hall network", "camera-network.pcap", "firewall.log", "Hill 3",
)  # fmt: skip


def test_nothing_of_the_school_comes_out(school, known):
    audit = full(school)
    before, after = (document.to_json(one) for one in (audit, redact(audit, MADE, known)))
    lowered = after.lower()
    assert [one for one in PRIVATE if one not in before] == []
    assert [one for one in PRIVATE if one.lower() in lowered] == []
    for device in audit.devices:
        mac = device.mac
        forms = (mac, mac.replace(":", ""), mac.replace(":", "-"))
        assert [one for one in forms if one in lowered] == []
        for ip in device.addresses:
            assert not re.search(rf"(?<![0-9.]){re.escape(str(ip))}(?![0-9.])", after)
    assert "4419.b600.0011" not in lowered
    for identity in audit.identities:
        assert identity.serial is None or identity.serial not in after
    for file in audit.files:
        assert file.digest not in after
    for flow in (one for device in audit.devices for one in device.flows):
        assert f'"{flow.peer}"' not in after


def test_what_is_not_private_stays(school, known):
    after = redact(school, MADE, known)
    assert Counter(one.maker.value for one in after.identities) == Counter(
        one.maker.value for one in school.identities
    )
    for field in ("model", "firmware", "built_on", "channels"):
        assert Counter(getattr(one, field) for one in after.identities) == Counter(
            getattr(one, field) for one in school.identities
        )
    assert Counter((one.code, one.severity, one.grade) for one in after.findings) == Counter(
        (one.code, one.severity, one.grade) for one in school.findings
    )
    assert {one.mac[:8] for one in after.devices} == {one.mac[:8] for one in school.devices}


def numbers(audit):
    counts = tables(audit)
    return {
        field.name: repr(getattr(counts, field.name))
        for field in fields(counts)
        if field.name in {"tally", "channels", "hidden", "expected", "empty_networks", "named",
                          "gaps", "files", "packets_sent", "excepted"}
    } | {
        "networks": Counter(
            (row.purpose, row.tally, row.looked_by, row.passing) for row in counts.networks
        ),
        "makers": Counter((row.maker, row.tally, row.grades) for row in counts.makers),
        "calls": [
            (row.where, row.amount.peers, row.amount.contacts, len(row.amount.devices))
            for row in counts.outbound.rows
        ],
        "decisions": [(one.code, len(one.devices)) for one in counts.decisions],
        "papers": replace(counts.papers, listed=frozenset()),
    }  # fmt: skip


def test_the_counts_are_the_same_and_verify_and_reports_accept_it(school, known, rules):
    after = redact(school, MADE, known)
    assert document.from_json(document.to_json(after)) == after
    assert numbers(after) == numbers(school)
    verdict = verify(after, rules)
    assert verdict.problems == ()
    assert any(one.startswith("Pseudonyms") for one in verdict.untold)
    for report in REPORTS.values():
        assert report(after)


def test_tampering_with_a_redacted_audit_is_noticed(school, known, rules):
    after = redact(school, MADE, known)
    body = document.spelled_out(document.to_json(after))
    likely = next(one for one in body["audit"]["identities"] if one["maker"]["grade"] == "likely")
    likely["maker"]["grade"] = "confirmed"
    assert not verify(document.from_json(json.dumps(body)), rules).agrees


def test_redacted_audits_are_put_together_and_compared_as_the_open_ones(school, known):
    macs = sorted(one.mac for one in school.devices)
    hill = cut(school, macs[:6], organisation="Hill (fictional)")
    dale = cut(school, macs[4:], organisation="Dale (fictional)")
    hidden = [redact(one, MADE, known) for one in (hill, dale)]
    apart, both = merge([hill, dale]), merge(hidden)
    assert tables(both).tally == tables(apart).tally
    assert len(both.met_again) == len(apart.met_again) == 2
    lost = cut(school, macs[1:])
    told, open_ = diff(*(redact(one, MADE, known) for one in (school, lost))), diff(school, lost)
    for cause in ("estate", "coverage", "knowledge"):
        assert Counter(one.what for one in getattr(told, cause)) == Counter(
            one.what for one in getattr(open_, cause)
        )
    assert (told.by_mac, told.by_serial, told.by_address) == (9, 0, 0)


def test_it_is_done_once_and_one_key_gives_one_answer(school, known):
    after = redact(school, MADE, known)
    assert redact(school, Pseudonyms(b"0123456789abcdef", lambda _: 24), known) == after
    other = redact(school, Pseudonyms(b"another key 6789", lambda _: 24), known)
    assert {one.mac for one in other.devices}.isdisjoint({one.mac for one in after.devices})
    with pytest.raises(UsageError, match="redacted already"):
        redact(after, MADE, known)


def test_a_host_of_a_makers_cloud_keeps_the_makers_part(school):
    given = Fields(school, MADE, Known(frozenset({"hik-connect.example"}), frozenset()))
    assert given.host("hik-connect.example") == "hik-connect.example"
    assert re.fullmatch(
        r"host-[0-9a-f]{12}\.hik-connect\.example", given.host("s1.hik-connect.example")
    )
    assert re.fullmatch(r"host-[0-9a-f]{12}", given.host("nvr.hill.example"))


def redacted(tmp_path, audit, *more):
    document.write(tmp_path / "audit.json", audit)
    words = ["redact", str(tmp_path / "audit.json"), "-o", str(tmp_path / "out.json")]
    return main([*words, "--key-file", str(tmp_path / "key"), *more])


def test_the_command_makes_a_key_that_only_its_owner_reads(school, tmp_path, capsys):
    assert redacted(tmp_path, school, "--new-key") == 0
    first = (tmp_path / "out.json").read_bytes()
    key = (tmp_path / "key").read_text()
    assert re.fullmatch(r"camaudit-key/1\n[0-9a-f]{64}\n", key)
    if os.name == "posix":
        assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "out.json").stat().st_mode & 0o777 == 0o600
    assert redacted(tmp_path, school) == 0
    assert (tmp_path / "out.json").read_bytes() == first
    said = capsys.readouterr().out
    assert key.splitlines()[1] not in said
    assert "Who has the key can try names out" in said
    assert redacted(tmp_path, school, "--new-key") == 2
    assert "is there already" in capsys.readouterr().err
    assert (tmp_path / "key").read_text() == key


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "there is no such key file; --new-key makes one"),
        ("", "no key file of camaudit"),
        ("secret\n", "no key file of camaudit"),
        ("camaudit-key/1\nxyz\n", "no key file of camaudit"),
        ("camaudit-key/1\n" + "ab" * 15 + "\n", "a key of 120 bits"),
        ("camaudit-key/1\n" + "00" * 32 + "\n", "of few different bytes"),
        ("camaudit-key/1\n\u00e9\n", "no key file can be read there"),
    ],
)
def test_a_poor_key_is_refused(text, says, school, tmp_path, capsys):
    if text is not None:
        (tmp_path / "key").write_text(text, "utf-8")
        (tmp_path / "key").chmod(0o600)
    assert redacted(tmp_path, school) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "out.json").exists()


def test_a_key_that_others_may_read_and_an_audit_over_itself_are_refused(school, tmp_path, capsys):
    assert redacted(tmp_path, school, "--new-key") == 0
    if os.name == "posix":
        (tmp_path / "key").chmod(0o644)
        assert redacted(tmp_path, school) == 2
        assert "chmod 600" in capsys.readouterr().err
        (tmp_path / "key").chmod(0o600)
    path = str(tmp_path / "audit.json")
    assert main(["redact", path, "-o", path, "--key-file", str(tmp_path / "key")]) == 2
    assert "is the audit itself" in capsys.readouterr().err
