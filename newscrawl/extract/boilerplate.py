"""Stage 1: the page becomes body paragraphs and images; everything around the article is cut."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from newscrawl.extract import junk
from newscrawl.extract.general import find_text
from newscrawl.extract.page import Page, unhidden
from newscrawl.extract.pictures import find_images
from newscrawl.extract.region import Region

if TYPE_CHECKING:
    from newscrawl.extract.blocks import Block
    from newscrawl.items import Article, Image

_MAX_LINK_LINE = 60  # characters of a line that is only a link and no part of the text


def apply(article: Article) -> Article:
    """Fill `body` and `images` from the page's blocks, and `page.paragraphs` for the stages after.

    Where nothing is left of a page, what its styles hide is read too: a script may be meant to show it.
    """
    page = article.page
    assert page is not None, "boilerplate needs the page that open_page read"
    article.images = _fill(page)
    if not page.paragraphs and not article.images and not page.outline.players:
        shown = unhidden(page)
        images = _fill(shown)
        if shown.paragraphs:
            article.page, article.images = shown, images
            article.problems.append("The text is hidden by a style, for a script to show.")
            page = shown
    article.body = "\n".join(page.paragraphs)
    return article


def _fill(page: Page) -> list[Image]:
    """Set the page's paragraphs; gives its images."""
    captions: set[int] = set()
    if page.general:
        found = find_text(page)
        images, _ = find_images(page.outline, found, page.base)
    else:
        channel = page.breadcrumb.channel_name if page.breadcrumb else None
        found = Region(page.outline, page.site, page.start, page.anchor, page.title_key, channel).find()
        found = replace(found, chosen=_without_noise(page, found.chosen))
        images, captions = find_images(page.outline, found, page.base)
    page.last = found.chosen[-1] if found.chosen else page.start
    page.paragraphs = _paragraphs([page.outline.blocks[index] for index in found.chosen if index not in captions])
    return images


def _without_noise(page: Page, chosen: list[int]) -> list[int]:
    """Without the share bars, advertisements and lone links that stand between the paragraphs."""
    blocks = page.outline.blocks
    mostly_links = sum(junk.is_link(blocks[index]) for index in chosen) * 2 > len(chosen)
    kept: list[int] = []
    sharing = False
    for index in chosen:
        block = blocks[index]
        sharing = block.row < 0 and (
            junk.is_share_bar(block.text) or ((sharing or junk.is_link(block)) and junk.is_share_target(block.text))
        )
        if sharing or (block.row < 0 and junk.is_advert(block.text)):
            continue
        if block.row < 0 and not mostly_links and junk.is_link(block) and len(block.text) <= _MAX_LINK_LINE:
            continue
        kept.append(index)
    return kept


def _paragraphs(blocks: list[Block]) -> list[str]:
    """One paragraph a block, and one a table row, its cells separated by tabs."""
    paragraphs: list[str] = []
    row, cell = -1, 0
    for block in blocks:
        if block.row >= 0 and block.row == row:
            paragraphs[-1] += "\t" * (block.cell - cell) + block.text
        else:
            paragraphs.append(block.text)
        row, cell = block.row, block.cell
    return paragraphs
