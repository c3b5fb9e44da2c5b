"""`WarcWriter`: one run's WARC files, each new, each record durable before anything points to it."""

from __future__ import annotations

import errno
import os
import re
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from newscrawl import clock
from newscrawl.errors import ArchiveError
from newscrawl.warc import members, records
from newscrawl.warc.records import Exchange, StoredPayload

MAX_BYTES = 1024**3


class Written(NamedTuple):
    """Where a record went: file name without folder, byte offset, the SHA-1 of its payload (None: it has none).

    `is_new` is True where the payload itself lies there, and not only a revisit record.
    """

    warc_file: str
    warc_offset: int
    sha1: bytes | None
    is_new: bool


class WarcWriter:
    """Writes into new files of `folder`, never into one that exists; the first is made with the first record.

    `info` goes into the warcinfo record of every file; `find_payload` looks up where a payload of that SHA-1 is
    stored already, so that it is referred to and not stored again. Not safe for several threads at once.

    Raises ArchiveError where a record cannot be written whole; the files then hold whole records only.
    """

    def __init__(
        self,
        folder: Path,
        *,
        prefix: str = "newscrawl",
        info: Mapping[str, str],
        find_payload: Callable[[bytes], StoredPayload | None] = lambda sha1: None,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self.folder = folder
        self.files: list[str] = []
        self._prefix = prefix
        self._info = dict(info)
        self._find_payload = find_payload
        self._max_bytes = max_bytes
        self._handle: int | None = None
        self._size = 0
        self._dirty = False

    def write_exchange(self, exchange: Exchange) -> Written:
        """Append the response, or what refers to its stored payload, then the request."""
        record_id = records.new_id()
        sha1 = records.sha1_of(exchange.body) if exchange.body else None
        stored = self._find_payload(sha1) if sha1 else None
        if exchange.status == 304:
            answer = records.not_modified(exchange, record_id)
        elif sha1 and stored:
            answer = records.same_payload(exchange, record_id, digest=records.digest_label(sha1), stored=stored)
        else:
            digest = records.digest_label(sha1 or records.sha1_of(b""))
            answer = records.response(exchange, record_id, digest=digest)
        file, offset = self.write_records(answer, records.request(exchange, record_id))
        return Written(file, offset, sha1, is_new=sha1 is not None and stored is None)

    def write_records(self, *whole_records: bytes) -> tuple[str, int]:
        """Append records, each as a member of its own; returns the file name and the offset of the first."""
        data = b"".join(map(members.compress, whole_records))
        if self._handle is None or self._size + len(data) > self._max_bytes:
            self._open_next()
        offset = self._size
        self._append(data)
        return self.files[-1], offset

    def flush(self) -> None:
        """Make every record so far durable; cheap where nothing was written since."""
        if self._dirty and self._handle is not None:
            try:
                os.fsync(self._handle)
            except OSError as error:
                raise self._failed(error) from error
            self._dirty = False

    def close(self) -> None:
        """Make everything durable and close; a later record starts another file."""
        if self._handle is not None:
            self.flush()
            os.close(self._handle)
            self._handle = None

    def _open_next(self) -> None:
        self.close()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            name = self._create()
            sync_folder(self.folder)
        except OSError as error:
            raise self._failed(error) from error
        self.files.append(name)
        self._size = 0
        self._append(members.compress(records.warcinfo(name, at=clock.now(), info=self._info)))

    def _create(self) -> str:
        """Make a file that no run on any machine has made before, and hold it open."""
        while True:
            name = file_name(self._prefix, len(self.files) + 1)
            try:
                self._handle = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            except FileExistsError:
                continue
            return name

    def _append(self, data: bytes) -> None:
        """Write all of `data`, or leave the file as it was."""
        assert self._handle is not None
        self._dirty = True
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(self._handle, view) :]
        except OSError as error:
            os.ftruncate(self._handle, self._size)
            os.lseek(self._handle, self._size, os.SEEK_SET)
            raise self._failed(error) from error
        self._size += len(data)

    def _failed(self, error: OSError) -> ArchiveError:
        what = "The disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else f"{error.strerror}"
        return ArchiveError(
            f"The WARC files in {self.folder} cannot be written: {what}. "
            "Nothing that was archived is lost; make room or mend the folder, and run again."
        )


def file_name(prefix: str, serial: int) -> str:
    """`newscrawl-20261123T011503Z-host-1234-5f3a9c-00001.warc.gz`: time, host, process, chance, serial."""
    moment = re.sub(r"[-:]", "", clock.now())
    host = re.sub(r"[^A-Za-z0-9]+", "-", socket.gethostname()).strip("-")[:40] or "host"
    return f"{prefix}-{moment}-{host}-{os.getpid()}-{os.urandom(3).hex()}-{serial:05}.warc.gz"


def sync_folder(folder: Path) -> None:
    """Make the names of new files durable too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
