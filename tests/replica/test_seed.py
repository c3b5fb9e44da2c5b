"""The seed article: word for word on its page, in every markup, and its record."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from newscrawl.replica import ReplicaSite
from newscrawl.replica import seed as seed_page
from newscrawl.replica.markup import MARKUPS
from tests.replica.reading import squeeze, tree_of, visible_text

# Breadcrumbs are separated by >, ›, » or /, by the markup's choice; list bullets are drawn by the browser.
_SIGNS = re.compile(r"[>›»/•]")


def shown(markup: str) -> str:
    site = ReplicaSite(markup=markup)
    return _SIGNS.sub("", visible_text(site.respond(site.seed_path), MARKUPS[markup].encoding))


@pytest.mark.parametrize("markup", [name for name in MARKUPS if name != "html5"])
def test_the_page_reads_word_for_word_as_the_seed(markup: str) -> None:
    assert shown(markup) == _SIGNS.sub("", squeeze(seed_page.text()))


def test_html5_shows_the_same_words_with_its_side_bars_first() -> None:
    seed = _SIGNS.sub("", squeeze(seed_page.text()))
    text = shown("html5")
    assert Counter(text) == Counter(seed)
    assert text.index("热点排行") < text.index("新闻推荐")


def test_no_two_markups_are_alike() -> None:
    chains = set()
    for name, markup in MARKUPS.items():
        site = ReplicaSite(markup=name)
        root = tree_of(site.respond(site.seed_path), markup.encoding)
        at = next(text for text in root.xpath("//text()") if squeeze(str(text)).startswith("镇党委还推出"))
        element = at.getparent()
        chains.add(tuple((node.tag, node.get("class")) for node in (element, *element.iterancestors())))
    assert len(chains) == len(MARKUPS)


def test_the_record() -> None:
    record = ReplicaSite().truth_of(ReplicaSite().seed_path)
    assert record["title"] == "简阳市踏水镇创新抓好城乡社区发展治理"
    assert record["source"] == "西南商报"
    assert record["published_at"] == "2018-12-18T10:57:00+08:00"
    assert (record["city"], record["district"], record["channel"]) == ("成都市", "简阳", "chengdu/jianyang")
    assert record["byline"] == "刘顺菊 王朝旭 文/图"
    assert record["authors"] == ["刘顺菊", "王朝旭"]
    assert record["source_line"] == "来源:西南商报 2018-12-18 10:57 https://www.yybnet.net/"
    assert record["images"] == []
    assert record["status"] == 200
    assert record["position"] == 1


def test_the_body_has_its_21_paragraphs_and_nothing_else() -> None:
    site = ReplicaSite()
    paragraphs = site.truth_of(site.seed_path)["paragraphs"]
    assert len(paragraphs) == 21
    assert paragraphs[0].startswith("四川简阳市踏水镇在城乡社区发展治理中,坚持“党建引领,政府主导与群众参与并举")
    assert paragraphs[-1].endswith("展示品味、活力、美丽、人文、和谐新踏水的别样精彩。”")
    assert {"强化党建引领", "建强社区发展治理“主引擎”", "建好社区发展治理“自治体”"} < set(paragraphs)
    for word in ("新闻推荐", "来源:", "猜你喜欢", "热点排行", "地方网"):
        assert word not in "\n".join(paragraphs)


def test_it_is_there_however_small_the_site() -> None:
    for count in (1, 2, 5):
        site = ReplicaSite(articles_per_channel={"chengdu/jianyang": count})
        assert site.truth_of(site.seed_path)["authors"] == ["刘顺菊", "王朝旭"]
        assert len(site.article_paths()) == count
    with pytest.raises(KeyError, match="no seed article"):
        _ = ReplicaSite(articles_per_channel={"chengdu": 2}).seed_path
