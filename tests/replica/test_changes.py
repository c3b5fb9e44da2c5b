"""A site that changes between and during visits, and a truth that changes with it."""

from __future__ import annotations

import pytest

from newscrawl.replica import ReplicaSite
from newscrawl.replica.redesign import ADVERT, BREAKING, HARMLESS, KINDS
from newscrawl.replica.truth import Truth
from tests.replica.reading import encoding_of, links, squeeze, visible_text

XINDU = "chengdu/xindu"


@pytest.fixture
def site() -> ReplicaSite:
    return ReplicaSite(articles_per_channel=25)


def named(site: ReplicaSite, listing: str) -> set[str]:
    """Paths of the articles of the listing's own channel that the page names."""
    own = {record["path"] for record in site.truth() if record["channel"] == XINDU}
    return own & {site.canonical(link) for link in links(site, listing)}


def in_order(site: ReplicaSite) -> list[str]:
    return [record["path"] for record in site.truth() if record["channel"] == XINDU and record["position"] is not None]


def texts(record: Truth) -> tuple[object, ...]:
    return (record["title"], record["source"], record["published_at"], record["byline"], record["body"])


def test_published_articles_stand_at_the_head(site: ReplicaSite) -> None:
    before = in_order(site)
    site.advance(days=1)
    new = site.publish(XINDU, 3)
    assert in_order(site) == [*reversed(new), *before]
    assert set(new) <= named(site, "/chengdu/xindu/")
    for path in new:
        record = site.truth_of(path)
        assert site.respond(path).status == 200
        assert record["first_published"].startswith("2018-12-21T09:")
        assert squeeze(record["body"])[:30] in visible_text(site.respond(path), encoding_of(site, path))


def test_new_articles_push_others_over_the_page_border(site: ReplicaSite) -> None:
    first, second = site.listing_paths(XINDU)[:2]
    last_on_first = in_order(site)[9]
    assert last_on_first in named(site, first)
    site.publish(XINDU)
    assert last_on_first not in named(site, first)
    assert last_on_first in named(site, second)


def test_an_article_may_be_published_again_elsewhere(site: ReplicaSite) -> None:
    (path,) = site.publish(XINDU, copy_of=site.seed_path)
    copy, seed = site.truth_of(path), site.truth_of(site.seed_path)
    assert (copy["title"], copy["body"], copy["copy_of"]) == (seed["title"], seed["body"], site.seed_path)
    assert copy["url"] != seed["url"]


def test_an_edit_changes_the_page_its_validators_and_the_truth(site: ReplicaSite) -> None:
    path = in_order(site)[4]
    before, page = site.truth_of(path), site.respond(path)
    after = site.edit(path)
    assert after["paragraphs"][:-1] == before["paragraphs"]
    changed = site.respond(path, {"If-None-Match": page.header("ETag") or ""})
    assert changed.status == 200
    assert changed.header("Last-Modified") != page.header("Last-Modified")
    assert squeeze(after["paragraphs"][-1]) in visible_text(changed, encoding_of(site, path))


def test_an_edit_may_say_what_it_likes(site: ReplicaSite) -> None:
    path = in_order(site)[0]
    record = site.edit(path, title="更正启事", paragraphs=["第一段。", "第二段。"])
    assert (record["title"], record["body"]) == ("更正启事", "第一段。\n第二段。")
    assert "更正启事" in visible_text(site.respond("/chengdu/xindu/"), "gb18030")


def test_other_articles_do_not_change_with_one(site: ReplicaSite) -> None:
    before = {path: site.respond(path) for path in site.article_paths()}
    listings = {path: site.respond(path) for path in site.listing_paths()}
    edited = in_order(site)[4]
    site.edit(edited)
    assert [path for path in before if site.respond(path) != before[path]] == [edited]
    touched = [path for path in listings if site.respond(path) != listings[path]]
    assert all(path.startswith("/chengdu/xindu/") for path in touched)


def test_junk_may_change_alone(site: ReplicaSite) -> None:
    truth, path = site.truth(), in_order(site)[3]
    before = site.respond(path)
    site.edit_junk(path)
    assert site.respond(path).body != before.body
    assert site.respond(path, {"If-None-Match": before.header("ETag") or ""}).status == 200
    others = {other: site.respond(other).body for other in site.article_paths()}
    site.edit_junk()
    assert all(site.respond(other).body != body for other, body in others.items())
    assert site.truth() == truth


@pytest.mark.parametrize("status", [404, 410])
def test_vanished_articles(site: ReplicaSite, status: int) -> None:
    hidden, dead = in_order(site)[2:4]
    site.vanish(hidden, status)
    site.vanish(dead, status, delist=False)
    assert site.respond(hidden).status == site.respond(dead).status == status
    assert {hidden, dead}.isdisjoint(site.article_paths())
    assert hidden not in {site.canonical(link) for link in links(site, "/chengdu/xindu/")}
    assert dead in {site.canonical(link) for link in links(site, "/chengdu/xindu/")}
    gone = {record["path"]: record["status"] for record in site.truth(vanished=True) if record["status"] != 200}
    assert gone == {hidden: status, dead: status}


