"""The manifest tells what a dump is, and finds out when it is not that any more."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import zstandard

from newscrawl import __version__
from newscrawl.archive import Archive
from newscrawl.archive.filters import Filters
from newscrawl.errors import NewscrawlError, UsageError
from newscrawl.export import manifest, run
from newscrawl.export.request import Request
from tests.export.conftest import Export
from tests.export.material import article, parsed, store


def write(archive: Path, output: Path, *, force: bool = False, **arguments: Any) -> dict[str, Any]:
    with Archive.read(archive) as opened:
        run.to_files(opened, Request(**arguments), output, force=force)
    return manifest.read(manifest.manifest_path(output))


def faults(output: Path) -> dict[str, str | None]:
    return dict(manifest.check(manifest.manifest_path(output)))


def test_it_says_what_the_dump_holds(archive: Path, tmp_path: Path, export: Export) -> None:
    note = write(archive, tmp_path / "a.jsonl", filters=Filters(city="成都"))
    data = (tmp_path / "a.jsonl").read_bytes()
    assert data == export(archive)
    assert note["arguments"] == {"format": "jsonl", "city": "成都"}
    assert (note["articles"], note["tombstones"], note["texts_mended"]) == (40, 0, 0)
    assert {c["channel"]: c["articles"] for c in note["channels"]} == {
        "chengdu": 13, "chengdu/jianyang": 13, "chengdu/xindu": 14
    }  # fmt: skip
    assert (note["first_published_at"], note["last_published_at"]) == ("2018-12-18", "2019-03-01T00:00:00+08:00")
    assert (note["newscrawl"], note["rules"], note["schema_version"]) == (__version__, ["1"], 1)
    digest = hashlib.sha256(data).hexdigest()
    assert note["files"] == [
        {"name": "a.jsonl", "lines": 40, "bytes": len(data), "sha256": digest, "content_sha256": digest}
    ]
    assert faults(tmp_path / "a.jsonl") == {"a.jsonl": None}


def test_it_is_the_same_for_the_same_dump(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    for folder in (tmp_path, tmp_path / "elsewhere"):
        write(archive, folder / "a.csv.gz", format="csv")
    for name in ("a.csv.gz", "a.csv.gz.manifest.json"):
        assert (tmp_path / name).read_bytes() == (tmp_path / "elsewhere" / name).read_bytes()


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_compressed_dumps_hold_the_same_content(archive: Path, tmp_path: Path, export: Export, ending: str) -> None:
    note = write(archive, tmp_path / f"a.jsonl{ending}")
    packed = (tmp_path / f"a.jsonl{ending}").read_bytes()
    data = gzip.decompress(packed) if ending == ".gz" else zstandard.ZstdDecompressor().stream_reader(packed).read()
    assert data == export(archive)
    (entry,) = note["files"]
    assert (entry["bytes"], entry["sha256"]) == (len(packed), hashlib.sha256(packed).hexdigest())
    assert entry["content_sha256"] == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("size", [1, 7, 32, 40, 41])
def test_shards_together_are_the_dump(archive: Path, tmp_path: Path, export: Export, size: int) -> None:
    note = write(archive, tmp_path / "a.jsonl.gz", shard_size=size)
    shards = [tmp_path / entry["name"] for entry in note["files"]]
    assert [path.name for path in shards] == [f"a-{n:05}.jsonl.gz" for n in range(1, -(-40 // size) + 1)]
    contents = [gzip.decompress(path.read_bytes()) for path in shards]
    assert b"".join(contents) == export(archive)
    assert all(len(parsed(content)) == size for content in contents[:-1])
    assert set(faults(tmp_path / "a.jsonl.gz").values()) == {None}


def test_every_shard_of_csv_has_its_heading(archive: Path, tmp_path: Path) -> None:
    note = write(archive, tmp_path / "a.csv", format="csv", shard_size=20)
    for entry in note["files"]:
        assert (tmp_path / entry["name"]).read_bytes().startswith(b'"id","url","site"')


def test_force_replaces_the_whole_dump_and_nothing_else(archive: Path, tmp_path: Path) -> None:
    write(archive, tmp_path / "a.jsonl", shard_size=10)
    (tmp_path / "a-00009.jsonl").write_text("somebody else's")
    with pytest.raises(UsageError, match="exists already"):
        write(archive, tmp_path / "a.jsonl", shard_size=30)
    write(archive, tmp_path / "a.jsonl", shard_size=30, force=True)
    assert sorted(path.name for path in tmp_path.glob("a*")) == [
        "a-00001.jsonl", "a-00002.jsonl", "a-00009.jsonl", "a.jsonl.manifest.json"
    ]  # fmt: skip
    assert set(faults(tmp_path / "a.jsonl").values()) == {None}


def test_damage_is_found(archive: Path, tmp_path: Path) -> None:
    write(archive, tmp_path / "a.jsonl", shard_size=10)
    first, second, third = (tmp_path / f"a-0000{n}.jsonl" for n in (1, 2, 3))
    first.write_bytes(first.read_bytes()[:-1])
    second.write_bytes(second.read_bytes().replace(b"yybnet", b"yybnat", 1))
    third.unlink()
    found = faults(tmp_path / "a.jsonl")
    assert "bytes, not" in str(found["a-00001.jsonl"])
    assert "another content" in str(found["a-00002.jsonl"])
    assert "cannot be read" in str(found["a-00003.jsonl"])
    assert found["a-00004.jsonl"] is None


@pytest.mark.parametrize(
    "content",
    [
        "no JSON",
        "[]",
        '{"files": []}',
        '{"manifest_version": 1}',
        '{"manifest_version": 1, "files": [{"name": "../a", "bytes": 1, "sha256": ""}]}',
        '{"manifest_version": 1, "files": [{"name": "a"}]}',
    ],
)
def test_what_is_no_manifest_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "m.json").write_text(content)
    with pytest.raises(UsageError, match=r"m\.json is (no manifest|damaged)"):
        list(manifest.check(tmp_path / "m.json"))


def test_a_later_manifest_is_refused(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text(json.dumps({"manifest_version": 2, "files": []}))
    with pytest.raises(NewscrawlError, match="Upgrade"):
        list(manifest.check(tmp_path / "m.json"))


def test_a_dump_reads_one_moment_of_the_archive(archive: Path, tmp_path: Path) -> None:
    """A crawl that writes while the dump is made changes neither the dump nor its manifest."""

    class Meddler:
        def begin(self, total: int) -> None:
            self.total = total

        def advance(self, lines: int) -> None:
            store(archive, [article(99), article(1, title="改")], day=3)

    with Archive.read(archive) as opened:
        run.to_files(opened, Request(), tmp_path / "a.jsonl", Meddler())
    lines = parsed((tmp_path / "a.jsonl").read_bytes())
    assert len(lines) == 40
    assert {line["last_seen_at"][:10] for line in lines} == {"2026-11-01"}
    assert manifest.read(tmp_path / "a.jsonl.manifest.json")["articles"] == 40
