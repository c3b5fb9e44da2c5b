"""The command group: where the archive is, which commands there are, and how errors end."""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from newscrawl import __version__, logs
from newscrawl.cli.configured import defaults_of, keep
from newscrawl.cli.output import output_written
from newscrawl.cli.startup import import_sqlite_utils_alone
from newscrawl.config import load
from newscrawl.errors import NewscrawlError

# command → (module, one line for the overview); the module is imported when the command is called.
COMMANDS = {
    "crawl": ("newscrawl.cli.crawl", "Crawl channels: listings and articles, into the archive."),
    "collect": ("newscrawl.cli.collect", "Collect a crawl on many machines into the archive."),
    "channels": ("newscrawl.cli.channels", "Show the channels known, or discover more."),
    "parse": ("newscrawl.cli.parse", "Extract articles from files: no network, no archive."),
    "search": ("newscrawl.cli.search", "Find articles by any phrase."),
    "show": ("newscrawl.cli.show", "Read one article."),
    "raw": ("newscrawl.cli.raw", "Write the stored page behind an article."),
    "reindex": ("newscrawl.cli.reindex", "Make the search index anew."),
    "export": ("newscrawl.cli.export", "Dump articles as JSONL, CSV or Parquet."),
    "apply-increments": ("newscrawl.cli.apply_increments", "Bring a JSONL dump up to date."),
    "import-jsonl": ("newscrawl.cli.import_jsonl", "Take a JSONL dump in, or merge two archives."),
    "reextract": ("newscrawl.cli.reextract", "Read the stored pages again with today's rules."),
    "import-warc": ("newscrawl.cli.import_warc", "Take in WARC files that others made."),
    "copies": ("newscrawl.cli.copies", "Show the same story in several channels."),
    "status": ("newscrawl.cli.status", "Show what the archive holds."),
    "crawls": ("newscrawl.cli.crawls", "Show how the runs went."),
    "health": ("newscrawl.cli.health", "Show how the last run was, and why."),
    "audit": ("newscrawl.cli.audit", "Show what is missing, why, and the command that fills it."),
    "verify": ("newscrawl.cli.verify", "Prove the archive whole."),
    "backup": ("newscrawl.cli.backup", "Copy a living archive, with its proof."),
    "restore": ("newscrawl.cli.restore", "Bring a backup back."),
    "compact": ("newscrawl.cli.compact", "Make the archive's file small and quick."),
    "prune": ("newscrawl.cli.prune", "Delete WARC files that the policy gives up."),
    "schedule": ("newscrawl.cli.schedule", "Show what runs when; have it run by itself."),
    "serve": ("newscrawl.cli.serve", "Show the archive in a browser."),
    "demo": ("newscrawl.cli.demo", "Run the main job on the built-in replica of the site."),
    "demo-cluster": ("newscrawl.cli.demo_cluster", "Crawl the replica with several workers at once."),
    "replica": ("newscrawl.cli.replica", "Serve the built-in replica of the site."),
}


_WITHOUT_SQLITE_UTILS = {"export"}


class LazyGroup(click.Group):
    """Imports a command's module when it is called, so that `newscrawl search` need not load Scrapy."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in _WITHOUT_SQLITE_UTILS:
            import_sqlite_utils_alone()
        module, _ = COMMANDS[cmd_name]
        command = importlib.import_module(module).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="newscrawl")
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path),
    envvar="NEWSCRAWL_CONFIG",
    help="The configuration file.  [default: newscrawl.toml, if there is one]",
)
@click.option("--archive", type=click.Path(path_type=Path), help="The archive file.  [default: data/newscrawl.db]")
@click.option("--log-format", type=click.Choice(["text", "json"]), help="Log lines for people or machines.")
@click.option("--log-level", type=click.Choice(["debug", "info", "warning", "error"]), help="Least weight shown.")
@click.option("--log-file", type=click.Path(path_type=Path), help="Also write log lines to this rotating file.")
@click.pass_context
def cli(
    ctx: click.Context,
    config_file: Path | None,
    archive: Path | None,
    log_format: str | None,
    log_level: str | None,
    log_file: Path | None,
) -> None:
    """An archive of Chinese local news that people can trust.

    What the command line does not say is taken from the environment, then from newscrawl.toml.

    Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but unhealthy, 4 another run holds the archive.
    """
    config = load(config_file, os.environ)
    given: dict[str, Any] = {"format": log_format, "level": log_level, "file": log_file}
    config = replace(
        config,
        archive=archive or config.archive,
        log=replace(config.log, **{name: value for name, value in given.items() if value is not None}),
    )
    logs.configure(config.log)
    keep(ctx, config)
    ctx.default_map = defaults_of(config)
    ctx.obj = config.archive


def main() -> None:
    """Entry point: every expected error is one sentence on standard error, and an exit code."""
    try:
        with output_written():
            cli.main(standalone_mode=False)
    except NewscrawlError as error:
        click.echo(f"newscrawl: {error}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("newscrawl: stopped.", err=True)
        sys.exit(1)
