"""What a case gives, in the words of its expectation."""

from camaudit.tables import FORMATS
from camaudit.tables.transcript import Transcript
from camaudit.tables.walker import Row, Walker

PLAIN = ("line", "mac", "switch", "port", "vlan", "age", "begins", "ends", "remains")
FLAGS = ("local", "announced", "relays", "own")


def walked(path):
    with path.open("rb") as file:
        return list(Walker(list(FORMATS.values())).walk(Transcript(file).read()))


def told(path):
    format_of_case = FORMATS[path.stem.partition(".")[0]]
    found = walked(path)
    rows = [one for one in found if isinstance(one, Row)]
    return {
        "device": rows[0].device if rows else None,
        "entries": [_entry(one.entry) for one in rows],
        "unread": [one.line for one in found if not isinstance(one, Row)],
        "others": sorted({one.format.name for one in rows} - {format_of_case.name}),
    }


def _entry(entry):
    shown = {key: value for key in PLAIN if (value := getattr(entry, key)) is not None}
    if entry.ip is not None:
        shown["ip"] = str(entry.ip)
    if entry.ip is not None and entry.mac is not None:
        shown["how"] = entry.how.value
    if entry.says:
        shown["says"] = {channel.value: value for channel, value in entry.says}
    return shown | {key: True for key in FLAGS if getattr(entry, key)}
