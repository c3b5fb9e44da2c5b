"""Stage 4: who wrote it. A byline on a line of its own leaves the body; one inside a sentence stays in it too.

Forms: 刘顺菊 王朝旭 文/图 · 本报记者 张三 李四 摄影报道 · (记者 王五) · 记者 王五 通讯员 赵六 · 据新华社 ·
本报讯(记者 王五)…
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newscrawl.extract.names import is_name, looks_like_name, split_spaced
from newscrawl.extract.text import half

if TYPE_CHECKING:
    from newscrawl.items import Article

_MAX_LINE = 90  # characters of a byline on a line of its own
_LOOK_BACK = 3  # paragraphs at the end of the body among which a byline line may stand
_MAX_NAMES = 12

# Who a person is: stands before the name.
_ROLE = (
    r"(?:[\u4e00-\u9fff“”《》·]{2,16}?)?(?:本报|本网|本刊|本台|全媒体|融媒体|见习|实习|特约|特派|首席|驻\S{2,6}|摄影|文字|高级|新媒体|"
    r"\(?中心\)?)*(?:记者团?|通讯员|特约撰稿人?|评论员|撰稿人?|摄影师|作者|实习生|报道员|通讯组)"
)
# What was done: stands behind the name, or alone before it.
_DONE = r"(?:文\s?/\s?图|图\s?/\s?文|文图|图文|文并图|文并摄|并摄|摄影报道|摄影|报道|采写|供稿|整理|综合|撰文|编译|文|图|摄)"
_WIRE = (
    r"(?:综合|据)?(?:新华社|中新社|新华网|中新网|人民日报|《[^《》]{2,12}》|央视新闻|中国新闻网|人民网)"
    r"(?:[\u4e00-\u9fff]{2,6}(?:\d{1,2}月)?\d{1,2}日)?(?:专?电|报道|消息|供?稿|发)?"
)
_WIRE_LINE = re.compile(
    rf"(?:据|综合|本报综合)\s?{_WIRE}(?:[、,\s和]+{_WIRE})*(?:\s?(?:综合|等)?(?:报道|消息))?|{_WIRE}(?<=电)|新华社|本报综合(?:报道|消息)?|"
    r"据[\u4e00-\u9fff]{2,10}(?:报|社|网|台|频道|客户端|发布|新闻)(?:报道|消息|电)?"
)
_LEAD = re.compile(r"^(?:[□■◎●○▲◆★※]\s*|[—–―-]+\s*)")
_TOKEN = re.compile(
    rf"(?P<role>{_ROLE})(?=[\s:(]|[\u4e00-\u9fff]{{2,4}}(?:[\s、,)/]|$)|$)|(?P<done>{_DONE})(?=[\s:/、,()]|$|[\u4e00-\u9fff]{{2,3}}(?:\s|$))"
    r"|(?P<word>[\u3400-\u9fff\U00020000-\U0003ffff〇]+(?:[·•‧\u30fb][\u3400-\u9fff]+)*)|(?P<gap>[\s:、,,/()&丨|]+)"
)
_INLINE = re.compile(
    r"^(?P<head>.{0,24}?(?:讯|消息|电|报道)\s?)?\((?P<inner>[^()]{2,60})\)|\((?P<tail>[^()]{2,60})\)[。]?$"
)
_ROLE_WORD = re.compile(r"记者|通讯员|评论员|撰稿|实习生|作者|文/图|摄影|报道员")


@dataclass(slots=True)
class Byline:
    """What a line says: the byline without brackets around it, and the people it names."""

    text: str
    authors: list[str] = field(default_factory=list)


def apply(article: Article) -> Article:
    """Fill `byline` and `authors`; a line that is nothing but the byline leaves the body."""
    page = article.page
    assert page is not None, "byline needs the page that open_page read"
    at, found = _own_line(page.paragraphs)
    if found is None:
        found = _inside(page.paragraphs)
    elif not page.general:
        del page.paragraphs[at]
        article.body = "\n".join(page.paragraphs)
    if found is None and article.source_line:
        found = _from_source_line(article.source_line)
    if found:
        article.byline, article.authors = found.text, found.authors
    return article


def _own_line(paragraphs: list[str]) -> tuple[int, Byline | None]:
    """The byline line at the end of the body, or else at its start."""
    last = len(paragraphs) - 1
    for at in range(last, max(last - _LOOK_BACK, -1), -1):
        found = read_byline(paragraphs[at], alone=_after_prose(paragraphs, at))
        if found:
            return at, found
        if len(paragraphs[at]) > _MAX_LINE:
            break
    for at in range(min(2, len(paragraphs))):
        found = read_byline(paragraphs[at], alone=False)
        if found:
            return at, found
    return -1, None


def _after_prose(paragraphs: list[str], at: int) -> bool:
    """True where bare names may stand: as the last line, below a sentence (not below a line of a poem)."""
    if at == 0 or at < len(paragraphs) - 1:
        return False
    return paragraphs[at - 1].rstrip("”』」)\uff09").endswith(tuple("。!?…\uff01\uff1f"))


def read_byline(line: str, *, alone: bool = False) -> Byline | None:
    """A line that is a byline and nothing else, or None. `alone` allows names without any title.

    >>> read_byline("刘顺菊 王朝旭 文/图")
    Byline(text='刘顺菊 王朝旭 文/图', authors=['刘顺菊', '王朝旭'])
    >>> read_byline("记者节到了") is None
    True
    """
    if len(line) > _MAX_LINE:
        return None
    text = _unbracketed(line)
    flat = _LEAD.sub("", half(text)).strip()
    if _WIRE_LINE.fullmatch(flat):
        return Byline(text)
    if re.search(r"[。!?;“”…]", flat):
        return None
    return _parse_names(flat, text, alone or text != line.strip())


def _unbracketed(line: str) -> str:
    text = line.strip()
    for opening, closing in ("()", "\uff08\uff09", "[]", "【】"):
        if text.startswith(opening) and text.endswith(closing) and text.count(opening) == 1:
            return text[1:-1].strip()
    return text


def _parse_names(flat: str, text: str, bare_allowed: bool) -> Byline | None:
    """Read a line token by token: titles, what was done, names; anything else makes it no byline."""
    position, names, words = 0, [], []
    titled = done = False
    while position < len(flat):
        token = _TOKEN.match(flat, position)
        if not token:
            return None
        kind = token.lastgroup
        if kind == "role":
            titled = True
        elif kind == "done":
            done = True
        elif kind == "word":
            words.append((token[0], titled))
        position = token.end()
    spoken = titled or done
    for word in split_spaced([word for word, _ in words]):
        if not (is_name(word) or (titled and looks_like_name(word))):
            return None
        names.append(word)
    if not names or len(names) > _MAX_NAMES:
        return None
    if not spoken and not (bare_allowed and all(map(is_name, names))):
        return None
    return Byline(text, list(dict.fromkeys(names)))


def _inside(paragraphs: list[str]) -> Byline | None:
    """A byline in brackets at the head of the first paragraph, or the foot of the last one."""
    for paragraph, part in ((paragraphs[0], "inner"), (paragraphs[-1], "tail")) if paragraphs else ():
        flat = half(paragraph)
        cut = flat[:90] if part == "inner" else flat[-64:]
        offset = 0 if part == "inner" else len(flat) - len(cut)
        for match in _INLINE.finditer(cut):
            span = match.span(part)
            if span == (-1, -1):
                continue
            text = paragraph[offset + span[0] : offset + span[1]].strip()
            found = read_byline(text, alone=False)
            if found and (found.authors or part == "tail") and (_ROLE_WORD.search(text) or part == "tail"):
                return found
    return None


def _from_source_line(line: str) -> Byline | None:
    """作者:王五 beside source and date."""
    flat = half(line)
    match = re.search(r"(?:作者|记者|撰文)\s*:\s*((?:[\u3400-\u9fff·]{2,12}[\s、,]*){1,6})", flat)
    if not match:
        return None
    names = [name for name in re.split(r"[\s、,]+", match[1].strip()) if name]
    kept = [name for name in names if looks_like_name(name)]
    return Byline(line[match.start() : match.end()].strip(), kept) if kept and len(kept) == len(names) else None
