"""The HTTP message inside a record: status, headers, and the body as the page's author wrote it."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass, field

import brotli  # type: ignore[import-untyped]  # it has none
import zstandard

MAX_BODY = 32 * 1024 * 1024  # bytes, unpacked

_STATUS = re.compile(rb"HTTP/[\d.]+\s+(\d{3})\b")
_CHUNK_SIZE = re.compile(rb"\s*([0-9A-Fa-f]{1,8})\s*(?:;[^\r\n]*)?\r?\n")
_STEP = 64 * 1024


class UnreadableBody(Exception):
    """The body cannot be unpacked; the message is half a sentence: "its gzip data is damaged"."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response: header names in lower case, in order, repeated ones repeated; `raw` as received."""

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    raw: bytes = b""

    def header(self, name: str) -> str | None:
        """The last value of a header, as Scrapy would give it, or None."""
        values = [value for key, value in self.headers if key == name]
        return values[-1] if values else None


def parse_answer(block: bytes) -> Answer | None:
    """Read the block of a response record; None where it is no HTTP response."""
    status = _STATUS.match(block)
    if not status:
        return None
    head, body = _split(block)
    headers = []
    for line in head.decode("latin-1").splitlines()[1:]:
        name, colon, value = line.partition(":")
        if colon:
            headers.append((name.strip().lower(), value.strip()))
    return Answer(int(status[1]), headers, body)


def joined(answer: Answer) -> bytes:
    """The body with the chunks of a transfer-encoding joined; many writers join them and keep the header."""
    if "chunked" not in (answer.header("transfer-encoding") or "").lower():
        return answer.raw
    parts: list[bytes] = []
    at = 0
    while size := _CHUNK_SIZE.match(answer.raw, at):
        length = int(size[1], 16)
        if not length:
            return b"".join(parts)
        part = answer.raw[size.end() : size.end() + length]
        if len(part) < length:
            break
        parts.append(part)
        at = size.end() + length
        at += 2 if answer.raw[at : at + 2] == b"\r\n" else 0
    return answer.raw if not parts else b"".join(parts)


def unpacked(answer: Answer) -> bytes:
    """The body with content-encodings undone, last applied first.

    An encoding that the header names and the bytes do not have (Common Crawl unpacks and keeps the header) is
    passed over. Raises UnreadableBody for damage, a missing end, an unknown encoding, or more than MAX_BODY bytes.
    """
    body = joined(answer)
    named = ",".join(value for name, value in answer.headers if name == "content-encoding")
    for encoding in reversed([part.strip().lower() for part in named.split(",") if part.strip()]):
        body = _undo(encoding, body)
    return body


def _split(block: bytes) -> tuple[bytes, bytes]:
    end = re.search(rb"\r?\n\r?\n", block)
    return (block[: end.start()], block[end.end() :]) if end else (block, b"")


def _undo(encoding: str, body: bytes) -> bytes:
    if not body or encoding == "identity":
        return body
    if encoding in ("gzip", "x-gzip"):
        return _inflate(body, 31) if body[:2] == b"\x1f\x8b" else body
    if encoding == "deflate":
        return _inflate(body, 15 if zlib_header(body) else -15)
    if encoding == "br":
        return _unbrotli(body)
    if encoding == "zstd":
        return _unzstd(body) if body[:4] == b"\x28\xb5\x2f\xfd" else body
    raise UnreadableBody(f"its content-encoding '{encoding}' is not known")


def zlib_header(body: bytes) -> bool:
    """True where the bytes begin as RFC 1950 says; what else is called `deflate` is raw."""
    return len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0


def _inflate(body: bytes, wbits: int) -> bytes:
    inflater = zlib.decompressobj(wbits)
    parts, size, left = [], 0, body
    try:
        while not inflater.eof:
            part = inflater.decompress(left, _STEP)
            left = inflater.unconsumed_tail
            parts.append(part)
            size += len(part)
            _check(size)
            if not part and not left:
                raise UnreadableBody("its compressed body is cut short")
    except zlib.error as error:
        raise UnreadableBody(f"its compressed body is damaged ({error})") from error
    return b"".join(parts)


def _unbrotli(body: bytes) -> bytes:
    decoder = brotli.Decompressor()
    parts, size = [], 0
    try:
        part = decoder.process(body, output_buffer_limit=_STEP)
        while part:
            parts.append(part)
            size += len(part)
            _check(size)
            part = b"" if decoder.is_finished() else decoder.process(b"", output_buffer_limit=_STEP)
        if not decoder.is_finished():
            raise UnreadableBody("its compressed body is cut short")
    except brotli.error as error:
        # Brotli has no signature: bytes that are markup already were unpacked before they were stored.
        if body.lstrip()[:1] == b"<":
            return body
        raise UnreadableBody("its brotli data is damaged") from error
    return b"".join(parts)


def _unzstd(body: bytes) -> bytes:
    reader = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(body), read_across_frames=True)
    try:
        data = reader.read(MAX_BODY + 1)
    except zstandard.ZstdError as error:
        raise UnreadableBody(f"its zstd data is damaged ({error})") from error
    _check(len(data))
    return data


def _check(size: int) -> None:
    if size > MAX_BODY:
        raise UnreadableBody(f"its body is over {MAX_BODY // 1024**2} MiB when unpacked")
