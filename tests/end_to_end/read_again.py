"""Compares an audit with the one of what `--write` kept, but for names and numbers of frames."""

import re

from camaudit import document

# A file of ours has another name, other bytes and, where frames were left out, other numbers.
OF_THE_FILE = frozenset({"source", "place", "run"})
OF_ITS_READING = frozenset({"path", "digest", "kind", "items"})  # of the noun that has a digest


def told(audit):
    """Give an audit without what is of the file that was read."""
    return _without(document.spelled_out(document.to_json(audit)))


def _without(what):
    if isinstance(what, dict):
        out = OF_THE_FILE | (OF_ITS_READING if "digest" in what else frozenset())
        return {name: _without(one) for name, one in what.items() if name not in out}
    if isinstance(what, str):
        return re.sub(r"\bframe \d+", "frame", what)
    return [_without(one) for one in what] if isinstance(what, list) else what
