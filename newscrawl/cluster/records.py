"""Items as JSON and back: what workers send. Nothing is taken on trust: a field of another type is an error."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from newscrawl.extract.fingerprint import VALUES, Fingerprint
from newscrawl.items import Article, ChannelLink, Fate, Fetch, Image, Listing
from newscrawl.warc.names import is_file_name
from newscrawl.warc.records import StoredPayload

Item = Article | Listing | Fate
Check = Callable[[Any], Any]
T = TypeVar("T")


class BadRecord(ValueError):
    """What came from the network is no record; the message says why."""


def dump_item(item: Item) -> dict[str, Any]:
    """An item as plain data; the page that an article was cut from stays behind."""
    values = {field.name: getattr(item, field.name) for field in fields(item)}
    if isinstance(item, Article):
        del values["page"]
        values["fingerprint"] = item.fingerprint.packed.hex() if item.fingerprint else None
    if isinstance(item, Listing):
        values["channels"] = [dump_plain(link) for link in item.channels]
    values["fetch"] = dump_plain(item.fetch) if item.fetch else None
    return {"is": type(item).__name__, **values}


def load_item(values: Any) -> Item:
    """The item again; raises BadRecord."""
    name = _mapping(values).get("is")
    if name == "Article":
        return _build(Article, values, _ARTICLE)
    if name == "Listing":
        return _build(Listing, values, _LISTING)
    if name == "Fate":
        return _build(Fate, values, _FATE)
    raise BadRecord(f"there is no item '{name}'")


def dump_plain(value: Fetch | ChannelLink | StoredPayload) -> dict[str, Any]:
    """Its fields by name."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def load_channel(values: Any) -> ChannelLink:
    return _build(ChannelLink, values, _CHANNEL)


def load_channels(values: Any) -> list[ChannelLink]:
    links: list[ChannelLink] = _list_of(load_channel)(values)
    return links


def load_payload(values: Any) -> StoredPayload:
    return _build(StoredPayload, values, _PAYLOAD)


