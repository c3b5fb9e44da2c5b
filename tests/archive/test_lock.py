"""One writer an archive, and a sentence for the second."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from newscrawl.archive import Archive
from newscrawl.archive.lock import WriterLock
from newscrawl.errors import ArchiveBusy
from tests.archive.processes import in_another_process

COUNT = "SELECT count(*) FROM pages"
ENTER = "INSERT INTO pages (url, kind, discovered_at) VALUES (?, 'article', '2026-11-23T00:00:00Z')"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


def test_a_second_writer_is_told_who_holds_it(path: Path) -> None:
    with Archive.write(path, command="newscrawl crawl"):
        holder = json.loads(path.with_name("news.db.lock").read_text())
        assert (holder["pid"], holder["command"]) == (os.getpid(), "newscrawl crawl")
        with pytest.raises(ArchiveBusy) as refused:
            in_another_process(path, "Archive.write(path, command='x')")
        assert f"process {os.getpid()} (newscrawl crawl) since {holder['since']}" in str(refused.value)
        assert ArchiveBusy.exit_code == 4


def test_it_is_free_again_when_its_holder_closes_or_dies(path: Path) -> None:
    Archive.write(path, command="test").close()
    in_another_process(path, "Archive.write(path, command='x').close()")
    program = (
        "import sys, pathlib, time\nfrom newscrawl.archive import Archive\n"
        "held = Archive.write(pathlib.Path(sys.argv[1]), command='x'); print('held', flush=True); time.sleep(60)"
    )
    root = Path(__file__).parents[2]
    holder = subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True, cwd=root)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(ArchiveBusy, match=f"process {holder.pid}"):
        Archive.write(path, command="test")
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    Archive.write(path, command="test").close()


def test_a_lock_file_that_says_nothing_still_locks(path: Path) -> None:
    lock = WriterLock(path)
    with lock.held(command="x", since="y"):
        path.with_name("news.db.lock").write_text("")
        with pytest.raises(ArchiveBusy, match="another process"):
            WriterLock(path).acquire(command="z", since="y")


def test_readers_need_none(path: Path) -> None:
    with Archive.write(path, command="test") as opened:
        with opened.changes() as db:
            db.execute(ENTER, ["a"])
        with Archive.read(path) as reader:
            assert reader.db.execute(COUNT).fetchone() == (0,)
            opened.commit()
            assert reader.db.execute(COUNT).fetchone() == (1,)
