"""Writes the replica's made-up articles: a pure function of (seed, channel, index, time).

Varied on purpose: from a one-line brief to more than 3,000 characters, every byline form of the local press,
sub-headings, lists, tables, pictures, missing sources, days without a time, and sentences that say 猜你喜欢.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from newscrawl.replica.bylines import Byline, write_byline
from newscrawl.replica.channels import Channel
from newscrawl.replica.model import Block, Content, Picture
from newscrawl.replica.prose import Prose, half_width, pools

_SHAPES = ("brief", "short", "medium", "long", "photos")
_SHAPE_WEIGHTS = (12, 34, 34, 14, 6)


@dataclass(frozen=True, slots=True)
class _Draft:
    """An article that has a topic and a headline but no body yet."""

    rng: random.Random
    prose: Prose
    topic: str
    title: str
    half: bool

    def say(self, text: str) -> str:
        filled = self.prose.expand(text)
        return half_width(filled) if self.half else filled


def _draft(seed: int, channel: Channel, index: int) -> _Draft:
    rng = random.Random(f"{seed}/{channel.slug}/{index}")
    prose = Prose(rng, {"place": channel.place, "town": rng.choice(channel.towns)})
    topic = rng.choice(pools()["topic"])
    half = rng.random() < 0.5
    title = prose.pick(f"{topic}.head")
    return _Draft(rng, prose, topic, half_width(title) if half else title, half)


def headline(seed: int, channel: Channel, index: int) -> str:
    """Only the headline: what listings and side bars need, without writing the body."""
    return _draft(seed, channel, index).title


def write(seed: int, channel: Channel, index: int, when: datetime, article_id: int) -> Content:
    """The article; `when` is its time of publication in Asia/Shanghai, `article_id` names its pictures."""
    draft = _draft(seed, channel, index)
    shape = draft.rng.choices(_SHAPES, _SHAPE_WEIGHTS)[0]
    byline = write_byline(draft.rng, draft.prose, draft.half) if shape != "brief" else Byline()
    blocks = _body(draft, shape)
    if byline.place == "inline":
        blocks[0] = Block("text", byline.line + blocks[0].text)
    blocks = _with_pictures(draft, shape, blocks, f"{when:%Y%m}/{article_id}")
    time_text, published_at = _printed_time(draft.rng, when)
    return Content(
        title=draft.title,
        source=draft.prose.pick("source") if draft.rng.random() > 0.08 else None,
        time_text=time_text,
        published_at=published_at,
        blocks=tuple(blocks),
        byline=byline.text,
        authors=byline.authors,
        byline_place=byline.place,
        byline_line="" if byline.place == "inline" else byline.line,
        repeat_headline=draft.rng.random() < 0.6,
    )


def _printed_time(rng: random.Random, when: datetime) -> tuple[str, str | None]:
    """The date as printed and as it must be read."""
    minute = f"{when:%Y-%m-%dT%H:%M}:00+08:00"
    forms: tuple[tuple[int, str, str | None], ...] = (
        (70, f"{when:%Y-%m-%d %H:%M}", minute),
        (8, f"{when:%Y-%m-%d}", f"{when:%Y-%m-%d}"),
        (8, f"{when.year}年{when:%m}月{when:%d}日 {when:%H:%M}", minute),
        (4, f"{when:%Y/%m/%d %H:%M}", minute),
        (4, f"{when:%Y-%m-%d %H:%M:%S}", f"{when:%Y-%m-%dT%H:%M:%S}+08:00"),
        (3, f"{when.year}年{when.month}月{when.day}日", f"{when:%Y-%m-%d}"),
        (3, "", None),
    )
    _, text, iso = rng.choices(forms, [form[0] for form in forms])[0]
    return text, iso


def _body(draft: _Draft, shape: str) -> list[Block]:
    rng, pool = draft.rng, pools()
    blocks = [Block("text", draft.say(rng.choice(pool[f"{draft.topic}.lead"])))]
    if shape == "brief":
        return blocks
    sentences = _sentences(draft, [draft.topic])
    if shape == "long":
        blocks += _sections(draft)
    else:
        low, high = {"short": (1, 3), "medium": (4, 8), "photos": (1, 1)}[shape]
        blocks += [_paragraph(draft, sentences) for _ in range(rng.randint(low, high))]
    if rng.random() < 0.12:
        blocks.insert(rng.randint(1, len(blocks)), Block("text", draft.say(rng.choice(pool["trap"]))))
    if shape in ("medium", "long") and rng.random() < 0.15:
        at = rng.randint(2, len(blocks))
        blocks[at:at] = _schedule(draft) if rng.random() < 0.5 else _timetable(draft)
    return blocks


def _sentences(draft: _Draft, topics: list[str]) -> Iterator[str]:
    """Sentences for one body without end: the topics' own mixed with general ones, repeated only when used up."""
    while True:
        mixed = draft.prose.draw([*(f"{topic}.fact" for topic in topics), "general"])
        yield from (draft.say(sentence) for sentence in mixed)


