"""`camaudit data`: newer tables of files, whole and newer, or everything stays as it was."""

import gzip
import io
import json
import shutil
import tarfile
from ipaddress import IPv4Address, IPv6Address

import pytest

from camaudit import data, kev, recognise
from camaudit.cli import main
from camaudit.errors import DataError
from camaudit.geo import build as geo
from camaudit.identify import registry_build

ROWS = 1_000
RULES = data.shipped("rules")
HEAD = "Registry,Assignment,Organization Name,Organization Address\n"
IPFIRE = "# Generated: Thu, {day} Oct 2026 04:33:59 GMT\n# Vendor:    IPFire Project\n"
MAKER = "Hangzhou Hikvision Digital Technology Co.,Ltd."


def registry_rows(size, count, name="Example Works"):
    return "".join(f'MA,{at:0{size}X},"{name}",Somewhere\n' for at in range(count))


def registry_csv(folder, hikvision=0):
    """Write the registry's three files; the maker has so many of the blocks."""
    first = "".join(f'MA,{0xA00000 + at:06X},"{MAKER}",Hangzhou\n' for at in range(hikvision))
    files = {"oui.csv": registry_rows(6, ROWS) + first}
    files |= {"mam.csv": registry_rows(7, ROWS), "oui36.csv": registry_rows(9, ROWS)}
    for name, rows in files.items():
        (folder / name).write_text(HEAD + rows, encoding="utf-8")
    return [folder / name for name in files]


def ranges(version, value, count=ROWS):
    address = IPv4Address if version == 4 else IPv6Address
    size, start = (8, 0x01000000) if version == 4 else (80, 0x2400 << 112)
    for at in range(count):
        first = start + (2 * at << size)
        yield f"{address(first)},{address(first + (1 << size) - 1)},{value}\n"


def table(path, version, value, head="", count=ROWS):
    path.write_text(head + "".join(ranges(version, value, count)), encoding="utf-8")
    return path


@pytest.fixture(name="small", scope="session")
def _small(tmp_path_factory):
    """Small tables of June 2026, made once: packing takes most of the time."""
    shipped, desk = tmp_path_factory.mktemp("shipped"), tmp_path_factory.mktemp("desk")
    registry_build.build(registry_csv(desk, 50), shipped / "oui_data", "2026-06-01", "a test")
    for stem, value in (("ipfire", "DE"), ("dbip", "DE"), ("asn", '64500,"Example, Ltd."')):
        files = [table(desk / f"{stem}-{v}", v, value) for v in (4, 6)]
        geo.build(stem, files, shipped / "geo_data", origin="a test", date="2026-06-01")
    return shipped


@pytest.fixture(name="desk", autouse=True)
def _desk(small, tmp_path, monkeypatch):
    """The small tables as the shipped ones, an empty folder for one's own, a place for files."""
    shipped, own, desk = (tmp_path / name for name in ("shipped", "own", "desk"))
    shutil.copytree(small, shipped)
    for folder in (own, desk):
        folder.mkdir()
    (shipped / "rules").symlink_to(RULES)
    monkeypatch.setattr(data, "_SHIPPED", (shipped,))
    monkeypatch.setenv(data.VARIABLE, str(own))
    monkeypatch.setattr("time.time", lambda: 1_795_600_000.0)  # 25 November 2026
    return desk


def snapshot():
    base = data.user_folder()
    return {path.relative_to(base): path.read_bytes() for path in base.rglob("*") if path.is_file()}


