"""Near-copies: what finding them costs an article, how many are found, and how many links are false.

    python -m benchmarks.near_copies [--articles 10000] [--pairs 1000]

Cost is CPU time, measured inside one archive as it grows: the fingerprint, the look-up and the entry of an article,
beside the whole of storing it without them, mean over each fifth. The articles are those of `corpus`; every tenth is a
copy of one of the last thousand, exact or with up to 5 % edits, every twentieth a notice that shares its form with all
others of its kind.
With `--phrases` the articles are put together from a small pool of sentences, so that all share phrases.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from itertools import combinations, count, islice
from pathlib import Path

from benchmarks.corpus import Corpus
from newscrawl.archive import Archive, articles, copies
from newscrawl.extract.fingerprint import SAME_VALUES, fingerprint
from newscrawl.extract.near_copy import Body, is_near_copy
from newscrawl.items import Article
from tests.extract.notices import FORMS, edited, notice, story

NOW = "2026-11-23T01:00:00Z"
SHARES = (0.01, 0.03, 0.05)
LENGTHS = (150, 300, 900, 2500)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure near-copies.")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--pairs", type=int, default=1000, help="0: measure the cost alone")
    parser.add_argument("--phrases", action="store_true", help="articles of few sentences, which all share")
    arguments = parser.parse_args()
    if arguments.pairs:
        measure_recall(arguments.pairs)
        measure_false_links(arguments.pairs)
    measure_cost(arguments.articles, _phrases() if arguments.phrases else _made())


def measure_recall(pairs: int) -> None:
    print("recall, by length of the text and share of its characters edited")
    for length in LENGTHS:
        rng = random.Random(length)
        texts = [story(rng, length) for _ in range(pairs)]
        shares = (f"{share:.0%} {sum(_found(t, edited(t, share, rng)) for t in texts) / pairs:.4f}" for share in SHARES)
        print(f"  {length:>5} characters: {'   '.join(shares)}")


def measure_false_links(pairs: int) -> None:
    rng = random.Random(1)
    compared = false = 0
    for kind in FORMS:
        texts = [Body(text) for text in dict.fromkeys(notice(kind, rng) for _ in range(max(3, pairs // 10)))]
        compared += len(texts) * (len(texts) - 1) // 2
        false += sum(is_near_copy(one, other) for one, other in combinations(texts, 2))
    print(f"false links among notices of the same form: {false} of {compared:,} pairs")


def measure_cost(articles_made: int, stories: Iterator[str]) -> None:
    spent: dict[str, float] = defaultdict(float)
    fifth = max(1, articles_made // 5)
    with tempfile.TemporaryDirectory() as folder, Archive.write(Path(folder) / "a.db", command="benchmark") as archive:
        for number, text in enumerate(islice(_texts(stories), articles_made), start=1):
            _store(archive, number, text, spent)
            if number % fifth == 0:
                line = "  ".join(f"{name} {seconds / fifth * 1e3:.3f}" for name, seconds in spent.items())
                print(f"  to {number:>7,} articles, ms an article: {line}", flush=True)
                spent.clear()
        archive.commit()
        _weigh(archive, articles_made)


def _weigh(archive: Archive, articles_made: int) -> None:
    pages, free = (archive.db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count"))
    linked = archive.db.execute("SELECT count(*) FROM articles WHERE duplicate_of IS NOT NULL").fetchone()[0]
    with archive.changes() as db:
        copies.clear(db)
    archive.commit()
    released = archive.db.execute("PRAGMA freelist_count").fetchone()[0] - free
    taken, whole = released * 4096 // articles_made, pages * 4096 // articles_made
    print(f"  {linked:,} linked; of {whole:,} bytes an article the index takes {taken}")


def _made() -> Iterator[str]:
    return (made.body for made in Corpus(seed=7).articles(sys.maxsize))


def _phrases() -> Iterator[str]:
    rng = random.Random(7)
    while True:
        yield story(rng, rng.randint(200, 1600))


def _texts(stories: Iterator[str]) -> Iterator[str]:
    rng = random.Random(7)
    last: deque[str] = deque(maxlen=1000)
    for number in count():
        if number % 10 == 5:
            text = edited(rng.choice(last), rng.choice((0.0, *SHARES)), rng)
        elif number % 20 == 6:
            text = notice(rng.choice(list(FORMS)), rng)
        else:
            text = next(stories)
        last.append(text)
        yield text


def _store(archive: Archive, number: int, text: str, spent: dict[str, float]) -> None:
    url = f"https://www.yybnet.net/chengdu/news/201812/{number}.html"
    article = Article(url, "yybnet", title="标题", body=text)
    start = time.process_time()
    mark = fingerprint(text)
    marked = time.process_time()
    with archive.changes() as db:
        begun = time.process_time()
        original = copies.original_of(db, text, mark) if mark else None
        looked_up = time.process_time()
        article_id, _ = articles.store(db, article, now=NOW, crawl_id=None, extractor="1")
        stored = time.process_time()
        copies.enter(db, article_id, mark)
        entered = time.process_time()
        if original is not None:
            db.execute("UPDATE articles SET duplicate_of = ? WHERE id = ?", (original, article_id))
    spent["fingerprint"] += marked - start
    spent["look-up"] += looked_up - begun
    spent["entry"] += entered - stored
    spent["near-copies in all"] += marked - start + looked_up - begun + entered - stored
    spent["(storing the article)"] += stored - looked_up


def _found(one: str, other: str) -> bool:
    mark, other_mark = fingerprint(one), fingerprint(other)
    if mark is None or other_mark is None or not set(mark.keys) & set(other_mark.keys):
        return False
    return mark.likeness(other_mark) >= SAME_VALUES and is_near_copy(Body(one), Body(other))


if __name__ == "__main__":
    main()
