"""Stage 3: when the article was published, read from the source line alone.

A date in the text, a teaser or the foot of the page is never taken. The month in the address is only a witness:
where it disagrees, the record says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newscrawl.extract.dates import RELATIVE, find_dates
from newscrawl.extract.evidence import find_date
from newscrawl.extract.sourceline import URL
from newscrawl.extract.text import plain

if TYPE_CHECKING:
    from newscrawl.items import Article
    from newscrawl.sites.profile import SiteProfile


def apply(article: Article) -> Article:
    """Fill `published_at` (ISO 8601, or only a date); a missing or impossible date leaves null and a problem."""
    assert article.page is not None, "timestamp needs the page that open_page read"
    site = article.page.site
    if article.source_line:
        article.published_at, problem = read_timestamp(article.source_line, site)
    else:
        problem = "No date is printed."
    if article.published_at is None and article.page.general:
        found = find_date(article.page)
        if found:
            article.published_at, problem = found.value, f"The date '{found.text}' is from {found.where}."
    if problem:
        article.problems.append(problem)
    month = url_month(article.url, site)
    if month and article.published_at and not article.published_at.startswith(month):
        article.problems.append(f"The address says {month}, the page says {article.published_at[:10]}.")
    return article


def read_timestamp(line: str, site: SiteProfile) -> tuple[str | None, str | None]:
    """The date printed in a source line, and a problem where there is none that a calendar has."""
    found = list(find_dates(URL.sub(lambda match: " " * len(match[0]), plain(line)), site.timezone))
    possible = [printed for printed in found if printed.value]
    if possible:
        best = next((printed for printed in possible if printed.has_time), possible[0])
        return best.value, None
    relative = RELATIVE.search(plain(line))
    if relative and not found:
        return None, f"The printed date '{relative[0]}' is relative."
    if found:
        return None, f"The printed date '{found[0].text.strip()}' is impossible."
    return None, "No date is printed."


def url_month(url: str, site: SiteProfile) -> str | None:
    """`2018-12` where the article's address carries its month, else None."""
    match = site.article_path.fullmatch(urlsplit(url).path) if url else None
    digits = re.sub(r"\D", "", match.groupdict().get("yyyymm") or "") if match else ""
    return f"{digits[:4]}-{digits[4:6]}" if len(digits) >= 6 else None
