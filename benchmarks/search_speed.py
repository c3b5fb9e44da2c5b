"""How fast search is, and how exact, against what one would set up otherwise, on one archive of made-up articles.

    python -m benchmarks.search_speed --articles 10000
    python -m benchmarks.search_speed --articles 100000 --keep /var/tmp/bench   # a second run finds the archive there
    python -m benchmarks.search_speed --archive data/newscrawl.db --alone       # an archive that is there already

Times are milliseconds for what a user gets: 20 hits with their snippets, and how many there are in all. Warm, the best
of three calls; p50 and p95 over the queries. The yardstick of exactness is a substring scan. Needs the development
extra (jieba: its word list, and as a rival).
"""

from __future__ import annotations

import argparse
import logging
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from sqlite_utils import Database

from benchmarks.corpus import Corpus, Made
from newscrawl.archive import Archive, articles, fulltext
from newscrawl.archive.filters import Filters
from newscrawl.archive.newest import newest
from newscrawl.archive.query import parse
from newscrawl.archive.search import Order, count, every, search
from newscrawl.items import Article

LIMIT = 20
NO_FILTERS = Filters()
Finder = Callable[[str], list[int]]


def main() -> None:
    """Build what is missing, measure, print."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        path = arguments.archive or folder / f"{arguments.articles}.db"
        if not path.exists():
            build(path, arguments.articles)
        with Archive.read(path) as archive:
            report_size(archive.db)
            measure(archive.db, arguments.queries)
        if not arguments.alone:
            compare(path, arguments.queries)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure search on made-up articles.")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--archive", type=Path, help="measure on this one instead of making one up")
    parser.add_argument("--queries", type=int, default=300, help="so many of each kind")
    parser.add_argument("--keep", type=Path, help="a folder for the archive, used again by the next run")
    parser.add_argument("--alone", action="store_true", help="leave out the rivals, whose indexes take long to make")
    return parser.parse_args()


def build(path: Path, number: int) -> None:
    """An archive of made-up articles, stored as a crawl stores them; prints what the index costs an article."""
    spent = 0.0
    begun = time.process_time()
    with Archive.write(path, command="benchmark") as archive:
        for made in Corpus().articles(number):
            article = _as_article(made)
            start = time.process_time()
            with archive.changes() as db:
                articles.store(db, article, now="2026-01-01T00:00:00Z", crawl_id=None, extractor="1")
            spent += time.process_time() - start
        _print(f"stored {number:,} articles in {time.process_time() - begun:.0f} s of CPU time")
        _print(f"  storing one with everything  {spent / number * 1e3:.2f} ms")
        start = time.process_time()
        with archive.changes() as db:
            fulltext.optimize(db)
        archive.commit()
        _print(f"  optimize                     {time.process_time() - start:.1f} s")


def _as_article(made: Made) -> Article:
    return Article(
        url=made.url,
        site="yybnet",
        city=made.city,
        district=made.district,
        channel=made.channel,
        title=made.title,
        source=made.source,
        published_at=made.published_at,
        body=made.body,
    )


def report_size(db: Database) -> None:
    """The index in percent of the text in UTF-8."""
    (text,) = db.execute(
        "SELECT sum(length(CAST(coalesce(title, '') AS BLOB)) + length(CAST(body AS BLOB))) FROM articles"
    ).fetchone()
    (index,) = db.execute("SELECT sum(length(block)) FROM articles_fts_data").fetchone()
    _print(f"index: {index / 1e6:.1f} MB, {100 * index / text:.0f} % of {text / 1e6:.1f} MB of text")


def measure(db: Database, number: int) -> None:
    """Our own search by kind of query."""
    kinds = queries(db, number)
    _print(f"{'':34}{'newest 20, total':>20}{'best 20':>20}{'total':>20}")
    for name, texts in kinds.items():
        cells = [_percentiles(finder, texts) for finder in (_results(db, "newest"), _results(db, "rank"), _count(db))]
        _print(f"{name + f' ({len(texts)})':<34}" + "".join(f"{cell:>20}" for cell in cells))


def _newest(db: Database) -> Finder:
    return lambda text: newest(db, parse(text), NO_FILTERS, limit=LIMIT)


def _results(db: Database, order: Order) -> Finder:
    with_total = order == "newest"
    return lambda text: [hit.id for hit in search(db, text, order=order, limit=LIMIT, with_total=with_total).hits]


def _count(db: Database) -> Finder:
    return lambda text: [count(db, parse(text), NO_FILTERS)]


def queries(db: Database, number: int) -> dict[str, list[str]]:
    """Texts to look for, taken from the articles themselves, so that common words come often."""
    rng = random.Random(7)
    (last,) = db.execute("SELECT max(id) FROM articles").fetchone()
    found: dict[str, set[str]] = {"1 character": set()}
    lengths = {"2 characters": 2, "3 characters": 3, "4 characters": 4, "6 to 12 characters": 0}
    found |= {name: set() for name in lengths} | {"Latin and digits": set(), "towns (as in titles)": set()}
    for _ in range(number):
        title, body = db.execute("SELECT title, body FROM articles WHERE id = ?", [rng.randint(1, last)]).fetchone()
        found["1 character"].add(_piece(rng, body, 1))
        for name, length in lengths.items():
            found[name].add(_piece(rng, body, length or rng.randint(6, 12)))
        latin = [word for word in body.replace("，", " ").split() if word.isascii()]
        digits = _digits(rng, body)
        found["Latin and digits"].add(rng.choice(latin) if latin else digits)
        found["towns (as in titles)"].add(title[: title.find("镇") + 1][-3:])
    return {name: sorted(texts - {""}) for name, texts in found.items()}


def _piece(rng: random.Random, body: str, length: int) -> str:
    """A piece of one clause; the empty text where the article has none so long."""
    clauses = [clause for clause in _clauses(body) if len(clause) >= length]
    if not clauses:
        return ""
    clause = rng.choice(clauses)
    start = rng.randint(0, len(clause) - length)
    return clause[start : start + length]


def _clauses(body: str) -> list[str]:
    return "".join(char if char.isalnum() and not char.isascii() else " " for char in body).split()


def _digits(rng: random.Random, body: str) -> str:
    words = "".join(char if char.isascii() and char.isalnum() else " " for char in body).split()
    return rng.choice(words) if words else ""


def _percentiles(finder: Finder, texts: Iterable[str]) -> str:
    times = []
    for text in texts:
        calls = []
        for _ in range(3):
            start = time.perf_counter()
            finder(text)
            calls.append(time.perf_counter() - start)
        times.append(min(calls) * 1e3)
    return _p50_p95(times)


def _p50_p95(times: list[float]) -> str:
    cuts = statistics.quantiles(times, n=20, method="inclusive")
    return f"{cuts[9]:.2f} / {cuts[18]:.2f}"


def compare(path: Path, number: int) -> None:
    """The same questions to what is set up otherwise: hits found, and time to the newest 20."""
    with tempfile.TemporaryDirectory() as scratch:
        db = Database(Path(scratch) / "rivals.db")
        db.execute("ATTACH ? AS archive", [str(path)])
        rivals = [(name, make(db)) for name, make in _RIVALS.items()]
        own = Database(path)
        _print(f"\n{'':34}{'recall':>10}{'precision':>11}{'newest 20, p50 / p95 ms':>28}")
        kinds = queries(own, max(20, number // 10))
        texts = [text for kind in ("2 characters", "3 characters", "4 characters") for text in kinds[kind]]
        truth = {text: _scan(own, text) for text in texts}
        finders: list[tuple[str, Finder, Finder]] = [
            ("newscrawl", lambda text: list(every(own, parse(text), NO_FILTERS)), _newest(own)),
            *((name, all_of, newest_of) for name, (all_of, newest_of) in rivals),
        ]
        for name, all_of, newest_of in finders:
            recall, precision = _exactness(truth, all_of)
            _print(f"{name:<34}{recall:>10.3f}{precision:>11.3f}{_percentiles(newest_of, texts):>28}")
        db.close()


def _scan(db: Database, text: str) -> set[int]:
    sql = "SELECT id FROM articles WHERE instr(title, ?) OR instr(body, ?)"
    return {row[0] for row in db.execute(sql, [text, text])}


def _exactness(truth: dict[str, set[int]], finder: Finder) -> tuple[float, float]:
    """Recall and precision over all hits of all queries."""
    right = wanted = given = 0
    for text, ids in truth.items():
        found = set(finder(text))
        right, wanted, given = right + len(found & ids), wanted + len(ids), given + len(found)
    return right / max(wanted, 1), right / max(given, 1)


def _like(db: Database) -> tuple[Finder, Finder]:
    where = "FROM archive.articles WHERE title LIKE ? OR body LIKE ?"
    return _finders(db, where, lambda text: [f"%{text}%"] * 2, "ORDER BY published_at DESC, id DESC")


def _fts(name: str, tokenizer: str, split: Callable[[str], str]) -> Callable[[Database], tuple[Finder, Finder]]:
    """A plain FTS5 table as tools set it up, its rows in the order of publication so that newest-first is cheap."""

    def make(db: Database) -> tuple[Finder, Finder]:
        db.execute(f"CREATE VIRTUAL TABLE {name} USING fts5(title, body, content='', tokenize='{tokenizer}')")
        db.execute(f"CREATE TABLE {name}_ids (rowid INTEGER PRIMARY KEY, id INTEGER)")
        for rowid, row in enumerate(_oldest_first(db), start=1):
            db.execute(f"INSERT INTO {name} (rowid, title, body) VALUES (?, ?, ?)", [rowid, *map(split, row[1:])])
            db.execute(f"INSERT INTO {name}_ids VALUES (?, ?)", [rowid, row[0]])
        db.conn.commit()
        where = f"FROM {name} JOIN {name}_ids ON {name}_ids.rowid = {name}.rowid WHERE {name} MATCH ?"
        return _finders(
            db, where, lambda text: ['"{}"'.format(split(text).replace('"', '""'))], f"ORDER BY {name}.rowid DESC"
        )

    return make


def _finders(db: Database, where: str, parameters: Callable[[str], list[str]], order: str) -> tuple[Finder, Finder]:
    def all_of(text: str) -> list[int]:
        return [row[0] for row in db.execute(f"SELECT id {where}", parameters(text))]

    def newest_of(text: str) -> list[int]:
        return [row[0] for row in db.execute(f"SELECT id {where} {order} LIMIT {LIMIT}", parameters(text))]

    return all_of, newest_of


def _oldest_first(db: Database) -> Iterator[tuple[int, str, str]]:
    yield from db.execute("SELECT id, title, body FROM archive.articles ORDER BY published_at, id").fetchall()


def _words(text: str) -> str:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    return " ".join(jieba.cut_for_search(text))


_RIVALS: dict[str, Callable[[Database], tuple[Finder, Finder]]] = {
    "LIKE": _like,
    "FTS5 unicode61 (as tools set up)": _fts("plain", "unicode61", str),
    "FTS5 trigram": _fts("trigrams", "trigram", str),
    "FTS5 over jieba's words": _fts("words", "unicode61", _words),
}


def _print(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
