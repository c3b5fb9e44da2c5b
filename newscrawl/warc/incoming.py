"""Records of other WARC files, copied into one of our own: nothing of it is there until all of it is."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from newscrawl.warc import records
from newscrawl.warc.reader import Record
from newscrawl.warc.records import StoredPayload
from newscrawl.warc.writer import MAX_BYTES, WarcWriter, sync_folder

_FOLDER = "incoming"  # in the folder of the archive's WARC files; what a killed import leaves here is thrown away


class IncomingFile:
    """Copies records into new WARC files that join the archive's with `keep`, or vanish with `discard`.

    A record stays as it was but for two added fields: where it was imported from, and, for a `revisit`, where
    its payload lies here.
    """

    def __init__(self, folder: Path, *, info: Mapping[str, str], max_bytes: int = MAX_BYTES) -> None:
        self._folder = folder
        self._incoming = folder / _FOLDER
        self._writer = WarcWriter(self._incoming, prefix="import", info=info, max_bytes=max_bytes)
        self.discard()

    def copy(self, record: Record, *, source: str, payload: StoredPayload | None = None) -> tuple[str, int]:
        """Append a record; `source` says which file and byte it came from. Returns file name and offset."""
        added = f"X-Imported-From: {source}\r\n"
        if payload is not None:
            added += f"WARC-Refers-To-Filename: {payload.warc_file}\r\n"
            added += f"WARC-Refers-To-File-Offset: {payload.warc_offset}\r\n"
        return self._writer.write_records(records.with_fields(record.head, added.encode(), record.block or b""))

    def path(self, warc_file: str) -> Path:
        """Where a file lies at the moment: still apart, or among the archive's."""
        apart = self._incoming / warc_file
        return apart if apart.exists() else self._folder / warc_file

    def keep(self) -> None:
        """Make everything durable and part of the archive's files; runs before the rows that point to it commit."""
        self._writer.close()
        for name in self._writer.files:
            (self._incoming / name).rename(self._folder / name)
        if self._writer.files:
            sync_folder(self._folder)
            self._incoming.rmdir()
        self._writer.files.clear()

    def discard(self) -> None:
        """Leave nothing of what was copied since the last `keep`."""
        self._writer.close()
        shutil.rmtree(self._incoming, ignore_errors=True)
        self._writer.files.clear()
