"""Which heading a link stands under, and what that heading makes of it: the channel's own, a side bar's, or neither.

A heading is a block of its own; the same words inside a sentence or a link are none. It governs what follows it
inside the smallest box that holds it together with a link to an article, until the next heading.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from newscrawl.extract.link_map import Line, Link, LinkMap, Piece

HeadingKind = Literal["own", "crumb", "list", "unknown", "junk"]

_EDGE = " \t:：·•|｜[]【】()（）《》<>»›＞-—_*●■▪◆★☆+"
_MORE = re.compile(r"(?:查看|点击|进入)?(?:更多|全部)|more", re.IGNORECASE)
_ENGLISH_TAIL = re.compile(r"(?<=[\u3400-\u9fff])[\s/]*[A-Za-z][A-Za-z .]*$")
_SIDE_WORD = (
    r"推荐|推薦|猜你喜欢|猜你|感兴趣|想看|热[点门议文榜搜词评读图]|最热|排行榜?|相关|相關|延伸|扩展|拓展|关联|图文|图片|图集|图说|图库|"
    r"视频|视觉|看点|看了又看|大家(?:都)?在看|还看了|都在看|爱看|乡里乡亲|周边|附近|其[他它]|友情链接|合作(?:媒体|伙伴)|专题|广告|赞助|推广|"
    r"评论|往期|精彩|精选|必看|必读|全国|国内|国际|24小时|48小时|点击量?|人气|浏览"
)
_FILLING = (
    r"新闻|新聞|频道|阅读|閱讀|内容|文章|资讯|话题|编辑|小编|站长|栏目|今日|本周|本月|一周|近期|最新|最多|特别|为[您你]|[您你]可能|还|喜欢|关注|"
    r"网友|大家|本站|城市|地区|区县|各地|链接|回顾|策划|聚焦|天下|中心|报道|集锦|瞬间|高清|列表|区|榜|周|日|月|社会|独家|推送|的|都|标签|关键词"
)
_JUNK = re.compile(rf"[\u3400-\u9fff]{{0,4}}?(?:{_FILLING})*(?:{_SIDE_WORD})(?:{_SIDE_WORD}|{_FILLING})*")
_NOTHING_HERE = re.compile(r".{0,8}(?:暂无|暂时没有|还没有|没有(?:找到|更多|任何|相关)|无相关|无记录).{0,12}")
_LIST = re.compile(
    r"(?:最新|本地|当地|今日|当日|全部|所有|滚动|近期|更多|本站|实时|要闻)?"
    r"(?:新闻|资讯|动态|消息|要闻|报道|文章|快讯|快报|头条|内容|信息)?(?:列表|中心|更新|动态|资讯|发布|报道|速递|快递)?"
)
_DATE_ONLY = re.compile(
    r"(?:\d{4}\s*[-/.年]\s*)?\d{1,2}\s*[-/.月]\s*(?:\d{1,2}\s*日?)?\s*(?:星期.|周.|[(（]?(?:星期|周).[)）]?)?|\d{4}\s*年?"
    r"|今天|昨天|前天|星期.|周[一二三四五六日]"
)
_HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "dt", "th", "caption", "legend"))
_LONGEST_HEADING = 16
_LONGEST_CRUMB = 60
_LABEL_COUNT = 3  # a heading printed this often, at the same place of its box, is a label of items


@dataclass(slots=True)
class Heading:
    """A heading, the box it governs (`scope`), and its kind.

    own      names this channel
    crumb    the breadcrumb, which names it too but stands over the whole page
    list     says list of news, of no place
    unknown  says something else, in a heading's tag
    junk     a side bar's or another channel's
    """

    node: int
    text: str
    kind: HeadingKind
    scope: int
    shape: int


def read_headings(page: LinkMap, own: str | None, others: frozenset[str], crumb: int | None) -> list[Heading]:
    """The headings that govern a link to an article, in reading order.

    `own` is this channel's name, `others` the names of the site's other channels.
    """
    nodes = [link.node for link in page.articles]
    found = [
        heading
        for index, line in enumerate(page.lines)
        for heading in _in_line(page, index, line, _Names(own, others, crumb), nodes)
    ]
    return _without_labels(page, found, nodes)


def heading_of(headings: list[Heading], page: LinkMap, links: list[Link]) -> list[Heading | None]:
    """For each of the links (in reading order) the heading that governs it."""
    governing: list[Heading | None] = []
    opened: list[Heading] = []
    following = iter([*headings, None])
    coming = next(following)
    for link in links:
        while coming and coming.node < link.node:
            opened.append(coming)
            coming = next(following)
        while opened and page.end[opened[-1].scope] <= link.node:
            opened.pop()
        governing.append(opened[-1] if opened else None)
    return governing


@dataclass(frozen=True, slots=True)
class _Names:
    own: str | None
    others: frozenset[str]
    crumb: int | None


def _in_line(page: LinkMap, index: int, line: Line, names: _Names, nodes: list[int]) -> list[Heading]:
    """The headings of one line: the line as a whole, or where it holds articles, the pieces between them."""
    pieces = [page.pieces[i] for i in line.pieces]
    if any(page.links[i].kind == "article" for i in line.links):
        return [heading for piece in pieces for heading in _beside_links(page, piece, names, nodes)]
    if not pieces:
        return []
    kind = _kind(page, index, line, pieces, names)
    return _heading(page, pieces[0].node, clean(line.text), kind, nodes) if kind else []


def _beside_links(page: LinkMap, piece: Piece, names: _Names, nodes: list[int]) -> list[Heading]:
    """A heading on one line with what it governs: only words that surely are one."""
    text = clean(piece.text)
    if piece.link is not None:
        return []
    if _is_junk(text):
        return _heading(page, piece.node, text, "junk", nodes)
    return _heading(page, piece.node, text, "own", nodes) if names.own and text == f"{names.own}新闻" else []


def _heading(page: LinkMap, node: int, text: str, kind: HeadingKind, nodes: list[int]) -> list[Heading]:
    for box in page.climb(node):
        if page.count_in(nodes, box, after=node):
            return [Heading(node, text, kind, box, page.signature[page.parent[node]])]
    return []


def _kind(page: LinkMap, index: int, line: Line, pieces: list[Piece], names: _Names) -> HeadingKind | None:
    if names.crumb is not None and any(piece.node == names.crumb for piece in pieces):
        return "crumb"
    if _in_crumb(page, pieces, names.crumb):
        return "crumb"
    text = clean(line.text)
    if not text or len(text) > _LONGEST_HEADING or _is_nav(page, index, line):
        return None
    in_tag = any(page.tag[box] in _HEADING_TAGS for box in islice(page.climb(pieces[0].node), 4))
    if _is_junk(text, shortest=2 if in_tag else 3) or _NOTHING_HERE.fullmatch(text):
        return "junk"
    if names.own and names.own in text:
        return "own"
    if text in names.others or text.removesuffix("新闻") in names.others:
        return "junk"
    if _DATE_ONLY.fullmatch(text):
        return None
    if _LIST.fullmatch(text):
        return "list"
    with_more = clean(line.text) != line.text.strip(_EDGE) and bool(line.links)
    return "unknown" if in_tag or with_more else None


def _in_crumb(page: LinkMap, pieces: list[Piece], crumb: int | None) -> bool:
    """True where the breadcrumb's last step is a link around a piece of this line."""
    links = {page.links[piece.link].node for piece in pieces if piece.link is not None}
    return crumb in links


