"""The policy for failures: every answer and exception has one fate, and what may pass is tried again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawl import policy
from newscrawl.items import Fate
from newscrawl.policy import Verdict

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
RETRY = Verdict("failed", "The site answered HTTP 503.", retry=True)


@pytest.mark.parametrize("status", [200, 203, 304])
def test_these_must_be_read(status: int) -> None:
    assert policy.judge_status(status, now=NOW) is None


@pytest.mark.parametrize(
    ("status", "state", "retry"),
    [
        (404, "gone", False),
        (410, "gone", False),
        (500, "failed", True),
        (502, "failed", True),
        (503, "failed", True),
        (599, "failed", True),
        (429, "failed", True),
        (408, "failed", True),
        (401, "failed", True),
        (403, "failed", True),
        (418, "failed", True),
        (204, "rejected", False),
        (206, "rejected", False),
    ],
)
def test_a_status_has_its_fate(status: int, state: str, retry: bool) -> None:
    verdict = policy.judge_status(status, now=NOW)
    assert verdict is not None
    assert (verdict.state, verdict.retry) == (state, retry)
    assert str(status) in verdict.reason


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("Mon, 23 Nov 2026 01:10:00 GMT", 600.0),
        ("Mon, 23 Nov 2026 00:00:00 GMT", 0.0),
        ("999999999", 7 * 86_400.0),
        ("Fri, 01 Jan 2100 00:00:00 GMT", 7 * 86_400.0),
        ("soon", None),
        ("²", None),
        ("１２", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert policy.read_retry_after(value, now=NOW) == seconds


def test_only_answers_that_ask_to_wait_carry_a_wait() -> None:
    asked = policy.judge_status(503, "60", now=NOW)
    assert asked is not None
    assert asked.retry_after == 60.0
    refused = policy.judge_status(403, "60", now=NOW)
    assert refused is not None
    assert refused.retry_after is None


@pytest.mark.parametrize(
    ("content_type", "is_page"),
    [
        ("text/html", True),
        ("text/html; charset=gb2312", True),
        ("TEXT/HTML", True),
        ("application/xhtml+xml", True),
        ("text/plain", True),
        (None, True),
        ("", True),
        ("application/pdf", False),
        ("image/jpeg", False),
        ("application/json", False),
    ],
)
def test_content_types(content_type: str | None, is_page: bool) -> None:
    assert (policy.judge_content_type(content_type) is None) == is_page


@pytest.mark.parametrize("body", [b"", b" \r\n\t"])
def test_an_empty_page_is_rejected(body: bytes) -> None:
    verdict = policy.judge_body(body)
    assert verdict is not None
    assert verdict.state == "rejected"


class TestSchedule:
    def test_within_a_run_the_wait_doubles(self) -> None:
        waits = [policy.schedule(RETRY, attempts=n, base_delay=2.0) for n in (1, 2, 3)]
        assert waits == [("pending", 2.0), ("pending", 4.0), ("pending", 8.0)]

    def test_after_four_attempts_it_rests_and_ever_longer(self) -> None:
        rests = [policy.schedule(RETRY, attempts=n, base_delay=2.0) for n in (4, 8, 12)]
        assert rests == [("failed", 3600.0), ("failed", 86_400.0), ("failed", 604_800.0)]

    @pytest.mark.parametrize("attempts", [16, 17, 40])
    def test_after_sixteen_it_is_given_up(self, attempts: int) -> None:
        assert policy.schedule(RETRY, attempts=attempts, base_delay=2.0) == ("failed", None)

    def test_retry_after_is_the_least_wait(self) -> None:
        asked = Verdict("failed", "", retry=True, retry_after=30.0)
        assert policy.schedule(asked, attempts=1, base_delay=2.0) == ("pending", 30.0)
        assert policy.schedule(asked, attempts=4, base_delay=2.0) == ("failed", 3600.0)

    def test_a_wait_of_an_hour_is_for_another_run(self) -> None:
        asked = Verdict("failed", "", retry=True, retry_after=7200.0)
        assert policy.schedule(asked, attempts=1, base_delay=2.0) == ("failed", 7200.0)

    def test_what_will_not_pass_is_not_tried_again(self) -> None:
        assert policy.schedule(Verdict("gone", ""), attempts=0, base_delay=2.0) == ("gone", None)
        assert policy.schedule(Fate("u", "article", "rejected", ""), attempts=3, base_delay=2.0) == ("rejected", None)

    def test_what_robots_txt_excludes_is_looked_at_again_a_day_later(self) -> None:
        assert policy.schedule(Verdict("excluded", ""), attempts=0, base_delay=2.0) == ("excluded", 86_400.0)

    def test_an_error_of_our_own_waits_for_another_run(self) -> None:
        verdict = policy.own_error(KeyError("channel"))
        assert policy.schedule(verdict, attempts=1, base_delay=2.0) == ("failed", 3600.0)
        assert verdict.reason == "newscrawl itself failed on this page: KeyError: 'channel'"


@pytest.mark.parametrize(
    ("reason", "state"),
    [
        ("the page reads like an error page: 您访问的页面不存在", "gone"),
        ("the page reads like an error page: 404 Not Found", "gone"),
        ("the page reads like an error page: 系统繁忙", "failed"),
        ("the page asks for a login or a check: 请登录", "failed"),
        ("the page names no article and no pager", "failed"),
    ],
)
def test_a_listing_that_is_none(reason: str, state: str) -> None:
    verdict = policy.judge_refusal(reason)
    assert (verdict.state, verdict.retry) == (state, state == "failed")


def test_every_rule_is_a_line_of_its_own() -> None:
    assert len({rule.what for rule in policy.RULES}) == len(policy.RULES)
    assert {rule.fate for rule in policy.RULES} == {"failed", "gone", "rejected", "excluded", "pending"}