def _paragraph(draft: _Draft, sentences: Iterator[str], most: int = 4) -> Block:
    count = draft.rng.randint(max(1, most - 3), most)
    return Block("text", "".join(islice(sentences, count)))


def _sections(draft: _Draft) -> list[Block]:
    """Three to six sections with sub-headings, over several topics: 1,500 to 4,500 characters."""
    rng, pool = draft.rng, pools()
    topics = [draft.topic, *rng.sample([topic for topic in pool["topic"] if topic != draft.topic], 4)]
    sentences = _sentences(draft, topics)
    heads = draft.prose.draw([f"{topic}.sub" for topic in topics])
    blocks: list[Block] = []
    for number in range(rng.randint(3, 6)):
        blocks.append(Block("heading", draft.say(heads[number])))
        blocks += [_paragraph(draft, sentences, most=6) for _ in range(rng.randint(2, 5))]
    return blocks


def _schedule(draft: _Draft) -> list[Block]:
    """A paragraph that announces a list, and the list."""
    intro = draft.say("记者梳理发现，{season}{place}的便民举措主要有以下几项：")
    items = [draft.say(f"{{item}}：{{goal}}{end}") for end in ("；", "；", "；", "。")[-draft.rng.randint(2, 4) :]]
    return [Block("text", intro), *(Block("item", item) for item in items)]


def _timetable(draft: _Draft) -> list[Block]:
    """A paragraph that announces a table, and its rows with tabs between the cells."""
    intro = draft.say("具体安排见下表。")
    rows = [draft.say("{village}\t{1-12}月{1-28}日\t{item}") for _ in range(draft.rng.randint(2, 5))]
    return [Block("text", intro), *(Block("row", row) for row in ("地点\t时间\t内容", *rows))]


def _with_pictures(draft: _Draft, shape: str, blocks: list[Block], name: str) -> list[Block]:
    """The blocks with pictures among them, some with a caption."""
    rng = draft.rng
    count = rng.randint(2, 5) if shape == "photos" else rng.choices((0, 1, 2), (60, 30, 10))[0]
    captions = draft.prose.draw([f"{draft.topic}.cap"])
    placed = list(blocks)
    for number in range(count if shape != "brief" else 0):
        host = rng.choices(("", "//img.yybnet.net", "https://img.yybnet.net"), (70, 15, 15))[0]
        has_caption = number < len(captions) and rng.random() < 0.75
        caption = draft.say(captions[number]) if has_caption else None
        picture = Block("image", picture=Picture(f"{host}/upload/{name}_{number + 1}.jpg", caption))
        placed.insert(_gap(rng, placed), picture)
    return placed


def _gap(rng: random.Random, blocks: list[Block]) -> int:
    """A place for a picture that does not tear a list or a table apart."""
    gaps = [at for at in range(1, len(blocks) + 1) if at == len(blocks) or blocks[at].kind in ("text", "heading")]
    return rng.choice(gaps)
