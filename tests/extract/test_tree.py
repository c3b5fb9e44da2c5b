"""Hostile markup: every text survives, and the work grows with the length of the page, not its square.

No clock is read here: what is counted is what the parser is given and what comes back. The timings of each doubling
are printed by benchmarks/hostile_pages.py.
"""

from __future__ import annotations

import pytest

from newscrawl.extract import tree
from newscrawl.extract.blocks import read_outline


def text_of(page: str) -> str:
    return "".join(map(str, tree.parse(page).itertext()))


@pytest.mark.parametrize(
    "opening",
    ["<div>", "<b>", "<span><p>", "<ul><li>x", "<table><tr><td>x", "<p><font>x", "<dl><dt>x<dd>", "<p>x", "<a href=x>"],
)
def test_text_behind_any_depth_survives(opening: str) -> None:
    assert text_of(opening * 30_000 + "<p>END").endswith("END")


@pytest.mark.parametrize(
    "page", ["", "   ", "<", "<!--", "<a", "</p>", "<?xml version='1.0' encoding='gbk'?>", "&", "\x00"]
)
def test_scraps_give_a_root(page: str) -> None:
    assert tree.parse(page).tag == "html"


def test_control_characters_and_lone_surrogates_do_not_end_the_page() -> None:
    assert text_of("<p>a\x00b\x01c\x0bd\x1fe\ud800f</p><p>END</p>").startswith("abcde")
    assert text_of("<p>a\x00\x02</p><p>END</p>") == "aEND"


def test_a_tag_of_a_hundred_thousand_attributes_is_reduced() -> None:
    attributes = " ".join(f'a{number}=">"' for number in range(100_000))
    page = f"<p {attributes}>before</p><p>END</p>"
    root = tree.parse(page)
    assert "".join(map(str, root.itertext())) == "beforeEND"
    assert all(len(element.attrib) < 2_000 for element in root.iter())


def test_a_picture_written_into_the_page_keeps_its_other_attributes() -> None:
    image = f'<img src="data:image/png;base64,{"A" * 200_000}" data-original="/a.jpg">'
    element = next(tree.parse(f"<p>{image}</p>").iter("img"))
    assert element.get("data-original") == "/a.jpg"


def test_deep_blocks_stay_apart() -> None:
    outline = read_outline(tree.parse("<div>" * 5_000 + "<p>一</p><p>二</p>" + "</div>" * 5_000 + "<p>三</p>"))
    assert [block.text for block in outline.blocks] == ["一", "二", "三"]


def test_comments_are_no_text() -> None:
    assert text_of("<p>a<!-- b -->c</p>") == "ac"
