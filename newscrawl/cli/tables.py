"""Tables for people: aligned also where Chinese stands, plain when standard output is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str | None = None) -> None:
    """Print rows under their headings; a column of numbers is set to the right, null is empty."""
    rows = [list(row) for row in rows]
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False)
    for index, name in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], int | float | None) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold", no_wrap=numeric)
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row))
    console().print(table)


def console() -> Console:
    """Standard output; as wide as its text needs when it is no terminal."""
    return Console(file=sys.stdout, width=None if sys.stdout.isatty() else 200, highlight=False)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else str(value)


def day(moment: str | None) -> str | None:
    """The date of a timestamp."""
    return moment[:10] if moment else None