def test_a_listing_may_shift_while_one_pages(site: ReplicaSite) -> None:
    first, second, third = site.listing_paths(XINDU)
    order = in_order(site)
    new: list[str] = []
    site.after_listing_requests(1, lambda: new.extend(site.publish(XINDU, 2)))
    site.after_listing_requests(2, lambda: site.delist(order[0]))
    site.respond(site.seed_path)
    assert not new
    seen = [named(site, first), named(site, second), named(site, third)]
    assert len(new) == 2
    assert order[9] in seen[0] & seen[1]
    # Two came in at the head and one went: what stood at the head of page 3 slid back to page 2 unseen.
    assert set(order) - set().union(*seen) == {order[18]}


def test_nothing_reads_a_clock() -> None:
    def life() -> list[bytes]:
        site = ReplicaSite(articles_per_channel=12)
        site.advance(hours=5)
        site.publish(XINDU, 2)
        site.edit(site.article_paths()[3])
        site.redesign("class-names", XINDU)
        site.vanish(site.article_paths()[8])
        return [site.respond(path).body for path in [*site.article_paths(), *site.listing_paths()]]

    assert life() == life()


@pytest.mark.parametrize("kind", HARMLESS)
def test_harmless_redesigns_change_the_html_and_nothing_that_is_read(site: ReplicaSite, kind: str) -> None:
    paths = [in_order(site)[0], *site.article_paths()[::40], "/chengdu/xindu/"]
    before, truth = [site.respond(path).body for path in paths], site.truth()
    site.redesign(kind)
    changed = [site.respond(path).body != body for path, body in zip(paths, before, strict=True)]
    assert sum(changed) >= len(paths) - 2, kind
    assert [texts(record) for record in site.truth()] == [texts(record) for record in truth]
    for record in site.truth()[::30]:
        text = visible_text(site.respond(record["path"]), encoding_of(site, record["path"]))
        for line in [record["title"], record["source_line"], *record["paragraphs"]]:
            assert squeeze(line or "") in text
    assert set(in_order(site)[:10]) <= named(site, "/chengdu/xindu/")


def test_a_picture_of_the_headline_leaves_no_title(site: ReplicaSite) -> None:
    path = in_order(site)[1]
    title = site.truth_of(path)["title"]
    site.redesign("headline-image", XINDU)
    assert site.truth_of(path)["title"] is None
    body = site.respond(path).body.decode("gb18030")
    assert title is not None
    assert f"<B>{title}" not in body
    assert f"({title})" not in body
    assert "<TITLE>地方网</TITLE>" in body


def test_pages_without_their_source_line(site: ReplicaSite) -> None:
    path = in_order(site)[1]
    line = squeeze(site.truth_of(path)["source_line"] or "")
    site.redesign("no-source-line")
    record = site.truth_of(path)
    assert (record["source"], record["published_at"], record["source_line"]) == (None, None, None)
    assert line not in visible_text(site.respond(path), "gb18030")


def test_dates_that_no_longer_say_the_day(site: ReplicaSite) -> None:
    path = next(record["path"] for record in site.truth() if record["published_at"] and record["channel"] == XINDU)
    site.redesign("relative-dates", XINDU)
    assert site.truth_of(path)["published_at"] is None
    assert "3天前" in visible_text(site.respond(path), "gb18030")


@pytest.mark.parametrize("kind", ["body-image", "cut-body", "slogan-in-body"])
def test_bodies_that_are_no_longer_whole(site: ReplicaSite, kind: str) -> None:
    path = next(
        record["path"] for record in site.truth() if record["channel"] == XINDU and len(record["paragraphs"]) > 5
    )
    before = site.truth_of(path)["paragraphs"]
    site.redesign(kind, XINDU)
    after = site.truth_of(path)
    expected = {"body-image": [], "cut-body": before[:1], "slogan-in-body": [ADVERT, *before]}
    assert after["paragraphs"] == expected[kind]
    text = visible_text(site.respond(path), "gb18030")
    assert (squeeze(before[4]) in text) == (kind == "slogan-in-body")
    assert bool(after["images"]) or kind != "body-image"


def test_listings_written_by_a_script_name_no_article(site: ReplicaSite) -> None:
    site.redesign("script-listing", XINDU)
    records = [record for record in site.truth() if record["channel"] == XINDU]
    assert {record["position"] for record in records} == {None}
    own = {record["path"] for record in records}
    rest = {site.canonical(link) for link in links(site, "/chengdu/xindu/")}
    # Side bars still name a few; the list itself does not.
    assert len(own & rest) < 5
    assert records[0]["path"] not in rest


def test_a_redesign_of_one_channel_leaves_the_others_alone(site: ReplicaSite) -> None:
    site.redesign("no-source-line", XINDU)
    sourceless = {record["channel"] for record in site.truth() if record["source_line"] is None}
    assert sourceless == {XINDU}


def test_redesigns_have_names() -> None:
    assert set(BREAKING).isdisjoint(HARMLESS)
    with pytest.raises(ValueError, match="There is no redesign 'frames'"):
        ReplicaSite(articles_per_channel=1).redesign("frames")
    assert len(KINDS) >= 10


def test_an_unknown_article_is_named(site: ReplicaSite) -> None:
    with pytest.raises(KeyError, match="no article at /chengdu/news/201812/1"):
        site.edit("/chengdu/news/201812/1.html")
    with pytest.raises(KeyError, match="no channel 'chengdu/nowhere'"):
        site.publish("chengdu/nowhere")
