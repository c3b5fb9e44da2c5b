"""The recipes of docs/export.md, each with the real tool: what is not installed is skipped, and says so."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from newscrawl.archive import Archive
from newscrawl.export import run
from newscrawl.export.request import Request
from tests.export.material import article, store

BEIJING = dt.timezone(dt.timedelta(hours=8))


@pytest.fixture
def dump(archive: Path, tmp_path: Path) -> Path:
    """`dump.jsonl` beside `dump.csv`, and their folder."""
    store(archive, [article(3, title="改")], day=2)
    with Archive.read(archive) as opened:
        run.to_files(opened, Request(), tmp_path / "dump.jsonl")
        run.to_files(opened, Request(format="csv"), tmp_path / "dump.csv")
    return tmp_path / "dump.jsonl"


@pytest.fixture
def parquet(archive: Path, tmp_path: Path) -> Path:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    store(archive, [article(3, title="改")], day=2)
    with Archive.read(archive) as opened:
        run.to_files(opened, Request(format="parquet", with_revisions=True), tmp_path / "dump.parquet")
    return tmp_path / "dump.parquet"


def library(name: str) -> Any:
    return pytest.importorskip(name, reason=f"{name} is not installed")


def test_pandas(dump: Path) -> None:
    frame = library("pandas").read_json(dump, lines=True)
    assert len(frame) == 40
    assert frame.loc[2, "title"] == "改"
    assert frame.loc[0, "authors"] == ["刘顺菊", "王朝旭"]
    assert frame["source"].value_counts().to_dict() == {"西南商报": 20}
    assert frame["published_at"].str[:10].value_counts().to_dict() == {"2018-12-18": 20, "2019-03-01": 10}
    assert frame.loc[2, "last_seen_at"] == dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC)


def test_pandas_reads_csv(dump: Path) -> None:
    frame = library("pandas").read_csv(dump.with_name("dump.csv"))
    assert len(frame) == 40
    assert frame.loc[6, "body"] == article(7).body
    assert json.loads(frame.loc[6, "authors"]) == article(7).authors


def test_polars(dump: Path) -> None:
    frame = library("polars").read_ndjson(dump, infer_schema_length=None)
    assert frame.height == 40
    assert frame["authors"].to_list()[0] == ["刘顺菊", "王朝旭"]
    assert frame["images"].to_list()[0] == article(1).images
    assert frame["body"].to_list() == [article(n).body for n in range(1, 41)]


def test_polars_reads_a_column_whose_first_value_comes_late(dump: Path) -> None:
    lines = [json.loads(line) for line in dump.read_text(encoding="utf-8").splitlines()]
    many = [lines[0] | {"duplicate_of": None}] * 500 + [lines[0] | {"duplicate_of": 7}]
    dump.write_text("".join(json.dumps(line) + "\n" for line in many), encoding="utf-8")
    frame = library("polars").read_ndjson(dump, infer_schema_length=None)
    assert frame["duplicate_of"].to_list()[-2:] == [None, 7]


def test_polars_reads_parquet(parquet: Path) -> None:
    frame = library("polars").read_parquet(parquet)
    assert frame["published_at"].to_list()[3] == dt.datetime(2018, 12, 18, 10, 57, tzinfo=BEIJING)
    assert frame["published_on"].to_list()[0] == dt.date(2018, 12, 18)


def test_duckdb_reads_json(dump: Path) -> None:
    query = f"SELECT channel, count(*) AS articles FROM read_json('{dump}') GROUP BY channel ORDER BY channel"
    assert library("duckdb").sql(query).fetchall() == [("chengdu", 13), ("chengdu/jianyang", 13), ("chengdu/xindu", 14)]


def test_duckdb_reads_parquet(parquet: Path) -> None:
    query = f"""SELECT published_on, count(*), count(published_at), sum(len(authors)), max(len(revisions))
        FROM read_parquet('{parquet}') GROUP BY published_on ORDER BY published_on NULLS LAST"""
    assert library("duckdb").sql(query).fetchall() == [
        (dt.date(2018, 12, 18), 20, 10, 32, 0),
        (dt.date(2019, 3, 1), 10, 10, 16, 1),
        (None, 10, 0, 16, 0),
    ]


def test_duckdb_reads_csv(dump: Path) -> None:
    query = f"SELECT count(*), max(length(body)) FROM read_csv('{dump.with_name('dump.csv')}')"
    assert library("duckdb").sql(query).fetchall() == [(40, max(len(article(n).body) for n in range(1, 41)))]


def test_hugging_face_datasets(dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    datasets = library("datasets")
    articles = datasets.load_dataset("json", data_files=str(dump), split="train", cache_dir=str(tmp_path / "cache"))
    assert articles.num_rows == 40
    assert articles[6]["authors"] == article(7).authors
    assert articles[2]["title"] == "改"


def test_jq(dump: Path) -> None:
    if not shutil.which("jq"):
        pytest.skip("jq is not installed")
    program = 'select(.source == "西南商报") | [.id, .title, (.authors | length)] | @tsv'
    done = subprocess.run(["jq", "-r", program, str(dump)], capture_output=True, check=True, encoding="utf-8")
    lines = done.stdout.splitlines()
    assert len(lines) == 20
    assert lines[0] == f"1\t{article(1).title}\t2"


def test_parquet_says_what_jsonl_says(archive: Path, tmp_path: Path, parquet: Path) -> None:
    with Archive.read(archive) as opened:
        run.to_files(opened, Request(with_revisions=True), tmp_path / "same.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "same.jsonl").read_text(encoding="utf-8").splitlines()]
    records = library("pyarrow.parquet").read_table(parquet).to_pylist()
    assert len(records) == len(lines) == 40
    for line, record in zip(lines, records, strict=True):
        assert _as_json(record) == line


def _as_json(record: dict[str, Any]) -> dict[str, Any]:
    """A Parquet row as the JSON line it is made from."""
    record = dict(record)
    day = record.pop("published_on")
    at = record["published_at"]
    record["published_at"] = at.astimezone(BEIJING).isoformat() if at else day and day.isoformat()
    for name in ("first_archived_at", "last_seen_at", "archived_at", "replaced_at"):
        if name in record:
            record[name] = record[name].astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if "revisions" in record:
        record["revisions"] = [_as_json(revision) for revision in record["revisions"]]
    return record
