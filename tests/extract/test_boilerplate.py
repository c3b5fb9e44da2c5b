"""A page becomes paragraphs and pictures; what stands around the article, or between its paragraphs, is cut."""

from __future__ import annotations

import pytest

from newscrawl.extract import boilerplate
from newscrawl.items import Article
from tests.extract.article_markup import TEXT, TITLE, opened, paragraphs


def read(main: str, **changes: str) -> Article:
    return boilerplate.apply(opened(main, **changes))


def test_the_body_is_what_stands_between_the_source_line_and_the_first_junk_heading() -> None:
    article = read(paragraphs(*TEXT))
    assert article.body == "\n".join(TEXT)
    assert article.page is not None
    assert article.page.paragraphs == list(TEXT)
    assert article.problems == []


@pytest.mark.parametrize(
    "between",
    [
        "<p>分享到: 微信 微博</p>",
        "<p>分享到:</p><p>微信</p><p>QQ空间</p>",
        "<p>广告</p>",
        '<p><a href="/chengdu/news/201812/2.html">石桥镇挂面飘香</a></p>',
    ],
)
def test_share_bars_advertisements_and_lone_links_between_the_paragraphs_are_cut(between: str) -> None:
    assert read(f"<p>{TEXT[0]}</p>{between}<p>{TEXT[1]}</p>").body == "\n".join(TEXT)


def test_the_name_of_a_service_is_a_button_only_behind_a_share_bar_or_in_a_link() -> None:
    assert read(paragraphs(TEXT[0], "微信", TEXT[1])).body == f"{TEXT[0]}\n微信\n{TEXT[1]}"


def test_a_text_made_of_links_keeps_them() -> None:
    links = [f"踏水镇第{number}次院坝会的记录" for number in range(1, 5)]
    main = paragraphs(*(f'<a href="/r/{link}">{link}</a>' for link in links), "以上是全部记录。")
    assert read(main).body == "\n".join([*links, "以上是全部记录。"])


def test_a_table_row_is_one_paragraph_its_cells_apart_by_tabs() -> None:
    table = (
        "<table><tr><td>村名</td><td>户数</td><td>人数</td></tr><tr><td>柏杨村</td><td></td><td>88</td></tr></table>"
    )
    assert read(f"<p>{TEXT[0]}</p>{table}<p>{TEXT[1]}</p>").body.split("\n") == [
        TEXT[0],
        "村名\t户数\t人数",
        "柏杨村\t\t88",
        TEXT[1],
    ]


def test_a_caption_leaves_the_body_for_its_picture() -> None:
    article = read(f'<p>{TEXT[0]}</p><p><img src="/upload/1.jpg"></p><p>图为坝坝会现场。</p><p>{TEXT[1]}</p>')
    assert article.body == "\n".join(TEXT)
    assert article.images == [{"url": "https://www.yybnet.net/upload/1.jpg", "caption": "图为坝坝会现场。"}]


def test_a_text_hidden_for_a_script_to_show_is_read_where_nothing_else_is_left() -> None:
    article = read(f'<div style="display:none">{paragraphs(*TEXT)}</div>')
    assert article.body == "\n".join(TEXT)
    assert article.problems == ["The text is hidden by a style, for a script to show."]


def test_what_is_hidden_beside_a_text_stays_hidden() -> None:
    article = read(f'{paragraphs(*TEXT)}<p style="display:none">隐藏的段落</p>')
    assert (article.body, article.problems) == ("\n".join(TEXT), [])


@pytest.mark.parametrize("shown", ['<img src="/upload/1.jpg">', "<video src=/1.mp4></video>"])
def test_pictures_or_a_player_are_enough_for_an_article(shown: str) -> None:
    article = read(f'<p>{shown}</p><p style="display:none">隐藏的段落</p>')
    assert (article.body, article.problems) == ("", [])


def test_without_landmarks_the_element_with_the_most_prose_is_the_text() -> None:
    nav = "<ul>" + "".join(f'<li><a href="/{n}">频道{n}</a></li>' for n in range(9)) + "</ul>"
    texts = [f"第{n}段:小镇图书馆里坐满了人,读书会如期开始。" for n in "一二三"]
    article = read(f"{nav}<div>{paragraphs(*texts)}</div>", line="", crumb="", below="")
    assert article.page is not None
    assert article.page.general
    assert article.body == "\n".join(texts)
    assert TITLE not in article.body
