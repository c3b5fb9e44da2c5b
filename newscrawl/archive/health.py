"""What each run saw of each channel, kept for years, and the health of the latest run.

The rules are in `newscrawl.health`; this file keeps their figures as JSON and does not look inside.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from typing import Any

from sqlite_utils import Database

from newscrawl.archive import crawls

KEPT_RUNS = 120  # of a channel, that a new run is compared with
INTERRUPTED = "The run did not come to its end: it was killed, its machine went down, or the disk was full."
KEPT_DAYS = 800  # figures of older runs are dropped


def create(db: Database) -> None:
    """Make the tables of figures, and of what a user took for the new normal."""
    db.executescript("""
    CREATE TABLE channel_runs (
        crawl_id INTEGER NOT NULL REFERENCES crawls(id),
        channel TEXT NOT NULL,
        new INTEGER NOT NULL DEFAULT 0,
        figures TEXT NOT NULL DEFAULT '{}',
        alarms TEXT NOT NULL DEFAULT '[]',
        PRIMARY KEY (crawl_id, channel)
    ) WITHOUT ROWID;
    CREATE INDEX channel_runs_channel ON channel_runs(channel, crawl_id);
    CREATE TABLE health_accepted (
        channel TEXT NOT NULL,
        metric TEXT NOT NULL,
        since_crawl_id INTEGER NOT NULL,
        accepted_at TEXT NOT NULL,
        PRIMARY KEY (channel, metric)
    ) WITHOUT ROWID;
    """)


def history(db: Database, channel: str, *, before: int) -> list[dict[str, Any]]:
    """The channel's runs before the run `before`, newest first: `crawl_id`, `started_at`, `new`, `figures`, `alarms`.

    The list `accepted` of a run names the metrics whose new normal began later: it tells nothing of them.
    """
    accepted = dict(
        db.conn.execute("SELECT metric, since_crawl_id FROM health_accepted WHERE channel = ?", (channel,)).fetchall()
    )
    rows = db.query(
        "SELECT r.crawl_id, c.started_at, r.new, r.figures, r.alarms FROM channel_runs r"
        " JOIN crawls c ON c.id = r.crawl_id WHERE r.channel = ? AND r.crawl_id < ?"
        " ORDER BY r.crawl_id DESC LIMIT ?",
        [channel, before, KEPT_RUNS],
    )
    return [
        row
        | {name: json.loads(row[name]) for name in ("figures", "alarms")}
        | {"accepted": [metric for metric, since in accepted.items() if row["crawl_id"] < since]}
        for row in rows
    ]


def save(
    db: Database, crawl_id: int, channel: str, *, new: int, figures: dict[str, Any], alarms: Collection[str]
) -> None:
    """Keep what a run saw of a channel."""
    db.conn.execute(
        "INSERT OR REPLACE INTO channel_runs (crawl_id, channel, new, figures, alarms) VALUES (?, ?, ?, ?, ?)",
        (crawl_id, channel, new, _json(figures), _json(sorted(alarms))),
    )


def forget_old(db: Database, *, now: str) -> None:
    """Drop figures of runs longer ago than KEPT_DAYS; the rows of `crawls` stay."""
    db.conn.execute(
        "DELETE FROM channel_runs WHERE crawl_id < coalesce("
        " (SELECT min(id) FROM crawls WHERE started_at >= strftime('%Y-%m-%dT%H:%M:%SZ', ?, ?)), 0)",
        (now, f"-{KEPT_DAYS} days"),
    )


def alarms_of(db: Database, crawl_id: int) -> list[tuple[str, str]]:
    """What a run was alarmed for, as (channel, metric)."""
    rows = db.conn.execute(
        "SELECT channel, alarm.value FROM channel_runs, json_each(alarms) AS alarm WHERE crawl_id = ?"
        " ORDER BY channel, alarm.value",
        (crawl_id,),
    )
    return [(channel, metric) for channel, metric in rows]


def summary(db: Database, crawl_id: int) -> dict[str, Any]:
    """What is kept of a run beside its row: `channels`, and `failed_by_reason` (reason → pages, the most first).

    Each channel has `channel`, `new`, `pages` read, `failed`, `seconds` an answer took (null without one), `alarms`.
    """
    channels: list[dict[str, Any]] = []
    reasons: Counter[str] = Counter()
    for row in db.query("SELECT channel, new, figures, alarms FROM channel_runs WHERE crawl_id = ?", [crawl_id]):
        figures = json.loads(row["figures"])
        failed = Counter(figures.get("failed", {}))
        reasons += failed
        answers = figures.get("answers", 0)
        channels.append(
            {
                "channel": row["channel"],
                "new": row["new"],
                "pages": figures.get("pages", 0),
                "failed": failed.total(),
                "seconds": round(figures.get("seconds", 0.0) / answers, 2) if answers else None,
                "alarms": json.loads(row["alarms"]),
            }
        )
    return {"failed_by_reason": dict(reasons.most_common()), "channels": channels}


def discovered(db: Database, *, since: str) -> dict[str, int]:
    """Articles discovered since then, by channel."""
    rows = db.conn.execute(
        "SELECT channel, count(*) FROM pages WHERE kind = 'article' AND discovered_at >= ? GROUP BY channel", (since,)
    )
    return {channel: count for channel, count in rows if channel}


def latest_texts(db: Database, channel: str, limit: int) -> list[dict[str, Any]]:
    """The channel's latest articles, newest first: `url`, `title`, `body`, `crawl_id`."""
    rows = db.query(
        "SELECT url, title, body, crawl_id FROM articles WHERE channel = ? AND duplicate_of IS NULL"
        " ORDER BY id DESC LIMIT ?",
        [channel, limit],
    )
    return list(rows)


