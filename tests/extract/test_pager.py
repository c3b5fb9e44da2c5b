"""The next page, in every form of pager, from every page of the listing."""

from __future__ import annotations

import pytest

from tests.extract.listing_markup import CRUMB, NAV, PATH, page, read, ul

TWO, THREE = f"{PATH}index_2.html", f"{PATH}index_3.html"
LAST = f'<a href="{PATH}index_20.html">末页</a>'


def a(target: str, text: str, extra: str = "") -> str:
    return f'<a href="{target}" {extra}>{text}</a>'


FORWARD = {
    "下一页": (PATH, a(TWO, "下一页"), TWO),
    "下一頁 in brackets": (PATH, a(TWO, "[下一頁]"), TWO),
    "下页": (PATH, a(TWO, "下页"), TWO),
    "后页": (TWO, a(PATH, "前页") + a(THREE, "后页"), THREE),
    "后一页": (TWO, a(PATH, "前一页") + a(THREE, "后一页"), THREE),
    "下一页 with an arrow": (PATH, a(TWO, "下一页 &gt;&gt;"), TWO),
    "下一页 with a count": (PATH, a(TWO, "下一页(2/20)"), TWO),
    "下一页 in spans": (PATH, a(TWO, "<span>下一</span><span>页</span>"), TWO),
    "Next": (PATH, a(TWO, "Next"), TWO),
    "next page in capitals": (PATH, a(TWO, "NEXT PAGE &raquo;"), TWO),
    "›": (TWO, a(PATH, "‹") + a(THREE, "›"), THREE),
    ">": (TWO, a(PATH, "&lt;") + a(THREE, "&gt;"), THREE),
    "»": (TWO, a(PATH, "«") + a(THREE, "»"), THREE),
    "> beside >>": (TWO, a(THREE, "&gt;") + a(f"{PATH}index_20.html", "&gt;&gt;"), THREE),
    "a picture": (PATH, a(TWO, '<img src="n.gif" alt="下一页">'), TWO),
    "a title": (PATH, a(TWO, "<i></i>", 'title="下一页"'), TWO),
    "an aria-label on an icon font": (PATH, a(TWO, "<i>&#xe601;</i>", 'aria-label="Next page"'), TWO),
    "rel=next on an arrow": (TWO, a(PATH, "←", "rel=prev") + a(THREE, "→", 'rel="next"'), THREE),
    "rel=next on a word": (PATH, a(TWO, "翻篇", 'rel="nofollow NEXT"'), TWO),
    "numbers, the current one bold": (TWO, f"{a(PATH, '1')} <b>2</b> {a(THREE, '3')} {LAST}", THREE),
    "numbers, all of them links": (TWO, a(PATH, "1") + a(TWO, "2") + a(THREE, "3"), THREE),
    "numbers in brackets": (PATH, f"[1] {a(TWO, '[2]')} {a(THREE, '[3]')}", TWO),
    "numbers as 第2页": (PATH, f"第1页 {a(TWO, '第2页')} {a(THREE, '第3页')}", TWO),
    "numbers with a gap": (TWO, f"{a(PATH, '1')} 2 {a(THREE, '3')} … {a(PATH + 'index_20.html', '20')}", THREE),
    "full-width numbers": (PATH, f"１ {a(TWO, '２')}", TWO),
    "末页 that is the next one": (PATH, a(PATH, "首页") + a(TWO, "末页"), TWO),
    "list_2": (PATH, a(f"{PATH}list_2.html", "下一页"), f"{PATH}list_2.html"),
    "p2": (PATH, a(f"{PATH}p2.html", "2"), f"{PATH}p2.html"),
    "a folder": (PATH, a("2/", "下一页"), f"{PATH}2/"),
    "a query": (f"{PATH}?page=2", a("?page=3", "下一页"), f"{PATH}?page=3"),
    "a query, only numbers": (f"{PATH}?p=2", f"{a('?p=1', '1')} 2 {a('?p=3', '3')}", f"{PATH}?p=3"),
    "on the mobile host": (PATH, a(f"http://m.yybnet.net{TWO}", "下一页"), TWO),
    "with a tracking query": (PATH, a(f"{TWO}?from=pager#list", "下一页"), TWO),
    "a chooser": (
        TWO,
        f'<select><option value="{PATH}">1</option><option value="{TWO}" selected>2</option>'
        f'<option value="{THREE}">3</option></select>',
        THREE,
    ),
    "加载更多": (PATH, a(TWO, "加载更多"), TWO),
    "查看更多 on the second page": (TWO, a(PATH, "更多") + a(THREE, "查看更多"), THREE),
    "the second page is index_1": (PATH, f"1 {a(PATH + 'index_1.html', '2')} {a(TWO, '3')}", f"{PATH}index_1.html"),
    "the third page is index_2": (
        f"{PATH}index_1.html",
        f"{a(PATH, '1')} 2 {a(TWO, '3')} {a(THREE, '4')}",
        TWO,
    ),
    "下一页 before numbers counted from zero": (
        f"{PATH}index_1.html",
        f"{a(PATH, '1')} <b>2</b> {a(TWO, '3')} {a(THREE, '4')} {a(TWO, '下一页')}",
        TWO,
    ),
    "下一页 to index_1": (PATH, a(f"{PATH}index_1.html", "下一页"), f"{PATH}index_1.html"),
    "counted from the end, first page": (PATH, a(f"{PATH}index_99.html", "下一页"), f"{PATH}index_99.html"),
    "counted from the end": (
        f"{PATH}index_99.html",
        a(PATH, "上一页") + a(f"{PATH}index_98.html", "下一页"),
        f"{PATH}index_98.html",
    ),
    "a query counted from zero": (PATH, a("?page=1", "下一页"), f"{PATH}?page=1"),
    "a query counted from zero, second page": (f"{PATH}?page=1", a("?page=2", "下一页"), f"{PATH}?page=2"),
    "下一页 of another channel beside": (PATH, a("/chengdu/xindu/index_2.html", "下一页") + a(TWO, "下一页"), TWO),
    "a pager at the top and one at the bottom": (
        TWO,
        f"{a(THREE, '下一页')}<hr>{a(PATH, '1')} 2 {a(THREE, '3')}",
        THREE,
    ),
}


