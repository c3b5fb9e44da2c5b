"""A small fingerprint of a body, by which texts that may be near-copies are found; `near_copy` then compares them.

Every stretch of five letters or digits has a rank that only depends on it. The fingerprint holds the 24 stretches of
the lowest rank (a *bottom sketch*): the same ones in every copy, but for those that were edited.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from zlib import crc32

from newscrawl.extract.near_copy import SHORTEST
from newscrawl.items import Article

VALUES = 24
KEYS = 6  # the whole, and 5 stretches: 1 copy in 1,000 with 5 % edits has all of these 5 changed
SAME_VALUES = 0.4  # share of common values below which texts are not compared; about 0.7 at 5 % edits

_STRETCH = 5  # characters
_LANE = 4  # bytes: what a character, and a stretch's rank, take in the number that all ranks are made with
_SEEDS = (0x1F35, 0x0BD7, 0x17A9, 0x0D6B, 0x1309)  # odd, of 13 bits: five units, each times one, stay below 32 bits
_FACTOR = sum(seed << 8 * _LANE * place for place, seed in enumerate(_SEEDS))
_ENOUGH = 40  # stretches looked at, about, for the 24 of the lowest rank
_CHOSEN = re.compile(b"\1")
_BELOW = [bytes(byte < bound for byte in range(256)) for bound in range(257)]
# Digits, Latin letters and Han characters: what tells texts of a Chinese paper apart, and found twice as fast as \w.
_WORDS = re.compile("[0-9A-Za-z０-９Ａ-Ｚａ-ｚ\u3400-\u9fff\U00020000-\U000323af]+")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Numbers of 32 bits: one for the whole text, and at most 24 different ones, of which copies share most."""

    whole: int
    values: tuple[int, ...]

    @property
    def keys(self) -> tuple[int, ...]:
        """6, by which the archive finds candidates: near-copies share one or more, strangers hardly ever."""
        return self.whole, *self.values[: KEYS - 1]

    @property
    def packed(self) -> bytes:
        """4 bytes a number, as the archive keeps it."""
        return struct.pack(f"<{1 + len(self.values)}I", self.whole, *self.values)

    @classmethod
    def unpack(cls, packed: bytes) -> Fingerprint:
        """Raises struct.error or ValueError where these bytes are no fingerprint."""
        whole, *values = struct.unpack(f"<{len(packed) // 4}I", packed)
        if not 0 < len(values) <= VALUES:
            raise ValueError(f"{len(values)} values are no fingerprint")
        return cls(whole, tuple(values))

    def likeness(self, other: Fingerprint) -> float:
        """Share of common values, 0 to 1."""
        return len({*self.values} & {*other.values}) / min(len(self.values), len(other.values))


def apply(article: Article) -> Article:
    """Take the fingerprint of the finished body."""
    article.fingerprint = fingerprint(article.body)
    return article


def fingerprint(text: str) -> Fingerprint | None:
    """The fingerprint of a body, over its letters and digits alone; None where it is too short."""
    words = "".join(_WORDS.findall(text))
    if len(words) < SHORTEST:
        return None
    units = words.encode("utf-16-le", "surrogatepass")
    ranks = _ranks(units)
    bound = 256 * _ENOUGH // (len(ranks) // _LANE) + 1
    lowest = _lower(ranks, bound)
    while len(lowest) < VALUES and bound < 256:
        bound *= 4
        lowest = _lower(ranks, bound)
    stretches = (units[2 * at : 2 * (at + _STRETCH)] for _, at in sorted(lowest.items())[:VALUES])
    return Fingerprint(crc32(units), tuple(map(crc32, stretches)))


def _ranks(units: bytes) -> bytes:
    """A number of four bytes for each stretch of five UTF-16 units, to be compared as bytes: as good as by lot.

    The text is one large number, a unit in each 32 bits. Multiplied by five seeds that stand 32 bits apart, each 32
    bits hold the sum of five units, each times its seed: one multiplication, and no loop in Python.
    """
    spread = bytearray(2 * len(units))
    spread[0::_LANE] = units[0::2]
    spread[1::_LANE] = units[1::2]
    product = int.from_bytes(spread, "little") * _FACTOR
    beyond = (_STRETCH - 1) * _LANE  # sums of fewer than five units, at either end
    return product.to_bytes(len(spread) + beyond, "little")[beyond : len(spread)]


def _lower(ranks: bytes, bound: int) -> dict[bytes, int]:
    """The ranks whose first byte is below that bound, and where their stretches begin, in units."""
    chosen = ranks[::_LANE].translate(_BELOW[min(bound, 256)])
    places = [found.start() for found in _CHOSEN.finditer(chosen)]
    return {ranks[at * _LANE : (at + 1) * _LANE]: at for at in places}
