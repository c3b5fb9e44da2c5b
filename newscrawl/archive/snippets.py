"""Text with its hits marked, whole or a piece of it. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

SNIPPET = 90  # characters of a snippet, at most
_LEAD = 20  # characters before its first hit
_ELLIPSIS = "…"
_BREAKS = "。！？；\n"


class Marked(NamedTuple):
    """A part of a text, and whether it is a hit."""

    text: str
    hit: bool


def mark(text: str, pattern: re.Pattern[str] | None) -> list[Marked]:
    """The whole text cut at its hits; the parts joined give the text again."""
    parts = []
    at = 0
    for match in pattern.finditer(text) if pattern else ():
        if match.start() > at:
            parts.append(Marked(text[at : match.start()], False))
        parts.append(Marked(match[0], True))
        at = match.end()
    if at < len(text):
        parts.append(Marked(text[at:], False))
    return parts


def snippet(body: str, pattern: re.Pattern[str] | None) -> list[Marked]:
    """A piece of the body around its first hit, on one line; its beginning where there is none."""
    match = pattern.search(body) if pattern else None
    start = _start(body, match.start()) if match else 0
    end = start + SNIPPET
    piece = body[start:end].replace("\n", " ").rstrip()
    parts = mark(piece, pattern)
    if start > 0:
        parts.insert(0, Marked(_ELLIPSIS, False))
    if end < len(body):
        parts.append(Marked(_ELLIPSIS, False))
    return parts


def _start(body: str, hit: int) -> int:
    """Where to begin: at the sentence of the hit if that is near, else a little before the hit."""
    earliest = max(0, hit - _LEAD)
    sentence = max(body.rfind(sign, earliest, hit) for sign in _BREAKS) + 1
    return max(sentence, earliest)
