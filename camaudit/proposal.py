"""An estate file to begin with: the networks that were seen, for a person to approve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.escape import for_terminal
from camaudit.estate import APPROVER, LARGEST_V4, LARGEST_V6, ORGANISATION, ROLE, SITE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from camaudit.model.endpoint import IPNetwork

MAX_NAMED = 3  # files or interfaces named beside a network


def propose(seen: Mapping[IPNetwork, Sequence[str]]) -> str:
    """Write an estate file that names the networks seen.

    Input:  networks, each with where it was seen: interfaces and files, foreign text.
    Output: YAML that `camaudit estate check` accepts once the names are filled in. A public range
            is proposed as a comment: whether it is the operator's is for a person to say.
    """
    ordered = sorted(seen, key=lambda net: (net.version, int(net[0]), net.prefixlen))
    lines = [_line(network, seen[network]) for network in ordered]
    shown = "\n".join(lines) or "      # none were seen; write yours as {cidr: 10.20.2.0/24}"
    return f"""# A proposal: nobody has approved it yet. Strike out every network that is not
# yours, fill in the names, then:  camaudit estate check FILE
organisation: {ORGANISATION}
# expected_cameras: 40
# authority:                       # needed only where something shall be sent
#   name: {APPROVER}
#   role: {ROLE}
#   statement: I may audit the networks below.
#   from: 2026-01-01
#   until: 2026-12-31
#   hours: ["18:00-06:00", sat, sun]
sites:
  - name: {SITE}
    sensitivity: normal            # or: high
    networks:                      # purpose: cameras, office or mixed
{shown}
"""


def _line(network: IPNetwork, places: Sequence[str]) -> str:
    words = [f"cidr: {network}", "purpose: mixed"]
    if network.prefixlen < (LARGEST_V4 if network.version == 4 else LARGEST_V6):
        words.append("large: true")
    note = f"  # {_places(places)}"
    if network.is_private:
        return f"      - {{{', '.join(words)}}}{note}"
    words.append("publicly_routed: owned")
    return f"      # - {{{', '.join(words)}}}{note}; a public range: only if it is yours"


def _places(places: Sequence[str]) -> str:
    named = [for_terminal(one)[:80] for one in sorted(set(places))]
    more = len(named) - MAX_NAMED
    return ", ".join(named[:MAX_NAMED]) + (f" and {more} more" if more > 0 else "")
