"""`backup`, `restore`, `compact` and `prune`, as a user calls them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newscrawl.archive import Archive, captures
from newscrawl.cli.main import cli
from newscrawl.errors import UsageError
from newscrawl.warc.records import StoredPayload


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive with one old WARC file."""
    path = tmp_path / "data" / "newscrawl.db"
    with Archive.write(path, command="test") as opened:
        opened.warc_dir.mkdir()
        (opened.warc_dir / "old.warc.gz").write_bytes(b"records")
        with opened.changes() as db:
            payload = StoredPayload("https://x/1", "2020-01-01T00:00:00Z", "old.warc.gz", 0)
            captures.add(db, b"1", payload, whole=True)
    return path


def newscrawl(archive: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--archive", str(archive), *arguments])


def test_there_and_back(archive: Path, tmp_path: Path) -> None:
    folder = str(tmp_path / "backup")
    assert newscrawl(archive, "backup", folder).output.startswith(f"{folder}: 0 articles, ")
    assert newscrawl(archive, "backup", "--check", folder).output == f"{folder} is whole.\n"
    other = tmp_path / "other" / "newscrawl.db"
    assert newscrawl(other, "restore", folder).output.startswith(f"{other}: 0 articles, as of ")
    assert (other.parent / "warc" / "old.warc.gz").read_bytes() == b"records"


def test_damage_is_exit_code_1(archive: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    newscrawl(archive, "backup", str(folder))
    (folder / "newscrawl.db").write_bytes(b"")
    result = newscrawl(archive, "backup", "--check", str(folder))
    assert result.exit_code == 1
    assert result.output == f"{folder}/newscrawl.db is not what it was when the backup was made.\n"


def test_a_backup_without_the_bytes_says_so(archive: Path, tmp_path: Path) -> None:
    output = newscrawl(archive, "backup", "--no-warc", str(tmp_path / "backup")).output
    assert "1 WARC files are only listed, with their digests." in output


def test_pruning_needs_a_policy_and_a_yes(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = newscrawl(archive, "prune")
    assert isinstance(result.exception, UsageError)
    assert "WARC files are kept for ever" in str(result.exception)
    monkeypatch.setenv("NEWSCRAWL_RETENTION_WARC_DAYS", "365")
    output = newscrawl(archive, "prune").output
    assert "old.warc.gz" in output
    assert "can never be derived again" in output.replace("\n", " ")
    assert (archive.parent / "warc" / "old.warc.gz").exists()
    assert newscrawl(archive, "prune", "--yes").output.endswith("1 files deleted.\n")
    assert not (archive.parent / "warc" / "old.warc.gz").exists()
    assert newscrawl(archive, "prune").output == "No WARC file is older than 365 days.\n"


def test_compact_tells_before_and_after(archive: Path) -> None:
    assert newscrawl(archive, "compact").output.startswith(f"{archive}: ")
