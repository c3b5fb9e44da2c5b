"""What a reader typed into the search box, as a `Query`. Pure; every text is a valid query, none is a syntax error.

踏水镇 社区          both words, anywhere in the title or the body
"踏水镇 社区"        a phrase, with its space; “…” and ＂…＂ serve as well
踏水镇 OR 柏杨村      one or the other; binds its two neighbours only
-广告               not this
title:踏水镇         in the title (标题: serves as well)
source:西南商报      in the source's name (来源: serves as well)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from newscrawl.archive import tokens

Field = Literal["text", "title", "source"]

_PREFIX = re.compile(r"(title|source|标题|来源)[:：]", re.IGNORECASE)
_FIELDS: dict[str, Field] = {"title": "title", "标题": "title", "source": "source", "来源": "source"}
_QUOTES = {'"': '"', "＂": "＂", "“": "”"}
_MINUS = ("-", "－")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SPACES = re.compile("  +")
_MAX_LENGTH = 1_000  # characters of a query; the rest is ignored


@dataclass(frozen=True, slots=True)
class Term:
    """One phrase, folded as the index is. `field` text means the title or one paragraph of the body."""

    text: str
    field: Field = "text"
    negated: bool = False

    @property
    def spacings(self) -> tuple[str, ...]:
        """The phrase with its white space as typed, and single: a text has most of it single, but tabs as they are."""
        return tuple(dict.fromkeys((self.text, _SPACES.sub(" ", self.text))))


_OR = Term("or")


@dataclass(frozen=True, slots=True)
class Query:
    """An article is found when every group has a term that holds. No groups: every article is found.

    `both_scripts`: Traditional and Simplified characters find each other.
    """

    groups: tuple[tuple[Term, ...], ...] = ()
    both_scripts: bool = False

    @property
    def highlights(self) -> list[str]:
        """The folded phrases worth marking in a title or body, longest first."""
        terms = [term for group in self.groups for term in group if term.field != "source" and not term.negated]
        found = {phrase for term in terms for phrase in term.spacings}
        return sorted(found, key=lambda text: (-len(text), text))


def parse(text: str, *, both_scripts: bool = False) -> Query:
    """The query in a text; an empty one where nothing is asked.

    >>> parse("踏水镇 -广告").groups
    ((Term(text='踏水镇', field='text', negated=False),), (Term(text='广告', field='text', negated=True),))
    """
    pieces = [piece for piece in _pieces(_readable(text)) if piece is _OR or piece.text]
    groups: list[list[Term]] = []
    joining = False
    for index, piece in enumerate(pieces):
        is_operator = piece is _OR and not joining and 0 < index < len(pieces) - 1
        if joining and not is_operator:
            groups[-1].append(piece)
        elif not is_operator:
            groups.append([piece])
        joining = is_operator
    return Query(tuple(tuple(group) for group in groups), both_scripts)


def _readable(text: str) -> str:
    """Without what cannot stand in a text: control characters, halves of broken characters, an endless tail."""
    whole = text[:_MAX_LENGTH].encode("utf-8", "ignore").decode("utf-8")
    return _CONTROL.sub(" ", whole)


def _pieces(text: str) -> Iterator[Term]:
    """The words and phrases in order; `_OR` where the operator stands, or a word that looks like it."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        negated = text[at] in _MINUS and _goes_on(text, at + 1)
        at += negated
        prefix = _PREFIX.match(text, at)
        is_field = prefix is not None and _goes_on(text, prefix.end())
        field = _FIELDS[prefix[1].lower()] if prefix and is_field else "text"
        at = prefix.end() if prefix and is_field else at
        word, at = _quoted(text, at) if text[at] in _QUOTES else _word(text, at)
        is_operator = word == "OR" and not negated and not is_field and text[at - 1] == "R"
        yield _OR if is_operator else Term(_normal(word), field, negated)


def _goes_on(text: str, at: int) -> bool:
    return at < len(text) and not text[at].isspace()


def _word(text: str, at: int) -> tuple[str, int]:
    end = next((i for i in range(at, len(text)) if text[i].isspace()), len(text))
    return text[at:end], end


def _quoted(text: str, at: int) -> tuple[str, int]:
    """What stands between quotes; up to the end where they are not closed."""
    end = text.find(_QUOTES[text[at]], at + 1)
    return (text[at + 1 : end], end + 1) if end >= 0 else (text[at + 1 :], len(text))


def _normal(word: str) -> str:
    """Folded, without white space around it; a phrase stands on one line."""
    return tokens.fold(word).replace("\n", " ").strip(" ")
