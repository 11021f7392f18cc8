"""Whether rows are a list of cameras, of which sort, and whose: pure, rows in, answer out.

Taken is only what its headings prove. A recorder's list has a channel with an address, a name or a
status beside it, or the recorder beside an address; a register speaks of cameras and says where
they hang. Leases, ARP and switch tables, wireless clients, scans and lists of software have
columns of their own, or no word of cameras, and are left to others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from ipaddress import ip_address
from itertools import pairwise
from typing import TYPE_CHECKING

from camaudit.model.observation import Document
from camaudit.tabular.camera_columns import (
    Columns,
    Field,
    columns,
    speaks_of_cameras,
    speaks_of_paper,
)
from camaudit.tabular.columns import plain
from camaudit.tabular.inventory_columns import inventory
from camaudit.tabular.reply import OURS, THEIRS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from camaudit.tabular.inventory_columns import Inventory
    from camaudit.tabular.row import Row

MAX_ABOVE = 40  # rows above the list in which its headings are looked for
MAX_OWNER = 80  # characters of a recorder's name
# The headings of the blank sheet that camaudit writes.
BLANK = (
    "Recorder", "Channel", "Camera name", "IP address", "MAC address", "Serial number", "Make",
    "Model", "Place", "In use (yes or no)",
)  # fmt: skip
_BLANK = frozenset(map(plain, BLANK))
_ANSWERS = {plain(name): name for name in THEIRS}
_FEW = 3  # headings for answers, with which a table is a supplier's reply though he cut it down

# What a tool that looks for devices calls a camera, and what is another device beside it.
CAMERA_SORTS = re.compile(r"(?i)\b(?:ipc|ip ?camera|camera|ipcamera|dome|bullet|ptz|sd|turret)\b")
OTHER_SORTS = re.compile(
    r"(?i)\b(?:nvr|dvr|xvr|hcvr|hvr|evs|recorder|vto|vth|door|decoder|encoder|server|switch|access)"
)
# "D3", "CH 05", "Camera 2", "1.1", "[PoE 3]"; the hints of the blank sheet pass as well.
_CHANNEL = re.compile(
    r"(?i)(?:e\.g\. )?\[?(?:d|a|ip|ch|c|cam|camera|ipc|ip ?camera|channel|kanal|canal|poe|n|no\.?|"
    r"vi)?"
    r"[ ._-]?\d{1,4}(?:[.-]\d{1,3})?\]?"
)
_OWNER = re.compile(
    r"(?i)\s*(?:recorder(?: name)?|nvr(?: name)?|dvr(?: name)?|device(?: name)?|system name|server"
    r"(?: name)?|rekorder|enregistreur|grabador)\s*[:=]\s*(.+)"
)
_OWNER_KEYS = frozenset(
    {
        "recorder", "recorder name", "nvr", "nvr name", "dvr", "dvr name", "device", "device name",
        "system name", "server", "server name", "rekorder", "enregistreur", "grabador",
    }
)  # fmt: skip
_ADDRESS = re.compile(
    r"(?i)\s*(?:(?:recorder|nvr|dvr|device)?\s*ip(?:v4)?(?:[ -]?address)?)\s*[:=]\s*(\S+)"
)
_ADDRESS_KEYS = frozenset(
    {"ip", "ip address", "ipv4 address", "recorder ip", "nvr ip", "device ip"}
)
# Names that every recorder bears from its maker, and sheets from the program: they name none.
_NAMELESS_WORDS = """
nvr dvr xvr hcvr hvr recorder server camera cameras channel channels list sheet tabelle feuil
hoja foglio blad table export data result devices device report cctv kameras kanal
"""
_NAMELESS = frozenset(_NAMELESS_WORDS.split())
_NAMELESS_WHOLE = frozenset(
    {
        "network video recorder", "digital video recorder", "embedded net dvr", "embedded nvr",
        "recorder channels", "camera list", "camera management", "ip camera", "ip cameras",
        "channel list", "remote device", "recording server", "camera register",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One list of cameras."""

    document: Document
    header: int  # number of the row of its headings
    columns: Columns
    owner: str | None  # the recorder, as rows above the list or the name of the sheet give it
    own: bool  # the blank sheet that camaudit writes, filled in: each row is a camera
    mixed: bool = False  # an inventory of all sorts of things: a row is a camera where it says so
    answers: tuple[tuple[int, str], ...] = ()  # of a supplier's reply: column (0-based), heading
    inventory: Inventory | None = None  # of a program that keeps one


