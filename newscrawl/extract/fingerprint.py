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
from operator import eq
from zlib import crc32

from newscrawl.items import Article

SHORTEST = 40  # letters and digits; a shorter text says too little to be told from another
BANDS = 14
ROWS = 3  # values that must agree for a band to agree: 0.75³ at 5 % edits, so 14 bands miss 1 copy in 2,000
VALUES = BANDS * ROWS
SAME_VALUES = 0.4  # share of agreeing values below which texts are not compared
SAME_PIECES = 0.45  # share of common pieces of a near-copy: about 0.69 at 5 % edits, 0.46 at 11 %
CHANCE = 0.005  # how unlikely the changed facts of a copy may be

_SHINGLE = 3  # characters; of these a fingerprint is made
_PIECE = 4  # characters; by these two texts are compared
_NO_WORD = re.compile(r"[\W_]+")
_FACT = re.compile(
    r"[0-9０-９]+(?:[.．:：][0-9０-９]+)*"
    r"|[〇零一二三四五六七八九十百千万亿两]{2,}"
    r"|[\u4e00-\u9fff]{2,3}(?:街道|社区|小区|大道|[省市区县镇乡村路街])"
)
_MOST_EDITED = 0.12  # share of characters; beyond it no text is a near-copy
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
        return sum(map(eq, self.values, other.values)) / VALUES


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
