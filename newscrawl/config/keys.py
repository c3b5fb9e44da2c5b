"""Every key of `newscrawl.toml`, declared once: the loader, the checks and docs/configuration.md read this file.

A section of the file is a dataclass; its docstring says what the section is for. `[jobs.NAME]` may stand several
times, each under a name of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newscrawl.config import kinds
from newscrawl.config.kinds import Kind

INTERVALS = ("15m", "30m", "1h", "2h", "3h", "4h", "6h", "8h", "12h", "1d")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


# Fields are immutable values, one for all instances: that is what a default is here.
# ruff: noqa: RUF009


def key(kind: Kind, says: str, *, default: Any, example: str, option: str | None = None) -> Any:
    """One key: what it may hold, what it is for, its default, an example as TOML, and the option that overrules it."""
    return field(default=default, metadata={"kind": kind, "says": says, "example": example, "option": option})


@dataclass(frozen=True, kw_only=True)
class Crawl:
    """How `newscrawl crawl` behaves."""

    delay: float | None = key(
        kinds.number(0, unit=" of seconds"),
        "Seconds between two requests to the site. Without it: 1, and longer where the site answers slowly.",
        default=None,
        example="1.5",
        option="crawl --delay",
    )
    concurrency: int | None = key(
        kinds.whole(1, 64),
        "Requests at a time. Without it: 2.",
        default=None,
        example="2",
        option="crawl --concurrency",
    )
    max_articles: int | None = key(
        kinds.whole(0),
        "Articles fetched in one run at most; the rest stays pending for the next.",
        default=None,
        example="2000",
        option="crawl --max-articles",
    )
    warc: bool = key(
        kinds.flag(),
        "Keep the bytes of every answer. Without them nothing can be derived again.",
        default=True,
        example="true",
        option="crawl --warc/--no-warc",
    )
    revisit_days: tuple[float, ...] | None = key(
        kinds.numbers("a list of ages in days, such as [1, 7]", 0.01),
        "At which ages, in days since it was published, an article is looked at again; [] (in the environment: none) "
        "for never. Without it: 1 and 7.",
        default=None,
        example="[1, 7]",
    )

    @property
    def scrapy(self) -> dict[str, Any]:
        """What has no option of its own, as Scrapy settings."""
        return {} if self.revisit_days is None else {"NEWSCRAWL_REVISIT_DAYS": list(self.revisit_days)}


@dataclass(frozen=True, kw_only=True)
class Job:
    """A crawl that runs by itself, under a name of letters, digits, `-` and `_`. It needs `every` or `at`."""

    name: str = ""
    channels: tuple[str, ...] = key(
        kinds.words('a list of channels or cities, such as ["chengdu", "chengdu/jianyang"]'),
        "Channels or whole cities. Without it: every channel the archive knows.",
        default=(),
        example='["chengdu"]',
    )
    every: str | None = key(
        kinds.choice(*INTERVALS),
        "How often, counted from midnight.",
        default=None,
        example='"6h"',
    )
    at: tuple[str, ...] = key(
        kinds.times(),
        "At which times of day, instead of `every`.",
        default=(),
        example='["03:30", "15:30"]',
    )
    on: tuple[str, ...] = key(
        kinds.words(options=WEEKDAYS),
        "On which days of the week only.",
        default=(),
        example='["mon", "thu"]',
    )
    full: bool = key(
        kinds.flag(),
        "Read everything again, not only what is new.",
        default=False,
        example="true",
    )


@dataclass(frozen=True, kw_only=True)
class Notify:
    """Whom to tell of runs that need a look. A notifier that fails is logged and never fails a crawl."""

    command: tuple[str, ...] = key(
        kinds.command(),
        "A program that gets the run as JSON on its standard input. No shell is involved.",
        default=(),
        example='["/usr/local/bin/tell-me", "newscrawl"]',
    )
    webhook: str | None = key(
        kinds.web_address(),
        "An address that gets the run as JSON in a POST. It is a secret where it holds a token: it is never logged.",
        default=None,
        example='"https://hooks.example.org/newscrawl"',
    )
    on: tuple[str, ...] = key(
        kinds.words(options=("ok", "degraded", "failed")),
        "Which runs are told.",
        default=("degraded", "failed"),
        example='["degraded", "failed"]',
    )
    timeout: float = key(
        kinds.number(1, 600, unit=" of seconds"),
        "Seconds after which the notifier is given up.",
        default=30.0,
        example="30",
    )


@dataclass(frozen=True, kw_only=True)
class Log:
    """Where log lines go, and in what form."""

    format: str = key(
        kinds.choice("text", "json"),
        "Lines for people, or one JSON object a line for machines.",
        default="text",
        example='"json"',
        option="--log-format",
    )
    level: str | None = key(
        kinds.choice("debug", "info", "warning", "error"),
        "The least weight of a line that is shown. Without it: info in a system journal or under `schedule run`, else "
        "warning, so that nothing comes from cron while all is well.",
        default=None,
        example='"info"',
        option="--log-level",
    )
    file: Path | None = key(
        kinds.path(),
        "A file that gets every line from info on, whatever the terminal shows.",
        default=None,
        example='"logs/newscrawl.log"',
        option="--log-file",
    )
    max_size: int = key(
        kinds.size(),
        "The file's size at which a new one is begun.",
        default=10 * 2**20,
        example='"10 MiB"',
    )
    keep: int = key(
        kinds.whole(1, 1000),
        "How many earlier files are kept.",
        default=5,
        example="5",
    )


@dataclass(frozen=True, kw_only=True)
class Metrics:
    """For monitoring by Prometheus."""

    file: Path | None = key(
        kinds.path(),
        "A text file, written anew after each run, for the textfile collector of Prometheus' node exporter.",
        default=None,
        example='"/var/lib/prometheus/node-exporter/newscrawl.prom"',
    )


@dataclass(frozen=True, kw_only=True)
class Retention:
    """What `newscrawl prune` may delete. Without these keys WARC files are kept for ever, as an archive should."""

    warc_days: int | None = key(
        kinds.whole(1, unit=" of days"),
        "WARC files whose newest record is older may go. What was derived from them stays, but for good.",
        default=None,
        example="3650",
        option="prune --older-than",
    )


@dataclass(frozen=True, kw_only=True)
class Config:
    """The keys that stand before any section. Paths are relative to the folder the command runs in."""

    archive: Path = key(
        kinds.path(),
        "The archive file. Its WARC files stand in `warc/` beside it.",
        default=Path("data/newscrawl.db"),
        example='"data/newscrawl.db"',
        option="--archive",
    )
    site_url: str | None = key(
        kinds.web_address(),
        "Another host that serves the same URL grammar: a mirror, or the replica.",
        default=None,
        example='"http://127.0.0.1:8000"',
        option="crawl --site-url",
    )
    contact: str | None = key(
        kinds.text("your e-mail address or web page"),
        "Your address, named to the site in each request, so that its keepers can reach you.",
        default=None,
        example='"archive@example.org"',
        option="crawl --contact",
    )
    timezone: str = key(
        kinds.time_zone(),
        "The time zone in which the times of jobs are meant.",
        default="Asia/Shanghai",
        example='"Asia/Shanghai"',
    )
    crawl: Crawl = field(default=Crawl())
    jobs: tuple[Job, ...] = ()
    notify: Notify = field(default=Notify())
    log: Log = field(default=Log())
    metrics: Metrics = field(default=Metrics())
    retention: Retention = field(default=Retention())
    file: Path | None = None


SECTIONS = {"crawl": Crawl, "notify": Notify, "log": Log, "metrics": Metrics, "retention": Retention}
