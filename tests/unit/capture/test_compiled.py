"""The compiled kernel is kept under a name of all that is compiled into it."""

import ast
import inspect
from importlib import import_module

import pytest

from camaudit.capture import compiled


def taken_from(module):
    """Give the modules whose numbers or functions a module names, as it is loaded."""
    for statement in ast.parse(inspect.getsource(module)).body:
        if isinstance(statement, ast.ImportFrom) and statement.module.startswith("camaudit."):
            origin = import_module(statement.module)
            for one in statement.names:
                value = getattr(origin, one.name)
                yield value if inspect.ismodule(value) else origin


@pytest.mark.parametrize("module", compiled._MODULES, ids=lambda one: one.__name__)
def test_what_a_kernel_is_made_of_is_part_of_its_name(module):
    assert set(taken_from(module)) <= {*compiled._MODULES, *compiled._NUMBERS}


def test_each_module_stands_behind_those_that_it_calls():
    seen = []
    for module in compiled._MODULES:
        called = set(taken_from(module)) & set(compiled._MODULES)
        assert called <= set(seen), module.__name__
        seen.append(module)
