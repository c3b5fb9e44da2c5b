"""The seed page: the one real article of the replica, read word for word from `seed.txt`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from newscrawl.replica.model import Block, Content

CHANNEL = "chengdu/jianyang"


@dataclass(frozen=True, slots=True)
class SeedPage:
    """The seed's content and the texts of its junk blocks, in the page's order."""

    content: Content
    teaser_title: str
    teaser_text: str
    slogan: str
    recommended: tuple[str, ...]
    hot_reading: tuple[str, ...]
    neighbours: tuple[str, ...]


@lru_cache(maxsize=1)
def text() -> str:
    """The seed page as a reader sees it."""
    return (files("newscrawl.replica") / "seed.txt").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def page() -> SeedPage:
    """The seed, cut into its parts."""
    lines = [line.strip(" \t•\u00a0") for line in text().splitlines()]
    lines = [line for line in lines if line]
    teaser = lines.index("新闻推荐")
    title, byline = lines[2], lines[teaser - 1]
    return SeedPage(
        content=Content(
            title=title,
            source="西南商报",
            time_text="2018-12-18 10:57",
            published_at="2018-12-18T10:57:00+08:00",
            blocks=tuple(_block(line) for line in lines[5 : teaser - 1]),
            byline=byline,
            authors=("刘顺菊", "王朝旭"),
            byline_place="end",
            byline_line=byline,
        ),
        teaser_title=lines[teaser + 1],
        teaser_text=lines[teaser + 2],
        slogan=lines[teaser + 3],
        recommended=tuple(lines[lines.index("频道推荐") + 1 : lines.index("热点阅读")]),
        hot_reading=_items(lines[lines.index("热点阅读") + 1]),
        neighbours=_items(lines[lines.index("乡里乡亲") + 1]),
    )


def _block(line: str) -> Block:
    return Block("text" if "。" in line else "heading", line)


def _items(line: str) -> tuple[str, ...]:
    """Side-bar titles that the page prints on one line, each cut off with three dots but the last."""
    return tuple(re.split(r"(?<=\.\.\.)\s", line))
