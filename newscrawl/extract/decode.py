"""Bytes to text: the bytes are trusted over the labels, and a few broken ones do not spoil the page.

A label (HTTP header, `<meta charset>`) is a hint. What decides is which reading makes sense: valid UTF-8 is
UTF-8 whatever the label says; otherwise the reading with the most everyday Chinese characters wins.
"""

from __future__ import annotations

import codecs
import re

from newscrawl.extract.hanzi import COMMON

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_CHINESE_CODECS = ("gb18030", "big5hkscs")
_SCAN = 4096  # how much of the head is searched for a <meta charset>
_WINDOWS, _WINDOW = 10, 160  # how many stretches of how many bytes are read to tell UTF-8, GB and Big5 apart
_DAMAGE = 0.34  # share of unreadable characters up to which a text is damaged UTF-8
_LOOKAHEAD = 48  # bytes read past a broken one to find where the next character starts
_PLAUSIBLE = 0.15  # share of everyday characters below which a text is hardly Chinese
_LABEL_BONUS = 0.03  # what a label weighs, in shares of everyday characters
_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "gb18030": "gb18030"}


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of a page, whatever its labels claim. Never raises; unreadable bytes become U+FFFD.

    `content_type` is the HTTP header as sent (`text/html; charset=gb2312`), or None.
    """
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding, "replace")
    if body.isascii():
        return body.decode("ascii")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    sample = _sample(body)
    if _mostly_utf8(sample):
        return body.decode("utf-8", "replace")
    encoding = _utf16_without_bom(body) or _legacy_encoding(body, sample, content_type)
    return body.decode(encoding, "newscrawl-resync")


def _sample(body: bytes) -> bytes:
    """Windows of text beyond ASCII, so that long scripts and style sheets need not be read."""
    parts: list[bytes] = []
    start = 0
    for _ in range(_WINDOWS):
        found = _BEYOND_ASCII.search(body, start)
        if not found:
            break
        parts.append(body[found.start() : found.start() + _WINDOW])
        start = body.find(b"<", found.start() + _WINDOW)  # never part of a two-byte character: no window starts in one
        if start < 0:
            break
    return b" ".join(parts)


def _mostly_utf8(sample: bytes) -> bool:
    """True where nearly all that is beyond ASCII are UTF-8 characters, so that the rest is damage."""
    text = sample.decode("utf-8", "replace")
    return text.count("\ufffd") <= _DAMAGE * (len(text) - len(text.encode("ascii", "ignore")))


def _utf16_without_bom(body: bytes) -> str | None:
    """Markup in UTF-16 shows as a NUL beside nearly every ASCII character."""
    head = body[:400]
    if head.count(0) < len(head) // 8:
        return None
    return "utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"


def _legacy_encoding(body: bytes, sample: bytes, content_type: str | None) -> str:
    labels = _labels(body, content_type)
    scores = {codec: _share_of_common(sample, codec) for codec in _CHINESE_CODECS}
    weighed = {codec: score + (_LABEL_BONUS if codec in labels else 0) for codec, score in scores.items()}
    best = max(_CHINESE_CODECS, key=weighed.__getitem__)
    if scores[best] >= _PLAUSIBLE:
        return best
    return next((label for label in labels if label != "utf-8" and _decodes(body, label)), best)


def _labels(body: bytes, content_type: str | None) -> list[str]:
    """The codecs named by the header and the page itself, in that order."""
    names = [match[1] for match in [_HEADER_CHARSET.search(content_type or "")] if match]
    names += [match[1].decode("ascii") for match in [_META_CHARSET.search(body[:_SCAN])] if match]
    return [codec for codec in map(_codec, names) if codec]


def _codec(label: str) -> str | None:
    name = _ALIASES.get(label.lower().replace("_", "").replace("-", ""), label.lower())
    if name.startswith("big5") or name == "big5-hkscs":
        return "big5hkscs"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _decodes(body: bytes, codec: str) -> bool:
    try:
        body.decode(codec)
    except (UnicodeError, LookupError):
        return False
    return True


def _share_of_common(sample: bytes, codec: str) -> float:
    """Share of everyday characters among the characters beyond ASCII, counting damage against it."""
    text = sample.decode(codec, "replace")
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return sum(map(COMMON.__contains__, text)) / (beyond or 1)


def _resync(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: replace the broken byte, and go on where the next bytes make most sense."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    codec, data, start = error.encoding, error.object, error.start
    if data[start] == 0x80 and codec == "gb18030":
        return "€", start + 1  # code page 936 has the euro sign here
    ahead = data[start + 1 : start + 2 + _LOOKAHEAD]
    if not ahead or ahead[0] < 0x80:
        return "\ufffd", start + 1
    one, two = (_share_of_common(ahead[skip:], codec) for skip in (0, 1))
    return "\ufffd", start + (2 if two > one else 1)


codecs.register_error("newscrawl-resync", _resync)
