"""`newscrawl show`: the article as text, where it came from, and what it said before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from newscrawl.archive import Archive, articles
from newscrawl.cli.show import command
from newscrawl.errors import NewscrawlError
from newscrawl.items import Article, Fetch

URL = "https://www.yybnet.net/chengdu/news/201812/7713943.html"
OLD, NEW = "第一段。\n旧的一段。\n末段。", "第一段。\n新的一段。\n末段。"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "newscrawl.db"
    with Archive.write(path, command="test") as archive:
        for body, now in ((OLD, "2026-01-01T00:00:00Z"), (NEW, "2026-02-01T00:00:00Z")):
            article = Article(url=URL, site="yybnet", city="成都市", district="简阳", title="标题", body=body)
            article.source, article.published_at = "西南商报", "2018-12-18T10:57:00+08:00"
            article.byline, article.authors = "刘顺菊 文/图", ["刘顺菊"]
            article.images = [{"url": "https://www.yybnet.net/1.jpg", "caption": "图说"}]
            article.problems = ["No byline was found."] if body == NEW else []
            article.fetch = Fetch(URL, now, warc_file="a.warc.gz", warc_offset=4711)
            with archive.changes() as db:
                articles.store(db, article, now=now, crawl_id=None, extractor="7")
    return path


def show(path: Path, *arguments: str) -> str:
    result = CliRunner().invoke(command, arguments, obj=path, catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_an_article_as_text(path: Path) -> None:
    assert show(path, "1") == (
        "标题\n西南商报 · 2018-12-18 10:57 · 成都市 简阳 · 刘顺菊 文/图\n\n"
        "第一段。\n\n新的一段。\n\n末段。\n\n[image] https://www.yybnet.net/1.jpg  图说\n\n"
        "Article:     1, text 2\n"
        f"Address:     {URL}\n"
        "Archived:    2026-01-01T00:00:00Z, last seen 2026-02-01T00:00:00Z\n"
        "WARC record: a.warc.gz at byte 4711\n"
        "Rules:       7\n"
        "Problems:    No byline was found.\n\n"
        "Text 1 was replaced on 2026-02-01T00:00:00Z. Until then (-) and since (+):\n"
        "  - 旧的一段。\n  + 新的一段。\n"
    )


@pytest.mark.parametrize("key", [URL, "http://m.yybnet.net/chengdu/news/201812/7713943.html#top"])
def test_by_address_in_any_spelling(path: Path, key: str) -> None:
    assert show(path, key).startswith("标题\n")


def test_json_with_earlier_texts(path: Path) -> None:
    article = json.loads(show(path, "1", "--json"))
    assert (article["body"], article["authors"], article["revision"]) == (NEW, ["刘顺菊"], 2)
    assert [(text["revision"], text["body"]) for text in article["revisions"]] == [(1, OLD)]


@pytest.mark.parametrize("key", ["2", "-1", "99999999999999999999", "https://example.org/", "踏水"])
def test_what_is_not_there_is_said_to_be_so(path: Path, key: str) -> None:
    with pytest.raises(NewscrawlError, match=f"holds no article '{key}'"):
        CliRunner().invoke(command, ["--", key], obj=path, catch_exceptions=False)


def test_controls_of_a_page_do_not_reach_the_terminal(path: Path) -> None:
    with Archive.write(path, command="test") as archive, archive.changes() as db:
        article = Article(url=f"{URL}?2", site="yybnet", title="\x1b]0;题\x07", body="\x1b[2J一\t二\x9b")
        articles.store(db, article, now="2026-01-01T00:00:00Z", crawl_id=None, extractor="7")
    shown = show(path, f"{URL}?2")
    assert shown.startswith("\ufffd]0;题\ufffd\n")
    assert "\n\ufffd[2J一\t二\ufffd\n" in shown
    assert json.loads(show(path, f"{URL}?2", "--json"))["body"] == article.body
