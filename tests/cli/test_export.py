"""The command `export` and its companions, as a user meets them."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from newscrawl.cli.main import main
from tests.export.material import article, by_other_means, columns, parsed, see, store, vanish


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli-export") / "newscrawl.db"
    store(path, (article(number) for number in range(1, 41)))
    return path


Run = Callable[..., "Ended"]


@dataclass(frozen=True)
class Ended:
    """What a command wrote, and how it ended."""

    stdout: bytes
    stderr: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """`run(archive, "export", …, ends=2)`: the command as its entry point runs it, its exit code checked."""

    def call(archive: Path, *arguments: object, ends: int = 0) -> Ended:
        monkeypatch.setattr(sys, "argv", ["newscrawl", "--archive", str(archive), *map(str, arguments)])
        code: object = 0
        try:
            main()
        except SystemExit as exit_:
            code = exit_.code or 0
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        assert code == ends, err.decode()
        return Ended(out, err.decode())

    return call


def command(archive: Path, *arguments: object) -> list[str]:
    """The same as a process of its own."""
    return [sys.executable, "-m", "newscrawl", "--archive", str(archive), *map(str, arguments)]


def test_standard_output_and_file_hold_the_same(archive: Path, tmp_path: Path, run: Run) -> None:
    out = run(archive, "export").stdout
    done = run(archive, "export", "-o", tmp_path / "a.jsonl")
    assert (done.stdout, done.stderr) == (b"", "")
    assert (tmp_path / "a.jsonl").read_bytes() == out
    assert len(parsed(out)) == 40
    assert run(archive, "export", "--check", tmp_path / "a.jsonl.manifest.json").stdout == b"a.jsonl: ok\n"
    (tmp_path / "a.jsonl").write_bytes(out[:-1])
    done = run(archive, "export", "--check", tmp_path / "a.jsonl.manifest.json", ends=1)
    assert b"a.jsonl: has" in done.stdout
    assert "1 of its files not as they were written" in done.stderr


def test_filters_columns_and_format_by_name(archive: Path, tmp_path: Path, run: Run) -> None:
    run(
        archive, "export", "--district", "简阳", "--since", "2018-12", "--columns", "id,title", "-o", tmp_path / "a.csv"
    )
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == '"id","title"'
    assert lines[1] == '3,"第3号:踏水镇“创新”抓治理"'
    assert run(archive, "export", "--format", "csv", "--bom").stdout.startswith(b"\xef\xbb\xbf")


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    path = tmp_path / "newscrawl.db"
    store(path, (article(number, body="长" * 5000) for number in range(200)))
    with subprocess.Popen(command(path, "export"), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["id"] == 1
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_full_device_is_a_sentence(archive: Path, run: Run) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    done = run(archive, "export", "-o", "/dev/full", ends=1)
    assert "No space left on device" in done.stderr
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(command(archive, "export"), stdout=full, stderr=subprocess.PIPE, check=False)
    assert ended.returncode == 1
    assert ended.stderr.count(b"\n") == 1
    assert Path("/dev/full").is_char_device()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--columns", "id,headline"], "'headline' is no column"),
        (["--since", "soon"], "'soon' is no date"),
        (["--bom"], "for CSV only"),
        (["--after", "x"], "is no cursor"),
        (["--after", "start", "--format", "csv"], "use --format jsonl"),
        (["--after", "start", "--state", "s.json"], "not both"),
        (["--state", "s.json", "--format", "csv"], "use --format jsonl"),
        (["--shard-size", "5"], "name them with -o"),
        (["-o", "a.parquet.gz"], "Parquet compresses"),
        (["-o", "none/a.jsonl"], "There is no folder"),
        (["--columns", ""], "'' is no column"),
        (["--state", "none/s.json"], "There is no folder"),
        (["--state", "a.jsonl", "-o", "a.jsonl"], "what the export itself writes"),
        (["--state", "a.csv.manifest.json", "-o", "a.csv"], "what the export itself writes"),
        (["--check", "none.json"], "cannot be read"),
    ],
)
def test_what_makes_no_sense_is_a_sentence(
    archive: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, run: Run, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(archive, "export", *arguments, ends=2)
    assert words in done.stderr
    assert done.stdout == b""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("end", ["", "-wal", ".lock"])
@pytest.mark.parametrize("options", [["-o"], ["-o", "--state"]], ids=["output", "state"])
def test_an_archive_is_never_replaced(archive: Path, tmp_path: Path, run: Run, end: str, options: list[str]) -> None:
    target = archive.with_name(archive.name + end)
    before = archive.read_bytes()
    place = ["-o", str(target)] if options == ["-o"] else ["-o", str(tmp_path / "a.jsonl"), "--state", str(target)]
    done = run(archive, "export", "--force", "--format", "jsonl", *place, ends=2)
    assert "an archive must not be replaced" in done.stderr
    assert archive.read_bytes() == before
    assert not list(tmp_path.glob("*.jsonl*"))


def test_state_makes_increments_for_cron(tmp_path: Path, run: Run) -> None:
    path, state = tmp_path / "newscrawl.db", tmp_path / "state.json"
    store(path, (article(number) for number in range(1, 11)))
    run(path, "export", "--state", state, "-o", tmp_path / "1.jsonl")
    store(path, [article(11), article(2, title="改")], day=2)
    see(path, [5], day=3)
    run(path, "export", "--state", state, "-o", tmp_path / "2.jsonl.gz")
    vanish(path, [7], day=4)
    by_other_means(path, "DELETE FROM articles WHERE id = 9")
    run(path, "export", "--state", state, "-o", tmp_path / "3.jsonl")
    assert [line["id"] for line in parsed((tmp_path / "3.jsonl").read_bytes())] == [7, 9]
    run(path, "apply-increments", *(tmp_path / n for n in ("1.jsonl", "2.jsonl.gz", "3.jsonl")), "-o", tmp_path / "n")
    assert (tmp_path / "n").read_bytes() == run(path, "export").stdout
    assert json.loads((tmp_path / "3.jsonl.manifest.json").read_text())["tombstones"] == 2
    done = run(path, "export", "--state", state, "--city", "成都", ends=2)
    assert "was made with other arguments" in done.stderr


def test_import_takes_a_dump_in_once(archive: Path, tmp_path: Path, run: Run) -> None:
    run(archive, "export", "--with-revisions", "-o", tmp_path / "a.jsonl.zst")
    new = tmp_path / "new.db"
    assert b"40  articles new" in run(new, "import-jsonl", tmp_path / "a.jsonl.zst").stdout
    counts = json.loads(run(new, "import-jsonl", "--json", tmp_path / "a.jsonl.zst").stdout)
    assert (counts["added"], counts["known"]) == (0, 40)
    assert columns(new, "body") == columns(archive, "body")
    assert "There is no file" in run(new, "import-jsonl", tmp_path / "none", ends=2).stderr


def test_killed_at_any_moment_it_leaves_no_partial_file(tmp_path: Path, run: Run) -> None:
    """Killed at six moments from the first byte to the last: under its name stands all of it or nothing."""
    path, output, part = tmp_path / "newscrawl.db", tmp_path / "a.jsonl", tmp_path / ".a.jsonl.part"
    store(path, [article(1, body="长" * 3000)])
    names = "site, body, content_sha256, first_archived_at, last_seen_at, extractor"
    copies = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8000)"
    by_other_means(path, f"{copies} INSERT INTO articles (url, {names}) SELECT url || i, {names} FROM articles, n")
    whole = run(path, "export").stdout
    assert len(whole) > 70_000_000
    for step in range(6):
        part.unlink(missing_ok=True)
        process = subprocess.Popen(command(path, "export", "-o", output))
        wait_for(part)
        time.sleep(step * 0.04)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not output.exists() or output.read_bytes() == whole
        assert part.exists() != output.exists()
        output.unlink(missing_ok=True)
        output.with_name("a.jsonl.manifest.json").unlink(missing_ok=True)
    run(path, "export", "-o", output)
    assert output.read_bytes() == whole
    assert sorted(each.name for each in tmp_path.glob("*a.jsonl*")) == ["a.jsonl", "a.jsonl.manifest.json"]


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_progress_is_shown_on_a_terminal_only(archive: Path, tmp_path: Path, run: Run) -> None:
    master, terminal = pty.openpty()
    arguments = command(archive, "export", "-o", tmp_path / "a.jsonl")
    subprocess.run(arguments, stderr=terminal, stdout=subprocess.PIPE, check=True, env=os.environ | {"TERM": "xterm"})
    os.close(terminal)
    shown = os.read(master, 65536).decode()
    os.close(master)
    assert "40/40" in shown
    assert run(archive, "export", "-o", tmp_path / "b.jsonl").stderr == ""


def test_a_filter_that_names_nothing_is_told(archive: Path, run: Run) -> None:
    done = run(archive, "export", "--channel", "无此频道")
    assert (done.stdout, done.stderr) == (b"", "newscrawl: No article has the channel '无此频道'.\n")


@pytest.mark.parametrize("name", ["a.xlsx", "a.db", "a.json.zip", "a.jsonl.bz2"])
def test_a_name_of_another_kind_of_file_is_refused(archive: Path, tmp_path: Path, run: Run, name: str) -> None:
    done = run(archive, "export", "-o", tmp_path / name, ends=2)
    assert "is no kind of file that export writes" in done.stderr
    assert not (tmp_path / name).exists()
    assert run(archive, "export", "-o", tmp_path / name, "--format", "jsonl").stderr == ""


def test_the_schema_is_printed_without_an_archive(tmp_path: Path, run: Run) -> None:
    assert json.loads(run(tmp_path / "none.db", "export", "--schema").stdout)["$defs"]["article"]["type"] == "object"


def test_a_plain_dump_does_not_wait_for_libraries_it_has_no_use_for(archive: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "newscrawl", "--archive", str(archive), "export"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.count("\n") == done.stdout.count('{"id":') > 0
    for library in ("sqlite_utils", "zstandard", "pyarrow", "scrapy", "lxml", "logging.handlers", "tomllib", "csv"):
        assert f" {library}\n" not in done.stderr
