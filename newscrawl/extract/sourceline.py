"""The line below the headline: 来源:西南商报 2018-12-18 10:57 https://www.yybnet.net/, whole or in pieces."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from newscrawl.extract.dates import RELATIVE, find_dates
from newscrawl.extract.furniture import EDITORS, is_editors_credit
from newscrawl.extract.text import fold, plain

if TYPE_CHECKING:
    from newscrawl.extract.blocks import Block
    from newscrawl.sites.profile import SiteProfile

Kind = Literal["source", "time", "url", "author", "meta", "none"]

URL = re.compile(r"(?:https?://|www\.|m\.)[\w.-]+(?::\d+)?[\w./?=&%#:~+-]*", re.IGNORECASE | re.ASCII)
# Words that stand beside source and time, and say nothing of the article.
_TIME_LABEL = (
    r"(?:发布|发表|更新|修改|刊发|上传|稿件|录入|加入|添加|提交|入库|刊登|见报|发稿)?(?:时间|日期|于)|"
    r"(?:发布|发表|更新)(?:于|时间)?"
)
_COUNTERS = r"(?:点击|浏览|阅读|查看|访问|人气|评论|点赞|分享|转发|收藏|热度|关注|跟贴|参与)"
_CHROME = (
    rf"{_TIME_LABEL}|责任编辑|责编|编辑|我要(?:评论|分享|投稿|纠错)|发表评论|分享(?:到|至|本文)|"
    rf"{_COUNTERS}(?:次数|人数|数|量|率)?:?\s*[\[(]?(?:loading|加载中)?\s*\d*(?:,\d{{3}})*\s*[\])]?(?:次|人|条|万)?|"
    r"我有话说|我来说两句|(?:已有|共有)?\d+(?:条|人)(?:评论|参与)|挑错|加入收藏|"
    r"微信(?:好友)?|新浪微博|腾讯微博|微博|朋友圈|qq空间|qq好友|qzone|qq|人人网|豆瓣|百度贴吧|复制链接|更多|"
    r"打印(?:本页|本文|此文)?|关闭(?:窗口|本页)?|字号|字体(?:大小)?|超大|特大|[大中小]|默认|a[+-]|t[|]?t|[+]|-|"
    r"手机(?:看新闻|阅读|版)?|扫一扫.{0,12}|扫码.{0,12}|投稿|纠错|(?:条|人)(?:评论|参与)|\d+|听新闻|语音播报|朗读|"
    r"举报|赞|顶|踩|原创|facebook|twitter|linkedin|email|rss"
)
_COUNTED = re.compile(rf"{_COUNTERS}(?:次数|人数|数|量)?\s*:\s*[\[(]?\d[\d,]*[\])]?(?:次|人|条)?")
_CHROME_ONLY = re.compile(rf"(?:(?>{_CHROME})[\s:|·,、()\[\]【】/]*+)++", re.IGNORECASE)
_CHROME_WORD = re.compile(rf"{_TIME_LABEL}", re.IGNORECASE)
_SENTENCE = re.compile(r"[。!?;]|,.{6}")
_AUTHOR = re.compile(r"(?:作者|记者|撰文|文|通讯员|供稿|撰稿(?:人)?)\s*:\s*\S.{0,38}")
_EDGE = " \t\u3000|·,、()[]【】:/-—"
# What a bad re-encoding makes of a no-break space: 10:57?? https://…
_GARBLED = re.compile(r"[?\ufffd]{2,}|(?<![\u4e00-\u9fff])[?\ufffd]")
_MAX_LINE = 140  # characters of one block of a source line
_MAX_SOURCE = 40  # characters left when label, time and address are taken out
_MAX_TIME_REST = 24
_MAX_GROUP = 12  # blocks a source line may be spread over
_MAX_VALUE = 24  # characters of a source that stands in a block of its own


@dataclass(slots=True)
class SourceLine:
    """Where the source line stands (`end` exclusive), what it says, and which landmarks are in it.

    `own` is true where its address is one of the site's.
    """

    start: int
    end: int
    parts: list[str] = field(default_factory=list)
    labelled: bool = False
    dated: bool = False
    addressed: bool = False
    own: bool = False

    @property
    def text(self) -> str:
        """The raw evidence: its pieces as printed, joined by one space."""
        return " ".join(self.parts)

    @property
    def weight(self) -> int:
        """How much speaks for it: a label, a date, an address, one of the site's own."""
        return 4 * self.labelled + 2 * self.dated + self.addressed + 3 * self.own


@lru_cache
def label_pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    """Matches a source label with its colon, in half-width text; the source begins where it ends."""
    words = "|".join(r"\s?".join(map(re.escape, label)) for label in labels)
    return re.compile(rf"(?:文章|新闻|信息|稿件|本文|消息|内容)?(?:{words}|來源|稿源|文章出处|出处|来自)\s*:\s*")


