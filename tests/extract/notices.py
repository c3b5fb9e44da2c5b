"""Notices that share every phrase and differ in numbers and places, stories, and edits of texts, for near-copies."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

from newscrawl.replica.prose import Prose, pools

_SECTIONS = re.findall(r"^\[(.+)\]\n(.+)$", (Path(__file__).parent / "notices.txt").read_text("utf-8"), re.MULTILINE)
_PLACES = {name: text.split() for name, text in _SECTIONS if "{" not in text}
FORMS = {name: text for name, text in _SECTIONS if "{" in text}
_EVERYDAY = "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多"


def notice(kind: str, rng: random.Random) -> str:
    """A notice of one kind, its blanks filled anew."""
    blanks: dict[str, Callable[[], str]] = {
        "甲": lambda: rng.choice(_PLACES["cities"]),
        "乙": lambda: rng.choice(_PLACES["towns"]),
        "丙": lambda: rng.choice(_PLACES["towns"]),
        "丁": lambda: rng.choice(_PLACES["villages"]),
        "戊": lambda: rng.choice(_PLACES["villages"]),
        "己": lambda: rng.choice(_PLACES["roads"]),
        "日": lambda: f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日",
        "时": lambda: f"{rng.randint(0, 23)}:{rng.choice(['00', '15', '30'])}",
        "数": lambda: str(rng.randint(2, 990)),
        "话": lambda: f"028-{rng.randint(20_000_000, 89_999_999)}",
    }
    return re.sub(r"\{(.)\}", lambda blank: blanks[blank[1]](), FORMS[kind])


def story(rng: random.Random, length: int) -> str:
    """A made-up article of that many characters."""
    place, town = rng.choice(["简阳", "温江", "新都", "彭州"]), rng.choice(_PLACES["towns"])
    prose = Prose(rng, {"place": place, "town": town, "city": "成都"})
    lines = [line for pool in pools().values() for line in pool if len(line) > 25]
    rng.shuffle(lines)
    text = ""
    for line in lines:
        if len(text) >= length:
            break
        text += prose.expand(line)
    return text[:length]


def edited(text: str, share: float, rng: random.Random) -> str:
    """The text with that share of its characters replaced, dropped or followed by another one."""
    characters: list[str] = list(text)
    for at in rng.sample(range(len(text)), round(share * len(text))):
        other = rng.choice(_EVERYDAY)
        characters[at] = rng.choice([other, "", text[at] + other])
    return "".join(characters)
