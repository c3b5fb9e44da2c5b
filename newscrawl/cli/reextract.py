"""`newscrawl reextract`: today's rules over the stored bytes, no network."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from newscrawl.archive import Archive, stored
from newscrawl.archive.differences import changed_lines
from newscrawl.cli.executors import DASK_HELP, executor_for
from newscrawl.cli.progress import ArticleProgress
from newscrawl.rederive.reextract import Difference, Report, reextract

SHOWN = 3  # examples a column
WIDTH = 100  # characters of a value that are shown


@click.command("reextract")
@click.option("--apply", is_flag=True, help="Make the changes. Earlier texts are kept.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes.  [default: one a core]")
@click.option("--dask", metavar="tcp://HOST:PORT", help=DASK_HELP)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(archive: Path, apply: bool, jobs: int | None, dask: str | None, as_json: bool) -> None:
    """Read the stored pages again with today's rules, and show what would change. Needs no network.

    Nothing is changed without --apply; with it, a text that changes is kept as an earlier text of its article.
    """
    with (
        executor_for(jobs, dask) as (pool, workers),
        _open(archive, apply=apply) as opened,
        ArticleProgress(hidden=as_json) as progress,
    ):
        counts = stored.count(opened.db)
        progress.begin(counts["with_bytes"] + counts["rejected"])
        report = reextract(opened, pool, workers=workers, apply=apply, progress=progress.advance)
    if as_json:
        click.echo(_json(_as_json(report, applied=apply)))
    else:
        _print(report, applied=apply)
    if report.unreadable:
        sys.exit(3)


def _open(archive: Path, *, apply: bool) -> Archive:
    if not apply:
        return Archive.read(archive)
    Archive.read(archive).close()  # a path without an archive is refused, not made into one
    return Archive.write(archive, command="newscrawl reextract")


def _as_json(report: Report, *, applied: bool) -> dict[str, Any]:
    differences = {name: [vars_of(one) for one in examples] for name, examples in report.examples.items()}
    failures = {name: [{"url": u, "reason": r} for u, r in getattr(report, name)] for name in _FAILURES}
    numbers = ("read", "same", "changed", "texts", "accepted", "without_bytes")
    return (
        {"applied": applied}
        | {name: getattr(report, name) for name in numbers}
        | {"fields": dict(report.fields), "examples": differences}
        | failures
    )


_FAILURES = ("no_article", "unreadable")


def vars_of(difference: Difference) -> dict[str, Any]:
    return {name: getattr(difference, name) for name in ("id", "url", "before", "after")}


def _print(report: Report, *, applied: bool) -> None:
    from newscrawl.cli.tables import print_table  # late: rich takes as long to load as fifty pages to read

    verb = "changed" if applied else "would change"
    click.echo(f"Read {report.read:,} stored pages: {report.same:,} as they are, {report.changed:,} articles {verb}.")
    if report.fields:
        print_table(("column", f"articles {verb}"), report.fields.most_common())
        for name, examples in report.examples.items():
            for example in examples[:SHOWN]:
                _print_example(name, example)
    if report.texts:
        kept = "were kept" if applied else "would be kept"
        click.echo(f"{report.texts:,} earlier texts {kept} as revisions.")
    became = "became" if applied else "would become"
    if report.accepted:
        click.echo(f"{report.accepted:,} pages that earlier rules rejected {became} articles.")
    if report.without_bytes:
        click.echo(f"{report.without_bytes:,} articles have no stored bytes (--no-warc) and stay as they are.")
    _print_failures("Articles that today's rules would reject; they stay as they are:", report.no_article)
    _print_failures("Articles that cannot be read again; they stay as they are:", report.unreadable)
    if report.changed + report.accepted and not applied:
        click.echo("Nothing was changed. Make it so with 'newscrawl reextract --apply'.")


def _print_example(name: str, example: Difference) -> None:
    click.echo(f"{name} of article {example.id}, {example.url}")
    before, after = example.before[name], example.after[name]
    if name == "body" and isinstance(before, str):
        for sign, text in changed_lines(before, after):
            click.echo(f"  {sign} {_short(text)}")
    else:
        click.echo(f"  - {_short(before)}\n  + {_short(after)}")


def _short(value: object) -> str:
    text = value if isinstance(value, str) else _json(value)
    return text if len(text) <= WIDTH else f"{text[:WIDTH]}…"


def _json(value: object) -> str:
    """As JSON, whatever another program wrote into a column: bytes, half a character."""
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text.encode("utf-8", "backslashreplace").decode()


def _print_failures(heading: str, failures: list[tuple[str, str]]) -> None:
    if failures:
        click.echo(f"{heading} {len(failures):,}")
        for url, reason in failures[:SHOWN]:
            click.echo(f"  {url}: {reason}")
