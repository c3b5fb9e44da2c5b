"""The dates beside a listing's links, wherever they stand."""

from __future__ import annotations

import pytest

from newscrawl.extract.list_dates import month_of
from newscrawl.sites import YYBNET
from tests.extract.listing_markup import link, page, read

FULL = {
    "behind the link": "<li>{a} 2018-12-0{n}</li>",
    "before the link": "<li><i>2018-12-0{n}</i> {a}</li>",
    "in brackets": "<li>{a}[2018-12-0{n}]</li>",
    "with a time": "<li>{a}<span>2018-12-0{n} 08:15:30</span></li>",
    "in Chinese": "<li>{a}<span>2018年12月{n}日</span></li>",
    "with slashes": "<li>{a}<span>2018/12/{n}</span></li>",
    "full-width": "<li>{a}<span>２０１８－１２－０{n}</span></li>",
    "without the year": "<li>{a}<span>12-0{n}</span></li>",
    "without the year, in Chinese": "<li>{a}<span>12月{n}日</span></li>",
    "with its source": "<li>{a}<p>来源:西南商报 2018-12-0{n} 10:57</p></li>",
    "on a line below": "<div><h3>{a}</h3><p>12月30日,简阳市踏水镇举行院坝会。</p><p>2018-12-0{n}</p></div>",
    "on a line above": "<div><p>2018-12-0{n}</p><h3>{a}</h3></div>",
    "in a cell": "<table><tr><td>{a}</td><td>2018-12-0{n}</td></tr></table>",
    "all on one line": "<span>{a}</span> <span>2018-12-0{n}</span> ",
}


@pytest.mark.parametrize("row", FULL.values(), ids=FULL.keys())
def test_a_printed_date(row: str) -> None:
    rows = "".join(row.format(a=link(n), n=n) for n in (3, 2, 1))
    assert read(page(f"<div>{rows}</div>")).dates == ["2018-12-03", "2018-12-02", "2018-12-01"]


def test_a_date_in_the_link() -> None:
    html = page(link(1, "<div>简阳队2-1胜出</div><div>12-20</div>") + link(2, "<div>比分3-2</div>"))
    assert read(html).dates == ["2018-12-20", "2018-12"]


def test_a_date_above_a_group() -> None:
    html = page(f"<h3>2018-12-18</h3><ul><li>{link(1)}<li>{link(2)}</ul><h3>2018-12-17</h3><ul><li>{link(3)}</ul>")
    assert read(html).dates == ["2018-12-18", "2018-12-18", "2018-12-17"]


@pytest.mark.parametrize("text", ["2018-13-45", "07-12", "3-2", "12:20", "近日", "阅读 2018"])
def test_what_is_no_date_of_the_article_leaves_the_month_of_its_address(text: str) -> None:
    assert read(page(f"<ul><li>{link(1)}<i>{text}</i></ul>")).dates == ["2018-12"]


@pytest.mark.parametrize(
    ("path", "month"),
    [
        ("/chengdu/news/201812/1.html", "2018-12"),
        ("/chengdu/jianyang/2018-07/1.html", "2018-07"),
        ("/chengdu/news/201813/1.html", None),
        ("/chengdu/", None),
    ],
)
def test_the_month_of_an_address(path: str, month: str | None) -> None:
    assert month_of(YYBNET, f"{YYBNET.base_url}{path}") == month
