"""Lists of recorders beside devices: each camera once, and none that nobody lists."""

import random
import time

import pytest

from camaudit.estate import load
from camaudit.listed import reconcile
from camaudit.model.endpoint import Endpoint
from camaudit.model.grade import Grade
from camaudit.model.identity import Kind
from camaudit.model.listed import Agreed, Sight, Standing
from camaudit.model.observation import Channel, Fact, Seen

MAC = "00:00:5e:00:53:{:02x}"


def sights(known):
    return [one.sight for one in known.listed]


def test_a_listed_camera_that_nobody_saw_is_listed_and_not_seen(world, stater):
    known = reconcile(
        [world.claim(5, owner="NVR-Hall", channel="D1", name="Gate", model="DS-2CD2143G0-I")],
        [],
        stater,
    )
    (one,) = known.listed
    assert (one.sight, one.device, one.recorder_name) == (Sight.NOT_SEEN, None, "NVR-Hall")
    assert one.sight == "listed by the recorder, not seen"
    assert (one.stated.maker, one.stated.grade) == ("hikvision", Grade.LIKELY)
    assert one.seen[0].place == "row 5"


@pytest.mark.parametrize(
    ("fields", "agreed"),
    [
        ({"mac": MAC.format(1)}, Agreed.MAC),
        ({"serial": "sn 0000 001"}, Agreed.SERIAL),
        ({"ip": "10.20.2.21"}, Agreed.ADDRESS),
        ({"ip": "10.20.2.99", "mac": MAC.format(1)}, Agreed.MAC),
    ],
)
def test_a_seen_camera_is_found_by_mac_serial_number_or_address(world, stater, fields, agreed):
    camera = world.device(1, ip="10.20.2.21", mac=MAC.format(1), serial="SN0000001")
    (one,) = reconcile([world.claim(channel="1", **fields)], [camera], stater).listed
    assert (one.sight, one.device, one.agreed) == (Sight.SEEN, camera[0].id, agreed)


def test_devices_of_another_site_are_other_devices(world, stater):
    camera = world.device(1, ip="10.20.2.21", mac=MAC.format(1), site="Gym")
    claim = world.claim(site="Main", channel="1", ip="10.20.2.21", mac=MAC.format(1))
    assert sights(reconcile([claim], [camera], stater)) == [Sight.NOT_SEEN]


def test_an_address_is_that_of_the_device_that_held_it_at_the_time_of_the_list(world, stater):
    old = world.device(
        1, ip="10.20.2.21", mac=MAC.format(1), held=(world.now - 900, world.now - 500)
    )
    new = world.device(2, ip="10.20.2.21", mac=MAC.format(2), held=(world.now - 100, None))
    for at, device in ((world.now - 700, old), (world.now, new), (world.now - 2000, old)):
        claim = world.claim(channel="1", ip="10.20.2.21", at=at)
        (one,) = reconcile([claim], [old, new], stater).listed
        assert one.device == device[0].id


def test_a_list_of_another_time_may_mean_a_camera_that_was_seen_elsewhere(world, stater):
    camera = world.device(1, ip="10.20.2.25", mac=MAC.format(1))
    for days, fields, sight in (
        (1, {}, Sight.NOT_SEEN),
        (3, {}, Sight.MOVED),
        (-3, {}, Sight.MOVED),
        (3, {"mac": MAC.format(7)}, Sight.NOT_SEEN),
        (3, {"serial": "SN0000007"}, Sight.NOT_SEEN),
        (3, {"ip": "10.20.3.21"}, Sight.NOT_SEEN),  # of that network nothing was seen
        (3, {"ip": "192.168.254.21"}, Sight.NOT_SEEN),
        (3, {"ip": None}, Sight.NOT_SEEN),
    ):
        claim = world.claim(
            **{"channel": "1", "ip": "10.20.2.21", "at": world.now + days * 86_400, **fields}
        )
        assert sights(reconcile([claim], [camera], stater)) == [sight]


