"""audit.json as it is written: what is shared stands once, and whatever is wrong is named."""

import gzip
import json
import runpy
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from camaudit import document
from camaudit.cli import main
from camaudit.document import readback
from camaudit.errors import DocumentError

SCHOOL = runpy.run_path(str(Path(__file__).parents[1] / "golden" / "school.py"))["school"]()
MOMENTS, FACTS, DEVICE, IDENTITY = 1, 2, 3, 4  # places in the line of a device


def many(count):
    """Give the school's devices over and over, each with an id, a MAC and moments of its own."""
    devices, identities = [], []
    for number in range(count):
        like = SCHOOL.devices[number % len(SCHOOL.devices)]
        name, mac = f"dev-{number:012x}", f"44:19:b6:{number >> 8:02x}:{number & 255:02x}:01"

        def own(fact, mac=mac, number=number):
            seen = replace(fact.seen, at=fact.seen.at + number, place=f"frame {number + 100}")
            return replace(fact, about=replace(fact.about, mac=mac), seen=seen)

        told = SCHOOL.identities[number % len(SCHOOL.devices)]
        answers = {
            part: replace(
                getattr(told, part),
                evidence=tuple(
                    replace(one, fact=own(one.fact)) for one in getattr(told, part).evidence
                ),
            )
            for part in ("maker", "brand", "kind")
        }
        facts = tuple(map(own, like.facts))
        devices.append(replace(like, id=name, mac=mac, facts=facts))
        identities.append(replace(told, device=name, **answers))
    return replace(
        SCHOOL,
        devices=tuple(devices),
        identities=tuple(identities),
        findings=(),
        actions=(),
        exemptions=(),
        recorders=(),
        listed=(),
        lists=(),
        register=(),
    )


@pytest.fixture(name="body")
def _body():
    return json.loads(document.to_json(SCHOOL))


def refused(body):
    with pytest.raises(DocumentError) as raised:
        document.from_json(body if isinstance(body, str) else json.dumps(body))
    assert str(raised.value).isprintable()
    return str(raised.value)


def test_a_device_takes_less_than_3_kb():
    audit = many(600)
    text = document.to_json(audit)
    assert len(text) / 600 < 3000
    assert len("".join(document.spelled_lines(audit))) > 5 * len(text)
    assert document.from_json(text) == audit


def test_a_device_is_one_line_and_what_is_shared_stands_once():
    text = document.to_json(many(60))
    lines = text.splitlines()
    assert sum(f'"dev-{number:012x}"' in text for number in range(60)) == 60
    at = lines.index('  "devices": [')
    assert [json.loads(one.rstrip(","))[DEVICE][0] for one in lines[at + 1 : at + 61]] == [
        f"dev-{number:012x}" for number in range(60)
    ]
    (source,) = {one.seen.source for one in SCHOOL.devices[2].facts}
    assert text.count(f'"{source}"') == 1


def test_what_was_read_is_the_same_object_wherever_it_stands():
    device, identity = next(
        (device, identity)
        for device, identity in zip(SCHOOL.devices, SCHOOL.identities, strict=True)
        if identity.maker.evidence and identity.maker.evidence[0].fact in device.facts
    )
    read = document.from_json(document.to_json(SCHOOL))
    at = SCHOOL.devices.index(device)
    fact = read.identities[at].maker.evidence[0].fact
    assert any(one is fact for one in read.devices[at].facts)
    assert identity.maker.evidence[0].fact == fact


def test_equal_audits_are_written_alike_whatever_they_share_in_memory():
    apart = document.from_json("".join(document.spelled_lines(SCHOOL)))
    shared = document.from_json(document.to_json(SCHOOL))
    assert document.to_json(apart) == document.to_json(shared) == document.to_json(SCHOOL)


def test_members_in_another_order_are_the_same_audit(body):
    assert document.from_json(json.dumps(body, sort_keys=True)) == SCHOOL
    assert document.from_json(json.dumps(dict(reversed(body.items())), indent=4)) == SCHOOL


def test_texts_that_nothing_else_shares_stay_where_they_are(body):
    assert SCHOOL.version in json.dumps(body["audit"]["version"])
    assert not set(body["texts"]) & {SCHOOL.version}


@pytest.mark.parametrize("hostile", ["\ud800", "\x1b[31m\u202e", "</script>" * 9, "0", '"\\' * 9])
def test_hostile_text_that_many_share_comes_back(hostile):
    devices = tuple(replace(one, network=hostile) for one in SCHOOL.devices)
    audit = replace(SCHOOL, devices=devices)
    text = document.to_json(audit)
    assert text.isascii()
    assert document.from_json(text) == audit


def test_a_text_of_megabytes_is_written_once():
    long = "x" * 10_000_000
    devices = tuple(replace(one, network=long) for one in SCHOOL.devices)
    audit = replace(SCHOOL, devices=devices)
    text = document.to_json(audit)
    assert len(text) < 10_200_000
    assert document.from_json(text) == audit


