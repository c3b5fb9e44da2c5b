"""A copy of a living archive, proved by digests: SQLite's online backup, the list of WARC files, and the way back.

A backup is a folder: `newscrawl.db`; `backup.json`, written last, with the size and SHA-256 of every file; with
`with_warc` also `warc/`, where files copied before are not copied again. `SHA256SUMS` is for `sha256sum -c`.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from newscrawl import __version__, clock
from newscrawl.archive import connection
from newscrawl.archive.archive import Archive
from newscrawl.errors import ArchiveError, UsageError
from newscrawl.warc.names import is_file_name

DATABASE, MANIFEST, SUMS = "newscrawl.db", "backup.json", "SHA256SUMS"
LOGS, SHARED = ("-wal", "-journal"), "-shm"  # what SQLite keeps beside a database, and trusts where it finds it
PAGES_A_STEP = 4096
CHUNK = 2**20


@dataclass(frozen=True)
class CopiedFile:
    """A file as it was: name, bytes, SHA-256 in hexadecimal; `copied` says whether the backup holds it."""

    name: str
    bytes: int
    sha256: str
    copied: bool


@dataclass(frozen=True)
class Backup:
    """What a backup holds. `made_at` is UTC; `warc` names every WARC file of the archive at that moment."""

    made_at: str
    archive: str
    articles: int
    version: str
    database: CopiedFile
    warc: tuple[CopiedFile, ...]


def make(
    archive: Path, target: Path, *, with_warc: bool, progress: Callable[[int, int], None] = lambda done, total: None
) -> Backup:
    """Back the archive up into the folder `target`, also while a crawl writes; the backup before it is replaced.

    `progress` gets bytes done and in all. Raises ArchiveError where the archive cannot be read or the folder
    cannot be written; the backup before stays valid until this one is whole.
    """
    with _explained(target), Archive.read(archive) as opened:
        target.mkdir(parents=True, exist_ok=True)
        source = opened.warc_dir
        (articles,) = opened.db.conn.execute("SELECT count(*) FROM articles").fetchone()
        draft = target / f".{DATABASE}.draft"
        _copy_database(opened.db.conn, draft, progress)
        # The database first: every record that it points to is then in the files already.
        warc = tuple(_keep_warc(source, target, with_warc, _manifest(target), progress))
        database = CopiedFile(DATABASE, draft.stat().st_size, digest(draft), copied=True)
        _replace(draft, target / DATABASE)
        made = Backup(clock.now(), str(archive.resolve()), articles, __version__, database, warc)
        _write(target / SUMS, _sums(made))
        _write(target / MANIFEST, json.dumps(asdict(made), ensure_ascii=False, indent=1) + "\n")
    return made


def check(target: Path) -> list[str]:
    """What is wrong with a backup: sentences, none where it is whole.

    WARC files that it only lists are looked for in the archive that it was made from.
    """
    made = read(target)
    faults = _fault(target / DATABASE, made.database)
    if not faults:
        answer = _integrity(target / DATABASE)
        faults += [] if answer == "ok" else [f"{target / DATABASE} is damaged: {answer}."]
    for file in made.warc:
        folder = target if file.copied else Path(made.archive).parent
        faults += _fault(folder / "warc" / file.name, file)
    return faults


def read(target: Path) -> Backup:
    """The manifest of a backup; raises UsageError where there is none, ArchiveError where it is damaged."""
    made = _manifest(target)
    if made is None:
        raise UsageError(f"{target} is no backup: it has no {MANIFEST}. Make one with 'newscrawl backup'.")
    return made


def restore(target: Path, archive: Path) -> Backup:
    """Bring a backup back as `archive`, which must not exist; raises ArchiveError where the backup is not whole.

    WARC files that lie there already are left as they are; one that is not what it was is refused.
    """
    made = read(target)
    if archive.exists():
        raise UsageError(f"{archive} exists. Move it away, or name another place with --archive.")
    _refuse_leftovers(archive)
    faults = check(target) + _in_the_way(made, archive)
    if faults:
        raise ArchiveError(f"The backup cannot be brought back: {' '.join(faults[:3])} Nothing was restored.")
    with _explained(archive):
        connection.check_writable(archive)
        for file in made.warc:
            place = archive.parent / "warc" / file.name
            if file.copied and not place.exists():
                place.parent.mkdir(exist_ok=True)
                _copy(target / "warc" / file.name, place, file.bytes)
        draft = archive.with_name(f".{archive.name}.draft")
        _copy(target / DATABASE, draft, made.database.bytes)
        for end in (*LOGS, SHARED):
            _beside(archive, end).unlink(missing_ok=True)
        _replace(draft, archive)
    return made


def _in_the_way(made: Backup, archive: Path) -> list[str]:
    """WARC files beside the archive to be that the restored database does not fit. They may have grown since."""
    places = [(archive.parent / "warc" / file.name, file) for file in made.warc if file.copied]
    return [
        f"{fault} Move it away: the backup's own takes its place."
        for place, file in places
        if place.exists()
        for fault in _fault(place, file)
    ]


def _refuse_leftovers(archive: Path) -> None:
    """SQLite would play what a killed run left beside another database into the restored one.

    An empty log, as every reader leaves it, and SHARED hold nothing.
    """
    left = [path for end in LOGS if (path := _beside(archive, end)).exists() and path.stat().st_size]
    if left:
        names = ", ".join(map(str, left))
        raise UsageError(
            f"Beside {archive} lies what another database left there: {names}. Move it away, with that database if you "
            "still have it, and restore again. Nothing was restored."
        )


def _beside(archive: Path, end: str) -> Path:
    return archive.with_name(archive.name + end)


def digest(path: Path, size: int | None = None) -> str:
    """SHA-256 of a file, or of its first `size` bytes, in hexadecimal."""
    sha256, left = hashlib.sha256(), size if size is not None else path.stat().st_size
    with path.open("rb") as file:
        while left and (data := file.read(min(CHUNK, left))):
            sha256.update(data)
            left -= len(data)
    return sha256.hexdigest()


def _integrity(database: Path) -> str:
    """SQLite's own check. The file is opened as it is: an older archive must not be brought forward in its backup."""
    conn = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    with contextlib.closing(conn):
        return str(conn.execute("PRAGMA integrity_check").fetchone()[0])


