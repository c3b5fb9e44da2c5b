"""The configuration as commands see it: defaults of their options, and the object itself."""

from __future__ import annotations

from typing import Any

import click

from newscrawl.config import Config

_META = "newscrawl.config"


def keep(ctx: click.Context, config: Config) -> None:
    """Put the configuration where `config_of` finds it."""
    ctx.meta[_META] = config


def config_of(ctx: click.Context) -> Config:
    """The configuration of this call; without one, the defaults."""
    config = ctx.meta.get(_META)
    return config if isinstance(config, Config) else Config()


def defaults_of(config: Config) -> dict[str, dict[str, Any]]:
    """What the configuration says in place of the commands' own defaults, for click's `default_map`."""
    crawl: dict[str, Any] = {
        "delay": config.crawl.delay,
        "concurrency": config.crawl.concurrency,
        "max_articles": config.crawl.max_articles,
        "warc": config.crawl.warc,
        "site_url": config.site_url,
        "contact": config.contact,
    }
    chosen: dict[str, dict[str, Any]] = {
        "crawl": crawl,
        "channels": {"site_url": config.site_url},
        "import-warc": {"site_url": config.site_url},
        "prune": {"older_than": config.retention.warc_days},
    }
    return {command: {k: v for k, v in values.items() if v is not None} for command, values in chosen.items()}