def change(body, path, value):
    *before, last = path
    for step in before:
        body = body[step]
    body[last] = value


DEVICES = ("audit", "devices")


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("shapes",), [], "shapes: expected an object"),
        (("shapes", "Colour"), [], "shapes.Colour: unknown"),
        (("shapes", "Seen"), ["at", "source"], "shapes.Seen.place: missing"),
        (("shapes", "Seen"), ["at", "source", "place", "\x1b"], 'shapes.Seen."\\u001b": unknown'),
        (("shapes", "Seen"), ["at", "at", "place"], "shapes.Seen.at: written twice"),
        (("shapes", "Seen"), [[["at"]]], "shapes.Seen: expected names of fields"),
        (("shapes", "Seen"), "at", "shapes.Seen: expected a list"),
        (("texts",), {}, "texts: expected a list"),
        (("texts", 3), 5, "texts[3]: expected text"),
        (("groups",), [], "groups: expected an object"),
        (("groups", "Seen"), [], "groups.Seen: unknown"),
        (("groups", "Evidence"), {}, "groups.Evidence: expected a list"),
        (("groups", "Evidence", 0), [], "groups.Evidence[0]: expected a list of 7"),
        (("groups", "Evidence", 0, 0), 10**6, "groups.Evidence[0].rule: expected text, or the"),
        (("audit",), [], "audit: expected an object"),
        (("audit", "colour"), 1, "colour: unknown"),
        (("audit", "identities"), [], "identities: unknown"),
        (("audit", "version"), -1, "version: expected text, or the number of one of"),
        (("audit", "version"), True, "version: expected text"),
        (("audit", "version"), 1e9, "version: expected text"),
        (("audit", "at"), "x", "at: expected a number"),
        (("audit", "not_ours"), 1.5, "not_ours: expected a whole number"),
        (DEVICES, {}, "devices: expected a list"),
        ((*DEVICES, 2), {}, "devices[2]: expected a list of 5"),
        ((*DEVICES, 2, 0), 7, "devices[2].endpoints: expected a list"),
        ((*DEVICES, 2, 0, 0, 1), "10.0.0.300", "devices[2].endpoints[0].ip: expected an IP"),
        ((*DEVICES, 2, MOMENTS, 0, 0), True, "devices[2].moments[0].at: expected a number"),
        ((*DEVICES, 2, FACTS, 0, 0), 99, "devices[2].facts[0].about: expected a list, or the num"),
        ((*DEVICES, 2, FACTS, 0, 1), "x", "devices[2].facts[0].channel: expected one of the words"),
        ((*DEVICES, 2, FACTS, 0, 4), -1, "devices[2].facts[0].seen: expected a list, or the num"),
        ((*DEVICES, 2, DEVICE, 9, 0), 99, "devices[2].facts[0]: expected a list, or the number of"),
        ((*DEVICES, 2, DEVICE), [], "devices[2]: expected a list of 16 to 17"),
        ((*DEVICES, 2, IDENTITY, 1), [], "devices[2].identity.maker: expected a list of 4"),
        ((*DEVICES, 2, IDENTITY, 0), "dev-none", "identities[2].device: not the id of"),
        (("audit", "findings", 0, -1), 10**9, "findings[0]: expected a list, or the number of one"),
        (("audit", "findings", 0, 4, 0, 1), 0, "findings[0].proofs[0].seen: expected a list, or"),
        (("audit", "findings", 0, 1), "dev-none", "findings[0].device: no such device"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(body, path, value, says):
    change(body, path, value)
    assert refused(body).startswith(says)


@pytest.mark.parametrize("gone", ["shapes", "texts", "groups", "audit"])
def test_a_part_that_is_missing_is_named(body, gone):
    del body[gone]
    assert refused(body).startswith(f"{gone}: missing")


def test_what_is_more_than_the_parts_is_named(body):
    assert refused(body | {"more": 1}) == "more: unknown"
    assert refused({"more": 1} | body) == "more: unknown"


def test_a_missing_field_of_the_audit_is_named(body):
    del body["audit"]["files"]
    assert refused(body) == "files: missing"


@pytest.mark.parametrize("cut", [1, 30, 1_000, -1_000, -2])
def test_a_file_that_was_cut_short_is_refused(cut):
    assert refused(document.to_json(SCHOOL)[:cut]).startswith("not an audit: it is cut off after ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nothing is in it"),
        (" \n", "nothing is in it"),
        ("Dear Sir", "it is no JSON from line 1, column 1 on"),
        ('{"format":\n "a" "b"}', "it is no JSON from line 2, column 6 on"),
        ('{"format":\n', "it is cut off after line 2, column 1"),
    ],
)
def test_what_is_no_json_is_told_in_words_of_ours(text, said):
    assert refused(text) == f"not an audit: {said}"


