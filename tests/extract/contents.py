"""Articles without markup, easy and hard, each with the record it must become. Text only; no HTML here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

SEED = Path(__file__).parent.parent / "cases" / "seed.txt"


@dataclass(frozen=True)
class Item:
    """One thing in the flow of an article: kind is p, h (sub-heading), li, row (cells split by tabs) or img."""

    kind: str
    text: str
    caption: str | None = None


@dataclass(frozen=True)
class Content:
    """What a page says. `byline_line` is printed on its own, at `byline_at` (end or start); None prints none."""

    name: str
    title: str
    items: tuple[Item, ...]
    source: str | None = "西南商报"
    time: str = "2018-12-18 10:57"
    published_at: str | None = "2018-12-18T10:57:00+08:00"
    byline_line: str | None = None
    byline_at: str = "end"
    byline: str | None = None
    authors: tuple[str, ...] = ()
    repeat_title: bool = True
    teaser_title: str = "四川盆地钻获第一口火山岩工业气井"
    teaser: str = (
        "四川经济日报讯(记者唐千惠)12月16日,中石油西南油气田公司披露,位于成都市简阳市周家乡的永探1井,"
        "当天在火山岩地层获初步测..."
    )
    district: str | None = "简阳"
    channel_name: str = "简阳新闻"
    colon: str = ":"

    @property
    def body(self) -> str:
        return "\n".join(item.text for item in self.items if item.kind != "img")

    @property
    def images(self) -> list[dict[str, str | None]]:
        return [
            {"url": f"https://www.yybnet.net{item.text}", "caption": item.caption}
            for item in self.items
            if item.kind == "img"
        ]

    def record(self) -> dict[str, object]:
        """The fields that must be exact, whatever the markup."""
        return {
            "title": self.title,
            "source": self.source,
            "published_at": self.published_at,
            "city": "成都市",
            "district": self.district,
            "byline": self.byline,
            "authors": list(self.authors),
            "body": self.body,
            "images": self.images,
        }


def p(*texts: str) -> tuple[Item, ...]:
    return tuple(Item("p", text) for text in texts)


_SENTENCES = (
    "四川简阳市踏水镇在城乡社区发展治理中,坚持“党建引领,政府主导与群众参与并举”的工作理念,聚焦群众需求,聚合社会动能。",
    "今年以来,全镇新建蓄水池28口,整治排灌渠7.88公里,新建硬化2.5米宽3.8 公里,惠及群众3200余人。",
    "“以前出门一身泥,现在车子开到家门口。”村民李大爷笑着说。",
    "下一步,踏水镇将继续完善村级议事机制,让居民成为社区治理的“源头活水”。",
)


def _seed() -> Content:
    lines = [line.strip() for line in SEED.read_text(encoding="utf-8").splitlines() if line.strip()]
    start = next(n for n, line in enumerate(lines) if line.startswith("四川简阳市踏水镇在城乡"))
    end = lines.index("刘顺菊 王朝旭 文/图")
    return Content(
        "seed",
        "简阳市踏水镇创新抓好城乡社区发展治理",
        p(*lines[start:end]),
        byline_line="刘顺菊 王朝旭 文/图",
        byline="刘顺菊 王朝旭 文/图",
        authors=("刘顺菊", "王朝旭"),
    )


PLAIN = Content("plain", "踏水镇让居民成为社区治理的主人", p(*_SENTENCES))


def _with(name: str, *items: Item, **changes: Any) -> Content:
    return replace(PLAIN, name=name, items=items or PLAIN.items, **changes)


FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def full_width(text: str) -> str:
    """ASCII in its full-width forms, the space too."""
    return text.translate(FULL_WIDTH).replace(" ", "\u3000")


_LONG = tuple(
    f"第{number}章讲的是踏水镇第{number}个村民小组的故事,村里修了{number}公里路,种了{number * 3}亩红香椿,大家都说好。"
    * 3
    for number in range(1, 60)
)

CONTENTS: tuple[Content, ...] = (
    _seed(),
    PLAIN,
    _with("brief", *p("昨日,简阳市气象台发布暴雨蓝色预警信号。"), title="简阳发布暴雨蓝色预警"),
    _with("brief-no-stop", *p("图书馆今日闭馆一天"), title="简阳图书馆今日闭馆"),
    _with(
        "poem",
        *p("白鹭飞过踏水的清晨", "炊烟升起", "田埂上的脚印", "一行行", "写给春天", "二〇一八年冬", "花落尽", "于是"),
        title="踏水的清晨",
    ),
    _with("long", *p(*_LONG), title="踏水镇的五十九个故事"),
    _with(
        "pictures-only",
        Item("img", "/upload/a1.jpg", "图为活动现场"),
        Item("img", "/upload/a2.jpg"),
        title="踏水镇举行坝坝会",
        repeat_title=False,
    ),
    _with(
        "landmark-words-in-sentences",
        *p(
            "猜你喜欢的不只是音乐,还有家乡的味道,这是简阳人的共识。",
            "在新闻推荐算法面前,编辑部坚持人工审核,每天评论:(数量)不设上限。",
            "相关新闻:市民王女士称,她看到的相关新闻:并不属实,来源:她的邻居。",
            "评论:这件事值得每个人深思,不能一评了之。",
            "来源:本次普查的数据均来源于社区登记,截至2018年11月30日 18:00。",
            "从A > B到B > C,频道推荐的顺序是 1 > 2 > 3。",
            "记者节这天,热点阅读活动在图书馆举行,图文看点丰富。",
        ),
        title="猜你喜欢什么?简阳读书节开幕",
    ),
    _with(
        "dialogue",
        *p("“你吃了吗?”", "“吃了。”", "“那走吧。”", "“走。”", "——这是踏水镇清晨最常听见的对话。"),
        title="踏水镇的清晨对话",
    ),
    _with(
        "list-and-table",
        Item("p", "活动安排如下:"),
        Item("li", "上午9时,集体出发"),
        Item("li", "中午12时,农家乐用餐"),
        Item("li", "下午3时,返程"),
        Item("p", "各村完成情况见下表。"),
        Item("row", "村名\t户数\t人数"),
        Item("row", "柏杨村\t35\t88"),
        Item("row", "柏林社区\t10\t13"),
        Item("p", "以上数据由镇政府提供。"),
        title="踏水镇公布活动安排",
    ),
    _with(
        "sub-headings",
        Item("h", "强化党建引领"),
        *p(_SENTENCES[0]),
        Item("h", "建强“主引擎”"),
        *p(_SENTENCES[1]),
        Item("h", "一、怎么干"),
        *p(_SENTENCES[2], _SENTENCES[3]),
    ),
    _with("no-repeat", repeat_title=False),
    _with("no-source", source=None),
    _with("no-time", time="", published_at=None),
    _with("neither", source=None, time="", published_at=None),
    _with("impossible-date", time="2018-02-30 10:57", published_at=None),
    _with("day-only", time="2018-12-18", published_at="2018-12-18"),
    _with("slashes", time="2018/12/18", published_at="2018-12-18"),
    _with("chinese-date", time="2018年12月18日 10:57"),
    _with("seconds", time="2018-12-18 10:57:33", published_at="2018-12-18T10:57:33+08:00"),
    _with("full-width", time=full_width("2018-12-18 10:57"), colon="\uff1a"),
    _with("source-words", source="四川日报 简阳记者站"),
    _with("source-spaces", source="新华社\u3000成都分社"),
    _with("source-latin", source="China Daily 中国日报网"),
    _with("source-quotes", source="“简阳发布”微信公众号"),
    _with(
        "body-dates",
        *p("2018年11月30日 08:00,比赛开始。", *_SENTENCES, "(2018-11-30 12:00 发稿)"),
        time="",
        published_at=None,
    ),
    _with("long-teaser", *p("昨日,简阳一桥通车。"), title="简阳一桥通车", teaser="四川经济日报讯,永探1井获气。" * 60),
    _with(
        "traditional",
        *p("踏水鎮居民參與社區治理,成效顯著。", "「從前出門一身泥,現在車子開到家門口。」村民說。"),
        title="踏水鎮讓居民成為社區治理的主人",
    ),
    _with(
        "rare-characters",
        *p(
            "村民𠮷野先生与𪚥先生到访,带来了😀👨‍👩‍👧和CO₂减排方案。",
            "GDP增长8.5%,PM2.5下降12μg/m³,iPhone 6s售价￥5,288。",
        ),
        title="𠮷野先生到访踏水镇😀",
    ),
    _with(
        "english",
        *p("The town of Tashui is well known. It lies in Jianyang.", "“Welcome!” said the mayor, 3.8 km away."),
        title="Tashui Town Opens 3.8 km Road",
    ),
    _with("title-dash", title="踏水镇-柏林社区:一张图-治到底"),
    _with("title-quotes", title="“一张图”里的踏水镇 2018年交出“成绩单”"),
    _with(
        "images",
        *p(_SENTENCES[0]),
        Item("img", "/upload/2018/b1.jpg", "图为坝坝会现场。"),
        *p(_SENTENCES[1]),
        Item("img", "/upload/2018/b2.jpg", "柏杨村的红香椿基地 王朝旭 摄"),
        *p(_SENTENCES[3]),
    ),
    _with("city-channel", district=None, channel_name="成都新闻"),
    # bylines
    _with(
        "by-reporters",
        byline_line="本报记者 张三 李四 摄影报道",
        byline="本报记者 张三 李四 摄影报道",
        authors=("张三", "李四"),
    ),
    _with("by-brackets", byline_line="(记者 王五)", byline="记者 王五", authors=("王五",)),
    _with("by-full-width", byline_line="\uff08记者 王五\uff09", byline="记者 王五", authors=("王五",)),
    _with(
        "by-two-roles", byline_line="记者 王五 通讯员 赵六", byline="记者 王五 通讯员 赵六", authors=("王五", "赵六")
    ),
    _with("by-wire", byline_line="据新华社", byline="据新华社"),
    _with("by-start", byline_line="本报记者 张三丰", byline_at="start", byline="本报记者 张三丰", authors=("张三丰",)),
    _with(
        "by-compound",
        byline_line="欧阳修远 司马光 文/图",
        byline="欧阳修远 司马光 文/图",
        authors=("欧阳修远", "司马光"),
    ),
    _with("by-names", byline_line="刘顺菊 王朝旭", byline="刘顺菊 王朝旭", authors=("刘顺菊", "王朝旭")),
    _with(
        "by-inline",
        *p("本报讯(记者 王五)12月17日,简阳市踏水镇召开坝坝会。", *_SENTENCES),
        byline="记者 王五",
        authors=("王五",),
    ),
    _with(
        "by-inline-glued",
        *p("四川日报讯(记者唐千惠 实习生陈可)12月17日,简阳市踏水镇召开坝坝会。", *_SENTENCES),
        byline="记者唐千惠 实习生陈可",
        authors=("唐千惠", "陈可"),
    ),
    _with("no-byline-sentence", *p(*_SENTENCES, "记者看到,文图并茂的展板前挤满了人")),
)
