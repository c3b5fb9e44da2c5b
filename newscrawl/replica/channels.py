"""The replica's channels: 成都市's own and its 13 districts, as the seed page's nav bar names them.

Each has a markup, a pager form and a URL form of its own, so that no reader of the site can key on one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CITY_SLUG = "chengdu"
CITY_NAME = "成都市"

UrlForm = Literal["news", "district"]


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel. `place` is its full name (简阳市), `name` the short one (简阳), `articles` the default count."""

    number: int
    slug: str
    name: str
    place: str
    markup: str
    pager: str
    articles: int
    towns: tuple[str, ...]
    url_form: UrlForm = "news"

    @property
    def path(self) -> str:
        """The listing's first page."""
        return f"/{self.slug}/"

    @property
    def district(self) -> str | None:
        """简阳; None for the city's own channel."""
        return None if self.slug == CITY_SLUG else self.name

    @property
    def label(self) -> str:
        """简阳新闻, as nav bar and breadcrumb print it."""
        return f"{self.name}新闻"

    def article_path(self, yyyymm: str, article_id: int) -> str:
        folder = self.slug if self.url_form == "district" else f"{CITY_SLUG}/news"
        return f"/{folder}/{yyyymm}/{article_id}.html"


# slug, name, place, markup, pager, articles, URL form, towns
_TABLE: tuple[tuple[str, str, str, str, str, int, UrlForm, str], ...] = (
    ("", "成都", "成都市", "classic", "index", 44, "news", "锦江区 青羊区 武侯区 成华区 金牛区 龙泉驿区 青白江区"),
    ("xindu", "新都", "新都区", "tables", "list", 31, "news", "新繁镇 石板滩镇 清流镇 斑竹园镇 木兰镇 军屯镇"),
    ("wenjiang", "温江", "温江区", "flat", "query", 26, "news", "万春镇 和盛镇 永盛镇 金马镇 寿安镇"),
    ("shuangliu", "双流", "双流区", "spans", "folder", 33, "news", "黄水镇 彭镇 胜利镇 永安镇 黄龙溪镇"),
    ("pidu", "郫都", "郫都区", "html5", "page", 19, "news", "唐昌镇 安德镇 三道堰镇 友爱镇 新民场镇"),
    ("jianyang", "简阳", "简阳市", "classic", "list", 36, "news", "踏水镇 石桥镇 三星镇 养马镇 贾家镇 禾丰镇"),
    ("pengzhou", "彭州", "彭州市", "mobile", "numbers", 24, "news", "通济镇 丹景山镇 龙门山镇 濛阳镇 白鹿镇"),
    ("qionglai", "邛崃", "邛崃市", "tables", "query", 17, "news", "平乐镇 夹关镇 火井镇 羊安镇 临济镇"),
    ("chongzhou", "崇州", "崇州市", "flat", "index", 22, "news", "怀远镇 街子镇 元通镇 道明镇 三江镇"),
    ("jintang", "金堂", "金堂县", "html5", "folder", 12, "news", "淮口镇 五凤镇 竹篙镇 官仓镇 又新镇"),
    ("dayi", "大邑", "大邑县", "spans", "numbers", 15, "news", "安仁镇 新场镇 花水湾镇 王泗镇 悦来镇"),
    ("pujiang", "蒲江", "蒲江县", "mobile", "page", 9, "news", "西来镇 成佳镇 大塘镇 甘溪镇 大兴镇"),
    ("xinjin", "新津", "新津县", "classic", "query", 21, "district", "花源镇 普兴镇 兴义镇 安西镇 方兴镇"),
    ("dujiangyan", "都江堰", "都江堰市", "html5", "list", 28, "district", "青城山镇 聚源镇 天马镇 石羊镇 柳街镇"),
)


def _channel(number: int) -> Channel:
    slug, name, place, markup, pager, articles, url_form, towns = _TABLE[number]
    full_slug = f"{CITY_SLUG}/{slug}" if slug else CITY_SLUG
    return Channel(number, full_slug, name, place, markup, pager, articles, tuple(towns.split()), url_form)


CHANNELS: tuple[Channel, ...] = tuple(_channel(number) for number in range(len(_TABLE)))
BY_SLUG: dict[str, Channel] = {channel.slug: channel for channel in CHANNELS}
