"""Text to tree, the one place that does it, safe against hostile markup.

libxml2 stops reading at 2,048 levels and takes quadratic time over one tag with very many attributes. Markup
that would meet either limit is tamed first: too deep tags leave only their boundary, too long tags lose their long
attributes (a picture written into the page), or all of them. The text itself always stays.
"""

from __future__ import annotations

import re

from lxml import etree

from newscrawl.extract.tags import INLINE, RAW_TEXT, VOID

MAX_DEPTH = 400  # levels kept when a page nests deeper than the parser goes
_SMALL_PAGE = 100_000  # characters; one tag of that length is read in a second, so smaller pages are not searched
MAX_TAG = 16_000  # characters of one tag, attributes included

_CONTROLS = bytes([*range(0x09), 0x0B, *range(0x0E, 0x20)])  # libxml2 would stop at some of them
_FORM_FEED = bytes.maketrans(b"\x0c", b" ")
_TAG_NAME = re.compile(r"</?([a-zA-Z][^\s/>]*)")
_LONG_VALUE = re.compile(r""""[^"]{500,}"|'[^']{500,}'""")
_TAG_END = re.compile(r"""(?:[^>"']++|"[^"]*+"|'[^']*+')*+>""")


def parse(text: str) -> etree._Element:
    """The root element (`<html>`) of a page. Never raises; a page without any markup has an empty root.

    Comments and processing instructions are left out; the time is linear in the length of the text.
    """
    if _has_long_tag(text):
        text = _tame(text)
    root, too_deep = _read(text)
    if too_deep:
        root, _ = _read(_tame(text))
    return root


def _read(text: str) -> tuple[etree._Element, bool]:
    """The root, and whether the parser gave up because tags are nested too deep."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace").translate(_FORM_FEED, _CONTROLS), parser)
    except etree.ParserError:
        root = None
    except etree.XMLSyntaxError:
        root = None
    too_deep = any("depth" in entry.message for entry in parser.error_log.filter_from_fatals())
    return (etree.Element("html") if root is None else root), too_deep


def _has_long_tag(text: str) -> bool:
    return len(text) > _SMALL_PAGE and any(size > MAX_TAG for size in _tag_sizes(text))


def _tag_sizes(text: str) -> list[int]:
    return [end - start for start, end, _name, _closing in _tags(text)]


def _tags(text: str) -> list[tuple[int, int, str, bool]]:
    """Every tag as (start, end, lower-case name, is a closing tag), in one pass from left to right."""
    tags: list[tuple[int, int, str, bool]] = []
    at = text.find("<")
    while at >= 0:
        name = _TAG_NAME.match(text, at)
        if text.startswith("<!--", at):
            at = _after(text, "-->", at)
        elif not name:
            at += 1
        else:
            end = _TAG_END.match(text, name.end())
            stop = end.end() if end else len(text)
            lowered = name[1].lower()
            closing = text[at + 1] == "/"
            tags.append((at, stop, lowered, closing))
            at = stop if closing or lowered not in RAW_TEXT else _end_of_raw(text, lowered, stop)
        at = text.find("<", at) if at >= 0 else -1
    return tags


def _after(text: str, mark: str, start: int) -> int:
    found = text.find(mark, start)
    return found + len(mark) if found >= 0 else len(text)


def _end_of_raw(text: str, name: str, start: int) -> int:
    found = re.compile(f"</{name}", re.IGNORECASE).search(text, start)
    return found.start() if found else len(text)


def _tame(text: str) -> str:
    """The same text with tags beyond MAX_DEPTH levels reduced to boundaries, and too long tags to their name."""
    out: list[str] = []
    last = 0
    open_tags: list[str] = []
    for start, end, name, closing in _tags(text):
        out.append(text[last:start])
        last = end
        if closing:
            keep = _close(open_tags, name)
        else:
            keep = name in VOID or len(open_tags) < MAX_DEPTH
            if keep and name not in VOID and name not in RAW_TEXT:
                _open(open_tags, name)
        if keep or name in RAW_TEXT:
            out.append(_shortened(text[start:end], name, closing))
        elif name not in INLINE:
            out.append("<br>")
    out.append(text[last:])
    return "".join(out)


def _shortened(tag: str, name: str, closing: bool) -> str:
    if len(tag) > MAX_TAG:
        tag = _LONG_VALUE.sub('""', tag)
    return tag if len(tag) <= MAX_TAG else f"<{'/' * closing}{name}>"


def _open(open_tags: list[str], name: str) -> None:
    if name == "p" and open_tags and open_tags[-1] == "p":
        return
    open_tags.append(name)


def _close(open_tags: list[str], name: str) -> bool:
    """Close the innermost open tag of that name; False where none is open (its own start was dropped)."""
    for depth in range(len(open_tags) - 1, -1, -1):
        if open_tags[depth] == name:
            del open_tags[depth:]
            return True
    return False
