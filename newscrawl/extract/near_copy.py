"""Near-copies: whether two bodies are the same story.

A *near-copy* is the same story printed again: the same text, or one with up to about 5 % of its characters edited.
Two notices that share every phrase and differ in their numbers and places are no copies, however alike they look:
edits by hand fall anywhere in a text, the blanks of a form fall on numbers and places.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cached_property

SHORTEST = 40  # letters and digits; a shorter text says too little to be told from another
SAME_PIECES = 0.45  # share of common pieces of a near-copy: about 0.69 at 5 % edits, 0.46 at 11 %
MOST_EDITED = 0.12  # share of characters; beyond it no text is a near-copy
CHANCE = 0.005  # how unlikely the changed facts of a copy may be

_PIECE = 4  # characters
_NO_WORD = re.compile(r"[\W_]+")
_FACT = re.compile(
    r"([0-9０-９]+(?:[.．:：][0-9０-９]+)*"
    r"|[〇零一二三四五六七八九十百千万亿两]{2,}"
    r"|[\u4e00-\u9fff]{2,3}(?:街道|社区|小区|大道|[省市区县镇乡村路街]))"
)


class Body:
    """A text made ready to be compared, each view of it made when it is first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def words(self) -> str:
        """Letters and digits alone."""
        return _NO_WORD.sub("", self.text)

    @cached_property
    def facts(self) -> Counter[str]:
        """Numbers and names of places, as often as they stand there."""
        return Counter(self._parts[1::2])

    @cached_property
    def frame(self) -> str:
        """The words around the facts."""
        return _NO_WORD.sub("", "某".join(self._parts[0::2]))

    @cached_property
    def pieces(self) -> set[int]:
        """The frame in overlapping pieces."""
        return _pieces(self.frame)

    @cached_property
    def is_short(self) -> bool:
        """Too short to be told from another."""
        return len(self.text) < SHORTEST or (len(self.frame) < SHORTEST and len(self.words) < SHORTEST)

    @cached_property
    def _parts(self) -> list[str]:
        """The text, taken apart: what is between facts, a fact, what is between facts …"""
        return _FACT.split(self.text)


def is_near_copy(one: Body, other: Body) -> bool:
    """Whether two bodies have nearly the same words, and the same numbers and places in them."""
    if one.is_short or other.is_short:
        return False
    if one.text == other.text:
        return True
    changed = _changed_facts(one, other)
    if not changed:
        return _common(_pieces(one.words), _pieces(other.words)) >= SAME_PIECES
    if _are_too_many(changed, one, other, edited=MOST_EDITED) or one.frame == other.frame:
        return False
    common = _common(one.pieces, other.pieces)
    return common >= SAME_PIECES and not _are_too_many(changed, one, other, edited=_edited(common))


def _changed_facts(one: Body, other: Body) -> int:
    """A fact that is only missing, or only added, is not counted: whole sentences come and go between copies."""
    return min(one.facts.total(), other.facts.total()) - (one.facts & other.facts).total()


def _are_too_many(changed: int, one: Body, other: Body, *, edited: float) -> bool:
    """Whether so many changed facts are no accident where that share of all characters was edited.

    With edits spread evenly, a fact of `length` characters is hit with the probability `hit`; many more hits than
    that are a form filled in anew.
    """
    total = min(one.facts.total(), other.facts.total())
    length = sum(len(fact) * count for fact, count in one.facts.items()) / one.facts.total()
    hit = 1 - (1 - min(edited + 0.004, 0.99)) ** length
    return _at_least(changed, total, hit) < CHANCE


def _at_least(successes: int, trials: int, chance: float) -> float:
    """The probability of so many successes or more (binomial); 1 where no more than expected."""
    if successes <= trials * chance:
        return 1.0
    whole = math.lgamma(trials + 1)
    return math.fsum(
        math.exp(
            whole
            - math.lgamma(hits + 1)
            - math.lgamma(trials - hits + 1)
            + hits * math.log(chance)
            + (trials - hits) * math.log1p(-chance)
        )
        for hits in range(successes, trials + 1)
    )


def _common(pieces: set[int], others: set[int]) -> float:
    """The share of the pieces that both have (Jaccard)."""
    shared = len(pieces & others)
    return shared / ((len(pieces) + len(others) - shared) or 1)


def _edited(common: float) -> float:
    """The share of edited characters that leaves that share of pieces in common."""
    return 1 - math.pow(2 * common / (1 + common), 1 / _PIECE)


def _pieces(text: str) -> set[int]:
    """Every stretch of four UTF-16 units, each as one number: read off the bytes, at four starting points."""
    units = text.encode("utf-16-le", "surrogatepass")
    pieces: set[int] = set()
    for start in range(0, 2 * _PIECE, 2):
        whole = max(len(units) - start, 0) // 8 * 8
        pieces.update(memoryview(units)[start : start + whole].cast("Q"))
    return pieces
