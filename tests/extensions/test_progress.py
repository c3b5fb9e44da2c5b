"""What is shown of a run under way."""

from __future__ import annotations

import contextlib
import io
import os
import pty
import subprocess
import sys
from pathlib import Path

from rich.console import Console

from newscrawl.extensions.progress import Pace, State, duration, one_line, render
from newscrawl.replica import ReplicaServer, ReplicaSite

ROOT = Path(__file__).parents[2]
STATE = State(
    channels=[("chengdu/jianyang", 30, 70), ("chengdu/pujiang", 9, 0), ("chengdu", 0, 0)],
    listings=12,
    done=39,
    left=70,
    rate=3.5,
    failures=2,
    retries=1,
)


def shown(state: State) -> list[str]:
    text = io.StringIO()
    Console(file=text, width=100).print(render(state))
    return [" ".join(line.replace("━", "").replace("╸", "").split()) for line in text.getvalue().splitlines()]


def test_each_channel_shows_done_and_known() -> None:
    assert shown(STATE) == [
        "all 39 / 109",
        "chengdu/jianyang 30 / 100",
        "chengdu/pujiang 9 / 9",
        "3.5 articles/s, about 20 s left",
        "12 listing pages, 2 failures, 1 retries",
    ]


def test_many_channels_are_summed_up() -> None:
    many = [(f"chengdu/c{number}", 1, 1) for number in range(15)]
    lines = shown(State(many, 15, 15, 15, 0.0, 0, 0))
    assert "and 3 more channels" in lines
    assert "0.0 articles/s" in lines, "without a rate there is no time left to tell"


def test_a_log_line_says_the_same() -> None:
    assert one_line(STATE) == (
        "39 of 109 known articles done, 3.5 articles/s, about 20 s left, 12 listing pages, 2 failures, 1 retries"
    )


def test_the_rate_is_that_of_the_last_minute() -> None:
    pace = Pace(0.0)
    for second in range(1, 61):
        pace.rate(second, second * 10)
    assert pace.rate(61, 610) == 10.0
    for second in range(62, 181):
        rate = pace.rate(second, 610)
    assert rate == 0.0


def test_durations() -> None:
    assert [duration(seconds) for seconds in (6.6, 200, 7500)] == ["7 s", "3 min 20 s", "2 h 5 min"]


def test_a_terminal_sees_it_live(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles_per_channel={"chengdu/pujiang": 20})) as server:
        archive = ["--archive", str(tmp_path / "newscrawl.db")]
        seen = _on_a_terminal([*archive, "crawl", "chengdu/pujiang", "--site-url", server.url, "--delay", "0.2"])
    assert "chengdu/pujiang" in seen
    assert "/ 20" in seen


def _on_a_terminal(arguments: list[str]) -> str:
    """Standard error of a command, as a terminal gets it."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "newscrawl", *arguments]
    environ = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    done = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=theirs, env=environ)
    os.close(theirs)
    seen = b""
    with contextlib.suppress(OSError):  # raised when the other end is closed
        while data := os.read(ours, 65_536):
            seen += data
    os.close(ours)
    assert done.wait() == 0, seen.decode("utf-8", "replace")
    return seen.decode("utf-8", "replace")
