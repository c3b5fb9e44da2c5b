"""Every table, view and column of an archive in one sentence each: the one place that says what they mean.

`docs/schema.md` is made from this (`python -m newscrawl.archive.columns > docs/schema.md`) and the web page shows it;
a test holds it against the real schema.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TableNote:
    """What one row of a table or view is, and what each of its columns says."""

    row: str
    columns: dict[str, str] = field(default_factory=dict)


_UTC = "UTC, 2026-11-23T01:05:50Z"
_TEXT_COLUMNS = {
    "title": "The headline as printed; null where the page shows none",
    "source": "Who printed it, as the page says: 西南商报; null where it does not say",
    "published_at": "When, as the page says: 2018-12-18T10:57:00+08:00, or 2018-12-18 where it gives only a day; "
    "null where it gives none",
    "byline": "The line that names the authors, as printed: 刘顺菊 王朝旭 文/图",
    "authors": "The names in it, a JSON array",
    "body": "The paragraphs as printed, one a line",
    "images": 'The pictures, a JSON array of {"url", "caption"}',
    "source_line": "The line that source and time were read from, as printed",
    "problems": "What the rules could not read or found odd, a JSON array of sentences",
    "content_sha256": "SHA-256 over title, source, published_at, byline, authors, body and images: the same text has "
    "the same",
}
_EVIDENCE_COLUMNS = {
    "crawl_id": "The run that fetched it, in crawls",
    "warc_file": "The WARC file that keeps the page's bytes, in the folder warc/ beside the archive",
    "warc_offset": "The byte of that file at which the record begins",
}
_EXTRACTOR = {"extractor": "Version of the rules that read the page"}

TABLES: dict[str, TableNote] = {
    "articles": TableNote(
        "One article, at one address, in its present text",
        {
            "id": "Number in this archive, never used twice; cite it together with the address",
            "url": "The canonical address",
            "site": "The site's short name: yybnet",
            "city": "成都市; null where neither page nor address tells",
            "district": "The channel's name without 新闻: 简阳; null for the city's own channel",
            "channel": "The channel's place on the site: chengdu/jianyang",
            **_TEXT_COLUMNS,
            "first_archived_at": f"When this archive first held it ({_UTC})",
            "last_seen_at": "When the site was last seen to have it",
            "revision": "1 for the first text, one more for each later one",
            "duplicate_of": "The id of the earliest archived article with nearly the same text; null for an original",
            **_EVIDENCE_COLUMNS,
            **_EXTRACTOR,
        },
    ),
    "revisions": TableNote(
        "One earlier text of an article, as it was before it was replaced",
        {
            "article_id": "The article",
            "revision": "Which of its texts this was",
            **_TEXT_COLUMNS,
            "archived_at": f"When this text was first seen ({_UTC})",
            "replaced_at": "When another text was found in its place",
            **_EVIDENCE_COLUMNS,
            **_EXTRACTOR,
        },
    ),
    "changes": TableNote(
        "One addition or change of an article",
        {
            "seq": "Grows with every change, never used twice",
            "article_id": "The article",
            "change": "added or changed",
            "at": f"When ({_UTC})",
        },
    ),
    "pages": TableNote(
        "The ledger: one address ever discovered, listing or article, and what became of it",
        {
            "id": "Number of the address",
            "url": "The canonical address",
            "kind": "listing or article",
            "channel": "The channel on whose listing it was found",
            "state": "pending (still to fetch), archived, gone (the site says it does not exist), rejected (no "
            "article), failed, or excluded (forbidden by robots.txt)",
            "reason": "Why it is not archived, a sentence",
            "http_status": "Of the last answer",
            "attempts": "Failed attempts in a row",
            "discovered_at": f"When the address was first seen ({_UTC})",
            "discovered_on": "The page that named it",
            "fetched_at": "When it was last fetched",
            "retry_at": "When it is to be fetched again; null: not",
            "etag": "The site's mark of this version, sent back to ask for changes",
            "last_modified": "The same, as a time",
            **_EVIDENCE_COLUMNS,
            "dated": "The date printed beside the link, or the month in the address",
            "next_url": "Listings: the next page",
            "pass": "Listings: the last pass that read it",
            "named": "Listings: articles it named",
            "names_crc": "Listings: CRC-32 of their addresses, to tell lists apart",
            "newest_pass": "Listings: the latest pass that first listed one of them; of a page without any, the first "
            "pass that found it so",
        },
    ),
    "channels": TableNote(
        "One channel of a site, and how far its listing has been read",
        {
            "id": "Number of the channel",
            "url": "The first page of its listing",
            "slug": "Its place on the site: chengdu/jianyang",
            "site": "The site's short name",
            "name": "Its name: 简阳",
            "city": "Its city: 成都市",
            "discovered_at": f"When it was first seen ({_UTC})",
            "discovered_on": "The page that named it",
            "last_crawled_at": "When a run last began to read it",
            "complete_at": "When its listing was last proved to be read whole",
            "complete_pass": "The pass that proved it; 0: none yet",
            "pass": "Number of the present pass over its listing",
            "pass_crawl_id": "The run that began it",
            "pass_first": "The first pass of that run",
            "pass_new": "Articles it found that were never listed before",
            "pass_pages": "Pages it read",
            "pass_repeats": "Pages in a row that named the same articles",
            "pass_names_crc": "CRC-32 of the addresses on its last page",
            "pass_skipped": "Pages in a row that could not be read",
            "pass_proves": "1 while it can prove the channel whole; 0 where a page could not be read, 2 where its end "
            "is in doubt",
            "front": "The page it has come to",
        },
    ),
    "listed": TableNote(
        "One article in one channel's listing",
        {
            "channel_id": "The channel",
            "page_id": "The article's row in pages",
            "first_listed_at": f"When it was first seen there ({_UTC})",
            "first_pass": "The pass that first saw it there",
        },
    ),
    "crawls": TableNote(
        "One run, also if it was killed",
        {
            "id": "Number of the run",
            "started_at": f"When it began ({_UTC})",
            "finished_at": "When it ended",
            "ended": "Why: finished, stopped, interrupted, site down; null while it runs",
            "arguments": "What it was asked to do, JSON",
            "counts": "What it did, JSON",
            "health": "ok, degraded or failed",
            "health_reasons": "Why, a JSON array of sentences",
            "process": "Machine and process",
            "version": "Of newscrawl",
        },
    ),
    "captures": TableNote(
        "One different answer that an address ever gave, and the WARC record that keeps it",
        {
            "id": "Number of the capture",
            "url": "The address",
            "sha1": "SHA-1 of the answer's payload, 20 bytes",
            "captured_at": f"When ({_UTC})",
            "warc_file": "The WARC file, in the folder warc/ beside the archive",
            "warc_offset": "The byte at which the record begins",
            "whole": "1: the record holds the payload itself; 0: it refers to one that does",
        },
    ),
    "export_journal": TableNote(
        "One article that the next incremental export must name again",
        {
            "seq": "Grows with every event; an export remembers the last it named",
            "article_id": "The article",
            "what": "line (added or changed), moved (place, source or date changed), gone (its page has vanished), "
            "deleted (by another program)",
            "url": "Of a deleted article",
        },
    ),
    "foreign_writes": TableNote(
        "One row: whether another program ever wrote to articles or revisions",
        {"count": "0 where none did; export then need not check that texts are Unicode"},
    ),
    "fingerprints": TableNote(
        "The fingerprint of an article's text, by which near-copies are found",
        {"article_id": "The article", "signature": "The fingerprint, bytes"},
    ),
    "fingerprint_keys": TableNote(
        "The index of fingerprints: near-copies share some keys",
        {"entry": "A key and an article's id, in one number: the key above the id's 31 bits"},
    ),
    "copies": TableNote(
        "View: a story that was printed more than once, and how far it spread",
        {
            "article_id": "The earliest archived of them",
            "title": "Its headline",
            "copies": "The others",
            "channels": "Channels that have it, a JSON array",
            "sources": "Sources that printed it, a JSON array",
            "first_published_at": "When first",
            "last_published_at": "When last",
            "days": "Days between the two",
        },
    ),
    "channel_runs": TableNote(
        "What one run saw of one channel; later runs are compared with it",
        {
            "crawl_id": "The run",
            "channel": "The channel",
            "new": "Articles newly discovered",
            "figures": "Counts, JSON",
            "alarms": "What was alarming, a JSON array",
        },
    ),
    "health_accepted": TableNote(
        "A change that a user took for the new normal",
        {
            "channel": "The channel",
            "metric": "What changed",
            "since_crawl_id": "The first run to compare later ones with",
            "accepted_at": f"When ({_UTC})",
        },
    ),
    "jobs": TableNote(
        "A scheduled job and how it went last",
        {
            "name": "The job",
            "due_at": f"The time it was last due ({_UTC})",
            "started_at": "When it began",
            "finished_at": "When it ended; null while it runs",
            "exit_code": "How it ended: 0 well",
        },
    ),
    "pruned_files": TableNote(
        "A WARC file that 'newscrawl prune' deleted",
        {
            "warc_file": "Its name",
            "pruned_at": f"When ({_UTC})",
            "bytes": "Its size",
            "newest_at": "When its newest record was captured",
        },
    ),
    "collections": TableNote(
        "A crawl shared by several workers, and how far this archive has entered what they found",
        {
            "job": "Name of the shared crawl",
            "crawl_id": "Its run, in crawls",
            "position": "The last entry of its stream that was entered",
            "state": "What the collector must remember, JSON",
        },
    ),
    "worker_files": TableNote(
        "A WARC file that a worker of a shared crawl wrote",
        {
            "warc_file": "The file",
            "host": "The worker's machine",
            "folder": "The folder there",
            "crawl_id": "The run",
        },
    ),
    "articles_fts": TableNote(
        "The full-text index (FTS5), by article id; its columns read from articles_found. See docs/search.md",
        {
            "title": "The headline",
            "body": "The paragraphs",
            "url": "The address",
            "city": "As in articles",
            "district": "As in articles",
            "source": "As in articles",
            "published_at": "As in articles",
        },
    ),
    "counts_by_place": TableNote(
        "How many articles there are of a place and a month; kept by triggers",
        {
            "city": "As in articles; here and below, empty where articles has null",
            "district": "As in articles",
            "channel": "As in articles",
            "month": "2018-12; empty for articles without a date",
            "articles": "How many",
        },
    ),
    "counts_by_source": TableNote(
        "How many articles there are of a source in a channel; kept by triggers",
        {
            "source": "As in articles; empty for articles that name none",
            "channel": "As in articles; empty where articles has null",
            "articles": "How many",
        },
    ),
    "articles_found": TableNote(
        "View: what a hit of articles_fts shows",
        {
            "id": "The article",
            "title": "The headline",
            "body": "The paragraphs",
            "url": "The address",
            "city": "As in articles",
            "district": "As in articles",
            "source": "As in articles",
            "published_at": "As in articles",
        },
    ),
    "article_list": TableNote(
        "View: one article without its text",
        {
            "id": "The article",
            "published_at": "As in articles",
            "city": "As in articles",
            "district": "As in articles",
            "source": "As in articles",
            "title": "The headline",
            "byline": "As printed",
            "characters": "Length of the body",
            "revision": "Number of its present text",
            "duplicate_of": "The article it copies",
            "url": "The address",
        },
    ),
    "articles_by_month": TableNote(
        "View: articles printed in a month about a district",
        {
            "month": "2018-12",
            "city": "成都市",
            "district": "简阳; null for the city's own channel",
            "articles": "How many",
        },
    ),
    "articles_by_source": TableNote(
        "View: a source and what it printed",
        {
            "source": "西南商报; null for articles that name none",
            "articles": "How many",
            "channels": "In how many channels",
            "first_published_at": "The earliest",
            "last_published_at": "The latest",
        },
    ),
    "first_printed": TableNote(
        "View: for each story that was printed more than once, who printed it first",
        {
            "story": "The earliest archived of its articles, as in duplicate_of",
            "id": "The earliest printed of them",
            "published_at": "When it was printed",
            "source": "By whom",
            "channel": "In which channel",
            "title": "Its headline",
            "copies": "How many articles have the text, this one included",
            "days": "Days from the first to the last of them",
            "url": "Its address",
        },
    ),
    "not_archived": TableNote(
        "View: addresses that gave no article, by channel and reason",
        {
            "channel": "The channel",
            "state": "gone, rejected, failed or excluded",
            "reason": "Why, a sentence",
            "http_status": "Of the last answer",
            "pages": "How many",
            "first_fetched_at": "The longest ago",
            "last_fetched_at": "The latest",
            "example": "One of them",
        },
    ),
}


def as_markdown() -> str:
    """The whole as a page of documentation."""
    lines = [
        "# Tables and columns",
        "",
        "<!-- Made by `python -m newscrawl.archive.columns > docs/schema.md`; edit newscrawl/archive/columns.py. -->",
        "",
        "An archive is one SQLite file (WAL mode). Read it with any tool; leave the writing to newscrawl, which keeps",
        "the tables in step with each other.",
    ]
    for name, note in TABLES.items():
        lines += ["", f"## {name}", "", f"{note.row}.", "", "| column | says |", "| --- | --- |"]
        lines += [f"| `{column}` | {says} |" for column, says in note.columns.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
