"""Log lines: their form, their weight, and what they never hold."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from newscrawl import logs
from newscrawl.config import Log

logger = logging.getLogger("newscrawl.test")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    root = logging.getLogger()
    for handler in logs.ours():
        root.removeHandler(handler)
        handler.close()
    root.setLevel(logging.WARNING)


def test_json_lines_are_one_object_each(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Log(format="json", level="info"))
    logger.info("简阳 %s\nsecond line", "完", extra={"fields": {"run": 7}})
    line = json.loads(capsys.readouterr().err)
    assert line["message"] == "简阳 完\nsecond line"
    assert (line["level"], line["logger"], line["run"]) == ("info", "newscrawl.test", 7)
    assert line["at"].endswith("Z")


def test_a_traceback_stays_one_json_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Log(format="json"))
    try:
        raise ValueError("broken")
    except ValueError:
        logger.exception("it failed")
    (line,) = capsys.readouterr().err.splitlines()
    assert "ValueError: broken" in json.loads(line)["error"]


def test_a_traceback_is_shown_below_a_message_that_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Log())
    try:
        raise ValueError("token=abc123")
    except ValueError:
        logger.exception("x" * 2100)
    said = capsys.readouterr().err
    assert "… (100 characters left out)\nTraceback" in said
    assert said.endswith("ValueError: token=***\n")


def test_cron_hears_nothing_while_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Log(), environ={})
    logger.info("a run ended well")
    assert capsys.readouterr().err == ""
    logger.warning("a run needs a look")
    assert "WARNING a run needs a look" in capsys.readouterr().err


def test_the_journal_hears_of_every_run(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Log(), environ={"JOURNAL_STREAM": "8:12345"})
    logger.info("a run ended well")
    assert "a run ended well" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("GET https://me:hunter2@example.org/x", "GET https://***@example.org/x"),
        ("POST https://hooks.example.org/?token=abc123&x=1", "POST https://hooks.example.org/?token=***&x=1"),
        ("api_key: abc123, more", "api_key: ***, more"),
        ("Authorization: Bearer abc.def ghi", "Authorization: ***"),
        ("Set-Cookie: id=1; path=/", "Set-Cookie: ***"),
        ("来源:西南商报 2018-12-18 10:57", "来源:西南商报 2018-12-18 10:57"),
    ],
)
def test_secrets_are_masked(message: str, kept: str) -> None:
    assert logs.clean(message) == kept


def test_a_whole_page_is_cut() -> None:
    page = "踏水镇" * 20_000
    assert logs.clean(page) == page[: logs.LONGEST_MESSAGE] + "… (58000 characters left out)"
