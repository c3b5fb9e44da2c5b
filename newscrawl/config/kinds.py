"""What a key may hold: each kind checks a value of the file, reads the text of an environment variable, and says
in one phrase what it allows."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_TRUE, _FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
_SIZES = {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}
_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?(KiB|MiB|GiB|TiB)")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class Refused(ValueError):
    """The value is not allowed; the kind says what is."""


@dataclass(frozen=True)
class Kind:
    """`allows` completes "… must be"; `check` takes a value of the file and gives what the program uses.

    `from_text` makes such a value of an environment variable's text. Both raise Refused.
    """

    allows: str
    check: Callable[[Any], Any]
    from_text: Callable[[str], Any] = str


def text(allows: str = "a text") -> Kind:
    return Kind(allows, _text)


def path() -> Kind:
    return Kind("a path", lambda value: Path(_text(value)).expanduser())


def flag() -> Kind:
    return Kind("true or false", _flag, _flag_of)


def number(least: float, most: float | None = None, unit: str = "") -> Kind:
    """A number, whole or not, within bounds."""

    def check(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not _within(value, least, most):
            raise Refused
        return float(value)

    return Kind(f"a number{unit} {_bounds(least, most)}", check, _number_of)


def whole(least: int, most: int | None = None, unit: str = "") -> Kind:
    """A whole number within bounds."""

    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not _within(value, least, most):
            raise Refused
        return value

    return Kind(f"a whole number{unit} {_bounds(least, most)}", check, _number_of)


def choice(*options: str) -> Kind:
    """One of a few words."""
    return Kind(_one_of(options), lambda value: value if value in options else _refuse())


def words(allows: str = "a list of texts", options: Sequence[str] = ()) -> Kind:
    """A list of texts, given as a tuple; with `options`, of these words only. Commas part them in the environment."""

    def check(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not value:
            raise Refused
        found = tuple(_text(word) for word in value)
        if options and not set(found) <= set(options):
            raise Refused
        return found

    allows = f"a list of {', '.join(options)}" if options else allows
    return Kind(allows, check, lambda value: [word.strip() for word in value.split(",") if word.strip()])


def numbers(allows: str, least: float) -> Kind:
    """A list of numbers, given as a tuple; it may be empty."""

    def check(value: Any) -> tuple[float, ...]:
        if not isinstance(value, list):
            raise Refused
        return tuple(sorted(number(least).check(one) for one in value))

    def from_text(value: str) -> list[float]:
        return [] if value == "none" else [_number_of(one.strip()) for one in value.split(",")]

    return Kind(allows, check, from_text)


def command() -> Kind:
    """A program and its arguments; no shell reads it."""
    return Kind(
        'a list of texts: the program and its arguments, such as ["mail", "-s", "newscrawl", "me@example.org"]',
        words().check,
        shlex.split,
    )


def times() -> Kind:
    """Times of day, as `HH:MM`."""

    def check(value: Any) -> tuple[str, ...]:
        found = words().check(value)
        if not all(_TIME.fullmatch(word) for word in found):
            raise Refused
        return tuple(sorted(set(found)))

    return Kind('a list of times of day, such as ["03:30", "15:30"]', check, words().from_text)


def size() -> Kind:
    """A number of bytes, written with its unit."""

    def check(value: Any) -> int:
        match = _SIZE.fullmatch(_text(value))
        return int(float(match[1]) * _SIZES[match[2]]) if match else _refuse()

    return Kind('a size in KiB, MiB, GiB or TiB, such as "10 MiB"', check)


def web_address() -> Kind:
    def check(value: Any) -> str:
        parts = urlsplit(_text(value))
        return str(value) if parts.scheme in ("http", "https") and parts.hostname else _refuse()

    return Kind("an address that starts with http:// or https://", check)


def time_zone() -> Kind:
    def check(value: Any) -> str:
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # Here, because it is seldom needed.

        try:
            return ZoneInfo(_text(value)).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise Refused from None

    return Kind("the name of a time zone, such as Asia/Shanghai", check)


def _refuse() -> Any:
    raise Refused


def _text(value: Any) -> str:
    return value if isinstance(value, str) and value.strip() else _refuse()


def _flag(value: Any) -> bool:
    return value if isinstance(value, bool) else _refuse()


def _flag_of(value: str) -> bool:
    lower = value.lower()
    return lower in _TRUE if lower in _TRUE + _FALSE else _refuse()


def _number_of(value: str) -> int | float:
    try:
        return int(value)
    except ValueError:
        pass
    try:
        return float(value)
    except ValueError:
        raise Refused from None


def _within(value: float, least: float, most: float | None) -> bool:
    return least <= value and (most is None or value <= most)


def _bounds(least: float, most: float | None) -> str:
    return f"from {least:g}" if most is None else f"from {least:g} to {most:g}"


def _one_of(options: Sequence[str]) -> str:
    return f"{', '.join(options[:-1])} or {options[-1]}" if len(options) > 1 else options[0]
