"""Tables for people: aligned also where Chinese stands, plain when standard output is no terminal."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

LONGEST_WORD = 26  # cells: what is no longer stands on one line; longer text may be folded
_BETWEEN = 3  # cells from one column to the next
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str | None = None, spare: Sequence[str] = ()
) -> None:
    """Print rows under their headings; a column of numbers is set to the right, null is empty.

    On a terminal too narrow for all, columns of `spare` are left out, the first of them first, and that is said.
    """
    rows = [list(row) for row in rows]
    cells = [[_cell(value) for value in row] for row in rows]
    numeric = [bool(rows) and all(isinstance(row[i], int | float | None) for row in rows) for i in range(len(columns))]
    screen = console()
    widths = [max(map(cell_len, [name, *(row[i] for row in cells)])) for i, name in enumerate(columns)]
    left_out = _left_out(columns, widths, spare, screen.width)
    kept = [index for index, name in enumerate(columns) if name not in left_out]
    fits = _needed(widths[index] for index in kept) <= screen.width
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False)
    for index in kept:
        one_line = numeric[index] or (fits and widths[index] <= LONGEST_WORD)
        side: JustifyMethod = "right" if numeric[index] else "left"
        table.add_column(columns[index], justify=side, overflow="fold", no_wrap=one_line)
    for row in cells:
        table.add_row(*(Text(row[index]) for index in kept))
    screen.print(table)
    if left_out:
        screen.print(Text(f"Too narrow for: {', '.join(left_out)}. See them on a wider terminal, or with --json."))


def console() -> Console:
    """Standard output; as wide as its text needs when it is no terminal."""
    return Console(file=sys.stdout, width=None if sys.stdout.isatty() else 200, highlight=False)


def _left_out(columns: Sequence[str], widths: Sequence[int], spare: Sequence[str], width: int) -> list[str]:
    """Which of the spare columns must go for the others to stand on one line."""
    out: list[str] = []
    for name in spare:
        if _needed(w for column, w in zip(columns, widths, strict=True) if column not in out) <= width:
            break
        out.append(name)
    return out


def _needed(widths: Iterable[int]) -> int:
    """How wide a table is whose long texts are folded."""
    widths = [min(width, LONGEST_WORD) for width in widths]
    return sum(widths) + _BETWEEN * len(widths)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else printable(str(value))


def printable(text: str) -> str:
    """A stored text as people may be shown it: what would steer their terminal (`\\x1b`, …) becomes U+FFFD."""
    return _CONTROL.sub("\ufffd", text)


def day(moment: str | None) -> str | None:
    """The date of a timestamp."""
    return moment[:10] if moment else None


def minute(moment: str | None) -> str | None:
    """A timestamp without its seconds: `2026-11-23T05:11Z`."""
    return f"{moment[:16]}{moment[19:]}" if moment else None
