"""Stage 4: who wrote it. A byline on a line of its own leaves the body; one inside a sentence stays in it too.

Forms: 刘顺菊 王朝旭 文/图 · 本报记者 张三 李四 摄影报道 · (记者 王五) · 记者 王五 通讯员 赵六 · 据新华社 ·
本报讯(记者 王五)…
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newscrawl.extract.credits import Credit, read_credit
from newscrawl.extract.text import plain

if TYPE_CHECKING:
    from newscrawl.items import Article

_LOOK_BACK = 3  # paragraphs at the end of the body among which a byline line may stand
_LOOK_AHEAD = 2  # the same at its start
_HEAD = 90  # characters of the first paragraph in which a byline in brackets stands
_FOOT = 64  # characters of the last paragraph
_STOPS = tuple("。!?…\uff01\uff1f")
_CLOSING = "”』」)\uff09"
# 本报讯(记者 王五) · 新华社成都12月18日电(记者 王五) · 四川日报讯 记者 王五 报道
_AT_HEAD = re.compile(r"(?P<wire>(?:讯|消息|电|报道)\s?)?\((?P<inner>[^()]{2,60})\)")
_UNBRACKETED = re.compile(r"^.{0,12}讯[\s:]+(?P<inner>(?:本报|本网)?记者\s?[\u3400-\u9fff]{2,4})(?=[\s报从在])")
_AT_FOOT = re.compile(r"(?<=[。!?”…])\s*\((?P<inner>[^()]{2,60})\)。?$")
_FROM_LINE = re.compile(r"(?:作者|记者|撰文)\s*:\s*(?=[\u3400-\u9fff])")
_NAMES = re.compile(r"[\u3400-\u9fff·]{2,12}(?:[\s、,]+[\u3400-\u9fff·]{2,12}){0,5}")
# What may follow the names in a source line, glued to them or not.
_AFTER_NAMES = re.compile(
    r"[\s/]*(?:[\d(|\[【]|(?:发布|发表|更新|录入|加入|上传|添加)?(?:时间|日期|于)|(?:发布|发表|更新)\s*:|(?:文章|新闻|信息|稿件)?(?:来源|出处)|稿源|来自|"
    r"(?:责任)?编辑|责编|审核|校对|点击|浏览|阅读|查看|访问|人气|评论|我要|共有|已有|发表评论|字号|字体|分享|打印|关闭|收藏|纠错)"
)


def apply(article: Article) -> Article:
    """Fill `byline` and `authors`; a line that is nothing but the byline leaves the body.

    On a page without landmarks (`page.general`) the line is read, but stays: nothing tells it from the text.
    """
    page = article.page
    assert page is not None, "byline needs the page that open_page read"
    at, found = _own_line(page.paragraphs)
    if found is None:
        found = _inside(page.paragraphs)
    elif not page.general:
        del page.paragraphs[at]
        article.body = "\n".join(page.paragraphs)
    if found is None and article.source_line:
        found = _from_source_line(article.source_line)
    if found:
        article.byline, article.authors = found.text, found.authors
    return article


def _own_line(paragraphs: list[str]) -> tuple[int, Credit | None]:
    """The byline line at the end of the body, or else at its start; -1 and None where there is none."""
    last = len(paragraphs) - 1
    for at in range(last, max(last - _LOOK_BACK, -1), -1):
        found = read_credit(paragraphs[at], bare=_may_be_bare(paragraphs, at))
        if found:
            return at, found
    for at in range(min(_LOOK_AHEAD, len(paragraphs))):
        found = read_credit(paragraphs[at])
        if found:
            return at, found
    return -1, None


def _may_be_bare(paragraphs: list[str], at: int) -> bool:
    """True where names may stand without any title: on the last line, below a sentence, not below verse."""
    if at == 0 or at < len(paragraphs) - 1:
        return False
    return paragraphs[at - 1].rstrip(_CLOSING).endswith(_STOPS)


def _inside(paragraphs: list[str]) -> Credit | None:
    """A byline in brackets at the head of the first paragraph, or at the foot of the last one."""
    if not paragraphs:
        return None
    head = paragraphs[0][:_HEAD]
    for match in (*_AT_HEAD.finditer(plain(head)), *_UNBRACKETED.finditer(plain(head))):
        found = read_credit(
            head[match.start("inner") : match.end("inner")], bare=match.groupdict().get("wire") is not None
        )
        if found and found.authors:
            return found
    foot = paragraphs[-1][-_FOOT:]
    tail = _AT_FOOT.search(plain(foot))
    return read_credit(foot[tail.start("inner") : tail.end("inner")], bare=True) if tail else None


def _from_source_line(line: str) -> Credit | None:
    """作者:王五 beside source and date."""
    flat = plain(line)
    label = _FROM_LINE.search(flat)
    if not label:
        return None
    following = _AFTER_NAMES.search(flat, label.end())
    end = following.start() if following else len(flat)
    shown = line[label.end() : end].rstrip()
    names = read_credit(shown, bare=True, titled=True) if _NAMES.fullmatch(plain(shown)) else None
    return Credit(line[label.start() : end].strip(), names.authors) if names else None