def _copy_database(conn: sqlite3.Connection, draft: Path, progress: Callable[[int, int], None]) -> None:
    draft.unlink(missing_ok=True)
    copy = sqlite3.connect(draft)
    # A read transaction holds this moment's state; without it each commit of a crawl would begin the copy anew.
    conn.execute("BEGIN")
    try:
        conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (page_size,) = conn.execute("PRAGMA page_size").fetchone()
        conn.backup(
            copy,
            pages=PAGES_A_STEP,
            progress=lambda _, left, total: progress((total - left) * page_size, total * page_size),
        )
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
    finally:
        conn.execute("ROLLBACK")
        copy.close()


def _keep_warc(
    source: Path, target: Path, with_copy: bool, before: Backup | None, progress: Callable[[int, int], None]
) -> Iterator[CopiedFile]:
    """Each WARC file at its present size, copied or only listed; one that has not grown since keeps its digest."""
    known = {file.name: file for file in before.warc} if before else {}
    paths = sorted(path for path in source.glob("*.warc*") if path.is_file()) if source.is_dir() else []
    sizes = {path: path.stat().st_size for path in paths}
    total, done = sum(sizes.values()), 0
    for path, size in sizes.items():
        copy, old = target / "warc" / path.name, known.get(path.name)
        if with_copy and (not copy.exists() or copy.stat().st_size != size):
            copy.parent.mkdir(exist_ok=True)
            _copy(path, copy, size)
            old = None
        sha256 = old.sha256 if old and old.bytes == size else digest(copy if with_copy else path, size)
        yield CopiedFile(path.name, size, sha256, copied=copy.exists())
        done += size
        progress(done, total)


def _copy(source: Path, place: Path, size: int) -> None:
    """The first `size` bytes, whole or not at all."""
    draft = place.with_name(f".{place.name}.draft")
    with source.open("rb") as file, draft.open("wb") as copy:
        left = size
        while left and (data := file.read(min(CHUNK, left))):
            copy.write(data)
            left -= len(data)
    _replace(draft, place)


def _replace(draft: Path, place: Path) -> None:
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(place)


def _write(place: Path, text: str) -> None:
    draft = place.with_name(f".{place.name}.draft")
    draft.write_text(text, encoding="utf-8")
    _replace(draft, place)


def _sums(made: Backup) -> str:
    files = [(made.database.sha256, DATABASE), *((f.sha256, f"warc/{f.name}") for f in made.warc if f.copied)]
    return "".join(f"{sha256}  {name}\n" for sha256, name in files)


def _fault(path: Path, file: CopiedFile) -> list[str]:
    if not path.exists():
        return [f"{path} is missing."]
    if path.stat().st_size < file.bytes or digest(path, file.bytes) != file.sha256:
        return [f"{path} is not what it was when the backup was made."]
    return []


def _manifest(target: Path) -> Backup | None:
    """What `backup.json` says; None where there is none. Raises ArchiveError where it is damaged, or no such list."""
    path = target / MANIFEST
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        files = [_listed_file(file) for file in values["warc"]]
        database = _listed_file(values["database"])
        made = Backup(**(values | {"database": database, "warc": tuple(files)}))
        _require(isinstance(made.articles, int) and all(isinstance(v, str) for v in (made.made_at, made.archive)))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise ArchiveError(
            f"{path} is damaged, or no list of a newscrawl backup. Move it away and make the backup anew, "
            "or name another folder."
        ) from error
    return made


def _listed_file(values: dict[str, Any]) -> CopiedFile:
    """A file as the list names it: in the backup's folder and nowhere else. Raises ValueError, TypeError."""
    file = CopiedFile(**values)
    _require(is_file_name(file.name) and isinstance(file.sha256, str))
    _require(isinstance(file.bytes, int) and file.bytes >= 0 and isinstance(file.copied, bool))
    return file


def _require(fits: bool) -> None:
    if not fits:
        raise ValueError("no list of a backup")


@contextlib.contextmanager
def _explained(place: Path) -> Iterator[None]:
    """Makes a sentence of a full disk or a missing permission."""
    try:
        yield
    except shutil.SameFileError:
        raise
    except (OSError, sqlite3.OperationalError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ArchiveError(
            f"{place} cannot be written ({reason}). Free some space or check its permissions."
        ) from error
