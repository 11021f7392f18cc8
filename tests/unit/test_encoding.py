"""The beginning of a text is read as all of it would be, wherever it is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camaudit.encoding import beginning, survey


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@given(text=st.text("aé€ü;\n", min_size=8), size=st.integers(1, 64))
def test_a_beginning_reads_as_the_whole_does(tmp_path_factory, encoding, text, size):
    path = tmp_path_factory.getbasetemp() / "text.csv"
    path.write_bytes(f"Name;Gerät\n{text}".encode(encoding))
    whole = path.read_bytes().decode(survey(path).encoding, "replace")
    size += 13  # so that an encoding is told
    found = beginning(path, size).removesuffix("\N{REPLACEMENT CHARACTER}")  # a letter cut in two
    assert whole.startswith(found)
    assert found


def test_a_letter_that_is_cut_is_no_reason_for_another_encoding(tmp_path):
    path = tmp_path / "cut.csv"
    path.write_bytes("Gerät".encode())
    assert beginning(path, 4) == "Ger\N{REPLACEMENT CHARACTER}"
    assert beginning(path, 5) == "Gerä"
    path.write_bytes("Gerät".encode("cp1252"))
    assert beginning(path, 9) == "Gerät"
