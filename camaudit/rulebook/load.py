"""Folders of rules -> Rulebook, every problem of every file at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit import yamlfile
from camaudit.errors import RulesError
from camaudit.rulebook.entries import MAKES, Entries
from camaudit.rulebook.files import gather
from camaudit.rulebook.flawfile import KEYS as FLAW_FILE
from camaudit.rulebook.flawfile import FlawFile
from camaudit.rulebook.policy import Policy, Reach, Status
from camaudit.rulebook.read import Part
from camaudit.rulebook.types import Maker, Rulebook
from camaudit.yamlfile import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from camaudit.rulebook.files import RuleFiles
    from camaudit.rulebook.flaw import Ended, Flaw
    from camaudit.rulebook.operators import ManyPlaces, Operator, TimeServer
    from camaudit.rulebook.types import (
        ChipMaker,
        CloudEntry,
        Default,
        Label,
        LabelBlocks,
        Signature,
    )

_MAKER = (
    "maker", "name", "short", "aliases", "country", "ownership", "state_link", "parent",
    "affiliates", "registrants", "makes", "brands", "signatures", "models", "capabilities",
    "defaults", "cloud",
)  # fmt: skip
_POLICY = (
    "policy", "title", "short", "jurisdiction", "date", "status", "binds", "effect", "test",
    "names", "covers_affiliates", "describes", "first", "says", "note", "references",
)  # fmt: skip
_FOLDERS = {  # those of files.FOLDERS
    "makers": _MAKER,
    "policies": _POLICY,
    "brands": ("about", "labels", "blocks", "signatures"),
    "shared": ("about", "signatures", "defaults", "cloud", "chips"),
    "networks": ("about", "operators", "anycast", "cloud", "time_pools", "time_servers"),
    "flaws": FLAW_FILE,
}
_COUNTRY = re.compile(r"[A-Z]{2}")
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


def load(layers: Sequence[Path]) -> Rulebook:
    """Read the rules: the shipped folder first, then those of the user.

    Output: the rulebook; its digest is SHA-256 over the names and bytes of all files that count.
    Raises: RulesError with every problem of every file, one a line: `rules/makers/x.yaml:6: what`.
    """
    return checked(gather(layers))


def checked(files: RuleFiles) -> Rulebook:
    """Read files that were gathered.

    Raises: RulesError, as `load` does.
    """
    problems = [Problem(*trouble) for trouble in files.troubles]
    gathered = _Gathered()
    for one in files.files:
        root, noted = yamlfile.parse(one.data, one.shown)
        if root is not None:
            folder, _, name = one.name.partition("/")
            gathered.read(root, name.removesuffix(".yaml").replace("_", "-"), folder)
        problems += noted.found
    rulebook = gathered.rulebook(files.date, files.digest)
    problems += gathered.crossed(rulebook)
    if problems:
        problems.sort(key=lambda one: (one.file, one.line, one.what))
        raise RulesError("\n".join(str(problem) for problem in problems))
    return rulebook


class _Gathered:
    """What all files say, and where, for the checks that need all of them."""

    def __init__(self) -> None:
        self._taken: dict[str, str] = {}  # id or suffix -> file and line
        self._parents: list[tuple[str, int, str]] = []  # file, line, maker id
        self._makers: list[Maker] = []
        self._signatures: list[Signature] = []
        self._defaults: list[Default] = []
        self._cloud: list[CloudEntry] = []
        self._operators: list[Operator] = []
        self._anycast: list[ManyPlaces] = []
        self._chips: list[ChipMaker] = []
        self._time_pools: list[str] = []
        self._time_servers: list[TimeServer] = []
        self._policies: list[Policy] = []
        self._labels: list[Label] = []
        self._blocks: list[LabelBlocks] = []
        self._flaws: list[FlawFile] = []

    def read(self, root: yamlfile.Node, stem: str, folder: str) -> None:
        """Read one file."""
        part = Part(root, _FOLDERS[folder], "the file")
        if not root.is_mapping:
            return  # noted already
        if folder == "makers":
            self._makers.append(self._maker(part, stem))
            return
        if folder == "policies":
            self._policies.append(self._policy(part, stem))
            return
        if folder == "flaws":
            self._flaws.append(FlawFile.read(part, stem, self._taken))
            return
        entries = Entries(part, stem, None, self._taken)
        part.text("about")
        self._signatures += entries.signatures()
        self._labels += entries.labels()
        self._blocks += entries.blocks()
        self._defaults += entries.defaults()
        self._cloud += entries.cloud()
        self._operators += entries.operators()
        self._anycast += entries.anycast()
        self._time_servers += entries.time_servers()
        self._chips += entries.chips()
        self._time_pools += part.texts("time_pools")

    def _maker(self, part: Part, stem: str) -> Maker:
        written = part.need("maker")
        if written and written != stem:
            part.wrong("maker", f"{written!r} is not the name of the file")
        country = part.text("country")
        if country is not None and not _COUNTRY.fullmatch(country):
            part.wrong("country", f"{country!r} is not a code of two capital letters")
        makes = part.need("makes")
        if makes and makes not in MAKES:
            part.wrong("makes", f"{makes!r} is neither video nor many")
        owned, linked = _stated(part, "ownership"), _stated(part, "state_link")
        parent = part.text("parent")
        if parent is not None:
            self._parents.append((part.node.problems.file, part.nodes["parent"].line, parent))
        entries = Entries(part, stem, stem, self._taken)
        return Maker(
            id=stem,
            name=part.need("name"),
            short=part.need("short"),
            aliases=part.texts("aliases"),
            country=country,
            ownership=owned.need("what") if owned else None,
            ownership_references=owned.texts("references", needed=True) if owned else (),
            state_link=linked.need("what") if linked else None,
            state_link_references=linked.texts("references", needed=True) if linked else (),
            parent=parent,
            affiliates=tuple(entries.affiliates()),
            registrants=part.texts("registrants"),
            makes=makes,
            brands=tuple(entries.brands()),
            signatures=tuple(entries.signatures()),
            models=tuple(entries.models()),
            capabilities=tuple(entries.capabilities()),
            defaults=tuple(entries.defaults()),
            cloud=tuple(entries.cloud()),
            file=part.node.problems.file,
        )

    def _policy(self, part: Part, stem: str) -> Policy:
        written = part.need("policy")
        if written and written.replace("_", "-") != stem:
            part.wrong("policy", f"{written!r} is not the name of the file")
        date = part.need("date")
        if date and not _DATE.fullmatch(date):
            part.wrong("date", f"{date!r} is no date such as 2018-08-13, 2018-08 or 2018")
        test = part.choice("test", Reach, Reach.NAMED)
        node = part.nodes.get("describes")
        described = Part(node, ("headquarters",), "describes") if node is not None else None
        names = Entries(part, stem, None, self._taken).names()
        if test is Reach.DESCRIBED and described is None:
            part.wrong("describes", "missing where the test is 'described'")
        return Policy(
            id=written or stem,
            title=part.need("title"),
            short=part.need("short"),
            jurisdiction=part.need("jurisdiction"),
            date=date,
            status=part.choice("status", Status, Status.IN_FORCE),
            binds=part.need("binds"),
            effect=part.need("effect"),
            test=test,
            names=tuple(names),
            covers_affiliates="covers_affiliates" in part.nodes and part.flag("covers_affiliates"),
            headquarters=described.texts("headquarters", needed=True) if described else (),
            first="first" in part.nodes and part.flag("first"),
            says=part.need("says"),
            note=part.text("note"),
            references=part.texts("references", needed=True),
            file=part.node.problems.file,
            line=part.line,
        )

    def rulebook(self, published: str, digest: str) -> Rulebook:
        """Put everything in its order."""
        return Rulebook(
            date=published,
            digest=digest,
            makers=tuple(sorted(self._makers, key=lambda one: one.id)),
            shared=tuple(sorted(self._signatures, key=lambda one: one.id)),
            common_defaults=tuple(sorted(self._defaults, key=lambda one: one.id)),
            common_cloud=tuple(sorted(self._cloud, key=lambda one: one.suffix)),
            time_pools=tuple(sorted(self._time_pools)),
            operators=tuple(sorted(self._operators, key=lambda one: one.asn)),
            anycast=tuple(sorted(self._anycast, key=lambda one: one.asn)),
            time_servers=tuple(sorted(self._time_servers, key=lambda one: one.suffix)),
            chips=tuple(sorted(self._chips, key=lambda one: one.registrant)),
            policies=tuple(sorted(self._policies, key=lambda one: one.id)),
            labels=tuple(sorted(self._labels, key=lambda one: (one.brand.casefold(), one.brand))),
            blocks=tuple(sorted(self._blocks, key=lambda one: (one.brand.casefold(), one.brand))),
            flaws=tuple(sorted((f for one in self._flaws for f in one.flaws), key=_by_id)),
            ended=tuple(sorted((e for one in self._flaws for e in one.ended), key=_by_id)),
            catalogue=min((one.catalogue for one in self._flaws if one.catalogue), default=None),
        )

    def crossed(self, rulebook: Rulebook) -> Iterable[Problem]:
        """Find makers that are named and have no file."""
        known = {maker.id for maker in rulebook.makers}
        named = [(file, line, "parent", maker) for file, line, maker in self._parents]
        for signature in rulebook.signatures:
            named += [
                (signature.file, signature.line, "shared_with", maker)
                for maker in signature.shared_with
            ]
        for policy in rulebook.policies:
            named += [(policy.file, policy.line, "names", one.maker) for one in policy.names]
        for flaw in rulebook.flaws:
            named += [(flaw.file, flaw.line, "makers", maker) for maker in flaw.makers]
        for ended in rulebook.ended:
            named += [(ended.file, ended.line, "makers", maker) for maker in ended.makers]
        for maker in rulebook.makers:
            for model in maker.models:
                named += [
                    (model.file, model.line, "collides_with", other)
                    for other in model.collides_with
                ]
        return [
            Problem(file, line, f"{key}: no file for maker {maker!r}")
            for file, line, key, maker in named
            if maker not in known
        ]


def _by_id(one: Flaw | Ended) -> str:
    return one.id


def _stated(part: Part, key: str) -> Part | None:
    """Give what is stated of a maker, with its references."""
    node = part.nodes.get(key)
    return Part(node, ("what", "references"), key) if node is not None else None
