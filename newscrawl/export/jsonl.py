"""JSONL: one article a line, UTF-8, unescaped."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from newscrawl.archive import dump


class JsonlEncoder:
    """Joins finished lines; `mended` counts those that held text which is no Unicode."""

    def __init__(self) -> None:
        self.mended = 0

    def head(self) -> bytes:
        return b""

    def encode(self, rows: Sequence[tuple[bytes]]) -> bytes:
        """The lines of one batch, checked to be UTF-8."""
        data = b"".join(chain.from_iterable(rows))
        try:
            str(data, "utf-8")
        except UnicodeDecodeError:
            return b"".join(self._checked(line) for (line,) in rows)
        return data

    def tail(self) -> bytes:
        return b""

    def _checked(self, line: bytes) -> bytes:
        try:
            str(line, "utf-8")
        except UnicodeDecodeError:
            self.mended += 1
            return dump.mend(line)
        return line
