"""A 429 makes the whole run pause, for as long as the site asks and no longer than the run has patience."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http import Response

from newscrawl.items import ChannelLink
from newscrawl.middlewares.pause import PauseWhenAsked
from tests.extensions.runs import ARTICLE, begun


@pytest.mark.parametrize(
    ("status", "headers", "pauses"),
    [
        (429, {"Retry-After": "40"}, True),
        (429, {}, True),
        (429, {"Retry-After": "soon"}, True),
        (503, {"Retry-After": "40"}, False),
        (200, {}, False),
    ],
)
def test_only_too_many_requests_makes_it_pause(
    tmp_path: Path, status: int, headers: dict[str, str], pauses: bool
) -> None:
    response = Response(ARTICLE, status, headers)
    with begun(tmp_path) as run:
        run.begin_channel(ChannelLink("chengdu/jianyang", "简阳"))
        middleware = PauseWhenAsked.from_crawler(run.crawler)
        assert middleware.process_response(Request(ARTICLE), response) is response
        assert run.frontier.is_paused() == pauses
        assert (run.next_page() is None) == pauses


def test_a_pause_is_never_longer_than_the_patience_of_the_run(tmp_path: Path) -> None:
    with begun(tmp_path, settings={"NEWSCRAWL_RETRY_DELAY": 0.0, "NEWSCRAWL_RETRY_PATIENCE": 0.0}) as run:
        asked = Response(ARTICLE, 429, {"Retry-After": "86400"})
        PauseWhenAsked.from_crawler(run.crawler).process_response(Request(ARTICLE), asked)
        assert not run.frontier.is_paused()
