"""CSV that spreadsheets open safely and programs read back exactly.

RFC 4180: every text is quoted, quotes in it doubled, lines end with CR LF. Null is an empty cell without quotes,
empty text a quoted one. Lists are JSON text. A text that a spreadsheet would take for a formula gets an apostrophe
in front; so does one that already begins with apostrophes and would be taken for guarded, and `unguard` takes
exactly one away.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from newscrawl.archive import dump
from newscrawl.export.columns import Column

BOM = b"\xef\xbb\xbf"
# What Excel, LibreOffice and others take for the start of a formula, full-width forms included.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠|%]")
_GUARDED = re.compile(rf"'(?={_FORMULA.pattern})")


class CsvEncoder:
    """Rows to lines; `bom` puts the byte order mark in front by which Excel knows UTF-8."""

    def __init__(self, columns: Sequence[Column], *, bom: bool) -> None:
        self._names = [column.name for column in columns]
        self._bom = bom
        self._lists = [index for index, column in enumerate(columns) if column.kind in ("texts", "images", "revisions")]

    def head(self) -> bytes:
        """The byte order mark if asked for, and the line of names."""
        line = ",".join(_cell(name) for name in self._names) + "\r\n"
        return (BOM if self._bom else b"") + line.encode()

    def encode(self, rows: Sequence[tuple[Any, ...]]) -> bytes:
        """One batch of rows."""
        return "".join([self._line(row) for row in rows]).encode()

    def tail(self) -> bytes:
        return b""

    def _line(self, row: tuple[Any, ...]) -> str:
        cells = list(row)
        for index in self._lists:
            if "\\u" in cells[index]:
                cells[index] = _mended(cells[index])
        return ",".join([_cell(value) for value in cells]) + "\r\n"


def guard(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet might run it."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """The text that `guard` was given."""
    return text[1:] if _GUARDED.match(text) else text


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        text = value.replace('"', '""')
        return f'"\'{text}"' if _FORMULA.match(value) else f'"{text}"'
    return str(value)


def _mended(text: str) -> str:
    return json.dumps(dump.clean(json.loads(text)), ensure_ascii=False, separators=(",", ":"))
