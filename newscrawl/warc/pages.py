"""A stored page: the answer to one request, its body as the page's author wrote it, found by file and offset."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from newscrawl import clock
from newscrawl.errors import ArchiveError
from newscrawl.warc import http
from newscrawl.warc.http import Answer
from newscrawl.warc.names import is_file_name
from newscrawl.warc.reader import MAX_DIGITS, Record, digest_matches, read_record
from newscrawl.warc.records import StoredPayload
from newscrawl.warc.unpacking import UnreadableBody

_WHOLE_SECONDS = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class StoredPage:
    """What a record says: `captured_at` is UTC, ISO 8601 with `Z`; `body` has no encoding left on it."""

    url: str
    captured_at: str
    status: int
    content_type: str | None
    etag: str | None
    last_modified: str | None
    body: bytes


def read_page(folder: Path, warc_file: str, warc_offset: int) -> StoredPage:
    """The page at that place; of a revisit record, the page it refers to with its own headers and date.

    Raises ArchiveError, a sentence, where the bytes are not there, damaged, or no page.
    """
    if not is_file_name(warc_file):  # another program wrote it into the archive
        raise ArchiveError(f"{warc_file!r} is no name of a WARC file in {folder}.")
    path = folder / warc_file
    try:
        return _page_of(read_record(path, warc_offset), folder)
    except _Unusable as problem:
        raise ArchiveError(f"The record at byte {warc_offset} of {path} {problem}.") from problem


class _Unusable(Exception):
    """What is wrong with a record, as half a sentence."""


def _page_of(record: Record, folder: Path) -> StoredPage:
    answer = answer_of(record)
    if answer is None:
        raise _Unusable(f"is no stored page ({record.kind or 'no type'})")
    if record.kind == "revisit":
        answer = http.with_payload(answer, _original(folder, record))
    elif not payload_is_whole(record, answer):
        raise _Unusable("is damaged: its payload digest does not match")
    try:
        return page_of(record, answer)
    except UnreadableBody as error:
        raise _Unusable(f"cannot be read: {error}") from error


def answer_of(record: Record) -> Answer | None:
    """The HTTP answer that a response, revisit or resource record holds; None where it holds none."""
    if record.block is None:
        return None
    if record.kind == "resource" and record.url.startswith(("http://", "https://")):
        content_type = record.fields.get("content-type")
        return Answer(200, [("content-type", content_type)] if content_type else [], record.block)
    return http.parse_answer(record.block) if record.kind in ("response", "revisit") else None


def page_of(record: Record, answer: Answer) -> StoredPage:
    """The page that record and answer make; raises UnreadableBody."""
    return StoredPage(
        url=record.url,
        captured_at=capture_date(record) or "",
        status=answer.status,
        content_type=answer.header("content-type"),
        etag=answer.header("etag"),
        last_modified=answer.header("last-modified"),
        body=http.unpacked(answer),
    )


def capture_date(record: Record) -> str | None:
    """WARC-Date in whole seconds; None where it is missing, malformed or no date of the calendar."""
    return whole_seconds(record.fields.get("warc-date", ""))


def whole_seconds(date: str) -> str | None:
    """A WARC's date as the archive writes it; None for anything else, 30 February and second 60 among it."""
    match = _WHOLE_SECONDS.fullmatch(date)
    if match is None:
        return None
    try:
        clock.parse(f"{match[1]}Z")
    except ValueError:
        return None
    return f"{match[1]}Z"


def payload_is_whole(record: Record, answer: Answer) -> bool:
    """False where a digest contradicts the bytes; writers differ in whether they join chunks before they digest."""
    payload = record.fields.get("warc-payload-digest", "")
    block = record.fields.get("warc-block-digest", "")
    return (
        digest_matches(payload, answer.raw, http.joined(answer)) is not False
        and digest_matches(block, record.block or b"") is not False
    )


def _original(folder: Path, record: Record) -> Answer:
    """The answer that a revisit record of ours refers to."""
    stored = referred_to(record)
    if stored is None:
        raise _Unusable("refers to another record and does not say where that is")
    path = folder / stored.warc_file
    answer = answer_of(read_record(path, stored.warc_offset))
    label = record.fields.get("warc-payload-digest", "")
    if answer is None or digest_matches(label, answer.raw, http.joined(answer)) is False:
        raise _Unusable(f"refers to byte {stored.warc_offset} of {path}, which holds another payload")
    return answer


def referred_to(record: Record) -> StoredPayload | None:
    """Where the payload of a revisit record of ours lies; None where the record does not say."""
    fields = record.fields
    name, offset = fields.get("warc-refers-to-filename", ""), fields.get("warc-refers-to-file-offset", "")
    is_offset = offset.isascii() and offset.isdecimal() and len(offset) <= MAX_DIGITS
    if not is_file_name(name) or not is_offset:
        return None
    return StoredPayload(
        fields.get("warc-refers-to-target-uri", ""), fields.get("warc-refers-to-date", ""), name, int(offset)
    )
