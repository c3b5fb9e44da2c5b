"""The state file: where the last export ended, for the same request alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from newscrawl.archive.filters import Filters
from newscrawl.errors import UsageError
from newscrawl.export import state
from newscrawl.export.manifest import manifest_path
from newscrawl.export.request import Request

CURSOR = "1-40-40-40-0123456789ab"
REQUEST = Request(filters=Filters(city="成都"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.json"


def test_the_first_export_is_a_full_one_and_the_next_goes_on_where_it_ended(path: Path) -> None:
    assert state.resume(path, REQUEST) == REQUEST
    state.save(path, REQUEST, CURSOR)
    assert state.resume(path, REQUEST) == replace(REQUEST, after=CURSOR)
    state.save(path, state.resume(path, REQUEST), "1-50-50-50-0123456789ab")
    assert state.resume(path, REQUEST).after == "1-50-50-50-0123456789ab"


def test_chinese_stands_in_the_file_unescaped(path: Path) -> None:
    state.save(path, REQUEST, CURSOR)
    assert json.loads(path.read_text(encoding="utf-8")) == {
        "cursor": CURSOR,
        "arguments": {"format": "jsonl", "city": "成都"},
    }
    assert "成都" in path.read_text(encoding="utf-8")


def test_the_size_of_shards_may_change_between_exports(path: Path) -> None:
    state.save(path, replace(REQUEST, shard_size=7), CURSOR)
    assert state.resume(path, REQUEST).after == CURSOR


@pytest.mark.parametrize("other", [Request(), replace(REQUEST, with_revisions=True), replace(REQUEST, columns=("id",))])
def test_a_request_for_something_else_is_refused(path: Path, other: Request) -> None:
    state.save(path, REQUEST, CURSOR)
    with pytest.raises(UsageError, match=r'was made with other arguments \(\{"format": "jsonl", "city": "成都"\}\)'):
        state.resume(path, other)


@pytest.mark.parametrize("content", [b"{}", b"", b"[1]", b'{"cursor": "x", "arguments": 7}', b"\xff"])
def test_what_is_no_state_file_is_said(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(UsageError, match="is no state file"):
        state.resume(path, REQUEST)


def test_a_cursor_in_it_that_is_none_is_said(path: Path) -> None:
    state.save(path, REQUEST, "yesterday")
    with pytest.raises(UsageError, match="'yesterday' is no cursor"):
        state.resume(path, REQUEST)


def test_the_state_may_not_stand_where_the_export_is_written(tmp_path: Path, path: Path) -> None:
    output = tmp_path / "dump.jsonl"
    state.check_place(path, output)
    for taken in (output, manifest_path(output), tmp_path / "folder" / ".." / "dump.jsonl"):
        with pytest.raises(UsageError):
            state.check_place(taken, output)
    with pytest.raises(UsageError, match="is a folder"):
        state.check_place(tmp_path, output)
