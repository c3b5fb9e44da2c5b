"""One printed line as a credit: titles, what was done, and names, or no credit at all.

Everything in the line must be accounted for. One word that is none of these makes it a line of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from newscrawl.extract.names import is_name, looks_like_name, split_spaced
from newscrawl.extract.text import plain

_MAX_LINE = 90  # characters of a credit
_MAX_NAMES = 12
_MAX_HOUSE = 18  # characters of the house before a title: 四川日报全媒体记者

_SENTENCE = re.compile(r"[。!?;“”…]|,.{5}")
_BULLET = re.compile(r"^(?:[□■◎●○▲◆★※⊙]\s*|[—–―-]{1,3}\s*)")
_BRACKETS = (("(", ")"), ("[", "]"), ("【", "】"), ("〔", "〕"), ("\uff08", "\uff09"))
_SEPARATORS = re.compile(r"[\s、,:|&;()]+|(?<![文图])/|/(?![文图])")
_BOTH = "\x01"  # stands for 文/图, whose stroke is no separator
_TEXT_AND_PICTURES = re.compile(r"文\s?/\s?图|图\s?/\s?文|文\s?[·、并]\s?[图摄]")
_ROLE = re.compile(r"(?:记者团?|通讯员|通讯组|特约撰稿人?|撰稿人?|评论员|摄影师|报道员|实习生|作者|编译|编剧)")
_BEFORE_ROLE = re.compile(
    r"(?:本报|本网|本刊|本台|本社|全媒体|融媒体|融媒|见习|实习|特约|特派|首席|驻.{2,6}|摄影|摄像|文字|高级|新媒体|专题|资深|中心|与|和|及|"
    r"文|图|文图|图文|\x01)+"
)
_HOUSE = re.compile(
    r".{0,14}(?:报|报社|网|社|台|刊|客户端|新闻|媒体|融媒(?:体)?(?:中心)?|中心|集团|杂志|周刊|晚报|日报|发布|在线|频道|视频|观察)(?:讯)?"
)
_DONE = re.compile(
    r"摄影报道|图文报道|综合报道|采访报道|联合报道|报道|图文|文图|图片|文字|摄影|摄像|采写|采访|供稿|供图|撰文|撰稿|整理|综合|制图|编译|文|图|摄|\x01"
)
_PICTURES_BY = re.compile(r"(?:图片|照片|图)?(?:均?由|来自)?.{2,8}(?:提供|供图)|资料图片?")
_AGENCY = r"(?:新华社|中新社|新华网|中新网|人民日报|《[^《》]{2,12}》|央视新闻|中国新闻网|人民网|央视|央广网)"
_DATELINE = r"(?:[\u4e00-\u9fff]{2,6}?(?:\d{1,2}月)?\d{1,2}日)?(?:专?电|报道|消息|供?稿|发)?"
_WIRE = re.compile(
    rf"(?:据|综合|本报综合)\s?{_AGENCY}{_DATELINE}(?:[、,\s和]+{_AGENCY}{_DATELINE}){{0,4}}(?:等?综合)?(?:等?报道|等?消息)?|"
    rf"{_AGENCY}[\u4e00-\u9fff]{{2,6}}?(?:\d{{1,2}}月)?\d{{1,2}}日专?电|新华社|中新社|本报综合(?:报道|消息|整理)?|"
    r"据[\u4e00-\u9fff]{2,10}?(?:报|社|网|台|频道|客户端|发布|新闻)(?:综合)?(?:报道|消息|电)?"
)


@dataclass(slots=True)
class Credit:
    """The line as printed, without brackets around it, and the people it names."""

    text: str
    authors: list[str] = field(default_factory=list)


def read_credit(line: str, *, bare: bool = False, titled: bool = False) -> Credit | None:
    """A line that is a credit and nothing else, or None.

    bare    names without any title are enough (they are in brackets, too)
    titled  a title stands before the line, so that rare surnames are believed

    >>> read_credit("刘顺菊 王朝旭 文/图")
    Credit(text='刘顺菊 王朝旭 文/图', authors=['刘顺菊', '王朝旭'])
    >>> read_credit("记者节到了") is None
    True
    """
    line = line.strip()
    if not 2 <= len(line) <= _MAX_LINE:
        return None
    text = _unbracketed(line)
    bullet = _BULLET.match(text)
    shown = text[bullet.end() :] if bullet else text
    flat = plain(shown)
    if _WIRE.fullmatch(flat):
        return Credit(text)
    if _SENTENCE.search(flat):
        return None
    reader = _Reader(titled)
    if not reader.read(flat, shown) or (reader.housed and not reader.titled):
        return None
    marked = reader.titled or reader.done or bare or bullet is not None or text != line
    if not reader.names or len(reader.names) > _MAX_NAMES or not marked:
        return None
    return Credit(text, list(dict.fromkeys(reader.names)))


def _unbracketed(line: str) -> str:
    for opening, closing in _BRACKETS:
        if line.startswith(opening) and line.endswith(closing) and line.count(opening) == 1:
            return line[1:-1].strip()
    return line


class _Reader:
    """Reads a line word by word; `names` are those found, `titled` whether a title (记者) stands before them."""

    def __init__(self, titled: bool) -> None:
        self.titled = titled
        self.done = False
        self.housed = False
        self.names: list[str] = []

    def read(self, flat: str, shown: str) -> bool:
        """False where some word is neither name, title, nor what was done. `flat` is `plain(shown)`."""
        for match in _TEXT_AND_PICTURES.finditer(flat):
            start, size = match.start(), match.end() - match.start()
            flat = f"{flat[:start]}{_BOTH}{' ' * (size - 1)}{flat[match.end() :]}"
        words: list[tuple[str, str]] = []
        start = 0
        for separator in [*_SEPARATORS.finditer(flat), None]:
            end = separator.start() if separator else len(flat)
            if end > start:
                words.append((flat[start:end], shown[start:end]))
            start = separator.end() if separator else end
        return all(self._word(*word) for word in _joined(words))

    def _word(self, flat: str, shown: str) -> bool:
        role = _ROLE.search(flat)
        if role:
            before, after = flat[: role.start()], flat[role.end() :]
            if not self._before_role(before, shown[: role.start()]):
                return False
            self.titled = True
            return not after or self._word(after, shown[role.end() :])
        if _DONE.fullmatch(flat):
            self.done = True
            return True
        if flat.endswith("摄") and self._with_done(flat, shown):
            return True
        return self._named(flat, shown) or self._with_done(flat, shown) or self._beside(flat)

    def _beside(self, flat: str) -> bool:
        """A house before its reporter's title, or who gave the pictures."""
        if _PICTURES_BY.fullmatch(flat):
            return True
        self.housed = _HOUSE.fullmatch(flat) is not None
        return self.housed

    def _before_role(self, flat: str, shown: str) -> bool:
        """A house or a rank may stand before a title, or a name that belongs to the title before."""
        if not flat or _BEFORE_ROLE.fullmatch(flat):
            return True
        if is_name(flat) and (self.titled or not _HOUSE.fullmatch(flat)):
            self.names.append(shown)
            return True
        if self.titled and self._named(flat, shown):
            return True
        house = _HOUSE.match(flat)
        return house is not None and len(flat) <= _MAX_HOUSE and _is_rank(flat[house.end() :])

    def _named(self, flat: str, shown: str) -> bool:
        if is_name(flat) or (self.titled and looks_like_name(flat) and is_name(flat[:1] + "一")):
            self.names.append(shown)
            return True
        if not self.titled:
            return False
        for cut in (2, 3):
            if 4 <= len(flat) <= 6 and is_name(flat[:cut]) and is_name(flat[cut:]):
                self.names += [shown[:cut], shown[cut:]]
                return True
        return False

    def _with_done(self, flat: str, shown: str) -> bool:
        """张三摄, 文张三: a name and what was done, printed together."""
        for match in _DONE.finditer(flat):
            if match.end() == len(flat) and self._named(flat[: match.start()], shown[: match.start()]):
                self.done = True
                return True
            if (
                match.start() == 0
                and match.end() < len(flat)
                and self._named(flat[match.end() :], shown[match.end() :])
            ):
                self.done = True
                return True
        return False


def _is_rank(flat: str) -> bool:
    return not flat or _BEFORE_ROLE.fullmatch(flat) is not None


def _joined(words: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Names printed with a space inside made one word: 王 五."""
    shown = split_spaced([word for _, word in words])
    if len(shown) == len(words):
        return words
    return [(plain(word), word) for word in shown]
