"""Whatever stands in the cells of a list: claims or counted trouble, and no secret among them."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from camaudit.model.observation import Claim
from camaudit.sources.camera_rows import MAX_TEXT, CameraRows, Trouble
from camaudit.tabular.camera_columns import SPELLINGS
from camaudit.tabular.camera_sheet import find
from camaudit.tabular.row import Row

SECRET = "Hunter2!"
HEADINGS = [name for names in SPELLINGS.values() for name in names]
CELLS = st.one_of(
    st.sampled_from(
        ["", "D1", "Online", "Not added", "10.0.0.1", "http://u:Hunter2!@10.0.0.2/", "0.0.0.1",
         "00:11:22:33:44:55", "1.2E+11", "Hikvision", "DS-2CD2143G0-I", "no", "\x1b[2J", "=1+1",
         "\ud800", "999.1.1.1", "fe80::1%eth0", "9" * 400, "e.g. D1"]
    ),
    st.text(max_size=20),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    heads=st.lists(st.sampled_from(HEADINGS), min_size=2, max_size=8),
    rows=st.lists(st.lists(CELLS, max_size=12), max_size=6),
    title=st.sampled_from(["", "CCTV register", "cameras"]),
)
def test_any_rows_under_any_headings_give_claims_or_counted_trouble(heads, rows, title):
    heads = ["Camera name", "Channel", "IP address", *heads, "Password"]
    every = [Row(1, tuple(heads))]
    every += [Row(at, tuple(one)) for at, one in enumerate(rows, 2)]
    sheet = find(every, "", title)
    if sheet is None:
        return
    reader = CameraRows(sheet, "list.csv", 1.0)
    for row in every[1:]:
        for one in reader.read(row, f"row {row.number}"):
            assert isinstance(one, Claim | Trouble)
            if isinstance(one, Claim):
                texts = [one.owner, one.channel, one.name, one.make, one.model, one.place]
                assert all(len(text) <= MAX_TEXT for text in texts if text)
                assert not re.search(r"://[^/]*Hunter2!", repr(one))


@given(place=st.integers(0, 4), text=st.sampled_from([SECRET, "10.0.0.9", "D4"]))
def test_a_cell_too_many_beside_a_password_gives_no_claim(place, text):
    heads = ("Channel", "Camera name", "IP address", "Password", "Location")
    cells = ["D1", "Gate", "10.0.0.1", SECRET, "Lodge"]
    cells.insert(place, text)
    rows = [Row(1, heads), Row(2, tuple(cells))]
    reader = CameraRows(find(rows, "", ""), "list.csv", 1.0)
    assert all(isinstance(one, Trouble) for one in reader.read(rows[1], "row 2"))
