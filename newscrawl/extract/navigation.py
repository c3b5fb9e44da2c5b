"""Where a listing stands in its site: the breadcrumb, the channel's own name, and the channels its nav names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newscrawl.items import ChannelLink

if TYPE_CHECKING:
    from newscrawl.extract.link_map import Line, Link, LinkMap
    from newscrawl.items import Listing

_HAN = r"\u3400-\u9fff\U00020000-\U0003ffff"
_PLACE = re.compile(rf"[{_HAN}]{{2,10}}")
_NEWS_TAIL = re.compile(r"(?:最新)?(?:新闻|新聞|资讯)(?:网|频道|中心|列表)?$")
_CITY = re.compile(rf"[{_HAN}]{{1,12}}(?:市|州|盟|地区|新区|县|区)")
_ROOT = re.compile(r"(?:网站)?首页|主页|网站主页|home", re.IGNORECASE)
_HERE = re.compile(r"^.{0,8}?位置(?:是|为)?\s*[:：]?\s*")
_SEPARATOR = re.compile(r"\s*(?:>>|>|»|›|→|/|\\|｜|\||＞|·|-|—|_)\s*")
_TOPIC = re.compile(
    r"(?:最新|热点|热门|图片|社会|国内|国际|本地|今日|推荐|相关|体育|娱乐|财经|滚动|头条|焦点|民生|时政|更多|全部|视频|图文|"
    r"精彩|综合|其他|近期|往期|网站)+"
)
_DECORATION = " \t:：·•|｜[]【】()（）《》<>»›＞-—_*●■▪◆★"
_NO_NAME = re.compile(
    r".*(?:更多|首页|上一?页|下一?页|末页|尾页|返回|进入|点击|查看|加载|登录|登陆|注册|投稿|联系|关于|广告|声明|版权|"
    r"隐私|地图|客服|帮助|招聘|手机版|客户端|电脑版|搜索|收藏|订阅|标签|专题|友情|链接|举报|反馈|热线).*"
)


@dataclass(frozen=True, slots=True)
class Place:
    """What a page says its channel is. `crumb` is the node of the breadcrumb's last step, null without one."""

    name: str | None
    city: str | None
    crumb: int | None = None


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of what may be a breadcrumb: its text, the link it is (if it is one), its node."""

    text: str
    link: Link | None
    node: int
    line: int


def district(listing: Listing) -> str | None:
    """The district of a listing's articles: 简阳; null for the city's own channel and where no name is known."""
    return listing.name if "/" in listing.channel else None


def channel_name(text: str) -> str:
    """简阳新闻 as 简阳: the name of a channel without 新闻 and decoration; empty where none is left."""
    return _NEWS_TAIL.sub("", text.strip(_DECORATION)).strip(_DECORATION)


def read_place(page: LinkMap, channel: str | None) -> Place:
    """Name and city of the page's channel: from its breadcrumb, else its nav, its headings, its title."""
    crumb = _breadcrumb(page, channel)
    name = crumb.name or _name_in_nav(page, channel) or _name_in_headings(page)
    return Place(name or _name_in_title(page), crumb.city, crumb.crumb)


def read_channels(page: LinkMap, channel: str | None, city: str | None) -> list[ChannelLink]:
    """The districts' channels that the page links to, in reading order, each slug once.

    With `channel`, only those of its city. A link whose text is no name takes it from the rest of its line.
    """
    site = page.site
    names: dict[str, str] = {}
    for link in page.links:
        slug = _first_page_of(page, link)
        if slug is None or "/" not in slug or (channel and slug.split("/")[0] != channel.split("/")[0]):
            continue
        if slug.split("/")[1] in _NOT_DISTRICTS or _is_good(page, names.get(slug, "")):
            continue
        name = _link_name(page, link)
        if name and (slug not in names or _is_good(page, name)):
            names[slug] = name
    return [ChannelLink(slug, channel_name(name), city) for slug, name in names.items() if site.title != name]


_NOT_DISTRICTS = frozenset({"news", "about", "contact", "search", "user", "login", "tag", "tags", "rss", "help"})


def _first_page_of(page: LinkMap, link: Link) -> str | None:
    """The slug of the channel whose first page the link leads to."""
    if link.kind != "listing" or not link.url or link.tag == "link":
        return None
    slug = page.site.channel(link.url)
    return slug if slug and link.url == page.site.listing_url(slug) else None


def _is_good(page: LinkMap, text: str) -> bool:
    """简阳新闻 is surely a channel's name; 简阳 may be, until a better one is met."""
    suffix = page.site.channel_suffix
    return bool(suffix) and text.endswith(suffix)


def _is_name(text: str) -> bool:
    return bool(_PLACE.fullmatch(channel_name(text))) and not _NO_NAME.fullmatch(text)


