"""Best first: hits with every word in the title, then by how much of the text is about the words.

The score is BM25's, with exact counts from the text: occurrences (a title's count for TITLE_WEIGHT) that weigh less
the more there are, and less in a long text. There is no weight for rare words: each of them must stand there anyway.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from sqlite_utils import Database

from newscrawl.archive import matching
from newscrawl.archive.filters import Filters
from newscrawl.archive.newest import newest
from newscrawl.archive.query import Query

# So many hits with the words in the title are scored, and so many others, the newest of them; the rest of a very
# common word's hits follows unscored, newest first.
SCORED = 1_000
TITLE_WEIGHT = 3
_SATURATION = 1.2
_LENGTH_SHARE = 0.75
_USUAL_LENGTH = 900  # characters of an article


def best(db: Database, query: Query, filters: Filters, *, limit: int, offset: int = 0) -> list[int]:
    """Ids of hits, best first."""
    wanted = limit + offset
    in_title = newest(db, matching.in_title(query), filters, limit=SCORED)
    head = _by_score(db, query, in_title)
    if wanted > len(head):
        latest = newest(db, query, filters, limit=SCORED)
        head += _by_score(db, query, _without(head, latest))
        if wanted > len(head) and len(latest) == SCORED:
            head += _without(head, newest(db, query, filters, limit=wanted))
    return head[offset:wanted]


def _without(known: list[int], ids: list[int]) -> list[int]:
    held = set(known)
    return [article_id for article_id in ids if article_id not in held]


def _by_score(db: Database, query: Query, ids: list[int]) -> list[int]:
    """Highest first; of equal ones, the order they came in."""
    scores = _scores(db, query, ids)
    return sorted(ids, key=lambda article_id: -scores[article_id])


def _scores(db: Database, query: Query, ids: list[int]) -> dict[int, float]:
    terms = [term for group in query.groups for term in group if not term.negated and term.field != "source"]
    counters = [(_counter(term.spacings, matching.spelling(query)), term.field) for term in terms]
    found = {}
    rows = db.execute(
        "SELECT id, title, body FROM articles WHERE id IN (SELECT value FROM json_each(?))", [json.dumps(ids)]
    )
    for article_id, title, body in rows:
        damping = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * len(body) / _USUAL_LENGTH)
        score = 0.0
        for count, field in counters:
            times = TITLE_WEIGHT * count(title or "") + (count(body) if field == "text" else 0)
            score += times / (times + damping)
        found[article_id] = score
    return found


def _counter(spacings: tuple[str, ...], spelling: matching.Spelling) -> Callable[[str], int]:
    """Counts a folded phrase in a text as printed."""
    phrase = spacings[0]
    if all(len(spelling(char)) == 1 for char in phrase):
        return lambda text: text.count(phrase)
    pattern = matching.pattern(list(spacings), spelling)
    return lambda text: len(pattern.findall(text)) if pattern else 0
