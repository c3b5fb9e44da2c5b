"""The unpacked bytes of a WARC file, and where in the file each record can be found again.

A gzipped WARC is a row of gzip members, one a record: where a member begins, a record can be read alone. A file
gzipped as a whole, or packed with zstd, can only be read from its beginning.
"""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from typing import BinaryIO

import zstandard

CHUNK = 64 * 1024

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_ZSTD_DICTIONARY = b"\x5d\x2a\x4d\x18"  # a skippable frame in front holds the dictionary
_MAX_DICTIONARY = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Failure:
    """Why and where the bytes cannot be read on; `cut_short` says that the file simply ends too early."""

    offset: int
    reason: str
    cut_short: bool = False


class Source(io.RawIOBase):
    """Unpacked bytes from the present position of an open file. Never raises on bad data: it ends, with `failure`.

    Use it through io.BufferedReader; `offset_of` translates a position in the unpacked bytes.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.base = file.tell()
        self.failure: Failure | None = None
        self.member_start = 0  # position of the member that is being unpacked

    def readable(self) -> bool:
        return True

    def offset_of(self, position: int) -> int | None:
        """The file offset from which reading starts at that position, or None where there is no such place."""
        return self.base + position

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed: any buffer
        data = self.file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class GzipSource(Source):
    """Gzip members, checksums checked."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self._input = b""
        self._input_end = self.base
        self._position = 0
        self._member = zlib.decompressobj(31)
        self._member_offset = self.base
        self._starts = {0: self.base}

    def offset_of(self, position: int) -> int | None:
        return self._starts.get(position)

    def forget_before(self, position: int) -> None:
        """Let go of places that are passed."""
        self._starts = {at: offset for at, offset in self._starts.items() if at >= position}

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while self.failure is None:
            if self._member.eof and not self._next_member():
                break
            if not self._input and not self._read_more():
                self._fail("the file ends inside a record", cut_short=True)
                break
            try:
                data = self._member.decompress(self._input, len(buffer))
            except zlib.error as error:
                self._fail(f"its compressed data is damaged ({error})")
                break
            self._input = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
            if data:
                buffer[: len(data)] = data
                self._position += len(data)
                return len(data)
        return 0

    def _read_more(self) -> bool:
        data = self.file.read(CHUNK)
        self._input += data
        self._input_end += len(data)
        return bool(data)

    def _next_member(self) -> bool:
        """Go on to the next member; False at the end of the file."""
        while not self._input.strip(b"\0"):  # padding
            self._input = b""
            if not self._read_more():
                return False
        self._input = self._input.lstrip(b"\0")
        self._member_offset = self._input_end - len(self._input)
        self._member = zlib.decompressobj(31)
        self.member_start = self._position
        self._starts[self._position] = self._member_offset
        return True

    def _fail(self, reason: str, *, cut_short: bool = False) -> None:
        self.failure = Failure(self._member_offset, reason, cut_short)


class ZstdSource(Source):
    """Zstandard frames, with the dictionary that a `.warc.zst` may carry in front."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        try:
            self._reader = self._open(file)
        except zstandard.ZstdError as error:
            self.failure = Failure(self.base, f"its zstd dictionary is damaged ({error})")

    def offset_of(self, position: int) -> int | None:
        return None

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self.failure is not None:
            return 0
        try:
            data = self._reader.read(len(buffer))
        except zstandard.ZstdError as error:
            self.failure = Failure(self.file.tell(), f"its compressed data is damaged ({error})")
            return 0
        buffer[: len(data)] = data
        return len(data)

    @staticmethod
    def _open(file: BinaryIO) -> zstandard.ZstdDecompressionReader:
        dictionary = None
        if file.read(4) == _ZSTD_DICTIONARY:
            packed = file.read(min(int.from_bytes(file.read(4), "little"), _MAX_DICTIONARY))
            if packed[:4] == _ZSTD:
                packed = zstandard.ZstdDecompressor().decompress(packed, max_output_size=_MAX_DICTIONARY)
            dictionary = zstandard.ZstdCompressionDict(packed)
        else:
            file.seek(-4, io.SEEK_CUR)
        decompressor = zstandard.ZstdDecompressor(dict_data=dictionary)
        return decompressor.stream_reader(file, read_across_frames=True)


def open_source(file: BinaryIO) -> Source | None:
    """The right source for what the file holds here; None where it is no WARC file."""
    start = file.tell()
    magic = file.read(5)
    file.seek(start)
    if magic[:2] == _GZIP:
        return GzipSource(file)
    if magic[:4] in (_ZSTD, _ZSTD_DICTIONARY):
        return ZstdSource(file)
    return Source(file) if magic == b"WARC/" else None
