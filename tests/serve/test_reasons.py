"""Every sentence that says why a page was not archived, or what is odd about an article, is told in Chinese."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import newscrawl
from newscrawl import policy
from newscrawl.serve.reasons import in_chinese, told

PACKAGE = Path(newscrawl.__file__).parent
NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("The site answered HTTP 503.", "网站返回 HTTP 503。"),
        ("The site says the page does not exist (HTTP 404).", "网站称此页不存在（HTTP 404）。"),
        (
            "The site took too long to answer. To be tried again from 2026-11-24T00:00:00Z.",
            "网站响应超时。2026-11-24T00:00:00Z 起重试。",
        ),
        ("The connection broke: Connection was closed cleanly.", "连接中断：Connection was closed cleanly。"),
        (
            "It is no listing: the page reads like an error page: 出错了.",
            "不是列表页：像是错误页（出错了）。",
        ),
        ("The address says 2018-12, the page says 2019-01-02.", "网址中的月份是 2018-12，网页上的日期是 2019-01-02。"),
        (r"The printed date '2018-13-\1' is impossible.", r"所印日期“2018-13-\1”不存在。"),
    ],
)
def test_a_known_sentence_is_told_in_chinese(english: str, chinese: str) -> None:
    assert in_chinese(english) == chinese
    assert told(english, "zh") == (chinese, "zh-CN")
    assert told(english, "en") == (english, "en")


def test_what_is_not_known_stays_as_it_is() -> None:
    assert told("Somebody else's sentence.", "zh") == ("Somebody else's sentence.", "en")
    assert told("Somebody else's. To be tried again from 2026.", "zh") == (
        "Somebody else's. To be tried again from 2026.",
        "en",
    )


@pytest.mark.parametrize("status", [204, 206, 302, 400, 401, 403, 404, 408, 410, 418, 429, 451, 500, 502, 503, 520])
def test_every_status_has_its_chinese(status: int) -> None:
    verdict = policy.judge_status(status, now=NOW)
    assert verdict is not None
    assert in_chinese(verdict.reason)


def filled_in(sentence: str) -> str:
    return re.sub(r"\{[^}]+\}", "2018-12", sentence.replace("{what}", ", only pictures"))


def test_no_sentence_about_an_article_was_forgotten() -> None:
    """What the extraction raises and notes, as it stands in its code; what is filled in stands for itself."""
    told_of = []
    for path in sorted((PACKAGE / "extract").glob("*.py")):
        code = path.read_text(encoding="utf-8")
        told_of += re.findall(r'(?:NotAnArticle|article\.problems\.append)\(\s*f?"([^"]+)"', code)
        told_of += re.findall(r'return "(The (?:page|address) [^"]+\.)"', code)
    assert len(told_of) > 15
    assert [sentence for sentence in told_of if not in_chinese(filled_in(sentence))] == []