def _link_name(page: LinkMap, link: Link) -> str:
    if _is_name(link.text):
        return link.text.strip(_DECORATION)
    line = page.lines[link.line]
    if len(line.links) > 1:
        return ""
    rest = [piece.text for piece in map(page.pieces.__getitem__, line.pieces) if piece.link is None]
    text = "".join(rest).strip(_DECORATION)
    return text if _is_name(text) and _is_good(page, text) else ""


def _name_in_nav(page: LinkMap, channel: str | None) -> str | None:
    for link in page.links:
        if channel and _first_page_of(page, link) == channel and _is_good(page, link.text) and _is_name(link.text):
            return channel_name(link.text)
    return None


def _name_in_headings(page: LinkMap) -> str | None:
    for line in page.lines:
        if line.pieces and not line.links and _is_good(page, line.text) and _is_name(line.text):
            node = page.pieces[line.pieces[0]].node
            name = channel_name(line.text)
            if not _TOPIC.fullmatch(name) and any(page.tag[box] in ("h1", "h2") for box in page.climb(node)):
                return name
    return None


def _name_in_title(page: LinkMap) -> str | None:
    for part in _SEPARATOR.split(page.title):
        name = channel_name(part)
        if _is_good(page, part) and _is_name(part) and name != page.site.title and not _TOPIC.fullmatch(name):
            return name
    return None


def _breadcrumb(page: LinkMap, channel: str | None) -> Place:
    """The first row of steps that starts at the site or its home page and leads to this channel.

    A row is one line, or a run of short lines (a list).
    """
    steps = list(_steps(page)) if channel else []
    for start, root in enumerate(steps):
        if _is_root(page, root):
            found = _follow(page, str(channel), root, steps[start + 1 : start + 8])
            if found:
                return found
    return Place(None, None)


def _follow(page: LinkMap, channel: str, root: _Step, steps: list[_Step]) -> Place | None:
    """City and channel behind the root, or None where these steps are no breadcrumb of this channel."""
    row: list[_Step] = []
    complete = False
    for step in steps:
        slug = page.site.channel(step.link.url) if step.link and step.link.url else None
        if not _is_name(step.text) or not _may_stand_above(channel, slug, step, first=not row):
            break
        row.append(step)
        complete = slug == channel or (slug is None and _is_good(page, step.text))
        if complete:
            break
    following = steps[len(row)] if len(row) < len(steps) else None
    if not row or _is_nav(page, channel, row, following):
        return None
    in_one_line = row[-1].line == root.line
    is_city = "/" not in channel
    if complete or (in_one_line and (len(row) > 1 or (is_city and _CITY.fullmatch(row[0].text)))):
        return _place(row, is_city=is_city)
    return None


def _may_stand_above(channel: str, slug: str | None, step: _Step, *, first: bool) -> bool:
    """True for a step without a link, one to this channel or its city, and a province before those."""
    if step.link is None or step.link.url is None:
        return True
    return bool(slug) and (slug == channel or channel.startswith(f"{slug}/") or (first and "/" not in str(slug)))


def _is_nav(page: LinkMap, channel: str, row: list[_Step], following: _Step | None) -> bool:
    """A row of the site's navigation reads 首页 成都新闻 简阳新闻 新都新闻: it goes on to another channel."""
    link = following.link if following else None
    if not link or not link.url or not _is_good(page, row[0].text) or len(row) > 2:
        return False
    slug = page.site.channel(link.url)
    return bool(slug) and slug != channel


def _place(row: list[_Step], *, is_city: bool) -> Place:
    name = channel_name(row[-1].text)
    above = [step.text for step in (row if is_city else row[:-1])]
    city = next((text for text in reversed(above) if _CITY.fullmatch(text)), None)
    if is_city:
        return Place(name.removesuffix("市"), city, row[-1].node)
    return Place(name, city or (channel_name(above[-1]) if above else None), row[-1].node)


def _is_root(page: LinkMap, step: _Step) -> bool:
    return step.text == page.site.title or step.text in page.site.crumb_roots or bool(_ROOT.fullmatch(step.text))


def _steps(page: LinkMap) -> list[_Step]:
    """The text of the page cut at breadcrumb separators: link texts whole, other text piece by piece."""
    steps: list[_Step] = []
    for line in page.lines:
        steps += _steps_of(page, line)
    return steps


def _steps_of(page: LinkMap, line: Line) -> list[_Step]:
    steps: list[_Step] = []
    seen: set[int] = set()
    for piece in map(page.pieces.__getitem__, line.pieces):
        if piece.link is not None:
            link = page.links[piece.link]
            if piece.link not in seen:
                steps.append(_Step(link.text.strip(_DECORATION), link, link.node, piece.line))
            seen.add(piece.link)
            continue
        parts = _SEPARATOR.split(_HERE.sub("", piece.text))
        steps += [
            _Step(part.strip(_DECORATION), None, piece.node, piece.line) for part in parts if part.strip(_DECORATION)
        ]
    return steps
