"""A fictional school with two sites, as an Audit: the example that the golden files show.

Run it to write `school/audit.json` again. Addresses outside are from documentation ranges
(RFC 5737), so that nobody is accused.
"""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from camaudit.checks.actions import actions, grouped
from camaudit.document import to_json
from camaudit.model.action import Exemption
from camaudit.model.audit import (
    Audit,
    DataUsed,
    EstateUsed,
    MakerCard,
    Other,
    PeerPlace,
    Run,
)
from camaudit.model.coverage import (
    Circumstance,
    Coverage,
    FileOutcome,
    FileRead,
    Look,
    Note,
)
from camaudit.model.device import Device
from camaudit.model.endpoint import Endpoint
from camaudit.model.finding import Finding, Proof, Severity, finding_id
from camaudit.model.grade import Grade
from camaudit.model.identity import Answer, Evidence, Identity, Kind
from camaudit.model.observation import (
    Action,
    Binding,
    BindingHow,
    Channel,
    Fact,
    Flow,
    Initiator,
    LoginOutcome,
    LoginSeen,
    Lookup,
    LookupKind,
    Reason,
    Rhythm,
    Seen,
    Shortfall,
)

START = datetime(2026, 11, 22, 9, 40, tzinfo=UTC).timestamp()
END = START + 1800
CAMERAS = "main/camera-network.pcapng"
OFFICE = "annex/office.pcap"
UNKNOWN = Answer(value=None, grade=Grade.UNKNOWN, evidence=(), rivals=())
LAW = (
    "named in section 889 of the United States defence authorisation act (August 2018), which "
    "binds United States federal buyers and their contractors"
)
DECIDE = "Decide whether the device needs this, and write down why."


def seen(frame, source=CAMERAS):
    return Seen(at=START + frame / 10, source=source, place=f"frame {frame}")


def fact(device, channel, value, frame, port=None, count=1, source=CAMERAS):
    return Fact(
        about=Endpoint(device["mac"], ip_address(device["ip"])),
        channel=channel,
        value=value,
        port=port,
        seen=seen(frame, source),
        count=count,
    )


def sign(fact_, rule, proves, says, *, strong, because, reference):
    return Evidence(
        fact=fact_,
        rule=rule,
        proves=proves,
        says=says,
        weight=2.0 if strong else 0.7,
        strong=strong,
        because=because,
        references=(reference,),
    )


def mac_block(device, maker, registrant, frame, source=CAMERAS):
    return sign(
        fact(device, Channel.MAC_BLOCK, registrant, frame, source=source),
        "mac-block",
        "maker",
        maker,
        strong=False,
        because="The block of the MAC address is registered to this firm; that is no verdict.",
        reference="IEEE MA-L registry of 2026-08-26",
    )


def answer(value, grade, *evidence):
    return Answer(value=value, grade=grade, evidence=evidence, rivals=())


def device(number, ip, mac, *, site="Main building", network="Camera network", **more):
    given = {
        "facts": (),
        "lookups": (),
        "flows": (),
        "logins": (),
        "notes": (),
        "bindings": (
            Binding(
                mac=mac,
                ip=ip_address(ip),
                valid_from=START,
                valid_to=None,
                how=BindingHow.ARP,
                seen=seen(number),
            ),
        ),
    }
    given.update(more)
    return Device(
        id=f"dev-{number:012x}",
        site=site,
        mac=mac,
        addresses=(ip_address(ip),),
        service=None,
        ours=True,
        network=network,
        first=START + number,
        last=END - number,
        attachments=(),
        **given,
    )


def identity(number, maker, kind, brand=UNKNOWN, **more):
    given = dict.fromkeys(("model", "firmware", "built_on", "serial", "channels"))
    given |= {"imitation": False, "contradictions": ()}
    given |= more
    return Identity(device=f"dev-{number:012x}", maker=maker, brand=brand, kind=kind, **given)


def finding(number, code, subject, severity, grade, summary, remedy, *proofs):
    name = f"dev-{number:012x}"
    return Finding(
        id=finding_id(name, code, subject),
        code=code,
        device=name,
        subject=subject,
        severity=severity,
        grade=grade,
        summary=summary,
        remedy=remedy,
        proofs=proofs,
    )


def flow(at, peer, port, number, *, names=(), answered=12, action=Action.ALLOWED, sent=48_200):
    return Flow(
        about=Endpoint(at["mac"], ip_address(at["ip"])),
        peer=ip_address(peer),
        peer_port=port,
        transport="tcp",
        initiator=Initiator.LOCAL,
        tries=12,
        answered=answered,
        action=action,
        sent=sent,
        received=None if not answered else 9_100,
        first=START + number,
        last=END - number,
        rhythm=Rhythm(gaps=(59.5, 60.0, 60.5), by_hour=(0,) * 9 + (12,) + (0,) * 14),
        names=names,
        log_country=None,
        seen=seen(number * 10),
    )


