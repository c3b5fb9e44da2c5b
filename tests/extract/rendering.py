"""Hostile renderings: any content in any markup, all of which a reader sees as the same page.

A rendering is a choice on each of several axes (how paragraphs, breadcrumb, source line, headline and junk are
marked up, in which order they stand, what noise lies between, how the result is finished). `render` is pure:
the same content and choices give the same bytes.
"""

from __future__ import annotations

import html as escaping
import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.extract.contents import Content, Item

CHANNELS = (
    "成都",
    "新都",
    "温江",
    "双流",
    "郫都",
    "简阳",
    "彭州",
    "邛崃",
    "崇州",
    "金堂",
    "大邑",
    "蒲江",
    "新津",
    "都江堰",
)
RELATED = ("简阳市举办农民工招聘会", "简阳:春风送岗到家门", "石桥镇挂面飘香")
GUESS = ("成都地铁18号线试运行", "天府机场建设提速", "龙泉山看桃花去")
SIDE = {
    "频道推荐": (
        "公园里的捐赠 王溱",
        "图说天下 2022年04月16日A07版文章字数:434朗读:",
        "各地开展全民国家安全教育日主题活动",
    ),
    "热点阅读": ("文牧野: 我一直追寻着真实与真诚...", "国潮那么潮"),
    "图文看点": (),
    "乡里乡亲": ("电影《花渡好时光》定档 回乡青年演...", "从《少年》《下山》《踏山河》到《孤..."),
    "热点排行": (),
}
SLOGAN = "新闻,弘扬社会正气。除了新闻,我们还传播幸福和美好!因为热爱所以付出,光阴流水,不变的是简阳市这个家。"
URL = "https://www.yybnet.net/chengdu/news/201812/8361234.html"

e = escaping.escape


@dataclass(frozen=True)
class Choice:
    """One point on every axis."""

    paragraphs: str
    crumbs: str
    source: str
    title: str
    layout: str
    junk: str
    noise: str
    finish: str
    heading: str
    page_title: str = "tails"


PARAGRAPHS: dict[str, Callable[[list[str]], str]] = {}
CRUMBS: dict[str, Callable[[list[tuple[str, str]]], str]] = {}
SOURCES: dict[str, Callable[[list[str]], str]] = {}
TITLES: dict[str, Callable[[str], str]] = {}
LAYOUTS: dict[str, Callable[[dict[str, str]], str]] = {}


def _paragraphs(name: str, wrap: str, before: str = "", after: str = "") -> None:
    PARAGRAPHS[name] = lambda lines: before + "".join(wrap.replace("%", line) for line in lines) + after


_paragraphs("p", "<p>%</p>\n")
_paragraphs("p-emsp", "<p>&emsp;&emsp;%</p>\n")
_paragraphs("p-nbsp", "<p>&nbsp;&nbsp;&nbsp;&nbsp;%</p>")
_paragraphs("p-wide", "<p>\u3000\u3000%</p>\n")
_paragraphs("p-attributes", '<p style="text-indent:2em" class=MsoNormal><span style="font-size:16px">%</span></p>')
_paragraphs("p-spacers", "<p>&nbsp;</p><p>%</p><p><br></p>")
_paragraphs("p-unclosed", "<P>%\n")
_paragraphs("br", "\u3000\u3000%<br>\n")
_paragraphs("br-double", "&nbsp;&nbsp;%<br/><br />")
_paragraphs("br-leading", "<br>%", after="<br>")
_paragraphs("div", "<div>%</div>")
_paragraphs("div-nested", '<div class="a"><div><div class=b>%</div></div></div>')
_paragraphs("span-inline-style", '<span style="display:block">%</span>')
_paragraphs("span-styled", '<span class="zz9">%</span>')
_paragraphs("span-br", "<span>%</span><br>")
_paragraphs("font", "<font size=3>%</font><br>\r\n")
_paragraphs("section", "<section><section>%</section></section>")
_paragraphs("li", "<li>%</li>", "<ul>", "</ul>")
_paragraphs("li-unclosed", "<LI>%", "<OL>", "</OL>")
_paragraphs("dd", "<dd>%</dd>", "<dl>", "</dl>")
_paragraphs("rows", "<tr><td>%</td></tr>", '<table border="0">', "</table>")
_paragraphs("row-spaced", "<tr><td></td><td>%</td><td>&nbsp;</td></tr>", "<table><tbody>", "</tbody></table>")
_paragraphs("tables", "<table><tr><td>%</td></tr></table>")
_paragraphs("custom", "<x-para>%</x-para>")
_paragraphs("blockquote", "<blockquote>%</blockquote>")
_paragraphs("h4", "<h4>%</h4>")
PARAGRAPHS["pre"] = lambda lines: "<pre>\n" + "\n".join(lines) + "\n</pre>"
PARAGRAPHS["words"] = lambda lines: "".join(f"<p>{_words(line)}</p>" for line in lines)
PARAGRAPHS["words-br"] = lambda lines: "".join(f"{_words(line)}<br>" for line in lines)
_MIXED = ("<p>%</p>", "<div>%</div>", "%<br>", "<section>%</section>")
PARAGRAPHS["mixed"] = lambda lines: "".join(
    _MIXED[number % len(_MIXED)].replace("%", line) for number, line in enumerate(lines)
)


