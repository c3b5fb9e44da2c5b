"""What becomes of a page that could not be archived: the one place where that is decided.

`judge_response` and `judge_failure` read what came back; `schedule` says when it is tried again. Pure: no clock,
no I/O. The table in docs/failures.md is made from RULES.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from newscrawl.items import Fate, PageState

ATTEMPTS_A_RUN = 4
MAX_ATTEMPTS = 16
REST_BETWEEN_RUNS = (3600.0, 86_400.0, 604_800.0)  # seconds: after the 4th, 8th and 12th failed attempt
REST_OF_EXCLUDED = 86_400.0
LONGEST_RETRY_AFTER = 7 * 86_400.0
OWN_ERROR = "newscrawl itself failed on this page"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A fate: the ledger's state, its sentence, whether trying again may help, where an article has moved to."""

    state: PageState
    reason: str
    retry: bool = False
    retry_after: float | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the policy, for people."""

    what: str
    fate: str
    again: str


_MISSING = re.compile(
    r"\b(?:404|410)\b|not found|(?:不存在|未找到|找不到|没有找到|已删除|被删除|已失效)", re.IGNORECASE
)
_BACKOFF = f"yes, with backoff, up to {ATTEMPTS_A_RUN} times a run; later runs after an hour, a day, a week"
RULES = (
    Rule("HTTP 500, 502, 503, 504 and other 5xx", "failed", f"{_BACKOFF}; Retry-After is honoured"),
    Rule("HTTP 429 (too many requests)", "failed", f"{_BACKOFF}; all requests pause as long as Retry-After asks"),
    Rule("HTTP 408, 403, 401 and other 4xx", "failed", _BACKOFF),
    Rule("timeout, refused or reset connection, DNS failure", "failed", _BACKOFF),
    Rule(
        "a body cut short: less than announced, or an unfinished compressed stream",
        "failed",
        f"{_BACKOFF}; never archived",
    ),
    Rule("HTTP 304 that nothing asked for", "failed", _BACKOFF),
    Rule("an answer whose bytes could not be written to the WARC file", "failed", f"{_BACKOFF}; the run ends"),
    Rule("HTTP 404, 410", "gone", "no"),
    Rule("a redirect to another article of the site", "gone", "no; the other address gets a fate of its own"),
    Rule("a redirect to what is no article of the site", "rejected", "no"),
    Rule("a redirect off the site", "failed", "no"),
    Rule("a redirect loop, too many redirects", "failed", "no"),
    Rule("a body over the size limit, also after decompression", "failed", "no"),
    Rule("a content type that is no HTML", "rejected", "no"),
    Rule("an empty body, or a page that is no article (an error page with status 200, a login page)", "rejected", "no"),
    Rule("a listing page that says it does not exist (status 200, 404 or 410), or redirects to another", "gone", "no"),
    Rule("a listing page that names no article and no page, or asks for a login", "failed", _BACKOFF),
    Rule("forbidden by robots.txt", "excluded", "robots.txt is asked anew a day later"),
    Rule("robots.txt answers 5xx or not at all", "pending", "the run waits, then ends early; the next run goes on"),
    Rule("an error in newscrawl itself", "failed", "yes, in a run an hour later"),
)


UNASKED_304 = Verdict("failed", "The site answered 304 to a question that was not conditional.", retry=True)


def judge_status(status: int, retry_after: str | None = None, *, now: datetime | None = None) -> Verdict | None:
    """The fate that an HTTP status alone decides, or None where the body must be read (200) or 304.

    `now` is when the answer came: without it, a Retry-After header is not read.
    """
    if status in (200, 203, 304):
        return None
    if status in (404, 410):
        return Verdict("gone", f"The site says the page does not exist (HTTP {status}).")
    sentence = f"The site answered HTTP {status}."
    if status in (408, 429) or status >= 500:
        wait = read_retry_after(retry_after, now=now) if now else None
        return Verdict("failed", sentence, retry=True, retry_after=wait)
    if status in (204, 205, 206):
        return Verdict("rejected", f"The site answered HTTP {status}, without a whole page.")
    return Verdict("failed", sentence, retry=True)


def read_retry_after(value: str | None, *, now: datetime) -> float | None:
    """Seconds a Retry-After header asks for, as a number or as an HTTP date; None where it says nothing usable."""
    if not value:
        return None
    value = value.strip()
    if value.isascii() and value.isdecimal():
        return min(float(value), LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    seconds = (moment - now).total_seconds()
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


def judge_content_type(content_type: str | None) -> Verdict | None:
    """A declared type that cannot be a web page is rejected; a missing one is given a chance."""
    essence = (content_type or "").split(";")[0].strip().lower()
    if not essence or essence in ("text/html", "application/xhtml+xml", "text/plain", "application/octet-stream"):
        return None
    return Verdict("rejected", f"The site sent {essence}, not a web page.")


def schedule(verdict: Verdict | Fate, *, attempts: int, base_delay: float) -> tuple[PageState, float | None]:
    """When to try again: the ledger's state and the seconds to wait, None for never.

    `attempts` counts this one. Within a run a page stays pending and waits `base_delay` × 2ⁿ, or as long as
    Retry-After asks; after ATTEMPTS_A_RUN, or where it must wait for an hour or more, it is failed and rests till a
    later run; after MAX_ATTEMPTS for ever.
    """
    if verdict.state == "excluded":
        return "excluded", REST_OF_EXCLUDED
    if not verdict.retry or attempts >= MAX_ATTEMPTS:
        return verdict.state, None
    asked = verdict.retry_after or 0.0
    round_number, within = divmod(attempts, ATTEMPTS_A_RUN)
    if within == 0:
        return verdict.state, max(REST_BETWEEN_RUNS[round_number - 1], asked)
    wait = max(base_delay * 2 ** (within - 1), asked)
    return (verdict.state if wait >= REST_BETWEEN_RUNS[0] else "pending"), wait


def own_error(error: BaseException | None) -> Verdict:
    """An error in newscrawl itself: the page is failed till a later run, perhaps of a mended version."""
    return Verdict(
        "failed", f"{OWN_ERROR}: {type(error).__name__}: {error}", retry=True, retry_after=REST_BETWEEN_RUNS[0]
    )


def judge_refusal(reason: str) -> Verdict:
    """A listing page that is none: one that says it does not exist is gone, all else may pass (an outage, a login)."""
    if _MISSING.search(reason):
        return Verdict("gone", f"The site says the page does not exist, with status 200: {reason}.")
    return Verdict("failed", f"It is no listing: {reason}.", retry=True)


def judge_body(body: bytes) -> Verdict | None:
    """An empty page is rejected."""
    return None if body.strip() else Verdict("rejected", "The site sent an empty page.")
