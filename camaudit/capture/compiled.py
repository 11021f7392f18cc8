"""The triage kernel and what it calls, compiled by Numba where that is installed.

Numba compiles functions that find each other by their modules. So the modules are copied, and in
the copies every function is a compiled one: the uncompiled ones stay what they are, for small
files, for those who do not have Numba, and to be compared with. What was compiled is kept in the
user's cache under a name made of the sources of all of them, since Numba itself looks only at the
file of the function that is called.
"""

from __future__ import annotations

import inspect
import os
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, Protocol, cast

from camaudit.capture import (
    copies,
    headers,
    held,
    links,
    recent,
    records,
    rhythm,
    slots,
    state,
    triage,
    wrappings,
)
from camaudit.model import ahead

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Each after those that it calls.
_MODULES = (wrappings, links, records, headers, held, slots, recent, triage)
_NUMBERS = (copies, rhythm, state, ahead)  # where they have numbers from, which are compiled in


class Holder(Protocol):
    """The function of `held` that is called from outside."""

    digest: Callable[..., tuple[int, int]]


class Recent(Protocol):
    """The function of `recent` that is called from outside."""

    again: Callable[..., bool]


class Kernel(Protocol):
    """The functions of `triage` that are called from outside, compiled or not."""

    walk: Callable[..., tuple[int, int, float, int]]
    walk_blocks: Callable[..., tuple[int, int, float]]
    conversation_key: Callable[..., int]
    held: Holder
    recent: Recent


def is_there() -> bool:
    """Tell whether Numba is installed, without loading it."""
    return find_spec("numba") is not None


@cache
def kernel(folder: Path | None) -> Kernel:
    """Give the compiled kernel; it is compiled where the cache does not have it.

    Input:  folder for what can be made again; None, or one that cannot be written: nothing is kept.
    Raises: ImportError where Numba is not installed or does not fit.
    """
    import numba  # noqa: PLC0415 - an extra, and slow to load

    kept = folder is not None and _is_writable(folder)
    if kept:
        sources = "".join(inspect.getsource(module) for module in (*_MODULES, *_NUMBERS))
        digest = blake2b(f"{numba.__version__}{sources}".encode(), digest_size=8).hexdigest()
        vars(numba.config)["CACHE_DIR"] = str(cast("Path", folder) / f"kernel-{digest}")
    copied: dict[ModuleType, ModuleType] = {}
    compiled: dict[object, object] = {}
    for module in _MODULES:
        copy = copied[module] = ModuleType(module.__name__)
        copy.__dict__.update(vars(module))
        for name, value in list(vars(copy).items()):
            if isinstance(value, ModuleType) and value in copied:
                setattr(copy, name, copied[value])
            elif isinstance(value, FunctionType):
                if value.__module__ == module.__name__:
                    compiled[value] = numba.njit(cache=kept)(_rebound(value, copy))
                setattr(copy, name, compiled.get(value, value))
    return cast("Kernel", copied[triage])


def _is_writable(folder: Path) -> bool:
    """Tell whether something can be kept there; elsewhere Numba would write beside the sources."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _rebound(function: FunctionType, module: ModuleType) -> FunctionType:
    """Copy a function, so that it finds what it calls in another module."""
    found: Any = FunctionType(
        function.__code__, module.__dict__, function.__name__, function.__defaults__
    )
    found.__module__, found.__qualname__ = function.__module__, function.__qualname__
    return cast("FunctionType", found)