def test_another_mac_at_the_address_means_another_device(world, stater):
    camera = world.device(1, ip="10.20.2.21", mac=MAC.format(1))
    claim = world.claim(channel="1", ip="10.20.2.21", mac=MAC.format(2))
    assert sights(reconcile([claim], [camera], stater)) == [Sight.REPLACED]


def test_a_device_that_nothing_shows_to_be_a_camera_is_not_described_for_its_address(world, stater):
    laptop = world.device(1, ip="10.20.2.21", mac=MAC.format(1), kind=None)
    known = reconcile([world.claim(channel="1", ip="10.20.2.21")], [laptop], stater)
    assert sights(known) == [Sight.NOT_SEEN]
    assert known.also == frozenset()
    printer = world.device(1, ip="10.20.2.21", mac=MAC.format(1), kind=Kind.OTHER)
    known = reconcile([world.claim(channel="1", ip="10.20.2.21")], [printer], stater)
    assert sights(known) == [Sight.REPLACED]


@pytest.mark.parametrize(
    ("fields", "maker", "sight"),
    [
        ({"make": "Hikvision", "model": "DS-2CD2143G2-I"}, ("dahua", Grade.LIKELY), Sight.REPLACED),
        ({"make": "Hikvision"}, ("dahua", Grade.POSSIBLE), Sight.REPLACED),  # by its MAC block
        ({"make": "Hikvision"}, ("hikvision", Grade.POSSIBLE), Sight.SEEN),
        ({"make": "HiLook"}, ("hikvision", Grade.CONFIRMED), Sight.SEEN),  # a label of its builder
        ({"make": "Honeywell"}, ("dahua", Grade.LIKELY), Sight.SEEN),  # a label of many builders
        ({"make": "HiLook"}, ("dahua", Grade.POSSIBLE), Sight.SEEN),  # a block alone: too weak
        ({"make": "HiLook"}, ("dahua", Grade.LIKELY), Sight.REPLACED),
        ({"make": "EZVIZ"}, ("hikvision", Grade.LIKELY), Sight.SEEN),  # one house
        ({}, ("dahua", Grade.CONFIRMED), Sight.SEEN),
        ({"make": "Hikvision"}, (None, Grade.UNKNOWN), Sight.SEEN),
    ],
)
def test_another_makers_camera_at_the_address_is_another_camera(
    world, stater, fields, maker, sight
):
    """A list that names a camera by its address alone may be old."""
    camera = world.device(
        1, ip="10.20.2.21", mac=MAC.format(1), kind=Kind.CAMERA, grade=Grade.LIKELY, maker=maker
    )
    claim = world.claim(channel="1", ip="10.20.2.21", **fields)
    assert sights(reconcile([claim], [camera], stater)) == [sight]


def test_a_channel_without_a_signal_is_no_camera_where_a_computer_has_its_address(world, stater):
    computer = world.device(1, ip="10.20.2.21", mac=MAC.format(1), kind=None)
    for down, others, sight in (
        (True, [computer], Sight.REPLACED),
        (False, [computer], Sight.NOT_SEEN),
        (True, [], Sight.NOT_SEEN),
    ):
        claim = world.claim(channel="1", ip="10.20.2.21", down=down)
        known = reconcile([claim], others, stater)
        assert (sights(known), known.also) == ([sight], frozenset())


def test_a_device_that_a_list_names_by_its_mac_is_to_be_described(world, stater):
    unknown = world.device(1, ip="10.20.2.21", mac=MAC.format(1), kind=None)
    known = reconcile([world.claim(channel="1", mac=MAC.format(1))], [unknown], stater)
    assert sights(known) == [Sight.SEEN]
    assert known.also == {unknown[0].id}


