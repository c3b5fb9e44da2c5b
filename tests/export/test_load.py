"""A dump goes back into an archive: nothing lost, nothing twice, in any order, any number of times."""

from __future__ import annotations

import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from newscrawl.archive import Archive, articles, crawls, fulltext
from newscrawl.archive.filters import Filters
from newscrawl.archive.query import parse
from newscrawl.archive.search import every
from newscrawl.errors import NewscrawlError
from newscrawl.export import run
from newscrawl.export.compression import open_content
from newscrawl.export.load import ALTERED, load
from newscrawl.export.request import Request
from tests.export.conftest import Export
from tests.export.material import DAY, article, by_other_means, columns, parsed, store, url, vanish

# Numbers of one archive's own: they differ from one to another, and may.
OWN = ("id", "crawl_id", "duplicate_of")


def take(archive: Path, *dumps: bytes) -> Counter[str]:
    """Import dumps from standard input, one after the other."""
    counts: Counter[str] = Counter()
    for data in dumps:
        with Archive.write(archive, command="test") as opened:
            counts += load(opened, [Path("-")], io.BytesIO(data), lambda _: None)
    return counts


def content(data: bytes) -> dict[str, dict[str, Any]]:
    """Articles by URL, without what is an archive's own."""
    lines = parsed(data)
    for line in lines:
        for text in (line, *line.get("revisions", ())):
            for name in OWN:
                text.pop(name, None)
    return {line["url"]: line for line in lines}


def with_history(archive: Path) -> Path:
    store(archive, [article(3, title="改一")], day=4)
    store(archive, [article(3, title="改二", source=None)], day=6)
    return archive


def test_an_archive_is_rebuilt_from_its_dump(archive: Path, tmp_path: Path, export: Export) -> None:
    data = export(with_history(archive), with_revisions=True)
    new = tmp_path / "new.db"
    assert take(new, data) == {"added": 40}
    assert content(export(new, with_revisions=True)) == content(data)
    assert take(new, data) == {"known": 40}
    assert content(export(new, with_revisions=True)) == content(data)


def test_an_unchanged_import_is_no_change_for_increments(archive: Path, export: Export) -> None:
    before = export(archive)
    assert take(archive, before) == {"known": 40}
    assert export(archive) == before


def test_what_is_imported_is_found_and_in_the_ledger(archive: Path, tmp_path: Path, export: Export) -> None:
    new = tmp_path / "new.db"
    take(new, export(archive))
    with Archive.read(new) as opened:
        assert list(every(opened.db, parse("踏水镇"), Filters())) == list(range(1, 41))
        assert fulltext.check(opened.db).ok
        states = opened.db.execute("SELECT state, kind, channel IS NOT NULL, count(*) FROM pages GROUP BY 1, 2, 3")
        assert states.fetchall() == [("archived", "article", 1, 40)]
        (run,) = crawls.recent(opened.db)
    assert (run["ended"], run["counts"]) == ("finished", {"added": 40})
    assert run["arguments"] == {"command": "import-jsonl", "files": ["-"]}
    assert set(columns(new, "crawl_id")) == {run["id"]}


def test_two_archives_are_merged(tmp_path: Path, export: Export) -> None:
    """Each knows articles and texts that the other does not; both ways round the same comes of it."""
    left, right = tmp_path / "left.db", tmp_path / "right.db"
    store(left, [article(1), article(2), article(3)], day=1)
    store(left, [article(2, title="左"), article(3, title="同")], day=5)
    store(right, [article(2, title="右"), article(3), article(4)], day=3)
    store(right, [article(2, title="末"), article(3, title="同")], day=7)
    from_left, from_right = export(left, with_revisions=True), export(right, with_revisions=True)
    assert take(left, from_right) == {"added": 1, "merged": 2}
    assert take(right, from_left) == {"added": 1, "merged": 2}
    merged = content(export(left, with_revisions=True))
    assert merged == content(export(right, with_revisions=True))
    second = merged[url(2)]
    assert [text["title"] for text in (*second["revisions"], second)] == [article(2).title, "右", "左", "末"]
    assert [text["revision"] for text in (*second["revisions"], second)] == [1, 2, 3, 4]
    assert [text["replaced_at"][:10] for text in second["revisions"]] == ["2026-11-03", "2026-11-05", "2026-11-07"]
    third = merged[url(3)]
    assert [text["title"] for text in (*third["revisions"], third)] == [article(3).title, "同"]
    assert (third["first_archived_at"], third["last_seen_at"]) == (DAY.format(1), DAY.format(7))
    again = take(left, from_right, from_left)
    assert again == {"known": 6}
    assert content(export(left, with_revisions=True)) == merged
    with Archive.read(left) as opened:
        assert fulltext.check(opened.db).ok
        assert list(every(opened.db, parse("title:末"), Filters())) == [2]


