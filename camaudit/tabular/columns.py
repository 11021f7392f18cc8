"""What the columns of a list mean, in the many words that people give them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_HEADING = 60  # characters; a longer cell is no heading
MAX_WORDS = 6  # words of a heading


class Role(StrEnum):
    """What a column holds; the words that --column takes."""

    MAKE = "make"
    MODEL = "model"
    PRODUCT = "product"  # make and model in one cell
    DESCRIPTION = "description"
    QUANTITY = "quantity"
    DATE = "date"  # when it was or will be bought


# Most telling first: where two columns have one role, the earlier spelling wins.
SPELLINGS: Mapping[Role, tuple[str, ...]] = {
    Role.PRODUCT: (
        "make and model", "make model", "manufacturer and model", "manufacturer model",
        "brand and model", "brand model", "make model no", "manufacturer part no and make",
        "make type", "marke modell", "hersteller modell", "hersteller und modell",
        "marque et modele", "marque modele", "marca y modelo", "marca modelo", "marca e modello",
        "product offered", "product", "produkt", "produit", "producto", "prodotto", "equipment",
        "camera", "device", "asset", "item name", "product name", "asset name",
    ),
    Role.MAKE: (
        "manufacturer", "manufacturer name", "manufacturers", "make", "brand", "brand name",
        "mfr", "mfg", "manuf", "oem", "hersteller", "marke", "fabrikat", "fabricant", "marque",
        "fabricante", "marca", "produttore", "fabrikant", "merk", "vendor", "vendor name",
    ),
    Role.MODEL: (
        "model", "model no", "model number", "model name", "model ref", "model code", "modell",
        "modele", "modelo", "modello", "manufacturer part no", "manufacturer part number",
        "manufacturers part no", "manufacturers part number", "manufacturer s part no",
        "manufacturer s part number", "manufacturer code", "mfr part no", "mfr part number",
        "mfg part no", "mpn", "part no", "part number", "partno", "part", "part code",
        "product code", "product no", "product number", "product ref", "product reference",
        "catalogue no", "catalogue number", "catalog number", "cat no", "order code",
        "type no", "typ", "type", "typenbezeichnung", "artikelnummer", "artikel nr",
        "bestellnummer", "reference", "referencia", "referenz", "codice", "codigo", "sku",
        "item code", "stock code", "code",
    ),
    Role.DESCRIPTION: (
        "description", "item description", "product description", "descr", "desc", "details",
        "item", "specification", "spec", "beschreibung", "bezeichnung", "artikel", "designation",
        "libelle", "descripcion", "descrizione", "omschrijving", "particulars", "goods",
        "device type", "camera type", "equipment type", "asset type", "product type",
        "line item", "article", "notes", "remarks", "comments",
    ),
    Role.QUANTITY: (
        "quantity", "qty", "quantity required", "qty required", "no of", "number of", "no off",
        "nr of", "units", "no of units", "number of units", "count", "menge", "anzahl",
        "stuckzahl", "stuck", "quantite", "qte", "cantidad", "cant", "quantita", "qta", "aantal",
        "pcs", "pieces",
    ),
    Role.DATE: (
        "purchase date", "date of purchase", "date purchased", "bought", "date bought",
        "year of purchase", "purchased", "install date", "installation date", "date installed",
        "installed", "year installed", "date of installation", "invoice date", "order date",
        "kaufdatum", "date d achat", "fecha de compra", "data di acquisto", "year", "date",
    ),
}  # fmt: skip
# A heading with one of these speaks of something else, whatever else it says.
_OTHER = frozenset(
    {
        "price", "cost", "rate", "amount", "value", "vat", "preis", "prix", "precio", "prezzo",
        "serial", "mac", "ip", "warranty", "supplier", "firmware", "drawing", "eol", "lead", "id",
        "tag", "location", "site", "position", "room", "building", "floor", "status", "condition",
    }
)  # fmt: skip
# Of several roles in one heading the first counts: "Camera make" is a make.
_ORDER = (Role.MAKE, Role.MODEL, Role.QUANTITY, Role.DESCRIPTION, Role.PRODUCT, Role.DATE)
_LOOSE = frozenset(
    {"type", "typ", "code", "reference", "part", "year", "date", "installed", "count", "units"}
)  # headings only where they stand alone
_COUNTED = frozenset({"no", "nr", "number", "ref", "numbers"})  # "Camera no." is a mark of it
_THINGS = frozenset({"camera", "device", "asset", "equipment"})
_MANY = frozenset({Role.DESCRIPTION})  # roles that several columns may share
_SPLIT = re.compile(r"[^0-9a-z]+")
_PLURAL = re.compile(r"\((?:s|es)\)")
_KINDS = frozenset({"type", "typ"})  # where another column holds the model, the kind of device
_WEIGHTS = {
    Role.MAKE: 3, Role.MODEL: 3, Role.PRODUCT: 3, Role.DESCRIPTION: 2, Role.QUANTITY: 2,
    Role.DATE: 1,
}  # fmt: skip
# From these on a spelling is the last resort: "SKU" yields to "Camera model", "Vendor" to "Make".
_LAST = {Role.MODEL: "type no", Role.MAKE: "vendor"}
NAMING = frozenset({Role.MAKE, Role.MODEL, Role.PRODUCT, Role.DESCRIPTION})


@dataclass(frozen=True, slots=True)
class Heading:
    """How well a cell reads as the heading of a column."""

    role: Role
    exact: bool  # the whole cell is the spelling
    place: int  # in SPELLINGS: smaller is more telling


@dataclass(frozen=True, slots=True)
class Headings:
    """The columns that one row would make, and how telling it is."""

    columns: Mapping[Role, tuple[int, ...]]
    score: int


def plain(text: str) -> str:
    """Write a heading without case, accents, punctuation and (s): "Qté." as "qte"."""
    flat = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("№", "no")).casefold()
    bare = "".join(c for c in flat if not unicodedata.combining(c))
    return _SPLIT.sub(" ", _PLURAL.sub("", bare)).strip()


@lru_cache(maxsize=4096)
def heading(text: str) -> Heading | None:
    """Tell what a cell means as a heading; None where it is none."""
    name = plain(text[: MAX_HEADING + 1])
    words = name.split()
    if not words or len(text) > MAX_HEADING or len(words) > MAX_WORDS or _OTHER & set(words):
        return None
    whole = _BY_NAME.get(name)
    if whole is not None:
        return Heading(whole[0], exact=True, place=whole[1])
    for length in range(len(words) - 1, 0, -1):
        parts = [" ".join(words[at : at + length]) for at in range(len(words) - length + 1)]
        if _COUNTED & set(words):
            parts = [part for part in parts if part not in _THINGS]
        found = [_BY_NAME[part] for part in parts if part in _BY_NAME and part not in _LOOSE]
        if found:
            role, place = min(found, key=lambda one: (_ORDER.index(one[0]), one[1]))
            return Heading(role, exact=False, place=place)
    return None


def headings(cells: Sequence[str]) -> Headings:
    """Tell what a row means as a row of headings; the score is 0 where it is none."""
    found: dict[Role, list[tuple[bool, int, int]]] = {}
    for column, text in enumerate(cells):
        one = heading(text) if text else None
        if one is not None:
            found.setdefault(one.role, []).append((not one.exact, one.place, column))
    _kinds_apart(cells, found)
    columns = {role: _chosen(role, ranked) for role, ranked in found.items()}
    score = sum(_WEIGHTS[role] * (1 if min(found[role])[0] else 2) for role in found)
    filled = sum(1 for text in cells if text)
    alone = len(found) == 1 and filled == 1 and not min(*found.values())[0]
    if not NAMING & set(found) or (len(found) < 2 and not (alone and filled == 1)):
        return Headings({}, 0)
    return Headings(columns, score)


def _kinds_apart(cells: Sequence[str], found: dict[Role, list[tuple[bool, int, int]]]) -> None:
    """Read "Type" as the kind of device where another column holds the model's name."""
    models = found.get(Role.MODEL, [])
    kinds = [one for one in models if plain(cells[one[2]]) in _KINDS]
    if kinds and (len(kinds) < len(models) or Role.PRODUCT in found):
        found[Role.MODEL] = [one for one in models if one not in kinds]
        if not found[Role.MODEL]:
            del found[Role.MODEL]
        found.setdefault(Role.DESCRIPTION, []).extend((True, one[1], one[2]) for one in kinds)


def _chosen(role: Role, ranked: list[tuple[bool, int, int]]) -> tuple[int, ...]:
    """Choose the columns of a role: the most telling one, or all where several may share it."""
    if role in _MANY:
        return tuple(sorted(column for *_, column in ranked))
    return (min(ranked, key=lambda one: (_is_last(role, one[1]), *one))[2],)


def _is_last(role: Role, place: int) -> bool:
    return role in _LAST and place >= SPELLINGS[role].index(_LAST[role])


def is_make_and_model(text: str) -> bool:
    """Tell whether a heading names the make, and its column the model too."""
    one = heading(text)
    return (
        one is not None
        and one.role is Role.PRODUCT
        and one.place < SPELLINGS[Role.PRODUCT].index("product offered")
    )


_BY_NAME = {
    name: (role, place)
    for role, names in SPELLINGS.items()
    for place, name in enumerate(names)
}  # fmt: skip
