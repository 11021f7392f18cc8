"""`camaudit rules lint|test|show`: prove the rules, try texts on them, read what they say."""

from __future__ import annotations

import argparse
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit import data
from camaudit.errors import DataError, RulesError, UsageError
from camaudit.escape import for_terminal
from camaudit.identify.registry import Registry
from camaudit.identify.trial import COLUMNS, Text, Trial, grouped
from camaudit.model.observation import Channel
from camaudit.policies import Policies
from camaudit.rulebook import baseline, card, examples, guidefile
from camaudit.rulebook.lint import lint
from camaudit.rulebook.load import load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camaudit.identify.match import Match
    from camaudit.model.identity import Answer
    from camaudit.rulebook.baseline import Harmless
    from camaudit.rulebook.types import Rulebook
    from camaudit.yamlfile import Problem

INCOMPLETE = 3
_STDIN = "-"
_WIDTH = 96
_INDENT = " " * 18
_CHANNELS = "channels: " + " ".join(sorted(Channel))


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit rules", description="Prove the rules, try texts on them, read them."
    )
    folder = argparse.ArgumentParser(add_help=False)
    folder.add_argument("--rules", metavar="DIR", action="append", default=[], help="more rules")
    every = made.add_subparsers(dest="what", required=True, metavar="lint|test|show")
    every.add_parser("lint", parents=[folder], help="every mistake at once, as file:line")
    test = every.add_parser(
        "test",
        parents=[folder],
        help="run the examples, or try texts on the rules",
        description="Without FILE and --text: run every example of the rules. FILE holds lines of "
        "`channel<TAB>text`, or `device<TAB>channel<TAB>text` with the lines of a device together; "
        "the answer is one line of tab-separated cells for each device.",
        epilog=_CHANNELS,
    )
    test.add_argument("file", nargs="?", metavar="FILE", help="texts to identify; - reads them")
    test.add_argument("--on", metavar="CHANNEL", help="where the text was read: http.server ...")
    test.add_argument("--text", metavar="TEXT", help="one text; says which rules match and why")
    show = every.add_parser("show", parents=[folder], help="one rule, maker, label or policy")
    show.add_argument("id", metavar="ID", help="hikvision, us_ndaa_889, hikvision.sadp-model ...")
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    if options.what == "test" and (options.on is None) != (options.text is None):
        raise UsageError("rules test: --on CHANNEL and --text TEXT belong together")
    if options.what == "test" and options.file is not None and options.text is not None:
        raise UsageError("rules test takes a FILE or --text, not both")
    layers = [data.folder("rules"), *(Path(one) for one in options.rules)]
    if options.what == "lint":
        guidefile.load(layers)
    book = load(layers)
    if options.what == "show":
        return _show(book, options.id)
    if options.what == "test" and options.text is not None:
        return _one_text(book, options.on, options.text)
    if options.what == "test" and options.file is not None:
        return _texts(book, options.file)
    return _proved(book, lint(book, _harmless()) if options.what == "lint" else examples.run(book))


def _proved(book: Rulebook, problems: Iterable[Problem]) -> int:
    text = "\n".join(str(problem) for problem in problems)
    if text:
        raise RulesError(text)
    sys.stdout.write(f"rules of {book.date}: in order: {examples.held(book)}\n")
    return 0


def _harmless() -> tuple[Harmless, ...]:
    """Read what is no camera: it lies in a checkout, not in an installed camaudit."""
    try:
        return baseline.read(data.folder("tests/baseline"))
    except DataError:
        return ()


def _show(book: Rulebook, name: str) -> int:
    policies = Policies(book)

    def lists(maker: str) -> list[str]:
        return [hit.sentence for hit in (*policies.named(maker), *policies.described(maker))]

    found = card.cards(book, name, lists)
    if not found:
        near = card.near(book, name)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise UsageError(f"rules show {for_terminal(name)}: the rules know nothing so called{hint}")
    for lines in found:
        for what, text in lines:
            sys.stdout.write(_line(what, text))
        sys.stdout.write("\n")
    return 0


def _one_text(book: Rulebook, channel: str, value: str) -> int:
    if channel not in set(Channel):
        raise UsageError(f"--on {for_terminal(channel)}: no such channel; {_CHANNELS}")
    asked = Text(Channel(channel), value)
    if not asked.usable:
        raise UsageError(f"--text {for_terminal(value[:40])}: no MAC address")
    tried = _trial(book).of("text", [asked])
    for match in tried.matches:
        for what, text in _matched(match):
            sys.stdout.write(_line(what, text))
        sys.stdout.write("\n")
    if not tried.matches:
        sys.stdout.write("No rule matches.\n\n")
    known = tried.identity
    for what, answer in (("maker", known.maker), ("label", known.brand), ("kind", known.kind)):
        sys.stdout.write(_line(what, _answer(answer)))
    for what in ("model", "firmware", "built_on", "serial"):
        said = getattr(known, what)
        if said:
            sys.stdout.write(_line(what.replace("_", " "), said))
    return 0


def _matched(match: Match) -> Iterable[tuple[str, str]]:
    one = match.evidence
    yield "rule", one.rule
    yield "proves", f"{one.proves}: {one.says}" if one.says else one.proves
    yield "alone", "enough for likely" if one.strong else "not enough for more than possible"
    for name, value in match.fields:
        yield name.replace("_", " "), value
    yield "because", one.because
    for source in one.references:
        yield "source", source


def _answer(answer: Answer) -> str:
    rivals = "".join(f"; against it {name}" for name, _ in answer.rivals)
    return f"{answer.value or 'unknown'} ({answer.grade.value}){rivals}"


def _texts(book: Rulebook, name: str) -> int:
    trial = _trial(book)
    wrong = 0

    def told(number: int, what: str) -> None:
        nonlocal wrong
        wrong += 1
        sys.stderr.write(f"camaudit: {for_terminal(f'{name}:{number}: {what}')}\n")

    sys.stdout.write("\t".join(COLUMNS) + "\n")
    try:
        handle = sys.stdin.fileno() if name == _STDIN else name
        with open(
            handle, encoding="utf-8-sig", errors="replace", newline="\n", closefd=name != _STDIN
        ) as lines:
            for device, texts in grouped(lines, told):
                sys.stdout.write("\t".join(trial.of(device, texts).row) + "\n")
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(f"{name}: cannot be read: {error.strerror or error}") from error
    return INCOMPLETE if wrong else 0


def _trial(book: Rulebook) -> Trial:
    return Trial(book, Registry.load(data.folder("oui_data")))


def _line(what: str, text: str) -> str:
    body = textwrap.fill(
        for_terminal(text), _WIDTH, initial_indent=f"{what:<16}  ", subsequent_indent=_INDENT,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    return f"{body}\n"
