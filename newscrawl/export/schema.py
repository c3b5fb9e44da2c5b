"""The JSON Schema of a line, and the table of columns for people: both made from `newscrawl.export.columns`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from newscrawl.export.columns import COLUMNS, REVISION, REVISIONS, SCHEMA_VERSION, TOMBSTONES, Column, Kind

_DAY = r"\d{4}-\d{2}-\d{2}"
_TIME = r"T\d{2}:\d{2}:\d{2}"
PATTERNS: dict[Kind, str] = {
    "sha256": r"^[0-9a-f]{64}$",
    "moment": f"^{_DAY}{_TIME}Z$",
    "printed": rf"^{_DAY}({_TIME}\+08:00)?$",
}
_IMAGE = {
    "type": "object",
    "properties": {"url": {"type": "string"}, "caption": {"type": ["string", "null"]}},
    "required": ["url", "caption"],
    "additionalProperties": False,
}
_NAMES_FOR_PEOPLE: dict[Kind, str] = {
    "integer": "integer",
    "text": "text",
    "sha256": "text, 64 hexadecimal digits",
    "moment": "timestamp, UTC",
    "printed": "timestamp, or date",
    "texts": "list of texts",
    "images": "list of {url, caption}",
    "revisions": "list of objects",
}


def line_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of one line of a dump: an article, or in an increment a tombstone."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of a newscrawl dump",
        "description": f"Schema version {SCHEMA_VERSION}. Made by 'newscrawl export --schema'.",
        "oneOf": [{"$ref": "#/$defs/article"}, {"$ref": "#/$defs/tombstone"}],
        "$defs": {
            "article": article_schema(COLUMNS, optional=(REVISIONS,)),
            "revision": article_schema(REVISION),
            "tombstone": _tombstone_schema(),
        },
    }


def article_schema(columns: Sequence[Column], optional: Sequence[Column] = ()) -> dict[str, Any]:
    """JSON Schema of an object with exactly these columns; `optional` ones may be absent."""
    return {
        "type": "object",
        "properties": {column.name: _column_schema(column) for column in (*columns, *optional)},
        "required": [column.name for column in columns],
        "additionalProperties": False,
    }


def as_text() -> str:
    """`line_schema` as `newscrawl export --schema` prints it and docs/article.schema.json holds it."""
    return json.dumps(line_schema(), ensure_ascii=False, indent=2) + "\n"


def as_markdown() -> str:
    """The table of columns in docs/export.md."""
    lines = ["| column | type | may be null | meaning |", "|---|---|---|---|"]
    for column in (*COLUMNS, REVISIONS):
        null = "yes" if column.null else ""
        lines.append(f"| `{column.name}` | {_NAMES_FOR_PEOPLE[column.kind]} | {null} | {column.meaning} |")
    return "\n".join(lines) + "\n"


def _column_schema(column: Column) -> dict[str, Any]:
    kinds: dict[Kind, dict[str, Any]] = {
        "integer": {"type": "integer"},
        "texts": {"type": "array", "items": {"type": "string"}},
        "images": {"type": "array", "items": _IMAGE},
        "revisions": {"type": "array", "items": {"$ref": "#/$defs/revision"}},
    }
    schema = dict(kinds.get(column.kind, {"type": "string"}))
    if column.null:
        schema["type"] = [schema["type"], "null"]
    if column.kind in PATTERNS:
        schema["pattern"] = PATTERNS[column.kind]
    return schema | {"description": column.meaning}


def _tombstone_schema() -> dict[str, Any]:
    meanings = "; ".join(f"{name}: {meaning}" for name, meaning in TOMBSTONES.items())
    return {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "url": {"type": "string"},
            "tombstone": {"enum": list(TOMBSTONES), "description": meanings},
            "at": {"type": ["string", "null"], "description": "When the site said that the page is gone."},
        },
        "required": ["id", "url", "tombstone", "at"],
        "additionalProperties": False,
    }
