"""Links, lines and boxes of a page in reading order."""

from __future__ import annotations

from newscrawl.extract.link_map import LinkMap, squeeze
from newscrawl.extract.tree import parse
from newscrawl.sites import YYBNET

URL = "https://www.yybnet.net/chengdu/jianyang/"


def _map(html: str) -> LinkMap:
    return LinkMap(parse(html), url=URL, site=YYBNET)


def test_a_line_is_what_stands_between_two_breaks() -> None:
    page = _map("<p>一<b>二</b> 三<br>四</p>五<table><tr><td>六<td>七</table><div><div>八</div>九</div>")
    assert [line.text for line in page.lines if line.text] == ["一 二 三", "四", "五", "六", "七", "八", "九"]


def test_the_text_of_a_link_else_what_stands_in_for_it() -> None:
    page = _map(
        '<a href=/1>下<b>一页</b></a><a href=/2><img alt="图"></a><a href=/3 title="题"></a>'
        '<a href=/4 aria-label="标"></a><a href=/5></a><a>无</a>'
    )
    assert [link.text for link in page.links] == ["下一页", "图", "题", "标", ""]


def test_a_link_knows_where_it_leads() -> None:
    page = _map(
        "<a href=/chengdu/news/201812/1.html>文</a><a href=index_2.html>2</a><a href=/about.html>我</a><a href=#>上</a>"
    )
    assert [(link.kind, link.url and link.url.removeprefix("https://www.yybnet.net")) for link in page.links] == [
        ("article", "/chengdu/news/201812/1.html"),
        ("listing", "/chengdu/jianyang/index_2.html"),
        (None, "/about.html"),
        (None, None),
    ]


def test_boxes_hold_what_is_in_them() -> None:
    page = _map(
        "<div><p><a href=/chengdu/news/201812/1.html>一</a></p></div><a href=/chengdu/news/201812/2.html>二</a>"
    )
    first, second = page.articles
    box = next(node for node in page.climb(first.node) if page.tag[node] == "div")
    nodes = [first.node, second.node]
    assert page.inside(first.node, box)
    assert not page.inside(second.node, box)
    assert (page.count_in(nodes, box), page.count_in(nodes, 0), page.count_in(nodes, 0, after=first.node)) == (1, 2, 1)


def test_rows_nested_for_want_of_end_tags_look_alike() -> None:
    page = _map("<div>" + "<div><span><a href=/chengdu/news/201812/1.html>一</a>" * 5)
    assert len({page.signature[link.node] for link in page.articles}) == 1


def test_what_is_not_shown_is_not_read() -> None:
    page = _map(
        "<title>题</title><script>a</script><style>b</style><template>c</template><!-- d --><textarea>e</textarea>"
    )
    assert [line.text for line in page.lines if line.text] == []
    assert page.title == "题"


def test_white_and_invisible_characters() -> None:
    assert squeeze("\u3000简\u200b阳\xa0\n 新闻 ") == "简 阳 新闻"
