"""The general method, for pages without a site's landmarks: the element that holds the text.

No landmark says where such an article ends, so structure has to: of all elements, the one with the most prose
and the least link text around it. What stands in it is kept as it stands there, captions, editor's line and
all, for nothing on the page tells them from the text; only what is plainly a list of links or a tool bar goes.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

from newscrawl.extract import junk
from newscrawl.extract.furniture import is_editors_credit
from newscrawl.extract.region import SIDE_TAGS, Found
from newscrawl.extract.sourceline import classify
from newscrawl.extract.text import plain

if TYPE_CHECKING:
    from newscrawl.extract.blocks import Block, Outline
    from newscrawl.extract.page import Page

_PROSE = re.compile(r"[,。、;:!?”…\uff0c\uff1a\uff1b\uff01\uff1f]")
_MIN_PROSE = 12  # characters of a block of prose
_LINK_PENALTY = 1.5  # prose characters that one character of link text outweighs
_STRAY_PENALTY = 0.7  # the same for a character of short blocks that are no prose
_HALF_LIFE = 0.5 ** (1 / 120)  # per character of links and strays between headline and prose
_FAR = 2400  # characters of them beyond which nothing counts less any more
_MAX_STRAY = 40  # characters that one stray block adds to the distance
_NEXT_HEADLINE = 500  # the same for the headline of another article
_MIN_REST = 0.25  # share of the prose that must follow a closing line for it not to close the article
_ABOVE_HEADLINE = 0.2  # what prose above the headline counts
_SHARE_KEPT = 0.93  # of its prose that an inner element must hold to stand for the outer one
_LIST_SHARE = 0.6  # of link text, from which an inner element is a list of links
_LIST_MIN = 2  # blocks of such a list
_END_HEADINGS = re.compile(
    r"(?:相关|推荐|延伸|热门|精彩|编辑|最新|最热|网友|全部|点击|新闻|为您|更多|猜你|今日)?"
    r"(?:阅读|新闻|报道|文章|推荐|链接|评论|热点|排行榜?|精彩|喜欢|跟贴)|我要评论|发表评论|24小时热文|大家都在看|返回顶部|"
    r"(?:免责|版权|特别)声明|阅读下一篇"
)
_EDITOR = r"(?:责任)?编辑|责编|责任编审|审核|校对|值班编委"
# Lines that end an article or stand in no article; matched on half-width text.
_CREDIT = re.compile(rf"(?:{_EDITOR})\s*[:/|].{{0,40}}|[\[(【]?作者\s*:.{{0,30}}(?:{_EDITOR})\s*:.{{0,20}}")
_BRACKETED_CREDIT = re.compile(rf"[(\[【]\s*(?:{_EDITOR})\s*:.{{0,30}}[)\]】]")
_DISCLAIMER = re.compile(
    r"[【\[(]?(?:(?:特别|免责|版权|平台|郑重|作者|内容)?声明|风险提示)[】\])]?\s*:.*|以上内容(?:\(.{0,20}\))?(?:为|由|仅|来自).*|"
    r"(?:本文|该文)(?:仅代表|观点|系|为).{0,12}(?:作者|本人|自媒体).*"
)
_TOOL = re.compile(
    r"(?=.*页)(?:首页|上一[页篇条]|下一[页篇条]|尾页|末页|共?\d+页?|[|\s<>.…])+|查看原图.{0,12}|发布于\s*:?.{0,8}|(?:扫码)?关注.{0,8}公众号.{0,16}|"
    r"分享让更多人看到|返回搜狐.{0,10}|.{0,12}返回搜狐,查看更多|展开(?:阅读)?全文|阅读(?:剩余)?全文.{0,6}|点击.{0,4}(?:查看|进入|下载).{0,10}|"
    r"(?:微信)?扫码.{0,8}|\+?关注|加载中.{0,4}|loading[.…]*|播放视频|播报文章|首赞|举报|不喜欢|原创|收起|打开APP.{0,10}",
    re.IGNORECASE,
)
_MAX_TOOL = 60  # characters of such a line


def find_text(page: Page) -> Found:
    """The blocks of the article by the general method; none where the page holds no prose."""
    outline = page.outline
    weights = _Weights(outline, page)
    node = weights.best()
    if node is None:
        return Found([], page.start, page.start, 0, None, page.anchor)
    node = weights.innermost(node)
    start, end = outline.spans[node]
    chosen = _cut(page, weights, node, start, end)
    return Found(chosen, start, end, node, None, page.anchor)


class _Weights:
    """Sums over the blocks of every element, each got by one subtraction."""

    def __init__(self, outline: Outline, page: Page) -> None:
        self.outline = outline
        prose = _faded(outline.blocks, page.start)
        links = [block.linked for block in outline.blocks]
        stray: list[float] = [
            0 if gain else max(len(block.text) - block.linked, 0)
            for gain, block in zip(prose, outline.blocks, strict=True)
        ]
        self.shown: list[float] = [0, *accumulate(len(block.text) for block in outline.blocks)]
        self.prose: list[float] = [0, *accumulate(prose)]
        self.links: list[float] = [0, *accumulate(links)]
        self.stray: list[float] = [0, *accumulate(stray)]
        self.page = page

    def of(self, sums: list[float], node: int) -> float:
        start, end = self.outline.spans[node]
        return sums[end] - sums[start]

    def best(self) -> int | None:
        """The element with the best balance of prose against links and strays; of equals the innermost."""
        best, best_score = None, 0.0
        for node in range(len(self.outline.tags)):
            score = (
                self.of(self.prose, node)
                - _LINK_PENALTY * self.of(self.links, node)
                - _STRAY_PENALTY * self.of(self.stray, node)
            )
            if score > 0 and score >= best_score:
                best, best_score = node, score
        return best

    def innermost(self, node: int) -> int:
        """The smallest element inside that holds nearly all the prose."""
        wanted = _SHARE_KEPT * self.of(self.prose, node)
        found = node
        start, end = self.outline.spans[node]
        for inner in range(node + 1, len(self.outline.tags)):
            first, after = self.outline.spans[inner]
            if first >= end:
                break
            if first >= start and after <= end and self.of(self.prose, inner) >= wanted and self._below(inner, found):
                found = inner
        return found

    def _below(self, inner: int, outer: int) -> bool:
        return outer in self.outline.ancestors(inner)


def _faded(blocks: list[Block], start: int) -> list[float]:
    """The prose of each block, counting less the more links and strays stand between it and the headline.

    An article is the first prose below its headline; what comes after a list of links is another one, a teaser
    or a comment, however long.
    """
    weights: list[float] = []
    between = 0
    for index, block in enumerate(blocks):
        prose = _prose(block)
        weights.append(prose * _HALF_LIFE ** min(between, _FAR) if index >= start else prose * _ABOVE_HEADLINE)
        if index >= start and block.heading == 1:
            between += _NEXT_HEADLINE
        elif index >= start and not prose:
            between += min(len(block.text), _MAX_STRAY)
    return weights


def _prose(block: Block) -> int:
    """Characters of prose in a block: text with punctuation, without its links."""
    text = block.text
    if len(text) < _MIN_PROSE or not _PROSE.search(text) or _DISCLAIMER.fullmatch(plain(text)):
        return 0
    return max(len(text) - 2 * block.linked, 0)


def _cut(page: Page, weights: _Weights, node: int, start: int, end: int) -> list[int]:
    """The blocks of an element without headline and source line above, lists of links, and what follows the end."""
    blocks = page.outline.blocks
    first = start
    if page.source_line and start <= page.source_line.start < end:
        first = page.source_line.end
    for _, after in page.headline.at if page.headline else []:
        if start < after <= end and weights.prose[after] - weights.prose[start] < 0.2 * weights.of(weights.prose, node):
            first = max(first, after)
    lists = _list_blocks(page.outline, weights, node)
    chosen: list[int] = []
    for index in range(first, end):
        if _is_end(blocks[index], weights, index, end):
            break
        if index not in lists and not _is_tool(page, blocks[index]):
            chosen.append(index)
    while chosen and _is_tail(blocks[chosen[-1]]):
        chosen.pop()
    after = chosen[-1] + 1 if chosen else end
    if after < len(blocks) and _BRACKETED_CREDIT.fullmatch(plain(blocks[after].text)):
        chosen.append(after)
    return chosen


def _is_tail(block: Block) -> bool:
    text = block.text
    return junk.is_footer(text) or junk.is_share_target(text) or (junk.is_link(block) and block.row < 0)


def _is_end(block: Block, weights: _Weights, index: int, end: int) -> bool:
    """A closing line or a junk heading, with little of the text below it."""
    flat = plain(block.text[:200])
    heading = len(block.text) <= 16 and _END_HEADINGS.fullmatch(junk.heading_key(block.text)) is not None
    if not heading and not _CREDIT.fullmatch(flat) and not _DISCLAIMER.fullmatch(flat):
        return False
    return weights.prose[end] - weights.prose[index] < _MIN_REST * weights.prose[index]


def _list_blocks(outline: Outline, weights: _Weights, node: int) -> set[int]:
    """Blocks of inner elements that are lists of links, or side matter by their tag."""
    found: set[int] = set()
    outer_start, outer_end = outline.spans[node]
    whole = weights.of(weights.prose, node)
    for inner in range(node + 1, len(outline.tags)):
        start, end = outline.spans[inner]
        if start >= outer_end:
            break
        if end - start < 1 or start < outer_start or start in found:
            continue
        links = weights.of(weights.links, inner)
        shown = weights.of(weights.shown, inner)
        linked = end - start >= _LIST_MIN and links > _LIST_SHARE * shown
        if linked or (outline.tags[inner] in SIDE_TAGS and 4 * weights.of(weights.prose, inner) < whole):
            found.update(range(start, end))
    return found


def _is_tool(page: Page, block: Block) -> bool:
    """A button or a bar of them: 分享, 字号, 打印."""
    text = block.text
    if block.row >= 0:
        return False
    if len(text) <= _MAX_TOOL and (_TOOL.fullmatch(plain(text)) or _CREDIT.fullmatch(plain(text))):
        return True
    return (
        junk.is_share_bar(text)
        or junk.is_share_target(text)
        or junk.is_advert(text)
        or (
            len(text) < 20
            and not text.isdigit()
            and classify(text, page.site) == "meta"
            and not is_editors_credit(text)
        )
    )
