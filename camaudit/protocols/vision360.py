"""Discovery of 360 Vision cameras over UDP 3600: one line of `KEY=value`.

Not verified on real devices: one public reader of it and its sample answer.
"""

from __future__ import annotations

import re

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols import asking
from camaudit.protocols.introduction import Introduction
from camaudit.protocols.values import fixed_text, mac_from_text

NAME = "360vision-3600"
MAGIC = b"DISCOVER"
MAX_DATAGRAM = 1_024  # bytes
SEARCH = asking.search(
    "360vision-search",
    3600,
    MAGIC + b"\n",
    says="asks 360 Vision cameras to name themselves",
    source="UniversalScanner, 360Vision.cs",
)
_PAIR = re.compile(r"""([A-Z_]{1,32})=(?:'([^']*)'|"([^"]*)"|(\S*))""")


def parse(data: bytes) -> Introduction:
    """Read one datagram; the word alone is the question.

    Raises: TruncatedError, MalformedError where it is no message of this protocol.
    Source: UniversalScanner, 360Vision.cs and 360Vision.selftest.
    """
    if data[: len(MAGIC)] != MAGIC[: len(data)] or len(data) > MAX_DATAGRAM:
        raise MalformedError("no 360 Vision message")
    if len(data) < len(MAGIC):
        raise TruncatedError("half a 360 Vision message")
    line = fixed_text(data[len(MAGIC) :].partition(b"\n")[0])
    if line is None:
        return Introduction(protocol=NAME, answer=False)
    said = {pair[1]: pair[2] or pair[3] or pair[4] for pair in _PAIR.finditer(line)}
    mac = mac_from_text(said.get("KEY") or "")
    if mac is None or not said.get("TYPE"):
        raise MalformedError("a 360 Vision answer without type and MAC")
    return Introduction(protocol=NAME, mac=mac, sort=said["TYPE"], serial=said.get("ID"))
