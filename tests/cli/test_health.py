"""`newscrawl health` and `newscrawl crawls`, as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newscrawl.archive import Archive, crawls, health
from newscrawl.cli.main import cli
from newscrawl.errors import UsageError

REASON = "chengdu/jianyang: 6 of 6 articles have no source; before it were 1 of 214."


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two runs: one that was well, one that was degraded."""
    path = tmp_path / "newscrawl.db"
    with Archive.write(path, command="test") as opened, opened.changes() as db:
        for number, alarms in enumerate(([], ["no source"]), 1):
            at = f"2026-11-0{number}T03:30:00Z"
            run = crawls.start(db, now=at, arguments={"channels": ["简阳"]}, process="here:1", version="1")
            figures = {"pages": 6, "answers": 8, "seconds": 4.0, "failed": {"The site answered HTTP 500.": 2}}
            health.save(db, run, "chengdu/jianyang", new=6, figures=figures, alarms=alarms)
            crawls.set_health(db, run, "degraded" if alarms else "ok", [REASON] if alarms else [])
            counts = {"listings": 2, "new": 6, "failed": 2, "bytes": 3_500_000}
            crawls.finish(db, run, now=at.replace("03:30", "03:41"), ended="finished", counts=counts)
    return path


def newscrawl(archive: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--archive", str(archive), *arguments])


def test_health_tells_the_last_run_and_exits_3_where_it_was_degraded(archive: Path) -> None:
    result = newscrawl(archive, "health")
    assert result.exit_code == 3
    assert result.output.splitlines() == [
        "Run 2, 2026-11-02T03:41:00Z: finished, degraded.",
        f"  {REASON}",
        "Last in good health: 2026-11-01T03:41:00Z.",
    ]
    state = json.loads(newscrawl(archive, "health", "--json").output)
    assert (state["health"], state["reasons"], state["crawl_id"]) == ("degraded", [REASON], 2)


def test_a_new_normal_is_accepted_once(archive: Path) -> None:
    assert newscrawl(archive, "health", "--accept").output == "chengdu/jianyang: no source\nThis is now the normal.\n"
    assert newscrawl(archive, "health", "--accept").output == "No alarm is open; nothing was changed.\n"


def test_health_without_a_run(tmp_path: Path) -> None:
    Archive.write(tmp_path / "newscrawl.db", command="test").close()
    result = newscrawl(tmp_path / "newscrawl.db", "health")
    assert (result.exit_code, result.output) == (0, "No run has ended yet.\n")


def test_crawls_lists_runs_newest_first_with_the_first_reason(archive: Path) -> None:
    lines = newscrawl(archive, "crawls").output.splitlines()
    runs = [line.split() for line in lines if "finished" in line]
    assert [(row[0], row[2], row[5], row[-1]) for row in runs] == [
        ("2", "0:11:00", "6", "degraded"),
        ("1", "0:11:00", "6", "ok"),
    ]
    assert lines[-1] == f"Run 2: {REASON}"


def test_crawls_tells_all_of_one_run(archive: Path) -> None:
    output = newscrawl(archive, "crawls", "2").output
    for said in (REASON, "2 pages failed: The site answered HTTP 500.", '["简阳"]', "3,500,000", "no source", "0.5"):
        assert said in output


def test_crawls_as_json_has_the_same(archive: Path) -> None:
    first = json.loads(newscrawl(archive, "crawls", "--json").output.splitlines()[0])
    assert first["failed_by_reason"] == {"The site answered HTTP 500.": 2}
    assert first["channels"] == [
        {
            "channel": "chengdu/jianyang",
            "new": 6,
            "pages": 6,
            "failed": 2,
            "seconds": 0.5,
            "alarms": ["no source"],
        }
    ]


def test_a_run_that_is_not_there_is_a_sentence(archive: Path) -> None:
    result = newscrawl(archive, "crawls", "9")
    assert isinstance(result.exception, UsageError)
    assert str(result.exception) == "There is no run 9. See 'newscrawl crawls'."
