"""Serves the replica alone, until interrupted: behind `newscrawl replica` and `python -m newscrawl.replica`."""

from __future__ import annotations

import threading
from collections.abc import Callable

from newscrawl.replica.server import ReplicaServer
from newscrawl.replica.site import ReplicaSite


def serve_forever(
    port: int,
    *,
    seed: int = 0,
    articles_per_channel: int | None = None,
    latency: float = 0.0,
    ready: Callable[[str, int], None] | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Serves a replica on 127.0.0.1 until Ctrl-C or until `stop` is set.

    `ready` is called once with the address and the number of articles. Raises NewscrawlError where the port is
    taken.
    """
    site = ReplicaSite(seed, articles_per_channel)
    with ReplicaServer(site, port, latency=latency, log_size=1) as server:
        if ready is not None:
            ready(server.url, len(site.article_paths()))
        try:
            (stop or threading.Event()).wait()
        except KeyboardInterrupt:
            return
