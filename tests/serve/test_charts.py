"""Counts as rows of a chart: each leads to its articles, and none grows without bound."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from newscrawl.archive.summary import Cell, Summary
from newscrawl.serve import charts
from newscrawl.serve.language import words

WORDS = words("zh")
SUMMARY = Summary(
    12,
    {
        Cell("2018-11", "成都市", "简阳"): 2,
        Cell("2019-01", "成都市", "简阳"): 3,
        Cell("2018-11", "成都市", "大邑"): 4,
        Cell("2018-11", "成都市", None): 1,
        Cell(None, "成都市", "大邑"): 1,
        Cell(None, None, None): 1,
    },
    {"西南商报": 7, "成都日报": 3, None: 2},
)


def asked(url: str) -> dict[str, str]:
    """The parameters of an address of /search."""
    parts = urlsplit(url)
    assert parts.path == "/search"
    return {name: value for name, (value,) in parse_qs(parts.query).items()}


def test_a_heat_map_names_its_places_once_and_points_to_them_from_its_cells() -> None:
    found = charts.heat_map(SUMMARY, {"q": "踏水"}, WORDS)
    assert [(place["place"], place["count"]) for place in found["places"]] == [
        ("大邑", 5),
        ("简阳", 5),
        ("成都市（市级频道）", 1),
        ("—", 1),
    ]
    assert sorted(found["cells"]) == [["2018-11", 0, 4], ["2018-11", 1, 2], ["2018-11", 2, 1], ["2019-01", 1, 3]]
    assert found["whole"] is True


def test_a_place_leads_to_its_articles_within_the_same_search() -> None:
    dayi, jianyang, city, nowhere = charts.districts(SUMMARY, {"q": "踏水", "source": "西南商报"}, WORDS)
    assert asked(jianyang["url"]) == {"q": "踏水", "source": "西南商报", "city": "成都市", "district": "简阳"}
    assert asked(city["url"]) == {"q": "踏水", "source": "西南商报", "city": "成都市", "district": "-"}
    assert asked(nowhere["url"]) == {"q": "踏水", "source": "西南商报"}
    assert (dayi["place"], dayi["count"]) == ("大邑", 5)


def test_places_of_several_cities_are_called_by_both_names() -> None:
    summary = Summary(2, {Cell("2018-11", "成都市", "简阳"): 1, Cell("2018-11", "资阳市", "简阳"): 1}, {})
    assert [row["place"] for row in charts.districts(summary, {}, WORDS)] == ["成都市 简阳", "资阳市 简阳"]


def test_months_without_articles_are_there_too() -> None:
    rows = charts.months(SUMMARY, {})
    assert [(row["month"], row["count"]) for row in rows] == [("2018-11", 7), ("2018-12", 0), ("2019-01", 3)]
    assert asked(rows[2]["url"]) == {"since": "2019-01", "until": "2019-01"}


@pytest.mark.parametrize(("month", "rows"), [("0001-01", charts.LONGEST + 1), ("2018-xx", 1), ("2018", 1)])
def test_one_wrong_date_does_not_make_the_row_endless(month: str, rows: int) -> None:
    summary = Summary(2, {Cell(month, None, None): 1, Cell("2018-11", None, None): 1}, {})
    found = charts.months(summary, {})
    assert len(found) == rows
    assert (found[-1]["month"], found[-1]["count"]) == ("2018-11", 1)


def test_no_dates_give_no_months() -> None:
    assert charts.months(Summary(1, {Cell(None, None, None): 1}, {}), {}) == []


def test_sources_are_the_named_ones_most_first() -> None:
    rows = charts.sources(SUMMARY, {"q": "踏水", "source": "成都日报"})
    assert [(row["source"], row["count"]) for row in rows] == [("西南商报", 7), ("成都日报", 3)]
    assert asked(rows[0]["url"]) == {"q": "踏水", "source": "西南商报"}


def test_a_heat_map_of_many_places_and_months_shows_the_most_and_the_last_and_says_so() -> None:
    years = [f"{year}-{month:02}" for year in range(2000, 2012) for month in range(1, 13)]
    cells = {Cell(month, "成都市", "简阳"): 1 for month in years}
    cells |= {Cell("2011-12", "成都市", f"区{number}"): 1 for number in range(charts.DISTRICTS)}
    found = charts.heat_map(Summary(len(cells), cells, {}), {}, WORDS)
    assert found["whole"] is False
    assert len(found["places"]) == charts.DISTRICTS
    shown = [month for month, place, _ in found["cells"] if place == 0]
    assert (len(shown), min(shown)) == (charts.MONTHS, years[-charts.MONTHS])


def test_a_heat_map_is_whole_only_with_all_places_and_all_months() -> None:
    many = {Cell("2018-11", "成都市", f"区{number}"): 1 for number in range(charts.DISTRICTS + 1)}
    long = {Cell(f"{year}-01", "成都市", "简阳"): 1 for year in range(1900, 1901 + charts.MONTHS)}
    assert [charts.heat_map(Summary(len(cells), cells, {}), {}, WORDS)["whole"] for cells in (many, long)] == [
        False
    ] * 2


def test_json_cannot_end_the_element_that_holds_it() -> None:
    value = ["</script><!--", "简阳\u2028"]
    assert charts.as_json(value) == '["\\u003c/script>\\u003c!--", "简阳\\u2028"]'
    assert json.loads(charts.as_json(value)) == value
