"""Scrapy's responses and exceptions, told to the policy in plain terms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from newscrawl import clock, policy
from newscrawl.policy import Verdict

if TYPE_CHECKING:
    from scrapy.http import Response

    from newscrawl.archive.ledger import DuePage
    from newscrawl.sites import SiteProfile

_TWISTED = re.compile(r"Failure [\w.]+: ([^<>\]]+)")


class SiteClosed(IgnoreRequest):
    """robots.txt cannot be read: nothing is fetched, the page stays pending."""


class Forbidden(IgnoreRequest):
    """robots.txt forbids this page to us."""


class LeavesSite(IgnoreRequest):
    """The page redirects to another host; the message is the sentence."""

    def __init__(self, reason: str, response: Response) -> None:
        super().__init__(reason)
        self.response = response


def judge_response(response: Response, site: SiteProfile) -> Verdict | None:
    """The fate an answer has by its status, address, type and size alone; None where it must be read."""
    page: DuePage = response.meta["page"]
    retry_after = response.headers.get("Retry-After")
    verdict = policy.judge_status(
        response.status, retry_after.decode("latin-1") if retry_after else None, now=clock.parse(clock.now())
    )
    if verdict is None and response.status == 304:
        return None if _asked_whether_changed(response) else policy.UNASKED_304
    verdict = verdict or _judge_address(page, response, site)
    if verdict:
        return verdict
    content_type = response.headers.get("Content-Type")
    return policy.judge_content_type(content_type.decode("latin-1") if content_type else None) or policy.judge_body(
        response.body
    )


def _asked_whether_changed(response: Response) -> bool:
    headers = response.request.headers if response.request else {}
    return "If-None-Match" in headers or "If-Modified-Since" in headers


def _judge_address(page: DuePage, response: Response, site: SiteProfile) -> Verdict | None:
    """Where redirects led: a page under another name is that other page, which the ledger knows by itself."""
    if not response.meta.get("redirect_urls"):
        return None
    final = site.canonical(response.url)
    if final == page.url:
        return None
    if final is None or site.kind(final) != page.kind:
        return Verdict("rejected", f"It redirects to {response.url}, which is no {page.kind}.")
    if page.kind == "article":
        return Verdict("gone", f"It has moved to {final}.", moved_to=final)
    same_page = site.channel(final) == page.channel and site.page_number(final) == site.page_number(page.url)
    return None if same_page else Verdict("gone", f"It redirects to {final}, another page of a listing.")


def judge_failure(error: BaseException) -> Verdict:
    """The fate of a request that brought no answer."""
    if isinstance(error, Forbidden):
        return Verdict("excluded", "robots.txt forbids this page to us.")
    if isinstance(error, LeavesSite):
        return Verdict("failed", str(error))
    if isinstance(error, DownloadCancelledError):
        return Verdict("failed", "The body is larger than newscrawl reads (16 MiB, unpacked).")
    if isinstance(error, IgnoreRequest):
        return Verdict("failed", _ignored(str(error)))
    if isinstance(error, DownloadTimeoutError):
        return Verdict("failed", "The site took too long to answer.", retry=True)
    if isinstance(error, DownloadConnectionRefusedError):
        return Verdict("failed", "The site refused the connection.", retry=True)
    if isinstance(error, CannotResolveHostError):
        return Verdict("failed", "The site's name does not resolve.", retry=True)
    if isinstance(error, ResponseDataLossError):
        return Verdict("failed", str(error) or "The body was cut short: less came than was announced.", retry=True)
    if isinstance(error, DownloadFailedError):
        return Verdict("failed", _broken_connection(str(error)), retry=True)
    return Verdict("failed", f"The fetch failed: {type(error).__name__}: {error}".rstrip(": "), retry=True)


def _broken_connection(message: str) -> str:
    """Twisted's own words, out of the lists of failures around them."""
    inner = _TWISTED.search(message)
    return f"The connection broke: {inner[1].rstrip('.') if inner else message}."


def _ignored(message: str) -> str:
    if "max redirections" in message:
        return "It redirects in a loop, or too many times."
    if "bigger than" in message or "exceeded" in message:
        return "The body is larger than newscrawl reads (16 MiB, unpacked)."
    return f"The request was refused: {message}"
