"""The second process: reads the pages it is given, one after the other, until the crawl closes the socket or dies.

Nothing else ends it: at Ctrl-C the crawl decides what is still read. It opens no file and no connection.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import traceback
from importlib import import_module
from typing import Any

from newscrawl.errors import NotAnArticle
from newscrawl.items import Article, Listing
from newscrawl.pipelines.stage import StagePipeline
from newscrawl.reading import frames
from newscrawl.reading.pages import Answer, read
from newscrawl.sites import SiteProfile

READY = "ready"


def main() -> None:
    """Standard input is the socket. The first frame is (site, paths of the stages), each further one an Answer."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    with socket.socket(fileno=os.dup(0)) as channel, channel.makefile("rwb") as stream:
        try:
            site, paths = frames.receive(stream)
            stages = [load(path) for path in paths]
            gc.freeze()
            told: Any = READY
            while True:
                stream.write(frames.pack(told))
                stream.flush()
                told = answer(frames.receive(stream), site, stages)
        except (EOFError, ConnectionError):
            os._exit(0)  # the crawl is over, or was killed


def load(path: str) -> StagePipeline:
    """The stage of this dotted path."""
    module, _, name = path.rpartition(".")
    stage: StagePipeline = getattr(import_module(module), name)()
    return stage


def answer(page: Answer, site: SiteProfile, stages: list[StagePipeline]) -> tuple[str, Any]:
    """What came of a page: ("read", item), ("refused", reason), or ("failed", (error, its traceback))."""
    try:
        return "read", finish(read(page, site), stages)
    except NotAnArticle as reason:
        return "refused", str(reason)
    except Exception as error:  # noqa: BLE001 - whatever it is, the crawl is told
        return "failed", (f"{type(error).__name__}: {error}", traceback.format_exc())


def finish(item: Article | Listing, stages: list[StagePipeline]) -> Article | Listing:
    """Put an article through its stages, and leave behind the tree they worked on; raises NotAnArticle."""
    if isinstance(item, Article):
        for stage in stages:
            item = stage.apply(item)
        item.page = None
    return item
