"""`newscrawl demo --redesign`, the drift drill: the alarm must come when a redesign breaks something, and only then."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from newscrawl.replica import ReplicaSite

ARTICLES = 8  # in each channel at first
NEWS = 2  # articles a channel between two runs
HARMLESS = "other-markup"
BREAKING = "no-source-line"


def drill(kind: str, delay: float) -> bool:
    """Crawl the replica, redesign it harmlessly and crawl, redesign it by `kind` and crawl; True if all was as it must.

    A `kind` that breaks nothing must stay quiet, any other must raise the alarm. The archive is a temporary one.
    """
    from newscrawl.replica import ReplicaServer, ReplicaSite
    from newscrawl.replica.redesign import BREAKING as ALARMING

    site = ReplicaSite(articles_per_channel=ARTICLES)
    with tempfile.TemporaryDirectory() as folder, ReplicaServer(site) as server:
        archive = Path(folder) / "drill.db"
        click.echo("The replica as it is:")
        good = _run(archive, server.url, delay, alarm=False)
        for redesign in (HARMLESS, kind):
            site.redesign(redesign)
            _publish(site)
            click.echo(f"Redesigned ({redesign}), with {NEWS} new articles in each channel:")
            good = _run(archive, server.url, delay, alarm=redesign in ALARMING) and good
    click.echo("The drill went as it must." if good else "The drill FAILED.")
    return good


def _publish(site: ReplicaSite) -> None:
    from newscrawl.replica.channels import CHANNELS

    site.advance(days=1)
    for channel in CHANNELS:
        site.publish(channel.slug, NEWS)


def _run(archive: Path, url: str, delay: float, *, alarm: bool) -> bool:
    """One run in a process of its own (Scrapy's reactor starts once in a process); says what it found."""
    command = [sys.executable, "-m", "newscrawl", "--archive", str(archive), "crawl", "chengdu", "--json"]
    options = ["--site-url", url, "--delay", str(delay), "--concurrency", "8"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    try:
        outcome: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        click.echo(f"  no run: {done.stderr.strip()}")
        return False
    click.echo(f"  {outcome['counts'].get('new', 0)} new articles; {outcome['health']}")
    for reason in outcome["reasons"]:
        click.echo(f"  {reason}")
    return bool(outcome["health"] != "ok") == alarm
