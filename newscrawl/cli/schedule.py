"""`newscrawl schedule`: what runs when, and who starts it."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from newscrawl import clock
from newscrawl.cli.configured import config_of
from newscrawl.cli.tables import print_table
from newscrawl.config import Config
from newscrawl.errors import ArchiveBusy, UsageError


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Show what runs when; install it, remove it, or run it in the foreground.

    The jobs stand in newscrawl.toml, as sections [jobs.NAME].
    """
    if ctx.invoked_subcommand is not None:
        return
    config = config_of(ctx)
    rows = _rows(config)
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif rows:
        columns = ("job", "channels", "when", "last due", "last ended", "exit", "next")
        print_table(
            columns,
            [[_local(value, config) if name.endswith("_at") else value for name, value in row.items()] for row in rows],
            title=f"Times are in {config.timezone}.",
            spare=("last due", "exit", "last ended"),
        )
    else:
        click.echo('No job is configured. Add a section to newscrawl.toml: [jobs.daily] with every = "1d".')


@command.command()
@click.option("--cron", is_flag=True, help="A line in the crontab instead of systemd timers.")
@click.option("--dry-run", is_flag=True, help="Only show what would be done.")
@click.pass_context
def install(ctx: click.Context, cron: bool, dry_run: bool) -> None:
    """Have the system start the jobs: systemd timers of this user, or a line in the crontab."""
    config = config_of(ctx)
    if cron:
        from newscrawl.schedule import crontab

        _change_crontab(config, crontab.line(config, _now()), dry_run)
        return
    from newscrawl.schedule import systemd

    _change_units(systemd.install_steps(config, systemd.folder()), dry_run)
    click.echo("Timers of a user run while the user is logged in; for a server: loginctl enable-linger", err=True)


@command.command()
@click.option("--cron", is_flag=True, help="Take the line out of the crontab.")
@click.option("--dry-run", is_flag=True, help="Only show what would be done.")
@click.pass_context
def remove(ctx: click.Context, cron: bool, dry_run: bool) -> None:
    """Take away what install set up for this configuration file."""
    config = config_of(ctx)
    if config.file is None:
        raise UsageError("There is no configuration file: name the one that was installed, with --config.")
    if cron:
        _change_crontab(config, None, dry_run)
        return
    from newscrawl.schedule import systemd

    _change_units(systemd.remove_steps(config, systemd.folder()), dry_run)


@command.command()
@click.pass_context
def run(ctx: click.Context) -> None:
    """Start the jobs at their times from this process, until stopped. For containers."""
    from newscrawl import logs
    from newscrawl.config import Log
    from newscrawl.schedule.loop import Loop

    config = config_of(ctx)
    if config.log.level is None:
        logs.configure(Log(**{**vars(config.log), "level": "info"}))
    Loop(config).run()


@command.command()
@click.pass_context
def tick(ctx: click.Context) -> None:
    """Start what is due now, one job after the other, and end. For cron."""
    from newscrawl.schedule.due import due_jobs
    from newscrawl.schedule.files import require_jobs
    from newscrawl.schedule.loop import one_instance, start

    config = config_of(ctx)
    require_jobs(config)
    try:
        with one_instance(config):
            codes = [start(config, due.job) for due in due_jobs(config, _now())]
    except ArchiveBusy:
        return  # the tick before is still at it; what is due stays due
    sys.exit(max(codes, default=0))


@command.command("start")
@click.argument("name", metavar="JOB")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing while all is well.")
@click.pass_context
def start_job(ctx: click.Context, name: str, quiet: bool) -> None:
    """Run one job now, whether it is due or not."""
    from newscrawl.after_run import crawl_and_tell
    from newscrawl.cli.summary import print_reasons, print_run
    from newscrawl.crawl import CrawlRequest
    from newscrawl.schedule import job as jobs
    from newscrawl.schedule import plan

    config = config_of(ctx)
    job = plan.job_named(config, name)
    if job is None:
        known = ", ".join(job.name for job in config.jobs) or "none"
        raise UsageError(f"{config.file or 'newscrawl.toml'} has no job '{name}'; it has: {known}.")
    request = CrawlRequest(
        archive=config.archive,
        channels=job.channels,
        site_url=config.site_url,
        full=job.full,
        max_articles=config.crawl.max_articles,
        delay=config.crawl.delay,
        concurrency=config.crawl.concurrency,
        warc=config.crawl.warc,
        contact=config.contact,
        settings=config.crawl.scrapy,
    )

    def crawl() -> int:
        outcome = crawl_and_tell(request, config)
        (print_reasons if quiet else print_run)(outcome)
        return outcome.exit_code

    sys.exit(jobs.run(config, job, crawl))


def _rows(config: Config) -> list[dict[str, Any]]:
    from newscrawl.schedule import plan
    from newscrawl.schedule.due import last_runs

    done = last_runs(config)
    rows = []
    for job in config.jobs:
        last = done.get(job.name, {})
        rows.append(
            {
                "job": job.name,
                "channels": plan.what(job),
                "when": plan.in_words(job),
                "last_due_at": last.get("due_at"),
                "last_finished_at": last.get("finished_at"),
                "exit_code": last.get("exit_code"),
                "next_at": plan.next_time(job, config.timezone, _now()).isoformat(),
            }
        )
    return rows


def _local(moment: str | None, config: Config) -> str | None:
    """The minute, by the clock that the jobs go by."""
    if moment is None:
        return None
    return f"{datetime.fromisoformat(moment).astimezone(ZoneInfo(config.timezone)):%Y-%m-%d %H:%M}"


def _change_units(changes: list[Any], dry_run: bool) -> None:
    from newscrawl.schedule import systemd

    if not changes:
        click.echo("Nothing is installed.")
        return
    for step in changes:
        click.echo(f"{step.verb} {step.path}")
        if dry_run and step.verb == "write":
            click.echo("".join(f"    {row}\n" for row in step.text.splitlines()), nl=False)
    if not dry_run:
        systemd.apply(changes)


def _change_crontab(config: Config, text: str | None, dry_run: bool) -> None:
    from newscrawl.schedule import crontab

    before = crontab.read()
    after = crontab.with_line(before, config, text)
    if after == before:
        click.echo("The crontab is as it should be." if text else "Nothing is installed.")
        return
    click.echo(f"{'write' if text else 'remove'} in the crontab: {text or config.file}")
    if not dry_run:
        crontab.write(after)


def _now() -> datetime:
    return clock.parse(clock.now()).astimezone(UTC)
