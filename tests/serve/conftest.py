"""A small archive with hostile texts, a revision, a copy and two runs; and a browser to look at it with."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.archive import Archive, articles, crawls
from newscrawl.items import Article, Fetch

HOSTILE = '<script>window.hacked=1</script><img src=x onerror="window.hacked=1">'
URL = "https://www.yybnet.net/chengdu/news/201812/{}.html"
# number → title, body, district, source, published_at
ROWS: dict[int, tuple[str | None, str, str | None, str | None, str | None]] = {
    1: (
        "踏水镇创新抓好社区治理",
        "四川简阳市踏水镇在治理中。\n旧的一段话。",
        "简阳",
        "西南商报",
        "2018-12-18T10:57:00+08:00",
    ),
    2: ("大邑要闻", "大邑与踏水镇结对。", "大邑", "成都日报", "2018-11-02"),
    3: (f"坏标题{HOSTILE}", f"坏正文{HOSTILE}</script><!--", f"坏区{HOSTILE}", f"坏来源{HOSTILE}", "2018-10-01"),
    4: (None, "城市频道的文章。", None, None, None),
    5: ("踏水镇创新抓好社区治理", "四川简阳市踏水镇在治理中。\n转载。", "大邑", "四川日报", "2018-12-20"),
} | {
    number: (f"第{number}篇", f"许多文章中的一篇，第{number}篇。", "简阳", "西南商报", f"2019-01-{number - 99:02}")
    for number in range(100, 125)
}


@pytest.fixture(scope="session")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("served") / "news.db"
    with Archive.write(path, command="test") as archive, archive.changes() as db:
        crawl_id = crawls.start(db, now="2026-01-01T00:00:00Z", arguments={}, process="test", version="0")
        for number in ROWS:
            articles.store(db, _article(number), now="2026-01-01T00:00:00Z", crawl_id=crawl_id, extractor="7")
        changed = _article(1)
        changed.body = "四川简阳市踏水镇在治理中。\n新的一段话。"
        articles.store(db, changed, now="2026-02-01T00:00:00Z", crawl_id=crawl_id, extractor="7")
        db.execute("UPDATE articles SET duplicate_of = 1 WHERE id = 5")
        db.execute(
            "INSERT INTO pages (url, kind, channel, state, reason, http_status, discovered_at)"
            " VALUES ('https://www.yybnet.net/x', 'article', 'chengdu/jianyang', 'gone', ?, 404, '2026')",
            [f"没有了{HOSTILE}"],
        )
        db.execute(
            "INSERT INTO pages (url, kind, channel, state, reason, http_status, discovered_at) VALUES"
            " ('https://www.yybnet.net/y', 'article', 'chengdu', 'failed', 'The site answered HTTP 503.', 503, '2026')"
        )
        db.execute(
            "INSERT INTO channels (url, slug, site, discovered_at)"
            " VALUES ('https://www.yybnet.net/chengdu/jianyang/', 'chengdu/jianyang', 'yybnet', '2026')"
        )
        db.execute(
            "INSERT INTO listed (channel_id, page_id, first_listed_at, first_pass)"
            " SELECT channels.id, pages.id, '2026', 1 FROM channels, pages WHERE state = 'gone'"
        )
        crawls.finish(db, crawl_id, now="2026-01-01T01:00:00Z", ended="finished", counts={"new": len(ROWS)})
        crawls.set_health(db, crawl_id, "ok", [])
    return path


def _article(number: int) -> Article:
    title, body, district, source, published_at = ROWS[number]
    article = Article(url=URL.format(number), site="yybnet", city="成都市", district=district, title=title, body=body)
    article.source, article.published_at, article.channel = source, published_at, "chengdu/jianyang"
    article.byline, article.authors = "刘顺菊 文/图", ["刘顺菊"]
    article.images = [
        {"url": "javascript:window.hacked=1" if number == 3 else f"{URL.format(number)}.jpg", "caption": None}
    ]
    article.fetch = Fetch(article.url, "2026-01-01T00:00:00Z", warc_file="a.warc.gz", warc_offset=4711)
    return article


@pytest.fixture(scope="session")
def address(path: Path) -> Iterator[str]:
    """Of `newscrawl serve`, running in its own process; no slash at the end."""
    server = subprocess.Popen(
        [sys.executable, "-m", "newscrawl", "--archive", str(path), "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    line = server.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found, line
    yield found[0]
    server.terminate()
    server.wait(timeout=20)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is; the test skips where none is installed."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("No Chromium on this machine: install one (apt-get install chromium) to run the browser tests.")
