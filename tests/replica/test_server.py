"""The server over real sockets."""

from __future__ import annotations

import gzip
import http.client
import socket
import subprocess
import sys
import threading
import time
import urllib.request

import pytest

from newscrawl.errors import NewscrawlError
from newscrawl.replica import ReplicaServer, ReplicaSite, serve_forever


def small() -> ReplicaSite:
    return ReplicaSite(articles_per_channel=3)


def test_it_serves_the_sites_bytes_over_one_connection() -> None:
    site = small()
    with ReplicaServer(site) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        for path in site.article_paths()[:5]:
            connection.request("GET", path)
            response = connection.getresponse()
            assert (response.status, response.read()) == (200, site.respond(path).body)
        connection.close()
        assert server.connections_made == 1
        assert server.url == f"http://127.0.0.1:{server.port}"


def test_it_packs_only_when_asked() -> None:
    site = small()
    with ReplicaServer(site) as server:
        url = server.url + site.seed_path
        plain = urllib.request.urlopen(url)
        packed = urllib.request.urlopen(urllib.request.Request(url, headers={"Accept-Encoding": "gzip, br"}))
        assert plain.headers["Content-Encoding"] is None
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.read()) == plain.read()


def test_unchanged_answers_have_no_body_and_no_length() -> None:
    site = small()
    with ReplicaServer(site) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        etag = site.respond(site.seed_path).header("ETag") or ""
        for _ in range(2):
            connection.request("GET", site.seed_path, headers={"If-None-Match": etag})
            response = connection.getresponse()
            assert (response.status, response.read()) == (304, b"")
            assert response.headers["ETag"] == etag
        connection.close()


def test_every_request_is_logged() -> None:
    before = time.monotonic()
    with ReplicaServer(small()) as server:
        urllib.request.urlopen(f"{server.url}/robots.txt?x=1").read()
        (request,) = server.requests
    assert (request.method, request.path, request.status, request.fault) == ("GET", "/robots.txt?x=1", 200, None)
    assert request.headers["user-agent"].startswith("Python-urllib/")
    assert before <= request.time <= time.monotonic()


def test_other_methods_and_odd_bytes() -> None:
    with ReplicaServer(small()) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        connection.request("HEAD", "/")
        response = connection.getresponse()
        assert (response.status, response.read()) == (200, b"")
        assert int(response.headers["Content-Length"]) > 1000
        connection.request("DELETE", "/")
        assert connection.getresponse().status == 405
        connection.close()
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(b"\xff\xfe nonsense\r\n\r\n")
            assert client.recv(100).startswith(b"HTTP/1.1 405 ")
        assert urllib.request.urlopen(server.url).status == 200


def test_two_requests_at_once_are_answered_in_order() -> None:
    site = small()
    first, second = site.article_paths()[:2]
    with ReplicaServer(site) as server, socket.create_connection(("127.0.0.1", server.port)) as client:
        ask = f"GET {first} HTTP/1.1\r\nHost: x\r\n\r\nGET {second} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        client.sendall(ask.encode())
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    assert 0 < answer.index(site.respond(first).body) < answer.index(site.respond(second).body)


def test_latency_is_waited_for() -> None:
    with ReplicaServer(small(), latency=0.2) as server:
        begun = time.monotonic()
        urllib.request.urlopen(server.url).read()
        assert time.monotonic() - begun >= 0.19


def test_many_clients_at_once() -> None:
    site = small()
    paths = site.article_paths()
    wrong: list[str] = []

    def fetch() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        for path in paths:
            connection.request("GET", path)
            if connection.getresponse().read() != site.respond(path).body:
                wrong.append(path)
        connection.close()

    with ReplicaServer(site) as server:
        threads = [threading.Thread(target=fetch) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not wrong
        assert len(server.requests) == 8 * len(paths)


def test_a_taken_port_is_a_sentence() -> None:
    with (
        ReplicaServer(small()) as server,
        pytest.raises(NewscrawlError, match=f"cannot listen on port {server.port} of 127.0.0.1"),
    ):
        ReplicaServer(small(), server.port).start()


def test_serve_forever_stops_when_told() -> None:
    stop = threading.Event()
    seen: list[tuple[str, int]] = []

    def ready(url: str, articles: int) -> None:
        seen.append((url, articles))
        assert urllib.request.urlopen(url).status == 200
        stop.set()

    serve_forever(0, articles_per_channel=2, ready=ready, stop=stop)
    assert seen[0][1] == 28


def test_the_module_runs_alone() -> None:
    command = [sys.executable, "-m", "newscrawl.replica", "--port", "0", "--articles", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("Serving 28 articles at http://127.0.0.1:")
        assert urllib.request.urlopen(line.split(" at ")[1].split()[0]).status == 200
        process.terminate()
