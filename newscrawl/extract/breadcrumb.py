"""The breadcrumb: 地方网 > 成都市 > 简阳新闻 > 正文, in one line or spread over many elements."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from newscrawl.extract.text import fold, plain, traditional_forms

if TYPE_CHECKING:
    from collections.abc import Callable

    from newscrawl.extract.blocks import Block
    from newscrawl.sites.profile import SiteProfile

_SEPARATORS = re.compile(r"\s*(?:[>»›→▸▶❯⟩/|\\·•]|::|--?>|>>)+\s*")
_LEAD = re.compile(
    r"^(?:(?:您|你)?(?:现在|目前|当前)?(?:所在)?的?(?:位置|位於)(?:是)?\s*:?|current\s*:)\s*", re.IGNORECASE
)
_PLACE = re.compile(r"[^\s市州盟]{1,10}(?:自治州|地区|市|州|盟|区|县)$")
_EDGE = " \t\u3000\uff1e\uff0f\uff1a>»›→▸▶❯⟩/|\\·•-:[]【】"
_BRACKETS = " \t\u3000[]【】"
_MAX_CHANNEL = 10  # characters of a channel's name; a longer crumb is the headline
_MAX_CRUMB = 24  # characters of one crumb
_MAX_LINE = 120  # characters of a whole breadcrumb in one block
_STEPS = 3  # root, city and channel
_MAX_BLOCKS = 14  # blocks a breadcrumb may be spread over, separators included


@dataclass(slots=True)
class Breadcrumb:
    """What the breadcrumb says. `start` and `end` are the blocks it takes up, `end` exclusive.

    `city` is as printed (成都市); `district` is the channel's name without its suffix (简阳), null for the
    city's own channel; `channel_name` the channel as printed (简阳新闻). `leaf` is false where it ends with the
    channel, as on a listing, and not with 正文.
    """

    start: int
    end: int
    names: list[str] = field(default_factory=list)
    city: str | None = None
    district: str | None = None
    channel_name: str | None = None
    leaf: bool = True

    @property
    def places(self) -> list[str]:
        """The crumbs that name a part of the site, and not the article itself, which stands below its channel."""
        names = self.names
        if self.channel_name in names:
            names = names[: names.index(self.channel_name) + 1]
        return [name for name in names if len(name) <= _MAX_CHANNEL]


def find_breadcrumb(blocks: list[Block], site: SiteProfile) -> Breadcrumb | None:
    """The first breadcrumb of a page, or None."""
    roots = {fold(name) for name in site.crumb_roots}
    leaves = {fold(name) for name in site.crumb_leaf}
    may_be = _quick_look(site)
    for at, block in enumerate(blocks):
        if len(block.text) > _MAX_LINE or not may_be(block.text):
            continue
        found = _in_one_line(block.text, at, roots, leaves, site) or _spread(blocks, at, roots, leaves)
        found = found or _spread_to_channel(blocks, at, roots, site)
        if found:
            _read_places(found, roots, leaves, site)
            return found
    return None


@lru_cache
def _quick_look(site: SiteProfile) -> Callable[[str], object]:
    """A quick look before the thorough one: is there a character that a root or a leaf begins with?"""
    firsts = {name[0] for name in (*site.crumb_roots, *site.crumb_leaf)}
    return re.compile(f"[{re.escape(''.join(sorted(firsts | traditional_forms(firsts))))}]").search


def _in_one_line(text: str, at: int, roots: set[str], leaves: set[str], site: SiteProfile) -> Breadcrumb | None:
    line = _without_lead(text)
    names = [bare for name in _split(line) if (bare := name.strip(_BRACKETS))]
    if len(names) < 2:
        names = line.split()
    if len(names) < 2:
        names = _unglued(line, site)
    if len(names) < 2 or max(map(len, names[:-1])) > _MAX_CRUMB:
        return None
    first, last = fold(names[0]), fold(names[-1])
    if last in leaves and (first in roots or len(names) >= 3):
        return Breadcrumb(at, at + 1, names)
    if first in roots and len(names) >= 3 and _SEPARATORS.search(plain(line)) and any(map(is_place, names[1:])):
        return Breadcrumb(at, at + 1, names, leaf=last in leaves or len(names[-1]) > _MAX_CHANNEL)
    return None


def _unglued(line: str, site: SiteProfile) -> list[str]:
    """地方网成都市简阳新闻正文: crumbs whose separators only the style sheet draws."""
    flat = plain(line)
    for root in site.crumb_roots:
        for leaf in site.crumb_leaf:
            if flat.startswith(root) and flat.endswith(leaf):
                inner = line[len(root) : len(line) - len(leaf)]
                middle = re.fullmatch(r"(.{1,10}?(?:市|州|盟|地区|地區))?(.{0,12})", inner)
                names = filter(None, middle.groups()) if middle else ()
                return [line[: len(root)], *names, line[len(line) - len(leaf) :]]
    return []


def _spread(blocks: list[Block], at: int, roots: set[str], leaves: set[str]) -> Breadcrumb | None:
    """A breadcrumb that starts at block `at` with a root and goes on, a crumb or a separator a block."""
    if _bare(_without_lead(blocks[at].text)) not in roots:
        return None
    names: list[str] = []
    for index in range(at, min(at + _MAX_BLOCKS, len(blocks))):
        text = _without_lead(blocks[index].text).strip(_EDGE)
        if len(text) > _MAX_CRUMB:
            return None
        if text:
            names.append(text)
        if fold(text) in leaves:
            return Breadcrumb(at, index + 1, names)
        if names and index > at and fold(text) in roots:
            return None
    return None


def _spread_to_channel(blocks: list[Block], at: int, roots: set[str], site: SiteProfile) -> Breadcrumb | None:
    """A breadcrumb in several blocks that ends with the channel or the headline: 地方网, 成都市, 简阳新闻.

    Without 正文 at its end, root, city and channel must stand one right after the other.
    """
    if _bare(_without_lead(blocks[at].text)) not in roots:
        return None
    names: list[str] = []
    index = at
    while index < min(at + _MAX_BLOCKS, len(blocks)) and len(names) < _STEPS:
        text = _without_lead(blocks[index].text).strip(_EDGE)
        if text:
            names.append(text)
        index += 1
    if len(names) < _STEPS or not is_place(names[1]) or max(map(len, names)) > _MAX_CHANNEL:
        return None
    following = blocks[index].text if index < len(blocks) else ""
    if not _is_channel(names[2], site) or _is_channel(following, site):
        return None  # a second channel makes it a navigation
    return Breadcrumb(at, index, names, leaf=False)


def _is_channel(name: str, site: SiteProfile) -> bool:
    key, suffix = fold(name.strip(_EDGE)), fold(site.channel_suffix)
    return len(suffix) < len(key) <= _MAX_CHANNEL and key.endswith(suffix)


def _without_lead(text: str) -> str:
    """The line without 您的位置: before it."""
    lead = _LEAD.match(plain(text))
    return text[lead.end() :].strip() if lead else text


def _split(line: str) -> list[str]:
    """The crumbs as printed, cut at the separators."""
    parts, start = [], 0
    for separator in _SEPARATORS.finditer(plain(line)):
        parts.append(line[start : separator.start()])
        start = separator.end()
    return [*parts, line[start:]]


def _bare(text: str) -> str:
    return fold(text.strip(_EDGE))


def is_place(name: str) -> bool:
    """True for a name that says it is a city, district or county: 成都市."""
    return _PLACE.search(name) is not None


def _read_places(found: Breadcrumb, roots: set[str], leaves: set[str], site: SiteProfile) -> None:
    inner = [name for name in found.names if fold(name) not in roots and fold(name) not in leaves]
    suffix = fold(site.channel_suffix)
    for name in inner:
        if fold(name).endswith(suffix) and fold(name) != suffix:
            found.channel_name = name
        elif found.city is None and is_place(name):
            found.city = name
    if found.channel_name:
        place = found.channel_name[: -len(site.channel_suffix)].strip()
        found.district = None if _same_place(place, found.city) else place
        if found.city is None and len(inner) == 1:
            found.district = place
    elif found.city and len(inner) > 1 and is_place(inner[-1]) and inner[-1] != found.city:
        found.channel_name = found.district = inner[-1]


def _same_place(short: str, full: str | None) -> bool:
    return full is not None and (full == short or full[:-1] == short or (len(short) > 1 and full.startswith(short)))
