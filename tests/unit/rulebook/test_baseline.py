"""Lists of what is no camera are read strictly."""

import pytest

from camaudit.errors import RulesError
from camaudit.model.observation import Channel
from camaudit.rulebook.baseline import Harmless, read


def test_each_line_keeps_what_said_it_and_where_it_stands(tmp_path):
    text = "- what: printer\n  says:\n    - [http.server, Webs]\n"
    (tmp_path / "office.yaml").write_text(text)
    assert read(tmp_path) == (
        Harmless(
            what="printer",
            channel=Channel.HTTP_SERVER,
            value="Webs",
            place=f"{tmp_path.name}/office.yaml:3",
        ),
    )


def test_every_mistake_is_told(tmp_path):
    (tmp_path / "a.yaml").write_text("- what: printer\n- says: [[http.sever, x], [http.title]]\n")
    (tmp_path / "b.yaml").write_text("what: printer\n")
    with pytest.raises(RulesError) as caught:
        read(tmp_path)
    assert len(str(caught.value).splitlines()) == 5
