"""Reading a JSONL dump back: each line checked against the columns it must have."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from newscrawl.archive import dump
from newscrawl.errors import NewscrawlError
from newscrawl.export.columns import COLUMNS, REVISION, REVISIONS, TOMBSTONES, Column, Kind
from newscrawl.export.compression import damage_explained, open_content
from newscrawl.export.schema import PATTERNS
from newscrawl.warc.names import is_file_name

LONGEST_LINE = 256 << 20  # bytes; more is no article
_PATTERNS = {kind: re.compile(pattern) for kind, pattern in PATTERNS.items()}
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_BIGGEST = 2**63


@dataclass(frozen=True, slots=True)
class Tombstone:
    """The line of what vanished; `kind` is a key of TOMBSTONES, `at` when, for a page that is gone."""

    id: int
    url: str
    kind: str
    at: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a dump: an article's columns, or a tombstone."""

    number: int
    content: Mapping[str, Any] | Tombstone


def read_dump(path: Path, stdin: IO[bytes]) -> Iterator[Line]:
    """Every line of a dump, `.gz` and `.zst` unpacked, `-` read from `stdin`.

    Raises NewscrawlError, a sentence with file and line, where the dump is damaged or no dump.
    """
    name = "standard input" if str(path) == "-" else str(path)
    with damage_explained(name), stdin if str(path) == "-" else open_content(path) as file:
        yield from _lines(file, name)


def parse_line(data: bytes) -> Mapping[str, Any] | Tombstone:
    """One line as checked columns. Raises ValueError, a phrase that says what is wrong with it."""
    try:
        value = dump.clean(json.loads(data))
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"is no JSON ({error})") from None
    if not isinstance(value, dict):
        raise ValueError("is no JSON object")
    if "tombstone" in value:
        return _tombstone(value)
    _check_object(value, COLUMNS, optional=(REVISIONS,))
    if not _WEB_ADDRESS.fullmatch(value["url"]):
        raise ValueError(f"has a url that is no web address: {value['url'][:80]!r}")
    return value


def _lines(file: IO[bytes], name: str) -> Iterator[Line]:
    number = 0
    while data := file.readline(LONGEST_LINE):
        number += 1
        if not data.endswith(b"\n"):
            raise NewscrawlError(f"Line {number} of {name} is cut short: the dump is not whole. Fetch it again.")
        try:
            yield Line(number, parse_line(data))
        except ValueError as error:
            raise NewscrawlError(
                f"Line {number} of {name} {error}. The lines before it are taken in; "
                "repeating the import does not take them in twice."
            ) from error


def _tombstone(value: Mapping[str, Any]) -> Tombstone:
    kind, at = value.get("tombstone"), value.get("at")
    whole = isinstance(value.get("id"), int) and isinstance(value.get("url"), str)
    if not whole or kind not in TOMBSTONES or not (at is None or _is_date("moment", at)):
        raise ValueError("is no tombstone that this newscrawl knows")
    return Tombstone(value["id"], value["url"], str(kind), at)


def _check_object(value: Any, columns: Sequence[Column], optional: Sequence[Column] = ()) -> None:
    if not isinstance(value, dict):
        raise ValueError("holds a revision that is no object")
    known = {column.name: column for column in (*columns, *optional)}
    for name in value:
        if name not in known:
            raise ValueError(f"has a column {name[:80]!r} that this newscrawl does not know; a newer one may")
    for column in columns:
        if column.name not in value:
            raise ValueError(f"lacks the column '{column.name}'; only dumps without --columns can be taken in")
    for name, item in value.items():
        if not _fits(known[name], item):
            raise ValueError(f"has no {known[name].kind} in '{name}'")
    if value["warc_file"] is not None and not is_file_name(value["warc_file"]):
        raise ValueError(f"has a warc_file that is no plain file name: {value['warc_file'][:80]!r}")


def _fits(column: Column, value: Any) -> bool:
    if value is None:
        return column.null
    if column.kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _BIGGEST
    if column.kind == "texts":
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if column.kind == "images":
        return isinstance(value, list) and all(map(_is_image, value))
    if column.kind == "revisions":
        for revision in value if isinstance(value, list) else [None]:
            _check_object(revision, REVISION)
        return True
    if column.kind in ("moment", "printed"):
        return _is_date(column.kind, value)
    pattern = _PATTERNS.get(column.kind)
    return isinstance(value, str) and (pattern is None or pattern.fullmatch(value) is not None)


def _is_image(value: Any) -> bool:
    if not isinstance(value, dict) or value.keys() != {"url", "caption"}:
        return False
    return isinstance(value["url"], str) and (value["caption"] is None or isinstance(value["caption"], str))


def _is_date(kind: Kind, value: Any) -> bool:
    """True for a date written as that kind is, and in the calendar."""
    if not isinstance(value, str) or _PATTERNS[kind].fullmatch(value) is None:
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
