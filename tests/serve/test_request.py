"""What an address asks for, and addresses that ask for the same."""

from __future__ import annotations

from urllib.parse import quote

import pytest

pytest.importorskip("datasette", reason="the extra 'serve' is not installed")

from datasette.utils.asgi import Request

from newscrawl.archive.filters import Filters
from newscrawl.archive.newest import Position
from newscrawl.archive.search import Hit
from newscrawl.serve.request import MAX_OFFSET, Asked, Unaskable, asked, language_of, next_url, search_url


def request(address: str, cookie: str = "") -> Request:
    """Datasette's request for an address."""
    path, _, query = address.partition("?")
    scope = {"type": "http", "method": "GET", "path": path, "headers": [(b"cookie", cookie.encode())]}
    return Request(scope | {"query_string": quote(query, safe="=&+~%").encode()}, None)


def hits(count: int, published_at: str | None = "2018-12-18") -> list[Hit]:
    return [Hit(number, "", None, None, published_at, None, None, None, [], []) for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("/search", Asked("", Filters(), "newest")),
        ("/search?q=+踏水镇+", Asked("踏水镇", Filters(), "rank")),
        ("/search?q=踏水镇&order=newest", Asked("踏水镇", Filters(), "newest")),
        ("/search?order=rank", Asked("", Filters(), "newest")),
        ("/search?order=oldest&district=简阳", Asked("", Filters(district="简阳"), "oldest")),
        ("/search?since=2018-12&until=2019&source=+", Asked("", Filters(since="2018-12", until="2019"), "newest")),
        ("/search?after=2018-12-18~7", Asked("", Filters(), "newest", after=Position("2018-12-18", 7))),
        ("/search?after=~7", Asked("", Filters(), "newest", after=Position(None, 7))),
        ("/search?q=a&offset=40", Asked("a", Filters(), "rank", offset=40)),
        ("/search?q=a&scripts=both", Asked("a", Filters(), "rank", both_scripts=True)),
        ("/search?q=a&nothing=1", Asked("a", Filters(), "rank")),
    ],
)
def test_an_address_is_read(address: str, wanted: Asked) -> None:
    assert asked(request(address)) == wanted


@pytest.mark.parametrize(
    ("address", "value"),
    [
        ("/search?since=gestern", "gestern"),
        ("/search?until=2018-13", "2018-13"),
        ("/search?after=2018~x", "2018~x"),
        ("/search?after=2018~٣", "2018~٣"),
        ("/search?offset=-1", "-1"),
        (f"/search?offset={MAX_OFFSET + 1}", str(MAX_OFFSET + 1)),
        ("/search?offset=²", "²"),
    ],
)
def test_what_cannot_be_asked_is_said_in_the_readers_language(address: str, value: str) -> None:
    with pytest.raises(Unaskable) as caught:
        asked(request(address))
    assert caught.value.told("zh").startswith(f"“{value}”不是")
    assert caught.value.told("en").startswith(f"'{value}' is no")
    assert str(caught.value) == caught.value.told("en")


@pytest.mark.parametrize(
    "address",
    [
        "/search",
        "/search?order=oldest",
        "/search?q=踏水镇&district=简阳&since=2018",
        "/search?q=a&order=oldest",
        "/search?q=a&scripts=both",
    ],
)
def test_parameters_ask_for_the_same_again(address: str) -> None:
    wanted = asked(request(address))
    assert asked(request(search_url(**wanted.parameters))) == wanted


def test_the_place_in_the_list_does_not_change_which_hits_there_are() -> None:
    first, later = asked(request("/search?q=a&offset=40")), asked(request("/search?q=a&order=newest&after=2018~7"))
    assert first.key == later.key
    assert first.key != asked(request("/search?q=a&scripts=both")).key
    assert "offset" not in first.parameters


def test_an_address_leaves_out_what_is_not_asked() -> None:
    assert search_url() == "/search"
    assert search_url(q="踏水 镇", city=None, source="") == "/search?q=%E8%B8%8F%E6%B0%B4+%E9%95%87"


@pytest.mark.parametrize(
    ("address", "following"),
    [
        ("/search", "/search?after=2018-12-18~20"),
        ("/search?q=a&order=oldest", "/search?q=a&order=oldest&after=2018-12-18~20"),
        ("/search?q=a", "/search?q=a&offset=20"),
        ("/search?q=a&offset=20", "/search?q=a&offset=40"),
        (f"/search?q=a&offset={MAX_OFFSET - 20}", None),
    ],
)
def test_the_next_page_goes_on_behind_the_last_hit_or_by_number(address: str, following: str | None) -> None:
    assert next_url(asked(request(address)), hits(20), 20) == following


def test_behind_a_hit_without_a_date_too_and_never_behind_the_last_page() -> None:
    wanted = asked(request("/search"))
    assert asked(request(next_url(wanted, hits(20, None), 20) or "")).after == Position(None, 20)
    assert next_url(wanted, hits(19), 20) is None


@pytest.mark.parametrize(
    ("address", "cookie", "language"),
    [
        ("/", "", "zh"),
        ("/?lang=en", "", "en"),
        ("/", "newscrawl_lang=en", "en"),
        ("/?lang=zh", "newscrawl_lang=en", "zh"),
        ("/?lang=fr", "newscrawl_lang=en", "zh"),
    ],
)
def test_the_language_is_the_one_asked_for_else_the_one_chosen_before(address: str, cookie: str, language: str) -> None:
    assert language_of(request(address, cookie)) == language
