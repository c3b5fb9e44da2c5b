"""What each kind of key takes, from the file and from the environment, and what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from newscrawl.config import kinds
from newscrawl.config.kinds import Kind, Refused

MAIL = ["mail", "-s", "two words"]


@pytest.mark.parametrize(
    ("kind", "value", "used"),
    [
        (kinds.text(), "简阳", "简阳"),
        (kinds.path(), "成都.db", Path("成都.db")),
        (kinds.path(), "~/a.db", Path.home() / "a.db"),
        (kinds.flag(), False, False),
        (kinds.number(0), 3, 3.0),
        (kinds.number(0, 1), 0.5, 0.5),
        (kinds.whole(1, 64), 64, 64),
        (kinds.choice("text", "json"), "json", "json"),
        (kinds.words(), ["简阳", "大邑"], ("简阳", "大邑")),
        (kinds.words(options=("ok", "failed")), ["failed"], ("failed",)),
        (kinds.numbers("ages", 1), [7, 1.5], (1.5, 7.0)),
        (kinds.numbers("ages", 1), [], ()),
        (kinds.command(), MAIL, tuple(MAIL)),
        (kinds.times(), ["15:30", "03:30", "15:30"], ("03:30", "15:30")),
        (kinds.size(), "10 MiB", 10 * 2**20),
        (kinds.size(), "1.5KiB", 1536),
        (kinds.web_address(), "http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        (kinds.time_zone(), "Asia/Shanghai", "Asia/Shanghai"),
    ],
)
def test_a_value_of_the_file_becomes_what_the_program_uses(kind: Kind, value: Any, used: Any) -> None:
    found = kind.check(value)
    assert (found, type(found)) == (used, type(used))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (kinds.text(), " "),
        (kinds.text(), 7),
        (kinds.path(), ""),
        (kinds.flag(), "true"),
        (kinds.flag(), 1),
        (kinds.number(0), -0.1),
        (kinds.number(0, 1), 1.1),
        (kinds.number(0), True),
        (kinds.number(0), "1"),
        (kinds.number(0), float("nan")),
        (kinds.whole(1, 64), 65),
        (kinds.whole(1), 0),
        (kinds.whole(0), 1.0),
        (kinds.whole(0), True),
        (kinds.choice("text", "json"), "xml"),
        (kinds.words(), []),
        (kinds.words(), "简阳"),
        (kinds.words(), ["简阳", ""]),
        (kinds.words(options=("ok", "failed")), ["ok", "bad"]),
        (kinds.numbers("ages", 1), [0]),
        (kinds.numbers("ages", 1), 7),
        (kinds.command(), "mail"),
        (kinds.times(), ["24:00"]),
        (kinds.times(), ["3:30"]),
        (kinds.size(), "10 MB"),
        (kinds.size(), 10),
        (kinds.web_address(), "ftp://x"),
        (kinds.web_address(), "https://"),
        (kinds.time_zone(), "Asia/Chengdu"),
        (kinds.time_zone(), "../etc/passwd"),
    ],
)
def test_another_value_is_refused(kind: Kind, value: Any) -> None:
    with pytest.raises(Refused):
        kind.check(value)


@pytest.mark.parametrize(
    ("kind", "written", "used"),
    [
        (kinds.text(), "简阳", "简阳"),
        (kinds.flag(), "Yes", True),
        (kinds.flag(), "off", False),
        (kinds.number(0), "0.5", 0.5),
        (kinds.whole(0), "12", 12),
        (kinds.words(), "简阳, 大邑,", ("简阳", "大邑")),
        (kinds.numbers("ages", 1), "30, 1.5", (1.5, 30.0)),
        (kinds.numbers("ages", 1), "none", ()),
        (kinds.command(), "mail -s 'two words'", tuple(MAIL)),
        (kinds.times(), "15:30,03:30", ("03:30", "15:30")),
    ],
)
def test_the_text_of_a_variable_becomes_the_same(kind: Kind, written: str, used: Any) -> None:
    assert kind.check(kind.from_text(written)) == used


@pytest.mark.parametrize(
    ("kind", "written"),
    [(kinds.flag(), "maybe"), (kinds.number(0), "slow"), (kinds.whole(0), "1.5"), (kinds.numbers("ages", 1), "1,x")],
)
def test_a_text_that_is_none_is_refused(kind: Kind, written: str) -> None:
    with pytest.raises(Refused):
        kind.check(kind.from_text(written))


@pytest.mark.parametrize(
    ("kind", "allows"),
    [
        (kinds.number(0, unit=" of seconds"), "a number of seconds from 0"),
        (kinds.whole(1, 64), "a whole number from 1 to 64"),
        (kinds.choice("15m", "1h", "1d"), "15m, 1h or 1d"),
        (kinds.choice("json"), "json"),
        (kinds.words(options=("ok", "failed")), "a list of ok, failed"),
    ],
)
def test_a_kind_says_what_it_allows(kind: Kind, allows: str) -> None:
    assert kind.allows == allows
