"""The failure policy: what each answer means, and when a page is tried again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawl import policy
from newscrawl.policy import Verdict

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("status", [200, 203, 304])
def test_answers_that_must_be_read(status: int) -> None:
    assert policy.judge_status(status, now=NOW) is None


@pytest.mark.parametrize(
    ("status", "state", "retry"),
    [
        (404, "gone", False),
        (410, "gone", False),
        (500, "failed", True),
        (503, "failed", True),
        (429, "failed", True),
        (408, "failed", True),
        (403, "failed", True),
        (206, "rejected", False),
    ],
)
def test_statuses_that_decide_alone(status: int, state: str, retry: bool) -> None:
    verdict = policy.judge_status(status, now=NOW)
    assert verdict is not None
    assert (verdict.state, verdict.retry) == (state, retry)
    assert str(status) in verdict.reason


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Mon, 23 Nov 2026 12:05:00 GMT", 300.0),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0.0),
        ("99999999999", policy.LONGEST_RETRY_AFTER),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_as_seconds_and_as_date(value: str | None, seconds: float | None) -> None:
    assert policy.read_retry_after(value, now=NOW) == seconds


@pytest.mark.parametrize("content_type", [None, "", "text/html; charset=gbk", "application/xhtml+xml"])
def test_types_that_may_be_pages(content_type: str | None) -> None:
    assert policy.judge_content_type(content_type) is None


@pytest.mark.parametrize("content_type", ["image/png", "application/pdf", "application/json; charset=utf-8"])
def test_types_that_are_none(content_type: str) -> None:
    verdict = policy.judge_content_type(content_type)
    assert verdict is not None
    assert verdict.state == "rejected"
    assert content_type.split(";")[0] in verdict.reason


def test_a_failing_page_waits_longer_each_time_then_rests_then_is_given_up() -> None:
    verdict = Verdict("failed", "HTTP 500", retry=True)
    waits = [policy.schedule(verdict, attempts=n, base_delay=2.0) for n in range(1, policy.MAX_ATTEMPTS + 1)]
    assert waits[:4] == [("pending", 2.0), ("pending", 4.0), ("pending", 8.0), ("failed", 3600.0)]
    assert waits[7] == ("failed", 86_400.0)
    assert waits[11] == ("failed", 604_800.0)
    assert waits[-1] == ("failed", None)


def test_retry_after_is_the_least_wait() -> None:
    patient = Verdict("failed", "HTTP 503", retry=True, retry_after=90.0)
    assert policy.schedule(patient, attempts=1, base_delay=2.0) == ("pending", 90.0)
    assert policy.schedule(patient, attempts=4, base_delay=2.0) == ("failed", 3600.0)


def test_what_cannot_get_better_is_not_tried_again() -> None:
    assert policy.schedule(Verdict("gone", "HTTP 404"), attempts=0, base_delay=2.0) == ("gone", None)
