"""What a page's own style sheets say about `display`: which elements are hidden, which are lines of their own.

Only that much of CSS: it decides what a reader sees, and where one line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
_BEFORE_SELECTORS = re.compile(r"[{;]")
_DISPLAY = re.compile(r"(?:^|[;\s])display\s*:\s*([a-z-]+)")
_HIDDEN = re.compile(r"(?:^|[;\s])visibility\s*:\s*(?:hidden|collapse)")
_PRE = re.compile(r"white-space\s*:\s*(?:pre|pre-line|pre-wrap|break-spaces)\s*(?:;|!|$)")
_SIMPLE = re.compile(r"([a-z][\w-]*)?((?:[.#][\w-]+)*)", re.IGNORECASE)
_BRACE = re.compile(r"[{}]")
_MAX_RULES = 40  # display rules that end in the same class, id or tag; the last ones count
_ANCESTORS_CHECKED = 40
_MAX_SELECTORS = 2_000  # characters of one rule; of a longer list the last selectors are read
_MAX_CSS = 300_000  # characters; a longer sheet is cut there

NONE = "none"
_BLOCKS = frozenset(["block", "flex", "grid", "table", "list-item", "flow-root", "table-row"])
_INLINES = frozenset(["inline", "inline-block", "inline-flex", "contents"])


def display_of(style: str) -> str | None:
    """`none`, `block`, `inline`, or `pre` (its line breaks show), as a style sets it; None where it says nothing."""
    style = style.lower()
    if _HIDDEN.search(style):
        return NONE
    found = _DISPLAY.search(style)
    if not found:
        return "pre" if _PRE.search(style) else None
    value = found[1]
    if value == NONE:
        return NONE
    if value in _BLOCKS:
        return "block"
    return "inline" if value in _INLINES else None


@dataclass(slots=True)
class _Selector:
    """One selector: what the element itself must have, and what its ancestors must have, innermost first."""

    tag: str
    marks: frozenset[str]
    ancestors: list[tuple[str, frozenset[str]]]
    display: str


@dataclass(slots=True)
class StyleSheet:
    """The display rules of a page, looked up by the last part of their selectors."""

    rules: dict[str, list[_Selector]] = field(default_factory=dict)

    def display(self, element: _Element) -> str | None:
        """What the sheet makes of an element; the last matching rule wins."""
        marks = _marks(element)
        found = None
        for key in (element.tag, *marks):
            for selector in self.rules.get(key, ()):
                if (not selector.tag or selector.tag == element.tag) and selector.marks <= marks:
                    found = selector.display if _under(element, selector.ancestors) else found
        return found


def read_styles(root: _Element) -> StyleSheet | None:
    """The display rules in the `<style>` elements of a page, or None where there are none."""
    css = "\n".join(element.text or "" for element in root.iter("style"))[:_MAX_CSS]
    if "display" not in css and "visibility" not in css:
        return None
    sheet = StyleSheet()
    for selectors, declarations in _rules(_without_media(_COMMENT.sub("", css))):
        display = display_of(declarations)
        if display:
            for text in selectors.split(","):
                _add(sheet, text.strip(), display)
    return sheet if sheet.rules else None


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """The selectors and declarations of each rule; one pass, however long a list of selectors is."""
    for rule in css.split("}")[:-1]:
        before, brace, declarations = rule.rpartition("{")
        selectors = _BEFORE_SELECTORS.split(before)[-1]
        if len(selectors) > _MAX_SELECTORS:
            selectors = selectors[-_MAX_SELECTORS:].partition(",")[2]
        if brace:
            yield selectors, declarations


def _without_media(css: str) -> str:
    """The sheet without conditional groups (`@media print {…}`), which hold only on some screens."""
    out, at = [], 0
    while (start := css.find("@media", at)) >= 0:
        out.append(css[at:start])
        depth, at = 0, css.find("{", start)
        if at < 0:
            return "".join(out)
        for brace in _BRACE.finditer(css, at):
            depth += 1 if brace[0] == "{" else -1
            if depth == 0:
                at = brace.end()
                break
        else:
            return "".join(out)
    return "".join([*out, css[at:]])


def _add(sheet: StyleSheet, text: str, display: str) -> None:
    parts = re.split(r"[\s>]+", text)
    matches = [_SIMPLE.fullmatch(part) for part in parts]
    compounds = [(match[1] or "", frozenset(re.findall(r"[.#][\w-]+", match[2]))) for match in matches if match]
    if len(compounds) != len(parts) or not any(compounds[-1]):
        return
    tag, marks = compounds[-1]
    selector = _Selector(tag.lower(), marks, compounds[-2::-1], display)
    rules = sheet.rules.setdefault(min(marks) if marks else tag.lower(), [])
    rules.append(selector)
    del rules[:-_MAX_RULES]


def _marks(element: _Element) -> frozenset[str]:
    classes = (element.get("class") or "").split()
    identity = element.get("id")
    return frozenset([f".{name}" for name in classes] + ([f"#{identity}"] if identity else []))


def _under(element: _Element, ancestors: list[tuple[str, frozenset[str]]]) -> bool:
    if not ancestors:
        return True
    wanted = 0
    for checked, ancestor in enumerate(element.iterancestors()):
        tag, marks = ancestors[wanted]
        if (not tag or tag.lower() == ancestor.tag) and marks <= _marks(ancestor):
            wanted += 1
            if wanted == len(ancestors):
                return True
        if checked > _ANCESTORS_CHECKED:
            return False
    return False
