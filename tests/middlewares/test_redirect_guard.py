from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.http import Response

from newscrawl.middlewares.redirect_guard import RedirectGuard
from newscrawl.sites import YYBNET
from newscrawl.spiders.failures import LeavesSite

URL = "https://www.yybnet.net/chengdu/news/201812/1.html"


def follow(location: str, *, status: int = 302, mirror: str | None = None) -> Response:
    site = YYBNET.at(mirror) if mirror else YYBNET
    url = URL.replace("https://www.yybnet.net", mirror) if mirror else URL
    response = Response(url, status=status, headers={"Location": location})
    return RedirectGuard(site).process_response(Request(url), response)


@pytest.mark.parametrize(
    "location",
    ["/chengdu/", "2.html", "https://m.yybnet.net/chengdu/", "http://yybnet.net/", "//www.yybnet.net/chengdu/", ""],
)
def test_within_the_site_it_goes_on(location: str) -> None:
    assert follow(location).status == 302


@pytest.mark.parametrize(
    "location",
    [
        "https://www.yybnet.net.evil.example/",
        "//evil.example/chengdu/",
        "http://127.0.0.1:8000/",
        "https://user@evil.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://[::1/",
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_off_the_site_it_ends_with_a_sentence_and_the_answer(location: str, status: int) -> None:
    with pytest.raises(LeavesSite, match="redirects off the site") as left:
        follow(location, status=status)
    assert left.value.response.status == status
    assert left.value.response.request is not None  # the fate is told from it


def test_a_mirror_is_not_left_for_the_official_site() -> None:
    with pytest.raises(LeavesSite):
        follow(URL, mirror="http://127.0.0.1:8000")
    assert follow("/chengdu/", mirror="http://127.0.0.1:8000").status == 302


def test_an_answer_that_is_no_redirect_is_left_alone() -> None:
    assert follow("http://evil.example/", status=200).status == 200
