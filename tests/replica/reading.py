"""Reads the replica's pages the way a person does: visible text, links. Knows nothing of their markup."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from lxml import html

from newscrawl.replica import ReplicaSite
from newscrawl.replica.response import Response

_UNSEEN = ("script", "style", "title", "iframe")
_HOSTS = ("www.yybnet.net", "m.yybnet.net", "yybnet.net", "replica")


def tree_of(response: Response, encoding: str = "utf-8") -> html.HtmlElement:
    """The parsed page."""
    return html.document_fromstring(response.body.decode(encoding))


def squeeze(text: str) -> str:
    """Without any white space."""
    return re.sub(r"[\s\u3000\u2003]+", "", text)


def visible_text(response: Response, encoding: str = "utf-8") -> str:
    """All text of the body that a browser shows, without white space."""
    root = tree_of(response, encoding)
    for element in list(root.iter(*_UNSEEN)):
        element.drop_tree()
    return squeeze("".join(root.find("body").itertext()))


def encoding_of(site: ReplicaSite, path: str) -> str:
    """The true encoding of a page."""
    return _encoding(site.respond(path))


def _encoding(response: Response) -> str:
    """The tables markup is GBK, all others are UTF-8."""
    return "gb18030" if b"charset=gb2312" in response.body else "utf-8"


def links(site: ReplicaSite, path: str) -> list[str]:
    """Every link of a page as a path of the replica, official hosts read as its own, without fragments.

    Asks for the page once.
    """
    response = site.respond(path)
    root = tree_of(response, _encoding(response))
    found = []
    for href in root.xpath("//a/@href | //link[@rel='next']/@href"):
        parts = urlsplit(urljoin(f"http://replica{path}", str(href)))
        if parts.scheme in ("http", "https") and parts.hostname in _HOSTS:
            found.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return found
