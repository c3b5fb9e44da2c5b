"""地方网 (yybnet.net): local news of every city and district of China.

URL shapes seen in the wild: `http://www.yybnet.net/xianyang/binxian/` (listing),
`https://m.yybnet.net/chengdu/news/201807/7713943.html` (article on the mobile host).
"""

from __future__ import annotations

import re

from newscrawl.sites.profile import SiteProfile

_SLUG = r"[a-z][a-z0-9-]{1,40}"
_PAGE_WORD = r"(?:index|list|page|p)[-_]?\d*"  # the city's /chengdu/page/2/ and /chengdu/p2/ name no district

YYBNET = SiteProfile(
    name="yybnet",
    title="地方网",
    hosts=("www.yybnet.net", "m.yybnet.net", "yybnet.net"),
    article_path=re.compile(
        rf"/(?P<city>{_SLUG})/(?:(?!news/)(?P<district>{_SLUG})/)?(?:news/)?"
        r"(?P<yyyymm>(?:19|20)\d{2}[-/]?\d{2})(?:[-/]?\d{2})?/(?P<id>\d+)\.s?html?"
    ),
    listing_path=re.compile(
        rf"/(?P<city>{_SLUG})/(?:(?!{_PAGE_WORD}/)(?P<district>{_SLUG})/)?"
        r"(?:(?:index|list|page|p)?[-_/]?(?P<page>\d{1,6})(?:\.s?html?|/))?"
    ),
    channels_seen=("chengdu/jianyang", "xianyang/binxian"),
    crumb_roots=("地方网", "首页"),
    city_names={"chengdu": "成都市"},
    end_headings=(
        "新闻推荐",
        "相关新闻",
        "猜你喜欢",
        "频道推荐",
        "热点阅读",
        "图文看点",
        "乡里乡亲",
        "热点排行",
    ),
    teaser_headings=("新闻推荐",),
    slogans=(re.compile(r"\S{2,8}新闻[,\uff0c]\S.{4,200}"),),
)