def test_channels_that_are_empty_or_of_which_nothing_is_said_are_no_cameras(world, stater):
    known = reconcile(
        [
            world.claim(1, channel="1", name="Gate", ip="10.20.2.21"),
            world.claim(2, channel="2", in_use=False),
            world.claim(3, channel="3", name="Hall", in_use=None),
        ],
        [],
        stater,
    )
    assert [one.channel for one in known.listed] == ["1"]
    (summary,) = known.lists
    assert (summary.in_use, summary.empty, summary.unsaid) == (1, 1, 1)


@pytest.mark.parametrize(
    "other",
    [
        {"owner": "NVR-B", "channel": "7", "mac": MAC.format(1)},
        {"owner": "NVR-B", "channel": "7", "serial": "sn0000001"},
        {"owner": "NVR-B", "channel": "7", "ip": "10.20.2.21"},
        {"owner": "nvr-a", "channel": "d01", "source": "monday.csv"},
    ],
)
def test_two_lists_that_name_one_camera_count_it_once(world, stater, other):
    first = world.claim(
        owner="NVR-A", channel="D1", mac=MAC.format(1), serial="SN0000001", ip="10.20.2.21"
    )
    known = reconcile([first, world.claim(9, **{"source": "b.csv", **other})], [], stater)
    assert len(known.listed) == 1
    assert len(known.listed[0].seen) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"owner": "NVR-B", "channel": "D1", "mac": MAC.format(2)},
        {"owner": "NVR-B", "channel": "D1", "ip": "10.20.2.21", "mac": MAC.format(2)},
        {"owner": "NVR-B", "channel": "D1", "ip": "10.20.2.22"},
        {"owner": "NVR-A", "channel": "D10", "ip": "10.20.2.22"},
    ],
)
def test_two_cameras_stay_two(world, stater, other):
    first = world.claim(owner="NVR-A", channel="D1", mac=MAC.format(1), ip="10.20.2.21")
    assert len(reconcile([first, world.claim(9, source="b.csv", **other)], [], stater).listed) == 2


def test_addresses_behind_a_recorders_own_sockets_mean_something_there_alone(world, stater):
    claims = [
        world.claim(n, owner=owner, channel=f"D{n}", ip=f"192.168.254.{n}")
        for owner in ("NVR-A", "NVR-B")
        for n in (2, 3, 4)
    ]
    assert len(reconcile(claims, [], stater).listed) == 6
    neighbour = world.device(1, ip="192.168.254.200", mac=MAC.format(9), kind=None)
    assert len(reconcile(claims, [neighbour], stater).listed) == 3  # here it is a real network


def test_one_camera_on_four_channels_is_one(world, stater):
    claims = [
        world.claim(n, channel=str(n), ip="10.20.2.21", name=f"View {n}") for n in range(1, 5)
    ]
    (one,) = reconcile(claims, [], stater).listed
    assert one.channel == "1, 2, 3, 4"
    assert one.name == "View 1 / View 2 / View 3 / View 4"


def test_a_recorder_behind_a_recorder_gives_several_cameras_and_none_twice(world, stater):
    dvr = world.device(1, ip="10.20.2.12", kind=Kind.RECORDER, grade=Grade.CONFIRMED)
    outer = [
        world.claim(n, owner="NVR-A", channel=f"D{n}", ip="10.20.2.12", source="a.csv")
        for n in (1, 2, 3)
    ]
    known = reconcile(outer, [dvr], stater)
    assert sights(known) == [Sight.NOT_SEEN] * 3
    inner = [
        world.claim(n, owner="DVR (10.20.2.12)", channel=f"A{n}", source="b.csv") for n in (1, 2, 3)
    ]
    known = reconcile([*outer, *inner], [dvr], stater)
    assert [one.channel for one in known.listed] == ["A1", "A2", "A3"]


def test_the_same_rows_in_two_files_without_a_recorders_name_are_one_list(world, stater):
    rows = [(n, f"A{n}", f"Yard {n}") for n in (1, 2)]
    claims = [
        world.claim(n, channel=channel, name=name, source=source)
        for source in ("monday.csv", "tuesday.csv")
        for n, channel, name in rows
    ]
    assert len(reconcile(claims, [], stater).listed) == 2


