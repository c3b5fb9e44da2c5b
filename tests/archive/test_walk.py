"""How far a run reads: whatever happens meanwhile, nothing is lost, and nothing is read without need."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from newscrawl import clock
from newscrawl.archive import Archive
from newscrawl.policy import Verdict
from tests.archive.paged_channel import DOWN, HEAD, MISSING, SLUG, PagedChannel, address, crawl, is_proved, listed


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.write(tmp_path / "news.db", command="test") as opened:
        yield opened


@pytest.fixture
def now() -> Iterator[list[datetime]]:
    """A clock that tests move: now[0]."""
    moment = [datetime(2026, 11, 23, 1, 0, tzinfo=UTC)]
    clock.set_source(lambda: moment[0])
    yield moment
    clock.set_source(None)


def numbers(count: int) -> list[int]:
    return list(range(count, 0, -1))


def disturb(channel: PagedChannel, chance: random.Random, likely: float, page: int) -> None:
    """Something happens to the listing, or nothing, just before a page of it is asked for."""
    draw = chance.random()
    if draw < likely:
        channel.publish(chance.randint(1, 3))
    elif draw < 2 * likely and channel.numbers:
        del channel.numbers[chance.randrange(len(channel.numbers))]


class TestAWholeChannel:
    def test_a_first_run_reads_every_page_and_then_proves_that_nothing_slid(self, archive: Archive) -> None:
        channel = PagedChannel(numbers(35))
        run = crawl(archive, channel)
        assert run.pages == [1, 2, 3, 4, 1, 2, 3, 4]
        assert listed(archive) == set(range(1, 36))
        assert is_proved(archive)
        assert run.unread == set()

    def test_a_channel_of_one_page_needs_no_second_look(self, archive: Archive) -> None:
        run = crawl(archive, PagedChannel(numbers(7)))
        assert run.pages == [1]
        assert is_proved(archive)

    def test_a_run_with_nothing_new_reads_one_page(self, archive: Archive) -> None:
        channel = PagedChannel(numbers(1000))
        crawl(archive, channel)
        assert crawl(archive, channel).pages == [1]
        assert is_proved(archive)

    def test_a_run_with_five_new_of_a_thousand_reads_two_pages_twice(self, archive: Archive) -> None:
        channel = PagedChannel(numbers(1000))
        crawl(archive, channel)
        channel.publish(5)
        run = crawl(archive, channel)
        assert run.pages == [1, 2, 1, 2]
        assert listed(archive) == set(range(1, 1006))
        assert is_proved(archive)
        assert crawl(archive, channel).pages == [1]

    def test_an_empty_channel_is_whole(self, archive: Archive) -> None:
        run = crawl(archive, PagedChannel([]))
        assert (run.pages, run.unread) == ([1], set())

    def test_full_reads_to_the_end_whatever_is_proved(self, archive: Archive) -> None:
        channel = PagedChannel(numbers(30))
        crawl(archive, channel)
        assert crawl(archive, channel, full=True).pages == [1, 2, 3]


class TestAWalkCutShort:
    def test_it_goes_on_where_it_stopped_and_then_looks_at_the_head(self, archive: Archive) -> None:
        channel = PagedChannel(numbers(50))
        crawl(archive, channel, stop_after=2)
        assert listed(archive) == set(range(31, 51))
        run = crawl(archive, channel)
        assert run.pages == [3, 4, 5, 1, 2, 3, 4, 5]
        assert listed(archive) == set(range(1, 51))
        assert is_proved(archive)

    def test_known_pages_do_not_end_it_before_the_true_end(self, archive: Archive) -> None:
        """The tail that a cut-short first run never saw is not lost behind a head that is known by then."""
        channel = PagedChannel(numbers(50))
        crawl(archive, channel, stop_after=2)
        channel.publish(20)
        crawl(archive, channel, stop_after=1)  # page 3 is what page 1 was
        crawl(archive, channel)
        assert listed(archive) == set(range(1, 71))

    @pytest.mark.parametrize("stop", range(1, 11))
    def test_cut_at_every_request(self, archive: Archive, stop: int) -> None:
        channel = PagedChannel(numbers(42))
        crawl(archive, channel, stop_after=stop)
        channel.publish(3)
        crawl(archive, channel, stop_after=stop)
        crawl(archive, channel)
        assert listed(archive) == set(range(1, 46))
        assert is_proved(archive)
        assert crawl(archive, channel).pages == [1]

    def test_a_304_on_a_page_that_was_read_but_not_proved_does_not_end_the_walk(self, archive: Archive) -> None:
        channel = PagedChannel(numbers(40))
        crawl(archive, channel, stop_after=3)
        crawl(archive, channel, stop_after=2)  # page 4, then the head again: 304
        run = crawl(archive, channel)
        assert run.pages[:3] == [2, 3, 4]
        assert listed(archive) == set(range(1, 41))


class TestAListingThatMovesMeanwhile:
    def test_articles_deleted_while_paging_slide_forward_and_are_found(self, archive: Archive) -> None:
        channel = PagedChannel(numbers(40))

        def delete_some(page: int) -> None:
            if page == 3 and len(channel.requests) == 2:
                del channel.numbers[:5]  # 20..16 slide from page 3 to page 2, which is read already

        channel.before_request = delete_some
        crawl(archive, channel)
        assert set(range(1, 36)) <= listed(archive)
        assert is_proved(archive)

    def test_articles_added_while_paging_are_found_in_the_same_run(self, archive: Archive) -> None:
        channel = PagedChannel(numbers(40))

        def add_some(page: int) -> None:
            if page == 3 and len(channel.requests) == 2:
                channel.publish(12)

        channel.before_request = add_some
        crawl(archive, channel)
        assert listed(archive) == set(range(1, 53))
        assert is_proved(archive)

    def test_a_channel_that_never_rests_is_left_unproved_and_read_on_next_time(self, archive: Archive) -> None:
        channel = PagedChannel(numbers(30))
        channel.before_request = lambda page: channel.publish(1) if page == 2 else None
        crawl(archive, channel)
        assert not is_proved(archive)
        channel.before_request = lambda page: None
        crawl(archive, channel)
        assert listed(archive) == set(channel.numbers)
        assert is_proved(archive)

    @pytest.mark.parametrize("seed", range(40))
    def test_whatever_happened_a_quiet_run_knows_everything(self, archive: Archive, seed: int) -> None:
        """Random histories: articles published and deleted, pages that fail or vanish, runs cut at any request."""
        chance = random.Random(seed)
        channel = PagedChannel(numbers(chance.randint(0, 30)), per_page=chance.randint(1, 6))
        channel.always_next, channel.endless = chance.random() < 0.3, chance.random() < 0.1
        for _ in range(chance.randint(1, 5)):
            channel.publish(chance.randint(0, 8))
            channel.before_request = partial(disturb, channel, chance, chance.random() * 0.3)
            broken: list[list[int] | Verdict] = [DOWN, MISSING, []]
            channel.answers = {chance.randint(1, 6): chance.choice(broken)} if chance.random() < 0.3 else {}
            crawl(archive, channel, stop_after=chance.randint(0, 25))
        channel.before_request, channel.answers = (lambda page: None), {}
        archive.db.execute("UPDATE pages SET retry_at = '2000-01-01T00:00:00Z' WHERE retry_at IS NOT NULL")
        crawl(archive, channel)
        assert set(channel.numbers) <= listed(archive)


class TestOddPagers:
    def test_a_404_where_the_next_page_should_be_is_the_end(self, archive: Archive) -> None:
        channel = PagedChannel(numbers(20), always_next=True)
        run = crawl(archive, channel)
        assert run.pages == [1, 2, 3, 4, 1, 2, 3, 4]  # one page further: only one may be missing
        assert run.unread == set()
        assert not is_proved(archive)  # it may be an outage yet
        assert crawl(archive, channel).pages == [1, 2, 3, 4]
        assert is_proved(archive)
        assert crawl(archive, channel).pages == [1]

    def test_one_missing_page_in_the_middle_is_no_end(self, archive: Archive) -> None:
        answers: tuple[list[int] | Verdict, ...] = ([], MISSING)
        for slug, answer in zip(("chengdu/dayi", "chengdu/xinjin"), answers, strict=True):
            channel = PagedChannel(numbers(60), answers={3: answer}, slug=slug)
            for _ in range(3):
                run = crawl(archive, channel)
                assert run.pages[-1] == 6
                assert run.unread == {slug}
            assert not is_proved(archive, slug)
        assert listed(archive) == set(range(1, 61)) - set(range(31, 41))

    def test_a_listing_that_repeats_its_last_page_for_ever_ends(self, archive: Archive) -> None:
        channel = PagedChannel(numbers(20), endless=True)
        run = crawl(archive, channel)
        assert max(run.pages) <= 12
        assert listed(archive) == set(range(1, 21))
        assert is_proved(archive)
        assert run.unread == set()

    def test_a_listing_that_repeats_its_first_page_beyond_the_end_ends(self, archive: Archive) -> None:
        channel = PagedChannel(numbers(20), endless=True)
        channel.answers = {page: numbers(20)[:10] for page in range(3, 100)}
        crawl(archive, channel)
        assert is_proved(archive)
        assert max(channel.requests) <= 12

    def test_a_pager_that_leads_back_ends(self, archive: Archive) -> None:
        channel = PagedChannel(numbers(20))
        channel.url = lambda page: HEAD if page in (1, 3) else f"{HEAD}list_2.html"  # type: ignore[method-assign]
        channel.always_next = True
        run = crawl(archive, channel)
        assert run.pages == [1, 2, 1, 2]
        assert is_proved(archive)


class TestPagesThatCannotBeRead:
    def test_the_walk_goes_on_behind_a_broken_page_and_proves_nothing(self, archive: Archive) -> None:
        channel = PagedChannel(numbers(50), answers={3: DOWN})
        run = crawl(archive, channel)
        assert run.pages == [1, 2, 3, 4, 5]
        assert listed(archive) == set(range(1, 51)) - set(range(21, 31))
        assert not is_proved(archive)
        assert run.unread == {SLUG}

    def test_once_it_is_mended_its_articles_are_found(self, archive: Archive, now: list[datetime]) -> None:
        channel = PagedChannel(numbers(50), answers={3: DOWN})
        crawl(archive, channel)
        del channel.answers[3]
        assert 3 not in crawl(archive, channel).pages  # it rests for an hour
        now[0] += timedelta(hours=2)
        run = crawl(archive, channel)
        assert run.pages[:5] == [1, 2, 3, 4, 5]
        assert listed(archive) == set(range(1, 51))
        assert is_proved(archive)
        assert run.unread == set()

    def test_the_head_is_read_even_where_the_front_waits(self, archive: Archive, now: list[datetime]) -> None:
        channel = PagedChannel(numbers(50), answers={3: DOWN})
        crawl(archive, channel, stop_after=3)
        channel.publish(4)
        now[0] += timedelta(minutes=1)
        crawl(archive, channel)
        assert set(range(51, 55)) <= listed(archive)

    def test_a_page_that_comes_back_proves_nothing_of_the_head(self, archive: Archive, now: list[datetime]) -> None:
        """Two fronts in one pass would let the tail prove a head that nobody has read."""
        channel = PagedChannel(numbers(50), answers={3: DOWN})
        crawl(archive, channel)
        del channel.answers[3]
        channel.publish(30)
        now[0] += timedelta(hours=2)
        crawl(archive, channel, stop_after=1)
        assert not is_proved(archive)
        crawl(archive, channel)
        assert listed(archive) == set(range(1, 81))

    def test_a_listing_broken_throughout_is_given_up(self, archive: Archive) -> None:
        channel = PagedChannel(numbers(200), answers=dict.fromkeys(range(2, 30), DOWN))
        run = crawl(archive, channel)
        assert run.pages == [1, 2, 3, 4, 5]
        assert run.unread == {SLUG}

    def test_a_broken_head_is_said(self, archive: Archive) -> None:
        run = crawl(archive, PagedChannel(numbers(20), answers={1: DOWN}))
        assert run.unread == {SLUG}
        assert not is_proved(archive)

    def test_a_missing_channel_proves_nothing(self, archive: Archive) -> None:
        run = crawl(archive, PagedChannel([], answers={1: MISSING}))
        assert run.unread == {SLUG}
        assert not is_proved(archive)


class TestOutages:
    """A site that shows empty lists for an hour must not make us believe that nothing lies behind them."""

    def test_a_head_that_turned_empty_proves_nothing(self, archive: Archive) -> None:
        channel = PagedChannel(numbers(50))
        crawl(archive, channel, stop_after=2)
        channel.answers = {page: [] for page in range(1, 9)}
        for _ in range(3):
            run = crawl(archive, channel)
            assert run.unread == {SLUG}
        channel.answers = {}
        crawl(archive, channel)
        assert listed(archive) == set(range(1, 51))

    def test_a_page_that_turned_empty_or_vanished_proves_nothing_at_once(self, archive: Archive) -> None:
        answers: tuple[list[int] | Verdict, ...] = ([], MISSING)
        for answer in answers:
            channel = PagedChannel(numbers(50), slug="chengdu/dayi" if answer else "chengdu/xinjin")
            crawl(archive, channel, stop_after=4)
            channel.answers = {3: answer}
            crawl(archive, channel, stop_after=4)
            channel.answers = {}
            run = crawl(archive, channel)
            assert 5 in run.pages

    def test_a_listing_that_really_shrank_is_proved_again_by_later_runs(self, archive: Archive) -> None:
        channel = PagedChannel(numbers(50), always_next=True)
        crawl(archive, channel)
        del channel.numbers[10:]
        unread = [crawl(archive, channel, full=True).unread for _ in range(2)]
        assert unread == [{SLUG}, set()]
        assert is_proved(archive)

    def test_a_page_that_asks_for_a_login_is_no_end(self, archive: Archive) -> None:
        channel = PagedChannel(numbers(30), answers={2: Verdict("failed", "It is no listing.", retry=True)})
        run = crawl(archive, channel)
        assert run.unread == {SLUG}
        assert set(range(1, 11)) <= listed(archive)


class TestSince:
    def dated(self, count: int) -> PagedChannel:
        channel = PagedChannel(numbers(count))
        first = date(2018, 1, 1)
        channel.dates = {n: (first + timedelta(days=n)).isoformat() for n in channel.numbers}
        return channel

    def test_it_stops_at_a_page_with_only_older_articles(self, archive: Archive) -> None:
        channel = self.dated(100)
        run = crawl(archive, channel, since=date.fromisoformat(channel.dates[75]))
        assert run.pages == [1, 2, 3, 4]
        assert run.unread == set()

    def test_it_proves_nothing_of_what_lies_behind(self, archive: Archive) -> None:
        channel = self.dated(100)
        crawl(archive, channel, since=date.fromisoformat(channel.dates[75]))
        crawl(archive, channel)
        assert listed(archive) == set(range(1, 101))
        assert is_proved(archive)

    def test_months_are_compared_as_months(self, archive: Archive) -> None:
        channel = PagedChannel(numbers(40))
        channel.dates = {n: "2018-12" if n > 20 else "2018-11" for n in channel.numbers}
        assert crawl(archive, channel, since=date(2018, 12, 20)).pages == [1, 2, 3]


def test_an_article_of_two_channels_has_one_row_and_is_listed_in_both(archive: Archive) -> None:
    one = PagedChannel(numbers(5))
    other = PagedChannel([5, 4, 99], slug="chengdu")
    crawl(archive, one, articles=True)
    crawl(archive, other, articles=True)
    rows = archive.db.conn.execute(
        "SELECT count(*), count(DISTINCT url), sum(state = 'archived') FROM pages WHERE kind = 'article'"
    ).fetchone()
    assert rows == (6, 6, 6)
    assert archive.db.conn.execute("SELECT count(*) FROM listed").fetchone() == (8,)


def test_an_article_left_pending_under_another_channel_is_adopted(archive: Archive) -> None:
    crawl(archive, PagedChannel([3, 2, 1]))
    crawl(archive, PagedChannel([3, 9], slug="chengdu"))
    channels = dict(archive.db.conn.execute("SELECT url, channel FROM pages WHERE kind = 'article'").fetchall())
    assert channels[address(3)] == "chengdu"
    assert channels[address(2)] == SLUG
