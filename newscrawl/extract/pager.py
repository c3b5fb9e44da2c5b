"""Where a listing goes on: the link to its next page, in any of the forms that pagers come in.

A target counts only where it is another page of the same channel. A link that says 下一页, or is marked
`rel=next`, comes before page numbers: sites exist whose second page is `index_1.html`. Page numbers are read from
the links' texts first, and from their addresses where the texts do not tell.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from newscrawl.extract.link_map import Link, LinkMap

_EDGE = " \t:：·[]【】()（）|｜"
_NEXT = re.compile(r"下一?[页頁]|[后後]一?[页頁]|\bnext\b", re.IGNORECASE)
_NEXT_SIGN = re.compile(r"[›>＞→▶►]")
_FAR_SIGN = re.compile(r"»|≫|>>|＞＞|››|→\|")
_PREVIOUS = re.compile(r"[上前]一?[页頁]|\bprev", re.IGNORECASE)
_MORE = re.compile(
    r"(?:点击|點擊)?(?:加载|加載|查看|显示|載入|载入|浏览|阅读)?更多(?:新闻|内容|文章|资讯)?|(?:load |show )?more",
    re.IGNORECASE,
)
_LAST = re.compile(r"[末尾][页頁]|最后一?[页頁]|\blast\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?:第\s*)?(\d{1,6})(?:\s*[页頁])?")
_SCRIPT_PAGE = re.compile(r"javascript:.*?\(\D{0,20}(\d{1,6})\D{0,20}\)", re.IGNORECASE | re.DOTALL)
_LONGEST_LABEL = 16  # characters: longer texts are headlines
_NEAR = 8  # pieces of text around a pager link among which the current page's number is looked for


@dataclass(slots=True)
class Pager:
    """What a page says of its own paging: the canonical next URL or null, the nodes of its links, oddities found."""

    next_url: str | None = None
    nodes: list[int] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_pager(page: LinkMap, channel: str | None) -> Pager:
    """Find the pager of the channel's listing; without a channel there is none."""
    if channel is None:
        return Pager()
    return _Reader(page, channel).read()


