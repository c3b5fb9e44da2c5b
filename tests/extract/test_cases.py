"""Frozen pages and the records they must become: tests/cases/<site>/<slug>/{page.html, meta.json, expected.json}.

`meta.json` holds `url` and `content_type` (either may be null); `expected.json` the record as `newscrawl parse`
prints it, or `article: false` and the reason.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newscrawl.errors import NotAnArticle
from newscrawl.extract import extract_article
from newscrawl.sites import SITES

CASES = sorted((Path(__file__).parent.parent / "cases").glob("*/*/page.html"))
FIELDS = (
    "title",
    "source",
    "published_at",
    "city",
    "district",
    "channel",
    "byline",
    "authors",
    "body",
    "images",
    "source_line",
    "problems",
)


def read_case(page: Path) -> dict[str, Any]:
    meta = json.loads((page.parent / "meta.json").read_text(encoding="utf-8"))
    site = SITES[page.parent.parent.name]
    try:
        article = extract_article(
            page.read_bytes(), url=meta["url"] or "", content_type=meta["content_type"], site=site
        )
    except NotAnArticle as reason:
        return {"article": False, "reason": str(reason)}
    return {"article": True, **{name: getattr(article, name) for name in FIELDS}}


@pytest.mark.parametrize("page", CASES, ids=lambda page: f"{page.parent.parent.name}/{page.parent.name}")
def test_a_frozen_page_gives_its_record(page: Path) -> None:
    expected = json.loads((page.parent / "expected.json").read_text(encoding="utf-8"))
    assert read_case(page) == expected


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 60
