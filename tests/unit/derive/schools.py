"""Schools made of pieces of the example school, for audits that are compared and put together."""

from dataclasses import replace

from camaudit.derive.form import named_makers
from camaudit.derive.rewrite import in_order

SHARED = "exposure.certificate-shared"  # of one device alone there is none


def cut(audit, macs, *, organisation=None, at=None):
    """Give an audit of those devices alone, of an organisation and a day."""
    kept = {one.id for one in audit.devices if one.mac in macs}
    devices = tuple(one for one in audit.devices if one.id in kept)
    identities = tuple(one for one in audit.identities if one.device in kept)
    named = named_makers(identities, ())
    sharing = [one for one in audit.findings if one.code == SHARED and one.device in kept]
    estate = audit.estate
    if organisation is not None:
        estate = replace(estate, organisation=organisation, digest=organisation[0] * 64)
    return in_order(
        replace(
            audit,
            at=audit.at if at is None else at,
            estate=estate,
            devices=devices,
            identities=identities,
            makers=tuple(one for one in audit.makers if one.id in named),
            findings=tuple(
                one
                for one in audit.findings
                if one.device in kept and (one.code != SHARED or len(sharing) > 1)
            ),
            recorders=tuple(
                replace(one, cameras=tuple(sorted(set(one.cameras) & kept)))
                for one in audit.recorders
                if one.device in kept
            ),
            places=tuple(
                one
                for one in audit.places
                if any(flow.peer == one.peer for device in devices for flow in device.flows)
            ),
            listed=(),
            lists=tuple(one for one in audit.lists if one.recorder in kept),
            logins_judged=sum(
                login.count
                for device in devices
                for login in device.logins
                if login.defaults is not None
            ),
        )
    )


def changed(audit, mac, *, device=None, identity=None):
    """Give an audit in which one device, or what is known of it, is another."""
    found = next(at for at, one in enumerate(audit.devices) if one.mac == mac)
    devices, identities = list(audit.devices), list(audit.identities)
    devices[found] = replace(devices[found], **(device or {}))
    identities[found] = replace(identities[found], **(identity or {}))
    return replace(audit, devices=tuple(devices), identities=tuple(identities))