def _words(line: str) -> str:
    """One span a word of two characters; tags and entities in the line stay whole."""
    pieces = re.findall(r"<[^>]*>|&[#\w]+;|[^<&]", line)
    words = ("".join(pieces[at : at + 2]) for at in range(0, len(pieces), 2))
    return "".join(word if "<" in word else f"<span>{word}</span>" for word in words)


def _crumbs(name: str, separator: str, wrap: str = "<div>%</div>", linked: bool = True) -> None:
    def build(crumbs: list[tuple[str, str]]) -> str:
        parts = [f'<a href="{href}">{text}</a>' if href and linked else text for text, href in crumbs]
        return wrap.replace("%", separator.join(parts))

    CRUMBS[name] = build


_crumbs("gt", " &gt; ")
_crumbs("gt-tight", "&gt;")
_crumbs("raw-gt", " > ")
_crumbs("raquo", " » ")
_crumbs("rsaquo", "&nbsp;›&nbsp;")
_crumbs("slash", " / ", "<p>当前位置:%</p>")
_crumbs("spans", "<i>&gt;</i>", "<nav>您的位置:%</nav>")
_crumbs("plain", " > ", "<p>%</p>", linked=False)
_crumbs("br-line", " > ", "%<br>")
_crumbs("list", "</li><li>", "<ul><li>%</li></ul>")
_crumbs("list-gt", "</li><li>&gt;</li><li>", "<ul><li>%</li></ul>")
_crumbs("list-tail", " &gt;</li><li>", "<ol><li>%</li></ol>")
_crumbs("cells", "</td><td>&gt;</td><td>", "<table><tr><td>%</td></tr></table>")
_crumbs("divs", "</div><div>&raquo;</div><div>", "<div><div>%</div></div>")
_crumbs("inline-list", "</li><li style='display:inline'>", "<ul><li style='display:inline'>%</li></ul>")


def _source(name: str, wrap: str, piece: str = "%", between: str = " ") -> None:
    SOURCES[name] = lambda parts: wrap.replace("%", between.join(piece.replace("%", part) for part in parts if part))


_source("p", "<p>%</p>")
_source("nbsp", "<div>%</div>", between="&nbsp;&nbsp; ")
_source("spans", "<div>%</div>", "<span>%</span>", "\n")
_source("spans-tight", "<div>%</div>", "<span>%</span>", "&nbsp;")
_source("divs", "<div>%</div>", "<div>%</div>", "")
_source("list", "<ul>%</ul>", "<li>%</li>", "")
_source("cells", "<table><tr>%</tr></table>", "<td>%</td>", "")
_source("br", "%<br>", between="\u3000")
_source("font", "<center><font color=gray>%</font></center>")
_source("comments", "<p>%</p>", "<!-- x -->%<!-- y -->", " ")
_source(
    "with-tools",
    '<div>%<div>字号: <a href="#">大</a> <a href="#">中</a> <a href="#">小</a></div></div>',
    "<em>%</em>",
    " ",
)
SOURCES["label-apart"] = lambda parts: "<p>" + " ".join(_apart(part) for part in parts if part) + "</p>"
SOURCES["label-block"] = lambda parts: "".join(f"<div>{_apart(part)}</div>" for part in parts if part)


def _apart(part: str) -> str:
    for colon in (":", "\uff1a"):
        label, found, rest = part.partition(colon)
        if found and label == "来源":
            return f"<b>{label}{colon}</b><a href='/'>{rest}</a>"
    return part


def _title(name: str, wrap: str) -> None:
    TITLES[name] = lambda title: wrap.replace("%", title)


