"""One export, from the archive to a file or a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal

from newscrawl.archive import Archive, dump
from newscrawl.export.files import AtomicFile
from newscrawl.export.jsonl import JsonlEncoder

Format = Literal["jsonl"]


@dataclass(frozen=True, slots=True)
class Request:
    """What to export and as what."""

    selection: dump.Selection = field(default_factory=dump.Selection)
    format: Format = "jsonl"


@dataclass(slots=True)
class Result:
    """What an export did: articles written, and how many of them held text that is no Unicode."""

    articles: int = 0
    mended: int = 0


def to_stream(archive: Archive, request: Request, stream: IO[bytes], progress: Callable[[int], None]) -> Result:
    """Write to an open binary stream; `progress` is told how many more articles are written."""
    result = Result()
    with dump.snapshot(archive):
        for data in _chunks(archive, request, result, progress):
            stream.write(data)
        stream.flush()
    return result


def to_file(
    archive: Archive, request: Request, path: Path, progress: Callable[[int], None], *, force: bool = False
) -> Result:
    """Write a file that appears whole or not at all. Raises UsageError where the name is taken and not `force`."""
    result = Result()
    with AtomicFile(path, force=force) as file, dump.snapshot(archive):
        for data in _chunks(archive, request, result, progress):
            file.write(data)
        file.commit()
    return result


def _chunks(archive: Archive, request: Request, result: Result, progress: Callable[[int], None]) -> Iterator[bytes]:
    encoder = JsonlEncoder()
    yield encoder.head()
    for batch in dump.lines(archive, request.selection):
        yield encoder.encode(batch)
        result.articles += len(batch)
        progress(len(batch))
    yield encoder.tail()
    result.mended = encoder.mended
