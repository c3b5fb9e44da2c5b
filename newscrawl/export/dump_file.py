"""One file of a dump while it is written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from newscrawl.export import encoders
from newscrawl.export.compression import compressor
from newscrawl.export.files import AtomicFile
from newscrawl.export.jsonl import JsonlEncoder
from newscrawl.export.manifest import FileEntry
from newscrawl.export.request import Request


class DumpFile:
    """One file of a dump while it is written: encoded, compressed as its name says, digested."""

    def __init__(self, file: AtomicFile, request: Request, *, trusted: bool) -> None:
        self._file = file
        self._encoder = encoders.encoder(request.format, request.shape, bom=request.bom, trusted=trusted)
        self._content = hashlib.sha256()
        self._stored = hashlib.sha256()
        self._bytes = 0
        self._compressor = compressor(file.path, self._write)
        self.lines = 0
        self._add(self._encoder.head())

    @property
    def mended(self) -> int:
        return mended_by(self._encoder)

    def add(self, rows: Sequence[Any]) -> None:
        self._add(self._encoder.encode(rows))
        self.lines += len(rows)

    def finish(self) -> None:
        self._add(self._encoder.tail())
        if self._compressor:
            self._compressor.close()
        self._file.finish()

    def publish(self) -> None:
        self._file.publish()

    def entry(self) -> FileEntry:
        content = self._content if self._compressor else self._stored
        return FileEntry(self._file.path.name, self.lines, self._bytes, self._stored.hexdigest(), content.hexdigest())

    def _add(self, data: bytes) -> None:
        if self._compressor:
            self._content.update(data)
            self._compressor.write(data)
        else:
            self._write(data)

    def _write(self, data: bytes) -> None:
        self._stored.update(data)
        self._bytes += len(data)
        self._file.write(data)


def mended_by(encoder: encoders.Encoder) -> int:
    """Lines in which the encoder itself found text that is no Unicode."""
    return encoder.mended if isinstance(encoder, JsonlEncoder) else 0
