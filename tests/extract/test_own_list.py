"""The channel's own list in any markup, among side bars that are fuller than it."""

from __future__ import annotations

import pytest

from tests.extract.listing_markup import (
    CRUMB,
    FLAT_SIDE,
    NAV,
    PAGER,
    PATH,
    SIDE,
    dated,
    href,
    ids,
    link,
    links,
    page,
    read,
    side_blocks,
    ul,
)

TEN = list(range(1, 11))
PICTURE_ROWS = "".join(
    f'<li><a href="{href(n)}"><img src="/p/{n}.jpg"></a><h3>{link(n)}</h3><p>踏水镇……{link(n, "[详细]")}</p></li>'
    for n in TEN
)
ROWS_WITH_SUMMARY = "".join(
    f"<div><h4>{link(n)}</h4><p>12月{n}日,简阳市踏水镇举行院坝会,相关新闻见下。</p><span>2018-12-{n:02d}</span></div>"
    for n in TEN
)
DAYS = "".join(f"<h3>2018年12月{d}日</h3>{ul(range(d, d + 3))}" for d in (1, 4, 7))
DAY_BOXES = "".join(f"<div><div>2018-12-{d:02d}</div>{ul(range(d, d + 3))}</div>" for d in (1, 4, 7))
UNEVEN_DAYS = "".join(
    f"<h4>2018年12月{18 - day}日</h4>{ul(range(first, after))}"
    for day, (first, after) in enumerate(((1, 3), (3, 4), (4, 5), (5, 6), (6, 10), (10, 16)))
)
TOPICS = f"<div><h3>民生</h3>{ul(range(1, 6))}</div><div><h3>经济</h3>{ul(range(6, 11))}</div>"
TABLE = "<table>" + "".join(f"<tr><td>·</td><td>{link(n)}</td><td>12-{n:02d}</td></tr>" for n in TEN) + "</table>"
LAYOUT_TABLE = (
    f"<table><tr><td width=200>{side_blocks('<b>{}</b>')}</td><td>{links(TEN, '{}<br>')}{PAGER}</td></tr></table>"
)
UNCLOSED = "<ul>" + "".join(f"<li>{link(n)}<span>12-{n:02d}" for n in TEN) + "</ul>"
NESTED_BY_MISSING_ENDS = "<div>" + "".join(f"<div><span>{link(n)}" for n in TEN)
NO_END_AT_ALL = "<div><ul>" + "".join(f"<li>{link(n)}" for n in TEN) + PAGER.replace("</div>", "")
HEADLINES_LIKE_HEADINGS = "".join(
    f"<h3>{link(n, t)}</h3>" for n, t in enumerate(("热点排行", "相关新闻", "新闻推荐"), 1)
)
CATEGORY_LABELS = "".join(f"<li><span>[简阳]</span>{link(n)}<em>热点</em></li>" for n in TEN)
LABEL_BLOCKS = "".join(f"<div><div>视频</div><div>{link(n)}</div><div>评论(0) 阅读(12)</div></div>" for n in TEN)

