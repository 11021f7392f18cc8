"""What the tests of logs share: a file is written, read, and what it says is looked at."""

from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from ipaddress import ip_address, ip_network
from math import inf

import pytest

from camaudit.model.observation import Flow, Watched
from camaudit.model.progress import Silent
from camaudit.model.span import Span
from camaudit.sources.detect import Found
from camaudit.sources.logfile import LogSource
from camaudit.sources.source import Given

INSIDE = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
CAMERA = ip_address("10.20.30.41")
CAMERA_MAC = "00:11:22:33:44:55"
AS_OF = 1795388400.0  # 2026-11-22 23:00 UTC


@dataclass
class Said:
    """What a log said."""

    source: LogSource
    observations: list
    flows: list
    watched: list
    short: dict = field(default_factory=dict)  # (reason, what) -> (count, place)

    @property
    def kind(self):
        return self.source.kind


def inside(ip):
    """Documentation addresses are outside here, unlike by default."""
    return any(ip in network for network in INSIDE if network.version == ip.version)


def given(zone: tzinfo = UTC, as_of=AS_OF, knows=lambda _: True):
    def no_reader(*_):
        raise AssertionError("a log has no frames")

    return Given(
        inside=inside, as_of=as_of, zone=zone, knows=knows, make_reader=no_reader, watcher=Silent()
    )


@pytest.fixture
def held():
    """Let each address be held by one MAC all the time."""

    def hold(*addresses, mac=CAMERA_MAC):
        ips = [ip_address(one) for one in addresses] or [CAMERA]
        return {ip: (Span(ip, -inf, inf, mac, None),) for ip in ips}

    return hold


@pytest.fixture
def read(tmp_path, held):
    """Write a log and read it whole; the camera is 10.20.30.41."""

    def reading(content, name="sample.log", spans=None, **options):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        log = LogSource(Found(path, name, None), given(**options))
        observations = list(log.observations())
        rest = list(log.flows(held() if spans is None else spans))
        said = Said(
            log,
            observations,
            [one for one in rest if isinstance(one, Flow)],
            [one for one in rest if isinstance(one, Watched)],
        )
        said.short = {(one.reason, one.what): (one.count, one.place) for one in log.shortfalls()}
        return said

    return reading
