"""Who logged in to a camera is named only where it is a described device itself.

A login tells of its sender too: a person's computer or telephone, which no file may name.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from camaudit.devices.merge import merge_logins
from camaudit.model.endpoint import Endpoint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camaudit.model.device import Device
    from camaudit.model.observation import LoginSeen

SOMEBODY = Endpoint(None, None)


def without_strangers(described: Sequence[Device]) -> list[Device]:
    """Take the senders of logins out, unless they are among the described devices.

    Output: the devices in their order; logins that differed in their sender alone are one.
    """
    macs = {device.mac for device in described if device.mac is not None}
    addresses = {ip for device in described for ip in device.addresses}

    def named(client: Endpoint) -> Endpoint:
        known = client.mac in macs if client.mac is not None else client.ip in addresses
        return client if known else SOMEBODY

    hidden = []
    for device in described:
        found: dict[LoginSeen, LoginSeen] = {}
        for login in device.logins:
            one = replace(login, client=named(login.client))
            # Equal in all but when, where and how often.
            key = replace(one, seen=device.logins[0].seen, count=1, last=None)
            found[key] = merge_logins(found[key], one) if key in found else one
        logins = sorted(found.values(), key=lambda login: (login.seen, repr(login)))
        hidden.append(replace(device, logins=tuple(logins)))
    return hidden
