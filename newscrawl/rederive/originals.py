"""The records that `revisit` records of other files refer to: where they lie in the archive, and what they hold."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from newscrawl.archive import captures
from newscrawl.errors import ArchiveError
from newscrawl.warc.http import Answer, joined
from newscrawl.warc.incoming import IncomingFile
from newscrawl.warc.pages import answer_of, whole_seconds
from newscrawl.warc.reader import Record, digest_matches, digest_sha1, read_record
from newscrawl.warc.records import StoredPayload

NOT_HERE = "refers to a record that is not in the archive: take in the file that holds it, then this one again"
NOT_NAMED = "refers to a record by a digest that is no SHA-1, of which the file has no page"


class Originals:
    """Finds originals by SHA-1 in the whole archive, by any other digest in the file at hand, by URL and date."""

    def __init__(self, db: Database, incoming: IncomingFile) -> None:
        self._db = db
        self._incoming = incoming
        self._by_label: dict[str, StoredPayload] = {}

    def add(self, record: Record, stored: StoredPayload) -> None:
        """Note where a payload of the file at hand lies, if only the file's own digest can find it."""
        label = _label(record)
        if label and digest_sha1(label) is None:
            self._by_label[label] = stored

    def find(self, record: Record, told: StoredPayload | None) -> tuple[StoredPayload, Answer] | None:
        """The answer that a revisit record refers to, and where it lies; `told` is where it says so itself."""
        label = _label(record)
        for stored, is_sure in self._candidates(record, label, told):
            answer = self._read(stored, label, is_sure=is_sure)
            if answer is not None:
                return stored, answer
        return None

    def _candidates(
        self, record: Record, label: str, told: StoredPayload | None
    ) -> Iterator[tuple[StoredPayload, bool]]:
        """Places to look at, and whether the payload there is the one even if no digest can say so."""
        sha1 = digest_sha1(label)
        for stored in (captures.find_payload(self._db, sha1) if sha1 else None, self._by_label.get(label), told):
            if stored is not None:
                yield stored, False
        url, date = record.fields.get("warc-refers-to-target-uri", ""), record.fields.get("warc-refers-to-date", "")
        for _, stored in captures.of_url(self._db, url.strip("<>")) if url else ():
            yield stored, stored.captured_at == whole_seconds(date)

    def _read(self, stored: StoredPayload, label: str, *, is_sure: bool) -> Answer | None:
        try:
            original = read_record(self._incoming.path(stored.warc_file), stored.warc_offset)
        except ArchiveError:
            return None
        answer = answer_of(original)
        if answer is None or original.kind == "revisit":
            return None
        matches = digest_matches(label, answer.raw, joined(answer))
        return answer if matches or (matches is None and is_sure) else None


def names_original(record: Record) -> bool:
    """True where a record says which one it refers to, in a way that would find it anywhere in the archive."""
    return digest_sha1(_label(record)) is not None or bool(record.fields.get("warc-refers-to-target-uri"))


def _label(record: Record) -> str:
    return record.fields.get("warc-payload-digest", "").strip().lower()
