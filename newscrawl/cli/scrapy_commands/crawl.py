"""`scrapy crawl district` ends as `newscrawl crawl` does: a summary, sentences instead of tracebacks, an exit code."""

from __future__ import annotations

import argparse

import click
from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import CrawlerProcess

from newscrawl.cli.summary import print_run
from newscrawl.crawl import run_to_end
from newscrawl.errors import NewscrawlError
from newscrawl.spiders.district import DistrictSpider


class Command(ScrapyCrawl):
    """Run a spider of this project; see `newscrawl crawl --help` for what `-a` takes."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args != [DistrictSpider.name] or self.settings is None:
            super().run(args, opts)
            return
        try:
            outcome = run_to_end(CrawlerProcess(self.settings, install_root_handler=False), opts.spargs)
        except NewscrawlError as error:
            click.echo(f"newscrawl: {error}", err=True)
            self.exitcode = error.exit_code
        else:
            print_run(outcome)
            self.exitcode = outcome.exit_code
