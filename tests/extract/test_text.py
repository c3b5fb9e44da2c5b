"""White space and invisible characters; keys for matching."""

from __future__ import annotations

import pytest

from newscrawl.extract.text import clean, fold, plain, squeeze


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("\u3000\u3000踏水镇 ", "踏水镇"),
        ("3.8\xa0公里", "3.8 公里"),
        ("a \t\r\n b", "a b"),
        ("10:57\xa0\xa0 https", "10:57 https"),
        ("a\xa0 b c", "a b c"),
        ("踏水\n镇", "踏水镇"),
        ("刘顺菊\u3000王朝旭", "刘顺菊\u3000王朝旭"),
        ("简\u200b阳\ufeff市\u00ad", "简阳市"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("\u2003\u2003缩进", "缩进"),
        ("全角\uff0c标点\uff1a不变\uff01\uff11", "全角\uff0c标点\uff1a不变\uff01\uff11"),
        (" \n\u200b ", ""),
    ],
)
def test_clean_changes_only_white_space_and_what_nobody_sees(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


def test_keys() -> None:
    assert fold("相關 新聞\uff1a") == "相关新闻:"
    assert fold("相關 新聞\uff1a" * 40) == "相关新闻:" * 40
    assert squeeze(" a\u3000b\n") == "ab"
    assert plain("\uff12\uff10\uff11\uff18\uff1a記者\u3000") == "2018:记者 "
