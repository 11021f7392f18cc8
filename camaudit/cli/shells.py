"""Completion for bash, zsh and fish: scripts that run nothing while somebody types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.cli.described import Value, every

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from camaudit.cli.described import Command, Option

TOP = (("--help", "the commands"), ("--version", "dates of the tool and its tables"))


def _quoted(text: str) -> str:
    """Quote for bash and zsh: nothing between single quotes is read."""
    return "'" + text.replace("'", "'\\''") + "'"


def bash(found: tuple[Command, ...]) -> str:
    """Give the script for bash; before bash 4 it offers files where no word fits."""
    with_more = "|".join(one.words[0] for one in found if one.under)
    top = [*(one.words[0] for one in found), *(flag for flag, _ in TOP)]
    cases = [case for one in every(found) for case in _bash_cases(one)]
    cases.append(_bash_case("*", top))
    return _BASH.format(with_more=with_more, cases="\n".join(f"        {one}" for one in cases))


# The word that is completed is told by: command, place after it, word before it, its beginning.
_BASH = """\
# bash completion for camaudit, made by: camaudit completion bash
_camaudit() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD - 1]}}"
    local place=$COMP_CWORD command="" words="" kind="word"
    if [ "$current" = "=" ]; then
        current=""
    elif [ "$before" = "=" ]; then
        before="${{COMP_WORDS[COMP_CWORD - 2]}}"
    fi
    if [ "$COMP_CWORD" -gt 1 ]; then
        command="${{COMP_WORDS[1]}}" place=$((place - 1))
        case "$command" in
        {with_more})
            if [ "$place" -gt 1 ]; then
                command="$command ${{COMP_WORDS[2]}}" place=$((place - 1))
            fi
            ;;
        esac
    fi
    case "$command:$place:$before:$current" in
{cases}
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    case "$kind" in
    file) ;;
    folder) compopt -o dirnames +o default 2>/dev/null ;;
    *) compopt +o default 2>/dev/null ;;
    esac
}}
complete -o default -F _camaudit camaudit
"""


def _bash_cases(one: Command) -> Iterator[str]:
    """Give the cases of a command, the narrowest first."""
    name = " ".join(one.words)
    for option in one.options:
        if option.value is not Value.NONE and not option.optional:
            pattern = "|".join(f"'{name}:'*':{flag}:'*" for flag in option.flags)
            yield _bash_case(pattern, option.choices, option.value)
    flags = [flag for option in one.options for flag in option.flags]
    yield _bash_case(f"'{name}:'*':-'*", flags)
    if one.under:
        yield _bash_case(f"'{name}:1:'*", [inner.words[-1] for inner in one.under])
    for place in one.places:
        first = place is one.places[0]
        pattern = f"'{name}:1:'*" if first and place.choices else f"'{name}:'*"
        yield _bash_case(pattern, place.choices, place.value)
    if not one.places:
        yield _bash_case(f"'{name}:'*", flags)


def _bash_case(pattern: str, words: Sequence[str], value: Value = Value.WORD) -> str:
    if value in {Value.FILE, Value.FOLDER}:
        return f"{pattern}) kind={value} ;;"
    return f"{pattern}) words={_quoted(' '.join(words))} ;;"


def zsh(found: tuple[Command, ...]) -> str:
    """Give the script for zsh, which may stand in a folder of $fpath or be read by the shell."""
    lines = ["#compdef camaudit", "# made by: camaudit completion zsh", "_camaudit() {"]
    lines += _zsh_branch(found, 2, TOP)
    lines.append("}")
    called = 'if [ "$funcstack[1]" = "_camaudit" ]; then _camaudit "$@"'
    lines.append(f"{called}; else compdef _camaudit camaudit; fi")
    return "\n".join(lines) + "\n"


def _zsh_branch(
    found: tuple[Command, ...], place: int, more: Sequence[tuple[str, str]] = ()
) -> Iterator[str]:
    """Give the lines that offer commands at a place, and then go into the one that was typed."""
    indent = "    " * (place - 1)
    named = [*((one.words[-1], one.line) for one in found), *more]
    offers = " ".join(_quoted(f"{name}:{line.replace(':', chr(92) + ':')}") for name, line in named)
    yield f"{indent}local -a commands"
    yield f"{indent}commands=({offers})"
    yield f"{indent}if (( CURRENT == {place} )); then _describe command commands; return; fi"
    yield f"{indent}case $words[{place}] in"
    for one in found:
        yield f"{indent}{one.words[-1]})"
        if one.under:
            yield from _zsh_branch(one.under, place + 1)
        else:
            yield f"{indent}    shift {place - 1} words; (( CURRENT -= {place - 1} ))"
            yield f"{indent}    _arguments -s -S {' '.join(_zsh_specs(one))}"
        yield f"{indent}    ;;"
    yield f"{indent}esac"


def _zsh_specs(one: Command) -> Iterator[str]:
    for option in one.options:
        says = _zsh_text(option.says)
        value = ""
        if option.value is not Value.NONE:
            value = f"{':' * (2 if option.optional else 1)}{_zsh_text(option.name)}:{_zsh(option)}"
        for flag in option.flags:
            yield _quoted(f"*{flag}[{says}]{value}")
    for number, place in enumerate(one.places, 1):
        begin = "*:" if place.many else f"{number}:{':' if place.optional else ''}"
        yield _quoted(f"{begin}{_zsh_text(place.name)}:{_zsh(place)}")


def _zsh_text(text: str) -> str:
    for letter in "\\[]:":
        text = text.replace(letter, f"\\{letter}")
    return text


def _zsh(option: Option) -> str:
    if option.value is Value.FILE:
        return "_files"
    if option.value is Value.FOLDER:
        return "_files -/"
    return f"({' '.join(option.choices)})" if option.choices else " "


def fish(found: tuple[Command, ...]) -> str:
    """Give the script for fish."""
    lines = ["# fish completion for camaudit, made by: camaudit completion fish"]
    lines.append("complete -c camaudit -f")
    for flag, says in TOP:
        name = flag.removeprefix("--")
        lines.append(f"complete -c camaudit -n __fish_use_subcommand -l {name} -d {_fish(says)}")
    for one in found:
        lines.append(_fish_line("__fish_use_subcommand", f"-a {one.words[0]}", one.line))
        for inner in one.under:
            names = " ".join(other.words[-1] for other in one.under)
            where = f"{_fish_in(one)}; and not __fish_seen_subcommand_from {names}"
            lines.append(_fish_line(where, f"-a {inner.words[-1]}", inner.line))
    for one in every(found):
        lines += [_fish_option(one, option) for option in one.options]
        for place in one.places:
            what = f"-a {_fish(' '.join(place.choices))}" if place.choices else _fish_value(place)
            if what:
                lines.append(_fish_line(_fish_in(one), what, ""))
    return "\n".join(lines) + "\n"


def _fish(text: str) -> str:
    """Quote for fish, which reads a backslash between single quotes."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _fish_in(one: Command) -> str:
    return "; and ".join(f"__fish_seen_subcommand_from {word}" for word in one.words)


def _fish_line(where: str, what: str, says: str) -> str:
    told = f" -d {_fish(says)}" if says else ""
    return f"complete -c camaudit -n {_fish(where)} {what}{told}"


def _fish_option(one: Command, option: Option) -> str:
    flags = " ".join(
        f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in option.flags
    )
    value = ""
    if option.value is not Value.NONE and not option.optional:
        value = " -r" if option.value is Value.FILE else " -x"
    if option.choices:
        value += f" -a {_fish(' '.join(option.choices))}"
    elif offered := _fish_value(option):
        value += f" {offered}"
    return _fish_line(_fish_in(one), flags + value, option.says)


def _fish_value(option: Option) -> str:
    if option.value is Value.FILE:
        return "-F"
    return "-a '(__fish_complete_directories)'" if option.value is Value.FOLDER else ""
