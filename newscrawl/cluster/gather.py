"""Workers' WARC files brought home, into the archive's own folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from newscrawl.archive import Archive, collections
from newscrawl.archive.collections import WorkerFile
from newscrawl.errors import ArchiveError


@dataclass(slots=True)
class Gathered:
    """`new` were copied now, `here` were here before, `missing` are in none of the folders."""

    new: list[str] = field(default_factory=list)
    here: list[str] = field(default_factory=list)
    missing: list[WorkerFile] = field(default_factory=list)


def gather(archive: Archive, folders: Sequence[Path]) -> Gathered:
    """Copy the WARC files that workers wrote from these folders, and folders in them, into the archive's.

    A file appears under its name only when it is whole and durable; one that has grown since is copied again. Raises
    ArchiveError where a file cannot be copied.
    """
    gathered = Gathered()
    found = {path.name: path for folder in folders for path in sorted(folder.rglob("*.warc.gz"))}
    for file in collections.files(archive.db):
        target = archive.warc_dir / file.warc_file
        source = found.get(file.warc_file)
        if source is not None and not _is_here(target, source):
            _copy(source, target)
            gathered.new.append(file.warc_file)
        elif target.exists():
            gathered.here.append(file.warc_file)
        else:
            gathered.missing.append(file)
    return gathered


def _is_here(target: Path, source: Path) -> bool:
    return target.exists() and (target.samefile(source) or target.stat().st_size >= source.stat().st_size)


def _copy(source: Path, target: Path) -> None:
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as reader, part.open("wb") as writer:
            shutil.copyfileobj(reader, writer, 1 << 20)
            writer.flush()
            os.fsync(writer.fileno())
        part.replace(target)
    except OSError as error:
        raise ArchiveError(f"The WARC file {source} cannot be copied to {target.parent} ({error.strerror}).") from error
