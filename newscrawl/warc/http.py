"""The HTTP message inside a record: status, headers, and the body as the page's author wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from newscrawl.warc.unpacking import ENCODINGS, CutShort, TooLarge, UnreadableBody, is_called_so_only, named, undo

MAX_BODY = 32 * 1024 * 1024  # bytes, unpacked

_STATUS = re.compile(rb"HTTP/[\d.]+\s+(\d{3})\b")
_CHUNK_SIZE = re.compile(rb"\s*([0-9A-Fa-f]{1,8})\s*(?:;[^\r\n]*)?\r?\n")
_LENGTH = re.compile(r"[0-9]{1,18}")
_PACKING = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<[!?/A-Za-z]")
_NO_ENCODING = frozenset({"identity", "none", "utf-8", "utf8"})  # the last two: a charset where none belongs


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


def with_payload(answer: Answer, original: Answer) -> Answer:
    """The answer of a revisit record with the payload of its original, and the headers that say how that is packed."""
    headers = [line for line in answer.headers if line[0] not in _PACKING]
    return Answer(answer.status, headers + [line for line in original.headers if line[0] in _PACKING], original.raw)


def joined(answer: Answer) -> bytes:
    """The body with the chunks of a transfer-encoding joined; many writers join them and keep the header."""
    return _joined(answer)[0]


def unpacked(answer: Answer) -> bytes:
    """The body with content-encodings undone, last applied first.

    An encoding that the header names and the bytes do not have (Common Crawl unpacks and keeps the header) is
    passed over. Raises UnreadableBody for damage, an unknown encoding, or more than MAX_BODY bytes, and CutShort
    where the body is shorter than announced, or has chunks or compressed data without their end.
    """
    body, is_whole = _joined(answer)
    encodings = named(value for name, value in answer.headers if name == "content-encoding")
    if not is_whole or (ENCODINGS.isdisjoint(encodings) and _is_shorter_than_announced(answer)):
        raise CutShort
    for encoding in encodings:
        body = _undo(encoding, body)
    return body


def _joined(answer: Answer) -> tuple[bytes, bool]:
    """The body without its chunks, and whether the last of them is there."""
    if not _is_chunked(answer) or (answer.raw and not _CHUNK_SIZE.match(answer.raw)):
        return answer.raw, True
    parts: list[bytes] = []
    at = 0
    while size := _CHUNK_SIZE.match(answer.raw, at):
        length = int(size[1], 16)
        if not length:
            return b"".join(parts), True
        parts.append(answer.raw[size.end() : size.end() + length])
        at = size.end() + length
        at += 2 if answer.raw[at : at + 2] == b"\r\n" else 0
    return b"".join(parts), False


def _is_chunked(answer: Answer) -> bool:
    return "chunked" in (answer.header("transfer-encoding") or "").lower()


def _is_shorter_than_announced(answer: Answer) -> bool:
    """Only of a body that was not packed: writers unpack, and keep the packed length in the header."""
    length = answer.header("content-length") or ""
    return not _is_chunked(answer) and _LENGTH.fullmatch(length) is not None and len(answer.raw) < int(length)


def _split(block: bytes) -> tuple[bytes, bytes]:
    end = re.search(rb"\r?\n\r?\n", block)
    return (block[: end.start()], block[end.end() :]) if end else (block, b"")


def _undo(encoding: str, body: bytes) -> bytes:
    if not body or encoding in _NO_ENCODING or (encoding in ENCODINGS and is_called_so_only(encoding, body)):
        return body
    try:
        if encoding not in ENCODINGS:
            raise UnreadableBody(f"its content-encoding '{encoding}' is not known")
        return undo(encoding, body, max_size=MAX_BODY)
    except TooLarge:
        raise
    except UnreadableBody:
        # Brotli and deflate have no signature: bytes that are markup were unpacked before they were stored.
        if _MARKUP.match(body):
            return body
        raise
