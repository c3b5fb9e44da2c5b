"""Stage 2: who published the article first, read from the source line: 来源:西南商报."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newscrawl.extract.dates import RELATIVE, find_dates
from newscrawl.extract.evidence import find_source
from newscrawl.extract.sourceline import URL, is_chrome, label_pattern
from newscrawl.extract.text import fold, plain

if TYPE_CHECKING:
    from newscrawl.extract.page import Page
    from newscrawl.items import Article
    from newscrawl.sites.profile import SiteProfile

_NEXT_LABEL = re.compile(
    r"\s*[\s|丨│,;、(\[【]*(?:作者|记者|编辑|责任编辑|责编|审核|校对|发布(?:者|人)|(?:发布|发表|更新)(?=\s*:)|"
    r"(?:发布|发表|更新|修改|刊发|上传|稿件|录入|加入|添加|提交|入库|刊登|见报|发稿)?(?:时间|日期)|"
    r"点击|浏览|阅读|查看|访问|人气|我要评论|发表评论|评论|字号|字体(?:大小)?|分享(?:到|至)?|打印|收藏|撰稿|供稿|摄影|录入)"
    r"(?:次数|人数|数|量)?\s*[::(\[].*$"
)
_TOOLS = re.compile(r"(?:\s*举报|\s+(?:\+?关注|收藏|打印|分享|纠错|订阅|我要评论|评论|微信|微博))+$")
# Where a tool printed without a space after the source begins; it counts where nothing but tools follows.
_GAP = re.compile(r"[\s|丨│]+")
_GLUED = re.compile(
    r"分享(?:到|至)|(?:我要|发表)(?:评论|分享)|打印|关闭|收藏|纠错|举报|(?:共有)?\d+条评论|[【\[(]\s*[大打关字]"
)
_EDGE = "?\uff1f\ufffd \t\u3000\xa0|丨│,;、·•-—/"
_UNKNOWN = frozenset(["未知", "不详", "暂无", "无", "null", "none", "--"])


def apply(article: Article) -> Article:
    """Fill `source`; a line without one leaves it null and a problem."""
    assert article.page is not None, "source needs the page that open_page read"
    if article.source_line:
        article.source = read_source(article.source_line, article.page.site)
    if article.source is None and article.page.general and _from_elsewhere(article, article.page):
        return article
    if article.source is None:
        article.problems.append("No source is printed." if article.source_line else "No source line was found.")
    return article


def _from_elsewhere(article: Article, page: Page) -> bool:
    """On a page without landmarks: a labelled line below the text, or the document's metadata."""
    found = find_source(page, page.last)
    value = found and (found.value or read_source(found.text, page.site))
    if not found or not value:
        return False
    article.source = value
    article.problems.append(f"The source '{value}' is from {found.where}.")
    return True


def read_source(line: str, site: SiteProfile) -> str | None:
    """The source as printed, inner spaces kept, or None.

    >>> from newscrawl.sites import YYBNET
    >>> read_source("来源:西南商报 2018-12-18 10:57 https://www.yybnet.net/", YYBNET)
    '西南商报'
    """
    flat = plain(line)
    label = label_pattern(site.source_labels).search(flat)
    if not label:
        return None
    start, end = label.end(), len(flat)
    address = URL.search(flat, start)
    end = min(end, address.start() if address else end)
    for printed in find_dates(flat[start:end]):
        end = start + printed.start
        break
    relative = RELATIVE.search(flat, start, end)
    end = relative.start() if relative else end
    following = _NEXT_LABEL.search(flat, start, end)
    end = following.start() if following else end
    end = start + _without_tools(flat[start:end])
    source = _TOOLS.sub("", _without_open_bracket(line[start:end].strip(_EDGE)))
    return source if source and fold(source) not in _UNKNOWN and not _is_bar(source) else None


def _is_bar(text: str) -> bool:
    """True where tools follow the label at once, 来源: 【大 中 小】; 新浪微博 alone may be a source."""
    return is_chrome(text) and re.search(r"[\d\s(\[【]", plain(text)) is not None


def _without_tools(text: str) -> int:
    """Where the tools begin that end a text, such as 打印 关闭: its length where none do.

    The source is what stands first, whatever it is called: 来源:新浪微博 names a source.
    """
    lead = len(text) - len(text.lstrip(_EDGE))
    starts = [match.end() for match in _GAP.finditer(text)] + [match.start() for match in _GLUED.finditer(text)]
    for start in sorted(starts):
        if start > lead and is_chrome(text[start:]):
            return start
    return len(text)


def _without_open_bracket(text: str) -> str:
    """A bracket that opens before the source, or closes behind it, belongs to the line: (来源:西南商报)."""
    for opening, closing in ("()", "[]", "【】", "\uff08\uff09"):
        if text.endswith(closing) and opening not in text:
            text = text[:-1]
        if text.endswith(opening):
            text = text[:-1]
    return text.strip(_EDGE)
