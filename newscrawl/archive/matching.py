"""A `Query` as conditions on the text itself: in SQL that any SQLite runs, and as a pattern for marking hits."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

from newscrawl.archive import scripts, tokens
from newscrawl.archive.filters import Filters
from newscrawl.archive.fulltext import facet_term
from newscrawl.archive.query import Query, Term

# All that a folded character may stand for in print.
Spelling = Callable[[str], str]

# Tests of a column, never null. `holds` is ours: see `newscrawl.archive.functions`.
_HOLDS, _LIKE, _GLOB = "holds(ifnull(CAST({} AS BLOB), x''), ?)", "ifnull({} LIKE ?, 0)", "ifnull({} GLOB ?, 0)"
_LIKE_SIGN = re.compile("[%_]")
_COLUMNS = {"text": ("title", "body"), "title": ("title",), "source": ("source",)}


def condition(query: Query, table: str) -> tuple[str, list[str | bytes]]:
    """What the row of an article must satisfy to be a hit, and the parameters in order: `("1", [])` for any."""
    parameters: list[str | bytes] = []
    groups = []
    for group in query.groups:
        alternatives = []
        for term in group:
            sql, values = _holds(term, table, spelling(query))
            alternatives.append(sql)
            parameters += values
        groups.append(f"({' OR '.join(alternatives)})")
    return " AND ".join(groups) or "1", parameters


def candidates(query: Query, filters: Filters) -> tuple[str | None, bool]:
    """An FTS5 expression that every hit satisfies, None where the index cannot help.

    Also whether it proves the words of the query; filters are only narrowed by it and must still be applied.
    """
    proven = True
    parts = []
    for group in query.groups:
        alternatives = []
        for term in group:
            needed, exact = tokens.query_terms(term.text)
            proven = proven and exact and not term.negated
            usable = needed and not term.negated
            alternatives.append(_all_of(needed, term.field, query.both_scripts) if usable else None)
        found = [part for part in alternatives if part is not None]
        if len(found) == len(alternatives):
            parts.append(f"({' OR '.join(found)})")
        else:
            proven = False
    for column, values in filters.values().items():
        parts.append(f"({' OR '.join(_quoted(facet_term(column, value)) for value in values)})")
    return " AND ".join(parts) or None, proven


def selection(query: Query, filters: Filters, match: str | None, *, brief: bool) -> tuple[str, str, list[Any]]:
    """Tables, conditions and parameters that select the hits as `a`; `brief` leaves the words to the index."""
    where, values = filters.where("a")
    if match is None:
        words, more = condition(query, "a")
        return "articles a", f"{where} AND {words}", [*values, *more]
    if brief:
        source = "articles_fts f CROSS JOIN articles a INDEXED BY articles_brief ON a.id = f.rowid"
        return source, f"f.articles_fts MATCH ? AND {where}", [match, *values]
    words, more = condition(query, "a")
    source = "articles_fts f CROSS JOIN articles a ON a.id = f.rowid"
    return source, f"f.articles_fts MATCH ? AND {where} AND {words}", [match, *values, *more]


def in_title(query: Query) -> Query:
    """The same query with every word asked of the title; sources and what must not be there stay as they are."""
    groups = tuple(
        tuple(Term(t.text, "title") if t.field == "text" and not t.negated else t for t in group)
        for group in query.groups
    )
    return replace(query, groups=groups)


def spelling(query: Query) -> Spelling:
    """What each folded character of a query may stand for: the same in another case and width, or script too."""
    return _in_both_scripts if query.both_scripts else tokens.variants


def pattern(phrases: list[str], spelling: Spelling) -> re.Pattern[str] | None:
    """Finds folded phrases in text as printed: half width for full width, small for capital; None for no phrase."""
    alternatives = ["".join(_one_of(spelling(char)) for char in phrase) for phrase in phrases]
    return re.compile("|".join(alternatives)) if alternatives else None


def _in_both_scripts(char: str) -> str:
    return "".join(map(tokens.variants, scripts.spellings(char)))


def _holds(term: Term, table: str, spelling: Spelling) -> tuple[str, list[str | bytes]]:
    """The term stands in one of its columns: never null, so that `not` may be put before it."""
    stands = [test for phrase in term.spacings for test in _stands(phrase, spelling)]
    tests = [(test.format(f"{table}.{column}"), value) for column in _COLUMNS[term.field] for test, value in stands]
    # One OR of all: SQLite stops at the first test that holds only where the OR is not inside of something else.
    sql = " OR ".join(test for test, _ in tests)
    return (f"NOT ({sql})" if term.negated else f"({sql})"), [value for _, value in tests]


def _stands(phrase: str, spelling: Spelling) -> list[tuple[str, str | bytes]]:
    """Tests whether a folded phrase stands in a text as printed, the quickest first: SQL of a column, its parameter.

    A look for the very bytes takes half as long as LIKE, which knows capitals of ASCII; a GLOB of sets ten times that.
    """
    as_it_is = (_HOLDS, phrase.encode())
    if all(len(spelling(char)) == 1 for char in phrase):
        return [as_it_is]
    spelled = (_GLOB, f"*{''.join(_glob_one_of(spelling(char)) for char in phrase)}*")
    if any("a" <= char <= "z" for char in phrase) and not _LIKE_SIGN.search(phrase):
        return [(_LIKE, f"%{phrase}%"), spelled]
    return [as_it_is, spelled]


def _glob_plain(char: str) -> str:
    return f"[{char}]" if char in "*?[" else char


def _glob_one_of(chars: str) -> str:
    """A GLOB set of characters; `]` must come first in it, `^` must not, `-` must stand at an end."""
    if len(chars) == 1:
        return _glob_plain(chars)
    others = "".join(c for c in chars if c not in "]^-")
    return f"[{']' if ']' in chars else ''}{others}{'^' if '^' in chars else ''}{'-' if '-' in chars else ''}]"


def _one_of(chars: str) -> str:
    return re.escape(chars) if len(chars) == 1 else f"[{re.escape(chars)}]"


def _all_of(terms: list[str], field: str, both_scripts: bool) -> str:
    """Every term, in one of its spellings."""
    prefix = "" if field == "text" else f"{field}:"
    parts = []
    for term in terms:
        spelled = map("".join, product(*map(scripts.spellings, term))) if both_scripts else [term]
        parts.append(" OR ".join(_quoted(prefix + one) for one in spelled))
    return f"({' AND '.join(f'({part})' for part in parts)})"


def _quoted(term: str) -> str:
    return '"{}"'.format(term.replace('"', '""'))
