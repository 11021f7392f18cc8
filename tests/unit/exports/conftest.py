import runpy
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest

from camaudit.exports import EXPORTS
from camaudit.exports.file import Wanted
from camaudit.model.grade import Grade
from camaudit.model.listed import Agreed, LabelRead, Listed, Sight, Stated
from camaudit.model.observation import Attachment, Seen

ROW = Seen(0.0, "recorder.csv", "row 4")


@pytest.fixture(name="school", scope="session")
def _school():
    return runpy.run_path(str(Path(__file__).parents[2] / "golden" / "school.py"))["school"]()


@pytest.fixture(name="files")
def _files():
    """Give the files of an export as text (or bytes) by name."""

    def made(audit, form, **wanted):
        found = {one.name: one.content for one in EXPORTS[form](audit, Wanted(**wanted))}
        return {
            name: content if name.endswith(".xlsx") else content.decode("utf-8-sig")
            for name, content in found.items()
        }

    return made


@pytest.fixture(name="changed")
def _changed():
    """Give an audit of which one device, by its place, and its identity are other ones."""

    def made(audit, place, device=None, **identity):
        devices, identities = list(audit.devices), list(audit.identities)
        devices[place] = replace(devices[place], **(device or {}))
        identities[place] = replace(identities[place], **identity)
        return replace(audit, devices=tuple(devices), identities=tuple(identities))

    return made


def listed(number, sight=Sight.NOT_SEEN, **more):
    """Make a camera that a recorder's list names."""
    given = {
        "site": "Main building",
        "device": None,
        "agreed": None,
        "recorder": None,
        "recorder_name": "NVR-Hall",
        "channel": f"D{number}",
        "name": "Corridor",
        "ip": ip_address(f"192.168.254.{number}"),
        "mac": None,
        "serial": None,
        "firmware": None,
        "place": None,
        "make": "Hikvision",
        "model": "DS-2CD1023G0E-I",
        "stated": Stated(maker="hikvision", grade=Grade.LIKELY, because=None, brand=None),
        "seen": (ROW,),
    }
    given.update(more)
    return Listed(id=f"lst-{number:012x}", sight=sight, **given)


@pytest.fixture(name="with_lists", scope="session")
def _with_lists(school):
    """The school with two cameras on a recorder's list, of which one was seen, and a switch."""
    at = Attachment(
        mac="44:19:b6:00:00:02", ip=None, switch="SW-1", port="Gi1/0/10", vlan=20, seen=ROW
    )
    devices = list(school.devices)
    devices[1] = replace(devices[1], attachments=(at,))
    devices[2] = replace(devices[2], attachments=(replace(at, port="Gi1/0/2"),))
    return replace(
        school,
        devices=tuple(devices),
        listed=(
            listed(1, Sight.SEEN, device=school.devices[1].id, name="Front gate"),
            listed(2),
        ),
    )


@pytest.fixture(name="with_labels", scope="session")
def _with_labels(school):
    """The school with two labels that were read, one of no camera of it."""
    read = LabelRead(
        of="dev-000000000007",
        agreed=Agreed.ID,
        device="dev-000000000007",
        listed=None,
        brand="Axis",
        model="P3245-V",
        serial="ACCC8E000007",
        place="Office",
        read_by="A. Example",
        read_on="2026-11-28",
        stated=Stated(maker="axis", grade=Grade.LIKELY, because=None, brand=None),
        seen=Seen(0.0, "walked.xlsx", "row 6"),
    )
    lost = replace(read, of="dev-00000000ffff", agreed=None, device=None)
    return replace(school, labels=(read, lost))
