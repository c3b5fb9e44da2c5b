"""Makes the pages of documentation that are read off the code: `make docs`. A test holds the files against this.

python docs/generate.py
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from newscrawl import policy, settings
from newscrawl.archive import columns, walk
from newscrawl.config import docs as configuration
from newscrawl.extensions import prompt_stop
from newscrawl.middlewares import robots

FOLDER = Path(__file__).parent
MADE = "<!-- Made by `make docs` from newscrawl/policy.py; edit that. -->"


def failures() -> str:
    """docs/failures.md."""
    rows = "\n".join(f"| {rule.what} | `{rule.fate}` | {rule.again} |" for rule in policy.RULES)
    hour, day, week = (f"{seconds / 3600:g} h" for seconds in policy.REST_BETWEEN_RUNS)
    return f"""# What becomes of a page that fails

{MADE}

Every URL that newscrawl ever saw has one row in the table `pages` and one fate: `pending`, `archived`, `gone`,
`rejected`, `failed` or `excluded`, with a sentence in `reason`. Nothing else remembers what is left to do.

| what happens | fate | tried again? |
| --- | --- | --- |
{rows}

**Within a run** a page that may recover stays `pending`, waits {settings.NEWSCRAWL_RETRY_DELAY:g} seconds, then twice
as long each time, and is asked for {policy.ATTEMPTS_A_RUN} times. When nothing else is left, a run waits up to
{settings.NEWSCRAWL_RETRY_PATIENCE:g} seconds for pages that come due. **Across runs** it is `failed` and rests: {hour}
after the 4th failed attempt, {day} after the 8th, {week} after the 12th; after the {policy.MAX_ATTEMPTS}th it is left
alone. `retry_at` says when it is due. A Retry-After (seconds or a date, at most
{policy.LONGEST_RETRY_AFTER / 86_400:g} days) is the least it waits, also across runs. `newscrawl crawl --full` asks
for every page again, whatever its fate.

An article that was archived stays in the archive when its page fails or vanishes later; only the fate of the page
changes. An answer that was cut short is never archived.

## A site that is down or blocks us

- robots.txt that answers 5xx or 429, or not at all, is asked for {robots.TRIES} times; then the run ends, and nothing
  was fetched. 404 and other 4xx mean that everything is allowed (RFC 9309).
- {settings.NEWSCRAWL_SITE_DOWN_AFTER} pages in a row that fail at their first attempt end the run. What is left stays
  pending.
- Each 429 stops all requests for as long as its Retry-After asks, at most
  {settings.NEWSCRAWL_RETRY_PATIENCE:g} seconds.

## Listings

A listing is walked page by page, to the true end or to the first page of which the ledger proves that everything
behind it is known: every article on it was listed when an earlier pass through the listing found nothing new. A pass
that was cut short goes on where it stopped. One bad channel does not stop the others; a listing page that cannot be
read is stepped over, {walk.MAX_SKIPPED} in a row at most, and such a pass proves nothing. Channels that were not read
as far as they must be make the run unhealthy (exit code 3), and `newscrawl audit` lists them.

A page that is empty or does not exist may be the end, or an outage: one page further is looked at, and only an end
that two runs have found proves anything. A listing that repeats itself for {walk.MAX_REPEATS} pages has ended.

## Runs that end early

- SIGINT and SIGTERM: what is under way gets {prompt_stop.GRACE_SECONDS:g} seconds, its pages stay pending, the run is
  recorded as `stopped`.
- kill -9, a crash, a power cut: article, revision, fate and WARC position were committed together or not at all. The
  next run records the killed one as `interrupted` and goes on. `make crash-test` proves it.
- A disk that is full, an archive that is removed or damaged while it is written: one sentence, exit code 1. What was
  committed is safe.
"""


PAGES: dict[str, Callable[[], str]] = {
    "failures.md": failures,
    "schema.md": columns.as_markdown,
    "configuration.md": configuration.page,
}


if __name__ == "__main__":
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