_title("h1", "<h1>%</h1>")
_title("h1-span", "<h1 class=comment>\n <span>%</span>\n</h1>")
_title("h2", "<h2>%</h2>")
_title("div", '<div class="footer">%</div>')
_title("p-strong", "<p align=center><strong>%</strong></p>")
_title("font", "<center><b><font size=5>%</font></b></center>")
_title("cell", "<table><tr><td>%</td></tr></table>")
_title("br", "<b>%</b><br>")

HEADINGS = {
    "h3": "<h3>%</h3>",
    "div": "<div>%</div>",
    "p-b": "<p><b>%</b></p>",
    "marked": "<div>【%】</div>",
    "square": "<h4>■ %</h4>",
    "more": '<div><span>%</span> <a href="/more">更多&gt;&gt;</a></div>',
    "dt": "<dl><dt>%</dt></dl>",
    "br": "<br>%<br>",
}
_STYLE = "<style>.zz9 { display: block; } @media print { p { display: none } }</style>"
NOISE = ("none", "scripts", "ads", "share", "all", "hidden")
PAGE_TITLES = ("tails", "tails", "underscores", "bar", "site-first", "alone", "site-only", "missing")
JUNK = ("siblings", "lists", "boxes", "links", "cells")
FINISHES = ("none", "minified", "upper", "truncated", "pretty", "crlf", "tabs")


def _layout(name: str, template: str) -> None:
    def build(parts: dict[str, str]) -> str:
        page = template
        for key, value in parts.items():
            page = page.replace("{" + key + "}", value)
        return page

    LAYOUTS[name] = build


_MAIN = "{crumbs}{title}{source}{body}"
_layout("flat", "{nav}" + _MAIN + "{junk}{side}{foot}")
_layout("flat-div", "<div>{nav}" + _MAIN + "{junk}{side}{foot}</div>")
_layout(
    "boxed",
    "<div>{nav}</div><div><div>{crumbs}</div><div>{title}<div>{source}</div><div>{body}</div></div>{junk}</div>"
    "<div>{side}</div><div>{foot}</div>",
)
_layout(
    "misleading",
    '<div class="header">{nav}</div><div id="sidebar" class="comment ad"><div class="related">{crumbs}{title}{source}'
    '<div class="comment footer hot">{body}</div>{junk}</div></div><div class="article-content">{side}</div>{foot}',
)
_layout(
    "semantic",
    "<header>{nav}</header><main><nav>{crumbs}</nav><article><header>{title}{source}</header><div>{body}</div>"
    "</article>{junk}</main><aside>{side}</aside><footer>{foot}</footer>",
)
_layout(
    "tables",
    "<table width=960><tr><td>{nav}</td></tr><tr><td><table><tr><td valign=top>"
    + _MAIN
    + "{junk}</td><td>{side}</td></tr></table></td></tr><tr><td>{foot}</td></tr></table>",
)
_layout("side-first", "<div>{nav}</div><div style='float:right'>{side}</div><div>" + _MAIN + "{junk}</div>{foot}")
_layout(
    "side-first-table",
    "<table><tr><td>{nav}</td></tr></table><table><tr><td>{side}</td><td>" + _MAIN + "{junk}</td></tr></table>{foot}",
)
_layout("junk-first", "{nav}<div class=r>{junk}{side}</div><div class=l>" + _MAIN + "</div>{foot}")
_layout("side-in-head", "{nav}{crumbs}<div>{side}</div><div>{title}{source}{body}{junk}</div>{foot}")
_layout(
    "side-before-body",
    "{nav}<div>{crumbs}{title}{source}<div class=float>{side}</div><div>{body}</div>{junk}</div>{foot}",
)
_layout(
    "mobile",
    "<div class=app><div>{nav}</div><section>{title}{source}</section><section>{body}</section>"
    "{junk}{side}{foot}</div>",
)
_layout(
    "form",
    "<form method=post action='./'><input type=hidden name=__VIEWSTATE value='x'><div>{nav}<div>"
    + _MAIN
    + "</div>{junk}{side}</div>{foot}</form>",
)
_layout("deep", "<div>" * 40 + "{nav}" + _MAIN + "</div>" * 3 + "{junk}{side}{foot}" + "</div>" * 37)
_layout(
    "frames",
    "<center>{nav}</center><div><fieldset>" + _MAIN + "</fieldset></div>{junk}<dl><dd>{side}</dd></dl>{foot}",
)