def test_a_key_that_is_written_twice_and_what_follows_the_end_are_refused():
    text = document.to_json(SCHOOL)
    twice = text.replace('"partial"', '"not_ours"', 1)
    assert refused(twice) == "not an audit: the key not_ours is written twice"
    assert refused(text + "{}").startswith("not an audit: it is no JSON from line ")
    assert refused(text.replace('"texts": [', '"texts": [NaN, ', 1)).endswith("NaN is no number")
    deep = text.replace('"texts": [', f'"texts": [{"[" * 100_000}', 1)
    assert refused(deep) == "not an audit: nested too deeply"


def test_a_shape_of_an_older_version_lacks_what_came_later(body):
    at = body["shapes"]["Device"].index("sighted")
    del body["shapes"]["Device"][at]
    for line in body["audit"]["devices"]:
        del line[DEVICE][at:]
    del body["shapes"]["Part"]  # a noun that came later
    without = tuple(replace(one, sighted=None) for one in SCHOOL.devices)
    assert document.from_json(json.dumps(body)) == replace(SCHOOL, devices=without)
    del body["shapes"]["Seen"]
    assert "no Seen: shapes has none" in refused(body)


def test_a_short_file_that_spells_out_too_long_is_refused(body, monkeypatch):
    monkeypatch.setattr(readback, "ALWAYS", 1 << 20)
    body["texts"].append("x" * 100_000)
    long = len(body["texts"]) - 1
    body["groups"]["Proof"].append([None, [long] * 1000])
    finding = body["audit"]["findings"][0]
    finding[4] = [["", None, len(body["groups"]["Proof"]) - 1]] * 10_000
    assert "more than 1,000 times as long spelled out as the file" in refused(body)


@pytest.mark.parametrize("form", ["written", "spelled out"])
def test_a_packed_audit_is_read_whatever_its_name(tmp_path, form):
    text = document.to_json(SCHOOL)
    if form == "spelled out":
        text = "".join(document.spelled_lines(SCHOOL))
    for name in ("audit.json.gz", "audit.json"):
        (tmp_path / name).write_bytes(gzip.compress(text.encode()))
        assert document.read(tmp_path / name) == SCHOOL


def test_a_name_that_ends_in_gz_packs_and_the_same_audit_gives_the_same_bytes(tmp_path):
    one, two = tmp_path / "one.json.gz", tmp_path / "two.json.GZ"
    document.write(one, SCHOOL)
    document.write(two, SCHOOL)
    assert one.read_bytes() == two.read_bytes()
    assert gzip.decompress(one.read_bytes()).decode() == document.to_json(SCHOOL)


def test_every_command_reads_a_packed_audit(tmp_path, capsys):
    path, key, out = (str(tmp_path / one) for one in ("audit.json.gz", "key", "out.json.gz"))
    document.write(Path(path), SCHOOL)
    for words, code in (
        (["report", path], 0),
        (["report", path, "--for", "dpo", "-o", str(tmp_path / "letter.txt")], 0),
        (["export", path, "--to", "json"], 0),
        (["explain", SCHOOL.devices[0].id, "--in", path], 0),
        (["diff", path, path], 0),
        (["merge", path, "-o", out], 0),
        (["merge", out, "-o", out], 0),
    ):
        assert main(words) == code, words
    assert main(["verify", path]) in {0, 1}
    spelled = tmp_path / "exports" / "json" / "audit-spelled-out.json"
    assert document.read(spelled) == SCHOOL
    assert key not in capsys.readouterr().err


def test_the_audit_here_is_found_packed_too(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    document.write(Path("audit.json.gz"), SCHOOL)
    assert main(["explain", SCHOOL.devices[0].id]) == 0
    assert "from audit.json.gz" in capsys.readouterr().err


DAMAGED = {
    "cannot be unpacked: gzip data cut short": gzip.compress(b"x" * 10_000)[:-20],
    "cannot be unpacked: damaged gzip data": b"\x1f\x8b" + bytes(40),
    "cannot be unpacked: unpacks to more than 200 times": gzip.compress(b" " * (1 << 26)),
    "not an audit: nothing is in it": gzip.compress(b""),
    "not an audit: not UTF-8 text": gzip.compress(b"\xff"),
}


@pytest.mark.parametrize("says", DAMAGED)
def test_what_cannot_be_unpacked_is_named_in_one_line(tmp_path, says, capsys):
    path = tmp_path / "audit.json.gz"
    path.write_bytes(DAMAGED[says])
    assert main(["report", str(path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"camaudit: {path}: {says}")


def test_a_damaged_byte_of_a_packed_audit_is_noticed(tmp_path):
    path = tmp_path / "audit.json.gz"
    document.write(path, SCHOOL)
    content = bytearray(path.read_bytes())
    content[-6] ^= 1  # of the check sum
    path.write_bytes(content)
    with pytest.raises(DocumentError, match="cannot be unpacked: damaged gzip data"):
        document.read(path)
    with pytest.raises(zlib.error):
        zlib.decompress(bytes(content), 31)
