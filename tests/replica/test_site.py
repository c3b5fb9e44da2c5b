"""The replica's pages against its own truth."""

from __future__ import annotations

import itertools

import pytest

from newscrawl.replica import ReplicaSite
from newscrawl.replica.catalogue import Catalogue, Key
from newscrawl.replica.channels import BY_SLUG, CHANNELS
from newscrawl.replica.markup import MARKUPS
from newscrawl.replica.pagers import PAGERS
from newscrawl.replica.truth import Truth
from tests.replica.reading import encoding_of, links, squeeze, tree_of, visible_text


@pytest.fixture(scope="module")
def site() -> ReplicaSite:
    return ReplicaSite()


@pytest.fixture(scope="module")
def truth(site: ReplicaSite) -> list[Truth]:
    return site.truth()


def test_the_default_site_is_small_enough_for_a_demo(site: ReplicaSite) -> None:
    assert len(CHANNELS) == 14
    assert 300 <= len(site.article_paths()) + len(site.listing_paths()) <= 450


def test_the_same_seed_gives_the_same_bytes(site: ReplicaSite) -> None:
    other = ReplicaSite()
    for path in [*site.article_paths()[::7], *site.listing_paths(), "/", "/robots.txt"]:
        assert site.respond(path) == other.respond(path)


def test_another_seed_gives_other_articles_and_the_same_seed_page(site: ReplicaSite) -> None:
    other = ReplicaSite(seed=1)
    assert {record["body"] for record in site.truth()} & {record["body"] for record in other.truth()} == {
        site.truth_of(site.seed_path)["body"]
    }


def test_every_page_shows_its_truth_in_order(site: ReplicaSite, truth: list[Truth]) -> None:
    for record in truth:
        response = site.respond(record["path"])
        text = visible_text(response, encoding_of(site, record["path"]))
        at = 0
        for line in [record["title"], record["source_line"], *record["paragraphs"]]:
            found = text.find(squeeze(line or ""), at)
            assert found >= 0, (record["path"], line)
            at = found + len(squeeze(line or ""))
        for image in record["images"]:
            assert squeeze(image["caption"] or "") in text
        assert squeeze(record["byline"] or "") in text


def test_every_page_has_every_junk_block(site: ReplicaSite, truth: list[Truth]) -> None:
    names = ["新闻推荐", "弘扬社会正气", "相关新闻:", "猜你喜欢:", "评论:", "频道推荐", "热点阅读", "图文看点"]
    for record in truth[::9]:
        text = visible_text(site.respond(record["path"]), encoding_of(site, record["path"]))
        assert [name for name in [*names, "乡里乡亲", "热点排行", "成都新闻", "正文"] if name not in text] == []


def test_articles_are_varied(truth: list[Truth]) -> None:
    lengths = [len(record["body"]) for record in truth]
    assert min(lengths) < 60
    assert sum(length > 3000 for length in lengths) >= 5
    assert any(record["source"] is None for record in truth)
    assert any(record["published_at"] is None for record in truth)
    assert any(len(record["published_at"] or "") == 10 for record in truth)
    assert {len(record["authors"]) for record in truth} == {0, 1, 2}
    assert any(image["caption"] is None for record in truth for image in record["images"])
    assert any(image["caption"] for record in truth for image in record["images"])
    assert any("\t" in record["body"] for record in truth)
    for word in ("猜你喜欢", "新闻推荐", "评论", "来源"):
        assert any(word in record["body"] for record in truth), word


def test_no_two_articles_are_near_copies_but_the_declared_ones(truth: list[Truth]) -> None:
    def pieces(text: str) -> set[str]:
        return {text[at : at + 5] for at in range(len(text) - 4)}

    shingles = [(record["path"], record["copy_of"], pieces(record["body"])) for record in truth]
    alike = 0
    for (path, copy, one), (other, other_copy, two) in itertools.combinations(shingles, 2):
        likeness = len(one & two) / len(one | two)
        if copy == other or other_copy == path:
            assert likeness > 0.7
            alike += 1
        else:
            assert likeness < 0.4, (path, other)
    assert alike >= 5


def test_links_are_written_in_many_forms(site: ReplicaSite) -> None:
    written: set[str] = set()
    for path in site.listing_paths():
        written.update(str(href) for href in tree_of(site.respond(path), encoding_of(site, path)).xpath("//a/@href"))
    for form in ("http://m.yybnet.net/chengdu/", "//www.yybnet.net/chengdu/", "https://yybnet.net/", "/chengdu/"):
        assert any(href.startswith(form) for href in written), form
    assert any(href.endswith("#comments") for href in written)
    assert any("utm_source=" in href for href in written)
    plain = ReplicaSite(official_links=False)
    body = b"".join(plain.respond(path).body for path in plain.listing_paths())
    assert b"m.yybnet.net" not in body
    assert b"//www.yybnet.net/chengdu" not in body