def find(rows: Sequence[Row], sheet: str, file: str) -> Sheet | None:
    """Find the list among the first rows of a sheet.

    Input:  sheet: its name, "" in CSV and text; file: name of the file without its ending.
    Output: None where no row is proved to head a list of cameras.
    """
    above: list[Row] = []
    for place, row in enumerate(rows):
        if row.number > MAX_ABOVE:
            break
        if row.damaged:
            continue
        if (kept := inventory(row.cells, f"{sheet} {file}")) is not None:
            return _of_program(row, kept)
        found = columns(row.cells)
        found = _without_numbers(found, rows[place + 1 :])
        if (reply := _reply(row, found)) is not None:
            return reply
        if found.known >= 2 and not found.foreign:
            title = " ".join([sheet, file, *(text for one in above for text in one.cells)])
            own = found.names >= _BLANK
            mixed = not own and _is_inventory(found, title)
            document = (
                Document.REGISTER if mixed else _proved(found, title, rows[place + 1 :], own=own)
            )
            if document is not None:
                return Sheet(
                    document=document,
                    header=row.number,
                    columns=found,
                    owner=None if mixed else _owner(above) or (None if own else named(sheet)),
                    own=own,
                    mixed=mixed,
                )
        above.append(row)
    return None


def _of_program(row: Row, kept: Inventory) -> Sheet:
    return Sheet(
        document=Document.INTERFACES if kept.interfaces else Document.INVENTORY,
        header=row.number,
        columns=kept.columns,
        owner=None,
        own=False,
        mixed=not kept.interfaces,
        inventory=kept,
    )


def _reply(row: Row, found: Columns) -> Sheet | None:
    """Read a row as the headings of the table that suppliers fill in; None where it is none."""
    names = [(at, _ANSWERS.get(plain(text))) for at, text in enumerate(row.cells)]
    answers = tuple((at, name) for at, name in names if name is not None)
    if len(answers) < _FEW or plain(OURS[0]) not in found.names:
        return None
    return Sheet(
        document=Document.REPLY,
        header=row.number,
        columns=found,
        owner=None,
        own=False,
        answers=answers,
    )


def _is_inventory(found: Columns, title: str) -> bool:
    """Tell whether the headings are those of a list that people keep of what they own.

    It holds MACs as the tables of switches do, but says what was bought, not who is there.
    """
    if found.camera or speaks_of_cameras(title) or not found.has(Field.MAC):
        return False
    if found.has(Field.CHANNEL) or found.has(Field.RECORDER):
        return False
    return found.paper or (speaks_of_paper(title) and found.has(Field.PLACE))


def _without_numbers(found: Columns, below: Sequence[Row]) -> Columns:
    """Take out a column of channels whose cells are none.

    One may be a count of them, "16/0". Where no heading speaks of cameras or recorders it may be
    that of a radio, whose numbers repeat and begin anew.
    """
    if not found.has(Field.CHANNEL):
        return found
    at = found.at[Field.CHANNEL][0]
    texts = [row.cell(at) for row in below[:MAX_ABOVE] if row.cell(at)]
    wrong = sum(_CHANNEL.fullmatch(text) is None for text in texts)
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) < 5]
    again = any(one >= two for one, two in pairwise(numbers))
    sure = found.camera or found.has(Field.RECORDER)
    if 2 * wrong <= len(texts) if sure else not (wrong or again):
        return found
    return replace(found, at={k: v for k, v in found.at.items() if k is not Field.CHANNEL})


