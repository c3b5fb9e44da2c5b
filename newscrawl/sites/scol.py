"""四川在线 (scol.com.cn): the news site of a province, one column a channel and no districts in its addresses.

Address shapes: `https://sichuan.scol.com.cn/ggxw/` (a column), `https://sichuan.scol.com.cn/ggxw/201812/56741321.html`
(an article). The landmarks say how such a page reads; they are tested on pages written for it, not on a crawl.
"""

from __future__ import annotations

import re

from newscrawl.sites.profile import SiteProfile

_COLUMN = r"(?P<city>[a-z][a-z0-9]{1,20})"

SCOL = SiteProfile(
    name="scol",
    title="四川在线",
    hosts=("sichuan.scol.com.cn",),
    article_path=re.compile(rf"/{_COLUMN}/(?P<yyyymm>20\d{{4}})/(?P<id>\d+)\.html"),
    listing_path=re.compile(rf"/{_COLUMN}/(?:index_(?P<page>\d{{1,4}})\.html)?"),
    crumb_roots=("四川在线", "首页"),
    crumb_leaf=("正文", "文章详情"),
    channel_suffix="频道",
    source_labels=("来源", "稿源"),
    end_headings=("相关阅读", "热点推荐", "精彩推荐", "网友评论", "今日热榜"),
    comment_heading="网友评论",
)