def test_a_number_that_repeats_within_a_list_is_no_channel(world, stater):
    claims = [world.claim(n, channel="1", ip=f"10.20.2.{n}") for n in (21, 22, 23)]
    assert len(reconcile(claims, [], stater).listed) == 3


def fact(ip, value):
    seen = Seen(1.0, "leases.txt", "line 1")
    return Fact(
        about=Endpoint(None, ip), channel=Channel.DHCP_HOSTNAME, value=value, port=None, seen=seen
    )


@pytest.mark.parametrize("owner", ["NVR (10.20.2.11)", "10.20.2.11", "nvr-hall", "SN0000099"])
def test_a_recorder_is_known_by_its_address_name_or_serial_number(world, stater, owner):
    recorder = world.device(
        1, ip="10.20.2.11", serial="SN0000099", facts=[fact(None, "NVR-HALL.example.sch.uk")]
    )
    other = world.device(2, ip="10.20.2.12")
    claim = world.claim(owner=owner, channel="D1", ip="10.20.2.21")
    known = reconcile([claim], [recorder, other], stater)
    assert known.lists[0].recorder == recorder[0].id
    assert known.listed[0].recorder == recorder[0].id


def test_a_recorder_is_known_by_the_cameras_that_feed_it(world, stater):
    one, two = (
        world.device(n, ip=f"10.20.2.1{n}", kind=Kind.RECORDER, grade=Grade.LIKELY) for n in (1, 2)
    )
    camera = world.device(3, ip="10.20.2.21")
    fed = {two[0].id: (camera[0].id,)}
    claim = world.claim(channel="D1", ip="10.20.2.21")
    known = reconcile([claim], [one, two, camera], stater, fed=lambda at: fed.get(at, ()))
    assert known.lists[0].recorder == two[0].id


def test_the_one_recorder_and_the_one_list_of_a_site_belong_together(world, stater):
    one = world.device(1, ip="10.20.2.11", kind=Kind.RECORDER, grade=Grade.LIKELY)
    claim = world.claim(channel="D1", ip="10.20.2.21")
    assert reconcile([claim], [one], stater).lists[0].recorder == one[0].id
    two = world.device(2, ip="10.20.2.12", kind=Kind.RECORDER, grade=Grade.LIKELY)
    assert reconcile([claim], [one, two], stater).lists[0].recorder is None


@pytest.mark.parametrize(
    ("make", "model", "maker", "grade", "brand"),
    [
        ("Hikvision", None, "hikvision", Grade.LIKELY, None),
        (None, "DS-2CD2143G0-I", "hikvision", Grade.LIKELY, None),
        ("Honeywell", "HBW4PER2", "dahua", Grade.LIKELY, "Honeywell"),
        ("Honeywell", None, None, Grade.UNKNOWN, "Honeywell"),
        ("Axis", "DS-2CD2143G0-I", "hikvision", Grade.POSSIBLE, "Axis"),
        (None, "AXIS P3245-LVE", "axis", Grade.LIKELY, None),
        (None, None, None, Grade.UNKNOWN, None),
        ("Onvif", "camera", None, Grade.UNKNOWN, None),
        ("\x1b[31mHik\x1b[0m", "<script>", None, Grade.UNKNOWN, None),
    ],
)
def test_make_and_model_name_a_maker_likely_at_most(stater, make, model, maker, grade, brand):
    stated = stater.read(make, model)
    assert (stated.maker, stated.grade, stated.brand) == (maker, grade, brand)


