"""The pictures of an article: absolute addresses, and the captions printed with them."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from newscrawl.extract.blocks import is_anchor
from newscrawl.extract.credits import read_credit
from newscrawl.extract.region import SIDE_TAGS, Found
from newscrawl.extract.text import plain, squeeze
from newscrawl.items import Image

if TYPE_CHECKING:
    from lxml.etree import _Element

    from newscrawl.extract.blocks import Outline, Picture

_LAZY = ("data-original", "data-src", "data-lazy-src", "data-original-src", "data-actualsrc", "data-url", "data-lazy")
_PLACEHOLDER = re.compile(
    r"^(?:data:|about:|javascript:)|(?:^|/)(?:blank|loading|lazy(?:load)?|placeholder|grey|gray|pixel|spacer|transparent|"
    r"1x1|space|default_?img|none|empty|clear|dot)\b[^/]*$",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:^|[_.-])(?:logo|icons?|ico|btn|button|avatar|qrcode|erweima|ewm|arrow|spacer|pixel)(?=[_.\d-]|$)",
    re.IGNORECASE,
)
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|avif)$", re.IGNORECASE)
_SIZE = re.compile(r"\s*(\d+)")
_MIN_SIDE = 50  # pixels; a smaller picture is furniture
_WRITERS = re.compile(r"文|记者|报道|通讯员|作者|采写|撰")
_MAX_CAPTION = 120  # characters of one caption
_MAX_MARKED = 100  # characters of a caption that only its wording tells
_MAX_LINES = 4  # blocks looked at in one figure or box
_MAX_BAR = 8  # blocks of a share bar
_MAX_CLIMB = 4  # elements looked at around a picture
_MAX_CENTRED = 60  # characters of a caption that only its place tells
_AROUND = 20  # blocks above and below it that show whether the text itself is centred
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_MARKED = re.compile(
    r"^[▲△▼▽↑↓◀▶◤◥]|^\(?(?:上|下|左|右|本|组|题|资料)?图(?:为|片?说明|片?来源|[:一二三四五六七八九十]|\d|\(|说)|"
    r"^(?:图片|视频截图|资料图片?)(?:说明|来源|由|$)|"
    r"(?:[\s/(—-]|记者\S{0,6}\s?|通讯员\S{0,6}\s?|[\u4e00-\u9fff]{2,4}\s?)(?:摄|供图|制图|绘图|图)[)。]?$|"
    r"\((?:[^()]{0,16})(?:摄|供图|资料图片?|图)\)?$|资料图片?\)?$"
)


def find_images(outline: Outline, found: Found, base: str) -> tuple[list[Image], set[int]]:
    """The pictures that stand in the article, and which of its blocks are captions.

    `base` is the address that relative ones are resolved against; relative addresses stay where it is empty.
    """
    if not outline.pictures:
        return [], set()
    places = _Places(outline, found)
    shown = [picture for picture in outline.pictures if places.holds(picture) and _is_own(picture.element, base)]
    addressed = [(picture, url) for picture in shown if (url := _address(picture.element, base))]
    members = set(found.chosen)
    captions: dict[int, list[int]] = {}
    for number, (picture, _) in enumerate(addressed):
        for block in _caption_blocks(outline, picture, members):
            captions.setdefault(block, []).append(number)
    owned: dict[int, list[str]] = {}
    for block, numbers in sorted(captions.items()):
        owned.setdefault(_owner(block, numbers, addressed), []).append(outline.blocks[block].text)
    images: dict[str, Image] = {}
    for number, (_, url) in enumerate(addressed):
        images.setdefault(url, Image(url=url, caption=" ".join(owned.get(number, [])) or None))
    return list(images.values()), set(captions)


class _Places:
    """Which elements hold pictures of the article; each element is judged once, from its parent's judgement."""

    def __init__(self, outline: Outline, found: Found) -> None:
        self.outline = outline
        self.found = found
        self.members = set(found.chosen)
        self.above_home = set(outline.ancestors(found.home))
        self.judged: dict[int, tuple[bool, bool]] = {}
        self.to_the_end = found.junk is None and found.end == len(outline.blocks)

    def holds(self, picture: Picture) -> bool:
        """True for a picture between the landmarks and the junk, and in no element of the junk."""
        if not self.found.start <= picture.at <= self.found.end or self._beside_landmark(picture):
            return False
        allowed, at_home = self._judge(picture.node)
        return allowed and (at_home or not self.to_the_end) and not self._in_dropped_box(picture.node)

    def _beside_landmark(self, picture: Picture) -> bool:
        """True for a button at the end of the source line: its element holds lines, all of them above the text."""
        first, after = self.outline.spans[picture.node]
        return first < after <= self.found.start

    def _in_dropped_box(self, node: int) -> bool:
        """True inside a small element whose every line was dropped: a share bar, an advertisement.

        The element of the landmarks is none, where the article is pictures and no line of it is kept.
        """
        for climbed, around in enumerate(self.outline.ancestors(node)):
            first, after = self.outline.spans[around]
            if not self.members and first <= self.found.anchor < after:
                return False
            if after > first or climbed > _MAX_CLIMB:
                lines = range(first, min(after, first + _MAX_BAR + 1))
                return 0 < len(lines) <= _MAX_BAR and not any(line in self.members for line in lines)
        return False

    def _judge(self, node: int) -> tuple[bool, bool]:
        """Whether pictures may stand in an element, and whether it is in the article's own element."""
        path: list[int] = []
        while node >= 0 and node not in self.judged:
            path.append(node)
            node = self.outline.parents[node]
        allowed, at_home = self.judged.get(node, (True, False))
        for inner in reversed(path):
            side = self.outline.tags[inner] in SIDE_TAGS and inner not in self.above_home
            allowed = allowed and inner != self.found.junk and not side
            at_home = at_home or inner == self.found.home
            self.judged[inner] = (allowed, at_home)
        return allowed, at_home


