"""What each kind of entry of the stream does to the archive. Each makes one change, or none."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from newscrawl import policy
from newscrawl.archive import captures, collections, ledger
from newscrawl.archive.collections import WorkerFile
from newscrawl.cluster import records
from newscrawl.cluster.records import BadRecord, Item
from newscrawl.errors import ArchiveError
from newscrawl.health.figures import REFUSALS
from newscrawl.items import Article, Fate, Listing, PageKind

if TYPE_CHECKING:
    from newscrawl.cluster.collector import Collector
    from newscrawl.cluster.stream import Entry
    from newscrawl.sites import SiteProfile

logger = logging.getLogger(__name__)


def enter(collector: Collector, entry: Entry) -> None:
    """Enter what a worker sent. What cannot be read or entered is logged and left out; its page is fetched again.

    Raises ArchiveError. Nothing else: an entry that stops one collector would stop every one after it.
    """
    action = _ACTIONS.get(entry.kind)
    try:
        if action is None:
            raise BadRecord(f"there is no entry {entry.kind!r:.80}")
        # Of an earlier crawl, and of a page delivered twice, only the kept bytes are of interest.
        if entry.kind == "captures" or (entry.job == collector.job.token and not entry.late):
            action(collector, records.parse(entry.data))
    except BadRecord as error:
        logger.error("Entry %s of the stream is not understood and left out: %s.", entry.id, error)
    except ArchiveError:
        raise
    except Exception:
        logger.exception("Entry %s of the stream could not be entered and is left out.", entry.id)


def pages_of(entry: Entry, site: SiteProfile) -> list[str]:
    """The URL of the page that an entry delivered, if it did."""
    if entry.kind != "page" or entry.late:
        return []
    try:
        url = url_of(records.load_item(records.parse(entry.data).get("item")))
    except BadRecord:
        return []
    return [url] if site.serves(url) else []


def url_of(item: Item) -> str:
    """The page that an item was made of."""
    return item.fetch.url if isinstance(item, Article) and item.fetch else item.url


def _urls_of(item: Item) -> list[str]:
    """The page that an item was made of, and those that it leads to."""
    urls = [item.url, url_of(item)]
    if isinstance(item, Listing):
        urls += [*item.articles, *([item.next_url] if item.next_url else [])]
    if isinstance(item, Fate) and item.moved_to:
        urls.append(item.moved_to)
    return urls


def _check_channels(site: SiteProfile, slugs: list[str]) -> None:
    for slug in slugs:
        url = site.listing_url(slug)
        if site.kind(url) != "listing" or site.channel(url) != slug:
            raise BadRecord(f"{slug!r:.80} is no channel")


def _page(collector: Collector, values: dict[str, Any]) -> None:
    item = records.load_item(values.get("item"))
    for url in _urls_of(item):
        if not collector.site.serves(url):
            raise BadRecord(f"{url} is no page of {collector.site.base_url}")
    if isinstance(item, Listing):
        _check_channels(collector.site, [link.slug for link in item.channels])
    is_article = isinstance(item, Article) or (isinstance(item, Fate) and item.kind == "article")
    collector.fetched += is_article
    if _record(collector, item, "article" if is_article else "listing"):
        collector.frontier.wake()
    elif isinstance(item, Fate) and item.moved_to:
        collector.frontier.refresh()
    collector.page_is_done(url_of(item))
    _watch(collector, item)
    _count(collector, item)


def _count(collector: Collector, item: Item) -> None:
    """For the run's health, as `newscrawl.extensions.health` counts in a crawl on one machine."""
    url = url_of(item)
    channel = ledger.channel_of(collector.archive.db, url) or ""
    collector.book.add(item, channel, first_page=collector.site.page_number(url) == 1)
    status = item.fetch.http_status if item.fetch else None
    if status is not None:
        figures = collector.book.of(channel)
        figures.answers += 1
        figures.refused += status in REFUSALS


def _record(collector: Collector, item: Item, kind: PageKind) -> bool:
    """As in a crawl on one machine: an error of newscrawl itself costs one page its turn, and not the run."""
    try:
        return collector.recorder.record(item)
    except ArchiveError:
        raise
    except Exception as error:
        logger.exception("%s could not be entered.", url_of(item))
        verdict = policy.own_error(error)
        again = verdict.retry_after
        fate = Fate(url_of(item), kind, verdict.state, verdict.reason, retry=True, retry_after=again)
        return collector.recorder.record(fate)


def _watch(collector: Collector, item: Item) -> None:
    """A site that is down ends the crawl, and so does the one channel asked for, where the site has none such."""
    sentence = collector.site_watch.see(item, attempts=ledger.attempts_of(collector.archive.db, url_of(item)))
    if sentence:
        collector.stop("site down", sentence)
    if not isinstance(item, Fate) or item.kind != "listing" or item.state != "gone" or len(collector.begun) > 1:
        return
    if item.url in map(collector.site.listing_url, collector.begun):
        collector.stop("unknown channel", f"{item.url} is no channel: {item.reason} Check its name.")


def _captures(collector: Collector, values: dict[str, Any]) -> None:
    host, folder, found = values.get("host"), values.get("folder"), values.get("captures")
    if not isinstance(host, str) or not isinstance(folder, str) or not isinstance(found, list):
        raise BadRecord("captures without host, folder or list")
    read = [_capture(each) for each in found]
    with collector.archive.changes() as db:
        for sha1, payload, whole in read:
            captures.add(db, sha1, payload, whole=whole)
        for name in {payload.warc_file for _, payload, _ in read}:
            collections.add_file(db, WorkerFile(name, host, folder), crawl_id=collector.recorder.crawl_id)


def _capture(value: Any) -> tuple[bytes, Any, bool]:
    try:
        sha1, payload, whole = value
        return bytes.fromhex(sha1), records.load_payload(payload), bool(whole)
    except (ValueError, TypeError) as error:
        raise BadRecord(f"{value!r:.80} is no capture: {error}") from error


def _begin(collector: Collector, values: dict[str, Any]) -> None:
    link = records.load_channel(values.get("channel"))
    _check_channels(collector.site, [link.slug])
    if values.get("whole_city") is True:
        collector.cities.add(link.slug)
    collector.begin(link)


def _know(collector: Collector, values: dict[str, Any]) -> None:
    links = records.load_channels(values.get("channels"))
    _check_channels(collector.site, [link.slug for link in links])
    with collector.archive.changes() as db:
        for link in links:
            collector.recorder.add_channel(db, link, on=None)


def _refused(collector: Collector, values: dict[str, Any]) -> None:
    if not collector.begun:
        collector.stop("unknown channel", str(values.get("sentence")))


_ACTIONS: dict[str, Callable[[Collector, dict[str, Any]], None]] = {
    "page": _page,
    "captures": _captures,
    "begin": _begin,
    "know": _know,
    "refused": _refused,
}
