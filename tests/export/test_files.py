"""A file under its final name is whole, whatever happens."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newscrawl.errors import NewscrawlError, UsageError
from newscrawl.export.files import AtomicFile

WRITER = """
import sys, time
from pathlib import Path
from newscrawl.export.files import AtomicFile
with AtomicFile(Path(sys.argv[1])) as file:
    file.write(b"half")
    file._file.flush()
    print("written", flush=True)
    time.sleep(60)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_name_appears_with_commit(tmp_path: Path) -> None:
    with AtomicFile(tmp_path / "a") as file:
        file.write(b"one")
        assert names(tmp_path) == [".a.part"]
        file.commit()
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"one"


def test_finished_files_appear_when_published(tmp_path: Path) -> None:
    with AtomicFile(tmp_path / "a") as file:
        file.write(b"one")
        file.finish()
        assert names(tmp_path) == [".a.part"]
        file.publish()
    assert (tmp_path / "a").read_bytes() == b"one"


def test_nothing_is_left_of_a_failure(tmp_path: Path) -> None:
    with contextlib.suppress(RuntimeError), AtomicFile(tmp_path / "a") as file:
        file.write(b"one")
        raise RuntimeError
    assert names(tmp_path) == []


def test_an_existing_file_is_replaced_only_by_force(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(UsageError, match="exists already"):
        AtomicFile(tmp_path / "a")
    with AtomicFile(tmp_path / "a", force=True) as file:
        file.write(b"new")
        assert (tmp_path / "a").read_bytes() == b"old"
        file.commit()
    assert (tmp_path / "a").read_bytes() == b"new"


def test_a_file_that_came_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    with AtomicFile(tmp_path / "a") as file:
        (tmp_path / "a").write_bytes(b"theirs")
        with pytest.raises(UsageError, match="exists already"):
            file.commit()
    assert (tmp_path / "a").read_bytes() == b"theirs"
    assert names(tmp_path) == ["a"]


def test_a_second_writer_is_told(tmp_path: Path) -> None:
    with AtomicFile(tmp_path / "a") as file:
        with pytest.raises(UsageError, match="Another process is writing"):
            AtomicFile(tmp_path / "a")
        file.write(b"one")
        file.commit()
    assert (tmp_path / "a").read_bytes() == b"one"


@pytest.mark.parametrize(("name", "words"), [(".", "is a folder"), ("none/a", "There is no folder")])
def test_impossible_names(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        AtomicFile(tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(NewscrawlError, match="cannot be written"):
        AtomicFile(tmp_path / "a")
    tmp_path.chmod(0o700)


def test_what_a_killed_process_left_is_taken_over(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path / "a")], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    assert names(tmp_path) == [".a.part"]
    for _ in range(50):  # The lock goes with the process, a moment later.
        try:
            file = AtomicFile(tmp_path / "a")
            break
        except UsageError:
            time.sleep(0.1)
    with file:
        file.write(b"whole")
        file.commit()
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"whole"