def update(capsys, *arguments):
    code = main(["data", "update", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_newer_registry_tells_who_gained_blocks_and_is_used(desk, capsys):
    code, out, err = update(capsys, *registry_csv(desk, 84), "--date", "2026-11-01")
    assert (code, err) == (0, "")
    assert "MAC registry: 2026-06-01 -> 2026-11-01" in out
    assert "blocks of /24         1,050 ->     1,084  (+34)" in out
    assert "Hikvision                50 ->        84  (+34)" in out
    assert data.folder("oui_data") == data.user_folder() / "oui_data"


def test_a_second_table_keeps_the_first(desk, capsys):
    files = [table(desk / f"geoip{v}", v, "FR", IPFIRE.format(day=25)) for v in (4, 6)]
    assert update(capsys, *files)[0] == 0
    files = [table(desk / f"dbip-country-ipv{v}-2026-11.csv", v, "FR") for v in (4, 6)]
    assert update(capsys, *files)[0] == 0
    folder = data.folder("geo_data")
    dates = {stem: data.date_in(one, folder) for stem, one in data.entries(folder).items()}
    assert dates == {"asn": "2026-06-01", "dbip": "2026-11-01", "ipfire": "2026-10-25"}
    assert main(["data", "verify"]) == 0


def package(path, name, version, files):
    with tarfile.open(path, "w:gz") as archive:
        for member, text in {
            **files, "package.json": json.dumps({"name": name, "version": version})
        }.items():  # fmt: skip
            raw = text.encode()
            entry = tarfile.TarInfo(f"package/{member}")
            entry.size = len(raw)
            archive.addfile(entry, io.BytesIO(raw))
    return path


def test_a_package_is_unpacked_and_dated_by_its_version(desk, capsys):
    rows = {f"asn-ipv{v}.csv": "".join(ranges(v, "64501,Example")) for v in (4, 6)}
    rows["asn-ipv4-num.csv"] = "not needed"
    path = package(desk / "asn.tgz", "@example/asn", "2.3.2026110312", rows)
    assert update(capsys, path)[0] == 0
    (entry,) = (one for key, one in data.entries(data.folder("geo_data")).items() if key == "asn")
    assert entry["date"] == "2026-11-03"
    assert entry["origin"] == "npm package @example/asn 2.3.2026110312"


def test_gzip_is_unpacked(desk, capsys):
    both = "".join([*ranges(4, "FR"), *ranges(6, "FR")])
    path = desk / "dbip-country-lite-2026-11.csv.gz"
    path.write_bytes(gzip.compress(both.encode()))
    assert update(capsys, path)[0] == 0


def refusals(desk):
    """Give what must be refused, with the words that say why."""
    registry = registry_csv(desk)
    v4 = table(desk / "dbip-country-ipv4.csv", 4, "FR")
    v6 = table(desk / "dbip-country-ipv6.csv", 6, "FR")
    page = desk / "page.csv"
    page.write_text("<html>Not found</html>", encoding="utf-8")
    empty = desk / "empty.csv"
    empty.write_bytes(b"")
    cut = desk / "dbip-country-cut.csv.gz"
    cut.write_bytes(gzip.compress("".join(ranges(4, "FR")).encode())[:-100])
    damaged = table(desk / "dbip-country-damaged.csv", 4, "FR")
    damaged.write_text(damaged.read_text("utf-8") + "1.2.3.4,oops,FR\n", encoding="utf-8")
    unknown = table(desk / "countries.csv", 4, "FR")
    deb = desk / "tor-geoipdb.deb"
    deb.write_bytes(b"!<arch>\n")
    bad = package(desk / "none.tgz", "none", "1", {"readme.txt": "nothing"})
    old = ("--date", "2026-05-01")
    return {
        "an older one": ([*registry, *old], "not newer than the one held, of 2026-07-01"),
        "one of the same day": ([v4, v6, "--date", "2026-06-01"], "not newer than the one held"),
        "one of tomorrow": ([*registry, "--date", "2026-11-26"], "that day is still to come"),
        "no day": ([*registry, "--date", "November"], "no day like 2026-06-25"),
        "no date": (registry, "no date in it; give --date"),
        "one size of three": ([registry[0], "--date", "2026-11-01"], "all three sizes"),
        "one half": ([v4, "--date", "2026-11-01"], "0 ranges of IPv6 are no whole table"),
        "a web page": ([page], "none of the tables that camaudit knows"),
        "an empty file": ([empty], "none of the tables that camaudit knows"),
        "a cut file": ([cut], "damaged, or cut short"),
        "a damaged line": ([damaged, v6, "--date", "2026-11-01"], "dbip-country-damaged.csv:1001"),
        "an unknown publisher": ([unknown], "a table of countries, but whose?"),
        "a Debian package": ([deb], "unpack it (dpkg-deb -x FILE FOLDER)"),
        "a package of something else": ([bad], "holds no table that camaudit knows"),
        "a folder": ([desk], "a folder; give the files in it"),
        "a missing file": ([desk / "nowhere.csv"], "cannot be read: No such file or directory"),
        "two tables, one date": (
            [*registry, v4, v6, "--date", "2026-11-01"],
            "one table at a time",
        ),
        "nothing": ([], "which files?"),
    }


REFUSED = (
    "an older one", "one of the same day", "one of tomorrow", "no day", "no date",
    "one size of three", "one half", "a web page", "an empty file", "a cut file",
    "a damaged line", "an unknown publisher", "a Debian package", "a package of something else",
    "a folder", "a missing file", "two tables, one date", "nothing",
)  # fmt: skip


def test_every_refusal_is_tried(desk):
    assert tuple(refusals(desk)) == REFUSED


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_gets_one_line_and_changes_nothing(desk, capsys, name):
    assert update(capsys, *registry_csv(desk, 60), "--date", "2026-07-01")[0] == 0
    before = snapshot()
    arguments, says = refusals(desk)[name]
    code, out, err = update(capsys, *arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
    assert snapshot() == before


def test_a_table_of_half_the_rows_was_cut_short(desk, capsys):
    shipped = data.shipped("geo_data")
    files = [table(desk / f"dbip-country-ipv{v}.csv", v, "DE", count=3 * ROWS) for v in (4, 6)]
    geo.build("dbip", files, shipped, origin="a test", date="2026-06-02")
    files = [table(desk / f"dbip-country-ipv{v}.csv", v, "DE") for v in (4, 6)]
    code, _, err = update(capsys, *files, "--date", "2026-11-01")
    assert code == 2
    assert "1,000 ranges of IPv4, where 3,000 are held: cut short?" in err
    assert snapshot() == {}


def test_every_bad_file_is_named_at_once(desk, capsys):
    for name in ("one.csv", "two.csv"):
        (desk / name).write_text("nothing", encoding="utf-8")
    _, _, err = update(capsys, desk / "one.csv", desk / "two.csv")
    assert err.count("none of the tables") == 2


def test_a_swap_that_fails_brings_back_what_was_there(desk, capsys, monkeypatch):
    from pathlib import Path  # noqa: PLC0415 - beside its use

    assert update(capsys, *registry_csv(desk, 60), "--date", "2026-07-01")[0] == 0
    before = snapshot()
    rename = Path.rename

    def failing(self, target):
        if self.parent.name == "made":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    code, _, err = update(capsys, *registry_csv(desk, 70), "--date", "2026-08-01")
    assert code == 2
    assert "cannot be written: No space left on device" in err
    assert snapshot() == before


def test_status_as_json_tells_of_rules_and_five_tables(capsys):
    assert main(["data", "status", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    tables = {one["id"]: one for one in told["tables"]}
    assert list(tables) == ["rules", "registry", "asn", "dbip", "ipfire", "kev"]
    assert (tables["kev"]["date"], tables["kev"]["age_months"]) == ("2025-08-25", 15)
    assert tables["registry"]["age_months"] == 5
    assert tables["registry"]["rows"]["blocks of /24"] == 1_050
    assert tables["ipfire"]["licence"] == "CC BY-SA 4.0"
    assert all(len(one["sha256"]) == 64 and not one["own"] for one in told["tables"])


def test_status_says_what_such_an_age_has_missed_before(capsys):
    assert main(["data", "status"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "one of May 2024 knows 67 and one of August 2022 knows 50" in out
    assert "KEV 2025-08-25, 15 months old" in out
    assert "IP Geolocation by DB-IP, https://db-ip.com, CC BY 4.0" in out


@pytest.mark.parametrize(
    "name", ["geo_data/asn-v4.xz", "geo_data/ipfire-v6.xz", "oui_data/registry.tsv.xz"]
)
def test_verify_names_a_damaged_file(capsys, name):
    path = data.shipped("rules").parent / name
    path.write_bytes(path.read_bytes()[:-4])
    assert main(["data", "verify"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"{path}: not the file that manifest.json describes; reinstall camaudit" in said.err


def test_verify_checks_ones_own_tables_also_where_they_are_older(desk, capsys):
    registry_build.build(
        registry_csv(desk), data.user_folder() / "oui_data", "2020-01-01", "a test"
    )
    path = data.user_folder() / "oui_data" / "registry.tsv.xz"
    assert main(["data", "verify"]) == 0
    path.write_bytes(b"")
    assert main(["data", "verify"]) == 2
    assert f"{path}: not the file" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["status", "x.csv"], ["verify", "--date", "2026-01-01"], ["verify", "--json"]]
)
def test_options_that_mean_nothing_are_refused(capsys, arguments):
    assert main(["data", *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_hostile_name_of_a_file_is_spelt_out(desk, capsys):
    path = desk / "oui\x1b[31m\u202e.csv"
    path.write_text("nothing", encoding="utf-8")
    _, _, err = update(capsys, path)
    assert r"oui\x1b[31m\u202e.csv: none of the tables" in err
    assert err.strip().isprintable()


def catalogue(path, released="2026-11-20", more=(), count=1_400):
    """Write the KEV catalogue as CISA publishes it: so many others, and some of our flaws."""
    others = [f"CVE-2020-{10_000 + at}" for at in range(count)]
    flaws = [
        {
            "cveID": cve,
            "vendorProject": "Example",
            "product": "Thing",
            "vulnerabilityName": "Example",
            "dateAdded": day,
            "shortDescription": "Text",
            "requiredAction": "Text",
            "dueDate": day,
            "knownRansomwareCampaignUse": "Unknown",
            "notes": "",
            "cwes": [],
        }
        for cve, day in [*((one, "2021-11-03") for one in others), *more]
    ]
    text = {
        "title": "CISA Catalog of Known Exploited Vulnerabilities",
        "catalogVersion": released.replace("-", "."),
        "dateReleased": f"{released}T17:00:00.0000Z",
        "count": len(flaws),
        "vulnerabilities": flaws,
    }
    path.write_text(json.dumps(text), encoding="utf-8")
    return path


@pytest.mark.parametrize("option", [(), ("--kev",)])
def test_a_newer_catalogue_renews_what_is_known_to_be_exploited(desk, capsys, option):
    more = [("CVE-2017-7921", "2026-03-05"), ("CVE-2025-23123", "2026-10-01")]
    code, out, err = update(capsys, *option, catalogue(desk / "kev.json", more=more))
    assert (code, err) == (0, "")
    assert "KEV: 2025-08-25 -> 2026-11-20" in out
    held = kev.load("2025-08-25")
    assert (held.date, held.added["CVE-2025-23123"]) == ("2026-11-20", "2026-10-01")
    assert main(["data", "status", "--json"]) == 0
    (told,) = [t for t in json.loads(capsys.readouterr().out)["tables"] if t["id"] == "kev"]
    assert (told["date"], told["own"], told["rows"]["entries"]) == ("2026-11-20", True, 1_402)
    assert told["rows"]["flaws of the vendor list in it"] == 2
    assert main(["data", "verify"]) == 0


@pytest.mark.parametrize(
    ("released", "count", "why"),
    [
        ("2025-08-25", 1_400, "not newer than the one held, of 2025-08-25"),
        ("2026-12-24", 1_400, "still to come"),
        ("2026-11-20", 900, "no whole KEV catalogue"),
        ("2026-13-20", 1_400, "no KEV catalogue as CISA publishes it"),
    ],
)
def test_a_catalogue_that_is_not_newer_or_not_whole_changes_nothing(
    desk, capsys, released, count, why
):
    code, _, err = update(capsys, catalogue(desk / "kev.json", released, count=count))
    assert code == 2
    assert why in err
    assert snapshot() == {}


@pytest.mark.parametrize("more", [[("CVE-2017-79", "2026-03-05")], [("CVE-2017-7921", "soon")]])
def test_a_damaged_entry_of_the_catalogue_is_refused(desk, capsys, more):
    code, _, err = update(capsys, catalogue(desk / "kev.json", more=more))
    assert (code, snapshot()) == (2, {})
    assert "damaged" in err


def test_a_catalogue_cut_short_is_refused(desk, capsys):
    update(capsys, catalogue(desk / "kev.json", "2026-10-20", count=3_000))
    code, _, err = update(capsys, catalogue(desk / "new.json", count=1_200))
    assert code == 2
    assert "1,200 entries, where 3,000 are held" in err


def test_verify_names_a_damaged_catalogue(desk, capsys):
    update(capsys, catalogue(desk / "kev.json"))
    path = data.user_folder() / "kev_data" / "kev.tsv"
    path.write_bytes(path.read_bytes()[:-4])
    assert main(["data", "verify"]) == 2
    assert f"{path}: not the file" in capsys.readouterr().err


@pytest.mark.parametrize("text", ['{"a": 1}', '{"vulnerabilities": [ {"cveID": 5} ', "{"])
def test_json_that_is_no_table_is_called_none(tmp_path, text):
    path = tmp_path / "some.json"
    path.write_text(text)
    with pytest.raises(DataError, match="none of the tables"):
        recognise.parts(path, tmp_path)