def test_the_order_of_rows_and_files_changes_nothing(world, stater):
    cameras = [world.device(n, ip=f"10.20.2.{n}", mac=MAC.format(n)) for n in range(20, 30)]
    claims = [
        world.claim(
            n,
            owner=owner,
            channel=f"D{n}",
            ip=f"10.20.2.{n + shift}",
            source=f"{owner}.csv",
            name=f"Camera {n}",
        )
        for owner, shift in (("A", 0), ("B", 3))
        for n in range(20, 34)
    ]
    paper = [world.claim(n, paper=True, name=f"Camera {n}", ip=f"10.20.2.{n}") for n in (20, 31)]
    wanted = reconcile([*claims, *paper], cameras, stater)
    for seed in range(5):
        mixed, devices = [*claims, *paper], [*cameras]
        random.Random(seed).shuffle(mixed)  # noqa: S311
        random.Random(seed).shuffle(devices)  # noqa: S311
        assert reconcile(mixed, devices, stater) == wanted


def test_the_register_tells_paper_and_network_apart(world, stater):
    gate, hall = (
        world.device(n, ip=f"10.20.2.{n}", mac=MAC.format(n), kind=Kind.CAMERA, grade=Grade.LIKELY)
        for n in (21, 22)
    )
    recorder = world.device(11, ip="10.20.2.11", kind=Kind.RECORDER, grade=Grade.LIKELY)
    laptop = world.device(12, ip="10.20.2.12", kind=None)
    claims = [
        world.claim(1, paper=True, name="C01", place="Gate", ip="10.20.2.21"),
        world.claim(2, paper=True, name="C02", place="Bike shed", make="Dahua"),
        world.claim(3, paper=True, name="C03", place="Library"),
        world.claim(1, owner="NVR", channel="D1", name="Library", source="nvr.csv"),
        world.claim(2, owner="NVR", channel="D2", name="Attic", source="nvr.csv"),
    ]
    known = reconcile(claims, [gate, hall, recorder, laptop], stater)
    assert [(one.standing, one.name) for one in known.register] == [
        (Standing.BOTH, "C01"),
        (Standing.LISTED, "C03"),
        (Standing.PAPER, "C02"),
        (Standing.NETWORK, None),
        (Standing.LIST_ONLY, "Attic"),
    ]
    assert [one.device for one in known.register if one.device] == [gate[0].id, hall[0].id]
    assert known.register[1].agreed is Agreed.NAME
    assert known.register[2].stated.maker == "dahua"


def test_a_register_makes_no_camera_that_is_counted(world, stater):
    known = reconcile([world.claim(paper=True, name="C01", place="Gate")], [], stater)
    assert known.listed == ()
    assert known.lists == ()
    assert [one.standing for one in known.register] == [Standing.PAPER]


def test_a_list_without_a_site_belongs_to_the_site_of_its_addresses(world, stater, tmp_path):
    path = tmp_path / "estate.yaml"
    path.write_text(
        "organisation: Example Hill School\nsites:\n"
        "  - name: Main\n    networks: [{cidr: 10.20.2.0/24, purpose: cameras}]\n"
        "  - name: Gym\n    networks: [{cidr: 10.30.2.0/24, purpose: cameras}]\n",
        encoding="utf-8",
    )
    claims = [world.claim(1, channel="1", ip="10.30.2.4"), world.claim(2, channel="2", name="Roof")]
    known = reconcile(claims, [], stater, estate=load(path))
    assert [one.site for one in known.listed] == ["Gym", "Gym"]


def test_a_file_of_nonsense_is_put_together_in_seconds(world, stater):
    same = [
        world.claim(
            n, channel=str(n), ip="10.0.0.1", mac=f"00:00:5e:00:{n // 256:02x}:{n % 256:02x}"
        )
        for n in range(10_000)
    ]
    bare = [world.claim(n, channel="1", ip="10.0.0.2", source="b.csv") for n in range(10_000)]
    named = [
        world.claim(n, owner=f"NVR-{n} 10.0.{n // 250}.{n % 250}", source="c.csv")
        for n in range(10_000)
    ]
    devices = [world.device(n, ip=f"10.0.{n // 250}.{n % 250}") for n in range(5_000)]
    begin = time.process_time()
    reconcile([*same, *bare, *named], devices, stater)
    assert time.process_time() - begin < 20
