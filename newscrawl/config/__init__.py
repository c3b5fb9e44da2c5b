"""The configuration: one small `newscrawl.toml`, every key declared once, checked with exact messages."""

from newscrawl.config.keys import Config, Crawl, Job, Log, Metrics, Notify, Retention
from newscrawl.config.load import DEFAULT_FILE, load

__all__ = ["DEFAULT_FILE", "Config", "Crawl", "Job", "Log", "Metrics", "Notify", "Retention", "load"]
