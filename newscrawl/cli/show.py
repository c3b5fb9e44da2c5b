"""`newscrawl show`: one article as text, with where it came from and what it said before."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import click

from newscrawl.archive import Archive, articles
from newscrawl.archive.differences import changed_fields, changed_lines
from newscrawl.cli.tables import printable
from newscrawl.errors import NewscrawlError
from newscrawl.sites import SITES


@click.command("show")
@click.argument("article", metavar="ID|URL")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, earlier texts under `revisions`.")
@click.pass_obj
def command(archive: Path, article: str, as_json: bool) -> None:
    """Read one article, by its number in the archive or its address."""
    with Archive.read(archive) as opened:
        found = _find(opened, article)
        if found is None:
            raise NewscrawlError(
                f"The archive {archive} holds no article '{article}'. Look for it with 'newscrawl search', "
                "or see what became of an address with 'newscrawl status'."
            )
        earlier = articles.revisions(opened.db, found["id"])
    if as_json:
        click.echo(json.dumps(found | {"revisions": earlier}, ensure_ascii=False))
    else:
        click.echo(printable("\n".join([*_text(found), "", *_provenance(found), *_history(found, earlier)])))


def _find(archive: Archive, key: str) -> dict[str, Any] | None:
    """By id, by the address as given, or by the address it is known under."""
    if key.isdecimal():
        return articles.get(archive.db, int(key)) if len(key) < 19 else None
    canonical = (site.canonical(key) for site in SITES.values())
    keys = [key, *(url for url in canonical if url)]
    return next((found for url in keys if (found := articles.get(archive.db, url))), None)


def _text(article: dict[str, Any]) -> list[str]:
    place = " ".join(part for part in (article["city"], article["district"]) if part)
    about = [article["source"], _moment(article["published_at"]), place, article["byline"]]
    lines = [article["title"] or "(no title)", " · ".join(part for part in about if part), ""]
    for paragraph in article["body"].split("\n"):
        lines += [paragraph, ""]
    for image in article["images"]:
        lines.append(f"[image] {image['url']}" + (f"  {image['caption']}" if image["caption"] else ""))
    return lines


def _provenance(article: dict[str, Any]) -> list[str]:
    record = f"{article['warc_file']} at byte {article['warc_offset']}" if article["warc_file"] else "none kept"
    lines = [
        ("Article", f"{article['id']}, text {article['revision']}"),
        ("Address", article["url"]),
        ("Archived", f"{article['first_archived_at']}, last seen {article['last_seen_at']}"),
        ("WARC record", record),
        ("Crawl", article["crawl_id"]),
        ("Rules", article["extractor"]),
        ("Source line", article["source_line"]),
        ("Copy of", article["duplicate_of"]),
        ("Problems", "; ".join(article["problems"])),
    ]
    return [f"{name + ':':<13}{value}" for name, value in lines if value not in (None, "")]


def _history(article: dict[str, Any], earlier: list[dict[str, Any]]) -> list[str]:
    """What each earlier text said otherwise than the one after it; latest change first."""
    lines = []
    texts = [*earlier, article]
    for old, new in reversed(list(itertools.pairwise(texts))):
        lines += ["", _why(old, new)]
        lines += [line for name in changed_fields(old, new) for line in _change(name, old[name], new[name])]
        lines += [f"  {sign} {text}" for sign, text in changed_lines(old["body"], new["body"])]
    return lines


def _why(old: dict[str, Any], new: dict[str, Any]) -> str:
    """A text gives way to what the site says later, or to what later rules read in the same bytes."""
    if old["replaced_at"] == old["archived_at"]:  # so `reextract` marks it: both are readings of one capture
        return (
            f"Text {old['revision']} is what rules {old['extractor']} read (-), "
            f"text {new['revision']} what rules {new['extractor']} read in the same bytes (+):"
        )
    return f"Text {old['revision']} was replaced on {old['replaced_at']}. Until then (-) and since (+):"


def _change(name: str, old: object, new: object) -> list[str]:
    return [f"  {sign} {name}: {_shown(value)}" for sign, value in (("-", old), ("+", new))]


def _shown(value: object) -> str:
    if value is None:
        return "(none)"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _moment(published_at: str | None) -> str | None:
    """2018-12-18 10:57, as the page prints it."""
    return published_at[:16].replace("T", " ") if published_at else None
