"""Records of other WARC files, copied into one of our own: nothing of it is there until all of it is."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from newscrawl.warc import records
from newscrawl.warc.reader import Record
from newscrawl.warc.records import StoredPayload
from newscrawl.warc.writer import MAX_BYTES, WarcWriter, sync_folder

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_REFERS_TO = re.compile(
    rb"^WARC-Refers-To-File(?:name|-Offset)[ \t]*:[^\n]*\n(?:[ \t][^\n]+\n)*", re.IGNORECASE | re.MULTILINE
)
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
        head, added = record.head, f"X-Imported-From: {_one_line(source)}\r\n"
        if payload is not None:
            head = _REFERS_TO.sub(b"", head)  # where it lay in the files of whoever wrote the record
            added += f"WARC-Refers-To-Filename: {payload.warc_file}\r\n"
            added += f"WARC-Refers-To-File-Offset: {payload.warc_offset}\r\n"
        return self._writer.write_records(records.with_fields(head, added.encode(), record.block or b""))

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


def _one_line(name: str) -> str:
    """A file name as text for a header: bytes that are no UTF-8, and control characters, as escapes."""
    shown = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), shown)
