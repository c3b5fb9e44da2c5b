"""The extraction stages as item pipelines, in the order of the settings, on the seed page of the replica."""

from __future__ import annotations

from typing import Any

import pytest
from scrapy.utils.misc import load_object

from newscrawl import settings
from newscrawl.errors import NotAnArticle
from newscrawl.extract import STAGES
from newscrawl.extract.page import open_page
from newscrawl.items import Article, Fate, Fetch, Listing
from newscrawl.pipelines.stage import StagePipeline
from newscrawl.replica import ReplicaSite
from newscrawl.replica.markup import MARKUPS
from newscrawl.sites import YYBNET

STAGE_CLASSES: list[type[Any]] = [
    stage
    for path, _ in sorted(settings.ITEM_PIPELINES.items(), key=lambda entry: entry[1])
    if issubclass(stage := load_object(path), StagePipeline)
]
JUNK = ("新闻推荐", "猜你喜欢", "热点阅读", "地方网", "来源:", "评论:", "频道推荐")


def opened(markup: str) -> Article:
    site = ReplicaSite(markup=markup)
    response = site.respond(site.seed_path)
    url = f"{YYBNET.base_url}{site.seed_path}"
    article = open_page(response.body, url=url, content_type="text/html", site=YYBNET)
    article.fetch = Fetch(url, "2026-01-01T00:00:00Z", http_status=200)
    return article


def test_the_settings_name_every_pure_stage_in_its_order() -> None:
    names = [stage.__name__.removesuffix("Pipeline").lower() for stage in STAGE_CLASSES]
    pure = [stage.__module__.rsplit(".", 1)[-1] for stage in STAGES]
    assert [name for name in names if name in pure] == pure


@pytest.mark.parametrize("markup", sorted(MARKUPS))
def test_each_stage_fills_its_part_of_the_seed_page(markup: str) -> None:
    article: Any = opened(markup)
    assert (article.body, article.source, article.published_at, article.byline) == ("", None, None, None)
    for stage in STAGE_CLASSES:
        article = stage().process_item(article)
    assert article.title == "简阳市踏水镇创新抓好城乡社区发展治理"
    assert (article.source, article.published_at) == ("西南商报", "2018-12-18T10:57:00+08:00")
    assert (article.byline, article.authors) == ("刘顺菊 王朝旭 文/图", ["刘顺菊", "王朝旭"])
    assert (article.city, article.district) == ("成都市", "简阳")
    paragraphs = article.body.split("\n")
    assert len(paragraphs) == 21
    assert paragraphs[0].startswith("四川简阳市踏水镇在城乡社区发展治理中")
    assert paragraphs[-1].endswith("品味、活力、美丽、人文、和谐新踏水的别样精彩。”")
    assert not any(word in article.body for word in JUNK)


def test_what_is_no_article_goes_on_as_its_fate() -> None:
    class Refusing(StagePipeline):
        def apply(self, article: Article) -> Article:
            raise NotAnArticle("The page asks to log in.")

    article = opened("classic")
    fate = Refusing().process_item(article)
    assert isinstance(fate, Fate)
    assert (fate.state, fate.reason, fate.url) == ("rejected", "The page asks to log in.", article.url)
    assert fate.fetch is article.fetch


def test_listings_and_fates_pass_by_untouched() -> None:
    for item in (Listing("https://x/", "chengdu"), Fate("https://x/", "article", "gone", "HTTP 404")):
        for stage in STAGE_CLASSES:
            assert stage().process_item(item) is item