def _is_own(element: _Element, base: str) -> bool:
    return not _is_furniture(element) and not _leads_away(element, base)


def _leads_away(element: _Element, base: str) -> bool:
    """True for a picture that is a link to another site (an advertisement), or to nowhere (a button)."""
    parent = element.getparent()
    for _ in range(3):
        if parent is None:
            return False
        if parent.tag == "a" and parent.get("href") is not None and not is_anchor(parent):
            return _is_away(str(parent.get("href")).strip(), base)
        parent = parent.getparent()
    return False


def _is_away(href: str, base: str) -> bool:
    if href.startswith("#") or href.lower().startswith("javascript:"):
        return True
    try:
        target, own = urlsplit(urljoin(base, href)), urlsplit(base)
    except ValueError:
        return True
    if not own.hostname or not target.hostname or _PICTURE_FILE.search(target.path):
        return False
    return _domain(target.hostname) != _domain(own.hostname)


def _domain(host: str) -> str:
    return ".".join(host.split(".")[-2:])


def _is_furniture(element: _Element) -> bool:
    for side in ("width", "height"):
        size = _SIZE.match(element.get(side) or "")
        if size and int(size[1]) < _MIN_SIDE and "%" not in (element.get(side) or ""):
            return True
    return False


def _address(element: _Element, base: str) -> str | None:
    """The picture's absolute address: a lazy loader's attribute goes before a placeholder in `src`."""
    source = (element.get("src") or "").strip()
    lazy = next((value.strip() for name in _LAZY if (value := element.get(name))), "")
    candidate = lazy or source or _from_set(element.get("srcset") or element.get("data-srcset") or "")
    if not candidate or _PLACEHOLDER.search(candidate):
        candidate = source
    if not candidate or _PLACEHOLDER.search(candidate):
        candidate = _in_any_attribute(element)
    if not candidate:
        return None
    try:
        url = urljoin(base, candidate)
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") and (base or parts.scheme):
        return None
    return None if _FURNITURE.search(parts.path.rsplit("/", 1)[-1]) else url


def _in_any_attribute(element: _Element) -> str:
    """The address of a picture whose `src` is a placeholder, whatever its loader calls the attribute; or nothing."""
    for value in element.attrib.values():
        address = str(value).strip().partition("?")[0]
        if _PICTURE_FILE.search(address) and not _PLACEHOLDER.search(address) and not address.count(" "):
            return str(value).strip()
    return ""


