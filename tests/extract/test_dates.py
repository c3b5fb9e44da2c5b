"""Printed dates: strict, in every printed form, and impossible ones told from none."""

from __future__ import annotations

import pytest

from newscrawl.extract.dates import find_dates, first_date, machine_date


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("2018-12-18 10:57", "2018-12-18T10:57:00+08:00"),
        ("2018年12月18日 10:57", "2018-12-18T10:57:00+08:00"),
        ("2018年7月2日9时5分", "2018-07-02T09:05:00+08:00"),
        ("2018/12/18", "2018-12-18"),
        ("2018.12.18 9:05", "2018-12-18T09:05:00+08:00"),
        (
            "\uff12\uff10\uff11\uff18-\uff11\uff12-\uff11\uff18 \uff11\uff10\uff1a\uff15\uff17",
            "2018-12-18T10:57:00+08:00",
        ),
        ("2018-12-18 10:57:33", "2018-12-18T10:57:33+08:00"),
        ("2018-12-18T02:57:33Z", "2018-12-18T10:57:33+08:00"),
        ("2018-12-1810:57", "2018-12-18T10:57:00+08:00"),
        ("2018年12月18日 星期二 下午3:05", "2018-12-18T15:05:00+08:00"),
        ("2018 - 12 - 18", "2018-12-18"),
        ("2018-12-18(星期二)10:57", "2018-12-18T10:57:00+08:00"),
        ("2018-12-18 中午1:20", "2018-12-18T13:20:00+08:00"),
        ("2018-12-18 中午11:50", "2018-12-18T11:50:00+08:00"),
        ("2018-02-30 10:57", None),
        ("2018-12-18 25:61", None),
        ("2018-13-01", None),
        ("0000-00-00 00:00", None),
    ],
)
def test_printed_forms(printed: str, value: str | None) -> None:
    found = list(find_dates(f"来源:西南商报 {printed} https://www.yybnet.net/"))
    assert [date.value for date in found] == [value]
    assert found[0].text.strip() == printed


@pytest.mark.parametrize(
    "text", ["20181218", "12-18 10:57", "12018-12-18", "2018-12-181", "1.2018-12", "10:57", "今天"]
)
def test_what_is_no_date(text: str) -> None:
    assert list(find_dates(text)) == []


def test_a_date_with_a_time_goes_first() -> None:
    found = first_date("2018-12-17 更新 2018-12-18 10:57")
    assert found is not None
    assert found.value == "2018-12-18T10:57:00+08:00"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2018-12-18T10:57:00+08:00", "2018-12-18T10:57:00+08:00"),
        ("2018-12-18T02:57:00.000Z", "2018-12-18T10:57:00+08:00"),
        ("2018-12-18", "2018-12-18"),
        ("2018-99-99", None),
        ("soon", None),
    ],
)
def test_dates_for_machines(text: str, value: str | None) -> None:
    assert machine_date(text) == value
