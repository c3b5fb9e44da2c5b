"""How many article pages a second are extracted on one core, beside GNE and trafilatura on the same pages.

    python -m benchmarks.extraction_speed [--pages N] [--rounds N]

The pages are the replica's, in all its markups, with the head that real pages have (style sheets and scripts, so
that a page is 16 to 30 kB). Speeds differ from machine to machine; what counts is the ratio within one run. Peers
are measured where they are installed (`pip install gne trafilatura`).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from newscrawl.extract import extract_article
from newscrawl.replica.site import ReplicaSite
from newscrawl.sites import YYBNET

WANTED = {"gne": 5.0, "trafilatura": 8.0}  # times faster than each that newscrawl means to be
PAGES_PER_SECOND = 500.0
_STYLE = ".c{n} {{ margin: 0 auto; padding: {n}px; font: 14px/1.8 simsun; color: #333; }}\n"
_SCRIPT = "var _hmt = _hmt || []; function f{n}(a, b) {{ return a.length > b ? a.substr(0, b) + '...' : a; }}\n"


@dataclass(frozen=True, slots=True)
class Page:
    """One page as the network gives it."""

    url: str
    body: bytes


def pages(count: int) -> list[Page]:
    """`count` pages of the replica with a head of realistic size."""
    site = ReplicaSite()
    style = "".join(_STYLE.format(n=n) for n in range(70))
    script = "".join(_SCRIPT.format(n=n) for n in range(70))
    extra = f"<style>{style}</style><script>{script}</script>".encode()
    made = []
    for number, truth in enumerate(site.iter_truth()):
        if number == count:
            break
        body = site.respond(truth["path"]).body
        at = body.lower().find(b"</head>")
        made.append(Page(truth["url"], body[:at] + extra + body[at:] if at >= 0 else extra + body))
    return made


def with_newscrawl(page: Page) -> None:
    extract_article(page.body, url=page.url, content_type=None, site=YYBNET)


def peers() -> dict[str, Callable[[Page], object]]:
    """The extractors that are installed; why another is left out is printed."""
    found: dict[str, Callable[[Page], object]] = {}
    for name in WANTED:
        if importlib.util.find_spec(name) is None:
            print(f"{name}: not measured, for it is not installed (pip install {name})", file=sys.stderr)
    if importlib.util.find_spec("gne"):
        from gne import GeneralNewsExtractor  # type: ignore[import-not-found]

        extractor = GeneralNewsExtractor()
        found["gne"] = lambda page: extractor.extract(page.body.decode("utf-8", "replace"))
    if importlib.util.find_spec("trafilatura"):
        import trafilatura  # type: ignore[import-not-found]

        found["trafilatura"] = lambda page: trafilatura.bare_extraction(page.body, url=page.url, with_metadata=True)
    return found


def speed(extract: Callable[[Page], object], sample: list[Page], rounds: int) -> float:
    """Pages a second of processor time: the median of some rounds over the sample."""
    for page in sample[:5]:
        extract(page)
    speeds = []
    for _ in range(rounds):
        start = time.process_time()
        for page in sample:
            extract(page)
        speeds.append(len(sample) / (time.process_time() - start))
    return median(speeds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    sample = pages(options.pages)
    sizes = sorted(len(page.body) for page in sample)
    ours = speed(with_newscrawl, sample, options.rounds)
    result: dict[str, object] = {
        "pages": len(sample),
        "median_kB": round(sizes[len(sizes) // 2] / 1000, 1),
        "newscrawl_pages_per_s": round(ours),
        "wanted_pages_per_s": PAGES_PER_SECOND,
    }
    for name, extract in peers().items():
        theirs = speed(extract, sample[: max(len(sample) // 4, 1)], 1)
        result[name] = {"pages_per_s": round(theirs, 1), "ratio": round(ours / theirs, 1), "wanted_ratio": WANTED[name]}
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
