"""An answer whose bytes could not be kept is a failed fetch; any other goes on as it is."""

from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.http import Response

from newscrawl.errors import ArchiveError
from newscrawl.middlewares.kept_bytes import KeptBytes
from tests.extensions.runs import ARTICLE


def test_what_was_kept_goes_on() -> None:
    response = Response(ARTICLE)
    assert KeptBytes().process_response(Request(ARTICLE, meta={"warc": ("a.warc.gz", 0)}), response) is response
    assert KeptBytes().process_response(Request(ARTICLE), response) is response


def test_what_was_not_kept_fails_with_the_reason() -> None:
    with pytest.raises(ArchiveError, match=r"^The disk is full\.$"):
        KeptBytes().process_response(Request(ARTICLE, meta={"warc_error": "The disk is full."}), Response(ARTICLE))
