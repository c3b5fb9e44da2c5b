"""`newscrawl search` and `reindex` as a user calls them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from newscrawl.archive import Archive, articles
from newscrawl.cli.main import main
from newscrawl.items import Article

ARTICLES = (
    (
        "踏水镇创新抓好社区治理",
        "四川简阳市踏水镇在治理中，坚持“党建引领”。\n新建LED屏3块。",
        "简阳",
        "西南商报",
        "2018-12-18",
    ),
    ("大邑要闻", "大邑与踏水镇结对。<script>alert(1)</script> [bold]不是标记[/bold]", "大邑", "成都日报", "2019-03-01"),
    (None, "无题。", None, None, None),
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "newscrawl.db"
    with Archive.write(path, command="test") as archive:
        for number, (title, body, district, source, published_at) in enumerate(ARTICLES, start=1):
            article = Article(url=f"https://www.yybnet.net/chengdu/news/201812/{number}.html", site="yybnet")
            article.title, article.body, article.district = title, body, district
            article.source, article.published_at, article.city = source, published_at, "成都市"
            article.byline = "刘顺菊 文/图" if number == 1 else None
            with archive.changes() as db:
                articles.store(db, article, now="2026-11-23T00:00:00Z", crawl_id=None, extractor="1")
    return path


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def newscrawl(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command as the shell would run it: exit code, standard output, standard error."""

    def run(path: Path, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["newscrawl", "--archive", str(path), *arguments])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        return code, *capsys.readouterr()

    return run


def test_a_table_with_hits_marked(newscrawl: Run, path: Path) -> None:
    code, printed, _ = newscrawl(path, "search", "踏水镇")
    lines = [line.rstrip() for line in printed.splitlines()]
    assert code == 0
    assert lines[-1] == "2 articles"
    assert any(
        line.endswith("【踏水镇】创新抓好社区治理") and "2018-12-18   简阳       西南商报" in line for line in lines
    )
    assert any("大邑与【踏水镇】结对。<script>alert(1)</script> [bold]不是标记[/bold]" in line for line in lines)


def test_columns_stand_under_each_other_though_characters_are_wide(newscrawl: Run, path: Path) -> None:
    _, printed, _ = newscrawl(path, "search", "踏水镇")
    places = [
        _width(line[: line.index("成都日报" if "成都日报" in line else "西南商报")])
        for line in printed.splitlines()
        if "日报" in line or "商报" in line
    ]
    assert len(places) == 2
    assert len(set(places)) == 1


def _width(text: str) -> int:
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def test_json_for_programs(newscrawl: Run, path: Path) -> None:
    code, printed, _ = newscrawl(path, "search", "led屏", "--json")
    assert code == 0
    result = json.loads(printed)
    (hit,) = result.pop("hits")
    assert result == {"query": "led屏", "order": "rank", "total": 1}
    start, end = hit.pop("snippet_hits")[0]
    assert hit.pop("snippet")[start:end] == "LED屏"
    assert hit == {
        "id": 1,
        "url": "https://www.yybnet.net/chengdu/news/201812/1.html",
        "title": "踏水镇创新抓好社区治理",
        "source": "西南商报",
        "published_at": "2018-12-18",
        "byline": "刘顺菊 文/图",
        "city": "成都市",
        "district": "简阳",
    }


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (["踏水镇"], [1, 2]),
        (["踏水镇", "--order", "newest"], [2, 1]),
        (["踏水镇", "-结对"], [1]),
        (["-踏水镇"], [3]),
        (["踏水镇", "--district", "大邑"], [2]),
        (["踏水镇", "--city", "成都", "--since", "2018", "--until", "2018-12"], [1]),
        (["踏水镇", "--source", "成都日报"], [2]),
        (["title:踏水 OR 无题", "--limit", "1"], [1]),
        (["'; DROP TABLE articles; --"], []),
        (['"', "*", "NEAR("], []),
    ],
)
def test_words_and_filters(newscrawl: Run, path: Path, arguments: list[str], ids: list[int]) -> None:
    code, printed, complaint = newscrawl(path, "search", *arguments, "--json")
    assert (code, complaint) == (0, "")
    assert [hit["id"] for hit in json.loads(printed)["hits"]] == ids


def test_no_hit_is_no_failure(newscrawl: Run, path: Path) -> None:
    assert newscrawl(path, "search", "没有这个词") == (0, "No article holds these words.\n", "")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["踏水", "--since", "去年"], "'去年' is no date for --since: write a year, a month or a day"),
        (["踏水", "--distrikt", "x"], "No such option '--distrikt'"),
        ([], "Missing argument 'QUERY...'"),
        (["踏水", "--limit", "-1"], "'--limit'"),
    ],
)
def test_wrong_usage_is_said_to_be_so(newscrawl: Run, path: Path, arguments: list[str], sentence: str) -> None:
    code, _, complaint = newscrawl(path, "search", *arguments)
    assert code == 2
    assert sentence in complaint
    assert "Traceback" not in complaint


def test_reindex_makes_the_index_anew(newscrawl: Run, path: Path) -> None:
    assert newscrawl(path, "reindex") == (0, "Indexed 3 articles.\n", "")
    assert '"total": 2' in newscrawl(path, "search", "踏水镇", "--json")[1]


def test_reindex_makes_no_archive(newscrawl: Run, tmp_path: Path) -> None:
    code, _, complaint = newscrawl(tmp_path / "none.db", "reindex")
    assert (code, list(tmp_path.iterdir())) == (1, [])
    assert "There is no archive at" in complaint


def test_a_filter_that_names_nothing_is_told(newscrawl: Run, path: Path) -> None:
    code, out, err = newscrawl(path, "search", "踏水镇", "--source", "西南")
    assert (code, out) == (0, "No article holds these words.\n")
    assert err == "newscrawl: No article has the source '西南'. There is: 西南商报.\n"


def test_controls_of_a_page_do_not_reach_the_terminal(newscrawl: Run, tmp_path: Path) -> None:
    with Archive.write(tmp_path / "a.db", command="test") as archive, archive.changes() as db:
        article = Article(url="https://www.yybnet.net/chengdu/news/201812/1.html", site="yybnet", title="题\x1b[31m")
        article.body, article.source = "一\x1b]0;二\x07\x9b", "报\x1b[2J"
        articles.store(db, article, now="2026-11-23T00:00:00Z", crawl_id=None, extractor="1")
    _, out, _ = newscrawl(tmp_path / "a.db", "search", "一")
    assert "题\ufffd[31m" in out
    assert "报\ufffd[2J" in out
    assert not {"\x1b", "\x07", "\x9b"} & set(out)


def test_the_earliest_can_be_asked_for(newscrawl: Run, path: Path) -> None:
    _, out, _ = newscrawl(path, "search", "踏水镇", "--order", "oldest", "--json")
    assert [hit["id"] for hit in json.loads(out)["hits"]] == [1, 2]
    _, out, _ = newscrawl(path, "search", "踏水镇", "--order", "newest", "--json")
    assert [hit["id"] for hit in json.loads(out)["hits"]] == [2, 1]
