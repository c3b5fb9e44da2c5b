"""`newscrawl raw`, which needs a crawled archive."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rederive.crawling import COMMAND, Crawled, newscrawl, rows


def raw(archive: Path, *arguments: str) -> bytes:
    return subprocess.run([*COMMAND, "--archive", str(archive), "raw", *arguments], capture_output=True).stdout


def test_the_page_comes_out_as_the_site_sent_it(crawled: Crawled, tmp_path: Path) -> None:
    ((url,),) = rows(crawled.archive, "SELECT url FROM articles WHERE id = 3")
    body = crawled.site.respond(url.removeprefix(crawled.url)).body
    assert raw(crawled.archive, "3") == body
    newscrawl(crawled.archive, "raw", url, "-o", str(tmp_path / "page.html"))
    assert (tmp_path / "page.html").read_bytes() == body


def test_what_is_not_there_is_told(crawled: Crawled) -> None:
    assert "holds no article '999'" in newscrawl(crawled.archive, "raw", "999", code=1).stderr
    assert "has no text 4" in newscrawl(crawled.archive, "raw", "3", "--revision", "4", code=1).stderr


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("warc_file = '../../../../etc/passwd'", "'../../../../etc/passwd' is no name of a WARC file in"),
        ("authors = 'not json'", "Article 3 holds a list that is none"),
    ],
)
def test_what_another_program_wrote_is_told(crawled: Crawled, change: str, says: str) -> None:
    with sqlite3.connect(crawled.archive) as other_program:
        other_program.execute(f"UPDATE articles SET {change} WHERE id = 3")
    other_program.close()
    assert says in newscrawl(crawled.archive, "raw", "3", code=1).stderr


def test_a_file_that_cannot_be_written_is_told_and_not_left_behind(crawled: Crawled, tmp_path: Path) -> None:
    nowhere = tmp_path / "no such folder" / "page.html"
    assert f"{nowhere} cannot be written (No such file or directory)" in (
        newscrawl(crawled.archive, "raw", "3", "-o", str(nowhere), code=1).stderr
    )
    page = tmp_path / "page.html"
    code = (
        "import resource; from pathlib import Path; from newscrawl.cli.raw import write_page\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); write_page(Path({str(page)!r}), bytes(5000))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert f"{page} cannot be written (File too large)" in done.stderr
    assert not page.exists()