def test_a_text_read_again_from_the_same_bytes_does_not_multiply(archive: Path, tmp_path: Path, export: Export) -> None:
    """Such texts have one time: `reextract` writes when the bytes were archived."""
    with Archive.write(archive, command="test") as opened:
        for extractor, title in (("2", "乙"), ("3", "甲"), ("4", "丙")):
            with opened.changes() as db:
                articles.rewrite(db, 3, article(3, title=title), now=DAY.format(9), extractor=extractor)
    data = export(archive, with_revisions=True)
    third = content(data)[url(3)]
    assert [text["title"] for text in (*third["revisions"], third)] == [article(3).title, "乙", "甲", "丙"]
    new = tmp_path / "new.db"
    for path in (archive, new, new):
        take(path, data)
        take(path, export(path, with_revisions=True))
        assert content(export(path, with_revisions=True)) == content(data)


def test_an_older_text_does_not_become_the_current_one(archive: Path, tmp_path: Path, export: Export) -> None:
    old = export(archive)
    store(archive, [article(1, title="新")], day=9)
    assert take(archive, old) == {"known": 40}
    assert columns(archive, "title")[0] == "新"


def test_a_dump_without_revisions_keeps_the_number_of_the_text(archive: Path, tmp_path: Path, export: Export) -> None:
    data = export(with_history(archive))
    new = tmp_path / "new.db"
    take(new, data)
    assert columns(new, "revision")[2] == 3
    assert content(export(new)) == content(data)
    assert take(new, data) == {"known": 40}


def test_places_that_we_did_not_know_are_filled_in(archive: Path, tmp_path: Path, export: Export) -> None:
    new = tmp_path / "new.db"
    store(new, [article(1), article(3, district=None, channel=None)])
    assert take(new, export(archive)) == {"added": 38, "known": 1, "merged": 1}
    assert content(export(new)) == content(export(archive))
    with Archive.read(new) as opened:
        assert fulltext.check(opened.db).ok


def test_a_page_still_pending_is_settled(tmp_path: Path, archive: Path, export: Export) -> None:
    new = tmp_path / "new.db"
    store(new, [])
    by_other_means(
        new,
        "INSERT INTO pages (url, kind, channel, discovered_at) VALUES (?, 'article', 'x', ?)",
        url(1),
        DAY.format(1),
    )
    take(new, export(archive))
    with Archive.read(new) as opened:
        row = opened.db.execute("SELECT state, warc_file FROM pages WHERE url = ?", [url(1)]).fetchone()
    assert row == ("archived", "20261101-00001.warc.gz")


def test_tombstones_tell_what_is_gone(archive: Path, tmp_path: Path, export: Export) -> None:
    new = tmp_path / "new.db"
    take(new, export(archive))
    vanish(archive, [5, 6], day=9)
    store(new, [article(6)], day=12)
    assert take(new, export(archive, after="start"))["gone"] == 1
    with Archive.read(new) as opened:
        gone = opened.db.execute("SELECT url FROM pages WHERE state = 'gone'").fetchall()
    assert gone == [(url(5),)]
    assert len(columns(new, "body")) == 40


def test_a_text_changed_after_it_was_archived_is_told(archive: Path, tmp_path: Path, export: Export) -> None:
    lines = parsed(export(archive))
    lines[0]["body"] += "添"
    data = "".join(json.dumps(line) + "\n" for line in lines).encode()
    new = tmp_path / "new.db"
    assert take(new, data) == {"added": 40, "altered": 1}
    assert json.loads(columns(new, "problems")[0]) == [ALTERED]
    assert take(new, data) == {"known": 40}


def test_surrogates_without_a_partner_do_not_get_in(archive: Path, tmp_path: Path, export: Export) -> None:
    line = parsed(export(archive))[0] | {"title": "甲\ud800乙", "authors": ["\udfff"]}
    new = tmp_path / "new.db"
    take(new, json.dumps(line).encode() + b"\n")
    assert columns(new, "title") == ["甲\ufffd乙"]
    assert parsed(export(new))[0]["authors"] == ["\ufffd"]


