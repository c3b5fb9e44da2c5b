"""Every fault over a real socket, and the fate that the plan promises for it."""

from __future__ import annotations

import gzip
import http.client
import socket
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest

from newscrawl.replica import Fault, FaultPlan, ReplicaServer, ReplicaSite
from newscrawl.replica.faults import KINDS

PATHS = ReplicaSite(articles_per_channel=3).article_paths()
PATH = PATHS[0]


@contextmanager
def serving(plan: FaultPlan) -> Iterator[ReplicaServer]:
    with ReplicaServer(ReplicaSite(articles_per_channel=3), faults=plan) as server:
        yield server


def get(server: ReplicaServer, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


@pytest.mark.parametrize(("kind", "status"), [("unavailable", 503), ("too-many", 429)])
def test_a_refusal_tells_when_to_come_back(kind: str, status: int) -> None:
    plan = FaultPlan({PATH: Fault(kind, times=1, retry_after=7)})  # type: ignore[arg-type]
    with serving(plan) as server:
        response, _ = get(server, PATH)
        assert (response.status, response.headers["Retry-After"]) == (status, "7")
        assert get(server, PATH)[0].status == 200
    assert plan.expected(PATH) == "archived"
    assert plan.hits[PATH] == 2


def test_retry_after_may_be_a_date() -> None:
    plan = FaultPlan({PATH: Fault("unavailable", retry_after=3600, as_date=True)})
    with serving(plan) as server:
        until = parsedate_to_datetime(get(server, PATH)[0].headers["Retry-After"])
    assert 3500 < (until - datetime.now(UTC)).total_seconds() <= 3600
    assert plan.expected(PATH) == "unreachable"


def test_a_reset_is_a_reset() -> None:
    with serving(FaultPlan({PATH: Fault("reset", times=1)})) as server:
        with pytest.raises(ConnectionResetError):
            get(server, PATH)
        assert get(server, PATH)[0].status == 200
        assert [(request.status, request.fault) for request in server.requests] == [(0, "reset"), (200, None)]


def test_a_truncated_body_is_shorter_than_it_says() -> None:
    with serving(FaultPlan({PATH: Fault("truncated")})) as server, pytest.raises(http.client.IncompleteRead) as caught:
        get(server, PATH)
    assert len(caught.value.partial) > 0
    assert caught.value.expected is not None


def test_a_drip_is_slow_and_whole() -> None:
    with serving(FaultPlan({PATH: Fault("drip", seconds=0.5)})) as server:
        begun = time.monotonic()
        _, body = get(server, PATH)
        # Not a limit of speed: the last of 40 pieces is sent at 39/40 of the time asked for.
        assert time.monotonic() - begun >= 0.48
        assert body == server.site.respond(PATH).body


def test_a_hang_says_nothing() -> None:
    with (
        serving(FaultPlan({PATH: Fault("hang", seconds=60)})) as server,
        socket.create_connection(("127.0.0.1", server.port), timeout=0.3) as client,
    ):
        client.sendall(f"GET {PATH} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        with pytest.raises(TimeoutError):
            client.recv(1)


def test_a_bomb_is_small_on_the_wire() -> None:
    size = 32 * 2**20
    with serving(FaultPlan({PATH: Fault("bomb", size=size)})) as server:
        response, body = get(server, PATH, Accept_Encoding="gzip")
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(body) < size // 100
    assert len(gzip.decompress(body)) >= size


def test_an_oversized_body_is_sent_in_full() -> None:
    with serving(FaultPlan({PATH: Fault("oversized", size=3 * 2**20)})) as server:
        assert len(get(server, PATH)[1]) >= 3 * 2**20


def test_a_redirect_loop_never_ends() -> None:
    with serving(FaultPlan({PATH: Fault("redirect-loop")})) as server:
        target = PATH
        for _ in range(5):
            response, _ = get(server, target)
            assert response.status == 302
            target = response.headers["Location"]
    assert target.partition("?")[0] == PATH


def test_a_redirect_off_the_site_names_the_other_host() -> None:
    with (
        ReplicaServer(ReplicaSite(articles_per_channel=1)) as other,
        serving(FaultPlan({PATH: Fault("offsite", target=f"{other.url}/trap")})) as server,
    ):
        assert get(server, PATH)[0].headers["Location"] == f"{other.url}/trap"
        assert not other.requests


def test_a_harmless_redirect_leads_to_the_page() -> None:
    with serving(FaultPlan({PATH: Fault("redirect")})) as server:
        first, _ = get(server, PATH)
        second, body = get(server, first.headers["Location"])
        assert (first.status, second.status) == (302, 200)
        assert body == server.site.respond(PATH).body


@pytest.mark.parametrize(
    ("kind", "content_type", "text"),
    [
        ("soft-404", "text/html; charset=utf-8", "不存在"),
        ("login", "text/html; charset=utf-8", "请登录"),
        ("wrong-type", "application/pdf", "%PDF"),
        ("empty", "text/html; charset=utf-8", ""),
    ],
)
def test_pages_that_are_no_article_come_with_status_200(kind: str, content_type: str, text: str) -> None:
    plan = FaultPlan({PATH: Fault(kind)})  # type: ignore[arg-type]
    with serving(plan) as server:
        response, body = get(server, PATH)
    assert (response.status, response.headers["Content-Type"]) == (200, content_type)
    assert text in body.decode()
    assert bool(text) == bool(body)
    assert plan.expected(PATH) == "rejected"


def test_a_wrong_charset_label_leaves_the_text_as_it_was() -> None:
    site = ReplicaSite(articles_per_channel=3)
    utf8 = next(path for path in PATHS if site.truth_of(path)["markup"] == "classic")
    gbk = next(path for path in PATHS if site.truth_of(path)["markup"] == "tables")
    with serving(FaultPlan({"*": Fault("wrong-charset")})) as server:
        for path, label, encoding in ((utf8, "gb2312", "utf-8"), (gbk, "utf-8", "gb18030")):
            response, body = get(server, path, Accept_Encoding="gzip")
            assert response.headers["Content-Type"] == f"text/html; charset={label}"
            assert f"charset={label}".encode() in body.replace(b'"', b"")
            title = site.truth_of(path)["title"]
            assert title is not None
            assert title in body.decode(encoding)


@pytest.mark.parametrize(("kind", "status"), [("not-found", 404), ("gone", 410), ("server-error", 500)])
def test_plain_refusals(kind: str, status: int) -> None:
    with serving(FaultPlan({PATH: Fault(kind)})) as server:  # type: ignore[arg-type]
        assert get(server, PATH)[0].status == status


def test_robots_txt_and_listings_can_fail_too() -> None:
    listing = ReplicaSite(articles_per_channel=3).listing_paths()[2]
    plan = FaultPlan({"/robots.txt": Fault("unavailable"), listing: Fault("not-found")})
    with serving(plan) as server:
        assert get(server, "/robots.txt")[0].status == 503
        assert get(server, f"{listing}?from=list#top")[0].status == 404
        assert get(server, "/")[0].status == 200


def test_a_fault_may_begin_later_and_concern_every_page() -> None:
    with serving(FaultPlan({"*": Fault("too-many", after=2)})) as server:
        assert [get(server, path)[0].status for path in PATHS[:4]] == [200, 200, 429, 429]


def test_a_faulty_connection_does_not_disturb_the_others() -> None:
    with serving(FaultPlan({PATH: Fault("drip", seconds=30), PATHS[1]: Fault("hang")})) as server:
        slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(2)]
        for client, path in zip(slow, PATHS[:2], strict=True):
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert [get(server, path)[0].status for path in PATHS[2:8]] == [200] * 6
        for client in slow:
            client.close()


def test_a_random_plan_is_the_same_for_the_same_seed() -> None:
    plans = [FaultPlan.random(PATHS, 3, {"reset": 0.3, "gone": 0.2}, times=2) for _ in range(2)]
    assert plans[0].faults == plans[1].faults
    assert {fault.kind for fault in plans[0].faults.values()} == {"reset", "gone"}
    assert all(plans[0].faults[path].times == 2 for path in plans[0].paths("reset"))
    assert all(plans[0].faults[path].times is None for path in plans[0].paths("gone"))
    healthy = set(PATHS) - set(plans[0].paths())
    assert healthy
    assert {plans[0].expected(path) for path in healthy} == {"archived"}


def test_a_plan_can_hold_every_kind() -> None:
    plan = FaultPlan.every_kind(PATHS, 1, each=2)
    assert {kind: len(plan.paths(kind)) for kind in KINDS} == dict.fromkeys(KINDS, 2)


def test_an_unknown_fault_is_refused() -> None:
    with pytest.raises(ValueError, match="There is no fault 'flood'"):
        Fault("flood")  # type: ignore[arg-type]


def test_the_bomb_is_one_gzip_stream() -> None:
    with serving(FaultPlan({PATH: Fault("bomb", size=2**22)})) as server:
        unpacker = zlib.decompressobj(31)
        assert len(unpacker.decompress(get(server, PATH)[1])) >= 2**22
        assert unpacker.eof
