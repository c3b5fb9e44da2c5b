"""A small fingerprint of a body, by which texts that may be near-copies are found; `near_copy` then compares them."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from newscrawl.extract.near_copy import SHORTEST
from newscrawl.items import Article

BANDS = 12
ROWS = 3  # values that must agree for a band to agree: 0.75³ at 5 % edits, so 12 bands miss 1 copy in 700
VALUES = BANDS * ROWS
SAME_VALUES = 0.4  # share of agreeing values below which texts are not compared

_SHINGLE = 3  # characters
_PACK = struct.Struct(f"<{VALUES}H")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """36 values of 16 bits: two texts agree in about as many of them as they have shingles in common."""

    values: tuple[int, ...]

    @property
    def bands(self) -> list[int]:
        """12 keys of 40 bits; near-copies have at least one in common, strangers hardly ever."""
        packed = self.packed
        step = 2 * ROWS
        return [
            crc32(packed[at : at + step]) << 8 | (band * 37 + packed[at]) & 0xFF
            for band, at in enumerate(range(0, len(packed), step))
        ]

    @property
    def packed(self) -> bytes:
        """72 bytes, as the archive keeps it."""
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
