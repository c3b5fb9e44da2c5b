"""Commands and webhooks get the run as JSON; one that fails is a warning and nothing more."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from newscrawl.config import Notify
from newscrawl.notify import notify

RUN = {"run": 7, "health": "degraded", "reasons": ["chengdu/jianyang: 8 of 8 articles have no source."], "名": "简阳"}


class Hook(BaseHTTPRequestHandler):
    received: list[tuple[str, bytes]] = []  # noqa: RUF012 - one list, emptied by the fixture
    status = 204

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Hook.received.append((self.headers["Content-Type"], body))
        self.send_response(Hook.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def hook() -> Iterator[str]:
    Hook.received.clear()
    Hook.status = 204
    server = HTTPServer(("127.0.0.1", 0), Hook)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/services/secret-token"
    server.shutdown()
    server.server_close()


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def test_a_command_reads_the_run_from_its_standard_input(tmp_path: Path) -> None:
    out = tmp_path / "told.json"
    notify(Notify(command=python(f"import sys; open({str(out)!r}, 'wb').write(sys.stdin.buffer.read())")), RUN)
    assert json.loads(out.read_text(encoding="utf-8")) == RUN


def test_a_webhook_gets_the_run(hook: str) -> None:
    notify(Notify(webhook=hook), RUN)
    ((content_type, body),) = Hook.received
    assert content_type == "application/json; charset=utf-8"
    assert json.loads(body) == RUN


def test_only_what_was_asked_for_is_told(hook: str) -> None:
    notify(Notify(webhook=hook), RUN | {"health": "ok"})
    notify(Notify(webhook=hook, on=("failed",)), RUN)
    assert Hook.received == []
    notify(Notify(webhook=hook, on=("ok",)), RUN | {"health": "ok"})
    assert len(Hook.received) == 1


@pytest.mark.parametrize(
    ("code", "warning"),
    [
        ("import sys; sys.exit('no mail today')", "ended with 1: no mail today"),
        ("import time; time.sleep(60)", "took longer than 1 s and was stopped."),
    ],
)
def test_a_failing_command_is_a_warning(code: str, warning: str, caplog: pytest.LogCaptureFixture) -> None:
    notify(Notify(command=python(code), timeout=1.0), RUN)
    assert warning in caplog.text


def test_a_missing_command_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    notify(Notify(command=("/no/such/notifier",)), RUN)
    assert "The notifier /no/such/notifier cannot be run: No such file or directory." in caplog.text


def test_a_failing_webhook_is_a_warning_without_its_token(hook: str, caplog: pytest.LogCaptureFixture) -> None:
    Hook.status = 500
    notify(Notify(webhook=hook), RUN)
    notify(Notify(webhook="http://127.0.0.1:9/services/secret-token", timeout=2.0), RUN)
    assert "The webhook at 127.0.0.1 answered HTTP 500." in caplog.text
    assert "The webhook at 127.0.0.1 cannot be reached" in caplog.text
    assert "secret-token" not in caplog.text
