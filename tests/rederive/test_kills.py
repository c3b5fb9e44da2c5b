"""The short version of `python -m tests.rederive.killing`."""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.victim import KEPT, REWRITE
from tests.rederive.crawling import Crawled
from tests.rederive.killing import kill_import, kill_reextract


def test_an_import_killed_at_any_moment_takes_a_file_in_whole_or_not_at_all(tmp_path: Path) -> None:
    points = [("warc half", 5), ("index", 3), (KEPT, 2), ("in commit", 1)]
    assert kill_import(tmp_path / "import", points) == dict.fromkeys(dict(points), 1)


def test_reading_again_killed_at_any_moment_leaves_each_article_old_or_new(crawled: Crawled) -> None:
    points = [(REWRITE, 5), ("before commit", 1), ("after commit", 1)]
    assert kill_reextract(crawled, points) == dict.fromkeys(dict(points), 1)
