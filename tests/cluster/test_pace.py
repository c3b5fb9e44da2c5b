"""The shared pace: one delay, one concurrency, whoever asks."""

from __future__ import annotations

import time

import pytest

from newscrawl.cluster import keys
from newscrawl.cluster.pace import SharedPace, Wish
from newscrawl.cluster.server import Server

HOST = "www.yybnet.net"


@pytest.fixture(autouse=True)
def crawl(server: Server) -> None:
    """A pace is kept while there is a crawl."""
    server.set(keys.JOB, "{}")


def enter(pace: SharedPace, token: str) -> float:
    return pace.enter(HOST, token, timeout=30)


def test_the_slowest_wish_holds(server: Server) -> None:
    one, other = SharedPace(server), SharedPace(server)
    one.ask(Wish(delay=60, concurrency=4))
    other.ask(Wish(delay=1, concurrency=2))
    assert server.hmget(keys.PACE, "delay", "concurrency") == ["60000", "2"]
    assert enter(one, "a") == 0
    assert 59 < enter(other, "b") <= 60


def test_no_more_at_a_time_than_asked_for(server: Server) -> None:
    pace = SharedPace(server)
    pace.ask(Wish(delay=0, concurrency=2))
    assert [enter(pace, token) > 0 for token in "abc"] == [False, False, True]
    pace.leave(HOST, "a", latency=0.1, good=True)
    assert enter(pace, "c") == 0


def test_who_asks_again_because_the_answer_was_lost_holds_one_place(server: Server) -> None:
    pace = SharedPace(server)
    pace.ask(Wish(delay=0, concurrency=1))
    assert enter(pace, "a") == enter(pace, "a") == 0
    assert enter(pace, "b") > 0
    pace.leave(HOST, "a", latency=0.1, good=True)
    assert enter(pace, "b") == 0


def test_a_place_of_a_killed_worker_frees_itself(server: Server) -> None:
    pace = SharedPace(server)
    pace.ask(Wish(delay=0, concurrency=1))
    assert pace.enter(HOST, "dead", timeout=-29.99) == 0
    time.sleep(0.03)
    assert enter(pace, "b") == 0


def test_the_sites_own_delay_is_a_floor(server: Server) -> None:
    pace = SharedPace(server)
    pace.ask(Wish(delay=0, concurrency=8))
    pace.at_least(HOST, 30)
    pace.at_least(HOST, 5)
    assert enter(pace, "a") == 0
    assert 29 < enter(pace, "b") <= 30


def test_a_pause_stops_all(server: Server) -> None:
    pace = SharedPace(server)
    pace.ask(Wish(delay=0, concurrency=8))
    pace.pause(HOST, 20)
    assert 19 < enter(pace, "a") <= 20
    assert pace.enter("another.host", "a", timeout=30) == 0


def test_a_slow_site_is_asked_more_slowly_and_never_faster_than_wished(server: Server) -> None:
    pace = SharedPace(server)
    pace.ask(Wish(delay=1, concurrency=8, slowest=60))
    assert enter(pace, "a") == 0
    pace.leave(HOST, "a", latency=9, good=True)
    assert server.hget(keys.PACE, f"adapted:{HOST}") == "9000"
    pace.leave(HOST, "b", latency=1, good=False)
    assert server.hget(keys.PACE, f"adapted:{HOST}") == "9000"
    for _ in range(20):
        pace.leave(HOST, "b", latency=0.1, good=True)
    assert float(str(server.hget(keys.PACE, f"adapted:{HOST}"))) == 1000


def test_a_server_that_has_forgotten_the_pace_lets_nothing_go(server: Server) -> None:
    pace = SharedPace(server)
    assert enter(pace, "a") == 1
    server.delete(keys.JOB)
    pace.ask(Wish(delay=1, concurrency=8))
    assert not server.exists(keys.PACE)
