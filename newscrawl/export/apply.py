"""Applying increments to a dump: the result is, byte for byte, the full dump of the archive as it was at the last one.

Both are ordered by id, so they are merged as they are read: memory stays small whatever their size.

For each id the last line wins; a tombstone `unselected` or `deleted` drops the line, `gone` leaves it: the page has
vanished, the text has not.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO

from newscrawl.errors import NewscrawlError
from newscrawl.export.compression import compressor, damage_explained, open_content
from newscrawl.export.files import AtomicFile

_KEEPING = "gone"


def apply_increments(base: Path, increments: Sequence[Path], output: Path, *, force: bool = False) -> int:
    """Write `output` from a full dump and its increments, oldest first; returns the number of lines.

    Files may be .gz or .zst. Raises UsageError where the name is taken, NewscrawlError where a file is no dump or
    is not in order.
    """
    with AtomicFile(output, force=force) as target:
        sink = compressor(output, target.write)
        streams = [_numbered(path, number) for number, path in enumerate((base, *increments))]
        count = 0
        for line in merged(streams):
            (sink or target).write(line)
            count += 1
        if sink:
            sink.close()
        target.commit()
    return count


def merged(streams: Sequence[Iterator[tuple[int, int, bytes]]]) -> Iterator[bytes]:
    """The lines that stand in the end; streams give (id, which stream, line) in order of id."""
    ordered = heapq.merge(*streams, key=itemgetter(0, 1))
    for _, group in groupby(ordered, key=itemgetter(0)):
        standing: bytes | None = None
        for _, _, line in group:
            kind = _tombstone(line)
            if kind is None:
                standing = line
            elif kind != _KEEPING:
                standing = None
        if standing is not None:
            yield standing


def _numbered(path: Path, stream: int) -> Iterator[tuple[int, int, bytes]]:
    with damage_explained(str(path)), open_content(path) as file:
        yield from _in_order(file, path, stream)


def _in_order(file: IO[bytes], path: Path, stream: int) -> Iterator[tuple[int, int, bytes]]:
    last = 0
    for number, line in enumerate(file, start=1):
        try:
            article_id = json.loads(line)["id"]
            in_order = last <= article_id
        except (ValueError, KeyError, TypeError) as error:
            raise NewscrawlError(f"Line {number} of {path} is no line of a dump that has ids.") from error
        if not in_order:
            raise NewscrawlError(
                f"{path} is not in order of ids at line {number}: it is no dump as newscrawl writes it."
            )
        last = article_id
        yield article_id, stream, line


def _tombstone(line: bytes) -> str | None:
    """The kind of a tombstone; None for an article."""
    if b'"tombstone"' not in line:
        return None
    kind = json.loads(line).get("tombstone")
    return str(kind) if kind else None