def hikvision(number, *, recorder=False, activated="true"):
    at = {"ip": f"10.20.2.{10 + number}", "mac": f"44:19:b6:00:00:{number:02x}"}
    model = "DS-7616NI-K2" if recorder else "DS-2CD2143G0-I"
    facts = (
        fact(at, Channel.MAC_BLOCK, "Hangzhou Hikvision Digital Technology Co.,Ltd.", number),
        fact(at, Channel.SADP_MODEL, model, 100 + number),
        fact(at, Channel.SADP_ACTIVATED, activated, 100 + number),
    )
    own = sign(
        facts[1],
        "hikvision.sadp-model",
        "platform",
        "hikvision",
        strong=True,
        because="Only Hikvision firmware answers its discovery protocol with a model.",
        reference="https://github.com/MatrixEditor/hiktools (SADP protocol)",
    )
    maker = answer(
        "hikvision",
        Grade.CONFIRMED,
        own,
        mac_block(at, "hikvision", facts[0].value, number),
    )
    return (
        at,
        facts,
        maker,
        answer(Kind.RECORDER if recorder else Kind.CAMERA, Grade.CONFIRMED, own),
        model,
    )


def described():
    """Give (device, identity, findings), in the order of their ids."""
    at, facts, maker, kind, model = hikvision(1, activated="false")
    yield (
        device(1, at["ip"], at["mac"], facts=facts),
        identity(1, maker, kind, model=model, firmware="V5.5.82", built_on="2019-09-09"),
        [
            finding(
                1,
                "credentials.never-set-up",
                "sadp.activated",
                Severity.URGENT,
                Grade.CONFIRMED,
                "It announces that no password was ever set.",
                "Set it up now, with a password of your own, before somebody else does.",
                Proof(
                    what="Its discovery answer says so (sadp.activated: false).",
                    seen=seen(101),
                    rule=None,
                    references=("docs/checks.md, credentials.never-set-up",),
                ),
            )
        ],
    )
    for number in (2, 3):
        at, facts, maker, kind, model = hikvision(number)
        contact = flow(at, "203.0.113.20", 8555, number, names=("dev.example.test",))
        refused = flow(at, "198.51.100.9", 443, number, answered=0, action=Action.DENIED, sent=720)
        lookup = Lookup(
            client=Endpoint(at["mac"], ip_address(at["ip"])),
            name="dev.example.test",
            answers=(ip_address("203.0.113.20"),),
            kind=LookupKind.DNS,
            seen=seen(number * 10 - 1),
        )
        yield (
            device(
                number,
                at["ip"],
                at["mac"],
                facts=facts,
                flows=(refused, contact),
                lookups=(lookup,),
            ),
            identity(number, maker, kind, model=model, firmware="V5.6.3", built_on="2020-10-12"),
            [
                finding(
                    number,
                    "outbound.china",
                    "in China",
                    Severity.DECISION,
                    Grade.CONFIRMED,
                    "It contacted an address that two databases place in China.",
                    DECIDE,
                    Proof(
                        what="203.0.113.20 tcp port 8555, looked up as dev.example.test: 48200 "
                        "bytes out, 9100 in; CN (IPFire 2026-06-25; DB-IP 2026-06-01).",
                        seen=contact.seen,
                        rule=None,
                        references=(),
                    ),
                )
            ],
        )
    at, facts, maker, kind, model = hikvision(4, recorder=True)
    login = LoginSeen(
        about=Endpoint(at["mac"], ip_address(at["ip"])),
        client=Endpoint(None, ip_address("10.20.0.40")),
        port=80,
        scheme="http-digest",
        in_clear=False,
        outcome=LoginOutcome.ACCEPTED,
        defaults=("hikvision.default.admin-1",),
        seen=seen(4000),
    )
    yield (
        device(4, at["ip"], at["mac"], facts=facts, logins=(login,)),
        identity(4, maker, kind, model=model, firmware="V4.22.005", channels=16),
        [
            finding(
                4,
                "credentials.default",
                "http 80",
                Severity.URGENT,
                Grade.CONFIRMED,
                "It has a factory password: a login with one was seen, and the device accepted it.",
                "Set a new password on the device and wherever it is stored (recorder, software).",
                Proof(
                    what="A http-digest login verifies against a factory default of its maker; "
                    "answer: accepted.",
                    seen=login.seen,
                    rule="hikvision.default.admin-1",
                    references=("https://example.org/manual.pdf (page 12)",),
                ),
            )
        ],
    )
    yield from dahua()
    yield from others()


