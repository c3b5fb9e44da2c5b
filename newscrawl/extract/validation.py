"""Stage 5: is this an article at all? And what is odd about it?"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from newscrawl.errors import NotAnArticle
from newscrawl.extract.sourceline import label_pattern
from newscrawl.extract.text import fold, plain

if TYPE_CHECKING:
    from newscrawl.extract.page import Page
    from newscrawl.items import Article

_ERROR_TITLE = re.compile(
    r"(?:^|error|http|错误(?:代码)?|出错)[\s:#(]*(?:40[0-4]|410|50[0-4])(?=\s*(?:$|[-_|–—:·!)](?!\s*\d)|not|error|bad|forbidden|internal|"
    r"service|gateway|页面|网页|文件|错误|找不到|未找到|抱歉|对不起|您))|not\s*found|forbidden|bad\s*gateway|服务器错误|出错了|错误提示|"
    r"(?:页面|网页|文章|内容|信息|新闻|地址)(?:已经?)?(?:不存在|没有找到|未找到|找不到|无法找到|被?删除|走丢了?)|找不到(?:该|您|你)?.{0,6}页|"
    r"您?(?:要)?访问的(?:页面|网页|地址|文章)",
    re.IGNORECASE,
)
_LOGIN_TITLE = re.compile(
    r"^(?:用户|会员|账号|帐号|请先?)?(?:登录|登陆|注册|sign\s?in|log\s?in)(?:$|[\s_|—-])", re.IGNORECASE
)
_ROW_DATE = re.compile(r"(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?(?:\s\d{1,2}:\d{2}(?::\d{2})?)?[\])】]?\s*$")
_ROW_END = 24  # characters at the end of a line in which a list prints its date
_MAX_ROW = 120  # characters of a line of a list: headline, source, date
_MIN_ROWS = 4  # dated lines that make a page a list
_MAX_CHANNEL = 8  # characters of a channel's name
_MAX_ERROR_LINE = 40  # characters of a block of its own that is the site's error message
_MAX_ERROR_BODY = 300  # characters; a longer body is no error message
_MIN_BODY = 15  # characters of a body that no landmark vouches for
_MOSTLY_LINK = 0.5  # share of a block that is link text; a date may stand beside the link
_MAX_LINKED = 0.6  # share of linked blocks from which a page without landmarks is a list


def apply(article: Article) -> Article:
    """Record what is missing. Raises NotAnArticle, with the reason, where what is left is no article."""
    page = article.page
    assert page is not None, "validation needs the page that open_page read"
    reason = _reason_against(article, page)
    if reason:
        raise NotAnArticle(reason)
    if not article.title:
        article.problems.append("No headline is printed.")
    if not article.body:
        what = ", only a video" if page.outline.players else ", only pictures" if article.images else ""
        article.problems.append(f"The article has no text{what}.")
    if article.city is None and not page.general:
        article.problems.append("No breadcrumb or address tells the city.")
    if page.general:
        article.problems.append("The site's landmarks are absent: the text was found by the general method.")
    return article


def _reason_against(article: Article, page: Page) -> str | None:
    printed = (page.meta.title, article.title or "")
    if len(article.body) <= _MAX_ERROR_BODY:
        if any(map(_ERROR_TITLE.search, printed)) or (page.general and _ERROR_TITLE.search(article.body[:200])):
            return "The page is an error message of the site."
        if page.general and not article.published_at and _shows_error(page):
            return "The page is an error message of the site."
        if _LOGIN_TITLE.search(page.meta.title) or (not article.published_at and _is_gate(page)):
            return "The page asks to log in."
    if article.url and page.site.kind(article.url) == "listing":
        return "The address is that of a listing."
    labelled = page.source_line is not None and page.source_line.labelled
    leaf = _ends_with_article(page)
    vouched = (leaf and (article.published_at or article.images)) or (labelled and not _names_many_sources(page))
    if not vouched and _is_list(page):
        return "The page is a listing, or another list of links."
    if (labelled or page.breadcrumb) and (article.title or article.body):
        return None
    if not article.title:
        return "The page has no headline."
    if len(article.body) < _MIN_BODY:
        return "The page has neither the landmarks of an article nor a text."
    return None


def _shows_error(page: Page) -> bool:
    """A short block of its own says that the page is not there, among whatever else the site shows."""
    blocks = page.outline.blocks
    return any(len(block.text) <= _MAX_ERROR_LINE and _ERROR_TITLE.search(block.text) for block in blocks)


def _is_gate(page: Page) -> bool:
    """True for a page that asks for a password and shows no landmark of an article: many a head holds a login form."""
    if (page.source_line and page.source_line.labelled) or _ends_with_article(page):
        return False
    return any((field.get("type") or "").lower() == "password" for field in page.root.iter("input"))


def _ends_with_article(page: Page) -> bool:
    """True where the breadcrumb goes on below the channel: to 正文, or to the headline."""
    crumbs = page.breadcrumb
    return crumbs is not None and (crumbs.leaf or fold(crumbs.names[-1]) == page.title_key)


def _is_sure_headline(page: Page) -> bool:
    """True for a headline that `<title>` confirms, with a date printed beside it, or at an article's address."""
    if page.headline is None or not page.headline.at or page.title_key not in fold(page.meta.title):
        return False
    dated = page.source_line is not None and page.source_line.dated
    return dated or page.site.kind(page.url) == "article"


def _names_many_sources(page: Page) -> bool:
    """True for a list whose every row names its source."""
    label = label_pattern(page.site.source_labels)
    rows = (block for block in page.outline.blocks if len(block.text) <= _MAX_ROW and label.search(plain(block.text)))
    return sum(1 for _ in islice(rows, _MIN_ROWS)) == _MIN_ROWS and not _is_sure_headline(page)


def _is_list(page: Page) -> bool:
    """True where breadcrumb or headline is a channel's name, the lines carry dates, or hardly one is not a link."""
    if page.breadcrumb and not _ends_with_article(page) and not _is_sure_headline(page):
        return True
    if page.title_key.endswith(fold(page.site.channel_suffix)) and len(page.title_key) <= _MAX_CHANNEL:
        return True
    lines = page.paragraphs
    dated = sum(_ROW_DATE.search(plain(line[-_ROW_END:])) is not None for line in lines)
    if dated >= max(_MIN_ROWS, len(lines) // 4):
        return True
    blocks = page.outline.blocks
    linked = sum(block.link_density > _MOSTLY_LINK for block in blocks)
    return not any("。" in line for line in lines) and linked > _MAX_LINKED * len(blocks)
