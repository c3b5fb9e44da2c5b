"""What a record of a WARC file is to us: an article's page, a listing's, or nothing, and why."""

from __future__ import annotations

from dataclasses import dataclass

from newscrawl.errors import UsageError
from newscrawl.sites import SITES, SiteProfile
from newscrawl.sites.profile import UrlKind
from newscrawl.warc.http import Answer
from newscrawl.warc.pages import StoredPage, answer_of, capture_date, page_of, payload_is_whole
from newscrawl.warc.reader import MAX_BLOCK, Record
from newscrawl.warc.records import NOT_MODIFIED
from newscrawl.warc.unpacking import CutShort, UnreadableBody

PAGE_KINDS = frozenset({"response", "resource", "revisit"})
OTHER_SITE = "a page of another site"


@dataclass(frozen=True, slots=True)
class Capture:
    """A page of a site that we know, as one record has it; `url` is the address it is kept under.

    `answer.raw` is empty for a `revisit`, until its payload is found.
    """

    record: Record
    site: SiteProfile
    kind: UrlKind
    url: str
    captured_at: str
    answer: Answer

    @property
    def is_revisit(self) -> bool:
        return self.record.kind == "revisit"

    @property
    def is_unchanged(self) -> bool:
        """The site answered 304: no payload, here or elsewhere."""
        return self.answer.status == 304 or self.record.fields.get("warc-profile", "").endswith(
            NOT_MODIFIED.rpartition("/")[2]
        )


class Sites:
    """The sites whose pages are taken in: all we know, and one mirror where one is named."""

    def __init__(self, site_url: str | None = None) -> None:
        self._sites = list(SITES.values())
        if site_url:
            self.add_mirror(next(iter(SITES)), site_url)

    def add_mirror(self, name: str, site_url: str) -> None:
        """Take in pages of this mirror of a site as well, under the mirror's addresses."""
        if name in SITES:
            mirror = SITES[name].at(site_url)
            if mirror not in self._sites:
                self._sites.append(mirror)

    def find(self, url: str) -> SiteProfile | None:
        """The site that a URL belongs to; a mirror only for its very host, not for the hosts it mirrors."""
        return next((site for site in self._sites if site.owns(url) and _serves(site, url)), None)


def wants(sites: Sites, record: Record) -> bool:
    """Whether the record's block must be read to judge it."""
    if record.kind == "warcinfo":
        return record.length < 100_000
    return record.kind in PAGE_KINDS and sites.find(record.url) is not None


def judge(sites: Sites, record: Record) -> Capture | str | None:
    """The capture a record holds, or the reason why it is none; None for a record that is about another one."""
    if record.problem is not None:
        return record.problem
    if record.kind not in PAGE_KINDS:
        return None
    site = sites.find(record.url)
    kind = site.kind(record.url) if site else None
    url = site.canonical(record.url) if site else None
    if site is None or url is None:
        return OTHER_SITE
    if record.length > MAX_BLOCK:
        return f"larger than {MAX_BLOCK // 1024**2} MiB"
    answer = answer_of(record)
    if answer is None:
        return "no HTTP answer"
    captured_at = capture_date(record)
    if captured_at is None:
        return "no usable capture date"
    if kind is None:
        return "a page that is neither article nor listing"
    if record.fields.get("warc-truncated"):
        return "cut short when it was captured"
    if record.kind != "revisit" and not payload_is_whole(record, answer):
        return "damaged: a digest does not match"
    return Capture(record, site, kind, url, captured_at, answer)


def page_in(capture: Capture, answer: Answer) -> StoredPage | str:
    """The page with its encodings undone, or why they cannot be."""
    try:
        return page_of(capture.record, answer)
    except CutShort as error:
        return f"cut short: {error}"
    except UnreadableBody as error:
        return f"unreadable: {error}"


def mirror_of_our_own(record: Record) -> tuple[str, str] | None:
    """The site and address that a warcinfo record of ours names; None for others' files and the real site."""
    if record.kind != "warcinfo" or not record.block:
        return None
    lines = record.block.decode("utf-8", "replace").splitlines()
    fields = {name.strip(): value.strip() for name, colon, value in (line.partition(":") for line in lines) if colon}
    name, url = fields.get("newscrawl-site", ""), fields.get("newscrawl-site-url", "")
    if name not in SITES or not url or SITES[name].base_url == url:
        return None
    try:
        SITES[name].at(url)
    except UsageError:
        return None
    return name, url


def _serves(site: SiteProfile, url: str) -> bool:
    return not site.mirror_of or url.split("/", 3)[2].lower() in site.hosts
