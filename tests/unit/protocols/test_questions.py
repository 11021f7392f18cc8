"""The list of what may be sent is the one that is written down."""

from pathlib import Path

from camaudit.protocols import questions

PAGE = Path(__file__).parents[3] / "docs" / "protocols.md"


def test_the_page_of_protocols_lists_every_question_with_its_ports_and_source():
    told = PAGE.read_text(encoding="utf-8").partition("## What a scan asks")[2]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in told.splitlines()
            if line.startswith("| ") and not line.startswith("| question")]  # fmt: skip
    assert [row[0] for row in rows] == list(questions.ALL)
    for name, goes_to, says, source in rows:
        probe = questions.ALL[name]
        groups = {str(call.group) for call in questions.ASK_GROUP if call.probe is probe}
        assert goes_to.startswith(f"{probe.transport.upper()} {', '.join(map(str, probe.ports))}")
        assert groups == set(filter(None, goes_to.partition("; ")[2].split(", ")))
        assert (says, source) == (probe.says, probe.source)


def test_nobody_is_called_more_than_three_times():
    by_port = {}
    for call in questions.ASK_GROUP:
        key = call.group, call.probe.ports[0]
        by_port[key] = by_port.get(key, 0) + call.times
        assert call.group.is_multicast or str(call.group) == "255.255.255.255"
    assert max(by_port.values()) <= 3
