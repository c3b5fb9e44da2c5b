"""The URL grammar of 地方网, on its own hosts and on a mirror."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newscrawl.errors import UsageError
from newscrawl.sites import YYBNET

MIRROR = YYBNET.at("http://127.0.0.1:8000")
ARTICLE = "https://www.yybnet.net/chengdu/news/201807/7713943.html"


@pytest.mark.parametrize(
    "url",
    [
        "https://m.yybnet.net/chengdu/news/201807/7713943.html",
        "http://yybnet.net/chengdu/news/201807/7713943.html",
        "http://www.yybnet.net:80/chengdu//news/201807/7713943.html?from=singlemessage#top",
        "//WWW.YYBNET.NET/chengdu/news/201807/7713943.html",
        "/chengdu/news/201807/7713943.html",
        "  ../news/201807/7713943.html ",
    ],
)
def test_every_form_of_an_address_is_one_article(url: str) -> None:
    assert YYBNET.canonical(url, "http://www.yybnet.net/chengdu/jianyang/index_2.html") == ARTICLE
    assert YYBNET.kind(ARTICLE) == "article"
    assert YYBNET.city(ARTICLE) == "chengdu"


@pytest.mark.parametrize(
    ("path", "canonical", "channel", "page"),
    [
        ("/xianyang/binxian/", "/xianyang/binxian/", "xianyang/binxian", 1),
        ("/xianyang/binxian", "/xianyang/binxian/", "xianyang/binxian", 1),
        ("/xianyang/binxian/index.html", "/xianyang/binxian/", "xianyang/binxian", 1),
        ("/xianyang/binxian/?page=1&utm_source=x", "/xianyang/binxian/", "xianyang/binxian", 1),
        ("/xianyang/binxian/?page=12", "/xianyang/binxian/?page=12", "xianyang/binxian", 12),
        ("/xianyang/binxian/index_2.html", "/xianyang/binxian/index_2.html", "xianyang/binxian", 2),
        ("/xianyang/binxian/list_3.html", "/xianyang/binxian/list_3.html", "xianyang/binxian", 3),
        ("/xianyang/binxian/4/", "/xianyang/binxian/4/", "xianyang/binxian", 4),
        ("/xianyang/binxian/page/5/", "/xianyang/binxian/page/5/", "xianyang/binxian", 5),
        ("/chengdu/", "/chengdu/", "chengdu", 1),
        ("/chengdu/2/", "/chengdu/2/", "chengdu", 2),
        ("/chengdu/page/2/", "/chengdu/page/2/", "chengdu", 2),
        ("/chengdu/p2/", "/chengdu/p2/", "chengdu", 2),
        ("/chengdu/list2", "/chengdu/list2/", "chengdu", 2),
        ("/chengdu/pidu/", "/chengdu/pidu/", "chengdu/pidu", 1),
        ("/chengdu/?page=²", "/chengdu/", "chengdu", 1),
        (f"/chengdu/?page={'9' * 5000}", "/chengdu/", "chengdu", 1),
    ],
)
def test_listing_pages(path: str, canonical: str, channel: str, page: int) -> None:
    url = YYBNET.canonical(path, YYBNET.base_url)
    assert url == f"https://www.yybnet.net{canonical}"
    assert (YYBNET.kind(url), YYBNET.channel(url), YYBNET.page_number(url)) == ("listing", channel, page)


def test_article_paths_name_the_district_where_they_carry_it() -> None:
    assert YYBNET.channel("https://www.yybnet.net/chengdu/jianyang/201812/8361234.html") == "chengdu/jianyang"
    assert YYBNET.channel(ARTICLE) is None


@pytest.mark.parametrize(
    "url",
    ["javascript:void(0)", "mailto:a@yybnet.net", "http://[bad", "https://example.com/chengdu/", "ftp://yybnet.net/"],
)
def test_what_is_not_of_the_site_has_no_canonical_address(url: str) -> None:
    assert YYBNET.canonical(url, YYBNET.base_url + "/") is None
    assert YYBNET.kind(url) is None


def test_home_and_static_pages_are_neither_article_nor_listing() -> None:
    assert YYBNET.kind("https://www.yybnet.net/") is None
    assert YYBNET.kind("https://www.yybnet.net/about/us.html") is None


def test_a_mirror_keeps_its_own_addresses_and_reads_official_links_as_its_own() -> None:
    expected = "http://127.0.0.1:8000/chengdu/news/201807/7713943.html"
    assert MIRROR.canonical("https://m.yybnet.net/chengdu/news/201807/7713943.html?x=1") == expected
    assert MIRROR.canonical("/chengdu/news/201807/7713943.html", MIRROR.base_url) == expected
    assert MIRROR.canonical("http://127.0.0.1:8001/chengdu/news/201807/7713943.html") is None
    assert YYBNET.at("https://m.yybnet.net/") is YYBNET


@pytest.mark.parametrize("bad", ["ftp://x", "http://", "http://h:99999999/", ""])
def test_a_mirror_must_be_a_web_address(bad: str) -> None:
    with pytest.raises(UsageError, match=r"give one like http://127\.0\.0\.1:8000"):
        YYBNET.at(bad)


PIECES = (
    "/",
    "//",
    "..",
    ".",
    "chengdu",
    "news",
    "201812",
    "1.html",
    "?page=2",
    "#top",
    ";a",
    " ",
    "\t",
    "\n",
    "www.yybnet.net",
)


@example("/chengdu/jianyang/x/\n../201812/1.html", ARTICLE)
@example("/\n/www.yybnet.net/chengdu/jianyang/201812/1.html", ARTICLE)
@example("/\t/example.com/chengdu/jianyang/1.html", ARTICLE)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.sampled_from([ARTICLE, f"{ARTICLE}?x=/", ""]))
def test_a_link_leads_where_a_browser_goes(link: str, base: str) -> None:
    assert YYBNET.canonical(link, base) == YYBNET.canonical(urljoin(base, link.strip()))
