"""A listing page, read: its own articles, where it goes on, the channels it names.

Articles are known by the grammar of their addresses, never by a list's class; see `own_list` for how the channel's
list is told from side bars, `pager` for the next page, `navigation` for names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newscrawl.extract.decode import decode
from newscrawl.extract.link_map import LinkMap
from newscrawl.extract.list_dates import read_dates
from newscrawl.extract.navigation import read_channels, read_place
from newscrawl.extract.own_list import choose_links
from newscrawl.extract.pager import read_pager
from newscrawl.extract.sections import read_headings
from newscrawl.extract.tree import parse
from newscrawl.items import Listing

if TYPE_CHECKING:
    from newscrawl.sites.profile import SiteProfile

_NO_LISTING = "the page names no article and no pager"
_READS_LIKE_ERROR = "the page reads like an error page"
_ASKS_FOR_LOGIN = "the page asks for a login or a check"
_EMPTY = "the listing names no article"
_REFUSALS = (_NO_LISTING, _READS_LIKE_ERROR, _ASKS_FOR_LOGIN)
_ERROR = re.compile(
    r"\b(?:40[0-9]|50[0-4])\b|not found|forbidden|bad gateway|service unavailable|access denied|"
    r"(?:页面|网页|文件|内容|地址|链接|信息)(?:.{0,6})(?:不存在|未找到|找不到|已删除|被删除|已失效|出错|无法访问)|"
    r"找不到(?:.{0,6})(?:页面|网页|文件|内容)|(?:服务器|系统|程序|数据库)(?:.{0,4})(?:错误|出错|异常|繁忙|维护)|拒绝访问|网站维护|正在维护|出错了",
    re.IGNORECASE,
)
_GATE = re.compile(
    r"(?:请|需要?|用户|会员|账号|密码|立即)(?:先)?(?:登录|登陆)|^(?:登录|登陆|login|sign in)$|"
    r"验证码|安全验证|人机验证|访问(?:过于|太)频繁|captcha",
    re.IGNORECASE,
)
_SHORT = 40  # characters of a line that can be a message; a page of more lines than _FEW_LINES has real content
_FEW_LINES = 60


def read_listing(body: bytes, *, url: str, content_type: str | None, site: SiteProfile) -> Listing:
    """What the listing page at `url` says. Never raises; what the page does not say is empty or null.

    Articles and `next_url` are canonical addresses. `problems` holds sentences on what is odd; `refusal` tells
    from them a page that is no listing at all. Time is linear in the size of the page.
    """
    page = LinkMap(parse(decode(body, content_type)), url=url, site=site)
    channel = site.channel(url) if site.kind(url) == "listing" else None
    place = read_place(page, channel)
    channels = read_channels(page, channel, place.city)
    others = frozenset(link.name for link in channels if link.slug != channel and link.name != place.name)
    headings = read_headings(page, place.name, others, place.crumb)
    pager = read_pager(page, channel)
    is_message = place.crumb is None and not pager.nodes and bool(_ERROR.search(page.title) or _GATE.search(page.title))
    links = [] if is_message else choose_links(page, headings, pager.nodes, channel)
    listing = Listing(
        url=site.canonical(url) or url,
        channel=channel or "",
        articles=list(dict.fromkeys(str(link.url) for link in links)),
        next_url=pager.next_url,
        channels=channels,
        name=place.name,
        city=place.city,
        problems=pager.problems,
    )
    listing.dates = read_dates(page, links, listing.articles)
    if not listing.articles and not listing.next_url:
        listing.problems += _what_is_wrong(page, has_pager=bool(pager.nodes), has_place=place.name is not None)
    return listing


def refusal(listing: Listing) -> str | None:
    """Why a page is no listing at all (an error page with status 200, a login page), or None where it is one.

    A listing without articles that names its channel is a listing, only empty.
    """
    if listing.articles or listing.next_url:
        return None
    return next((problem for problem in listing.problems if problem.startswith(_REFUSALS)), None)


def _what_is_wrong(page: LinkMap, *, has_pager: bool, has_place: bool) -> list[str]:
    """Sentences on a page that names no article and no next page."""
    message = _message(page, _ERROR)
    if message:
        return [f"{_READS_LIKE_ERROR}: {message}"]
    message = _message(page, _GATE)
    if message:
        return [f"{_ASKS_FOR_LOGIN}: {message}"]
    return [_EMPTY if has_pager or has_place else _NO_LISTING]


def _message(page: LinkMap, pattern: re.Pattern[str]) -> str | None:
    """The title, or a short line outside links, that matches."""
    if pattern.search(page.title):
        return page.title[:_SHORT]
    if len(page.lines) > _FEW_LINES and not page.articles:
        return None
    for line in page.lines:
        if len(line.text) <= _SHORT and not line.links and pattern.search(line.text):
            return line.text
    return None
