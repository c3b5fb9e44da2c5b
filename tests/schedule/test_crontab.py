"""The crontab: one line of ours among lines of others."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from newscrawl.cli.main import cli
from newscrawl.config import Config, Job
from newscrawl.schedule import crontab

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
OTHERS = "# m h dom mon dow command\n5 4 * * * backup\n"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    jobs = (Job(name="daily", at=("03:30",)), Job(name="often", every="6h"))
    return Config(archive=tmp_path / "50%.db", jobs=jobs, file=tmp_path / "newscrawl.toml")


def test_the_line_wakes_at_the_minutes_that_matter(config: Config) -> None:
    line = crontab.line(config, NOW)
    assert line.startswith("0,30 * * * * cd ")
    assert line.endswith("schedule tick")
    assert r"50\%.db" in line, "a bare % would end the command"
    quarter = replace(config, jobs=(Job(name="a", every="15m"),))
    assert crontab.line(quarter, NOW).startswith("0,15,30,45 * * * * ")


def test_our_line_comes_and_goes_and_others_stay(config: Config) -> None:
    with_ours = crontab.with_line(OTHERS, config, "0 * * * * newscrawl")
    assert with_ours.startswith(OTHERS)
    assert with_ours.count("0 * * * * newscrawl") == 1
    assert crontab.with_line(with_ours, config, "0 * * * * newscrawl") == with_ours
    assert crontab.with_line(with_ours, config, None) == OTHERS
    second = replace(config, file=config.archive.parent / "second.toml")
    both = crontab.with_line(with_ours, second, "5 * * * * newscrawl")
    assert crontab.with_line(both, config, None) == crontab.with_line(OTHERS, second, "5 * * * * newscrawl")


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A crontab command that keeps its table in a file, as cron does."""
    (tmp_path / "bin").mkdir()
    table = tmp_path / "table"
    program = tmp_path / "bin" / "crontab"
    program.write_text(f'#!/bin/sh\nif [ "$1" = -l ]; then cat "{table}"; else cat > "{table}"; fi\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return table


def test_the_commands_install_and_remove_it(table: Path, tmp_path: Path) -> None:
    table.write_text(OTHERS, encoding="utf-8")
    file = tmp_path / "newscrawl.toml"
    file.write_text('[jobs.daily]\nat = ["03:30"]\n', encoding="utf-8")

    def schedule(*arguments: str) -> str:
        result = CliRunner().invoke(cli, ["--config", str(file), "schedule", *arguments], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    assert "write in the crontab: 30 * * * * cd" in schedule("install", "--cron", "--dry-run")
    assert table.read_text(encoding="utf-8") == OTHERS
    schedule("install", "--cron")
    assert table.read_text(encoding="utf-8").count("schedule tick") == 1
    assert schedule("install", "--cron") == "The crontab is as it should be.\n"
    assert "remove in the crontab" in schedule("remove", "--cron")
    assert table.read_text(encoding="utf-8") == OTHERS
    assert schedule("remove", "--cron") == "Nothing is installed.\n"
