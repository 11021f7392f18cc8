"""The table of witnesses in docs/identification.md says what the rules hold.

`python tests/rules/test_signals_table.py` prints the table anew, to paste after a change of rules.
"""

from pathlib import Path

from camaudit.rulebook.load import load
from camaudit.rulebook.types import Proves

ROOT = Path(__file__).parents[2]
MAKERS = [
    "hikvision",
    "dahua",
    "uniview",
    "tiandy",
    "tvt",
    "xiongmai",
    "reolink",
    "tplink",
    "axis",
    "hanwha",
    "bosch",
    "motorola",
    "vivotek",
    "ipro",
    "sony",
    "mobotix",
    "canon",
    "dlink",
    "ubiquiti",
    "geovision",
]
COLUMNS = {  # heading -> beginnings of channels
    "own": ("sadp.", "dhip.", "xm.", "mhed.", "pppp.", "port.", "discovery."),
    "ONVIF": ("wsd.", "onvif."),
    "HTTP": (
        "http.server",
        "http.title",
        "http.realm",
        "http.cookie",
        "http.path",
        "http.body",
        "http.header",
    ),
    "picture": ("http.icon",),
    "RTSP": ("rtsp.",),
    "TLS": ("tls.subject", "tls.issuer", "tls.name"),
    "mDNS": ("mdns.",),
    "UPnP": ("ssdp.", "upnp."),
    "SNMP": ("snmp.",),
    "FTP, Telnet": ("ftp.", "telnet."),
    "DHCP": ("dhcp.",),
}


def table(rulebook):
    heads = ["maker", *COLUMNS, "DNS", "MAC", "models"]
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for name in MAKERS:
        maker = rulebook.maker(name)
        assert maker is not None, name
        lines.append(f"| {' | '.join([maker.short, *_cells(maker)])} |")
    return lines


def _cells(maker):
    cells = [_strength(maker, begins) for begins in COLUMNS.values()]
    names = any(entry.identifies for entry in maker.cloud)
    weak = ["hint" if known else "-" for known in (names, maker.registrants)]
    return [*cells, *weak, "yes" if maker.models else "-"]


def _strength(maker, begins):
    told = [
        one.strong
        for one in maker.signatures
        if one.proves in {Proves.MAKER, Proves.PLATFORM} and one.on.value.startswith(begins)
    ]
    if not told:
        return "-"
    return "sign" if any(told) else "hint"


def test_the_page_shows_the_table_that_the_rules_give():
    page = (ROOT / "docs" / "identification.md").read_text(encoding="utf-8")
    section = page.partition("## Which signals exist\n")[2].partition("\n## ")[0]
    shown = [line for line in section.splitlines() if line.startswith("|")]
    assert shown == table(load([ROOT / "rules"]))


def test_the_table_has_a_row_for_each_maker_and_a_column_for_each_witness():
    lines = table(load([ROOT / "rules"]))
    assert len(lines) == len(MAKERS) + 2
    assert {line.count("|") for line in lines} == {len(COLUMNS) + 5}


if __name__ == "__main__":
    print("\n".join(table(load([ROOT / "rules"]))))
