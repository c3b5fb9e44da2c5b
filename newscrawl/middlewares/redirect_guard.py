"""No redirect leaves the site: the page gets a fate that says where it wanted to go."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from newscrawl.spiders.failures import LeavesSite

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newscrawl.sites import SiteProfile

REDIRECTS = (301, 302, 303, 307, 308)


class RedirectGuard:
    """Sits closer to the network than RedirectMiddleware, and so sees each redirect before it is followed."""

    def __init__(self, site: SiteProfile) -> None:
        self.site = site

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RedirectGuard:
        return cls(crawler.spider.site)  # type: ignore[union-attr]  # DistrictSpider has one

    def process_response(self, request: Request, response: Response) -> Response:
        location = response.headers.get("Location")
        if response.status in REDIRECTS and location:
            target = _target(response.url, location.decode("latin-1"))
            if not self.site.serves(target):
                response.request = request
                raise LeavesSite(f"It redirects off the site, to {target}.", response)
        return response


def _target(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:  # no address at all: `http://[::1/`
        return location
