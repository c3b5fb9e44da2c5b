"""What travels is plain data: it comes back as it was, and nothing else comes in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newscrawl.cluster import records
from newscrawl.cluster.records import BadRecord
from newscrawl.extract.fingerprint import fingerprint
from newscrawl.items import Article, ChannelLink, Fate, Fetch, Listing

FETCH = Fetch("https://www.yybnet.net/a/news/201812/1.html", "2026-11-23T01:05:50Z", 200, '"x"', None, "a.warc.gz", 7)
ITEMS: list[records.Item] = [
    Article(
        "https://www.yybnet.net/a/news/201812/1.html",
        "yybnet",
        city="成都市",
        title="简阳：“一张图”",
        authors=["刘顺菊", "王朝旭"],
        body="第一段。\n第二段。" * 20,
        images=[{"url": "https://www.yybnet.net/1.jpg", "caption": None}],
        problems=["no source"],
        fingerprint=fingerprint("简阳市踏水镇创新抓好城乡社区发展治理" * 20),
        fetch=FETCH,
    ),
    Listing(
        "https://www.yybnet.net/a/",
        "a",
        articles=["https://www.yybnet.net/a/news/201812/1.html"],
        dates=[None],
        channels=[ChannelLink("a/b", "简阳", "成都市")],
        fetch=FETCH,
    ),
    Fate("https://www.yybnet.net/a/", "listing", "failed", "HTTP 503.", 503, retry=True, retry_after=2.5),
]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: type(item).__name__)
def test_an_item_comes_back_as_it_was(item: records.Item) -> None:
    text = records.dump(records.dump_item(item))
    assert records.load_item(records.parse(text)) == item
    assert "\\u" not in text


def test_the_fingerprint_travels_too() -> None:
    back = records.load_item(json.loads(records.dump(records.dump_item(ITEMS[0]))))
    assert isinstance(back, Article)
    assert isinstance(ITEMS[0], Article)
    assert back.fingerprint == ITEMS[0].fingerprint is not None


def test_half_a_character_does_not_stop_the_way() -> None:
    back = records.parse(records.dump({"body": "\ud83d 半"}))
    assert back == {"body": "\ud83d 半"}


@pytest.mark.parametrize(
    "change",
    [
        {"is": "Pickle"},
        {"url": 7},
        {"authors": "刘顺菊"},
        {"authors": [None]},
        {"images": [{"url": None}]},
        {"fingerprint": "zz"},
        {"fingerprint": "00"},
        {"fetch": {"url": "x"}},
        {"fetch": []},
        {"body": None},
        {"url": "https://www.yybnet.net/\ud800"},
        {"fetch": {"url": "x", "fetched_at": "y", "warc_file": "../other.warc.gz"}},
        {"fetch": {"url": "x", "fetched_at": "y", "warc_offset": 1 << 64}},
    ],
    ids=str,
)
def test_a_field_of_another_type_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadRecord):
        records.load_item(records.dump_item(ITEMS[0]) | change)


@pytest.mark.parametrize("text", ["", "[]", "{", "null", '"x"', "[" * 100_000], ids=lambda text: text[:5])
def test_what_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(BadRecord):
        records.parse(text)
