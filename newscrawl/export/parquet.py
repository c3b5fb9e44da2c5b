"""Parquet: real timestamps, real lists, zstd inside. Needs pyarrow (the extra `parquet`)."""

from __future__ import annotations

import importlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from newscrawl.archive import dump
from newscrawl.errors import MissingExtra
from newscrawl.export.columns import REVISION, SCHEMA_VERSION, Column
from newscrawl.export.parquet_footer import MAGIC, Footer

# A row group is written, and its memory freed, at so many articles or characters.
GROUP_ARTICLES = 2048
GROUP_CHARACTERS = 700_000
TIMEZONE = "Asia/Shanghai"
# Columns that say the same of many articles; a dictionary of the others would only take memory.
_REPEATED = frozenset({"site", "city", "district", "channel", "source", "published_on", "warc_file", "extractor"})
# Columns that queries skip row groups by; the others' least and greatest texts would fill the footer, and memory.
_LOOKED_UP = _REPEATED | {"id", "published_at", "first_archived_at", "last_seen_at", "revision"}


@dataclass(frozen=True, slots=True)
class _Field:
    """A Parquet column: the column of the archive that it is made from, its Arrow type, and how."""

    name: str
    source: str
    type: Any
    convert: Callable[[Any], Any]


class ParquetEncoder:
    """Rows to a Parquet file, a row group at a time.

    `published_at` holds moments, and is null where the page gives only a day; `published_on`, which follows it,
    holds the day in both cases. A timestamp that is none becomes null.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        pyarrow, _ = _libraries()
        self._record_batch = pyarrow.record_batch
        # The system's allocator gives memory back between row groups; Arrow's own keeps a third more.
        self._array = partial(pyarrow.array, memory_pool=pyarrow.system_memory_pool())
        self._names = [column.name for column in columns]
        self._fields = _fields(columns)
        self._schema = arrow_schema(columns)
        self._rows: list[tuple[Any, ...]] = []
        self._characters = 0
        self._footer = Footer()

    def head(self) -> bytes:
        """The magic number."""
        return MAGIC

    def encode(self, rows: Sequence[tuple[Any, ...]]) -> bytes:
        """The bytes of the row group that these rows filled, mostly none."""
        filled = []
        for row in rows:
            self._rows.append(row)
            self._characters += sum(len(value) for value in row if isinstance(value, str))
            if len(self._rows) >= GROUP_ARTICLES or self._characters >= GROUP_CHARACTERS:
                filled.append(self._group())
        return b"".join(filled)

    def tail(self) -> bytes:
        """The last row group and the footer."""
        last = self._group() if self._rows else b""
        return b"".join((last, self._footer.end(_file(self._schema))))

    def _group(self) -> memoryview:
        values = dict(zip(self._names, zip(*self._rows, strict=True), strict=True))
        arrays = [self._array(map(f.convert, values[f.source]), f.type, size=len(self._rows)) for f in self._fields]
        self._rows.clear()
        self._characters = 0
        return self._footer.add(_file(self._schema, self._record_batch(arrays, schema=self._schema)))


def arrow_schema(columns: Sequence[Column]) -> Any:
    """The pyarrow.Schema of these columns. Raises MissingExtra without pyarrow."""
    pyarrow, _ = _libraries()
    described = {column.name: column.meaning for column in columns}
    fields = [pyarrow.field(f.name, f.type, metadata={"description": described[f.source]}) for f in _fields(columns)]
    return pyarrow.schema(fields, metadata={"newscrawl_schema_version": str(SCHEMA_VERSION)})


def load() -> None:
    """Load pyarrow, and let it look for pandas, as it does with its first array: who minds can then hold pandas back.

    Raises MissingExtra without pyarrow.
    """
    pyarrow, _ = _libraries()
    pyarrow.array([])


def version() -> str:
    """The version of pyarrow, which decides about the bytes of a file."""
    return str(_libraries()[0].__version__)


def _file(schema: Any, *batches: Any) -> bytes:
    """A Parquet file in memory, each batch a row group of it."""
    pyarrow, parquet = _libraries()
    content = io.BytesIO()
    with parquet.ParquetWriter(
        content,
        schema,
        compression="zstd",
        compression_level=3,
        memory_pool=pyarrow.system_memory_pool(),
        write_statistics=[name for name in schema.names if name in _LOOKED_UP],
        use_dictionary=[name for name in schema.names if name in _REPEATED],
    ) as writer:
        for batch in batches:
            writer.write_batch(batch)
    return content.getvalue()


def _libraries() -> tuple[Any, Any]:
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise MissingExtra("Parquet", "parquet", error.name) from error


def _fields(columns: Sequence[Column]) -> list[_Field]:
    pa, _ = _libraries()
    types = {
        "integer": (pa.int64(), _same),
        "text": (pa.string(), _same),
        "sha256": (pa.string(), _same),
        "moment": (pa.timestamp("ms", "UTC"), _moment),
        "texts": (pa.list_(pa.string()), _list),
        "images": (pa.list_(pa.struct([("url", pa.string()), ("caption", pa.string())])), _list),
    }
    fields = []
    for column in columns:
        if column.kind == "printed":
            fields.append(_Field(column.name, column.name, pa.timestamp("ms", TIMEZONE), _moment))
            fields.append(_Field("published_on", column.name, pa.date32(), _day))
        elif column.kind == "revisions":
            inner = _fields(REVISION)
            struct = pa.struct([(f.name, f.type) for f in inner])
            fields.append(_Field(column.name, column.name, pa.list_(struct), partial(_revisions, inner)))
        else:
            fields.append(_Field(column.name, column.name, *types[column.kind]))
    return fields


def _same(value: Any) -> Any:
    return value


def _list(value: Any) -> Any:
    return dump.clean(json.loads(value)) if isinstance(value, str) else value


def _revisions(fields: Sequence[_Field], text: str) -> list[dict[str, Any]]:
    return [{f.name: f.convert(revision[f.source]) for f in fields} for revision in _list(text)]


def _moment(text: str | None) -> datetime | None:
    """The moment in UTC, or None where the text is none: a day alone has no moment."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
