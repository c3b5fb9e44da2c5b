"""`Helper`: the crawl's end of the second process."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from typing import Any

from newscrawl.errors import NotAnArticle
from newscrawl.items import Article, Listing
from newscrawl.reading import frames
from newscrawl.reading.pages import Answer
from newscrawl.sites import SiteProfile

LIMIT_SECONDS = 120.0  # for one page; a thousand times what any page takes
_COMMAND = "from newscrawl.reading.helper_main import main; main()"


class HelperDied(Exception):
    """The process ended, or had to be ended, while it read this page."""


class HelperLost(Exception):
    """The process ended before it came to this page."""


class ReadingFailed(Exception):
    """An error in the rules; the message is the error's, `__cause__` has its traceback."""


class Helper:
    """A process of its own that reads pages in the order in which they are asked for.

    It dies with this one, however that ends: its socket is then closed. `start` it within a running asyncio loop.
    """

    def __init__(
        self, process: subprocess.Popen[bytes], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._process = process
        self._writer = writer
        self._waiting: deque[asyncio.Future[Any]] = deque()
        self._receiver = asyncio.ensure_future(self._receive(reader))
        self.is_dead = False

    @property
    def pid(self) -> int:
        return self._process.pid

    @classmethod
    async def start(cls, site: SiteProfile, stages: Sequence[str]) -> Helper:
        """Start the process and wait until it is ready; `stages` are dotted paths. Raises OSError, HelperDied."""
        ours, theirs = socket.socketpair()
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(path or "." for path in sys.path)}
        command = [sys.executable, "-c", _COMMAND]
        with theirs:
            process = subprocess.Popen(command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, env=environment)
        helper = cls(process, *await asyncio.open_connection(sock=ours))
        await helper._ask((site, tuple(stages)))
        return helper

    async def read(self, page: Answer) -> Article | Listing:
        """The item of a page, all stages behind it. Raises NotAnArticle, ReadingFailed, HelperDied, HelperLost."""
        kind, value = await self._ask(page)
        if kind == "refused":
            raise NotAnArticle(value)
        if kind == "failed":
            message, trace = value
            raise ReadingFailed(message) from Exception(trace)
        item: Article | Listing = value
        return item

    def close(self) -> None:
        """End the process; pages that it has not read are lost to those who wait for them."""
        self._receiver.cancel()
        self._end()

    async def _ask(self, value: Any) -> Any:
        if self.is_dead:
            raise HelperLost
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        self._writer.write(frames.pack(value))
        timer = asyncio.get_running_loop().call_later(LIMIT_SECONDS, self._process.kill)
        try:
            return await future
        finally:
            timer.cancel()

    async def _receive(self, reader: asyncio.StreamReader) -> None:
        try:
            while True:
                (size,) = frames.LENGTH.unpack(await reader.readexactly(frames.LENGTH.size))
                told = frames.unpack(await reader.readexactly(size))
                future = self._waiting.popleft()
                if not future.done():
                    future.set_result(told)
        except (asyncio.IncompleteReadError, OSError):
            return  # the process ended
        finally:
            self._end()

    def _end(self) -> None:
        """Whatever the reason: no process is left, and nobody waits for an answer."""
        if self.is_dead:
            return
        self.is_dead = True
        with contextlib.suppress(OSError):  # at once: the transport would close it later, and the process wait for that
            self._writer.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        self._writer.close()
        code = self._reap()
        error: Exception = HelperDied(f"the process that read it ended ({_how(code)})")
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_exception(error)
            error = HelperLost()

    def _reap(self) -> int:
        try:
            return self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


def _how(code: int) -> str:
    return f"killed by signal {-code}" if code < 0 else f"exit code {code}"
