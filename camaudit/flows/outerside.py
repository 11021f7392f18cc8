"""SQL for the country that a firewall wrote of the outer side; a private range is none."""

from __future__ import annotations

# "Reserved" (FortiGate), "R1" (Sophos), "10.0.0.0-10.255.255.255" (Palo Alto), "-" and the like
_INNER = (
    r"^(?:|-+|\?+|R\d|ZZ|XX|N/A|Reserved|Private|Internal|Unknown|any|None|"
    r"[0-9A-Fa-f.:]+-[0-9A-Fa-f.:]+)$"
)


def inner(value: str) -> str:
    """Write an SQL condition: what a log wrote as a country is none (a private range, unknown)."""
    return f"regexp_matches({value}, '(?i){_INNER}')"


def outer(target: str, source: str) -> str:
    """Write the SQL of the outer side's country: where the target is inside, the source's."""
    return (
        f"coalesce(CASE WHEN NOT {inner(target)} THEN {target} END, "
        f"CASE WHEN NOT {inner(source)} THEN {source} END)"
    )
