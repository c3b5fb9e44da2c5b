"""Content-encodings undone, the same way while crawling and while reading a WARC file: to the end, or not at all."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

import brotli
import zstandard

ENCODINGS = frozenset({"gzip", "x-gzip", "deflate", "br", "zstd"})

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_STEP = 64 * 1024
_ZSTD_STEP = 512  # bytes in: a block of 4 bytes can hold 128 KiB


class UnreadableBody(Exception):
    """The body cannot be unpacked; the message is half a sentence: "its gzip data is damaged"."""


class CutShort(UnreadableBody):
    """The body ends before it should."""

    def __init__(self) -> None:
        super().__init__("its body ends before it should")


class TooLarge(UnreadableBody):
    """More than was allowed comes out."""


def named(headers: Iterable[str]) -> list[str]:
    """The encodings that Content-Encoding headers name, in lower case, the last applied first."""
    parts = [part.strip().lower() for part in ",".join(headers).split(",")]
    return [part for part in reversed(parts) if part]


def undo(encoding: str, body: bytes, *, max_size: int) -> bytes:
    """The body with one of ENCODINGS undone, every gzip member and zstd frame of it; padding behind is dropped.

    Raises CutShort, TooLarge (more than `max_size` bytes) or UnreadableBody.
    """
    parts, size = [], 0
    for part in _parts(encoding, body):
        parts.append(part)
        size += len(part)
        if size > max_size:
            raise TooLarge(f"its body is over {max_size // 1024**2} MiB when unpacked")
    return b"".join(parts)


def is_called_so_only(encoding: str, body: bytes) -> bool:
    """True for a body without the signature that every gzip and zstd stream has."""
    if encoding in ("gzip", "x-gzip"):
        return not body.startswith(_GZIP[: len(body)])
    return encoding == "zstd" and not _begins_frame(body)


def _parts(encoding: str, body: bytes) -> Iterator[bytes]:
    if not body:
        return iter(())
    if encoding in ("gzip", "x-gzip"):
        return _gunzip(body)
    if encoding == "deflate":
        return _inflate(zlib.decompressobj(15 if _has_zlib_header(body) else -15), body)
    return _unbrotli(body) if encoding == "br" else _unzstd(body)


def _gunzip(body: bytes) -> Iterator[bytes]:
    while True:
        member = zlib.decompressobj(31)
        yield from _inflate(member, body)
        body = member.unused_data.lstrip(b"\0")
        if not body.startswith(_GZIP):  # what is no member is left alone, as browsers do
            return


def _inflate(stream: zlib._Decompress, body: bytes) -> Iterator[bytes]:
    try:
        while not stream.eof:
            part = stream.decompress(body, _STEP)
            body = stream.unconsumed_tail
            if not part and not body and not stream.eof:
                raise CutShort
            yield part
    except zlib.error as error:
        raise UnreadableBody(f"its compressed body is damaged ({error})") from error


def _has_zlib_header(body: bytes) -> bool:
    """True where the bytes begin as RFC 1950 says; what else is called `deflate` is raw."""
    return len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0


def _unbrotli(body: bytes) -> Iterator[bytes]:
    decoder = brotli.Decompressor()
    try:
        while not decoder.is_finished():
            part = decoder.process(body, output_buffer_limit=_STEP)
            body = b""
            if not part and not decoder.is_finished():
                raise CutShort
            yield part
    except brotli.error as error:
        raise UnreadableBody("its brotli data is damaged") from error


def _unzstd(body: bytes) -> Iterator[bytes]:
    at = 0
    try:
        while at == 0 or _begins_frame(body[at : at + 4]):
            frame = zstandard.ZstdDecompressor().decompressobj()
            while not frame.eof:
                piece = body[at : at + _ZSTD_STEP]
                if not piece:
                    raise CutShort
                at += len(piece)
                yield frame.decompress(piece)
            at -= len(frame.unused_data)
    except zstandard.ZstdError as error:
        raise UnreadableBody(f"its zstd data is damaged ({error})") from error


def _begins_frame(data: bytes) -> bool:
    """True for a frame, and for one to be skipped."""
    return data[:4] == _ZSTD or (data[1:4] == b"\x2a\x4d\x18" and data[0] >> 4 == 5)
