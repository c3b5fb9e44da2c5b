"""What every kind of run does: it is found by its crawler, and an error of newscrawl's own becomes a fate."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy import Request, signals
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from newscrawl.archive import ledger
from newscrawl.extensions.crawl_run import CrawlRun
from newscrawl.extensions.run import ArchiveRun
from newscrawl.items import ChannelLink, Listing
from tests.extensions.runs import ARTICLE, HEAD, begun, due, failure_of


def test_a_crawler_knows_its_run(tmp_path: Path) -> None:
    with begun(tmp_path) as run:
        assert CrawlRun.of(run.crawler) is ArchiveRun.of(run.crawler) is run
        assert run.ended == "finished"


def test_a_crawler_without_a_run_is_told_what_is_missing() -> None:
    with pytest.raises(RuntimeError, match="EXTENSIONS must have newscrawl"):
        CrawlRun.of(get_crawler())


@pytest.mark.parametrize("signal", [signals.item_error, signals.spider_error])
def test_an_error_of_our_own_is_the_page_s_fate(tmp_path: Path, signal: object) -> None:
    with begun(tmp_path) as run:
        run.begin_channel(ChannelLink("chengdu/jianyang", "简阳"))
        run.record(Listing(HEAD, "chengdu/jianyang", [ARTICLE]))
        response = Response(ARTICLE, request=Request(ARTICLE, meta={"page": due()}))
        failure = failure_of(KeyError("no such rule"))
        run.crawler.signals.send_catch_log(signal, failure=failure, response=response, spider=run.spider, item=None)
        query = "SELECT state, reason, attempts, retry_at IS NULL FROM pages WHERE url = ?"
        (row,) = run.archive.db.execute(query, (ARTICLE,)).fetchall()
        state, reason, attempts, never_again = row
        assert state in ("pending", "failed")
        assert "KeyError" in reason
        assert (attempts, never_again) == (1, 0)
        assert ledger.attempts_of(run.archive.db, ARTICLE) == 1


def test_an_error_without_a_page_changes_nothing(tmp_path: Path) -> None:
    with begun(tmp_path) as run:
        before = run.counts()
        failure = failure_of(KeyError("x"))
        run.crawler.signals.send_catch_log(signals.spider_error, failure=failure, response=None, spider=run.spider)
        assert run.counts() == before