def _proved(found: Columns, title: str, below: Sequence[Row], *, own: bool) -> Document | None:
    """Tell which document the headings prove; None where they may head anything."""
    cameras = found.camera or speaks_of_cameras(title)
    paper = not own and (found.paper or speaks_of_paper(title))
    made = any(found.has(one) for one in (Field.MAKE, Field.MODEL, Field.PRODUCT))
    told = found.has(Field.ADDRESS) and (not found.postal or _is_network(found, below))
    marked = told or found.has(Field.MAC) or found.has(Field.SERIAL)
    numbered = found.has(Field.CHANNEL) or (found.has(Field.REFERENCE) and found.strong)
    named_too = paper and (numbered or found.has(Field.NAME))
    running = found.has(Field.CHANNEL) or (told and found.has(Field.STATUS))
    placed = cameras and found.has(Field.PLACE) and (paper or not running)
    if placed and (made or marked or named_too):
        return Document.REGISTER
    of_recorder = (
        (found.has(Field.CHANNEL) and _is_channelled(found, told=told, cameras=cameras))
        or (numbered and cameras and (told or found.has(Field.STATUS, Field.NAME)))
        or (
            found.has(Field.RECORDER)
            and told
            and (cameras or found.recording)
            and (made or found.has(Field.NAME))
        )
        or (found.camera and told and (found.has(Field.NAME) or made))
        # The name of a file or sheet helps only where the columns leave little else.
        or (cameras and told and made and found.has(Field.NAME, Field.STATUS))
        or (
            found.has(Field.SORT)
            and (made or found.has(Field.SERIAL))
            and told
            and _sorts(found, below)
        )
    )
    return Document.RECORDER if of_recorder else None


def _is_channelled(found: Columns, *, told: bool, cameras: bool) -> bool:
    """Tell whether a column of channels has beside it what a recorder says of one."""
    beside = sum(
        found.has(one)
        for one in (Field.NAME, Field.STATUS, Field.MAC, Field.MODEL, Field.SERIAL, Field.PROTOCOL)
    )
    return (told and beside >= 1) or (cameras and (told or beside >= 1)) or beside >= 3


def _is_network(found: Columns, below: Sequence[Row]) -> bool:
    """Tell whether the cells below "Address" are addresses of a network."""
    at = found.at[Field.ADDRESS][0]
    texts = [row.cell(at) for row in below[:MAX_ABOVE] if row.cell(at)]
    return any(address_in(text) is not None for text in texts)


def _sorts(found: Columns, below: Sequence[Row]) -> bool:
    """Tell whether most of the devices below are called cameras or recorders."""
    at = found.at[Field.SORT][0]
    texts = [row.cell(at) for row in below[:MAX_ABOVE] if row.cell(at)]
    video = [one for one in texts if CAMERA_SORTS.search(one) or OTHER_SORTS.search(one)]
    return any(CAMERA_SORTS.search(one) for one in texts) and 2 * len(video) > len(texts)


def _owner(above: Iterable[Row]) -> str | None:
    """Read the recorder's name and address from the rows above its list."""
    name = address = None
    for row in above:
        texts = [text for text in row.cells if text]
        if len(texts) == 2 and plain(texts[0]) in _OWNER_KEYS:
            name = name or named(texts[1])
        if len(texts) == 2 and plain(texts[0]) in _ADDRESS_KEYS:
            address = address or texts[1]
        for text in texts:
            if (said := _OWNER.fullmatch(text)) is not None:
                name = name or named(said[1])
            if (said := _ADDRESS.fullmatch(text)) is not None:
                address = address or said[1]
    ip = address_in(address) if address else None
    if ip is None:
        return name
    return f"{name} ({ip})" if name else ip


def named(text: str) -> str | None:
    """Give the name of a recorder; None where every recorder is called so."""
    bare = " ".join(text.split())[:MAX_OWNER]
    words = plain(bare)
    if not words or words in _NAMELESS_WHOLE:
        return None
    kept = [one for one in words.split() if one.rstrip("0123456789") not in _NAMELESS]
    numbered = any(map(str.isdigit, words)) and not re.match(
        r"(?:sheet|tabelle|feuil|hoja|foglio|blad|table|list|export)", words
    )
    return bare if kept or numbered else None


_IPV4 = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")


def address_in(text: str) -> str | None:
    """Find the address of a network in a cell: bare, with a port, or within a URL.

    Output: None for a name of a host, for no address, and for 0.0.0.0.
    """
    found = _IPV4.search(text.rpartition("@")[2][:200])
    bare = found[0] if found is not None else text.strip().strip("[]").partition("%")[0]
    # A recorder's own screen pads the groups: 192.168.001.020.
    padded = ".".join(str(int(one)) for one in bare.split(".")) if found is not None else bare
    try:
        ip = ip_address(padded)
    except ValueError:
        return None
    return None if ip.is_unspecified or ip.is_multicast else str(ip)