def test_every_link_to_an_article_or_listing_leads_somewhere(site: ReplicaSite) -> None:
    targets = {link for path in ["/", *site.listing_paths(), *site.article_paths()[::11]] for link in links(site, path)}
    assert [target for target in targets if site.respond(target).status != 200] == []


def test_listings_carry_links_to_other_channels_articles(site: ReplicaSite, truth: list[Truth]) -> None:
    channel_of = {record["path"]: record["channel"] for record in truth}
    for slug in ("chengdu/xindu", "chengdu/wenjiang"):
        named = {site.canonical(link) for link in links(site, site.listing_paths(slug)[0])}
        assert {channel_of[path] for path in named if path in channel_of} > {slug}


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.slug)
def test_following_the_pager_reaches_every_article(channel: object, site: ReplicaSite, truth: list[Truth]) -> None:
    slug = getattr(channel, "slug", "")
    addresses = site.listing_paths(slug)
    for at, path in enumerate(addresses):
        named = {site.canonical(link) for link in links(site, path)}
        own = {record["path"] for record in truth if record["channel"] == slug and record["listing_page"] == at + 1}
        assert own <= named
        if at + 1 < len(addresses):
            assert addresses[at + 1] in named
    assert len({record["path"] for record in truth if record["channel"] == slug}) == getattr(channel, "articles", 0)


def test_channels_differ_in_markup_pager_and_url() -> None:
    assert {channel.markup for channel in CHANNELS} == set(MARKUPS)
    assert {channel.pager for channel in CHANNELS} == set(PAGERS)
    assert {channel.url_form for channel in CHANNELS} == {"news", "district"}


def test_pages_beyond_the_end(site: ReplicaSite) -> None:
    assert site.respond("/chengdu/index_99.html").status == 404
    empty = site.respond("/chengdu/wenjiang/?page=99")
    assert empty.status == 200
    assert "暂无内容" in empty.body.decode()


def test_a_channel_without_its_last_slash_is_redirected(site: ReplicaSite) -> None:
    response = site.respond("/chengdu/jianyang")
    assert (response.status, response.header("Location")) == (301, "/chengdu/jianyang/")


def test_what_is_not_there_is_404(site: ReplicaSite) -> None:
    wrong_month = site.seed_path.replace("/201812/", "/201811/")
    for path in ("/chengdu/nowhere/", wrong_month, "/chengdu/news/201812/9999999.html", "/xianyang/", "/search/"):
        assert site.respond(path).status == 404, path


def test_robots_txt_says_what_it_is_told() -> None:
    site = ReplicaSite(disallow=["/search/", "/chengdu/news/201810/"], crawl_delay=2.5)
    expected = "User-agent: *\nDisallow: /search/\nDisallow: /chengdu/news/201810/\nCrawl-delay: 2.5\n"
    assert site.respond("/robots.txt").body.decode() == expected


def test_unchanged_pages_answer_304(site: ReplicaSite) -> None:
    for path in (site.seed_path, site.listing_paths()[1]):
        first = site.respond(path)
        etag, modified = first.header("ETag"), first.header("Last-Modified")
        assert etag
        assert modified
        for headers in ({"If-None-Match": etag}, {"If-Modified-Since": modified}, {"If-None-Match": f'"x", {etag}'}):
            again = site.respond(path, headers)
            assert (again.status, again.body, again.header("ETag")) == (304, b"", etag)
        assert site.respond(path, {"If-None-Match": '"other"', "If-Modified-Since": modified}).status == 200
        assert site.respond(path, {"If-Modified-Since": "Mon, 01 Jan 2018 00:00:00 GMT"}).status == 200
        assert site.respond(path, {"If-Modified-Since": "yesterday"}).status == 200


def test_a_large_site_answers_without_being_built() -> None:
    site = ReplicaSite(articles_per_channel=7143, per_page=20)
    last = site.listing_paths("chengdu/xindu")[-1]
    assert last == "/chengdu/xindu/list_358.html"
    record = next(site.iter_truth())
    assert record["listing_page"] == 1
    assert site.respond(record["path"]).status == 200
    assert site.respond(last).status == 200


def test_unknown_markup_is_refused() -> None:
    with pytest.raises(ValueError, match="There is no markup 'frames'"):
        ReplicaSite(markup="frames")


@pytest.mark.parametrize("count", [1, 2, 30, 7143, 80_000])
def test_listings_run_from_new_to_old_however_many_there_are(count: int) -> None:
    catalogue = Catalogue(0, {"chengdu/jianyang": count})
    times = [catalogue.time(key) for key in catalogue.order(BY_SLUG["chengdu/jianyang"])[:200]]
    assert times == sorted(times, reverse=True)
    assert len(set(times)) == len(times)
    assert catalogue.time(Key(BY_SLUG["chengdu/jianyang"].number, 0)).year >= 1998
