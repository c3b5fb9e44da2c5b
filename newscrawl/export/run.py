"""One export, from the archive to files or to a stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from newscrawl.archive import Archive
from newscrawl.errors import NewscrawlError, UsageError
from newscrawl.export import encoders, manifest
from newscrawl.export.compression import ENDINGS as COMPRESSED
from newscrawl.export.dump_file import DumpFile, mended_by
from newscrawl.export.files import AtomicFile, check_target
from newscrawl.export.request import Request
from newscrawl.export.source import Source, open_source


class Progress(Protocol):
    """Told how far an export is: `begin` how many articles there are, `advance` how many more are written."""

    def begin(self, total: int) -> None: ...

    def advance(self, lines: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Result:
    """What an export did: lines written, tombstones among them, texts that were no Unicode, where the archive stood."""

    lines: int
    tombstones: int
    mended: int
    cursor: str


def to_stream(archive: Archive, request: Request, stream: IO[bytes], progress: Progress | None = None) -> Result:
    """Write to an open binary stream. Raises UsageError, NewscrawlError, and the stream's own OSError."""
    with open_source(archive, request) as source:
        encoder = encoders.encoder(request.format, request.shape, bom=request.bom, trusted=source.trusted)
        lines = 0
        stream.write(encoder.head())
        for batch in _watched(source, progress):
            stream.write(encoder.encode(batch))
            lines += len(batch)
        stream.write(encoder.tail())
        stream.flush()
        return Result(lines, source.tombstones, source.mended + mended_by(encoder), str(source.cursor))


def to_files(
    archive: Archive, request: Request, path: Path, progress: Progress | None = None, *, force: bool = False
) -> Result:
    """Write a file, or shards of it, and its manifest: they appear when all are whole.

    Raises UsageError where a name is taken and not `force`, NewscrawlError where nothing can be written.
    """
    with ExitStack() as stack, _sentences(path):
        _check_names(path, request, force=force)
        note = stack.enter_context(AtomicFile(manifest.manifest_path(path), force=force))
        stale = _earlier_files(note.path)
        source = stack.enter_context(open_source(archive, request))
        files = _write_files(stack, source, path, progress, force=force)
        mended = source.mended + sum(file.mended for file in files)
        entries = [file.entry() for file in files]
        note.write(manifest.describe(request, source, entries, mended=mended).encode())
        note.path.unlink(missing_ok=True)  # So that an old manifest never stands beside new files.
        for file in files:
            file.publish()
        note.commit()
        _remove(path.with_name(name) for name in stale if name not in {entry.name for entry in entries})
        return Result(sum(entry.lines for entry in entries), source.tombstones, mended, str(source.cursor))


def _write_files(
    stack: ExitStack, source: Source, path: Path, progress: Progress | None, *, force: bool
) -> list[DumpFile]:
    """Every file of the dump, finished but without its name yet."""

    def begin() -> DumpFile:
        name = _shard_name(path, len(files) + 1) if size else path
        file = stack.enter_context(AtomicFile(name, force=force))
        files.append(DumpFile(file, source.request, trusted=source.trusted))
        return files[-1]

    size = source.request.shard_size
    files: list[DumpFile] = []
    current = begin()
    for batch in _watched(source, progress):
        rest: Sequence[Any] = batch
        while rest:
            if current.lines == size:
                current.finish()
                current = begin()
            room = size - current.lines if size else len(rest)
            current.add(rest[:room])
            rest = rest[room:]
    current.finish()
    return files


def _watched(source: Source, progress: Progress | None) -> Iterator[Sequence[Any]]:
    if progress is None:
        yield from source.batches()
        return
    progress.begin(sum(channel.articles for channel in source.channels()))
    for batch in source.batches():
        yield batch
        progress.advance(len(batch))


def _shard_name(path: Path, number: int) -> Path:
    """`articles-00001.jsonl.gz` for `articles.jsonl.gz`."""
    stem, ending = encoders.split_name(path)
    return path.with_name(f"{stem}-{number:05}{ending}")


def _check_names(path: Path, request: Request, *, force: bool) -> None:
    """Find out before the work whether the names are free."""
    if request.format == "parquet" and path.suffix in COMPRESSED:
        raise UsageError(f"Parquet compresses its own content: leave {path.suffix} off the name of {path}.")
    check_target(path if not request.shard_size else _shard_name(path, 1), force=force)


def _earlier_files(note: Path) -> list[str]:
    """The files of the dump that is about to be replaced."""
    if not note.exists():
        return []
    try:
        return [str(entry["name"]) for entry in manifest.read(note)["files"]]
    except NewscrawlError:
        return []


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NewscrawlError(
            f"{path} cannot be written ({error.strerror}). Nothing was left under its name."
        ) from error
