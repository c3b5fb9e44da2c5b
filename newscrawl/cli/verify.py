"""`newscrawl verify`: prove the archive whole, or say what is wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import ExitStack
from pathlib import Path

import click

from newscrawl.archive import Archive, stored, verify
from newscrawl.cli.executors import executor_for
from newscrawl.cli.progress import ArticleProgress
from newscrawl.rederive.verifying import Finding, check_files, check_places, check_records


@click.command("verify")
@click.option("--bytes/--no-bytes", "with_bytes", default=True, help="Also read the stored pages.  [default: on]")
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    help="Read so many articles' pages, and WARC files of so many records, taken at random.  [default: all]",
)
@click.option("--jobs", type=click.IntRange(min=1), help="Processes that read them.  [default: one a core]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(archive: Path, with_bytes: bool, sample: int | None, jobs: int | None, as_json: bool) -> None:
    """Check that nothing is missing: the ledger's sums, articles, earlier texts, the index, and the bytes behind them.

    Ends with 0 where all is well, else with 1 and the list of what is wrong.
    """
    with ExitStack() as stack:
        readers = stack.enter_context(executor_for(jobs, None)) if with_bytes else None
        opened = stack.enter_context(Archive.read(archive))
        books = verify.books(opened)
        findings = list(_findings(opened, readers, sample))
    wrong = [finding for finding in findings if not finding.harmless]
    if as_json:
        click.echo(json.dumps(_as_json(archive, books, findings), ensure_ascii=False))
    else:
        _print(archive, books, findings, with_bytes=with_bytes)
    sys.exit(1 if wrong else 0)


def _findings(archive: Archive, readers: tuple[Executor, int] | None, sample: int | None) -> Iterator[Finding]:
    """`readers` read the stored pages, where those are asked for."""
    for sentence in verify.check_books(archive):
        yield Finding(sentence)
    if readers:
        pool, workers = readers
        with ArticleProgress() as progress:
            held = stored.count(archive.db)["with_bytes"]
            progress.begin(held if sample is None else min(sample, held))
            yield from check_records(archive, pool, workers=workers, sample=sample, progress=progress.advance)
        yield from check_places(archive)
        yield from check_files(archive, sample=sample)


def _as_json(archive: Path, books: list[verify.Books], findings: list[Finding]) -> dict[str, object]:
    return {
        "archive": str(archive),
        "whole": all(finding.harmless for finding in findings),
        "pages": {book.kind: {"discovered": book.discovered} | book.fates for book in books},
        "wrong": [finding.sentence for finding in findings if not finding.harmless],
        "harmless": [finding.sentence for finding in findings if finding.harmless],
    }


def _print(archive: Path, books: list[verify.Books], findings: list[Finding], *, with_bytes: bool) -> None:
    for book in books:
        fates = " + ".join(f"{count:,} {state}" for state, count in book.fates.items()) or "none"
        click.echo(f"{book.kind} pages: {book.discovered:,} discovered = {fates}")
    for finding in findings:
        click.echo(f"{'note' if finding.harmless else 'WRONG'}: {finding.sentence}")
    wrong = sum(not finding.harmless for finding in findings)
    if wrong:
        click.echo(f"{archive}: {wrong} findings.", err=True)
    else:
        click.echo(f"{archive} is whole{'' if with_bytes else ', as far as its own file goes'}.")
