"""What the words of a heading say: a side bar, a list of news, a date, or that there is nothing."""

from __future__ import annotations

import re

LONGEST = 16  # characters of a heading

EDGE = " \t:：·•|｜[]【】()（）《》<>»›＞-—_*●■▪◆★☆+"
_MORE = re.compile(r"(?:查看|点击|进入)?(?:更多|全部)|more", re.IGNORECASE)
_ENGLISH_TAIL = re.compile(r"(?<=[\u3400-\u9fff])[\s/】\])）]*[A-Za-z][A-Za-z .]*$")
_SIDE_WORD = (
    r"推荐|推薦|猜你喜欢|猜你|感兴趣|想看|热[点门议文榜搜词评读图]|最热|排行榜?|相关|相關|延伸|扩展|拓展|关联|图文|图片|图集|图说|图库|"
    r"视频|视觉|看点|看了又看|大家(?:都)?在看|还看了|都在看|爱看|乡里乡亲|周边|附近|其[他它]|友情链接|合作(?:媒体|伙伴)|专题|广告|赞助|推广|"
    r"评论|往期|精彩|精选|必看|必读|全国|国内|国际|24小时|48小时|点击量?|人气|浏览"
)
_FILLING = (
    r"新闻|新聞|频道|阅读|閱讀|内容|文章|资讯|话题|编辑|小编|站长|栏目|今日|本周|本月|一周|近期|最新|最多|特别|为[您你]|[您你]可能|还|喜欢|关注|"
    r"网友|大家|本站|城市|地区|区县|各地|链接|回顾|策划|聚焦|天下|中心|报道|集锦|瞬间|高清|列表|区|榜|周|日|月|社会|独家|推送|的|都|标签|关键词"
)
_SIDE_BAR = re.compile(rf"[\u3400-\u9fff]{{0,4}}?(?:{_FILLING})*(?:{_SIDE_WORD})(?:{_SIDE_WORD}|{_FILLING})*")
_NOTHING_HERE = re.compile(r".{0,8}(?:暂无|暂时没有|还没有|没有(?:找到|任何|相关)|无相关|无记录).{0,12}")
_LIST = re.compile(
    r"(?:最新|本地|当地|今日|当日|全部|所有|滚动|近期|更多|本站|实时|要闻)?"
    r"(?:新闻|资讯|动态|消息|要闻|报道|文章|快讯|快报|头条|内容|信息)?(?:列表|中心|更新|动态|资讯|发布|报道|速递|快递)?"
)
_SHORT_NAME = re.compile(r"[\u3400-\u9fff]{2,8}")
_DATE_ONLY = re.compile(
    r"(?:\d{4}\s*[-/.年]\s*)?\d{1,2}\s*[-/.月]\s*(?:\d{1,2}\s*日?)?\s*(?:星期.|周.|[(（]?(?:星期|周).[)）]?)?|\d{4}\s*年?"
    r"|今天|昨天|前天|星期.|周[一二三四五六日]"
)


def clean(text: str) -> str:
    """A heading without 更多, decoration, inner spaces and the English that repeats it."""
    text = _MORE.sub("", text).strip(EDGE)
    return _ENGLISH_TAIL.sub("", text).strip(EDGE).replace(" ", "")


def says_more(text: str) -> bool:
    """True where a link's text leads to more of the same: 更多>>."""
    return bool(_MORE.search(text))


def says_side_bar(text: str, shortest: int = 3) -> bool:
    """True for 热点阅读, 相关新闻, 本周排行榜 and the like; `text` is cleaned."""
    return shortest <= len(text) <= LONGEST and bool(_SIDE_BAR.fullmatch(text))


def says_nothing_here(text: str) -> bool:
    """True for 暂无内容 and the like."""
    return len(text) <= 2 * LONGEST and bool(_NOTHING_HERE.fullmatch(text))


def says_list(text: str) -> bool:
    """True for 最新新闻, 新闻列表 and the like: news of no place in particular."""
    return bool(_LIST.fullmatch(text))


def says_date(text: str) -> bool:
    """True for a date, a weekday, 今天: it groups the rows of a list."""
    return bool(_DATE_ONLY.fullmatch(text))


def is_short_name(text: str) -> bool:
    """True for two to eight Chinese characters and nothing else, as headings are."""
    return bool(_SHORT_NAME.fullmatch(text))
