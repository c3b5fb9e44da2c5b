"""What a user can get wrong ends in one sentence that says what to do, the right exit code, and nothing left behind."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from newscrawl.archive import Archive, articles
from newscrawl.items import Article


def newscrawl(*arguments: str | Path) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "newscrawl", *map(str, arguments)], capture_output=True, text=True, timeout=60
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["status"], 1, "There is no archive at"),
        (["crawl"], 2, "name one, such as chengdu/jianyang"),
        (["crawl", "../etc"], 2, "'../etc' is no channel"),
        (["crawl", "简阳", "--site-url", "ftp://x"], 2, "'ftp://x' is no address of a site"),
        (["crawl", "简阳", "--since", "2018-13-01"], 2, "2018-13-01"),
        (["crawl", "简阳", "--max-articles", "-1"], 2, "-1"),
    ],
)
def test_before_anything_is_made(tmp_path: Path, arguments: list[str], code: int, sentence: str) -> None:
    returned, _, complaint = newscrawl("--archive", tmp_path / "a.db", *arguments)
    assert (returned, list(tmp_path.iterdir())) == (code, [])
    assert sentence in complaint
    assert "Traceback" not in complaint


@pytest.mark.parametrize("command", [["status"], ["crawl", "简阳"]])
def test_paths_that_are_no_archive(tmp_path: Path, command: list[str]) -> None:
    text = tmp_path / "text.db"
    text.write_text("hello, this is no database, whatever its name says\n" * 40)
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE birds (name TEXT)")
    for path, sentence in (
        (text, "is no newscrawl archive"),
        (other, "no newscrawl archive"),
        (tmp_path, "is a folder"),
    ):
        before = path.read_bytes() if path.is_file() else None
        code, _, complaint = newscrawl("--archive", path, *command)
        assert code == 1
        assert sentence in complaint
        assert "Traceback" not in complaint
        assert (path.read_bytes() if path.is_file() else None) == before


def test_an_unreachable_site_is_said_to_be_so(tmp_path: Path) -> None:
    code, _, complaint = newscrawl("--archive", tmp_path / "a.db", "crawl", "简阳", "--site-url", "http://127.0.0.1:9")
    assert code == 1
    assert "http://127.0.0.1:9/robots.txt cannot be read" in complaint
    assert "run again later" in complaint


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "a.db"
    with Archive.write(path, command="test") as archive, archive.changes() as db:
        article = Article(url="https://www.yybnet.net/chengdu/news/201812/1.html", site="yybnet", title="一", body="二")
        articles.store(db, article, now="2026-11-23T00:00:00Z", crawl_id=None, extractor="1")
    return path


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="This system has no /dev/full.")
@pytest.mark.parametrize("command", [["status", "--json"], ["show", "1"], ["show", "1", "--json"], ["search", "一"]])
def test_a_full_disk_under_the_output_is_said(small: Path, command: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "newscrawl", "--archive", str(small), *command],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 1
    assert done.stderr == "newscrawl: The output cannot be written (No space left on device). It is not whole.\n"


@pytest.mark.parametrize("command", [["status", "--json"], ["show", "1"], ["search", "一"]])
def test_a_reader_that_has_gone_is_no_error(small: Path, command: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "newscrawl", "--archive", str(small), *command],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(writing)
    assert done.stderr == ""