def is_chrome(text: str) -> bool:
    """True for words that stand beside source and time and say nothing of the article: 字号 大 中 小, 阅读 1,024.

    >>> is_chrome("查看:102 次"), is_chrome("四川日报")
    (True, False)
    """
    return _CHROME_ONLY.fullmatch(fold(text).strip(_EDGE)) is not None


def classify(text: str, site: SiteProfile) -> Kind:
    """What one block is in a source line; `none` where it belongs to no such line."""
    return _classify(text, site) if len(text) <= _MAX_LINE else "none"


@lru_cache(maxsize=2048)
def _classify(text: str, site: SiteProfile) -> Kind:
    """Cached, for the same few lines are asked about again and again, on one page and on the next."""
    line = plain(text)
    dates = list(find_dates(line, site.timezone))
    bare = URL.sub(" ", line)
    for found in reversed(dates):
        bare = bare.replace(found.text, " ")
    bare = _GARBLED.sub(" ", bare)
    label = label_pattern(site.source_labels).search(bare)
    if label and _is_source(bare, label):
        return "source"
    relative = RELATIVE.search(bare)
    if relative:
        bare = bare.replace(relative[0], " ", 1)
    rest = _CHROME_WORD.sub("", bare).strip(_EDGE)
    if dates or relative:
        rest = _without_chrome(rest)
        return "time" if len(rest) <= _MAX_TIME_REST and not _SENTENCE.search(rest) else "none"
    if not rest:
        return "url" if URL.search(line) else "meta"
    if _AUTHOR.fullmatch(rest) and not _SENTENCE.search(rest):
        return "author"
    return "meta" if _CHROME_ONLY.fullmatch(fold(rest)) or is_editors_credit(rest) else "none"


def _is_source(bare: str, label: re.Match[str]) -> bool:
    before, after = _without_chrome(bare[: label.start()]), _without_chrome(bare[label.end() :])
    if _SENTENCE.search(after) or _SENTENCE.search(before):
        return False
    return len(after) <= _MAX_SOURCE and len(before) <= _MAX_TIME_REST


def _is_pair(label: Block, value: Block, following: Block) -> bool:
    """True where label and value are two elements side by side, and what follows stands in another one: dt and dd."""
    apart = following.node > value.node + 1 or following.node < label.node
    return value.node == label.node + 1 and apart and not _SENTENCE.search(plain(value.text))


def _is_time_label(text: str) -> bool:
    """True for 发布时间: in a block of its own, whose date is in the next one."""
    label = plain(text).strip()
    return len(label) > 1 and label.endswith(":") and _CHROME_WORD.fullmatch(label[:-1].strip()) is not None


def _without_chrome(text: str) -> str:
    """What is left of a piece of the line without its tools, counters and editors, however many there are."""
    words = EDITORS.sub(" ", _COUNTED.sub(" ", text)).replace("|", " ").split()
    return " ".join(word for word in words if not _CHROME_ONLY.fullmatch(fold(word).strip(_EDGE) or "-")).strip(_EDGE)


def find_source_line(
    blocks: list[Block], site: SiteProfile, start: int, stop: int, title_key: str | None
) -> SourceLine | None:
    """The source line that begins between two blocks, `stop` exclusive; None where there is none.

    It ends where the headline is repeated, for there the body begins.
    """
    for at in range(start, min(stop, len(blocks))):
        kind = classify(blocks[at].text, site)
        if kind in ("source", "time", "url"):
            return _grow(blocks, site, at, start, title_key)
    return None


def _grow(blocks: list[Block], site: SiteProfile, at: int, floor: int, title_key: str | None) -> SourceLine:
    first = at
    while first > floor and classify(blocks[first - 1].text, site) in ("author", "meta", "time"):
        first -= 1
    line = SourceLine(first, first)
    index = first
    while index < min(first + _MAX_GROUP, len(blocks)):
        text = blocks[index].text
        kind = classify(text, site)
        if kind == "none":
            if not _is_value(blocks, index, site, title_key, line):
                break
            kind = "source"
        if title_key and fold(text) == title_key:
            break
        if kind != "meta":
            line.parts.append(text)
        line.labelled |= kind == "source"
        line.dated |= next(find_dates(text), None) is not None
        address = URL.search(plain(text))
        line.addressed |= address is not None
        line.own |= address is not None and site.owns(address[0])
        index += 1
    line.end = index
    return line


def _is_value(blocks: list[Block], index: int, site: SiteProfile, title_key: str | None, line: SourceLine) -> bool:
    """True for a block that is the source itself, after a block that is only the label."""
    text = blocks[index].text
    previous = plain(line.parts[-1]) if line.parts else ""
    label = label_pattern(site.source_labels).search(previous)
    if not label or previous[label.end() :].strip(_EDGE) or len(text) > _MAX_VALUE or fold(text) == title_key:
        return False
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    if following and (classify(following.text, site) in ("time", "url") or _is_time_label(following.text)):
        return True
    if following and (fold(following.text) == title_key or _is_pair(blocks[index - 1], blocks[index], following)):
        return True
    return line.dated and blocks[index].row >= 0
