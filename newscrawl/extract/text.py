"""White space and invisible characters: the only things in a text that are ever changed.

What is printed stays as printed: no NFKC, no other punctuation, no other digits. `squeeze` and `fold` make
keys for comparing and matching; they never end up in a record.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Zero-width characters, direction marks, soft hyphens, byte-order marks.
_ZERO_WIDTH = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_HAS_ZERO_WIDTH = re.compile(f"[{_ZERO_WIDTH}]").search
# A joiner of emoji is visible.
_INVISIBLE = re.compile(f"(?!\u200d[\u2600-\u27bf\U0001f000-\U0001faff])[{_ZERO_WIDTH}]")
_SHORT = 64  # characters up to which a folded text is remembered
_SPACES = re.compile(r"\s+")
_IDEOGRAPHIC_SPACE = "\u3000"

# Traditional forms of the characters that landmarks are written with.
_TRADITIONAL = str.maketrans(
    "聞薦關歡評論頻熱點閱讀圖鄉親來網報訊記導責編輯發佈時間攝賓員實習綜稿轉載瀏覽擊數號體條內容廣協總會門戶專題視聯繫"
    "權聲備註冊錄簡陽縣區鎮應無標後還這為說過樂訂閃淨華評與處於檢舉誤糾錯態擴參證電話熱門閱",
    "闻荐关欢评论频热点阅读图乡亲来网报讯记导责编辑发布时间摄宾员实习综稿转载浏览击数号体条内容广协总会门户专题视联系"
    "权声备注册录简阳县区镇应无标后还这为说过乐订闪净华评与处于检举误纠错态扩参证电话热门阅",
)
_HAS_TRADITIONAL = re.compile(f"[{''.join(map(chr, _TRADITIONAL))}]").search
# Full-width forms of ASCII to ASCII, and dashes to hyphens, character by character.
_HAS_WIDE = re.compile("[\uff01-\uff5e\u3000\xa0\u2013\u2212]").search
_HALF = {0xFF01 + n: 0x21 + n for n in range(94)} | {0x3000: 0x20, 0xA0: 0x20} | dict.fromkeys((0x2013, 0x2212), 0x2D)


def clean(text: str) -> str:
    """The text as a reader sees it: edges stripped, invisible characters gone, white space made even.

    Runs of white space become one space; ideographic spaces between words are kept, for they are printed; a
    line break between two Chinese characters is nothing, as in a browser.

    >>> clean("  3.8\\xa0 公里\\n的路 ")
    '3.8 公里的路'
    """
    if _HAS_ZERO_WIDTH(text):
        text = _INVISIBLE.sub("", text)
    words = text.split()
    if len(words) < 2:
        return words[0] if words else ""
    text = text.strip()
    return text if " ".join(words) == text else _SPACES.sub(_even, text)


def _even(match: re.Match[str]) -> str:
    run = match[0]
    if _IDEOGRAPHIC_SPACE in run:
        return _IDEOGRAPHIC_SPACE * run.count(_IDEOGRAPHIC_SPACE)
    if "\n" in run and _is_wide(match.string[match.start() - 1]) and _is_wide(match.string[match.end()]):
        return ""
    return " "


def _is_wide(char: str) -> bool:
    return "\u2e80" <= char <= "\uffdc" or char >= "\U00020000"


def squeeze(text: str) -> str:
    """The text without any white space: equal for two printings of the same words."""
    return "".join(text.split())


def fold(text: str) -> str:
    """Half-width, simplified, lower case, no white space: a key for matching labels and headings.

    >>> fold("相關新聞\uff1a")
    '相关新闻:'
    """
    return _folded_before(text) if len(text) <= _SHORT else _folded(text)


def _folded(text: str) -> str:
    key = "".join(unicodedata.normalize("NFKC", text).split()).lower()
    return key.translate(_TRADITIONAL) if _HAS_TRADITIONAL(key) else key


# Names, labels and headings are folded again and again, on one page and on the next.
_folded_before = lru_cache(maxsize=4096)(_folded)


def plain(text: str) -> str:
    """The text for matching: full-width forms of ASCII made half-width, traditional characters simplified.

    Each character stands for one, so positions in it are positions in the text.

    >>> plain("\uff12\uff10\uff11\uff18\uff1a記者")
    '2018:记者'
    """
    if _HAS_WIDE(text):
        text = text.translate(_HALF)
    return text.translate(_TRADITIONAL) if _HAS_TRADITIONAL(text) else text


def traditional_forms(chars: set[str]) -> set[str]:
    """The traditional forms of simplified characters, as far as `fold` knows them."""
    return {chr(traditional) for traditional, simple in _TRADITIONAL.items() if chr(simple) in chars}
