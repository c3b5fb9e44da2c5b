"""What the listings named against what is archived: the gaps, why they are there, and the command that fills each."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from newscrawl.archive import channels
from newscrawl.archive.archive import Archive
from newscrawl.items import ChannelLink
from newscrawl.sites import SITES

SHOWN = 3  # broken pages of a listing that are named


@dataclass(frozen=True, slots=True)
class Gap:
    """Articles that a listing named and the archive does not hold, of one fate and reason; the command or None."""

    state: str
    reason: str
    pages: int
    example: str
    command: str | None


@dataclass(frozen=True, slots=True)
class Month:
    """One month of one channel, as its listing dates the articles; `?` where it does not."""

    channel: str
    month: str
    named: int
    archived: int
    gaps: list[Gap] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ListingState:
    """How far a channel's listing was read: `complete_at`, and a sentence and command where it was not to the end."""

    channel: str
    url: str
    complete_at: str | None
    reason: str | None
    command: str | None


def slugs(archive: Archive, names: Iterable[str]) -> dict[str, list[str]]:
    """The channels of the archive that are called so, as `crawl` understands names; none for a name not known."""
    rows = archive.db.conn.execute("SELECT DISTINCT slug, coalesce(name, ''), city FROM channels ORDER BY slug")
    links = [ChannelLink(*row) for row in rows]
    held = {link.slug for link in links}
    return {name: [link.slug for link in channels.match(name, links) if link.slug in held] for name in names}


def months(archive: Archive, base: list[str], chosen: tuple[str, ...] = ()) -> Iterator[Month]:
    """Channel by channel, month by month, newest first; `base` is the command line before `crawl`."""
    current: Month | None = None
    for slug, url, month, state, reason, retry, pages, example in _counted(archive, chosen):
        if current is None or (current.channel, current.month) != (slug, month):
            if current is not None:
                yield current
            current = Month(slug, month, 0, 0)
        held = pages if state == "archived" else 0
        gaps = current.gaps
        if state != "archived":
            filled_by = _filling(base, slug, url, state, has_retry=retry is not None)
            gaps.append(Gap(state, _reason(state, reason, retry), pages, example, filled_by))
        current = Month(slug, month, current.named + pages, current.archived + held, gaps)
    if current is not None:
        yield current


def listings(archive: Archive, base: list[str], chosen: tuple[str, ...] = ()) -> list[ListingState]:
    """How far each channel's listing was read."""
    rows = archive.db.conn.execute(
        "SELECT slug, url, complete_at, pass, complete_pass, front FROM channels ORDER BY 1, 2"
    )
    result = []
    for slug, url, complete_at, number, complete_pass, front in rows:
        if chosen and slug not in chosen:
            continue
        why = None
        if number == 0:
            why = "The listing was never read."
        elif front is not None or complete_pass < number:
            why = _why_not_whole(archive, slug, url, complete_at, front)
        result.append(ListingState(slug, url, complete_at, why, _crawl(base, slug, url) if why else None))
    return result


def _why_not_whole(archive: Archive, slug: str, url: str, complete_at: str | None, front: str | None) -> str:
    since = "was never read to its end" if complete_at is None else f"was not read to its end since {complete_at}"
    sentences = [f"The listing {since}."]
    if front is not None:
        sentences.append(f"Reading stopped at {front}.")
    broken = archive.db.conn.execute(
        "SELECT url, reason, retry_at FROM pages WHERE channel = ? AND kind = 'listing' AND reason IS NOT NULL"
        " AND state IN ('pending', 'failed', 'rejected', 'excluded') AND substr(url, 1, length(?)) = ? ORDER BY id",
        (slug, url, url),
    )
    for page, reason, retry in broken.fetchmany(SHOWN):
        sentences.append(f"{page}: {_with_retry(reason, retry)}")
    return " ".join(sentences)


def _counted(archive: Archive, chosen: tuple[str, ...]) -> Iterator[tuple[str, str, str, str, str, str, int, str]]:
    """(channel, its URL, month, state, reason, earliest retry, pages, example) of what listings named."""
    only = f"WHERE channels.slug IN ({', '.join('?' * len(chosen))})" if chosen else ""
    # What is archived stays so when its page fails or vanishes later.
    yield from archive.db.conn.execute(
        f"""SELECT channels.slug, channels.url, coalesce(substr(dated, 1, 7), '?') AS month,
                   CASE WHEN articles.id IS NULL THEN state ELSE 'archived' END AS fate,
                   CASE WHEN articles.id IS NULL THEN pages.reason END AS why,
                   min(CASE WHEN articles.id IS NULL THEN retry_at END), count(*), min(pages.url)
            FROM listed JOIN channels ON channels.id = channel_id JOIN pages ON pages.id = page_id
            LEFT JOIN articles ON articles.url = pages.url {only}
            GROUP BY channels.slug, channels.url, month, fate, why
            ORDER BY channels.slug, channels.url, month DESC, fate, why""",
        chosen,
    )


def _reason(state: str, reason: str | None, retry: str | None) -> str:
    if state == "pending" and not reason:
        return "Not fetched yet."
    return _with_retry(reason or "No reason is recorded.", retry)


def _with_retry(reason: str, retry: str | None) -> str:
    return f"{reason} To be tried again from {retry}." if retry else reason


def _filling(base: list[str], slug: str, url: str, state: str, *, has_retry: bool) -> str | None:
    """The command that closes a gap; None where nothing can (the site has taken the article away)."""
    if state in ("pending", "failed") or (state == "excluded" and has_retry):
        return _crawl(base, slug, url, "--full" if state == "failed" and not has_retry else "")
    return shlex.join([*base, "reextract"]) if state == "rejected" else None


def _crawl(base: list[str], slug: str, url: str, *options: str) -> str:
    """`newscrawl crawl CHANNEL`, with --site-url where the channel is a mirror's."""
    official = {site.listing_url(slug) for site in SITES.values()}
    mirror = [] if url in official else ["--site-url", url.removesuffix(f"/{slug}/")]
    return shlex.join([*base, "crawl", slug, *(option for option in options if option), *mirror])
