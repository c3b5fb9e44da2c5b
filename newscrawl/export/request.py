"""What is asked of an export."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from newscrawl.archive.dump import ARTICLE_COLUMNS
from newscrawl.archive.filters import Filters
from newscrawl.archive.increments import Cursor
from newscrawl.errors import UsageError
from newscrawl.export.columns import Column, chosen
from newscrawl.export.encoders import Format


@dataclass(frozen=True, slots=True)
class Request:
    """Which articles, as what; `after` is a cursor, `shard_size` in articles.

    Raises UsageError where it makes no sense.
    """

    format: Format = "jsonl"
    filters: Filters = field(default_factory=Filters)
    columns: tuple[str, ...] = ARTICLE_COLUMNS
    with_revisions: bool = False
    bom: bool = False
    after: str | None = None
    shard_size: int | None = None

    def __post_init__(self) -> None:
        if self.bom and self.format != "csv":
            raise UsageError("--bom is for CSV only: JSON and Parquet say their encoding themselves.")
        if self.after is None:
            return
        Cursor.parse(self.after)
        if self.format != "jsonl":
            raise UsageError(
                "An increment holds tombstones, which only JSONL can tell from articles: use --format jsonl."
            )
        if "id" not in self.columns:
            raise UsageError("An increment is applied by id: name id among the --columns.")

    @property
    def shape(self) -> tuple[Column, ...]:
        """The columns of the dump, in its order."""
        return chosen(self.columns, with_revisions=self.with_revisions)

    def arguments(self) -> dict[str, Any]:
        """What decides about the bytes, for the manifest: only what was asked for."""
        asked: dict[str, Any] = {"format": self.format}
        asked |= {f.name: getattr(self.filters, f.name) for f in fields(self.filters)}
        asked["columns"] = list(self.columns) if self.columns != ARTICLE_COLUMNS else None
        asked |= {"with_revisions": self.with_revisions or None, "bom": self.bom or None}
        asked |= {"after": self.after, "shard_size": self.shard_size}
        return {name: value for name, value in asked.items() if value is not None}