def _from_set(srcset: str) -> str:
    entries = [entry.split() for entry in srcset.split(",") if entry.strip()]
    return entries[-1][0] if entries else ""


def _caption_blocks(outline: Outline, picture: Picture, members: set[int]) -> list[int]:
    """The blocks printed as captions with a picture: in its figure, in its own small box, or marked as one."""
    span: list[int] = []
    for climbed, node in enumerate(outline.ancestors(picture.node)):
        first, after = outline.spans[node]
        span = [index for index in range(first, min(after, first + _MAX_LINES)) if index in members]
        span = [index for index in span if not _is_byline(outline.blocks[index].text)]
        if outline.tags[node] == "figure":
            return [index for index in range(first, min(after, first + _MAX_LINES)) if index in members]
        if span or climbed > _MAX_CLIMB:
            break
    if span and _is_box(outline, node, span, members):
        return span
    return _marked(outline, picture.at, members) or _centred_below(outline, picture, members)


def _centred_below(outline: Outline, picture: Picture, members: set[int]) -> list[int]:
    """The caption that only its place tells: a short line centred below a centred picture, in a text that is not."""
    at = picture.at
    if at not in members or not _is_centred(outline, picture.node):
        return []
    block = outline.blocks[at]
    first, after = outline.spans[picture.node]
    if after > first or not _is_centred(outline, block.node) or block.heading or _is_byline(block.text):
        return []
    if len(block.text) > _MAX_CENTRED or _is_bold(outline.elements[block.node], block.text):
        return []
    around = range(max(at - _AROUND, 0), min(at + _AROUND, len(outline.blocks)))
    others = [outline.blocks[index] for index in around if index in members]
    even = (other for other in others if len(other.text) > len(block.text))
    return [at] if any(not _is_centred(outline, other.node) for other in even) else []


def _is_centred(outline: Outline, node: int) -> bool:
    element = outline.elements[node]
    align = (element.get("align") or "").lower()
    return align in ("center", "middle") or element.tag == "center" or bool(_CENTRED.search(element.get("style") or ""))


def _is_bold(element: _Element, text: str) -> bool:
    """True for a line that is bold as a whole, which heads what follows it."""
    return any(squeeze("".join(map(str, bold.itertext()))) == squeeze(text) for bold in element.iter("b", "strong"))


def _is_box(outline: Outline, node: int, span: list[int], members: set[int]) -> bool:
    """True for an element that holds a picture and one or two short lines, and is not the article itself."""
    first, after = outline.spans[node]
    if after - first > _MAX_LINES or len(members) <= len(span):
        return False
    if after - first > 2 and not _as_many_pictures(outline, node, first, after):
        return False
    return all(len(outline.blocks[index].text) <= _MAX_CAPTION for index in span)


def _as_many_pictures(outline: Outline, node: int, first: int, after: int) -> bool:
    """True where an element holds a picture for every line."""
    low = bisect_left(outline.pictures, first, key=lambda picture: picture.at)
    near = outline.pictures[low : low + 2 * _MAX_LINES]
    inside = sum(other.at <= after and node in outline.ancestors(other.node) for other in near)
    return inside >= after - first


def _marked(outline: Outline, at: int, members: set[int]) -> list[int]:
    if at in members:
        text = plain(outline.blocks[at].text[: _MAX_MARKED + 1])
        if _is_byline(text):
            return []
        if len(text) <= _MAX_MARKED and _MARKED.search(text):
            return [at]
    return []


def _is_byline(text: str) -> bool:
    """True for a credit that names writers: 张三 李四 文/图. 张三 摄 below a picture is its caption."""
    credit = read_credit(text)
    return credit is not None and _WRITERS.search(plain(text)) is not None


def _owner(block: int, numbers: list[int], addressed: list[tuple[Picture, str]]) -> int:
    """Of the pictures that share a caption, the last one above it."""
    above = [number for number in numbers if addressed[number][0].at <= block]
    return above[-1] if above else numbers[0]
