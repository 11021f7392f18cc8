"""An audit of emulated devices, compared with what they are and with what they went through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.emulate.mixed import VIDEO

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from camaudit.emulate.mixed import Truth
    from camaudit.model.audit import Audit
    from camaudit.model.identity import Identity


def _by_address(audit: Audit) -> dict[str, Identity]:
    identities = {one.device: one for one in audit.identities}
    return {
        str(address): identities[device.id]
        for device in audit.devices
        for address in device.addresses
        if device.id in identities
    }


def wrong(audit: Audit, rows: Sequence[Truth]) -> list[str]:
    """Tell in one line each what an audit says otherwise than it is: missed, invented, misnamed."""
    found, lines = _by_address(audit), []
    for row in rows:
        said, where = found.get(row.address), f"{row.address} ({row.brand or row.kind} {row.model})"
        if row.kind not in VIDEO:
            if said is not None:
                lines.append(f"{where}: is no camera, and was told as {said.kind.value}")
        elif said is None:
            lines.append(f"{where}: not found")
        elif said.maker.value != row.maker:
            lines.append(f"{where}: built by {row.maker}, told as {said.maker.value}")
        elif said.brand.value not in {row.brand, None}:
            lines.append(f"{where}: told as sold by {said.brand.value}")
        elif row.kind not in str(said.kind.value):
            lines.append(f"{where}: told as {said.kind.value}")
    return lines


def summary(
    audit: Audit, rows: Sequence[Truth], counts: Mapping[str, Mapping[str, object]]
) -> list[str]:
    """Say in a few lines how an audit of emulated devices came out."""
    video = [row for row in rows if row.kind in VIDEO]
    found = _by_address(audit)
    seen = sum(1 for row in video if row.address in found)
    others = sum(1 for row in rows if row.kind not in VIDEO and row.address in found)
    labels = [row for row in video if row.brand and not row.brand.lower().startswith(row.maker)]
    told = [row for row in labels if row.address in found]
    unmasked = sum(
        1
        for row in told
        if found[row.address].maker.value == row.maker
        and found[row.address].brand.value == row.brand
    )

    def most(name: str) -> int:
        return max(
            (value for one in counts.values() if isinstance(value := one[name], int)), default=0
        )

    def total(name: str) -> int:
        return sum(value for one in counts.values() if isinstance(value := one[name], int))

    right = sum(
        1 for row in video if row.address in found and found[row.address].maker.value == row.maker
    )
    met = (
        f"The devices met {total('logins')} logins; {total('locked')} locked, "
        f"{total('crashed')} crashed; to any one at most {most('most_open')} connection at once, "
        f"{most('connections')} in all, {most('requests')} requests."
    )
    return [
        f"Emulated: {len(rows)} devices, {len(video)} of them cameras and recorders.",
        f"Found:    {seen} of {len(video)}; maker right of {right}; {others} others taken for one.",
        f"Labels:   {unmasked} of {len(labels)} that are sold under another name told with both.",
        met,
        *wrong(audit, rows),
    ]
