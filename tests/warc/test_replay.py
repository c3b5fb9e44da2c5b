"""pywb, the replay software of web archives, shows our files as the site was.

It brings some forty packages along, so it has a virtual environment of its own, made by `make test`; the variable
NEWSCRAWL_PYWB names its folder of commands. Without it the test is skipped and says so.
"""

from __future__ import annotations

import gzip
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.cli.ports import free_port
from newscrawl.replica import ReplicaSite
from newscrawl.warc.records import StoredPayload
from newscrawl.warc.writer import WarcWriter
from tests.warc.exchanges import exchange

HOST = "https://www.yybnet.net"
COMMANDS = os.environ.get("NEWSCRAWL_PYWB")
WAYBACK = shutil.which("wayback", path=COMMANDS)
MANAGER = shutil.which("wb-manager", path=COMMANDS)

pytestmark = pytest.mark.skipif(
    not (WAYBACK and MANAGER), reason="pywb is not installed; 'make test' installs it, or set NEWSCRAWL_PYWB"
)


@pytest.fixture
def site() -> ReplicaSite:
    return ReplicaSite(articles_per_channel=3)


@pytest.fixture
def replay(tmp_path: Path, site: ReplicaSite) -> Iterator[str]:
    """Two captures of the seed page, packed, the second a revisit, and one of a missing page; served by pywb."""
    stored: dict[bytes, StoredPayload] = {}
    writer = WarcWriter(tmp_path / "warc", info={"software": "newscrawl"}, find_payload=stored.get)
    url, body = HOST + site.seed_path, gzip.compress(site.respond(site.seed_path).body, mtime=0)
    for at in ("2026-11-23T01:15:03Z", "2026-11-24T01:15:03Z"):
        written = writer.write_exchange(exchange(body, url=url, at=at, encoding=b"gzip"))
        assert written.sha1
        stored.setdefault(written.sha1, StoredPayload(url, at, written.warc_file, written.warc_offset))
    writer.write_exchange(exchange(b"<h1>gone</h1>", url=f"{HOST}/gone.html", status=404))
    writer.close()
    home = tmp_path / "pywb"
    home.mkdir()
    files = [str(tmp_path / "warc" / name) for name in writer.files]
    for arguments in (["init", "news"], ["add", "news", *files]):
        subprocess.run([str(MANAGER), *arguments], cwd=home, check=True, capture_output=True, timeout=60)
    port = free_port()
    command = [str(WAYBACK), "--port", str(port), "--bind", "127.0.0.1"]
    process = subprocess.Popen(command, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}/news"
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("pywb does not answer")


def test_pywb_replays_every_capture(replay: str, site: ReplicaSite) -> None:
    body = site.respond(site.seed_path).body
    for day, moment in (("Mon, 23", "20261123011503"), ("Tue, 24", "20261124011503")):
        with urllib.request.urlopen(f"{replay}/{moment}id_/{HOST}{site.seed_path}", timeout=30) as answer:
            data, headers = answer.read(), answer.headers
        assert headers["Memento-Datetime"] == f"{day} Nov 2026 01:15:03 GMT"
        assert (gzip.decompress(data) if headers["Content-Encoding"] == "gzip" else data) == body
    with pytest.raises(urllib.error.HTTPError) as missing:
        urllib.request.urlopen(f"{replay}/20261123011503id_/{HOST}/gone.html", timeout=30)
    assert missing.value.code == 404
    assert b"<h1>gone</h1>" in missing.value.read()
