"""Any text comes through every format as it is; what is no Unicode comes through as U+FFFD, the same in each."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newscrawl.archive import Archive
from newscrawl.export import run
from newscrawl.export.csv_lines import unguard
from newscrawl.export.request import Request
from tests.export.conftest import Export
from tests.export.material import TEXT, article, by_other_means, parsed, store

FIELDS = st.fixed_dictionaries(
    {
        "title": st.one_of(st.none(), TEXT),
        "byline": st.one_of(st.none(), TEXT),
        "authors": st.lists(TEXT, max_size=3),
        "body": TEXT,
        "images": st.lists(st.fixed_dictionaries({"url": TEXT, "caption": st.one_of(st.none(), TEXT)}), max_size=2),
        "problems": st.lists(TEXT, max_size=2),
    }
)
LISTS = ("authors", "images", "problems")
# Bytes as another program may leave them: cut sequences, an encoded surrogate, Latin-1, an overlong slash.
NO_UNICODE = (b"\xe8\xb8", b"a\xed\xa0\x80z", b"caf\xe9", b"\xc0\xaf", b"\xf5\x80\x80\x80")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("round-trip") / "empty.db"
    store(path, [])
    return path


def as_csv(data: bytes) -> list[dict[str, Any]]:
    rows = list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))
    return [dict(zip(rows[0], map(unguard, row), strict=True)) for row in rows[1:]]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=FIELDS)
def test_every_text_comes_back(empty: Path, export: Export, fields: dict[str, Any]) -> None:
    path = shutil.copyfile(empty, empty.with_name("newscrawl.db"))
    store(path, [article(1, **fields)])
    data = export(path)
    (line,) = parsed(data)
    assert {name: line[name] for name in fields} == fields
    assert data.decode() == json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
    (row,) = as_csv(export(path, format="csv"))
    assert {name: json.loads(row[name]) if name in LISTS else row[name] for name in fields} == {
        name: value if value is not None else "" for name, value in fields.items()
    }
    (record,) = from_parquet(export(path, format="parquet"))
    assert {name: record[name] for name in fields} == fields


@pytest.mark.parametrize("raw", NO_UNICODE)
@pytest.mark.parametrize("arguments", [{}, {"format": "csv"}, {"format": "parquet"}], ids=["jsonl", "csv", "parquet"])
def test_bytes_that_are_no_unicode_become_the_replacement_character(
    archive: Path, export: Export, raw: bytes, arguments: dict[str, Any]
) -> None:
    by_other_means(archive, "UPDATE articles SET body = CAST(? AS TEXT) WHERE id = 5", raw)
    data = export(archive, **arguments)
    if arguments:
        bodies = [r["body"] for r in (as_csv(data) if arguments["format"] == "csv" else from_parquet(data))]
    else:
        bodies = [line["body"] for line in parsed(data)]
    with Archive.read(archive) as opened:
        assert run.to_stream(opened, Request(**arguments), io.BytesIO()).mended == 1
    assert bodies[4] == raw.decode("utf-8", "replace")
    assert bodies[3] == article(4).body
    assert bodies[5] == article(6).body


@pytest.mark.parametrize("escape", ["\\ud800", "\\uDFFF", "\\ud83d\\ude00", "\\u4e2d", "\\u0000"])
def test_escapes_that_crept_into_lists_are_text_again(archive: Path, export: Export, escape: str) -> None:
    by_other_means(archive, "UPDATE articles SET authors = ? WHERE id = 5", f'["甲{escape}乙"]')
    wanted = [json.loads(f'"甲{escape}乙"').encode("utf-16", "surrogatepass").decode("utf-16", "replace")]
    data = export(archive)
    assert b"\\ud" not in data.lower()
    assert parsed(data)[4]["authors"] == wanted
    with Archive.read(archive) as opened:
        assert run.to_stream(opened, Request(), io.BytesIO()).mended == ("\ufffd" in wanted[0])
    assert json.loads(as_csv(export(archive, format="csv"))[4]["authors"]) == wanted
    assert from_parquet(export(archive, format="parquet"))[4]["authors"] == wanted


def test_escapes_in_earlier_texts_too(archive: Path, export: Export) -> None:
    store(archive, [article(5, title="改")], day=2)
    by_other_means(archive, "UPDATE revisions SET problems = ?", '["\\ud800"]')
    (revision,) = parsed(export(archive, with_revisions=True))[4]["revisions"]
    assert revision["problems"] == ["\ufffd"]


def from_parquet(data: bytes) -> list[dict[str, Any]]:
    pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    rows: list[dict[str, Any]] = pq.read_table(io.BytesIO(data)).to_pylist()
    return rows
