"""What `audit --listen` has of its own: its options, what it says before, and its source."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.capture.filters import expression
from camaudit.cli.heard import Heard
from camaudit.cli.zone import zone_named
from camaudit.dissect.datagrams import SIGNS
from camaudit.errors import UsageError
from camaudit.escape import for_terminal
from camaudit.sources.live import LiveSource
from camaudit.wire.authority import may_listen
from camaudit.wire.interfaces import interfaces, own_macs
from camaudit.wire.listen import Listening

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from camaudit.model.estate import Estate
    from camaudit.sources.source import Given

LONGEST = 24 * 3_600  # seconds: one day
_EVERY = "any"  # libpcap's name, on Linux, for all interfaces together
_UNITS = {"s": 1, "m": 60, "h": 3_600}
_LENGTH = re.compile(r"([0-9]{1,6})([smh])")
_BEFORE = """\
Listening on {names} for {length}; nothing is sent, no group is joined. Ctrl-C ends it earlier.
Read and {then}: frames of every device that this port hears. Kept in {folder}, until you
delete it: which devices spoke and what they are, with whom they spoke, and whether a login of
theirs is a known default. Not kept: pictures, sound, passwords, cookies.
Your data-protection officer should know of it: docs/privacy.md says what for.
"""


def add_listening(made: argparse.ArgumentParser) -> None:
    """Add the options."""
    group = made.add_argument_group("listening (sends nothing; needs --estate with an authority)")
    group.add_argument(
        "--listen",
        metavar="IFACE[,IFACE]",
        nargs="?",
        const="",
        help="hear what interfaces hear, best at a mirrored port; without a name: list them",
    )
    group.add_argument(
        "--for",
        dest="length",
        metavar="TIME",
        help="how long: 90s, 15m, 2h (15m; at most 24h); Ctrl-C ends it earlier",
    )


def seconds_of(text: str) -> int:
    """Read a length of time: "90s", "15m", "2h".

    Raises: UsageError.
    """
    found = _LENGTH.fullmatch(text)
    seconds = int(found[1]) * _UNITS[found[2]] if found else 0
    if not 1 <= seconds <= LONGEST:
        raise UsageError(f"--for {text!r}: a time such as 90s, 15m or 2h, at most 24h")
    return seconds


def list_interfaces() -> str:
    """Say which interfaces there are, and what to type."""
    found = interfaces()
    lines = [
        f"  {for_terminal(name)}  {'up' if up else 'down'}  {', '.join(addresses) or 'no address'}"
        for name, up, addresses in found
    ]
    up = [name for name, is_up, _ in found if is_up and name != "lo"]
    name = up[0] if up else "NAME"
    shown = f'"{name}"' if " " in name else name
    return "\n".join(
        (
            "Interfaces of this computer:",
            *lines,
            f"Type: camaudit audit --listen {for_terminal(shown)} --for 15m --estate estate.yaml",
            "",
        )
    )


@dataclass(slots=True)
class Live:
    """Interfaces that are open, and who shows what they say."""

    listening: Listening
    heard: Heard | None

    def source(self, given: Given) -> LiveSource:
        """Make the source."""
        heard = self.heard
        return LiveSource(
            self.listening, given, own_macs(), _nobody if heard is None else heard.hear
        )

    def close(self) -> None:
        """Close the interfaces, and take the table away."""
        self.listening.close()
        if self.heard is not None:
            self.heard.end()


def live_of(
    options: argparse.Namespace,
    estate: Estate | None,
    now: float,
    make_folder: Callable[[], str],
) -> Live:
    """Open what the options name, once it is allowed, and say what will be kept.

    Input:  make_folder: makes the folder of the answer while that is allowed, and gives its name.
    Raises: RefusedError without an authority, before anything is opened; UsageError.
    """
    names = [one for part in options.listen.split(",") if (one := part.strip())]
    if not names:
        raise UsageError(f"--listen {options.listen!r}: no interface; --listen alone lists them")
    seconds = seconds_of(options.length or "15m")
    may_listen(estate, now, zone_named(options.zone) if options.zone else None)
    assert estate is not None  # noqa: S101 - else it was refused
    there = {name for name, _, _ in interfaces()} | {_EVERY}
    missing = [one for one in names if one not in there]
    if missing:
        raise UsageError(
            f"--listen {missing[0]!r}: no such interface; --listen alone lists them, as this"
            " computer calls them"
        )
    networks = [net.cidr for site in estate.sites for net in site.networks]
    listening = Listening(
        names=list(dict.fromkeys(names)),
        filter=expression([*networks, *estate.inside], SIGNS),
        seconds=seconds,
    )
    told = _BEFORE.format(
        names=", ".join(listening.names),
        length=options.length or "15m",
        folder=make_folder(),
        then="kept without what they say (see below)" if options.write else "thrown away",
    )
    sys.stderr.write("\n".join(for_terminal(line) for line in told.splitlines()) + "\n")
    listening.open()
    quiet = options.quiet or options.json
    return Live(listening, None if quiet else Heard(seconds))


def _nobody(_: object) -> None:
    """Hear nothing."""
