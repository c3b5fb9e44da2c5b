"""Which payloads are stored: found by what they hold and by their address, each once for each address."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from newscrawl.archive import captures, schema
from newscrawl.warc.records import StoredPayload

URL, OTHER = (f"https://www.yybnet.net/chengdu/news/201812/{n}.html" for n in (1, 2))
DAY = "2026-11-{:02}T08:00:00Z"
PAGE, EDIT = bytes(range(20)), bytes(range(20, 40))


@pytest.fixture
def db() -> Iterator[Database]:
    db = Database(memory=True)
    schema.migrate(db)
    yield db
    db.close()


def stored(url: str = URL, *, day: int = 1, file: str = "a.warc.gz", offset: int = 7) -> StoredPayload:
    return StoredPayload(url, DAY.format(day), file, offset)


def test_a_payload_is_found_whichever_address_gave_it_first(db: Database) -> None:
    assert captures.add(db, PAGE, stored(), whole=True)
    assert captures.add(db, PAGE, stored(OTHER, offset=9), whole=False)
    assert captures.find_payload(db, PAGE) == stored()
    assert captures.find_payload(db, EDIT) is None


def test_a_record_that_only_refers_to_a_payload_does_not_hold_it(db: Database) -> None:
    captures.add(db, PAGE, stored(), whole=False)
    assert captures.find_payload(db, PAGE) is None
    assert captures.is_known(db, URL, PAGE)


def test_an_address_is_known_with_the_payloads_it_gave(db: Database) -> None:
    captures.add(db, PAGE, stored(), whole=True)
    assert captures.is_known(db, URL, PAGE)
    assert not captures.is_known(db, URL, EDIT)
    assert not captures.is_known(db, OTHER, PAGE)
    assert not captures.is_known(db, URL, None)


def test_the_payloads_of_an_address_come_oldest_first(db: Database) -> None:
    captures.add(db, EDIT, stored(day=3, offset=3), whole=True)
    captures.add(db, PAGE, stored(day=2, offset=2), whole=True)
    captures.add(db, PAGE, stored(OTHER), whole=False)
    assert list(captures.of_url(db, URL)) == [(PAGE, stored(day=2, offset=2)), (EDIT, stored(day=3, offset=3))]


def test_what_an_address_gave_before_is_not_noted_twice(db: Database) -> None:
    captures.add(db, PAGE, stored(), whole=True)
    assert not captures.add(db, PAGE, stored(day=5, file="b.warc.gz"), whole=False)
    assert list(captures.of_url(db, URL)) == [(PAGE, stored())]


def test_a_payload_stored_again_is_found_at_its_new_place(db: Database) -> None:
    captures.add(db, PAGE, stored(), whole=True)
    again = stored(day=5, file="b.warc.gz", offset=0)
    assert not captures.add(db, PAGE, again, whole=True)
    assert captures.find_payload(db, PAGE) == again
    assert db["captures"].count == 1