def dahua():
    for number in (5, 6):
        at = {"ip": f"10.20.2.{10 + number}", "mac": f"3c:ef:8c:00:00:{number:02x}"}
        facts = (
            fact(at, Channel.MAC_BLOCK, "Zhejiang Dahua Technology Co., Ltd.", number),
            fact(at, Channel.DHIP_VENDOR, "Honeywell", 200 + number),
            fact(at, Channel.DHIP_CLASS, "IPC", 200 + number),
        )
        own, brand = (
            sign(
                facts[place],
                rule,
                proves,
                says,
                strong=True,
                because=because,
                reference="https://github.com/mcw0/DahuaConsole (DHIP)",
            )
            for place, rule, proves, says, because in (
                (2, "dahua.dhip-class", "platform", "dahua", "Only Dahua firmware speaks DHIP."),
                (1, "dahua.dhip-vendor", "brand", "Honeywell", "DHIP gives the label."),
            )
        )
        yield (
            device(number, at["ip"], at["mac"], facts=facts),
            identity(
                number,
                answer("dahua", Grade.CONFIRMED, own, mac_block(at, "dahua", facts[0].value, 5)),
                answer(Kind.CAMERA, Grade.CONFIRMED, own),
                answer("Honeywell", Grade.LIKELY, brand),
                model="HBW4PER1",
                firmware="2.460.HW00.0.R",
                built_on="2018-11-28",
                serial="EXAMPLE0000005",
            ),
            [],
        )


def others():
    place = {"site": "Annex", "network": "Office"}
    at = {"ip": "10.20.1.77", "mac": "ac:cc:8e:00:00:07"}
    facts = (
        fact(at, Channel.MAC_BLOCK, "Axis Communications AB", 7, source=OFFICE),
        fact(at, Channel.DHCP_HOSTNAME, "axis-accc8e000007", 17, source=OFFICE),
    )
    signs = (
        sign(
            facts[1],
            "axis.dhcp-name",
            "maker",
            "axis",
            strong=False,
            because="Axis cameras name themselves axis- and their MAC by default.",
            reference="docs/identification.md",
        ),
        mac_block(at, "axis", "Axis Communications AB", 7, OFFICE),
    )
    yield (
        device(7, at["ip"], at["mac"], facts=facts, notes=("among-office-devices",), **place),
        identity(
            7,
            answer("axis", Grade.LIKELY, *signs),
            answer(Kind.CAMERA, Grade.LIKELY, *signs),
        ),
        [],
    )
    for number in (8, 9):
        at = {"ip": f"10.20.2.{50 + number}", "mac": f"3c:ef:8c:00:00:{number:02x}"}
        block = mac_block(at, "dahua", "Zhejiang Dahua Technology Co., Ltd.", number)
        yield (
            device(number, at["ip"], at["mac"], facts=(block.fact,)),
            identity(
                number,
                answer("dahua", Grade.POSSIBLE, block),
                answer(Kind.VIDEO, Grade.POSSIBLE, block),
            ),
            [],
        )


def look(source, first, last, speakers):
    return Look(source=source, vantage="capture", first=first, last=last, speakers=speakers)


def network(site, name, cidr, purpose, *looks):
    return Coverage(site=site, network=name, cidr=cidr, purpose=purpose, declared=True, looks=looks)