def render(content: Content, choice: Choice, seed: int = 0) -> str:
    """The page as HTML."""
    rng = random.Random(seed)
    parts = {
        "nav": _nav(choice),
        "crumbs": CRUMBS[choice.crumbs](_crumb_list(content)),
        "title": TITLES[choice.title](e(content.title)),
        "source": SOURCES[choice.source](_source_parts(content)),
        "body": _body(content, choice, rng),
        "junk": _junk(content, choice),
        "side": _side(choice),
        "foot": "<p>地方网 版权所有 Copyright © 2018 yybnet.net 蜀ICP备10000000号</p>",
    }
    body = LAYOUTS[choice.layout](parts)
    style = _STYLE if choice.paragraphs == "span-styled" else ""
    head = f"<head><meta charset=utf-8><title>{e(_page_title(content, choice))}</title>{style}</head>"
    return _finished(f"<!DOCTYPE html><html>{head}<body>{body}</body></html>", choice.finish)


def _page_title(content: Content, choice: Choice) -> str:
    name = content.channel_name
    return {
        "tails": f"{content.title}-{name}-地方网",
        "underscores": f"{content.title}_{name}_地方网",
        "bar": f"{content.title} | 地方网",
        "site-first": f"地方网 - {name} - {content.title}",
        "alone": content.title,
        "site-only": "地方网",
        "missing": "",
    }[choice.page_title]


def _crumb_list(content: Content) -> list[tuple[str, str]]:
    slug = "/chengdu/jianyang/" if content.district else "/chengdu/"
    return [("地方网", "/"), ("成都市", "/chengdu/"), (content.channel_name, slug), ("正文", "")]


def _source_parts(content: Content) -> list[str]:
    source = f"来源{content.colon}{e(content.source)}" if content.source else ""
    return [source, content.time, "https://www.yybnet.net/"]


def _nav(choice: Choice) -> str:
    links = [f'<a href="/chengdu/{n}/">{name}新闻</a>' for n, name in enumerate(CHANNELS)]
    if choice.junk == "cells":
        return "<table><tr>" + "".join(f"<td>{link}</td>" for link in links) + "</tr></table>"
    return _list(links) if choice.junk == "lists" else "<p>" + " ".join(links) + "</p>"