def dump(values: Mapping[str, Any]) -> str:
    """A JSON object, Chinese unescaped; only half characters, which UTF-8 cannot hold, are."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(values)
    return text


def parse(text: str) -> dict[str, Any]:
    """A JSON object; raises BadRecord."""
    try:
        return _mapping(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise BadRecord(f"it is no JSON object: {error}") from error


def control(text: str | None) -> dict[str, Any]:
    """What a key of the crawl says; nothing where it is not there, or not to be read: its owner writes it again."""
    try:
        return parse(text) if text else {}
    except BadRecord:
        return {}


def _build(kind: type[T], values: Any, checks: Mapping[str, Check]) -> T:
    values = _mapping(values)
    built = {}
    for name, check in checks.items():
        try:
            built[name] = check(values.get(name))
        except BadRecord as error:
            raise BadRecord(f"{name} of a {kind.__name__}: {error}") from error
    return kind(**built)


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadRecord(f"{value!r:.80} is no object")
    return value


def _a(kind: type, *, null: bool = False) -> Check:
    def check(value: Any) -> Any:
        if value is None and null:
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise BadRecord(f"{value!r:.80} is no {kind.__name__}")
        return value

    return check


def _whole_number(value: Any) -> Any:
    """As SQLite holds it: of 64 bits."""
    if not -(1 << 63) <= _a(int)(value) < 1 << 63:
        raise BadRecord("the number is too large")
    return value


def _address(value: Any) -> Any:
    """A URL, or part of one: unlike a text that was read, it can always be stored and asked for."""
    if not all(character.isprintable() for character in _a(str)(value)):
        raise BadRecord(f"{value!r:.80} is no address")
    return value


def _file_name(value: Any) -> Any:
    if not is_file_name(_address(value)):
        raise BadRecord(f"{value!r:.80} is no name of a file")
    return value


def _one_of(*names: str) -> Check:
    def check(value: Any) -> Any:
        if value not in names:
            raise BadRecord(f"{value!r:.80} is none of {', '.join(names)}")
        return value

    return check


def _list_of(check: Check) -> Check:
    def check_all(value: Any) -> Any:
        if not isinstance(value, list):
            raise BadRecord(f"{value!r:.80} is no list")
        return [check(each) for each in value]

    return check_all


def or_null(check: Check) -> Check:
    """As `check`, or None."""
    return lambda value: None if value is None else check(value)


def _image(value: Any) -> Image:
    values = _mapping(value)
    return {"url": _TEXT(values.get("url")), "caption": _MAYBE_TEXT(values.get("caption"))}


def _fingerprint(value: Any) -> Fingerprint:
    try:
        return Fingerprint.unpack(bytes.fromhex(_TEXT(value)))
    except (ValueError, struct.error) as error:
        raise BadRecord(f"{value!r:.40} is no fingerprint of {VALUES} values") from error


def _seconds(value: Any) -> Any:
    if value is not None and (not isinstance(value, int | float) or isinstance(value, bool)):
        raise BadRecord(f"{value!r:.80} is no number")
    return value


def a_day(value: Any) -> Any:
    """`2018-12-31`."""
    try:
        date.fromisoformat(_a(str)(value))
    except ValueError as error:
        raise BadRecord(f"{value!r:.80} is no day") from error
    return value


a_text, a_number, a_flag = _a(str), _whole_number, _a(bool)
_TEXT, _MAYBE_TEXT = a_text, _a(str, null=True)
_NUMBER, _MAYBE_NUMBER = a_number, or_null(a_number)
_ADDRESS, _MAYBE_ADDRESS = _address, or_null(_address)
_FETCH_FIELDS: dict[str, Check] = {
    "url": _ADDRESS,
    "fetched_at": _TEXT,
    "http_status": _MAYBE_NUMBER,
    "etag": _MAYBE_TEXT,
    "last_modified": _MAYBE_TEXT,
    "warc_file": or_null(_file_name),
    "warc_offset": _MAYBE_NUMBER,
}
_FETCH = or_null(lambda value: _build(Fetch, value, _FETCH_FIELDS))
_ARTICLE: dict[str, Check] = {
    "url": _ADDRESS,
    **dict.fromkeys(("site", "body"), _TEXT),
    **dict.fromkeys(
        ("city", "district", "channel", "title", "source", "published_at", "byline", "source_line"), _MAYBE_TEXT
    ),
    "authors": _list_of(_TEXT),
    "images": _list_of(_image),
    "problems": _list_of(_TEXT),
    "fingerprint": or_null(_fingerprint),
    "fetch": _FETCH,
}
_CHANNEL: dict[str, Check] = {"slug": _ADDRESS, "name": _TEXT, "city": _MAYBE_TEXT}
_LISTING: dict[str, Check] = {
    "url": _ADDRESS,
    "channel": _ADDRESS,
    "articles": _list_of(_ADDRESS),
    "dates": _list_of(_MAYBE_TEXT),
    "next_url": _MAYBE_ADDRESS,
    "channels": _list_of(load_channel),
    "name": _MAYBE_TEXT,
    "city": _MAYBE_TEXT,
    "unchanged": a_flag,
    "problems": _list_of(_TEXT),
    "fetch": _FETCH,
}
_FATE: dict[str, Check] = {
    "url": _ADDRESS,
    "kind": _one_of("listing", "article"),
    "state": _one_of("pending", "archived", "gone", "rejected", "failed", "excluded"),
    "reason": _TEXT,
    "http_status": _MAYBE_NUMBER,
    "retry": a_flag,
    "retry_after": _seconds,
    "moved_to": _MAYBE_ADDRESS,
    "fetch": _FETCH,
}
_PAYLOAD: dict[str, Check] = {"url": _ADDRESS, "captured_at": _TEXT, "warc_file": _file_name, "warc_offset": _NUMBER}
