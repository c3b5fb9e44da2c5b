from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.archive import Archive, channels, walk
from newscrawl.items import ChannelLink

KNOWN = [
    ChannelLink("chengdu", "成都", "成都市"),
    ChannelLink("chengdu/jianyang", "简阳", "成都市"),
    ChannelLink("chengdu/dujiangyan", "都江堰", "成都市"),
    ChannelLink("xianyang", "", None),
    ChannelLink("xianyang/binxian", "彬县", "咸阳市"),
    ChannelLink("ziyang/jianyang", "简阳", "资阳市"),
]


def slugs(name: str) -> list[str]:
    return [link.slug for link in channels.match(name, KNOWN)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("chengdu/jianyang", ["chengdu/jianyang"]),
        ("jianyang", ["chengdu/jianyang", "ziyang/jianyang"]),
        ("dujiangyan", ["chengdu/dujiangyan"]),
        ("都江堰", ["chengdu/dujiangyan"]),
        ("都江堰新闻", ["chengdu/dujiangyan"]),
        ("都江堰市", ["chengdu/dujiangyan"]),
        ("彬县", ["xianyang/binxian"]),
        ("chengdu", ["chengdu", "chengdu/jianyang", "chengdu/dujiangyan"]),
        ("成都", ["chengdu", "chengdu/jianyang", "chengdu/dujiangyan"]),
        ("成都市", ["chengdu", "chengdu/jianyang", "chengdu/dujiangyan"]),
        ("咸阳", ["xianyang", "xianyang/binxian"]),
        ("chengdu/nowhere", []),
        ("nowhere", []),
        ("无此地", []),
    ],
)
def test_what_a_user_may_call_a_channel(name: str, expected: list[str]) -> None:
    assert slugs(name) == expected


def test_only_a_whole_city_is_a_city() -> None:
    assert channels.is_city(channels.match("成都", KNOWN))
    assert not channels.is_city(channels.match("都江堰", KNOWN))
    assert not channels.is_city([])


def test_a_channel_is_remembered_once_and_learns_its_name(tmp_path: Path) -> None:
    with Archive.write(tmp_path / "news.db", command="test") as archive:
        url = "https://www.yybnet.net/chengdu/jianyang/"

        def add(name: str, city: str | None) -> bool:
            link = ChannelLink("chengdu/jianyang", name, city)
            return walk.add_channel(archive.db, link, url=url, site="yybnet", now="2026-11-23T00:00:00Z", on=None)

        assert [add("", None), add("简阳", None), add("别名", "成都市")] == [True, False, False]
        assert channels.known(archive.db, "https://www.yybnet.net") == [
            ChannelLink("chengdu/jianyang", "简阳", "成都市")
        ]
        assert channels.known(archive.db, "http://127.0.0.1:8000") == []
        (row,) = channels.overview(archive.db)
        assert (row["slug"], row["articles"], row["listed"], row["complete_at"]) == ("chengdu/jianyang", 0, 0, None)
