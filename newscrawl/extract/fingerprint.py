"""Near-copies: a small fingerprint that finds texts worth comparing, and a comparison that decides.

A *near-copy* is the same story printed again: the same text, or one with up to about 5 % of its characters edited.
Two notices that share every phrase and differ in their numbers and places are no copies, however alike they look:
edits by hand fall anywhere in a text, the blanks of a form fall on numbers and places.
"""

from __future__ import annotations

import math
import re
import struct
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from newscrawl.items import Article

SHORTEST = 40  # letters and digits; a shorter text says too little to be told from another
BANDS = 14
ROWS = 3  # values that must agree for a band to agree: 0.75³ at 5 % edits, so 14 bands miss 1 copy in 2,000
VALUES = BANDS * ROWS
SAME_VALUES = 0.4  # share of agreeing values below which texts are not compared
SAME_SHINGLES = 0.54  # share of common shingles of a near-copy: about 0.75 at 5 % edits, less by chance
CHANCE = 0.005  # how unlikely the changed facts of a copy may be

_SHINGLE = 3
_NO_WORD = re.compile(r"[\W_]+")
_FACT = re.compile(
    r"[0-9０-９]+(?:[.．:：][0-9０-９]+)*"
    r"|[〇零一二三四五六七八九十百千万亿两]{2,}"
    r"|[\u4e00-\u9fff]{2,3}(?:街道|社区|小区|大道|[省市区县镇乡村路街])"
)
_PACK = struct.Struct(f"<{VALUES}H")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """42 values of 16 bits: two texts agree in about as many of them as they have shingles in common."""

    values: tuple[int, ...]

    @property
    def bands(self) -> list[int]:
        """14 keys of 40 bits; near-copies have at least one in common, strangers hardly ever."""
        packed = self.packed
        step = 2 * ROWS
        return [
            crc32(packed[at : at + step]) << 8 | (band * 37 + packed[at]) & 0xFF
            for band, at in enumerate(range(0, len(packed), step))
        ]

    @property
    def packed(self) -> bytes:
        """84 bytes, as the archive keeps it."""
        return _PACK.pack(*self.values)

    @classmethod
    def unpack(cls, packed: bytes) -> Fingerprint:
        return cls(_PACK.unpack(packed))

    def likeness(self, other: Fingerprint) -> float:
        """Share of agreeing values, 0 to 1."""
        return sum(map(int.__eq__, self.values, other.values)) / VALUES


def apply(article: Article) -> Article:
    """Take the fingerprint of the finished body."""
    article.fingerprint = fingerprint(article.body)
    return article


def fingerprint(text: str) -> Fingerprint | None:
    """The fingerprint of a body, by MinHash over a third of its shingles; None where it is too short.

    The shingles taken are those that begin with a character of a fixed third of all characters: the same ones in
    every copy, at a third of the cost.
    """
    if len(text) < SHORTEST:
        return None
    hashes = set(map(crc32, map(str.encode, _anchored().findall(text))))
    values: list[int | None] = [None] * VALUES
    empty = VALUES
    for value in sorted(hashes):
        bucket = value % VALUES
        if values[bucket] is None:
            values[bucket] = value // VALUES & 0xFFFF
            empty -= 1
            if not empty:
                break
    return Fingerprint(_without_gaps(values)) if empty < VALUES else None


def is_near_copy(one: str, other: str) -> bool:
    """Whether two bodies are the same story: nearly the same words, and the same numbers and places in them."""
    words, other_words = _NO_WORD.sub("", one), _NO_WORD.sub("", other)
    if words == other_words:
        return len(words) >= SHORTEST
    if min(len(words), len(other_words)) < SHORTEST:
        return False
    return _common(words, other_words) >= SAME_SHINGLES and _same_facts(one, other)


def _same_facts(one: str, other: str) -> bool:
    """Whether numbers and places changed no more than the words around them did.

    With the edits spread evenly, a fact of `length` characters is hit with the probability `hit`; many more hits
    than that are a form filled in anew. A fact that is only missing, or only added, is not counted: whole
    sentences come and go between copies.
    """
    facts, other_facts = Counter(_FACT.findall(one)), Counter(_FACT.findall(other))
    changed = min((facts - other_facts).total(), (other_facts - facts).total())
    if not changed:
        return True
    frame, other_frame = (_NO_WORD.sub("", _FACT.sub("某", text)) for text in (one, other))
    if frame == other_frame:
        return False
    total = min(facts.total(), other_facts.total())
    length = sum(map(len, facts.elements())) / facts.total()
    common = _common(frame, other_frame)
    edited = 1 - (2 * common / (1 + common)) ** (1 / _SHINGLE)
    hit = 1 - (1 - min(edited + 0.004, 1)) ** length
    return _at_least(changed, total, hit) >= CHANCE


def _at_least(successes: int, trials: int, chance: float) -> float:
    """The probability of so many successes or more (binomial)."""
    return sum(
        math.comb(trials, hits) * chance**hits * (1 - chance) ** (trials - hits)
        for hits in range(successes, trials + 1)
    )


def _common(one: str, other: str) -> float:
    """Jaccard similarity of the shingles."""
    shingles, others = _shingles(one), _shingles(other)
    shared = len(shingles & others)
    return shared / ((len(shingles) + len(others) - shared) or 1)


def _shingles(text: str) -> set[str]:
    return set(map("".join, zip(text, text[1:], text[2:], strict=False)))


@lru_cache(maxsize=1)
def _anchored() -> re.Pattern[str]:
    """Finds the overlapping shingles that begin with one of a third of all characters."""
    letters = [*map(chr, range(0x30, 0x3A)), *map(chr, range(0x4E00, 0xA000))]
    anchors = "".join(letter for letter in letters if crc32(letter.encode()) % 3 == 0)
    return re.compile(rf"(?=([{anchors}]\w{{{_SHINGLE - 1}}}))")


def _without_gaps(values: list[int | None]) -> tuple[int, ...]:
    """Buckets that a short text leaves empty take the next full one's value, altered by the distance."""
    filled: list[int] = []
    for start in range(VALUES):
        step = next(step for step in range(VALUES) if values[(start + step) % VALUES] is not None)
        filled.append(((values[(start + step) % VALUES] or 0) + 40503 * step) & 0xFFFF)
    return tuple(filled)
