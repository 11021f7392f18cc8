"""Completion for PowerShell 5.1 and newer: tables of words, and one block that looks into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.cli.described import Value, every
from camaudit.cli.shells import TOP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from camaudit.cli.described import Command, Option

_QUOTES = "'\u2018\u2019\u201a\u201b"  # each of them ends a text between single quotes
Words = dict[str, str]  # word -> what it is for


def powershell(found: tuple[Command, ...]) -> str:
    """Give the script; where it offers nothing PowerShell offers files."""
    tables = {
        "commands": dict(_below(found)),
        "options": dict(_options(found)),
        "values": dict(_values(found)),
        "places": dict(_places(found)),
    }
    lines = [line for name, words in tables.items() for line in _table(name, words)]
    return _SCRIPT.replace("{tables}", "\n".join(lines))


# Words before the cursor are those that end before it: the one that is completed ends at it.
_SCRIPT = """\
# PowerShell completion for camaudit, made by: camaudit completion powershell
Register-ArgumentCompleter -Native -CommandName camaudit, camaudit.exe -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
{tables}
    $typed = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { $_.Extent.Text })
    $command = ''
    $place = 0
    foreach ($word in $typed) {
        $next = "$command $word".Trim()
        if ($place -eq 0 -and $options.Contains($next)) { $command = $next } else { $place += 1 }
    }
    $before = ''
    if ($typed.Count -gt 0) { $before = "$command $($typed[-1])".Trim() }
    $begin = "$wordToComplete"
    $front = ''
    if ($begin -match '^(--[^=]+)=(.*)$') {
        $front = $Matches[1] + '='
        $before = "$command $($Matches[1])".Trim()
        $begin = $Matches[2]
    }
    $offered = [ordered]@{}
    if ($values.Contains($before)) { $offered = $values[$before] }
    elseif ($front -ne '') { return }
    elseif ($begin.StartsWith('-')) { $offered = $options[$command] }
    elseif ($place -eq 0 -and $commands.Contains($command)) { $offered = $commands[$command] }
    elseif ($places.Contains($command)) { $offered = $places[$command] }
    $kind = [System.Management.Automation.CompletionResultType]::ParameterValue
    foreach ($one in $offered.GetEnumerator()) {
        if ($one.Key.StartsWith($begin, [System.StringComparison]::OrdinalIgnoreCase)) {
            $whole = $front + $one.Key
            [System.Management.Automation.CompletionResult]::new(
                $whole, $one.Key, $kind, $one.Value)
        }
    }
}
"""


def _below(found: tuple[Command, ...]) -> Iterator[tuple[str, Words]]:
    """Yield the commands that may come next, by those before."""
    yield "", {one.words[-1]: one.line for one in found} | dict(TOP)
    for one in every(found):
        if one.under:
            yield " ".join(one.words), {inner.words[-1]: inner.line for inner in one.under}


def _options(found: tuple[Command, ...]) -> Iterator[tuple[str, Words]]:
    yield "", dict(TOP)
    for one in every(found):
        words = {flag: option.says for option in one.options for flag in option.flags}
        yield " ".join(one.words), words


def _values(found: tuple[Command, ...]) -> Iterator[tuple[str, Words]]:
    """Yield what may follow an option that must have a value; files are left to PowerShell."""
    for one in every(found):
        for option in one.options:
            if option.value is not Value.NONE and not option.optional:
                for flag in option.flags:
                    yield f"{' '.join(one.words)} {flag}", _choices([option])


def _places(found: tuple[Command, ...]) -> Iterator[tuple[str, Words]]:
    """Yield what may stand in the places of a command; without places its options."""
    for one in every(found):
        if one.places:
            words = _choices(one.places)
        else:
            words = {flag: option.says for option in one.options for flag in option.flags}
        if words:
            yield " ".join(one.words), words


def _choices(options: Iterable[Option]) -> Words:
    return {choice: option.says for option in options for choice in option.choices}


def _table(name: str, tables: dict[str, Words]) -> Iterator[str]:
    yield f"    ${name} = @{{"
    for command, words in tables.items():
        # PowerShell refuses a tip that is empty.
        told = (f"{_quoted(word)} = {_quoted(says or word)}" for word, says in words.items())
        inner = "; ".join(told)
        yield f"        {_quoted(command)} = [ordered]@{{ {inner} }}"
    yield "    }"


def _quoted(text: str) -> str:
    """Quote on one line: nothing but a quote is read between single quotes."""
    bare = " ".join(text.split())
    return "'" + "".join(letter * 2 if letter in _QUOTES else letter for letter in bare) + "'"
