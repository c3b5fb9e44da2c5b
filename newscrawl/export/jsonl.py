"""JSONL: one article a line, UTF-8, unescaped."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from newscrawl.archive import dump


class JsonlEncoder:
    """Joins lines, unchecked if `trusted`; `mended` counts those that held text which is no Unicode."""

    def __init__(self, *, trusted: bool = False) -> None:
        self.mended = 0
        self._trusted = trusted

    def head(self) -> bytes:
        """Nothing: the first line is an article."""
        return b""

    def encode(self, rows: Sequence[tuple[bytes]]) -> bytes:
        """The lines of one batch, each of them valid UTF-8.

        To decode is to check; line by line, because a line and its text then fit the processor's nearest cache.
        """
        lines = list(chain.from_iterable(rows))
        if not self._trusted:
            try:
                for line in lines:
                    str(line, "utf-8")
            except UnicodeDecodeError:
                lines = [self._checked(line) for line in lines]
        lines.append(b"")  # So that a line feed ends the last line, too.
        return b"\n".join(lines)

    def tail(self) -> bytes:
        """Nothing: a dump may end after any line."""
        return b""

    def _checked(self, line: bytes) -> bytes:
        try:
            str(line, "utf-8")
        except UnicodeDecodeError:
            mended, changed = dump.mend(line)
            self.mended += changed
            return mended
        return line
