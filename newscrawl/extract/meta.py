"""What a document says of itself in its head: title, meta tags, canonical address, JSON-LD."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newscrawl.extract.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_MAX_SCRIPT = 200_000  # characters of JSON-LD that are read
_MAX_DEPTH = 6


@dataclass(slots=True)
class Meta:
    """`title` and `canonical` may be empty; `named` maps lower-case names and properties to their content."""

    title: str = ""
    canonical: str = ""
    base: str = ""
    refresh: str = ""
    named: dict[str, str] = field(default_factory=dict)
    linked_data: dict[str, str] = field(default_factory=dict)


def read_meta(root: _Element) -> Meta:
    """The head of a document, wherever in the tree its elements ended up."""
    meta = Meta()
    for element in root.iter("title", "meta", "link", "base", "script"):
        tag = element.tag
        if tag == "title":
            if not meta.title and not _in_drawing(element):
                meta.title = clean(element.text or "")
        elif tag == "meta":
            _read_named(element, meta)
        elif tag == "link":
            if "canonical" in (element.get("rel") or "").lower().split() and not meta.canonical:
                meta.canonical = (element.get("href") or "").strip()
        elif tag == "base":
            meta.base = meta.base or (element.get("href") or "").strip()
        elif (element.get("type") or "").strip().lower() == "application/ld+json":
            _read_linked_data(element.text or "", meta)
    return meta


def _in_drawing(element: _Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in ("svg", "g", "symbol")


def _read_named(element: _Element, meta: Meta) -> None:
    name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
    content = clean(element.get("content") or "")
    if name and content:
        meta.named.setdefault(name, content)
    if (element.get("http-equiv") or "").lower() == "refresh":
        meta.refresh = content


def _read_linked_data(script: str, meta: Meta) -> None:
    try:
        data = json.loads(script[:_MAX_SCRIPT], strict=False)
    except (ValueError, RecursionError):
        return
    for entry in _entries(data, 0):
        for key in ("datePublished", "pubDate", "headline"):
            value = entry.get(key)
            if isinstance(value, str) and value.strip():
                meta.linked_data.setdefault(key, clean(value))


def _entries(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(data, dict):
        yield data
        yield from _entries(data.get("@graph"), depth + 1)
    elif isinstance(data, list):
        for entry in data:
            yield from _entries(entry, depth + 1)
