"""Text to index terms: which short strings an article is found by. Pure; docs/search.md argues for the choice.

A term is a character, two neighbouring characters, or three or four neighbouring ASCII letters or digits of the folded
text. Terms never reach over white space or a paragraph's end, so a text that holds a phrase holds all the terms of
that phrase: looking for those finds every hit, and a look at the text drops what is none.
"""

from __future__ import annotations

import re
import unicodedata
from array import array

INDEX_VERSION = 2  # raised whenever the same article would get other terms: an index of another version is rebuilt
MAX_QUERY_TERMS = 24  # more do not narrow a search any further; the text decides

# Case and width are folded here and nowhere else: Latin, Greek, Cyrillic …, letter-like signs, full and half width.
_FOLDED_BLOCKS = ((0x0, 0x600), (0x1E00, 0x2070), (0x2100, 0x2500), (0x3000, 0x3001), (0xFF00, 0xFFF0))
_WIDTH_BLOCK = range(0xFF00, 0xFFF0)
# A page may hold them (`&#1;`), a query cannot. NUL, at which SQLite's GLOB ends a text, no page can hold.
_CONTROLS = frozenset(map(chr, (*range(0x01, 0x20), 0x7F)))

_SPACE = ord(" ")
_SIGN = re.compile(r"[\W_]")
_SEPARATOR = re.compile(r"[\x00-\x20\x7f]+")
_ASCII_RUN = re.compile(r"[0-9a-z]+")
_ASCII_TRIPLE = re.compile(r"(?=([0-9a-z]{3}))")
_ASCII_FOUR = re.compile(r"(?=([0-9a-z]{4}))")


def _fold_character(char: str) -> str:
    if char.isspace() or char in _CONTROLS:
        return char if char == "\n" else " "
    lower = char.lower()
    char = lower if len(lower) == 1 else char
    if ord(char) in _WIDTH_BLOCK:
        narrow = unicodedata.normalize("NFKC", char)
        char = narrow if len(narrow) == 1 and not narrow.isspace() else char
    return char


_FOLDS = {
    char: folded
    for start, end in _FOLDED_BLOCKS
    for char in map(chr, range(start, end))
    if (folded := _fold_character(char)) != char
}
_CHANGED = re.compile(f"[{re.escape(''.join(_FOLDS))}]")
_VARIANTS: dict[str, str] = {}
for _char, _folded in _FOLDS.items():
    _VARIANTS[_folded] = _VARIANTS.get(_folded, _folded) + _char


def fold(text: str) -> str:
    """Lower case, full and half width made one, white space and control characters but `\\n` a space; same length.

    >>> fold("ＬＥＤ屏，第３名")
    'led屏,第3名'
    """
    return _CHANGED.sub(lambda match: _FOLDS[match[0]], text)


def variants(char: str) -> str:
    """Every character that folds to this folded one, itself first: `a` gives `aAａＡ`."""
    return _VARIANTS.get(char, char)


def index_text(text: str) -> str:
    """The terms of one field, in any order and number, with spaces between them: what the index is given."""
    folded = fold(text)
    words = _SIGN.sub(" ", folded)
    return " ".join((_spaced(folded), _spaced_pairs(words), *_ascii_terms(folded)))


def terms(text: str) -> set[str]:
    """The index terms of one field: every character, pair and run of ASCII that can be looked for."""
    return set(_SEPARATOR.split(index_text(text))) - {""}


def query_terms(phrase: str) -> tuple[list[str], bool]:
    """The fewest terms that a text with this folded phrase must hold, and whether they alone prove a hit.

    >>> query_terms("踏水镇")
    (['踏水', '水镇'], False)
    """
    found = terms(phrase)
    placed = sorted(found, key=lambda term: (-len(term), phrase.find(term)))
    needed = [term for term in placed if not any(term in longer and term != longer for longer in placed)]
    return needed[:MAX_QUERY_TERMS], needed == [phrase]


def _ascii_terms(folded: str) -> list[str]:
    """Three and four ASCII letters or digits that stand together, and each run with the sign beside it (`3.`, `5%`)."""
    found: list[str] = _ASCII_TRIPLE.findall(folded) + _ASCII_FOUR.findall(folded)
    for match in _ASCII_RUN.finditer(folded):
        start, end = match.span()
        found.append(folded[start - 1 : start + 1] if start else "")
        found.append(folded[end - 1 : end + 1])
    return found


def _spaced(text: str) -> str:
    """Every character with a space after it. On arrays, ten times as fast as on strings."""
    codes = array("I", text.encode("utf-32-le"))
    out = array("I", [_SPACE]) * (2 * len(codes))
    out[::2] = codes
    return out.tobytes().decode("utf-32-le")


def _spaced_pairs(text: str) -> str:
    """Every two neighbouring characters with a space after them."""
    codes = array("I", text.encode("utf-32-le"))
    if len(codes) < 2:
        return ""
    out = array("I", [_SPACE]) * (3 * (len(codes) - 1))
    out[::3] = codes[:-1]
    out[1::3] = codes[1:]
    return out.tobytes().decode("utf-32-le")
