"""Discovery of Sony cameras over UDP 2380: texts `KEY:value` between marks.

Messages that set an address hold a login; only the keys named here are kept, of answers alone.
Not verified on real devices: one public reader of it and its sample answer.
"""

from __future__ import annotations

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols import asking
from camaudit.protocols.introduction import Introduction
from camaudit.protocols.values import address_from_text, fixed_text, mac_from_text

NAME = "sony-2380"
MAX_DATAGRAM = 4_096  # bytes
_BEGIN, _END, _MARK = b"\x02", b"\x03", b"\xff"
_ASKS = ("ENQ", "SET")
_KEPT = frozenset({"MAC", "MODEL", "SERIAL", "IPADR", "SOFTVERSION"})
SEARCH = asking.search(
    "sony-search",
    2380,
    _BEGIN + b"ENQ:allinfo" + _MARK + _END,
    says="asks Sony cameras to name themselves",
    source="UniversalScanner, Sony.cs",
)


def parse(data: bytes) -> Introduction:
    """Read one datagram.

    Raises: TruncatedError, MalformedError where it is no message of this protocol.
    Source: UniversalScanner, Sony.cs and Sony.selftest.
    """
    if data[:1] not in {b"", _BEGIN} or len(data) > MAX_DATAGRAM:
        raise MalformedError("no Sony message")
    if len(data) < 2 or not data.endswith(_END):
        raise TruncatedError("a Sony message without its end")
    items = [one.partition(b":") for one in data[1:-1].split(_MARK)]
    keys = [key.decode("ascii", "replace") for key, _, _ in items]
    if any(key.startswith(_ASKS) for key in keys):
        return Introduction(protocol=NAME, answer=False)
    texts = [fixed_text(value) for _, _, value in items]
    said = {key: text for key, text in zip(keys, texts, strict=True) if key in _KEPT and text}
    mac = mac_from_text(said.get("MAC", ""))
    if mac is None or "MODEL" not in said:
        raise MalformedError("a Sony answer without MAC and model")
    return Introduction(
        protocol=NAME,
        mac=mac,
        ip=address_from_text(said.get("IPADR", "")),
        model=said["MODEL"],
        serial=said.get("SERIAL"),
        firmware=said.get("SOFTVERSION"),
    )