def _list(links: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{link}</li>" for link in links) + "</ul>"


def _body(content: Content, choice: Choice, rng: random.Random) -> str:
    """The flow of the article; text that follows on text is marked up together, so that lists stay one list."""
    lines = [e(content.title)] if content.repeat_title else []
    out: list[str] = []
    rows: list[Item] = []
    for item in _flow(content):
        if item.kind != "row" and rows:
            out.append(_table(rows))
            rows = []
        if item.kind in ("row", "img"):
            _flush(lines, out, choice)
            if item.kind == "img":
                out.append(_image(item, rng))
            else:
                rows.append(item)
            continue
        bold = item.kind == "h" and choice.paragraphs != "h4"
        lines.append(f"<strong>{e(item.text)}</strong>" if bold else e(item.text))
        noise = _noise(choice, rng) if rng.random() < _NOISE_SHARE else ""
        if noise:
            _flush(lines, out, choice)
            out.append(noise)
    _flush(lines, out, choice)
    return "".join([*out, _table(rows) if rows else ""])


def _flow(content: Content) -> list[Item]:
    if not content.byline_line:
        return list(content.items)
    byline = Item("p", content.byline_line)
    return [byline, *content.items] if content.byline_at == "start" else [*content.items, byline]


def _flush(lines: list[str], out: list[str], choice: Choice) -> None:
    if lines:
        out.append(PARAGRAPHS[choice.paragraphs](lines))
        lines.clear()


def _table(rows: list[Item]) -> str:
    lines = ("".join(f"<td><p>{e(cell)}</p></td>" for cell in row.text.split("\t")) for row in rows)
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def _image(item: Item, rng: random.Random) -> str:
    tag = rng.choice(
        (
            f'<img src="{item.text}">',
            f'<img src="/static/blank.gif" data-original="{item.text}" alt="x">',
            f"<IMG SRC='//www.yybnet.net{item.text}'>",
        )
    )
    if item.caption is None:
        return rng.choice((f"<p>{tag}</p>", f"<div align=center>{tag}</div>", f"<figure>{tag}</figure>"))
    caption = e(item.caption)
    return rng.choice(
        (
            f"<figure>{tag}<figcaption>{caption}</figcaption></figure>",
            f"<p align=center>{tag}<br>{caption}</p>",
            f"<div>{tag}<p>{caption}</p></div>",
            f"<p>{tag}</p><p>{caption}</p>",
            f"<table><tr><td>{tag}</td></tr><tr><td>{caption}</td></tr></table>",
        )
    )


_NOISE_SHARE = 0.4  # of the paragraphs that something else follows
_NOISE = {
    "scripts": "<script>document.write('<p>猜你喜欢</p>');var a='来源:x 2001-01-01';</script>"
    "<style>p{color:red}</style><!-- <p>新闻推荐</p> -->",
    "ads": '<div class="ad"><a href="https://ads.example.com/x"><img src="https://ads.example.com/b.gif"></a></div>'
    '<div>广告</div><iframe src="//ad.example.com">请升级</iframe>',
    "share": '<div class="share">分享到:<a href="#">微信</a> <a href="#">微博</a> <a href="#">QQ空间</a></div>',
    "hidden": '<div style="display:none"><p>相关新闻:</p><p>隐藏的段落不应出现在正文里。</p></div><p hidden>看不见</p>',
}


def _noise(choice: Choice, rng: random.Random) -> str:
    kinds = _NOISE
    if choice.noise == "all":
        return rng.choice(list(kinds.values()))
    return kinds.get(choice.noise, "")


def _junk(content: Content, choice: Choice) -> str:
    head = HEADINGS[choice.heading]
    teaser = f'<a href="/chengdu/news/201812/8361235.html">{e(content.teaser_title)}</a>'
    slogan = e(content.channel_name[:-2] + SLOGAN)
    text = PARAGRAPHS["p" if choice.junk != "siblings" else choice.paragraphs]
    first = head.replace("%", "新闻推荐") + text([teaser, e(content.teaser)])
    related = head.replace("%", "相关新闻:") + _links(RELATED, choice)
    guess = head.replace("%", "猜你喜欢:") + _links(GUESS, choice)
    comment = head.replace("%", f"评论:({e(content.title)})")
    if choice.junk == "boxes":
        form = "<textarea>说点什么</textarea>"
        return f"<div>{first}</div><p>{slogan}</p><div>{related}</div><div>{guess}</div><div>{comment}{form}</div>"
    return first + text([slogan]) + related + guess + comment


def _links(titles: tuple[str, ...], choice: Choice) -> str:
    links = [f'<a href="/chengdu/news/201811/{n + 77001}.html">{e(title)}</a>' for n, title in enumerate(titles)]
    if choice.junk == "siblings":
        return PARAGRAPHS[choice.paragraphs](links) if links else ""
    if choice.junk == "links":
        return "<div>" + " ".join(links) + "</div>"
    return _list(links) if links else ""


def _side(choice: Choice) -> str:
    head = HEADINGS[choice.heading]
    return "".join(head.replace("%", heading) + _links(titles, choice) for heading, titles in SIDE.items())


def _finished(page: str, finish: str) -> str:
    if finish == "minified":
        return re.sub(r">\s+<", "><", page)
    if finish == "upper":
        return re.sub(r"</?[a-z][a-z0-9]*", lambda match: match[0].upper(), page)
    if finish == "truncated":
        return page[: page.rindex("版权所有") + 2]
    if finish == "pretty":
        return re.sub(r"(</(?:div|p|li|tr|td|ul|section|h\d)>)", "\\1\n      ", page)
    if finish == "crlf":
        return re.sub(r"(</(?:div|p|li|tr|ul|table)>)", "\\1\r\n", page)
    if finish == "tabs":
        return re.sub(r"(<(?:div|p|li|tr|ul|table|td)\b)", "\t\t\\1", page)
    return page


def expected(content: Content, choice: Choice) -> dict[str, object]:
    """The record; a layout that prints no breadcrumb leaves the district unknown."""
    record = content.record()
    return {**record, "district": None} if choice.layout == "mobile" else record


def choices(seed: int) -> Choice:
    """A random point on every axis, the same for the same seed."""
    rng = random.Random(seed)
    layout = rng.choice(list(LAYOUTS))
    return Choice(
        paragraphs=rng.choice(list(PARAGRAPHS)),
        crumbs=rng.choice(list(CRUMBS)),
        source=rng.choice(list(SOURCES)),
        title=rng.choice(list(TITLES)),
        layout=layout,
        junk=rng.choice(JUNK),
        noise=rng.choice(NOISE),
        finish=rng.choice(FINISHES),
        heading=rng.choice(list(HEADINGS)),
        page_title=rng.choice(PAGE_TITLES),
    )
