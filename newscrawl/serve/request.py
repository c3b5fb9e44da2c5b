"""What an address asks for: words, filters, order, place in the list, language. And such addresses, written."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from newscrawl.archive.filters import Filters
from newscrawl.archive.newest import Position
from newscrawl.archive.query import Query, parse
from newscrawl.archive.search import Hit, Order
from newscrawl.errors import UsageError
from newscrawl.serve.language import DEFAULT, Language, words

FILTER_NAMES = tuple(field.name for field in fields(Filters))
MAX_OFFSET = 1_000  # of hits ordered by relevance; further ones are reached by date


class Unaskable(UsageError):
    """What an address asks for is no date, or no place in a list; `told` says so in the reader's language."""

    def __init__(self, key: str, value: str) -> None:
        self._key, self._value = key, value
        super().__init__(self.told("en"))

    def told(self, language: Language) -> str:
        """One sentence."""
        return words(language)[self._key] % self._value


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for articles."""

    text: str
    filters: Filters
    order: Order
    after: Position | None = None
    offset: int = 0
    both_scripts: bool = False

    @property
    def query(self) -> Query:
        return parse(self.text, both_scripts=self.both_scripts)

    @property
    def parameters(self) -> dict[str, str]:
        """The same as parameters of an address; the place in the list is left out."""
        given = {name: getattr(self.filters, name) for name in FILTER_NAMES}
        found = {"q": self.text} | {name: value for name, value in given.items() if value}
        found |= {"scripts": "both"} if self.both_scripts and self.text else {}
        usual = "rank" if self.text else "newest"
        return found | ({"order": self.order} if self.order != usual else {})

    @property
    def key(self) -> tuple[str, bool, Filters]:
        """Equal for requests that have the same hits."""
        return self.text, self.both_scripts, self.filters


def asked(request: Any) -> Asked:
    """Read a request; raises Unaskable where a date or a place in the list is none."""
    arguments = request.args
    text = (arguments.get("q") or "").strip()
    given = {name: (arguments.get(name) or "").strip() or None for name in FILTER_NAMES}
    for name in ("since", "until"):
        _check_day(given[name])
    filters = Filters(**given)
    place = _position(arguments.get("after")), _offset(arguments.get("offset"))
    return Asked(
        text, filters, _order(arguments.get("order"), text), *place, both_scripts=arguments.get("scripts") == "both"
    )


def language_of(request: Any) -> Language:
    """As the address says, else as was chosen before, else Chinese."""
    chosen = request.args.get("lang") or request.cookies.get("newscrawl_lang")
    return chosen if chosen in ("zh", "en") else DEFAULT


def search_url(**parameters: str | None) -> str:
    """`/search?q=…`; what is None or empty is left out."""
    given = {name: value for name, value in parameters.items() if value}
    return f"/search?{urlencode(given)}" if given else "/search"


def next_url(request: Asked, hits: list[Hit], page_size: int) -> str | None:
    """The address of the page after these hits; None after the last."""
    if len(hits) < page_size:
        return None
    if request.order != "rank":
        last = hits[-1]
        return search_url(**request.parameters, after=f"{last.published_at or ''}~{last.id}")
    offset = request.offset + page_size
    return search_url(**request.parameters, offset=str(offset)) if offset < MAX_OFFSET else None


def _check_day(day: str | None) -> None:
    try:
        Filters(since=day)
    except UsageError:
        raise Unaskable("bad_day", day or "") from None


def _order(name: str | None, text: str) -> Order:
    """As asked; by relevance where words are asked for and nothing else is said."""
    if name == "oldest":
        return "oldest"
    return "newest" if name == "newest" or not text else "rank"


def _position(text: str | None) -> Position | None:
    if not text:
        return None
    published_at, _, article_id = text.rpartition("~")
    if not article_id.isascii() or not article_id.isdecimal() or len(article_id) > 18:
        raise Unaskable("bad_place", text)
    return Position(published_at or None, int(article_id))


def _offset(text: str | None) -> int:
    if not text:
        return 0
    if not text.isascii() or not text.isdecimal() or int(text[:9]) > MAX_OFFSET:
        raise Unaskable("bad_place", text)
    return int(text)
