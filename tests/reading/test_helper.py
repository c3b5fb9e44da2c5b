"""The second process gives what this one would, says what fails, and never outlives the crawl."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from newscrawl.errors import NotAnArticle
from newscrawl.extensions.page_reader import stage_paths
from newscrawl.extract import extract_article, fingerprint
from newscrawl.extract.listing import read_listing
from newscrawl.reading.helper import Helper, HelperDied, HelperLost, ReadingFailed
from newscrawl.reading.pages import Answer
from newscrawl.replica import ReplicaSite
from newscrawl.sites import YYBNET
from tests.end_to_end.crawling import ROOT, environment, wait_until

SITE = ReplicaSite(articles_per_channel=2)
TYPE = "text/html"


def ours() -> list[str]:
    settings = Settings()
    settings.setmodule("newscrawl.settings")
    return stage_paths(settings)


def answer(path: str) -> Answer:
    kind: Any = "listing" if SITE.is_listing(path) else "article"
    return Answer(kind, f"{YYBNET.base_url}{path}", TYPE, SITE.respond(path).body)


def with_helper(work: Callable[[Helper], Awaitable[None]], *more_stages: str) -> None:
    """Run `work` with a helper that has newscrawl's stages, these before them."""

    async def run() -> None:
        helper = await Helper.start(YYBNET, [*more_stages, *ours()])
        try:
            await work(helper)
        finally:
            helper.close()

    asyncio.run(run())


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_it_reads_articles_and_listings_as_this_process_does() -> None:
    async def work(helper: Helper) -> None:
        for path in [*SITE.article_paths(), *SITE.listing_paths()]:
            page = answer(path)
            read = read_listing if page.kind == "listing" else extract_article
            here: Any = read(page.body, url=page.url, content_type=TYPE, site=YYBNET)
            apart: Any = await helper.read(page)
            assert apart == here
            if page.kind == "article":
                assert apart.page is None
                assert apart.fingerprint == fingerprint.apply(here).fingerprint

    with_helper(work)


def test_many_pages_at_once_get_each_its_own_item() -> None:
    async def work(helper: Helper) -> None:
        pages = [answer(path) for path in SITE.article_paths()] * 3
        items = await asyncio.gather(*map(helper.read, pages))
        assert [item.url for item in items] == [page.url for page in pages]

    with_helper(work)


def test_what_is_no_article_is_refused_with_its_reason() -> None:
    async def work(helper: Helper) -> None:
        with pytest.raises(NotAnArticle, match="The bytes are a PDF document, no web page"):
            await helper.read(Answer("article", f"{YYBNET.base_url}/chengdu/news/201812/1.html", TYPE, b"%PDF-1.4"))
        assert (await helper.read(answer(SITE.seed_path))).url.endswith(SITE.seed_path)

    with_helper(work)


def test_an_error_in_a_rule_is_told_and_the_next_page_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    odd, sound = SITE.article_paths()[:2]
    monkeypatch.setenv("FAULTY_PAGES", odd)

    async def work(helper: Helper) -> None:
        with pytest.raises(ReadingFailed, match="KeyError: 'no such rule'") as failure:
            await helper.read(answer(odd))
        assert "tests/reading/stages.py" in str(failure.value.__cause__)
        assert (await helper.read(answer(sound))).url.endswith(sound)

    with_helper(work, "tests.reading.stages.Faulty")


def test_a_page_that_kills_it_is_told_from_those_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    first, deadly, behind = SITE.article_paths()[:3]
    monkeypatch.setenv("DEADLY_PAGES", deadly)

    async def work(helper: Helper) -> None:
        asked = [helper.read(answer(path)) for path in (first, deadly, behind)]
        done = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(outcome).__name__ for outcome in done] == ["Article", "HelperDied", "HelperLost"]
        assert str(done[1]) == "the process that read it ended (exit code 9)"
        assert helper.is_dead
        with pytest.raises(HelperLost):
            await helper.read(answer(first))

    with_helper(work, "tests.reading.stages.Deadly")


def test_signals_meant_for_the_crawl_do_not_end_it() -> None:
    async def work(helper: Helper) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            os.kill(helper.pid, number)
        assert (await helper.read(answer(SITE.seed_path))).url.endswith(SITE.seed_path)

    with_helper(work)


def test_closing_ends_it() -> None:
    pids = []

    async def work(helper: Helper) -> None:
        pids.append(helper.pid)

    with_helper(work)
    assert not is_running(pids[0])


def test_a_process_that_cannot_start_is_told() -> None:
    async def work(helper: Helper) -> None:
        raise AssertionError("it started")

    with pytest.raises(HelperDied, match="exit code 1"):
        with_helper(work, "newscrawl.no_such.Stage")


def test_it_dies_with_the_crawl_however_that_ends() -> None:
    parent = """
import asyncio, time
from newscrawl.reading.helper import Helper
from newscrawl.sites import YYBNET
async def main():
    helper = await Helper.start(YYBNET, [])
    print(helper.pid, flush=True)
    time.sleep(600)
asyncio.run(main())
"""
    process = subprocess.Popen(
        [sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment()
    )
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    assert is_running(pid)
    process.kill()
    process.communicate()
    wait_until(lambda: not is_running(pid), timeout=20)
