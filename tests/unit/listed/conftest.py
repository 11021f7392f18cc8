"""Devices and claims in few words."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from camaudit import __version__, data
from camaudit.listed.stated import Stater
from camaudit.model.device import Device
from camaudit.model.grade import Grade
from camaudit.model.identity import Answer, Identity, Kind
from camaudit.model.observation import Binding, BindingHow, Claim, Document, Seen
from camaudit.rulebook.kept import load

NOW = 1_795_000_000.0


@pytest.fixture(name="stater", scope="session")
def _stater():
    return Stater(load([data.folder("rules")], data.cache_folder(), __version__))


def answer(value, grade=Grade.UNKNOWN):
    return Answer(value=value, grade=grade, evidence=(), rivals=())


class World:
    """Makes devices and claims that lie about nothing but what a test says."""

    now = NOW

    @staticmethod
    def device(
        number,
        *,
        ip=None,
        mac=None,
        kind=Kind.VIDEO,
        grade=Grade.POSSIBLE,
        site=None,
        serial=None,
        channels=None,
        held=None,
        facts=(),
        maker=None,
    ):
        ips = [ip] if isinstance(ip, str) else ip or []
        begin, end = held or (NOW, None)
        seen = Seen(NOW, "table.txt", f"line {number}")
        bindings = tuple(
            Binding(
                mac=mac or "00:00:5e:00:53:ff",
                ip=ip_address(one),
                valid_from=begin,
                valid_to=end,
                how=BindingHow.TABLE,
                seen=seen,
            )
            for one in ips
        )
        device = replace(
            Device.bare(number, mac=mac, at=NOW, facts=facts),
            site=site,
            addresses=tuple(map(ip_address, ips)),
            bindings=bindings,
        )
        identity = Identity(
            device=device.id,
            maker=answer(*maker) if maker else answer(None),
            brand=answer(None),
            kind=answer(kind, grade),
            model=None,
            firmware=None,
            built_on=None,
            serial=serial,
            channels=channels,
            imitation=False,
            contradictions=(),
        )
        return device, identity

    @staticmethod
    def claim(row=1, *, site=None, source="list.csv", paper=False, at=NOW, **fields):
        ip = fields.pop("ip", None)
        made = Claim(
            document=Document.REGISTER if paper else Document.RECORDER,
            **{
                "owner": None, "channel": None, "name": None, "mac": None, "make": None,
                "model": None, "serial": None, "firmware": None, "place": None,
                "in_use": None if paper else True, "down": False, **fields,
            },
            ip=ip_address(ip) if ip else None,
            seen=Seen(at, source, f"row {row}"),
        )  # fmt: skip
        return site, made


@pytest.fixture(name="world")
def _world():
    return World
