"""Taking dumps into an archive: merges two archives, loses nothing, takes nothing twice."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from newscrawl import __version__, clock
from newscrawl.archive import Archive, articles, crawls, merge
from newscrawl.archive.merge import Incoming, Text
from newscrawl.export.reader import Tombstone, read_dump
from newscrawl.items import Article

ALTERED = "The digest in the imported dump does not fit this text: it was changed after it was archived."
# Which tombstones are taken in; the others say only that a line left a dump.
_GONE = "gone"


def load(archive: Archive, paths: Sequence[Path], stdin: IO[bytes], advance: Callable[[int], None]) -> Counter[str]:
    """Take in JSONL dumps. Returns lines by what became of them: `added`, `merged` (we had the article, and learned
    something of it), `known`, `gone`, `passed over` (tombstones without news), and `altered` of those added or merged.

    The import is a run of its own in `crawls`; `crawl_id` of what it brings points there. Raises NewscrawlError for
    a damaged dump: what came before the damage is kept.
    """
    counts: Counter[str] = Counter()
    with archive.changes() as db:
        arguments = {"command": "import-jsonl", "files": [path.name for path in paths]}
        crawl_id = crawls.start(db, now=clock.now(), arguments=arguments, process=str(os.getpid()), version=__version__)
    ended = "failed"
    try:
        for path in paths:
            for content in _contents(path, stdin):
                with archive.changes() as db:
                    for what in _take_in(archive, content, crawl_id):
                        counts[what] += 1
                advance(1)
        ended = "finished"
    finally:
        if not archive.broken:
            with archive.changes() as db:
                crawls.finish(db, crawl_id, now=clock.now(), ended=ended, counts=dict(counts))
    return counts


def _contents(path: Path, stdin: IO[bytes]) -> Iterator[Mapping[str, Any] | Tombstone]:
    for line in read_dump(path, stdin):
        yield line.content


def _take_in(archive: Archive, content: Mapping[str, Any] | Tombstone, crawl_id: int) -> Iterator[str]:
    """What became of one line, in words of `load`."""
    if isinstance(content, Tombstone):
        noted = content.kind == _GONE and content.at is not None
        yield "gone" if noted and merge.mark_gone(archive.db, content.url, at=str(content.at)) else "passed over"
        return
    incoming, altered = _incoming(content, crawl_id)
    taken = merge.take_in(archive.db, incoming, now=clock.now())
    yield taken
    if altered and taken != "known":
        yield "altered"


def _incoming(line: Mapping[str, Any], crawl_id: int) -> tuple[Incoming, bool]:
    """The line as the archive takes it, and whether a digest in it was wrong."""
    earlier = sorted(line.get("revisions") or [], key=lambda revision: int(revision["revision"]))
    since = [str(revision["archived_at"]) for revision in earlier]
    since.append(_current_since(line, earlier))
    texts, altered = [], False
    for archived_at, source in zip(since, (*earlier, line), strict=True):
        columns = {name: source[name] for name in merge.TEXT_COLUMNS} | {"crawl_id": crawl_id}
        digest = _digest(columns)
        if digest != columns["content_sha256"]:
            altered = True
            columns |= {"content_sha256": digest, "problems": [*columns["problems"], ALTERED]}
        texts.append(Text(archived_at, columns))
    names = ("url", "site", "city", "district", "channel", "first_archived_at", "last_seen_at")
    return Incoming(**{name: line[name] for name in names}, revision=max(line["revision"], 1), texts=texts), altered


def _current_since(line: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]]) -> str:
    """When the current text came in. A dump without revisions tells it of first texts only; of others it tells when
    they were last seen, which is as early as can be known."""
    if earlier:
        return max(str(revision["replaced_at"]) for revision in earlier)
    return str(line["first_archived_at"] if line["revision"] <= 1 else line["last_seen_at"])


def _digest(columns: Mapping[str, Any]) -> str:
    content = {name: columns[name] for name in articles.CONTENT_COLUMNS}
    return articles.content_sha256(Article(url="", site="", **content))
