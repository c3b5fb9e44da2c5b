"""Scrapy's responses and exceptions, told to the policy in plain terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from newscrawl import clock, policy
from newscrawl.policy import Verdict

if TYPE_CHECKING:
    from scrapy.http import Response

    from newscrawl.sites import SiteProfile


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
    page = response.meta["page"]
    retry_after = response.headers.get("Retry-After")
    verdict = policy.judge_status(
        response.status, retry_after.decode("latin-1") if retry_after else None, now=clock.parse(clock.now())
    )
    if verdict or response.status == 304:
        return verdict
    final = site.canonical(response.url)
    if final is None or site.kind(final) != page.kind:
        return Verdict("rejected", f"It redirects to {response.url}, which is no {page.kind}.")
    content_type = response.headers.get("Content-Type")
    return policy.judge_content_type(content_type.decode("latin-1") if content_type else None) or policy.judge_body(
        response.body
    )


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
        return Verdict("failed", "The body was cut short: less came than was announced.", retry=True)
    return Verdict("failed", f"The fetch failed: {type(error).__name__}: {error}".rstrip(": "), retry=True)


def _ignored(message: str) -> str:
    if "max redirections" in message:
        return "It redirects in a loop, or too many times."
    if "bigger than" in message or "exceeded" in message:
        return "The body is larger than newscrawl reads (16 MiB, unpacked)."
    return f"The request was refused: {message}"
