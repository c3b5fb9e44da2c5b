"""`newscrawl health`: the state of the archive, and what is the new normal."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from newscrawl import clock
from newscrawl.archive import Archive, health

EXIT_CODES = {"ok": 0, "unknown": 0, "degraded": 3, "failed": 1}


@click.command()
@click.option("--accept", is_flag=True, help="What the last runs were alarmed for is the new normal.")
@click.option("--channel", help="Accept for this channel only: chengdu/jianyang.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(archive: Path, accept: bool, channel: str | None, as_json: bool) -> None:
    """Show how the last run was, and why. Exits 3 where it was degraded, 1 where it failed.

    A site that changes for good goes on raising the alarm: each run is held against what came before. Where the
    change is known and nothing is to be mended, --accept begins the history anew.
    """
    if accept:
        _accept(archive, channel)
        return
    with Archive.read(archive) as opened:
        state = health.latest(opened.db)
    if as_json:
        click.echo(json.dumps(state, ensure_ascii=False))
    else:
        _print(state)
    sys.exit(EXIT_CODES[state["health"]])


def _accept(archive: Path, channel: str | None) -> None:
    with Archive.write(archive, command="newscrawl health") as opened, opened.changes() as db:
        accepted = health.accept(db, now=clock.now(), channel=channel)
    for name, metric in accepted:
        click.echo(f"{name}: {metric}")
    click.echo("This is now the normal." if accepted else "No alarm is open; nothing was changed.")


def _print(state: dict[str, Any]) -> None:
    if state["crawl_id"] is None:
        click.echo("No run has ended yet.")
    else:
        click.echo(f"Run {state['crawl_id']}, {state['finished_at']}: {state['ended']}, {state['health']}.")
    for reason in state["reasons"]:
        click.echo(f"  {reason}")
    if state["running_since"]:
        click.echo(f"A run is under way since {state['running_since']}, or was killed.")
    if state["last_ok_at"]:
        click.echo(f"Last in good health: {state['last_ok_at']}.")
