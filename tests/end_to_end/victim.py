"""A `newscrawl` that kills itself, as SIGKILL would, the Nth time that it comes to a point of its work.

python -m tests.end_to_end.victim POINT NTH --archive news.db crawl …
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any, NoReturn

POINTS = (
    "migration",  # while the tables of a new archive are made
    "listing",  # a listing is entered, not committed
    "article",  # an article is entered, not committed
    "index",  # an article is in the search index, its batch not committed
    "before commit",
    "in commit",  # the WARC file is durable, the rows that point into it are not
    "after commit",
    "warc half",  # half of a record is written
    "warc sync",  # records are written, perhaps not durable
    "warc file",  # a new WARC file is named, nothing is in it
)
# Points that no crawl comes to: of `import-warc` and of `reextract --apply`.
KEPT = "kept"  # imported records are among the archive's files, the rows that point to them not committed
REWRITE = "rewrite"  # an article has its new text, not committed


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


class Countdown:
    """Calls `die` the `nth` time that it is told of the point."""

    def __init__(self, nth: int) -> None:
        self.left = nth

    def __call__(self) -> None:
        self.left -= 1
        if self.left <= 0:
            die()


def after(owner: Any, name: str, count: Callable[[], None]) -> None:
    """Have `owner.name` count each time that it has done its work."""
    original = getattr(owner, name)

    def counted(*args: Any, **kwargs: Any) -> Any:
        result = original(*args, **kwargs)
        count()
        return result

    setattr(owner, name, counted)


def before(owner: Any, name: str, count: Callable[[], None]) -> None:
    """Have `owner.name` count each time before it does its work."""
    original = getattr(owner, name)

    def counted(*args: Any, **kwargs: Any) -> Any:
        count()
        return original(*args, **kwargs)

    setattr(owner, name, counted)


def arm(point: str, nth: int) -> None:
    """Set the trap."""
    from newscrawl.archive import articles, fulltext, schema
    from newscrawl.archive.archive import Archive
    from newscrawl.archive.recorder import Recorder
    from newscrawl.warc.incoming import IncomingFile
    from newscrawl.warc.writer import WarcWriter

    count = Countdown(nth)
    traps: dict[str, list[tuple[Any, Any, str]]] = {
        "migration": [(after, migration, "fn") for migration in schema.migrations._migrations],
        "listing": [(after, Recorder, "_listing")],
        "article": [(after, Recorder, "_article")],
        "index": [(after, fulltext, "enter")],
        "before commit": [(before, Archive, "commit")],
        "after commit": [(after, Archive, "commit")],
        "in commit": [(after, WarcWriter, "flush")],
        "warc sync": [(before, os, "fsync")],
        "warc file": [(after, WarcWriter, "_create")],
        KEPT: [(after, IncomingFile, "keep")],
        REWRITE: [(after, articles, "rewrite")],
    }
    for when, owner, name in traps.get(point, []):
        when(owner, name, count)
    if point == "warc half":
        _tear(count)


def _tear(count: Countdown) -> None:
    """Die in the middle of a write."""
    whole = os.write

    def torn(handle: int, data: bytes | memoryview) -> int:
        if handle <= 2:
            return whole(handle, data)
        if count.left == 1:
            whole(handle, data[: len(data) // 2])
        count()
        return whole(handle, data)

    os.write = torn  # type: ignore[assignment]


if __name__ == "__main__":
    arm(sys.argv[1], int(sys.argv[2]))
    del sys.argv[1:3]
    from newscrawl.cli import main

    main()
