"""What a line holds: the one definition behind the JSON Schema, the Parquet schema, the checks of import-jsonl and
the table in docs/export.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from newscrawl.archive.dump import ARTICLE_COLUMNS, REVISION_COLUMNS
from newscrawl.errors import UsageError

# Raised when a column is added, dropped, or comes to mean something else.
SCHEMA_VERSION = 1

Kind = Literal["integer", "text", "sha256", "moment", "printed", "texts", "images", "revisions"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `kind` says its type in every format, `null` whether it may be missing, `meaning` what it is.

    integer    whole number                       moment   `2026-11-23T01:05:50Z`, UTC
    text       any text                           printed  `2018-12-18T10:57:00+08:00`, or the day alone
    sha256     64 hexadecimal digits              texts    list of texts
    images     list of {"url", "caption"}         revisions  list of earlier texts
    """

    name: str
    kind: Kind
    meaning: str
    null: bool = False


_CONTENT = (
    Column("title", "text", "The headline.", null=True),
    Column("source", "text", "The newspaper or agency, as printed: 西南商报.", null=True),
    Column(
        "published_at", "printed", "When it was printed, as the page says; only the day where it says no time.", True
    ),
    Column("byline", "text", "As printed: 刘顺菊 王朝旭 文/图.", null=True),
    Column("authors", "texts", "The names in the byline."),
    Column("body", "text", "Paragraphs joined by one line feed; a table row's cells by tabs."),
    Column("images", "images", "Pictures: absolute URL, and the caption printed under it or null."),
)
_EVIDENCE = (
    Column("source_line", "text", "The line that source and time were read from, raw.", null=True),
    Column("problems", "texts", "What could not be read, or contradicts itself; empty where all is well."),
    Column("content_sha256", "sha256", "Digest over title, source, published_at, byline, authors, body and images."),
)
_PROVENANCE = (
    Column("crawl_id", "integer", "The run that stored this text (table crawls of its archive).", null=True),
    Column("warc_file", "text", "The WARC file that holds the page, without folder.", null=True),
    Column("warc_offset", "integer", "The byte at which its record starts there.", null=True),
    Column("extractor", "text", "Version of the extraction rules."),
)
COLUMNS = (
    Column("id", "integer", "Number of the article in its archive; never used twice."),
    Column("url", "text", "Canonical address; one article an address."),
    Column("site", "text", "Short name of the site: yybnet."),
    Column("city", "text", "成都市.", null=True),
    Column("district", "text", "简阳: the channel's name without 新闻; null for the city's own channel.", null=True),
    Column("channel", "text", "chengdu/jianyang.", null=True),
    *_CONTENT,
    *_EVIDENCE,
    Column("first_archived_at", "moment", "When the article first came into the archive."),
    Column("last_seen_at", "moment", "When a run last saw it, on its page or named in a listing."),
    Column("revision", "integer", "1 for the first text, 2 for the second, and so on."),
    Column("duplicate_of", "integer", "id of the earliest archived near-copy.", null=True),
    *_PROVENANCE,
)
REVISION = (
    Column("revision", "integer", "1 for the first text, 2 for the second, and so on."),
    *_CONTENT,
    *_EVIDENCE,
    Column("archived_at", "moment", "When this text came into the archive."),
    Column("replaced_at", "moment", "When another text took its place."),
    *_PROVENANCE,
)
REVISIONS = Column("revisions", "revisions", "Earlier texts, oldest first (only with --with-revisions).")
TOMBSTONES = {
    "gone": "its page has vanished from the site; the archive keeps the text, and so does the dump",
    "unselected": "the article no longer fits the filters; drop the line",
    "deleted": "another program deleted the article from the archive; drop the line",
}
BY_NAME = {column.name: column for column in COLUMNS}

assert tuple(BY_NAME) == ARTICLE_COLUMNS
assert tuple(column.name for column in REVISION) == REVISION_COLUMNS


def parse_names(text: str) -> tuple[str, ...]:
    """`id,title,body` as column names, in that order. Raises UsageError for a name that is none, or comes twice."""
    names = tuple(name.strip() for name in text.split(","))
    for name in names:
        if name not in BY_NAME:
            raise UsageError(f"'{name}' is no column. Choose from: {', '.join(BY_NAME)}.")
    if len(set(names)) < len(names):
        raise UsageError(f"--columns {text} names a column twice.")
    return names


def chosen(names: tuple[str, ...], *, with_revisions: bool) -> tuple[Column, ...]:
    """The columns of a dump, in its order."""
    columns = tuple(BY_NAME[name] for name in names)
    return (*columns, REVISIONS) if with_revisions else columns
