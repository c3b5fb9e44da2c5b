"""What a page prints around an article, and how a reader tells it: headings, slogans, share bars, ads, footers.

Every test is on a whole block. The same words inside a sentence mean nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from newscrawl.extract.text import fold, plain, squeeze, traditional_forms

if TYPE_CHECKING:
    from collections.abc import Callable

    from newscrawl.extract.blocks import Block
    from newscrawl.sites.profile import SiteProfile

_DECORATION = " \t:·•*#…~_|—–―-=+>»›<«‹[]【】「」『』〖〗《》()■□●○◆◇▶▷►▼▽★☆◎※丨┃▌▍\u3000"
_MORE = re.compile(r"(?:查看更多|更多|more|换一换|换一批|展开)$", re.IGNORECASE)
_MAX_HEADING = 24  # characters of a heading with its decoration
_MAX_COMMENT = 200  # characters of 评论:(headline)
_LINKED = 0.8  # share of link text from which a block is a link and nothing else
_LISTED = 0.5  # the same for what follows a heading in one block

_FOOTER = re.compile(
    r"copyright|©|\(c\)\s*(?:19|20)\d\d|版权(?:所有|归|$)|all\s*rights\s*reserved|[\u4e00-\u9fff]icp[备证]|公网安备|"
    r"(?:违法|不良).{0,8}信息.{0,4}举报|网络视听许可证|互联网新闻信息服务许可|增值电信业务",
    re.IGNORECASE,
)
_FOOTER_LINE = re.compile(
    r"(?:返回(?:顶部|首页|列表|上一页)|回到顶部|关于我们|联系我们|网站地图|友情链接|免责声明|广告服务|加入收藏|设为首页|"
    r"电脑版|手机版|触屏版|网站首页)(?:[\s|·-]++[^\s|·-]{2,6})*+"
)
_NEIGHBOUR = re.compile(r"(?:上|下)一?(?:篇|条|则)(?:文章|新闻)?\s*[:>]?\s*.{0,60}")
_TARGETS = (
    r"(?:(?>微信(?:好友|扫一扫)?|朋友圈|(?:新浪|腾讯)?微博|qq(?:空间|好友)?|qzone|人人网|豆瓣网?|(?:百度)?贴吧|复制链接|"
    r"打印(?:本页|本文)?|收藏(?:本页|本文)?|举报|点赞|facebook|twitter|email|更多|分享|评论|一键分享|关闭(?:窗口|本页)?|"
    r"字号|放大|缩小|二维码)[:|·,、/()]*+)++"
)
_SHARE = re.compile(rf"(?:一键)?(?:分享|转发)(?:本文)?(?:到|至|给)?:?(?:{_TARGETS})?")
_SCAN = re.compile(r"(?:微信)?(?:扫一扫|扫描二维码|扫码)[,:]?.{0,10}(?:分享|关注|阅读|手机上|下载|打开).{0,14}")
_SHARE_TARGET = re.compile(_TARGETS)
_AD = re.compile(r"(?:广告|推广|赞助|advertisement|ad)(?:位)?(?:[:\]】)].*)?", re.IGNORECASE)


def heading_key(text: str) -> str:
    """A heading without decoration: ■ 猜你喜欢 : 更多>> is 猜你喜欢."""
    bare = plain(text).strip(_DECORATION)
    return fold(_MORE.sub("", bare).strip(_DECORATION))


@lru_cache
def _end_keys(site: SiteProfile) -> frozenset[str]:
    return frozenset(fold(heading) for heading in site.end_headings)


@lru_cache
def _may_head(site: SiteProfile) -> Callable[[str], object]:
    """A quick look before the thorough one: does a text begin with a character that some heading begins with?"""
    firsts = {heading[0] for heading in (*site.end_headings, site.comment_heading)}
    return re.compile(f"[{re.escape(''.join(sorted(firsts | traditional_forms(firsts))))}]").search


def is_end_heading(block: Block, site: SiteProfile, title_key: str) -> bool:
    """True for a block that, standing on its own, ends the article: 新闻推荐, 相关新闻:, 评论:(…)."""
    text = block.text
    if not _may_head(site)(text[:_MAX_HEADING]):
        return False
    if len(text) <= _MAX_HEADING and heading_key(text) in _end_keys(site):
        return True
    if len(text) <= _MAX_COMMENT and _is_comment_heading(text, site, title_key):
        return True
    return block.linked > 0 and _heads_links(block, site)


def commented_title(text: str, site: SiteProfile) -> str | None:
    """What a comment heading names in its brackets, folded: 评论:(…); None for any other text."""
    if len(text) > _MAX_COMMENT or site.comment_heading[:1] not in plain(text[:12]):
        return None
    key = fold(plain(text).strip(_DECORATION.replace("(", "").replace(")", "")))
    word = fold(site.comment_heading)
    rest = key[len(word) :].lstrip(":") if key.startswith(word) else ""
    return rest[1:-1] if rest[:1] == "(" and rest[-1:] == ")" else None


def _is_comment_heading(text: str, site: SiteProfile, title_key: str) -> bool:
    if heading_key(text) == fold(site.comment_heading):
        return True
    inner = commented_title(text, site)
    if inner is None:
        return False
    if not inner or inner.isdigit() or inner == title_key:
        return True
    return len(inner) > 3 and title_key.startswith(inner.rstrip("…."))


def _heads_links(block: Block, site: SiteProfile) -> bool:
    """True for a heading and its links run together in one block: 相关新闻: 甲 乙 丙."""
    key = fold(plain(block.text[:60]).lstrip(_DECORATION))
    for heading in _end_keys(site):
        if key.startswith(heading):
            rest = len(squeeze(block.text)) - len(heading)
            return rest > 0 and block.linked >= _LISTED * rest
    return False


def is_slogan(text: str, site: SiteProfile, channel: str | None) -> bool:
    """True for a paragraph the site adds below every article of a channel: 简阳新闻,弘扬社会正气。…

    `channel` is the channel's name as the breadcrumb prints it; where it is known, the slogan begins with it.
    """
    if channel and not plain(text).startswith(plain(channel)):
        return False
    return any(pattern.fullmatch(text) for pattern in site.slogans)


def is_link(block: Block) -> bool:
    """True for a block that is nothing but a link, and does not print its own address."""
    return block.link_density >= _LINKED and "://" not in block.text and not block.text.startswith("www.")


def is_footer(text: str) -> bool:
    """True for a line of a page's foot: copyright, licences, house links, the articles before and after."""
    line = plain(text[:400]).strip()
    if len(text) <= 80 and "。" not in text and _NEIGHBOUR.fullmatch(line):
        return True
    return bool(_FOOTER.search(line) and len(text) < 400) or bool(_FOOTER_LINE.fullmatch(line))


def is_share_bar(text: str) -> bool:
    """True for the head of a share bar, or the whole of one: 分享到: 微信 微博."""
    if len(text) > 80:
        return False
    key = fold(text.strip(_DECORATION))
    return _SHARE.fullmatch(key) is not None or _SCAN.fullmatch(key) is not None


def is_share_target(text: str) -> bool:
    """True for one button of a share bar: 微信, QQ空间."""
    return len(text) <= 40 and _SHARE_TARGET.fullmatch(fold(text.strip(_DECORATION))) is not None


def is_advert(text: str) -> bool:
    """True for a line that calls itself an advertisement."""
    return len(text) <= 60 and _AD.fullmatch(plain(text).strip().lstrip("[【(")) is not None
