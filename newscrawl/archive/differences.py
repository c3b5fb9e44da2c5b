"""How two texts of an article differ. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from newscrawl.archive.snippets import Marked

Sign = Literal[" ", "-", "+"]

FIELDS = ("title", "source", "published_at", "byline", "authors", "images")


def changed_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Names of the fields, the body left aside, that are not the same in both texts."""
    return [name for name in FIELDS if old[name] != new[name]]


def changed_lines(old: str, new: str) -> Iterator[tuple[Sign, str]]:
    """The paragraphs that are only in the old body (-) or only in the new one (+), in reading order."""
    return (line for line in all_lines(old, new) if line[0] != " ")


def all_lines(old: str, new: str) -> Iterator[tuple[Sign, str]]:
    """Every paragraph of both bodies in reading order; a replaced one comes before what replaced it."""
    before, after = old.split("\n"), new.split("\n")
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from ((" ", line) for line in before[a:b])
        else:
            yield from (("-", line) for line in before[a:b])
            yield from (("+", line) for line in after[c:d])


def changed_characters(old: str, new: str) -> tuple[list[Marked], list[Marked]]:
    """Both paragraphs cut where they differ, what only one of them holds marked."""
    left: list[Marked] = []
    right: list[Marked] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left += [Marked(old[a:b], kind != "equal")] if b > a else []
        right += [Marked(new[c:d], kind != "equal")] if d > c else []
    return left, right
