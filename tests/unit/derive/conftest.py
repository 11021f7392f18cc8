"""The example school as an audit, and the rules that it was made with."""

from datetime import datetime
from pathlib import Path

import pytest

from camaudit import __version__
from camaudit.derive.again import held
from camaudit.estate import load
from camaudit.model.progress import Silent
from camaudit.pipeline import audit

SCHOOL = Path(__file__).parents[3] / "examples" / "school"
AT = datetime.fromisoformat("2026-11-24T09:00:00+00:00").timestamp()
AS_OF = datetime.fromisoformat("2026-11-19T08:00:00+00:00").timestamp()


@pytest.fixture(name="school", scope="session")
def _school():
    return audit(
        [SCHOOL / "captures", SCHOOL / "files"],
        at=AT,
        as_of=AS_OF,
        estate=load(SCHOOL / "estate.yaml"),
        watcher=Silent(),
    )


@pytest.fixture(name="rules", scope="session")
def _rules():
    return held(__version__)
