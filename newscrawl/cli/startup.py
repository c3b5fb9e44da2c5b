"""What commands pay before they start."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def import_sqlite_utils_alone() -> None:
    """Import sqlite-utils without the pandas and numpy that it would pull in wherever they happen to be installed.

    They cost 0.7 s at the start of every command, and no command hands sqlite-utils a data frame.
    """
    with held_back("pandas", "numpy"):
        importlib.import_module("sqlite_utils")


@contextmanager
def held_back(*names: str) -> Iterator[None]:
    """Inside, these packages look as if they were not installed, unless they are loaded already.

    For libraries that load them on the chance of being handed their objects. Commands only: a program that uses
    newscrawl as a library may want both.
    """
    finder = _Absent(frozenset(names))
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Absent:
    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name.partition(".")[0] in self._names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
