"""Pages that must never become an article: listings without their address, errors, logins, scraps."""

from __future__ import annotations

import pytest

from newscrawl.errors import NotAnArticle
from newscrawl.extract import extract_article
from newscrawl.replica import ReplicaSite
from newscrawl.sites import YYBNET

SITE = ReplicaSite(articles_per_channel=14)
LISTINGS = SITE.listing_paths()


@pytest.mark.parametrize("path", LISTINGS)
@pytest.mark.parametrize("known", [True, False])
def test_no_listing_is_an_article(path: str, known: bool) -> None:
    url = f"{YYBNET.base_url}{path}" if known else ""
    with pytest.raises(NotAnArticle, match=r"list"):
        extract_article(SITE.respond(path).body, url=url, content_type=None, site=YYBNET)


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("", "The page is empty."),
        ("<title>404 Not Found</title><h1>404 Not Found</h1>nginx", "error message"),
        ("<title>提示</title><p>您访问的页面不存在</p>", "error message"),
        ("<title>会员登录 - 地方网</title><form>密码<input type=password></form>", "log in"),
        ("<title>地方网</title><div id=app></div><script>1</script>", "shows no text"),
        ("<title>地方网</title><p>正在加载</p>", "no headline|neither"),
    ],
)
def test_pages_that_are_none(page: str, reason: str) -> None:
    with pytest.raises(NotAnArticle, match=reason):
        extract_article(page.encode(), url="", content_type=None, site=YYBNET)


@pytest.mark.parametrize("magic", [b"%PDF-1.4\n", b"\x89PNG\r\n", b"PK\x03\x04", b"\x1f\x8b\x08", b"\xff\xd8\xff\xe0"])
def test_binary_is_named(magic: bytes) -> None:
    with pytest.raises(NotAnArticle, match="The bytes are"):
        extract_article(magic + bytes(200), url="", content_type="text/html", site=YYBNET)


@pytest.mark.parametrize("url", ["", "https://www.yybnet.net/chengdu/news/201812/8361234.html"])
def test_a_list_whose_rows_name_their_sources_is_none(url: str) -> None:
    rows = "".join(
        f"<li><a href=/chengdu/news/201812/{n}.html>简阳羊肉汤走进北京{n}</a> 来源:西南商报 浏览:{n}</li>"
        for n in range(5)
    )
    page = f"<title>简阳新闻-地方网</title><div>地方网 &gt; 成都市 &gt; 简阳新闻</div><h2>推荐阅读</h2><ul>{rows}</ul>"
    with pytest.raises(NotAnArticle, match=r"list"):
        extract_article(page.encode(), url=url, content_type="text/html; charset=utf-8", site=YYBNET)


@pytest.mark.parametrize("title", ["送戏下乡500场 群众乐开怀", "500名志愿者走进社区", "500-600元补贴今起申领"])
@pytest.mark.parametrize("root", ["地方网", "某某网"])
def test_a_number_like_an_errors_makes_no_error_page(title: str, root: str) -> None:
    page = (
        f"<title>{title}</title><div>{root} &gt; 成都市 &gt; 简阳新闻 &gt; 正文</div><h1>{title}</h1>"
        "<div>来源:西南商报 2018-12-18</div><p>活动现场,医生们为居民测血压,并发放健康手册500余份。</p>"
    )
    article = extract_article(page.encode(), url="", content_type="text/html; charset=utf-8", site=YYBNET)
    assert article.title == title


@pytest.mark.parametrize(
    "title", ["404", "404 Not Found", "错误404", "HTTP 404 - 文件未找到", "404-地方网", "500 Internal Error"]
)
def test_an_errors_number_is_known_by_what_follows(title: str) -> None:
    with pytest.raises(NotAnArticle, match="error message"):
        extract_article(f"<title>{title}</title><p>抱歉</p>".encode(), url="", content_type=None, site=YYBNET)
