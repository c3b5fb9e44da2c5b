"""Scrapy's answers and exceptions, told to the policy in plain terms."""

from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response

from newscrawl.archive.ledger import DuePage
from newscrawl.items import PageKind
from newscrawl.policy import Verdict
from newscrawl.sites import YYBNET
from newscrawl.spiders.failures import Forbidden, judge_failure, judge_response

ARTICLE = "https://www.yybnet.net/chengdu/news/201812/1.html"
OTHER = "https://www.yybnet.net/chengdu/news/201812/2.html"
HEAD = "https://www.yybnet.net/chengdu/jianyang/"
SECOND = f"{HEAD}list_2.html"
HTML = {"Content-Type": "text/html"}


def judge(
    url: str,
    *,
    kind: PageKind = "article",
    final: str | None = None,
    status: int = 200,
    asked: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    body: bytes = b"<p>text</p>",
) -> Verdict | None:
    page = DuePage(1, url, kind, "chengdu/jianyang", "pending", 0, None, None)
    meta: dict[str, object] = {"page": page}
    if final:
        meta["redirect_urls"] = [url]
    request = Request(final or url, headers=asked or {}, meta=meta)
    return judge_response(Response(final or url, status, headers or HTML, body, request=request), YYBNET)


def test_a_page_is_read() -> None:
    assert judge(ARTICLE) is None
    assert judge(HEAD, kind="listing") is None


class TestRedirects:
    @pytest.mark.parametrize("final", [f"{ARTICLE}?moved=1", ARTICLE.replace("www.", "m."), f"{ARTICLE}#top"])
    def test_the_same_page_under_another_name_is_read(self, final: str) -> None:
        assert judge(ARTICLE, final=final) is None

    def test_another_article_gets_a_fate_of_its_own(self) -> None:
        assert judge(ARTICLE, final=OTHER) == Verdict("gone", f"It has moved to {OTHER}.", moved_to=OTHER)

    @pytest.mark.parametrize("final", ["https://www.yybnet.net/", HEAD, "https://www.yybnet.net/login"])
    def test_what_is_no_article_is_rejected(self, final: str) -> None:
        verdict = judge(ARTICLE, final=final)
        assert verdict is not None
        assert verdict.state == "rejected"
        assert final in verdict.reason

    def test_a_listing_s_first_page_may_have_a_number(self) -> None:
        assert judge(HEAD, kind="listing", final=f"{HEAD}list_1.html") is None

    @pytest.mark.parametrize("final", [HEAD, "https://www.yybnet.net/chengdu/", f"{HEAD}list_3.html"])
    def test_a_listing_page_that_leads_to_another_does_not_exist(self, final: str) -> None:
        verdict = judge(SECOND, kind="listing", final=final)
        assert verdict is not None
        assert verdict.state == "gone"


class TestUnchanged:
    def test_304_is_an_answer_to_a_conditional_question(self) -> None:
        assert judge(ARTICLE, status=304, asked={"If-None-Match": '"x"'}) is None
        assert judge(ARTICLE, status=304, asked={"If-Modified-Since": "yesterday"}) is None

    def test_and_to_no_other(self) -> None:
        verdict = judge(ARTICLE, status=304)
        assert verdict is not None
        assert (verdict.state, verdict.retry) == ("failed", True)


def test_retry_after_is_handed_on() -> None:
    verdict = judge(ARTICLE, status=503, headers={"Retry-After": "40"})
    assert verdict is not None
    assert verdict.retry_after == 40.0


def test_type_and_emptiness_are_judged() -> None:
    wrong = judge(ARTICLE, headers={"Content-Type": "application/pdf"})
    empty = judge(ARTICLE, body=b"\n")
    assert [verdict and verdict.state for verdict in (wrong, empty)] == ["rejected", "rejected"]


@pytest.mark.parametrize(
    ("error", "state", "retry", "says"),
    [
        (Forbidden("x"), "excluded", False, "robots.txt forbids this page to us."),
        (DownloadCancelledError("x"), "failed", False, "The body is larger than newscrawl reads (16 MiB, unpacked)."),
        (IgnoreRequest("max redirections reached"), "failed", False, "It redirects in a loop, or too many times."),
        (IgnoreRequest("body exceeded DOWNLOAD_MAXSIZE"), "failed", False, "The body is larger than newscrawl reads"),
        (DownloadTimeoutError("x"), "failed", True, "The site took too long to answer."),
        (DownloadConnectionRefusedError("x"), "failed", True, "The site refused the connection."),
        (CannotResolveHostError("x"), "failed", True, "The site's name does not resolve."),
        (ResponseDataLossError(), "failed", True, "The body was cut short: less came than was announced."),
        (ResponseDataLossError("Its end is missing."), "failed", True, "Its end is missing."),
        (
            DownloadFailedError(
                "[<twisted.python.failure.Failure twisted.internet.error.ConnectionLost: Connection lost.>]"
            ),
            "failed",
            True,
            "The connection broke: Connection lost.",
        ),
        (ValueError("odd"), "failed", True, "The fetch failed: ValueError: odd"),
    ],
)
def test_each_exception_has_its_fate(error: Exception, state: str, retry: bool, says: str) -> None:
    verdict = judge_failure(error)
    assert (verdict.state, verdict.retry) == (state, retry)
    assert verdict.reason.startswith(says)
