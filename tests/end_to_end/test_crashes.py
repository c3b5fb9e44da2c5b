"""The short version of `make crash-test`."""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.crashing import CHANNELS, crash


def test_a_crawl_killed_again_and_again_loses_nothing(tmp_path: Path) -> None:
    articles = dict.fromkeys(CHANNELS, 12)
    assert crash(tmp_path, kills=6, seed=20181218, articles=articles).total() >= 6