BROKEN: list[tuple[dict[str, Any] | bytes, str]] = [
    (b"{\n", "is no JSON"),
    (b"[]\n", "is no JSON object"),
    (b"[" * 100_000 + b"\n", "nested too deeply|is no JSON"),
    (b'{"id": 1}\n', "lacks the column 'url'"),
    (b'{"id": 1', "is cut short"),
    ({"headline": ""}, "has a column 'headline' that this newscrawl does not know"),
    ({"url": "javascript:alert(1)"}, "no web address"),
    ({"url": None}, "no text in 'url'"),
    ({"id": True}, "no integer in 'id'"),
    ({"id": 2**63}, "no integer in 'id'"),
    ({"published_at": "tomorrow"}, "no printed in 'published_at'"),
    ({"last_seen_at": "2026-11-01"}, "no moment in 'last_seen_at'"),
    ({"last_seen_at": "2018-99-99T99:99:99Z"}, "no moment in 'last_seen_at'"),
    ({"published_at": "2018-02-30"}, "no printed in 'published_at'"),
    ({"warc_file": "../../../../etc/passwd"}, "a warc_file that is no plain file name: '../../../../etc/passwd'"),
    ({"tombstone": "gone", "at": "2018-13-01T00:00:00Z"}, "no tombstone"),
    ({"authors": [1]}, "no texts in 'authors'"),
    ({"images": [{"url": "x"}]}, "no images in 'images'"),
    ({"revisions": [{}]}, "lacks the column 'revision'"),
    ({"revisions": 1}, "revision that is no object"),
    ({"tombstone": "asleep"}, "no tombstone"),
]


@pytest.mark.parametrize(("broken", "words"), BROKEN)
def test_a_broken_line_ends_in_a_sentence(
    archive: Path, tmp_path: Path, export: Export, broken: dict[str, Any] | bytes, words: str
) -> None:
    first, second = export(archive).splitlines(keepends=True)[:2]
    bad = broken if isinstance(broken, bytes) else json.dumps(json.loads(second) | broken).encode() + b"\n"
    new = tmp_path / "new.db"
    with pytest.raises(NewscrawlError, match=f"Line 2 of standard input .*({words})"):
        take(new, first + bad)
    assert columns(new, "url") == [url(1)]
    with Archive.read(new) as opened:
        assert crawls.recent(opened.db)[0]["ended"] == "failed"
    take(new, first + second)
    assert columns(new, "url") == [url(1), url(2)]


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst", "none.jsonl"])
def test_a_broken_file_ends_in_a_sentence(tmp_path: Path, name: str) -> None:
    if not name.startswith("none"):
        (tmp_path / name).write_bytes(b"no archive at all")
    with (
        Archive.write(tmp_path / "new.db", command="test") as opened,
        pytest.raises(NewscrawlError, match=f"{name} cannot be read"),
    ):
        load(opened, [tmp_path / name], io.BytesIO(), lambda _: None)


@pytest.mark.parametrize("part", [0.0, 0.02, 0.5, 0.99])
@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst"])
def test_a_compressed_dump_that_is_cut_short_is_told(archive: Path, tmp_path: Path, name: str, part: float) -> None:
    with Archive.read(archive) as opened:
        run.to_files(opened, Request(), tmp_path / name)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: int(len(whole) * part)])
    with Archive.write(tmp_path / "new.db", command="test") as opened:
        with pytest.raises(NewscrawlError, match=f"{name} is cut short"):
            load(opened, [tmp_path / name], io.BytesIO(), lambda _: None)
        (tmp_path / name).write_bytes(whole)
        load(opened, [tmp_path / name], io.BytesIO(), lambda _: None)
    assert len(columns(tmp_path / "new.db", "url")) == 40


def test_compressed_dumps_may_be_put_end_to_end(archive: Path, tmp_path: Path) -> None:
    with Archive.read(archive) as opened:
        run.to_files(opened, Request(columns=("id",), shard_size=7), tmp_path / "a.jsonl.zst")
    parts = [path.read_bytes() for path in sorted(tmp_path.glob("a-*.zst"))]
    (tmp_path / "all.zst").write_bytes(b"".join(parts))
    with open_content(tmp_path / "all.zst") as file:
        assert [json.loads(line)["id"] for line in file] == list(range(1, 41))
