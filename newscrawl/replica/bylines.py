"""The byline forms of the Chinese local press, each with what must be read from it."""

from __future__ import annotations

import random
from dataclasses import dataclass

from newscrawl.replica.model import BylinePlace
from newscrawl.replica.prose import Prose, half_width


@dataclass(frozen=True, slots=True)
class Byline:
    """`line` is what the page prints (for `inline`: the lead-in before the first sentence), `text` the byline in it."""

    text: str | None = None
    authors: tuple[str, ...] = ()
    place: BylinePlace | None = None
    line: str = ""


# place, weight, printed line, byline within it; {a} and {b} are names, {paper} is a newspaper's short name
_FORMS: tuple[tuple[BylinePlace, int, str, str], ...] = (
    ("end", 12, "{a} {b} 文/图", "{a} {b} 文/图"),
    ("end", 10, "本报记者 {a} {b} 摄影报道", "本报记者 {a} {b} 摄影报道"),
    ("end", 9, "记者 {a} 通讯员 {b}", "记者 {a} 通讯员 {b}"),
    ("end", 8, "本报记者 {a}", "本报记者 {a}"),
    ("end", 6, "（记者 {a}）", "记者 {a}"),
    ("end", 4, "（{a} 本报记者 {b}）", "{a} 本报记者 {b}"),
    ("end", 4, "{a} 本报记者 {b} 文/图", "{a} 本报记者 {b} 文/图"),
    ("end", 3, "文/{a} 图/{b}", "文/{a} 图/{b}"),
    ("end", 4, "据新华社", "据新华社"),
    ("start", 5, "记者 {a}", "记者 {a}"),
    ("start", 4, "本报记者 {a} {b}", "本报记者 {a} {b}"),
    ("inline", 7, "本报讯（记者 {a}）", "记者 {a}"),
    ("inline", 5, "{paper}讯（记者{a}）", "记者{a}"),
    ("inline", 4, "本报讯（{a} 记者 {b}）", "{a} 记者 {b}"),
)
_NONE_WEIGHT = 25
_PAPERS = ("四川日报", "四川经济日报", "成都日报", "华西都市报")


def write_byline(rng: random.Random, prose: Prose, half: bool) -> Byline:
    """One byline, or an empty one for articles that name nobody. `half` prints half-width brackets."""
    chosen = rng.choices((None, *_FORMS), (_NONE_WEIGHT, *(form[1] for form in _FORMS)))[0]
    if chosen is None:
        return Byline()
    place, _, line, text = chosen
    names = {"a": prose.pick("name"), "b": prose.pick("name"), "paper": rng.choice(_PAPERS)}
    if half:
        line = half_width(line)
    authors = tuple(names[key] for key in ("a", "b") if f"{{{key}}}" in line)
    return Byline(text.format(**names), authors, place, line.format(**names))