@pytest.mark.parametrize(("path", "pager", "expected"), FORWARD.values(), ids=FORWARD.keys())
def test_the_page_that_follows(path: str, pager: str, expected: str) -> None:
    listing = read(page(f"<div>{ul([1, 2])}<div>{pager}</div></div>"), path)
    assert listing.next_url == f"https://www.yybnet.net{expected}"
    assert len(listing.articles) == 2
    assert listing.problems == []


ENDS = {
    "no pager": (PATH, ""),
    "下一页 without a link": (TWO, f"{a(PATH, '上一页')} <span>下一页</span>"),
    "下一页 to #": (TWO, a(PATH, "上一页") + a("#", "下一页")),
    "下一页 that does nothing": (TWO, a("javascript:void(0)", "下一页")),
    "下一页 to the page itself": (TWO, a(TWO, "下一页") + a(TWO, "末页")),
    "下一页 to the page itself on the mobile host": (TWO, a(f"//m.yybnet.net{TWO}#top", "下一页")),
    "下一页 back to the first page": (THREE, a(TWO, "上一页") + a(PATH, "下一页")),
    "下一页 without href": (TWO, "<a class=off>下一页</a>"),
    "only 上一页": (TWO, a(PATH, "首页") + a(PATH, "上一页")),
    "上一页 with a later number": (TWO, a(THREE, "上一页")),
    "numbers up to here": (THREE, f"{a(PATH, '1')} {a(TWO, '2')} <strong>3</strong>"),
    "numbers up to here, all links": (THREE, a(PATH, "1") + a(TWO, "2") + a(THREE, "3")),
    "a query counted from one, a single page": (PATH, a("?page=1", "1") + a("?page=1", "下一页")),
    "a query that leads back to itself": (f"{PATH}?page=1", a("?page=1", "下一页")),
    "下一页 of another channel": (PATH, a("/chengdu/xindu/index_2.html", "下一页")),
    "下一页 of the city": (PATH, a("/chengdu/2/", "下一页")),
    "下一页 to an article": (PATH, a("/chengdu/news/201812/77.html", "下一页")),
    "下一页 to another site": (PATH, a("https://example.com/chengdu/jianyang/index_2.html", "下一页")),
    "更多 to the first page": (TWO, a(PATH, "更多")),
    "a chooser at its end": (TWO, f'<select><option value="{PATH}">1<option value="{TWO}" selected>2</select>'),
    "a headline that speaks of the next page": (PATH, a(TWO, "翻开踏水镇乡村振兴的下一页 干部群众一起干")),
}


@pytest.mark.parametrize(("path", "pager"), ENDS.values(), ids=ENDS.keys())
def test_the_last_page(path: str, pager: str) -> None:
    listing = read(page(f"<div>{ul([1, 2])}<div>{pager}</div></div>"), path)
    assert listing.next_url is None
    assert listing.problems == []


def test_rel_next_in_the_head() -> None:
    assert read(page(ul([1]), head=f'<link rel="next" href="{TWO}">')).next_url == f"https://www.yybnet.net{TWO}"


def test_where_text_and_rel_differ_the_page_one_further_wins_and_both_are_told() -> None:
    head = f'<link rel="next" href="{PATH}index_9.html">'
    listing = read(page(ul([1]) + a(TWO, "下一页"), head=head))
    assert listing.next_url == f"https://www.yybnet.net{TWO}"
    assert "two next pages" in listing.problems[0]
    listing = read(page(ul([1]) + a(f"{PATH}index_9.html", "下一页"), head=f'<link rel="next" href="{TWO}">'))
    assert listing.next_url == f"https://www.yybnet.net{TWO}"


def test_a_next_page_that_only_a_script_knows_is_told() -> None:
    listing = read(page(ul([1]) + a("javascript:goPage(3)", "下一页")), TWO)
    assert listing.next_url is None
    assert listing.problems == ["the link to the next page works by script only"]


def test_a_pager_that_goes_on_without_naming_the_following_page_is_told() -> None:
    listing = read(page(ul([1]) + a(PATH, "首页") + LAST), TWO)
    assert listing.next_url is None
    assert listing.problems == ["the pager goes on to page 20 but names no page after page 2"]


def test_relative_links_follow_the_base_of_the_page() -> None:
    html = page(ul([1]) + a("jianyang/index_2.html", "下一页"), head='<base href="/chengdu/">')
    assert read(html).next_url == f"https://www.yybnet.net{TWO}"


def test_the_citys_own_listing_goes_on_in_itself() -> None:
    pager = a("/chengdu/jianyang/index_2.html", "下一页") + a("/chengdu/page/2/", "下一页")
    assert read(NAV + CRUMB + ul([1]) + pager, "/chengdu/").next_url == "https://www.yybnet.net/chengdu/page/2/"
