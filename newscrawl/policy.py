"""What becomes of a page that could not be archived: the one place where that is decided.

`judge_response` and `judge_failure` read what came back; `schedule` says when it is tried again. Pure: no clock,
no I/O. The table in docs/failures.md is made from RULES.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from newscrawl.items import Fate, PageState

ATTEMPTS_A_RUN = 4
MAX_ATTEMPTS = 16
REST_BETWEEN_RUNS = (3600.0, 86_400.0, 604_800.0)  # seconds: after the 4th, 8th and 12th failed attempt
LONGEST_RETRY_AFTER = 7 * 86_400.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """A fate: the ledger's state, its sentence, and whether trying again may help."""

    state: PageState
    reason: str
    retry: bool = False
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the policy, for people."""

    what: str
    fate: str
    again: str


_BACKOFF = f"yes, with backoff, up to {ATTEMPTS_A_RUN} times a run; later runs after an hour, a day, a week"
RULES = (
    Rule("HTTP 500, 502, 503, 504 and other 5xx", "failed", _BACKOFF + "; Retry-After is honoured"),
    Rule("HTTP 429 (too many requests), 408", "failed", _BACKOFF + "; Retry-After is honoured"),
    Rule("HTTP 403, 401 and other 4xx", "failed", _BACKOFF),
    Rule("timeout, refused or reset connection, DNS failure", "failed", _BACKOFF),
    Rule("a body shorter than announced", "failed", _BACKOFF + "; nothing of it is archived"),
    Rule("HTTP 404, 410", "gone", "no"),
    Rule("redirect off the site", "failed", "no"),
    Rule("redirect loop, too many redirects", "failed", "no"),
    Rule("body over the size limit, also after decompression", "failed", "no"),
    Rule("content type that is no HTML", "rejected", "no"),
    Rule("empty body, or a page that is no article (an error page with status 200, a login page)", "rejected", "no"),
    Rule("forbidden by robots.txt", "excluded", "each run asks robots.txt anew"),
    Rule("robots.txt answers 5xx or not at all", "pending", "the run waits, then ends early; the next run goes on"),
    Rule("an error in newscrawl itself", "failed", "yes, in later runs"),
)


def judge_status(status: int, retry_after: str | None = None, *, now: datetime) -> Verdict | None:
    """The fate that an HTTP status alone decides, or None where the body must be read (200) or 304."""
    if status in (200, 203, 304):
        return None
    if status in (404, 410):
        return Verdict("gone", f"The site says the page does not exist (HTTP {status}).")
    sentence = f"The site answered HTTP {status}."
    if status in (408, 429) or status >= 500:
        return Verdict("failed", sentence, retry=True, retry_after=read_retry_after(retry_after, now=now))
    if status in (204, 205, 206):
        return Verdict("rejected", f"The site answered HTTP {status}, without a whole page.")
    return Verdict("failed", sentence, retry=True)


def read_retry_after(value: str | None, *, now: datetime) -> float | None:
    """Seconds a Retry-After header asks for, as a number or as an HTTP date; None where it says nothing usable."""
    if not value:
        return None
    value = value.strip()
    if value.isdigit():
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
    Retry-After asks; after ATTEMPTS_A_RUN it is failed and rests till a later run, after MAX_ATTEMPTS for ever.
    """
    if not verdict.retry:
        return verdict.state, None
    if attempts >= MAX_ATTEMPTS:
        return verdict.state, None
    round_number, within = divmod(attempts, ATTEMPTS_A_RUN)
    if within == 0:
        return verdict.state, max(REST_BETWEEN_RUNS[round_number - 1], verdict.retry_after or 0.0)
    return "pending", max(base_delay * 2 ** (within - 1), verdict.retry_after or 0.0)


def judge_body(body: bytes) -> Verdict | None:
    """An empty page is rejected."""
    return None if body.strip() else Verdict("rejected", "The site sent an empty page.")
