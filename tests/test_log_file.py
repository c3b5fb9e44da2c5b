"""A log file that rotates, that several processes may write, and that can be told when it cannot be."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from newscrawl import log_file
from newscrawl.config import Log
from newscrawl.errors import UsageError

Begin = Callable[..., logging.Handler]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "logs" / "newscrawl.log"


@pytest.fixture
def begin(file: Path) -> Iterator[Begin]:
    """`begin(max_size=300)`: a handler for the file, as another process would open it."""
    begun: list[logging.Handler] = []

    def one(**options: int) -> logging.Handler:
        begun.append(log_file.handler(file, Log(file=file, **options)))  # type: ignore[arg-type]  # sizes only
        return begun[-1]

    yield one
    for handler in begun:
        handler.close()


def say(handler: logging.Handler, message: str, level: int = logging.INFO) -> None:
    record = logging.makeLogRecord({"msg": message, "levelno": level})
    if record.levelno >= handler.level:
        handler.handle(record)


def names(file: Path) -> list[str]:
    return sorted(path.name for path in file.parent.iterdir())


def test_the_folder_is_made_and_lines_are_utf8(file: Path, begin: Begin) -> None:
    say(begin(), "简阳 完")
    assert file.read_bytes() == "简阳 完\n".encode()


def test_only_what_is_worth_a_line_is_written(file: Path, begin: Begin) -> None:
    handler = begin()
    say(handler, "detail", logging.DEBUG)
    say(handler, "news")
    assert file.read_text(encoding="utf-8") == "news\n"


def test_a_full_file_makes_room_and_only_so_many_are_kept(file: Path, begin: Begin) -> None:
    handler = begin(max_size=300, keep=2)
    for number in range(20):
        say(handler, f"line {number} {'x' * 50}")
    assert names(file) == ["newscrawl.log", "newscrawl.log.1", "newscrawl.log.2"]
    assert all(path.stat().st_size <= 300 for path in file.parent.iterdir())
    assert "line 19 " in file.read_text(encoding="utf-8")


def test_who_writes_the_same_file_follows_to_the_new_one(file: Path, begin: Begin) -> None:
    rotating, other = begin(max_size=300, keep=1), begin(max_size=0)
    say(other, "before")
    for number in range(10):
        say(rotating, f"line {number} {'x' * 50}")
    say(other, "after")
    assert file.read_text(encoding="utf-8").endswith("after\n")


def test_a_file_that_was_removed_is_begun_anew(file: Path, begin: Begin) -> None:
    handler = begin()
    say(handler, "lost")
    file.unlink()
    say(handler, "kept")
    assert file.read_text(encoding="utf-8") == "kept\n"


def test_a_log_file_that_cannot_be_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("no folder", encoding="utf-8")
    file = tmp_path / "logs" / "newscrawl.log"
    with (
        pytest.raises(UsageError, match=r"The log file .* cannot be written \(.*\)\. Check log\.file\."),
        closing(log_file.handler(file, Log(file=file))),
    ):
        pass
