"""The formats by name: which file names mean them, and what turns rows into their bytes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

from newscrawl.errors import UsageError
from newscrawl.export.columns import Column
from newscrawl.export.compression import ENDINGS as COMPRESSED
from newscrawl.export.jsonl import JsonlEncoder

Format = Literal["jsonl", "csv", "parquet"]
FORMATS: tuple[Format, ...] = ("jsonl", "csv", "parquet")
_ENDINGS: dict[str, Format] = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet"}
_OTHER_KINDS = frozenset(
    [
        ".xlsx",
        ".xls",
        ".ods",
        ".tsv",
        ".xml",
        ".html",
        ".db",
        ".sqlite",
        ".arrow",
        ".orc",
        ".zip",
        ".bz2",
        ".xz",
        ".tar",
    ]
)


class Encoder(Protocol):
    """Bytes of one file: `head`, then `encode` for each batch, then `tail`. Any of them may be empty.

    A batch for JSONL holds finished lines in tuples of one, for the others rows in the order of the columns.
    """

    def head(self) -> bytes: ...

    def encode(self, rows: Sequence[Any], /) -> bytes: ...

    def tail(self) -> bytes: ...


def encoder(format_: Format, columns: Sequence[Column], *, bom: bool, trusted: bool) -> Encoder:
    """A new encoder, for one file. Raises NewscrawlError where Parquet is asked for without pyarrow."""
    # What only one format needs is loaded for that format: a dump of few articles is then made at once.
    if format_ == "csv":
        from newscrawl.export.csv_lines import CsvEncoder

        return CsvEncoder(columns, bom=bom)
    if format_ == "parquet":
        from newscrawl.export.parquet import ParquetEncoder

        return ParquetEncoder(columns)
    return JsonlEncoder(trusted=trusted)


def format_of(path: Path) -> Format | None:
    """What the file name means: `articles.csv.gz` CSV; None where it says nothing.

    Raises UsageError where it means a kind of file that is not written here.
    """
    if path.suffix.lower() in _OTHER_KINDS:
        raise UsageError(
            f"{path.name} is no kind of file that export writes: name it .jsonl, .csv or .parquet "
            "(.gz and .zst after it compress), or give --format."
        )
    ending = split_name(path)[1]
    return _ENDINGS.get(ending.removesuffix(".gz").removesuffix(".zst"))


def split_name(path: Path) -> tuple[str, str]:
    """`articles.csv.gz` as `articles` and `.csv.gz`; a name without known endings has none."""
    name, ending = path.name, ""
    if path.suffix in COMPRESSED:
        name, ending = name.removesuffix(path.suffix), path.suffix
    suffix = Path(name).suffix
    if suffix in _ENDINGS or suffix == ".json":
        name, ending = name.removesuffix(suffix), suffix + ending
    return name, ending
