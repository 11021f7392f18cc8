"""Gives up what was needed to open an interface, for good.

Who came by sudo is that person again. Root itself stays the owner of its files, as what is read
and written may lie where only root can go, but has no capability left and can get none again.

Source: capabilities(7), capset(2), prctl(2).
"""

from __future__ import annotations

import ctypes
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_CAPSET_VERSION = 0x20080522  # _LINUX_CAPABILITY_VERSION_3: two words a set
_NO_NEW_PRIVILEGES = 38
_DROP_FROM_BOUNDING = 24
_MOST_CAPABILITIES = 64


def drop_privileges() -> None:
    """Drop them; elsewhere than on Linux only sudo is undone.

    Raises: OSError where the system refuses: then nothing is heard.
    """
    if sys.platform == "win32":
        return
    caller = _caller()
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        for one in range(_MOST_CAPABILITIES):
            libc.prctl(_DROP_FROM_BOUNDING, one, 0, 0, 0)  # not ours to drop unless we are root
    if caller is not None:
        user, group = caller
        os.setgroups([group])
        os.setgid(group)  # as root: real, effective and saved
        os.setuid(user)
    if sys.platform == "linux":
        header = (ctypes.c_uint32 * 2)(_CAPSET_VERSION, 0)
        none = (ctypes.c_uint32 * 6)()
        if libc.capset(header, none) or libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "privileges cannot be given up")


def give_back(path: Path) -> None:
    """Give what was made as root to whom sudo was called by; nothing where nobody did.

    Raises: OSError.
    """
    if sys.platform == "win32":
        return
    caller = _caller()
    if caller is not None:
        os.chown(path, *caller)


def _caller() -> tuple[int, int] | None:
    """Give user and group of whom sudo was called by; None where this is no root by sudo."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    told = os.environ.get("SUDO_UID", ""), os.environ.get("SUDO_GID", "")
    if not all(one.isdecimal() for one in told):
        return None
    return int(told[0]), int(told[1])
