"""Models of ordinary things have no form of a camera's: a row names no maker for them."""

import pytest

from camaudit import data
from camaudit.identify.models import ModelGrammar
from camaudit.rulebook.load import load
from camaudit.rulebook.types import Support


@pytest.fixture(name="grammar", scope="module")
def _grammar():
    return ModelGrammar(load([data.folder("rules")]))


@pytest.mark.parametrize(
    "model",
    [
        "ASR1001-X",  # router
        "TPC-1551T",  # panel computer
        "NVR1218",  # of Synology
        "DVR4104",  # of many labels
        "PTZ20",
        "ASI6200MM",  # camera of a telescope
        "DS-8178",  # barcode scanner
        "DS-780N",  # document scanner
        "TD-8840T",  # router
        "GV-N3060EAGLE",  # graphics card
        "AV1000",  # powerline adapter
        "DWC-1000",  # wireless controller
        "IP Base",  # licence
        "S22",  # telephone
        "M73",  # computer
    ],
)
def test_a_model_of_another_thing_is_of_no_maker(grammar, model):
    assert [one.id for one in grammar.read(model) if one.evidence is Support.DOCUMENTED] == []