def clean(text: str) -> str:
    """A heading without 更多, decoration and the English that repeats it."""
    text = _MORE.sub("", text).strip(_EDGE)
    return _ENGLISH_TAIL.sub("", text).strip(_EDGE).replace(" ", "")


def _is_junk(text: str, shortest: int = 3) -> bool:
    return shortest <= len(text) <= _LONGEST_HEADING and bool(_JUNK.fullmatch(text))


def _is_nav(page: LinkMap, index: int, line: Line) -> bool:
    """True for a row of links, and for one of several lines that each are nothing but a link."""
    if len([i for i in line.links if not _MORE.search(page.links[i].text)]) > 1:
        return True
    if not _is_link_line(page, line):
        return False
    around = [page.lines[i] for i in (index - 1, index + 1) if 0 <= i < len(page.lines)]
    return any(_is_link_line(page, other) for other in around)


def _is_link_line(page: LinkMap, line: Line) -> bool:
    pieces = [page.pieces[i] for i in line.pieces]
    if not line.links or any(piece.link is None and piece.text.strip(_EDGE) for piece in pieces):
        return False
    return not any(page.links[i].kind == "article" or _MORE.search(page.links[i].text) for i in line.links)


def _without_labels(page: LinkMap, headings: list[Heading], nodes: list[int]) -> list[Heading]:
    """Leave out what is printed at every item, and take a heading among a side bar's headings for one of them."""
    printed = Counter((heading.shape, heading.text, heading.kind) for heading in headings)
    unknown = Counter(heading.shape for heading in headings if heading.kind == "unknown")
    junk: dict[int, list[int]] = defaultdict(list)
    kept: list[Heading] = []
    for heading in headings:
        if heading.kind != "junk" and printed[heading.shape, heading.text, heading.kind] >= _LABEL_COUNT:
            continue
        if heading.kind == "unknown":
            if unknown[heading.shape] >= _LABEL_COUNT and _titles_one(page, heading, nodes):
                continue
            if _follows(page, heading, junk[heading.shape]):
                heading.kind = "junk"
        if heading.kind == "junk":
            junk[heading.shape].append(heading.node)
        kept.append(heading)
    return kept


def _follows(page: LinkMap, heading: Heading, junk: list[int]) -> bool:
    """True where the last side bar's heading of the same shape stands in the box around this one's."""
    around = page.parent[heading.scope]
    box = around if around >= 0 and page.tag[around] != "html" else heading.scope
    return bool(junk) and page.inside(junk[-1], box)


def _titles_one(page: LinkMap, heading: Heading, nodes: list[int]) -> bool:
    """True where the heading's box holds a single article: it is that article's title, not a list's."""
    return page.count_in(nodes, heading.scope, after=heading.node) <= 2
