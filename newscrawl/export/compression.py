"""`.gz` and `.zst`, written so that the same content gives the same bytes, and read back."""

from __future__ import annotations

import gzip
import importlib
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol, cast

from newscrawl.errors import NewscrawlError

ENDINGS = (".gz", ".zst")
_GZIP_LEVEL = 6
_ZSTD_LEVEL = 3
_BLOCK = 2048  # bytes unpacked at a time: few, because a hostile file makes 40,000 times as many of them


class Compressor(Protocol):
    """`write` content; `close` writes the end, and leaves what lies below open."""

    def write(self, data: bytes, /) -> int: ...

    def close(self) -> None: ...


def compressor(path: Path, write: Callable[[bytes], None]) -> Compressor | None:
    """What compresses for this file name, handing its output to `write`; None where the name asks for nothing."""
    sink = cast(IO[bytes], _Sink(write))
    if path.suffix == ".gz":
        # No file name and no time in the header: they would make equal content unequal.
        return gzip.GzipFile(filename="", mode="wb", compresslevel=_GZIP_LEVEL, fileobj=sink, mtime=0)
    if path.suffix == ".zst":
        options = _zstandard().ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True)
        return cast(Compressor, options.stream_writer(sink, closefd=False))
    return None


def open_content(path: Path) -> IO[bytes]:
    """The content of a file, unpacked as its name says; to be read inside `damage_explained`."""
    if path.suffix in ENDINGS and path.is_file() and not path.stat().st_size:
        raise EOFError
    if path.suffix == ".gz":
        return cast(IO[bytes], gzip.open(path))
    if path.suffix == ".zst":
        return io.BufferedReader(_ZstdReader(path.open("rb")))
    return path.open("rb")


@contextmanager
def damage_explained(name: str) -> Iterator[None]:
    """Makes a NewscrawlError, a sentence about the file `name`, of whatever stops its content from being read."""
    try:
        yield
    except EOFError as error:
        raise NewscrawlError(f"{name} is cut short: its compressed content has no end. Fetch it again.") from error
    except (OSError, zlib.error, _zstandard().ZstdError) as error:
        raise NewscrawlError(f"{name} cannot be read ({error}).") from error


def _zstandard() -> Any:
    """Loaded when it is needed: it takes as long as a tenth of the start of a command."""
    return importlib.import_module("zstandard")


class _ZstdReader(io.RawIOBase):
    """What zstandard's own reader does, and EOFError where the last frame has no end: its reader passes over that."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._frame: Any = _zstandard().ZstdDecompressor().decompressobj()
        self._ready = memoryview(b"")
        self._unused = b""
        self._inside = True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            block = self._unused or self._file.read(_BLOCK)
            if not block:
                if self._inside:
                    raise EOFError
                return 0
            if self._frame.eof:  # another frame follows
                self._frame = _zstandard().ZstdDecompressor().decompressobj()
            self._ready = memoryview(self._frame.decompress(block))
            self._inside, self._unused = not self._frame.eof, self._frame.unused_data
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


class _Sink(io.RawIOBase):
    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._write(bytes(data))
        return len(data)
