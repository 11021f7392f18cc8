"""A routed estate from tables alone: who has which address, and on which port it hangs."""

import sys
from collections import defaultdict
from datetime import UTC
from pathlib import Path

import pytest

from camaudit import estate, pipeline
from camaudit.devices.places import Places
from camaudit.model.observation import Attachment, Binding, Sighting, Uplink
from camaudit.model.progress import Silent
from camaudit.sources.detect import find
from camaudit.sources.source import Given
from camaudit.sources.table import TableSource, device_named

sys.path.insert(0, str(Path(__file__).parent))
import routed


@pytest.fixture(name="said", scope="module")
def _said(tmp_path_factory):
    folder = routed.write(tmp_path_factory.mktemp("routed"))
    given = Given(
        inside=lambda _: True,
        as_of=routed.AT,
        zone=UTC,
        knows=lambda _: False,
        make_reader=lambda *_: None,
        watcher=Silent(),
    )
    sources = [TableSource(found, given) for found in find([folder], (), None)]
    said = [one for source in sources for one in source.observations()]
    short = [one for source in sources for one in source.shortfalls()]
    return said, short, {source.kind for source in sources}


def test_every_device_has_its_address(said):
    found = defaultdict(set)
    for one in said[0]:
        if isinstance(one, Binding):
            found[str(one.ip)].add(one.mac)
    for thing in routed.ALL:
        assert found[thing.ip] - {routed.ROUTER} == {thing.mac}
    assert found["10.20.2.1"] == set()  # the core's own


def test_every_camera_has_the_port_that_somebody_will_walk_to(said):
    places = Places()
    for one in said[0]:
        if isinstance(one, Attachment | Sighting | Uplink):
            places.add(one)
    for thing in routed.ALL:
        found = places.of(thing.mac).attachments
        assert {(one.switch, one.port) for one in found} == {(thing.switch, thing.port)}
        assert {one.vlan for one in found} == {thing.vlan}
    assert places.of(routed.ROUTER).attachments == ()


def test_a_note_by_hand_is_all_that_is_not_understood(said):
    assert [(one.what, one.count) for one in said[1]] == [("line in Cisco: MAC addresses", 1)]


def test_the_prompt_tells_whose_file_it_is(said, tmp_path):
    assert len(said[2]) == 5
    folder = routed.write(tmp_path)
    assert {device_named(path) for path in folder.iterdir()} == {
        "SW-CORE-1",
        "SW-HALL-1",
        "SW-YARD-1",
        "srv-files",
        None,
    }


@pytest.mark.parametrize("block", ["00:1a:a1", "3c:ef:8c"], ids=["Cisco", "a maker of cameras"])
@pytest.mark.parametrize("proxied", [True, False])
def test_the_audit_finds_each_camera_and_the_router_is_none(tmp_path, monkeypatch, block, proxied):
    """Also where its MAC lies in the block of a maker of cameras, as some make switches."""
    monkeypatch.setattr(routed, "ROUTER", f"{block}:00:09:01")
    tables = routed.write(tmp_path)
    if not proxied:
        (tables / "server.txt").unlink()
    audit = pipeline.audit(
        [tables],
        at=routed.AT,
        as_of=routed.AT,
        estate=estate.load(tmp_path / "estate.yaml"),
        watcher=Silent(),
    )
    found = {
        device.mac: (
            [str(ip) for ip in device.addresses],
            [(one.switch, one.port, one.vlan) for one in device.attachments],
            device.network,
            identity.maker.value,
        )
        for device, identity in zip(audit.devices, audit.identities, strict=True)
    }
    assert found == {
        one.mac: ([one.ip], [(one.switch, one.port, one.vlan)], "Cameras", one.maker)
        for one in routed.CAMERAS
    }
