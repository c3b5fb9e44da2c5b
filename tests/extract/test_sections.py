"""Which heading governs a link to an article, and whether it makes it the channel's own or a side bar's."""

from __future__ import annotations

import pytest

from newscrawl.extract.link_map import LinkMap
from newscrawl.extract.sections import Heading, heading_of, read_headings
from newscrawl.extract.tree import parse
from newscrawl.sites import YYBNET
from tests.extract.listing_markup import PATH, link, links, ul

OTHERS = frozenset({"新都", "温江", "成都"})
ROWS = ul(range(1, 5))


def read(html: str, *, crumb: int | None = None) -> tuple[list[Heading], LinkMap]:
    page = LinkMap(parse(html), url=f"{YYBNET.base_url}{PATH}", site=YYBNET)
    return read_headings(page, "简阳", OTHERS, crumb), page


def kinds(html: str) -> list[tuple[str, str]]:
    return [(heading.text, heading.kind) for heading in read(html)[0]]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("简阳新闻", "own"),
        ("■ 简阳要闻 更多>>", "own"),
        ("新都新闻", "junk"),
        ("温江", "junk"),
        ("热点阅读", "junk"),
        ("本周排行榜", "junk"),
        ("暂无相关内容", "junk"),
        ("最新动态", "list"),
        ("新闻列表", "list"),
        ("三农天地", "unknown"),
    ],
)
def test_a_heading_says_whose_the_links_below_it_are(text: str, kind: str) -> None:
    assert [found for _, found in kinds(f"<div><h2>{text}</h2>{ROWS}</div>")] == [kind]


@pytest.mark.parametrize(
    "text", ["2018-12-18", "星期二", "踏水镇在城乡社区发展治理中聚焦群众需求聚合社会动能", "", "更多&gt;&gt;"]
)
def test_dates_sentences_and_nothing_are_no_headings(text: str) -> None:
    assert kinds(f"<div><p>{text}</p>{ROWS}</div>") == []


def test_a_line_that_says_something_else_is_a_heading_only_in_a_headings_tag_or_beside_more() -> None:
    assert kinds(f"<div><p>三农天地</p>{ROWS}</div>") == []
    assert kinds(f'<div><p>三农天地 <a href="/more/">更多</a></p>{ROWS}</div>') == [("三农天地", "unknown")]


def test_a_line_among_side_bars_headings_is_a_heading_too_and_behind_one_a_side_bars() -> None:
    names = ["三农天地", "热点阅读", "美食地图"]
    lists = [f"<p>{name}</p>{ul([number])}" for number, name in enumerate(names, 1)]
    assert kinds(f"<div>{''.join(lists)}</div>") == [
        ("三农天地", "unknown"),
        ("热点阅读", "junk"),
        ("美食地图", "junk"),
    ]
    apart = "".join(f"<div><section>{rows}</section></div>" for rows in lists)
    assert kinds(f"<div>{apart}</div>") == [("热点阅读", "junk")]


def test_a_heading_that_no_article_follows_governs_nothing() -> None:
    assert kinds(f"{ROWS}<h2>热点阅读</h2>") == []
    assert kinds(f"<div>{ROWS}<h2>简阳新闻</h2></div>{ROWS}") == []


def test_a_heading_alone_in_its_box_governs_what_follows_the_box() -> None:
    assert kinds(f"<div><h2>简阳新闻</h2></div>{ROWS}") == [("简阳新闻", "own")]


def test_a_side_bar_that_may_have_been_left_empty_is_a_loose_heading() -> None:
    loose, _ = read(f"<div><h2>热点阅读</h2><p>此处空空如也。</p></div>{ROWS}")
    firm, _ = read(f"<div><h2>热点阅读</h2>{ROWS}</div>")
    assert [heading.loose for heading in (*loose, *firm)] == [True, False]


def test_a_side_bars_heading_before_links_to_other_things_governs_those() -> None:
    other = "".join(f'<li><a href="/chengdu/d{n}/">第{n}区</a></li>' for n in range(9))
    assert kinds(f"<div><p>热点阅读</p><ul>{other}</ul>{ROWS}</div>") == []


def test_a_label_printed_at_every_item_is_no_heading() -> None:
    items = "".join(f"<div><h3>本地</h3><p>{link(number)}</p></div>" for number in range(1, 5))
    assert kinds(f"<div>{items}</div>") == []


def test_the_title_above_each_article_is_no_heading_of_a_list() -> None:
    titles = "".join(
        f"<div><h3>{name}</h3><p>{link(number)}</p></div>"
        for number, name in enumerate(["院坝会", "挂面节", "桃花节", "丰收节"], 1)
    )
    assert kinds(f"<div>{titles}</div>") == []
    lists = "".join(f"<div><h3>{name}</h3>{ROWS}</div>" for name in ["三农天地", "美食地图", "人物风采"])
    assert [kind for _, kind in kinds(f"<div>{lists}</div>")] == ["unknown"] * 3


def test_a_row_of_tabs_heads_the_lists_of_all_of_them() -> None:
    tabs = '<p><a href="/a/">频道推荐</a> <a href="/b/">热点阅读</a></p>'
    assert [kind for _, kind in kinds(f"<div>{tabs}{ROWS}</div>")] == ["junk"]
    assert kinds(f'<div><p><a href="/a/">频道推荐</a> <a href="/b/">三农天地</a></p>{ROWS}</div>') == []


def test_beside_links_only_sure_words_are_a_heading() -> None:
    assert kinds(f"<div><p>热点阅读 {links([1, 2], '{}')}</p></div>") == [("热点阅读", "junk")]
    assert kinds(f"<div><p>简阳新闻 {links([1, 2], '{}')}</p></div>") == [("简阳新闻", "own")]
    assert kinds(f"<div><p>三农天地 {links([1, 2], '{}')}</p></div>") == []


def test_the_breadcrumbs_last_step_stands_over_the_page() -> None:
    html = f'<div><p><a href="/">地方网</a> &gt; <a href="/chengdu/jianyang/">简阳新闻</a></p>{ROWS}</div>'
    _, page = read(html)
    crumb = next(found.node for found in page.links if found.text == "简阳新闻")
    assert [heading.kind for heading in read(html, crumb=crumb)[0]] == ["crumb"]


def test_each_link_is_governed_by_the_last_heading_of_its_box() -> None:
    html = (
        f"<div>{link(1)}<div><h2>简阳新闻</h2>{ul([2, 3])}<h2>热点阅读</h2>{ul([4])}</div>"
        f"<div>{ul([5])}</div><div><h2>最新动态</h2>{ul([6])}</div>{ul([7])}</div>"
    )
    headings, page = read(html)
    governing = heading_of(headings, page, page.articles)
    assert [heading and heading.text for heading in governing] == [
        None,
        "简阳新闻",
        "简阳新闻",
        "热点阅读",
        None,
        "最新动态",
        None,
    ]
