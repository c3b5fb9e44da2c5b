"""Any markup that shows the same lines gives the same blocks, links, headings and pictures in reading order."""

from __future__ import annotations

import pytest

from newscrawl.extract.blocks import read_outline
from newscrawl.extract.tree import parse
from tests.extract.article_markup import blocks, outline


def texts(html: str) -> list[str]:
    return [block.text for block in blocks(html)]


@pytest.mark.parametrize(
    "html",
    [
        "<p>一行</p><p>二行</p>",
        "一行<br>二行",
        "<div>一行<div>二行</div></div>",
        "<p>一行<hr>二行",
        "<pre>一行\n二行</pre>",
        '<div style="white-space: pre">一行\n二行</div>',
        "<table><tr><td>一行</td></tr><tr><td>二行</td></tr></table>",
        '<span style="display:block">一行</span><span style="display:block">二行</span>',
        "<style>.l{display:block}</style><span class=l>一行</span><span class=l>二行</span>",
        "<x-line>一行</x-line><x-line>二行</x-line>",
        "<p>一<b>行</b></p>\n\n<ul><li>  <font>二行</font></li></ul>",
    ],
)
def test_the_same_lines_from_any_markup(html: str) -> None:
    assert texts(html) == ["一行", "二行"]


@pytest.mark.parametrize("style", ["display:inline", "display: inline !important"])
def test_a_block_that_a_style_puts_in_line_breaks_no_line(style: str) -> None:
    assert texts(f'<div>踏水镇<div style="{style}">坝坝会</div>开了</div>') == ["踏水镇坝坝会开了"]


@pytest.mark.parametrize(
    "html",
    [
        "<p hidden>看不见</p>",
        '<p style="display:none">看不见</p>',
        '<span style="display:none">看不见</span>',
        "<style>.h{display:none}</style><div class=h><p>看不见</p></div>",
        "<script>看不见</script>",
        "<textarea>看不见</textarea>",
        "<!-- 看不见 -->",
        "<p>\u200b \xa0</p>",
    ],
)
def test_what_is_not_shown_is_no_block(html: str) -> None:
    assert texts(f"<p>看得见</p>{html}") == ["看得见"]


def test_what_styles_hide_is_read_on_demand_but_no_script() -> None:
    root = parse('<p>一</p><p hidden>二</p><span style="display:none">三</span><script>四</script>')
    assert [block.text for block in read_outline(root, unhide=True).blocks] == ["一", "二", "三"]


LONG = "踏水镇在城乡社区发展治理中聚焦群众需求聚合社会动能建成了蓄水池和排灌渠"


def test_paragraphs_in_a_span_each_are_lines_though_no_style_says_so() -> None:
    lines = [f"{LONG}第{number}段。" for number in range(4)]
    assert texts(f"<div>{''.join(f'<span>{line}</span>' for line in lines)}</div>") == lines


@pytest.mark.parametrize(
    "spans",
    [
        ["踏水镇。", "坝坝会。", "红香椿。"],
        [f"{LONG},", f"{LONG}、", f"{LONG}和", f"{LONG}。"],
        [f"{LONG}。", f"{LONG}。"],
    ],
)
def test_short_or_unended_spans_are_one_line(spans: list[str]) -> None:
    assert texts(f"<div>{''.join(f'<span>{span}</span>' for span in spans)}</div>") == ["".join(spans)]


def test_a_block_knows_its_links_and_heading() -> None:
    heading, mixed, plain = blocks('<h2>小 标题</h2><p>见<a href="/1">石桥 镇</a>和<a href="/2">网</a></p><p>一</p>')
    assert (heading.heading, heading.linked, heading.href) == (2, 0, None)
    assert (mixed.heading, mixed.linked, mixed.href) == (0, 4, "/1")
    assert mixed.link_density == pytest.approx(4 / 6)
    assert (plain.linked, plain.href) == (0, None)


def test_a_link_around_blocks_counts_in_each() -> None:
    first, second, behind = blocks('<a href="/1"><p>石桥镇</p><p>挂面飘香</p></a><p>一</p>')
    assert [(block.link_density, block.href) for block in (first, second, behind)] == [(1, "/1"), (1, "/1"), (0, None)]


def test_cells_of_a_table_know_their_row_and_place() -> None:
    found = blocks("<table><tr><th>村名<th>户数<tr><td>柏杨村<td><td>35</table>")
    assert [(block.text, block.cell) for block in found] == [("村名", 0), ("户数", 1), ("柏杨村", 0), ("35", 2)]
    assert found[0].row == found[1].row >= 0
    assert found[2].row == found[3].row > found[0].row


def test_a_layout_table_has_no_rows() -> None:
    found = blocks("<table><tr><td><p>一</p><p>二</p></td><td>栏</td></tr><tr><td>三</td></tr></table>")
    assert [block.row for block in found] == [-1, -1, -1, -1]


def test_pictures_stand_before_a_block_and_in_an_element() -> None:
    page = outline("<p>一</p><p><img src=1></p><p>二<img src=2></p><div hidden><img src=3></div><img src=4 hidden>")
    assert [(picture.element.get("src"), picture.at, page.tags[picture.node]) for picture in page.pictures] == [
        ("1", 1, "p"),
        ("2", 2, "p"),
    ]


def test_players_are_noted() -> None:
    assert outline("<p>一</p><video src=1></video><p>二</p><iframe src=2></iframe>").players == [1, 2]


def test_elements_know_which_blocks_they_hold() -> None:
    page = outline("<div><p>一</p><ul><li>二</li><li>三</li></ul></div><p>四</p>")
    spans = {page.tags[node]: page.spans[node] for node in page.ancestors(page.blocks[1].node)}
    assert spans == {"li": (1, 2), "ul": (1, 3), "div": (0, 3), "body": (0, 4), "html": (0, 4)}
