"""Draws made-up local-news sentences from `prose.txt`; the same random state always gives the same text."""

from __future__ import annotations

import random
import re
from functools import lru_cache
from importlib.resources import files

_SLOT = re.compile(r"\{([^{}]+)\}")
_RANGE = re.compile(r"(\d+)-(\d+)")
_SAME_IN_ARTICLE = frozenset({"town", "place", "crop", "school", "hospital", "company", "craftname", "riv", "flower"})
_HALF_WIDTH = str.maketrans({"，": ",", "：": ":", "；": ";", "！": "!", "？": "?", "（": "(", "）": ")"})

Pools = dict[str, list[str]]


@lru_cache(maxsize=1)
def pools() -> Pools:
    """Every pool of `prose.txt` by name."""
    found: Pools = {}
    lines: list[str] = []
    for line in (files("newscrawl.replica") / "prose.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            lines = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return found


def half_width(text: str) -> str:
    """Commas, colons, brackets … as the seed page prints them: half width, but 。、“” as they are."""
    return text.translate(_HALF_WIDTH)


class Prose:
    """A writer for one article: names of the place stay the same throughout, everything else varies.

    `fixed` are slots with a given value, such as `place` and `town`.
    """

    def __init__(self, rng: random.Random, fixed: dict[str, str]) -> None:
        self._rng = rng
        self._pools = pools()
        self._fixed = dict(fixed)

    def expand(self, text: str) -> str:
        """The text with every slot filled."""
        return _SLOT.sub(self._fill, text)

    def pick(self, pool: str) -> str:
        """One line of a pool, filled."""
        return self.expand(self._rng.choice(self._pools[pool]))

    def draw(self, names: list[str]) -> list[str]:
        """The lines of several pools, unfilled, in random order."""
        lines = [line for name in names for line in self._pools[name]]
        self._rng.shuffle(lines)
        return lines

    def _fill(self, match: re.Match[str]) -> str:
        key = match[1]
        fixed = self._fixed.get(key)
        if fixed is not None:
            return fixed
        numbers = _RANGE.fullmatch(key)
        if numbers:
            return str(self._rng.randint(int(numbers[1]), int(numbers[2])))
        value = self.pick(key)
        if key in _SAME_IN_ARTICLE:
            self._fixed[key] = value
        return value