class _Reader:
    """One page's links to other pages of its channel."""

    def __init__(self, page: LinkMap, channel: str) -> None:
        self.map = page
        self.site = page.site
        self.channel = channel
        self.current = self.site.canonical(page.url) or page.url
        self.is_first = self.current == self.site.listing_url(channel)
        self.number = self.site.page_number(self.current) or 1
        self.links = [link for link in page.links if self._is_of_channel(link)]
        self.back = {link.url for link in self.links if _PREVIOUS.search(link.text)}
        self.numbered = [(number, link) for link in self.links if (number := _number(link.text)) is not None]

    def _is_of_channel(self, link: Link) -> bool:
        return link.kind == "listing" and link.url is not None and self.site.channel(link.url) == self.channel

    def number_of(self, link: Link) -> int:
        return self.site.page_number(str(link.url)) or 1

    def read(self) -> Pager:
        pager = Pager(nodes=[link.node for link in self.map.links if self._is_pager_link(link)])
        label = self._label()
        marked = [link for link in self.links if "next" in link.rel.split()]
        told = [link for link in self.links if link.tag != "link" and _says_next(link)]
        told_next, marked_next = self._best(told), self._best(marked)
        if told_next and marked_next and told_next != marked_next:
            pager.problems.append(f"the page names two next pages: {told_next} by its text, {marked_next} by rel=next")
            pager.next_url = self._one_further(told + marked, label) or told_next
        else:
            pager.next_url = told_next or marked_next or self._by_number(label) or self._by_sign()
            pager.next_url = pager.next_url or self._counted_from_zero(told + marked)
        if pager.next_url is None:
            self._explain_end(pager, label)
        return pager

    def _is_pager_link(self, link: Link) -> bool:
        """True for a link to another page of the channel; one in the breadcrumb or the nav has a name for text."""
        if link.tag == "link" or len(link.text) > _LONGEST_LABEL or not self._is_of_channel(link):
            return False
        return self.number_of(link) > 1 or is_pager_text(link.text)

    def _best(self, links: list[Link]) -> str | None:
        """The target of the first link that leads on; where links differ, the one page further if there is one."""
        usable = [link for link in links if self._leads_on(link)]
        return self._one_further(usable, self.number) or (usable[0].url if usable else None)

    def _leads_on(self, link: Link) -> bool:
        """True unless the link leads to this page under any name, or back.

        The second page may be `index_1.html`; and on sites that count pages from the end, one less is further on.
        """
        if link.url == self.current:
            return False
        number = self.number_of(link)
        if number == self.number:
            return self.is_first
        return number > self.number or (
            number == self.number - 1 and link.url not in self.back and not self._is_first(link)
        )

    def _is_first(self, link: Link) -> bool:
        return link.url == self.site.listing_url(self.channel)

    def _one_further(self, links: list[Link], label: int) -> str | None:
        ahead = [link for link in links if link.url != self.current]
        return next((link.url for link in ahead if self.number_of(link) in (self.number + 1, label + 1)), None)

    def _label(self) -> int:
        """The number that the page's own pager gives the page: 2 for the second page, also at `index_1.html`."""
        if self.is_first:
            return 1
        own = [number for number, link in self.numbered if link.url == self.current]
        chosen = [_number(link.text) for link in self.map.links if link.tag == "option" and link.selected]
        if own:
            return own[0]
        if chosen and chosen[0]:
            return chosen[0]
        offsets = Counter(number - self.number_of(link) for number, link in self.numbered if not self._is_first(link))
        if offsets:
            offset, votes = offsets.most_common(1)[0]
            if offset in (0, 1) and votes * 2 > sum(offsets.values()):
                return self.number + offset
        return self._unlinked_number() or self.number

    def _unlinked_number(self) -> int | None:
        """The number that is no link among those that are."""
        linked = {number for number, _ in self.numbered}
        if not linked:
            return None
        pieces = self.map.pieces
        nodes = {link.node for _, link in self.numbered}
        at = [
            i for i, piece in enumerate(pieces) if piece.link is not None and self.map.links[piece.link].node in nodes
        ]
        for piece in pieces[max(at[0] - _NEAR, 0) : at[-1] + _NEAR] if at else []:
            number = _number(piece.text) if piece.link is None else None
            if number is not None and number not in linked and {number - 1, number + 1} & linked:
                return number
        return None

    def _by_number(self, label: int) -> str | None:
        """The link whose text is the following number, else whose address carries it."""
        ahead = [(number, link) for number, link in self.numbered if link.url != self.current]
        named = next((link.url for number, link in ahead if number == label + 1), None)
        if named or label != self.number:
            return named
        return next((link.url for link in self.links if self._is_next_address(link)), None)

    def _is_next_address(self, link: Link) -> bool:
        is_label = _number(link.text) is not None or _is_pager_word(link.text) or link.tag == "option"
        return is_label and self.number_of(link) == self.number + 1 and not _PREVIOUS.search(link.text)

    def _by_sign(self) -> str | None:
        """A » that leads one page on (else it is the last page), or 加载更多 as a real link."""
        for link in self.links:
            if len(link.text) <= _LONGEST_LABEL and (
                _FAR_SIGN.search(link.text) or _MORE.fullmatch(link.text.strip(_EDGE))
            ):
                further = self.number_of(link) == self.number + 1
                if further or (self.is_first and self.number_of(link) == 1 and link.url != self.current):
                    return link.url
        return None

    def _counted_from_zero(self, told: list[Link]) -> str | None:
        """`?page=1` as the second page. It is canonically the first, so only a 下一页 on that may say otherwise.

        Where a site counts from one this costs one needless request; numbered links show that it does.
        """
        if urlsplit(self.map.url).query or not self.is_first or any(n == self.number_of(a) for n, a in self.numbered):
            return None
        for link in told:
            query = urlsplit(link.href).query if link.url == self.current else ""
            for key, value in parse_qsl(query):
                if key.lower() in self.site.page_queries and value == "1":
                    return f"{self.current}?{key}=1"
        return None

    def _explain_end(self, pager: Pager, label: int) -> None:
        """Record where the page shows that the listing goes on, but gives no address that could be followed."""
        scripted = [_SCRIPT_PAGE.match(link.href) for link in self.map.links if _says_next(link)]
        if any(match and int(match[1]) > label for match in scripted):
            pager.problems.append("the link to the next page works by script only")
            return
        beyond = [number for number, _ in self.numbered if number > label]
        beyond += [self.number_of(link) for link in self.links if _LAST.search(link.text)]
        if beyond and max(beyond) > max(label, self.number):
            pager.problems.append(f"the pager goes on to page {max(beyond)} but names no page after page {label}")


def _says_next(link: Link) -> bool:
    """True where the text, or what stands in for it, says next page and nothing else."""
    return any(_is_next_word(text) for text in (link.text.strip(_EDGE), link.hint))


def _is_next_word(text: str) -> bool:
    if len(text) > _LONGEST_LABEL or _PREVIOUS.search(text):
        return False
    return bool(_NEXT.search(text) or _NEXT_SIGN.fullmatch(text))


def is_pager_text(text: str) -> bool:
    """True for what a link of a pager says: a number, an arrow, 上一页, 末页."""
    return _number(text) is not None or _is_pager_word(text)


def _is_pager_word(text: str) -> bool:
    words = (_NEXT, _PREVIOUS, _LAST)
    return len(text) <= _LONGEST_LABEL and (
        any(word.search(text) for word in words) or bool(_NEXT_SIGN.fullmatch(text))
    )


def _number(text: str) -> int | None:
    match = _NUMBER.fullmatch(text.strip(_EDGE))
    return int(match[1]) if match else None
