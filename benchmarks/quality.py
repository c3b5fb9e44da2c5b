"""The quality gate: how many records are exact, field by field, and whether any is worse than it was.

    python -m benchmarks.quality [--raise]

Three sets are scored: the frozen cases (tests/cases), random hostile renderings of easy and hard contents
(tests/extract), and every page of the replica. `quality_baseline.json` beside this file holds the shares reached;
a lower one fails the gate. `--raise` writes the shares reached now, and never lowers one.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from newscrawl.errors import NotAnArticle
from newscrawl.extract import extract_article
from newscrawl.replica import ReplicaSite
from newscrawl.sites import SITES, YYBNET
from newscrawl.sites.profile import SiteProfile
from tests.extract.contents import CONTENTS
from tests.extract.rendering import URL, choices, expected, render

ROOT = Path(__file__).parent
BASELINE = ROOT / "quality_baseline.json"
CASES = ROOT.parent / "tests" / "cases"
RENDERINGS = 1000
FIRST_SEED = 500_000  # far from the seeds of the tests
JUNK = ("新闻推荐", "相关新闻:", "猜你喜欢:", "频道推荐", "热点阅读", "弘扬社会正气", "版权所有", "分享到")

FIELDS = (
    "title",
    "source",
    "published_at",
    "city",
    "district",
    "channel",
    "byline",
    "authors",
    "body",
    "images",
    "source_line",
)

Pair = tuple[dict[str, Any], dict[str, Any]]


def read(body: bytes, url: str, content_type: str | None, site: SiteProfile) -> dict[str, Any]:
    try:
        return {"article": True, **asdict(extract_article(body, url=url, content_type=content_type, site=site))}
    except NotAnArticle as reason:
        return {"article": False, "reason": str(reason)}


def frozen() -> Iterator[Pair]:
    """Records read and expected for every frozen case."""
    for page in sorted(CASES.glob("*/*/page.html")):
        meta = json.loads((page.parent / "meta.json").read_text(encoding="utf-8"))
        wanted = json.loads((page.parent / "expected.json").read_text(encoding="utf-8"))
        site = SITES[page.parent.parent.name]
        yield read(page.read_bytes(), meta["url"] or "", meta["content_type"], site), wanted


def renderings() -> Iterator[Pair]:
    """Records read and expected for random renderings."""
    for seed in range(FIRST_SEED, FIRST_SEED + RENDERINGS):
        content, choice = CONTENTS[seed % len(CONTENTS)], choices(seed)
        got = read(render(content, choice, seed).encode(), URL, None, YYBNET)
        yield got, {"article": True, **expected(content, choice)}


def replica() -> Iterator[Pair]:
    """Records read and expected for every article of the replica."""
    site = ReplicaSite()
    for truth in site.iter_truth():
        got = read(site.respond(truth["path"]).body, truth["url"], None, YYBNET)
        yield got, {"article": True, **{name: dict(truth)[name] for name in FIELDS}}


SETS: dict[str, Callable[[], Iterator[Pair]]] = {"frozen": frozen, "renderings": renderings, "replica": replica}


def score(pairs: Iterator[Pair]) -> dict[str, float]:
    """Shares of records exact in all fields and in each, and of bodies without a junk heading of the page."""
    right: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for got, wanted in pairs:
        seen["all"] += 1
        right["all"] += all(got.get(name) == value for name, value in wanted.items())
        body = got.get("body") or ""
        seen["no_leak"] += 1
        right["no_leak"] += not any(junk in body and junk not in (wanted.get("body") or "") for junk in JUNK)
        for name, value in wanted.items():
            seen[name] += 1
            right[name] += got.get(name) == value
    return {name: round(right[name] / seen[name], 4) for name in sorted(seen)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise", dest="raised", action="store_true", help="write what is reached now to the baseline")
    options = parser.parse_args()
    baseline = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}
    reached = {name: score(pairs()) for name, pairs in SETS.items()}
    worse = []
    for name, shares in reached.items():
        print(f"{name:12}" + "  ".join(f"{field} {share:.1%}" for field, share in shares.items()))
        before = baseline.get(name, {})
        worse += [f"{name} {field}: {shares[field]} < {was}" for field, was in before.items() if shares[field] < was]
    if worse:
        print("Worse than the baseline: " + "; ".join(worse), file=sys.stderr)
        return 1
    if options.raised:
        BASELINE.write_text(json.dumps(reached, indent=1) + "\n", encoding="utf-8")
        print(f"{BASELINE.name} is raised.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
