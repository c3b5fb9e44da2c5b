"""The state of an archive for Prometheus, as a file for the textfile collector of its node exporter."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from newscrawl import clock
from newscrawl.archive import Archive, crawls, health

logger = logging.getLogger(__name__)

HEALTHS = ("ok", "degraded", "failed")
Sample = tuple[dict[str, str], float]


def write(file: Path, archive: Path) -> None:
    """Write the file anew, whole or not at all. A file that cannot be written is a warning in the log."""
    try:
        text = render(archive)
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        draft.write_text(text, encoding="utf-8")
        draft.chmod(0o644)
        draft.replace(file)
    except OSError as error:
        logger.warning("The metrics file %s cannot be written: %s. Check metrics.file.", file, error.strerror)


def render(archive: Path) -> str:
    """Every metric in Prometheus' text format; times are seconds since 1970."""
    with Archive.read(archive) as opened:
        state = health.latest(opened.db)
        alarms = health.alarms_of(opened.db, state["crawl_id"]) if state["crawl_id"] else []
        run = crawls.get(opened.db, state["crawl_id"]) if state["crawl_id"] else None
        warc = opened.warc_dir
    counts = run["counts"] if run else {}
    lines: list[str] = []
    for name, text, samples in _metrics(state, counts, alarms, archive, warc):
        lines += [f"# HELP newscrawl_{name} {text}", f"# TYPE newscrawl_{name} gauge"]
        lines += [f"newscrawl_{name}{_labels(labels)} {value:.15g}" for labels, value in samples]
    return "\n".join(lines) + "\n"


def _metrics(
    state: dict[str, Any], counts: dict[str, Any], alarms: Iterable[tuple[str, str]], archive: Path, warc: Path
) -> Iterator[tuple[str, str, list[Sample]]]:
    """Name, help and samples."""
    yield "articles", "Articles archived.", [({}, state["articles"])]
    yield "pending_pages", "Article pages known and not yet fetched.", [({}, state["pending"])]
    yield "archive_bytes", "Bytes on disk.", [({"part": part}, size) for part, size in _sizes(archive, warc)]
    for moment in ("started_at", "finished_at"):
        seconds = _seconds(state[moment])
        yield f"last_run_{moment.removesuffix('_at')}_seconds", "When the last run was.", seconds
    yield "last_ok_run_finished_seconds", "When a run last ended in good health.", _seconds(state["last_ok_at"])
    is_so = [({"health": name}, float(state["health"] == name)) for name in HEALTHS]
    yield "last_run_health", "1 for the health of the last run.", is_so
    numbers = [({"what": name}, float(value)) for name, value in counts.items() if isinstance(value, int | float)]
    yield "last_run_count", "What the last run counted.", numbers
    found = [({"channel": channel, "metric": metric}, 1.0) for channel, metric in alarms]
    yield "last_run_alarm", "1 for each alarm of the last run.", found


def _sizes(archive: Path, warc: Path) -> Iterator[tuple[str, float]]:
    files = [archive.with_name(archive.name + suffix) for suffix in ("", "-wal")]
    yield "database", sum(file.stat().st_size for file in files if file.exists())
    yield "warc", sum(file.stat().st_size for file in warc.glob("*") if file.is_file())


def _seconds(moment: str | None) -> list[Sample]:
    return [({}, clock.parse(moment).timestamp())] if moment else []


def _labels(labels: dict[str, str]) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items()) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
