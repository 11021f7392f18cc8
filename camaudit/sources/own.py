"""Answers of camaudit itself among the files: told, and never read as evidence of what they say.

Who audits a folder again often has the last answer in it. Its tables are full of MACs and models,
and would come back as what a switch or a register says.
"""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from camaudit.tabular.forms import DAMAGED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from camaudit.model.coverage import Note
    from camaudit.model.observation import Observation, Shortfall

MAX_CORE = 65_536  # bytes of a workbook's properties
# How its tables begin: the first names of their headings, enough to be those of no other program.
_TABLES = (
    "id,site,network,addresses,",
    "id,device,site,network,",
    "device,answer,says,proves,",
    "device,site,address,peer,",
    "order,action,severity,grade,",
    "of,found_by,device,listed_camera,",
    "site,network,range,purpose,looked,",
    "built_by,built_by_id,label,",
    "what,answer\n",
    # For other systems; what those write themselves begins otherwise.
    "name,label,type,object_types,description,ui_visible,",
    "name,slug\n",
    "name,slug,color,vm_role\n",
    "name,slug,status\n",
    "manufacturer,model,slug,u_height,is_full_depth\n",
    "name,role,manufacturer,device_type,serial,status,site,description,cf_camaudit_id,",
    "device,name,type\n",
    "mac_address,device,interface,is_primary\n",
    "name,sys_class_name,serial_number,model_number,vendor,manufacturer,mac_address,",
)
_BEGINNINGS = ('{\n "format": "camaudit-audit/', '{"record": "answer", ')
# All of them stand near the beginning.
_MARKS = (
    ('"bomFormat": "CycloneDX"', '"name": "camaudit"'),
    ('"class_uid": 5001', '"product": {"name": "camaudit"'),
    ("\n## Answer\n\n| what | answer |\n",),
    # Answers of `report --for`, and its letters: an unsent one is as good as its beginning.
    ("INTERNAL DRAFT: for the officer who answers", "made from one audit of the network"),
    ("Subject: ", "To: [supplier]. The same letter goes to every supplier"),
    ("Subject: ", "To: [data protection officer]"),
    ("Subject: ", "To: [broadband provider, or whoever runs the firewall]"),
    ("NO LETTER IS NEEDED. The audit of ",),
    (
        '<meta name="referrer" content="no-referrer">\n<meta http-equiv=',
        '"Content-Security-Policy" content="default-src \'none\'; ',
    ),
)


def recognise(head: bytes) -> bool:
    """Tell whether a text is an answer of camaudit, by its beginning."""
    text = head.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    first, _, _ = text.partition("\n")
    table = first.replace(";", ",").replace("\t", ",") + "\n"  # as a spreadsheet saves it again
    return (
        table.startswith(_TABLES)
        or text.startswith(_BEGINNINGS)
        or any(all(mark in text for mark in marks) for marks in _MARKS)
    )


def recognise_workbook(path: Path) -> bool:
    """Tell whether a workbook is an answer of camaudit, by who made it."""
    try:
        with zipfile.ZipFile(path) as packed, packed.open("docProps/core.xml") as file:
            return b">camaudit</dc:creator>" in file.read(MAX_CORE)
    except (*DAMAGED, KeyError):
        return False


class OwnSource:
    """An answer that is not read again."""

    kind = "an answer of camaudit, which is not read again"
    items = 0
    hosts: tuple[str, ...] = ()

    def observations(self) -> Iterator[Observation]:
        """Yield nothing."""
        yield from ()

    def shortfalls(self) -> list[Shortfall]:
        """Give nothing: nothing was to be read."""
        return []

    def notes(self) -> tuple[Note, ...]:
        """Give nothing."""
        return ()