def school():
    """Build the audit."""
    rows = list(described())
    findings = [one for _, _, found in rows for one in found]
    findings.sort(key=lambda one: (-one.severity.rank, one.device, one.code, one.subject))
    return Audit(
        version="0.1.0",
        at=datetime(2026, 11, 22, 11, 5, tzinfo=UTC).timestamp(),
        data=(
            DataUsed(name="rules", date="2026-11-20", digest="a" * 64, attribution=None),
            DataUsed(name="MAC registry", date="2026-08-26", digest="", attribution=None),
            DataUsed(
                name="DB-IP",
                date="2026-06-01",
                digest="b" * 64,
                attribution="IP Geolocation by DB-IP, db-ip.com, CC BY 4.0",
            ),
            DataUsed(
                name="IPFire",
                date="2026-06-25",
                digest="c" * 64,
                attribution="IPFire Location Database, location.ipfire.org, CC BY-SA 4.0",
            ),
        ),
        estate=EstateUsed(
            organisation="Example Hill School (fictional)",
            digest="d" * 64,
            sites=("Main building", "Annex"),
            expected_cameras=40,
            sensitive_sites=(),
        ),
        files=(
            FileRead(
                path=OFFICE,
                outcome=FileOutcome.READ,
                kind="pcap",
                items=9_120,
                site="Annex",
                message=None,
                digest="e" * 64,
            ),
            FileRead(
                path=CAMERAS,
                outcome=FileOutcome.PARTLY,
                kind="pcapng",
                items=41_022,
                site="Main building",
                message="cut short: block (byte 52428800)",
                digest="f" * 64,
                notes=(
                    Note(
                        what=Circumstance.GAPS,
                        about=None,
                        sender=None,
                        count=3,
                        place="frame 8120",
                    ),
                    Note(
                        what=Circumstance.WRAPPED,
                        about="ERSPAN II",
                        sender=ip_address("10.20.0.2"),
                        count=40_218,
                        place="frame 1",
                    ),
                ),
            ),
            FileRead(
                path="notes.docx",
                outcome=FileOutcome.NOT_RECOGNISED,
                kind=None,
                items=0,
                site=None,
                message="not a capture; see camaudit audit --help for what is read",
                digest="0" * 64,
            ),
        ),
        devices=tuple(one for one, _, _ in rows),
        identities=tuple(one for _, one, _ in rows),
        findings=tuple(findings),
        coverage=(
            network(
                "Main building",
                "Camera network",
                "10.20.2.0/24",
                "cameras",
                look(CAMERAS, START, END, 14),
            ),
            network("Main building", "Pupils", "10.20.8.0/21", "mixed"),
            network("Annex", "Office", "10.20.0.0/23", "office", look(OFFICE, START, END, 59)),
            network("Annex", "Phones", "10.20.4.0/24", "office", look(OFFICE, START, END, 12)),
        ),
        others=(
            Other(site="Annex", network="Office", kind="other", count=3),
            Other(site="Annex", network="Office", kind="unknown", count=55),
        ),
        not_ours=4,
        shortfalls=(
            Shortfall(
                source=CAMERAS,
                reason=Reason.TRUNCATED,
                what="block",
                count=1,
                place="byte 52428800",
            ),
            Shortfall(
                source=CAMERAS,
                reason=Reason.STREAM_GAP,
                what="TCP stream",
                count=3,
                place="frame 8120",
            ),
        ),
        makers=(
            MakerCard(
                id="axis",
                name="Axis Communications AB",
                short="Axis",
                country="SE",
                named_on=(),
            ),
            MakerCard(
                id="dahua",
                name="Zhejiang Dahua Technology Co., Ltd.",
                short="Dahua",
                country="CN",
                named_on=(LAW,),
            ),
            MakerCard(
                id="hikvision",
                name="Hangzhou Hikvision Digital Technology Co., Ltd.",
                short="Hikvision",
                country="CN",
                named_on=(LAW,),
            ),
        ),
        logins_judged=2,
        outbound_looked=True,
        actions=grouped(findings, actions()),
        exemptions=exemptions(),
        partial=True,
        run=Run(started=START + 5100, seconds=2.75),
        places=(
            PeerPlace(
                peer=ip_address("198.51.100.9"),
                place="US or DE",
                sources="US (IPFire 2026-06-25), DE (DB-IP 2026-06-01)",
                operator=None,
                number=None,
                where="elsewhere",
            ),
            PeerPlace(
                peer=ip_address("203.0.113.20"),
                place="China",
                sources="CN (IPFire 2026-06-25; DB-IP 2026-06-01)",
                operator="Example Cloud (documentation)",
                number=64_496,
                where="in China",
            ),
        ),
    )


def exemption(place, code, reason, owner, until, **parts):
    nothing = {
        "site": None,
        "network": None,
        "device": None,
        "maker": None,
        "expired": False,
        "held": (),
        "back": 0,
    }
    row = {"place": f"exceptions.yaml:{place}", "code": code, "reason": reason, "owner": owner}
    return Exemption(**{**nothing, **row, "until": until, **parts})


def exemptions():
    held = finding(
        5,
        "outbound.cloud",
        "Example Cloud",
        Severity.DECISION,
        Grade.LIKELY,
        "It uses a maker's cloud: Example Cloud.",
        DECIDE,
    )
    cloud = "The hall's hirers watch it on a phone; governors' minute 14."
    return (
        exemption(
            2,
            "outbound.cloud",
            cloud,
            "B. Example, bursar",
            "2027-08-31",
            network="Camera network",
            held=(held,),
        ),
        exemption(
            7,
            "outbound.china",
            "Supplier was to answer within a month.",
            "C. Example, network manager",
            "2026-10-31",
            site="Main building",
            maker="hikvision",
            expired=True,
            back=2,
        ),
        exemption(
            13,
            "credentials",
            "Replaced in the summer.",
            "C. Example, network manager",
            "2027-01-31",
            device="10.20.2.99",
        ),
    )


if __name__ == "__main__":
    Path(__file__).with_name("school").joinpath("audit.json").write_text(
        to_json(school()), encoding="ascii"
    )