def close_interrupted(db: Database) -> list[dict[str, Any]]:
    """Mark runs that were killed as failed; returns them, each once, as `crawls.recent` does."""
    ids = [row[0] for row in db.conn.execute("SELECT id FROM crawls WHERE ended = 'interrupted' AND health IS NULL")]
    for crawl_id in ids:
        crawls.set_health(db, crawl_id, "failed", [INTERRUPTED])
    return [run for crawl_id in ids if (run := crawls.get(db, crawl_id))]


def accept(db: Database, *, now: str, channel: str | None = None) -> list[tuple[str, str]]:
    """Take what the last run of each channel is alarmed for as the new normal; returns (channel, metric) pairs.

    History then begins, for that metric, with the first run of the unbroken row of alarms.
    """
    accepted = []
    for name, alarms in _last_alarms(db, channel):
        for metric in alarms:
            since = _first_of_row(db, name, metric)
            db.conn.execute(
                "INSERT OR REPLACE INTO health_accepted (channel, metric, since_crawl_id, accepted_at)"
                " VALUES (?, ?, ?, ?)",
                (name, metric, since, now),
            )
            db.conn.execute(
                "UPDATE channel_runs SET alarms = (SELECT json_group_array(value) FROM json_each(alarms)"
                " WHERE value != ?) WHERE channel = ? AND crawl_id >= ?",
                (metric, name, since),
            )
            accepted.append((name, metric))
    return accepted


def _last_alarms(db: Database, channel: str | None) -> list[tuple[str, list[str]]]:
    """Each channel's alarms that are still open: those of its last run that was alarmed or had articles."""
    rows = db.conn.execute(
        "SELECT r.channel, r.alarms FROM channel_runs r WHERE (:channel IS NULL OR r.channel = :channel)"
        " AND r.crawl_id = (SELECT max(o.crawl_id) FROM channel_runs o WHERE o.channel = r.channel"
        "  AND (o.alarms != '[]' OR json_extract(o.figures, '$.pages') > 0)) AND r.alarms != '[]' ORDER BY r.channel",
        {"channel": channel},
    )
    return [(name, json.loads(alarms)) for name, alarms in rows.fetchall()]


def _first_of_row(db: Database, channel: str, metric: str) -> int:
    """The first of the latest runs in a row, among those with articles, that were alarmed for the metric."""
    row = db.conn.execute(
        "SELECT min(crawl_id) FROM channel_runs WHERE channel = :channel AND crawl_id > coalesce("
        " (SELECT max(crawl_id) FROM channel_runs WHERE channel = :channel AND json_extract(figures, '$.pages') > 0"
        "  AND NOT EXISTS (SELECT 1 FROM json_each(alarms) WHERE value = :metric)), 0)"
        " AND EXISTS (SELECT 1 FROM json_each(alarms) WHERE value = :metric)",
        {"channel": channel, "metric": metric},
    ).fetchone()
    return int(row[0] or 0)


def latest(db: Database) -> dict[str, Any]:
    """The state of the archive for monitoring: `health` of the last finished run and what belongs to it.

    `health`        ok, degraded, failed; unknown where no run has ended yet
    `reasons`       sentences that say why
    `crawl_id`, `started_at`, `finished_at`, `ended`   of that run, null where there is none
    `running_since` start of a run under way (or killed, and not yet found), else null
    `last_ok_at`    end of the last run that was ok, null where there is none
    `articles`, `pending`   articles archived; article pages known and not yet fetched
    """
    run = next(
        db.query(
            "SELECT id AS crawl_id, started_at, finished_at, ended, health, health_reasons FROM crawls"
            " WHERE ended IS NOT NULL ORDER BY id DESC LIMIT 1"
        ),
        None,
    )
    (last_ok_at,) = db.conn.execute("SELECT max(finished_at) FROM crawls WHERE health = 'ok'").fetchone()
    (running,) = db.conn.execute("SELECT max(started_at) FROM crawls WHERE ended IS NULL").fetchone()
    (articles,) = db.conn.execute("SELECT count(*) FROM articles").fetchone()
    (pending,) = db.conn.execute("SELECT count(*) FROM pages WHERE kind = 'article' AND state = 'pending'").fetchone()
    run = run or dict.fromkeys(("crawl_id", "started_at", "finished_at", "ended", "health"))
    reasons = json.loads(run.pop("health_reasons", "[]"))
    return {
        "health": run.pop("health") or "unknown",
        "reasons": reasons,
        **run,
        "running_since": running,
        "last_ok_at": last_ok_at,
        "articles": articles,
        "pending": pending,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
