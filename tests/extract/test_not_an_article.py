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
