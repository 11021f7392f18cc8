"""Which fields of an audit stay when it is redacted, which are ids, and which are sentences."""

from __future__ import annotations

from camaudit.model.action import ActionCard, Exemption, Task
from camaudit.model.audit import (
    Audit,
    DataUsed,
    LedgerLine,
    MakerCard,
    Other,
    Part,
    PeerPlace,
    RecorderSeen,
    Sent,
)
from camaudit.model.coverage import Coverage, FileRead, Look, Note
from camaudit.model.device import Device
from camaudit.model.finding import Finding, Proof
from camaudit.model.identity import Answer, Evidence, Identity
from camaudit.model.listed import CameraList, LabelRead, Listed, Registered, Stated, Statement
from camaudit.model.observation import (
    Fact,
    Flow,
    LoginSeen,
)

# Sentences that may quote a field: written again in redact.py, with the names of their device.
SENTENCES = frozenset(
    {
        (Fact, "value"), (Evidence, "says"), (Answer, "value"), (Answer, "rivals"),
        (Evidence, "because"),
        (Finding, "subject"), (Finding, "summary"), (Proof, "what"), (Identity, "contradictions"),
        (Note, "about"), (PeerPlace, "operator"), (Stated, "because"), (Stated, "brand"),
        (Exemption, "device"),
    }
)  # fmt: skip
# Ids of devices, findings and listed cameras, which follow from what they are made of.
IDS = frozenset(
    {
        (Device, "id"), (Identity, "device"), (Finding, "id"), (Finding, "device"),
        (Task, "devices"), (Task, "findings"), (RecorderSeen, "device"), (RecorderSeen, "cameras"),
        (Listed, "id"), (Listed, "device"), (Listed, "recorder"), (CameraList, "recorder"),
        (Registered, "device"), (Registered, "listed"), (Audit, "met_again"),
        (LabelRead, "of"), (LabelRead, "device"), (LabelRead, "listed"), (Statement, "id"),
        (Statement, "device"), (Statement, "listed"),
    }
)  # fmt: skip
# What says nothing of whose audit it is: words of the program, of the rules, of makers.
KEPT = frozenset(
    {
        (Audit, "version"), (Audit, "redacted"), (DataUsed, "name"), (DataUsed, "date"),
        (DataUsed, "digest"), (DataUsed, "attribution"), (FileRead, "outcome"),
        (FileRead, "kind"), (Device, "notes"), (Flow, "transport"), (Flow, "log_country"),
        (LoginSeen, "scheme"), (LoginSeen, "defaults"), (Identity, "model"),
        (Identity, "firmware"), (Identity, "built_on"), (Evidence, "rule"), (Evidence, "proves"),
        (Evidence, "references"), (Finding, "code"), (Finding, "remedy"),
        (Proof, "rule"), (Proof, "references"), (Coverage, "purpose"), (Look, "vantage"),
        (Other, "kind"), (MakerCard, "id"), (MakerCard, "name"), (MakerCard, "short"),
        (MakerCard, "country"), (Statement, "maker"),
        (MakerCard, "named_on"), (MakerCard, "described_in"),
        (Sent, "level"), (Sent, "refused"), (LedgerLine, "what"), (LedgerLine, "says"),
        (PeerPlace, "place"), (PeerPlace, "sources"), (PeerPlace, "where"), (ActionCard, "id"),
        (ActionCard, "title"), (ActionCard, "does"), (ActionCard, "basis"),
        (ActionCard, "check_first"), (ActionCard, "may_stop"), (ActionCard, "undo"),
        (Exemption, "code"), (Exemption, "maker"), (Exemption, "until"), (Stated, "maker"),
        (Part, "version"), (Part, "rules"),
    }
)  # fmt: skip
