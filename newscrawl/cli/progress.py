"""A progress bar on standard error, where that is a terminal."""

from __future__ import annotations

import sys
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class ArticleProgress:
    """Counts articles: `begin(total)`, `advance(n)`. Shows nothing when `hidden`, or where nobody watches.

    `total` may be None where it is not known.
    """

    def __init__(self, *, hidden: bool = False) -> None:
        rate = TextColumn("{task.fields[rate]}")
        self._bar = Progress(
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("articles"),
            rate,
            TimeRemainingColumn(),
            console=Console(file=sys.stderr),
            transient=True,
            disable=hidden or not sys.stderr.isatty(),
        )
        self._task = self._bar.add_task("", total=None, rate="")

    def begin(self, total: int | None) -> None:
        """Say how many articles there are."""
        self._bar.update(self._task, total=total)

    def advance(self, articles: int) -> None:
        """So many more are done."""
        if self._bar.disable:
            return
        self._bar.advance(self._task, articles)
        speed = self._bar.tasks[0].speed
        self._bar.update(self._task, rate=f"{speed:,.0f}/s" if speed else "")

    def __enter__(self) -> ArticleProgress:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()
