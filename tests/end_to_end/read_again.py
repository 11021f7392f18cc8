"""Compares an audit with the one of what `--write` kept, but for names and numbers of frames."""

import json
import re

from camaudit import document

# A file of ours has another name, other bytes and, where frames were left out, other numbers.
OF_THE_FILE = frozenset({"source", "place", "path", "digest", "kind", "items", "run"})


def told(audit):
    """Give an audit without what is of the file that was read."""
    return _without(json.loads(document.to_json(audit)))


def _without(what):
    if isinstance(what, dict):
        return {name: _without(one) for name, one in what.items() if name not in OF_THE_FILE}
    if isinstance(what, str):
        return re.sub(r"\bframe \d+", "frame", what)
    return [_without(one) for one in what] if isinstance(what, list) else what
