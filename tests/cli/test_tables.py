"""Tables on terminals of any width: no number, date or name is broken, and what is left out is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from newscrawl.cli import tables

COLUMNS = ("channel", "name", "articles", "first", "reason")
ROWS: list[list[Any]] = [
    ["chengdu/dujiangyan", "都江堰", 1234, "2018-11-16", "The site answered 503 to every request of the last hour."],
    ["chengdu", None, 7, "2018-12-06", None],
]


def lines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, width: int, **options: Any) -> list[str]:
    path = tmp_path / "screen"
    with path.open("w", encoding="utf-8") as screen:
        monkeypatch.setattr(tables, "console", lambda: Console(file=screen, width=width, highlight=False))
        tables.print_table(COLUMNS, ROWS, **options)
    return path.read_text(encoding="utf-8").splitlines()


def test_a_wide_screen_shows_all_on_a_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown = lines(monkeypatch, tmp_path, 140, spare=("name",))
    assert sum("The site answered 503 to every request of the last hour." in line for line in shown) == 1
    assert not any("Too narrow" in line for line in shown)


def test_long_text_is_folded_before_anything_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown = lines(monkeypatch, tmp_path, 90, spare=("name",))
    assert any("chengdu/dujiangyan" in line and "都江堰" in line and "2018-11-16" in line for line in shown)
    assert not any("Too narrow" in line for line in shown)


def test_spare_columns_go_in_their_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown = lines(monkeypatch, tmp_path, 76, spare=("name", "first"))
    assert any("chengdu/dujiangyan" in line and "1,234" in line and "2018-11-16" in line for line in shown)
    assert shown[-1] == "Too narrow for: name. See them on a wider terminal, or with --json."
    narrower = lines(monkeypatch, tmp_path, 60, spare=("name", "first"))
    assert "name, first" in " ".join(narrower)
    assert any("chengdu/dujiangyan" in line and "1,234" in line for line in narrower)


def test_nothing_is_lost_where_even_that_is_too_wide(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown = lines(monkeypatch, tmp_path, 30)
    assert all(cell_len(line) <= 30 for line in shown)
    assert "jiangyan" in "".join(line[:8].strip() for line in shown)


def test_minutes() -> None:
    assert tables.minute("2026-11-23T05:11:59Z") == "2026-11-23T05:11Z"
    assert tables.minute(None) is None


def test_what_steers_a_terminal_is_not_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(f"{__name__}.ROWS", [["\x1b]0;名\x07", "\x9b2J", 1, "a\tb", "\x7f"]])
    assert not {"\x1b", "\x07", "\x9b", "\x7f"} & set("\n".join(lines(monkeypatch, tmp_path, 140)))
    assert tables.printable("一\x1b[2J\r\n二\t三") == "一\ufffd[2J\ufffd\n二\t三"
