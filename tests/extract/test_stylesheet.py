"""Of a page's style sheets: what they hide, and what they set on lines of its own."""

from __future__ import annotations

import pytest
from lxml import html

from newscrawl.extract.stylesheet import read_styles


def display(css: str, classes: str) -> str | None:
    page = html.fromstring(f'<html><head><style>{css}</style></head><body><p class="{classes}">文。</p></body></html>')
    sheet, paragraph = read_styles(page), page.find(".//p")
    assert paragraph is not None
    return sheet.display(paragraph) if sheet else None


@pytest.mark.parametrize(
    ("css", "classes", "expected"),
    [
        (".ad{display:none}", "ad", "none"),
        ("@charset 'utf-8'; .ad , .tip {color:red; display: none}", "tip", "none"),
        (".ad{color:red}.tip{display:none}", "ad", None),
        (".ad{visibility:hidden}", "ad", "none"),
        ("a{b{.ad{display:none}", "ad", "none"),
        ("@media print{.ad{display:none}}", "ad", None),
        ("/* .ad{display:none} */ .tip{display:block}", "ad", None),
        (".ad{display:none", "ad", None),
        ("{display:none}", "ad", None),
        (".ad{display:none}.ad{display:block}", "ad", "block"),
    ],
)
def test_what_a_sheet_says_of_an_element(css: str, classes: str, expected: str | None) -> None:
    assert display(css, classes) == expected


def test_of_a_long_list_of_selectors_the_last_are_read_and_none_by_halves() -> None:
    many = ",".join(f".box{number:04} .ad" for number in range(500))
    assert display(f"{many},.tip{{display:none}}", "tip") == "none"
    for cut in range(20):  # wherever the list is cut, no selector loses its beginning
        assert display(f"{many}{' ' * cut}{{display:none}}", "ad") is None
