from pathlib import Path

import pytest

from camaudit.identify.registry import Registry
from camaudit.rulebook.load import load
from camaudit.vendorlist.table import make

REGISTRY = {
    "00a001": "Acme Camera Works Co., Ltd.",
    "00a0021": "ACME CAMERA WORKS",
    "00a003123": "Acme Camera Works",
    "00a004": "Boreal Vision",
    "00a005": "Somebody else",
}


@pytest.fixture(scope="session")
def table():
    book = load([Path(__file__).parent / "rules"])
    return make(book, Registry(REGISTRY), "2026-01-01")
