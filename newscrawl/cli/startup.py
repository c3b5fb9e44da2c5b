"""What every command pays before it starts."""

from __future__ import annotations

import importlib
import sys


def import_sqlite_utils_alone() -> None:
    """Import sqlite-utils without the pandas and numpy it would pull in wherever they happen to be installed.

    They cost 0.7 s at the start of every command, and no command hands sqlite-utils a data frame. Both stay
    importable afterwards; where one is loaded already, nothing is held back.
    """
    held_back = [name for name in ("pandas", "numpy") if name not in sys.modules]
    sys.modules.update(dict.fromkeys(held_back))  # type: ignore[arg-type]  # None makes `import` raise ImportError
    try:
        importlib.import_module("sqlite_utils")
    finally:
        for name in held_back:
            del sys.modules[name]
