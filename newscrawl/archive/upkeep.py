"""Keeping an archive small and quick: its file made compact, and WARC files that the policy gives up taken away."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from newscrawl import clock
from newscrawl.archive import fulltext, pruned
from newscrawl.archive.archive import Archive
from newscrawl.errors import ArchiveError


@dataclass(frozen=True)
class Compacted:
    """Bytes of the database file before and after."""

    before: int
    after: int


@dataclass(frozen=True)
class OldFile:
    """A WARC file that the policy gives up, its newest record, and what only it can be derived from.

    `articles` and `revisions` are texts whose bytes go with it, `elsewhere` those of them whose own record stands in
    another file and refers to this one.
    """

    name: str
    bytes: int
    newest_at: str
    articles: int
    revisions: int
    elsewhere: int


def compact(archive: Archive) -> Compacted:
    """Give free space back, merge the index, refresh the planner's statistics; raises ArchiveError without the room.

    Needs free space of twice the file's size for the time it takes.
    """
    before = archive.path.stat().st_size
    free = shutil.disk_usage(archive.path.parent).free
    if free < 2 * before:
        raise ArchiveError(
            f"Making {archive.path} compact needs {2 * before / 2**20:.0f} MiB of free space for a while; "
            f"there are {free / 2**20:.0f}. Free some space and run this again."
        )
    with archive.explained():
        with archive.changes() as db:
            fulltext.optimize(db)
        archive.commit()
        archive.db.conn.execute("VACUUM")
        archive.db.conn.execute("ANALYZE")
        archive.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Compacted(before, archive.path.stat().st_size)


def old_files(archive: Archive, *, older_than_days: int) -> list[OldFile]:
    """WARC files whose newest record is older than that, oldest first, with what would be lost with them."""
    bound = clock.stamp(clock.parse(clock.now()) - timedelta(days=older_than_days))
    known = pruned.newest_records(archive.db)
    found = []
    for path in archive.warc_dir.glob("*.warc*"):
        # A file without captures (nothing but answers that nothing had changed) is as old as its last write.
        newest_at = known.get(path.name) or clock.stamp(datetime.fromtimestamp(path.stat().st_mtime, UTC))
        if newest_at < bound:
            found.append(OldFile(path.name, path.stat().st_size, newest_at, **pruned.losses(archive.db, path.name)))
    return sorted(found, key=lambda file: file.newest_at)


def prune(archive: Archive, files: list[OldFile]) -> None:
    """Forget the files' records, then delete the files; one that a crash left over is deleted the next time.

    What was derived from them stays as it is, with no place in a WARC file.
    """
    now = clock.now()
    with archive.changes() as db:
        for file in files:
            pruned.forget(db, file.name, now=now, size=file.bytes, newest_at=file.newest_at)
    archive.commit()
    for name in pruned.files(archive.db):
        (archive.warc_dir / name).unlink(missing_ok=True)
