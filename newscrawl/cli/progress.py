"""A progress bar on standard error, where that is a terminal."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress


class ArticleProgress:
    """Counts articles: `begin(total)`, `advance(n)`. Shows nothing when `hidden`, or where nobody watches."""

    def __init__(self, *, hidden: bool = False) -> None:
        self._bar = None if hidden or not sys.stderr.isatty() else _bar()

    def begin(self, total: int | None) -> None:
        """Say how many articles there are, or None where that is not known."""
        if self._bar:
            self._bar.update(self._bar.task_ids[0], total=total)

    def advance(self, articles: int) -> None:
        """So many more are done."""
        if self._bar:
            speed = self._bar.tasks[0].speed
            rate = f"{speed:,.0f}/s" if speed else ""
            self._bar.update(self._bar.task_ids[0], advance=articles, rate=rate)

    def __enter__(self) -> ArticleProgress:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()


def _bar() -> Progress:
    # Imported here: rich is a tenth of a second that a command without a terminal need not wait for.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("articles"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(file=sys.stderr),
        transient=True,
    )
    bar.add_task("", total=None, rate="")
    return bar
