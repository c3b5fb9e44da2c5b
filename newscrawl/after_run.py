"""What follows a crawl: one summary line in the log, the notification, the metrics file."""

from __future__ import annotations

import logging
import socket
from typing import TYPE_CHECKING, Any

from newscrawl import __version__, clock, metrics
from newscrawl.archive import Archive, crawls
from newscrawl.errors import ArchiveBusy, ArchiveError, NewscrawlError, UsageError
from newscrawl.notify import notify

if TYPE_CHECKING:
    from newscrawl.config import Config
    from newscrawl.crawl import CrawlOutcome, CrawlRequest

logger = logging.getLogger(__name__)

_COUNTED = ("listings", "new", "changed", "unchanged", "gone", "rejected", "excluded", "failed", "retried")


def crawl_and_tell(request: CrawlRequest, config: Config) -> CrawlOutcome:
    """Crawl, and tell those who want to know how it went; raises as `newscrawl.crawl.crawl` does."""
    from newscrawl.crawl import crawl  # Scrapy takes a second to import

    try:
        outcome = crawl(request)
    except (UsageError, ArchiveBusy):
        raise  # nothing was to be done, or another run is doing it
    except Exception as error:
        _tell(config, _run_that_raised(config, error))
        raise
    for row in outcome.interrupted:
        _tell(config, _run(config, row, exit_code=None))
    _tell(config, _read_run(config, outcome))
    if config.metrics.file:
        metrics.write(config.metrics.file, config.archive)
    return outcome


def summary(run: dict[str, Any]) -> str:
    """One line: `run 7 finished in 92 s: 15 listings, 3 new, 1 failed; degraded: …`."""
    counted = ", ".join(f"{run['counts'][name]} {name}" for name in _COUNTED if run["counts"].get(name))
    took = f" in {run['seconds']} s" if run["seconds"] is not None else ""
    why = f": {run['reasons'][0]}" if run["reasons"] else ""
    more = f" (and {len(run['reasons']) - 1} more)" if len(run["reasons"]) > 1 else ""
    return f"run {run['run'] or '-'} {run['ended']}{took}: {counted or 'nothing new'}; {run['health']}{why}{more}"


def _tell(config: Config, run: dict[str, Any]) -> None:
    logger.info("%s", summary(run), extra={"fields": {"run": run}})
    notify(config.notify, run)


def _read_run(config: Config, outcome: CrawlOutcome) -> dict[str, Any]:
    """The run as the archive has it; as this process has it, where the archive could not be written."""
    try:
        with Archive.read(config.archive) as opened:
            row = crawls.get(opened.db, outcome.crawl_id)
    except ArchiveError:
        row = None
    row = row or {"id": outcome.crawl_id, "started_at": None, "arguments": {}, "version": __version__}
    told = {"ended": outcome.ended, "health": outcome.health, "health_reasons": list(outcome.reasons)}
    finished = row.get("finished_at") or clock.now()
    return _run(config, row | told | {"counts": outcome.counts, "finished_at": finished}, outcome.exit_code)


def _run_that_raised(config: Config, error: Exception) -> dict[str, Any]:
    reason = str(error) if isinstance(error, NewscrawlError) else f"newscrawl itself failed: {error!r}"
    code = error.exit_code if isinstance(error, NewscrawlError) else 1
    row: dict[str, Any] = {"id": None, "started_at": None, "finished_at": clock.now(), "arguments": {}, "counts": {}}
    return _run(config, row | {"ended": "failed", "health": "failed", "health_reasons": [reason]}, code)


def _run(config: Config, row: dict[str, Any], exit_code: int | None) -> dict[str, Any]:
    """The run as notifiers and the log get it. docs/operations.md describes the fields."""
    started, finished = row["started_at"], row["finished_at"]
    seconds = int((clock.parse(finished) - clock.parse(started)).total_seconds()) if started and finished else None
    return {
        "archive": str(config.archive.resolve()),
        "host": socket.gethostname(),
        "run": row["id"],
        "started_at": started,
        "finished_at": finished,
        "seconds": seconds,
        "ended": row["ended"],
        "health": row["health"],
        "reasons": row["health_reasons"],
        "counts": row["counts"],
        "arguments": row["arguments"],
        "exit_code": exit_code,
        "version": row.get("version") or __version__,
    }
