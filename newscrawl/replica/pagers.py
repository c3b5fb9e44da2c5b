"""Six ways to number and link the pages of a listing.

index     /chengdu/index_2.html    上一页 and 下一页 only
list      …/list_2.html            首页 上一页 1 2 3 下一页 末页, the current page is no link
query     …/?page=2                numbers only, with a gap, the current page is no link
folder    …/2/                     `rel=next` in the head and on an arrow, no words
page      …/page/2/                下一页 also on the last page, where it leads nowhere
numbers   …/?p=2                   第 2/7 页, numbers in brackets, `>` and `>>`
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_Address = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Pager:
    """`suffix` addresses page N ≥ 2 below the listing's path; `render` gives (html, html for the head)."""

    name: str
    suffix: str
    render: Callable[[_Address, int, int], tuple[str, str]]

    def address(self, path: str, page: int) -> str:
        """The root-relative URL of a page of the listing at `path`."""
        return path + self.suffix.format(page) if page > 1 else path

    def links(self, path: str, page: int, last: int) -> tuple[str, str]:
        """The pager's HTML and what it adds to the head; both empty where the listing has one page."""
        return self.render(lambda number: self.address(path, number), page, last) if last > 1 else ("", "")

    def page_of(self, rest: str, query: str) -> int | None:
        """The page that a request means, `rest` being the path after the listing's; None where it means none."""
        if self.suffix.startswith("?"):
            asked = re.search(rf"(?:^|&){re.escape(self.suffix[1:].format('').rstrip('='))}=(\d{{1,6}})(?:&|$)", query)
            return None if rest not in ("", "index.html") else int(asked[1]) if asked else 1
        if rest in ("", "index.html"):
            return 1
        match = re.fullmatch(re.escape(self.suffix).replace(r"\{\}", r"(\d{1,6})"), rest)
        return int(match[1]) if match else None


def _link(href: str, text: str, extra: str = "") -> str:
    return f'<a href="{href}"{extra}>{text}</a>'


def _window(page: int, last: int, reach: int) -> list[int]:
    return [number for number in range(1, last + 1) if number in (1, last) or abs(number - page) <= reach]


def _numbers(address: _Address, page: int, last: int, current: str, reach: int = 2) -> str:
    """Numbered links around the current page, dots where numbers are left out."""
    parts: list[str] = []
    before = 0
    for number in _window(page, last, reach):
        if number - before > 1:
            parts.append("…")
        parts.append(current.format(number) if number == page else _link(address(number), str(number)))
        before = number
    return " ".join(parts)


def _index(address: _Address, page: int, last: int) -> tuple[str, str]:
    back = [_link(address(page - 1), "上一页")] if page > 1 else []
    forward = [_link(address(page + 1), "下一页")] if page < last else []
    return " ".join(back + forward), ""


def _list(address: _Address, page: int, last: int) -> tuple[str, str]:
    back = [_link(address(1), "首页"), _link(address(page - 1), "上一页")] if page > 1 else []
    forward = [_link(address(page + 1), "下一页"), _link(address(last), "末页")] if page < last else []
    return " ".join([*back, _numbers(address, page, last, "<b>{}</b>"), *forward]), ""


def _query(address: _Address, page: int, last: int) -> tuple[str, str]:
    return _numbers(address, page, last, '<span class="on">{}</span>', reach=1), ""


def _folder(address: _Address, page: int, last: int) -> tuple[str, str]:
    if page >= last:
        return _link(address(page - 1), "←", ' rel="prev"'), ""
    back = _link(address(page - 1), "←", ' rel="prev"') + " " if page > 1 else ""
    forward = _link(address(page + 1), "→", ' rel="next"')
    return back + forward, f'<link rel="next" href="{address(page + 1)}">\n'


def _page(address: _Address, page: int, last: int) -> tuple[str, str]:
    target = address(page + 1) if page < last else "javascript:;"
    return f"第{page}页 {_link(target, '下一页')}", ""


def _arrows(address: _Address, page: int, last: int) -> tuple[str, str]:
    numbers = " ".join(
        f"[{number}]" if number == page else _link(address(number), f"[{number}]") for number in _window(page, last, 1)
    )
    ends = f"{_link(address(page + 1), '&gt;')} {_link(address(last), '&gt;&gt;')}" if page < last else ""
    return f"第 {page}/{last} 页 {numbers} {ends}", ""


PAGERS: dict[str, Pager] = {
    pager.name: pager
    for pager in (
        Pager("index", "index_{}.html", _index),
        Pager("list", "list_{}.html", _list),
        Pager("query", "?page={}", _query),
        Pager("folder", "{}/", _folder),
        Pager("page", "page/{}/", _page),
        Pager("numbers", "?p={}", _arrows),
    )
}
