"""Leases: a page that was pushed is delivered once, whoever dies."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from newscrawl.archive.ledger import DuePage
from newscrawl.cluster import keys
from newscrawl.cluster.queue import PageQueue, filter_of, request_of
from newscrawl.cluster.server import Server
from newscrawl.cluster.stream import Inbox, Outbox, Outgoing
from newscrawl.sites import SITES
from newscrawl.spiders.district import DistrictSpider

BASE = "https://www.yybnet.net"


def page(number: int, kind: Any = "article") -> DuePage:
    path = f"/chengdu/news/201812/{number}.html" if kind == "article" else "/chengdu/jianyang/"
    return DuePage(number, BASE + path, kind, "chengdu/jianyang", "pending", 0, None, None)


@pytest.fixture
def queue(server: Server) -> PageQueue:
    return PageQueue(server, DistrictSpider(), keys.QUEUE)


def test_listings_come_first_then_articles_as_they_were_discovered(queue: PageQueue) -> None:
    for each in (page(5), page(3), page(9, "listing"), page(4)):
        queue.push(request_of(each))
    requests = [queue.pop() for _ in range(4)]
    assert [request.meta["page"].id for request in requests if request] == [9, 3, 4, 5]
    assert queue.pop() is None


def test_the_queue_holds_json_and_no_pickles(queue: PageQueue, server: Server) -> None:
    queue.push(request_of(page(1)))
    members: Any = server.zrange(keys.QUEUE, 0, -1)
    assert json.loads(members[0])["url"] == page(1).url


def test_a_lease_that_ends_is_taken_again_before_the_queue(queue: PageQueue) -> None:
    queue.lease_seconds = 0.01
    queue.push(request_of(page(1)))
    queue.push(request_of(page(2)))
    first = queue.pop()
    time.sleep(0.03)
    again = queue.pop()
    assert first is not None
    assert again is not None
    assert again.url == first.url


def test_a_lease_that_is_renewed_stays(queue: PageQueue) -> None:
    queue.lease_seconds = 0.01
    queue.push(request_of(page(1)))
    request = queue.pop()
    assert request is not None
    queue.lease_seconds = 60
    queue.renew([request.meta["lease"]])
    time.sleep(0.03)
    assert queue.pop() is None


def test_a_page_given_back_is_queued_again(queue: PageQueue) -> None:
    queue.push(request_of(page(1)))
    request = queue.pop()
    assert request is not None
    queue.give_back([request.meta["lease"]])
    assert (queue.waiting().queued, queue.waiting().leased) == (1, 0)


def test_a_page_is_delivered_once(queue: PageQueue, server: Server) -> None:
    queue.push(request_of(page(1)))
    request = queue.pop()
    assert request is not None
    inbox = Inbox(server)
    inbox.open("0")
    for worker in ("one", "other"):
        outbox = Outbox(server, "job")
        outbox.add(Outgoing("page", {"worker": worker}, lease=request.meta["lease"]))
        outbox.send()
    entries = inbox.read()
    assert [(json.loads(entry.data)["worker"], entry.late) for entry in entries] == [("one", False), ("other", True)]


def test_what_is_not_acknowledged_comes_again(server: Server) -> None:
    inbox = Inbox(server)
    inbox.open("0")
    outbox = Outbox(server, "job")
    outbox.add(Outgoing("know", {"channels": []}))
    outbox.send()
    read = inbox.read()
    restarted = Inbox(server)
    restarted.open("0")
    again = restarted.read()
    assert again == read
    restarted.acknowledge(again, forget=())
    assert server.xlen(keys.RECORDS) == 0


def test_ids_go_on_behind_what_the_archive_has_seen(server: Server) -> None:
    later = f"{int(time.time() * 1000) + 3_600_000}-7"
    inbox = Inbox(server)
    inbox.open(later)
    outbox = Outbox(server, "job")
    outbox.add(Outgoing("know", {"channels": []}))
    outbox.send()
    (entry,) = inbox.read()
    assert entry.position > (int(later.split("-")[0]), 7)


@pytest.mark.parametrize(
    "member",
    [
        "no json",
        json.dumps({"url": "https://example.com/"}),
        json.dumps({name: getattr(page(1), name) for name in DuePage.__slots__} | {"url": "file:///etc/passwd"}),
        json.dumps({name: getattr(page(1), name) for name in DuePage.__slots__} | {"kind": "callback"}),
        json.dumps({name: getattr(page(1), name) for name in DuePage.__slots__} | {"etag": "\ud800"}),
        "[" * 100_000,
        b"\x80\x04\x95\xff a pickle",
        json.dumps({"_class": "os.system", "url": "https://www.yybnet.net/", "callback": "closed"}),
    ],
    ids=lambda member: repr(member[:12]),
)
def test_what_is_no_page_of_the_site_is_dropped(queue: PageQueue, server: Server, member: Any) -> None:
    server.zadd(keys.QUEUE, {member: 0})
    assert queue.pop() is None
    assert not queue.waiting()


def test_the_duplicate_filter_knows_what_is_under_way(server: Server) -> None:
    assert SITES["yybnet"].kind(page(1).url) == "article"
    assert not filter_of(server).request_seen(request_of(page(1)))
    assert filter_of(server).request_seen(request_of(page(1)))