LISTS = {
    "one list, side bars behind": (page(ul(TEN)), TEN),
    "side bars before the list": (page(f"<div>{ul(TEN)}</div>", before=NAV + SIDE + CRUMB, after=""), TEN),
    "side bars between breadcrumb and list": (page(SIDE + f"<div>{dated(TEN)}</div>", after=""), TEN),
    "list with a pager": (page(f"<div>{ul(TEN)}{PAGER}</div>"), TEN),
    "heading of its own": (page(f"<div><h2>简阳新闻</h2>{ul(TEN)}</div>"), TEN),
    "heading with a link to more": (
        page(f'<div><h2>简阳新闻<a href="/chengdu/jianyang/">更多&gt;&gt;</a></h2>{ul(TEN)}</div>', before=NAV),
        TEN,
    ),
    "heading that says only list": (page(f"<div><h2>最新新闻</h2>{ul(TEN)}</div>", before=NAV), TEN),
    "no heading, no breadcrumb, no pager": (page(f"<div>{ul(TEN)}</div>", before=NAV), TEN),
    "one article": (page(ul([1])), [1]),
    "one article in its own box": (page(f"<div><div><ul><li>{link(1)}</li></ul></div></div>"), [1]),
    "one article, side bars before": (page(f"<div>{ul([1])}</div>", before=NAV + SIDE + CRUMB, after=""), [1]),
    "one article, flat side bars": (page(f"<p>{link(1)}</p>", after=FLAT_SIDE), [1]),
    "no article": (page("<ul></ul>"), []),
    "no article, and it says so": (page("<div>暂无相关新闻</div>", after=ul(range(9000, 9005)) + SIDE), []),
    "no article under its heading": (page("<div><h2>简阳新闻</h2><ul></ul></div>"), []),
    "no article, flat side bars": (page("", after=FLAT_SIDE), []),
    "no article, flat side bars, a pager behind": (page("", after=FLAT_SIDE + PAGER), []),
    "picture, title and summary link": (page(f"<ul>{PICTURE_ROWS}</ul>"), TEN),
    "only pictures": (
        page("".join(f'<div><a href="{href(n)}"><img src="{n}.jpg"></a></div>' for n in TEN)),
        TEN,
    ),
    "summary lines": (page(ROWS_WITH_SUMMARY), TEN),
    "dates beside": (page(dated(TEN)), TEN),
    "split every five": (page(f"<div>{ul(TEN[:5])}<hr>{ul(TEN[5:])}</div>"), TEN),
    "split every five, one left over": (
        page(f"<div>{ul(TEN[:5])}<p>----</p>{ul(TEN[5:])}{ul([11])}</div>"),
        [*TEN, 11],
    ),
    "split every five in boxes with a pager": (
        page(f"<div><div>{ul(TEN[:5])}</div><div>{ul(TEN[5:])}</div>{PAGER}</div>"),
        TEN,
    ),
    "split, flat in the body": (page(ul(TEN[:5]) + "<hr>" + ul(TEN[5:]), after=FLAT_SIDE), TEN),
    "table rows": (page(TABLE), TEN),
    "layout table": (page(LAYOUT_TABLE, after=""), TEN),
    "flat links and breaks": (page(links(TEN, "{}<br>"), after=FLAT_SIDE), TEN),
    "flat divisions": (page(links(TEN, "<div>{}</div>"), after=FLAT_SIDE), TEN),
    "flat, side bars first": (page("", before=NAV + FLAT_SIDE, after=CRUMB + links(TEN, "<p>{}</p>") + PAGER), TEN),
    "flat side bars between breadcrumb and list": (page(FLAT_SIDE + f"<div>{dated(TEN)}</div>{PAGER}", after=""), TEN),
    "spans for headings, all in line": (
        page(
            f"<span>热点阅读</span> {links([9001, 9002], '{}')} <span>简阳新闻</span> {links(TEN, '{} ')}", before=NAV
        ),
        TEN,
    ),
    "definition list": (
        page(f"<dl><dt>简阳新闻</dt>{links(TEN, '<dd>{}</dd>')}<dt>热点阅读</dt><dd>{link(9001)}</dd></dl>"),
        TEN,
    ),
    "pinned above the list": (page(f"<div><div><b>[置顶]</b>{link(1)}</div>{ul(TEN[1:])}{PAGER}</div>"), TEN),
    "pinned outside the list's box": (
        page(f"<div><p>置顶 {link(1)}</p></div><div>{ul(TEN[1:])}{PAGER}</div>".replace("置顶 ", "<i>置顶</i>")),
        TEN,
    ),
    "lead story with a picture": (
        page(f'<div><div><a href="{href(1)}"><img src="1.jpg"></a><h2>{link(1)}</h2></div>{ul(TEN[1:])}</div>'),
        TEN,
    ),
    "grouped under dates": (page(f"<div>{DAYS}</div>"), list(range(1, 10))),
    "grouped in boxes with dates": (page(f"<div>{DAY_BOXES}</div>"), list(range(1, 10))),
    "grouped under dates, some with one row, flat side bars": (
        page(f"<h2>简阳新闻</h2>{UNEVEN_DAYS}", after=FLAT_SIDE),
        list(range(1, 16)),
    ),
    "grouped under dates, below a lead without one": (
        page(f"<h2>简阳新闻</h2><div>{ul([1])}</div>{UNEVEN_DAYS.replace(href(1), href(16))}", after=FLAT_SIDE),
        [1, 16, *range(2, 16)],
    ),
    "a pager between heading and list": (
        page(
            f'<div><h2>简阳新闻</h2><div><a href="{PATH}36/">上一页</a> 下一页</div>{ul(TEN)}</div>',
            before=NAV + CRUMB + f"<div><div>最热文章</div>{ul(range(9000, 9010))}</div>",
            after="",
        ),
        TEN,
    ),
    "grouped under topics": (page(f"<div><h1>简阳新闻</h1>{TOPICS}{PAGER}</div>"), TEN),
    "unclosed rows": (page(UNCLOSED), TEN),
    "rows nested by missing end tags": (page(NESTED_BY_MISSING_ENDS + PAGER, after=""), TEN),
    "nothing closed, pager in the last row": (page(NO_END_AT_ALL, before=NAV + SIDE + CRUMB, after=""), TEN),
    "upper case": (page(ul(TEN)).replace("<ul", "<UL").replace("<li>", "<LI>").replace("<a href", "<A HREF"), TEN),
    "headlines that read like side bars": (page(f"<div>{HEADLINES_LIKE_HEADINGS}</div>"), [1, 2, 3]),
    "labels on every row": (page(f"<ul>{CATEGORY_LABELS}</ul>"), TEN),
    "labels as blocks": (page(f"<div>{LABEL_BLOCKS}</div>"), TEN),
    "short list beside long side bars": (page(f"<div>{ul([1, 2])}</div>", after=side_blocks(size=40)), [1, 2]),
    "side bars in aside without headings": (
        page(f"<div>{ul(TEN)}</div>", after=f"<aside>{ul(range(9000, 9020))}</aside>"),
        TEN,
    ),
    "unlabelled box beside the list and its pager": (
        page(f"<div>{ul(TEN)}{PAGER}</div><div>{ul(range(9000, 9020))}</div>"),
        TEN,
    ),
    "unlabelled box before the list, rows without dates": (
        page(f"<div>{ul(range(9000, 9008))}</div><div>{dated(TEN)}</div>"),
        TEN,
    ),
    "side bar under the name of another channel": (
        page(f"<div>{ul(TEN)}</div><div><h3>新都新闻</h3>{ul(range(9000, 9030))}</div>"),
        TEN,
    ),
    "side bar with a heading nobody has shown": (
        page(f"<div>{ul(TEN)}</div>", after=side_blocks() + f"<div><h3>蓉城夜话</h3>{ul(range(9800, 9830))}</div>"),
        TEN,
    ),
    "only side bars, one with a heading nobody has shown": (
        page("<p>共 0 条</p>", after=side_blocks() + f"<div><h3>蓉城夜话</h3>{ul(range(9800, 9830))}</div>"),
        [],
    ),
    "headings that are pictures": (
        page(f"<div>{ul(TEN)}</div>", after=side_blocks('<div><img src="t.gif" alt="{}"></div>')),
        TEN,
    ),
    "headings with more": (
        page(ul(TEN), after=side_blocks("<div><b>{}</b> <a href=/hot/>更多&gt;&gt;</a></div>")),
        TEN,
    ),
    "headings with English": (page(ul(TEN), after=side_blocks("<div>【{}】 HOT NEWS</div>")), TEN),
    "headings that are links": (
        page(f"<div>{ul(TEN)}{PAGER}</div>", after=side_blocks('<h3><a href="/rank/">{}</a></h3>')),
        TEN,
    ),
    "headings that are links, in divisions, right behind the pager": (
        page(
            f"<div>{ul(TEN)}<p><a href=index_2.html>下一页</a></p></div>",
            after=side_blocks('<p><a href="/r/">{}</a></p>'),
        ),
        TEN,
    ),
    "tabs over side bars": (
        page(
            f"<div>{ul(TEN)}</div>",
            after=f"<div><p><a href=#>频道推荐</a> <a href=#>热点阅读</a></p>{ul([9001, 9002])}{ul([9003])}</div>",
        ),
        TEN,
    ),
    "a nav with names like side bars": (
        page(
            f"<div>{ul(TEN)}</div>",
            before="<ul><li><a href=/>首页</a><li><a href=/v/>视频新闻</a><li><a href=/p/>图片新闻</a></ul>",
        ),
        TEN,
    ),
    "a box of searches before the list": (
        page(f"<div>{ul(TEN)}</div>", before=NAV + "<p>热门搜索</p><p>" + "<a href=/s/>房价</a> " * 5 + "</p>"),
        TEN,
    ),
    "labels below the rows": (
        page("<ul>" + "".join(f"<li>{link(n)}<p>图片新闻</p></li>" for n in TEN) + "</ul>"),
        TEN,
    ),
    "one label below a row": (page(f"<ul><li>{link(1)}<p>图片新闻</p></li><li>{link(2)}</li></ul>"), [1, 2]),
    "titles that are no links": (
        page("".join(f"<div><h3>简阳踏水第{n}条</h3><p>摘要{link(n, '[详细]')}</p></div>" for n in TEN)),
        TEN,
    ),
    "rows that name their channel in a cell": (
        page(f'<table>{links(TEN, f"""<tr><td><a href="{PATH}">简阳新闻</a></td><td>{{}}</td></tr>""")}</table>'),
        TEN,
    ),
    "the end is announced": (page(f"<div>{ul(TEN)}<p>没有更多了</p></div>"), TEN),
    "it is announced before": (page(f"<div><p>没有更多内容了</p>{ul(TEN)}</div>"), TEN),
    "pictures running above, the list under a heading": (
        page(f"<div>{links(range(9000, 9005), '<p>{}</p>')}</div><div><h2>最新新闻</h2>{dated(TEN)}</div>"),
        TEN,
    ),
    "a short box of the channel's own above the list": (
        page(f"<div><h2>简阳头条</h2>{ul([1, 2, 3])}</div><div><h2>最新消息</h2>{ul(range(4, 20))}</div>"),
        list(range(1, 20)),
    ),
    "a line of news above": (page(f"<p>热点新闻: {link(9001)}</p><div>{ul(TEN)}</div>", before=NAV), TEN),
    "the city's blocks of districts beside": (
        page(f"<div>{ul(TEN)}</div><div><h3><a href=/chengdu/xindu/>新都新闻</a></h3>{ul(range(9000, 9012))}</div>"),
        TEN,
    ),
    "a side bar left empty before the list": (
        page(f"<div><div><h3>图文看点</h3></div><div><h3>热点排行</h3></div></div><div>{ul(TEN)}</div>", after=""),
        TEN,
    ),
    "flat side bar between breadcrumb and list, no pager": (
        page(f"<p>热点阅读</p>{ul([9001, 9002])}<div>{links(TEN, '<p>{}<i>2018-12-05</i></p>')}</div>", after=""),
        TEN,
    ),
    "a row of its own, unlabelled dated rows behind side bars": (
        page(f"<h2>简阳新闻</h2><p>{link(1)}</p>", after="<div><p>热点排行</p></div>" + SIDE),
        [1],
    ),
    "unknown headings among known ones, no tag to tell them": (
        page(
            f"<div>{ul([1, 2])}</div>",
            after=f"<div>{side_blocks('<p>{}</p>')}<div><p>蓉城夜话</p>{ul(range(9700, 9730))}</div></div>",
        ),
        [1, 2],
    ),
    "a short line above the list that is no heading": (
        page(f"<div><p>用户投稿</p>{ul(TEN)}</div>", before=NAV + SIDE + CRUMB, after=""),
        TEN,
    ),
    "a slide show with its own arrows": (
        page(
            f"<div>{ul(TEN)}</div>",
            after=f"<div><h3>图片新闻</h3>{ul([9001, 9002])}<a href=#>上一页</a><a href=#>下一页</a></div>",
        ),
        TEN,
    ),
}


@pytest.mark.parametrize(("html", "expected"), LISTS.values(), ids=LISTS.keys())
def test_the_list_and_nothing_of_the_side_bars(html: str, expected: list[int]) -> None:
    assert ids(read(html)) == expected


def test_the_citys_own_list_is_none_of_its_districts_blocks() -> None:
    crumb = '<div>地方网 &gt; <a href="/chengdu/">成都市</a></div>'
    blocks = "".join(
        f'<div><h3><a href="/chengdu/{slug}/">{name}新闻</a></h3>{ul(range(start, start + 9))}</div>'
        for slug, name, start in (("xindu", "新都", 9000), ("jianyang", "简阳", 9100))
    )
    html = page(f"<div><h3>成都新闻</h3>{ul([1, 2, 3])}</div>{blocks}", before=NAV + crumb)
    assert ids(read(html, "/chengdu/")) == [1, 2, 3]
