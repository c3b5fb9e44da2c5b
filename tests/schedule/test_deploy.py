"""The files of deploy/ are what the commands write, so that they cannot go stale."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newscrawl.config import Config, load
from newscrawl.schedule import crontab, systemd

DEPLOY = Path(__file__).parents[2] / "deploy"
HOME = Path("/srv/newscrawl")


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch) -> Iterator[Config]:
    """The example, as if it were installed in its place."""
    monkeypatch.setattr(sys, "executable", str(HOME / "venv/bin/python"))
    monkeypatch.setattr(Path, "cwd", lambda: HOME)
    monkeypatch.setenv("TZ", "UTC")  # a crontab is in the machine's own time
    time.tzset()
    yield replace(load(DEPLOY / "newscrawl.toml", {}), file=HOME / "newscrawl.toml")
    monkeypatch.undo()
    time.tzset()


def test_the_units_are_what_install_writes(config: Config) -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in (DEPLOY / "systemd").iterdir()}
    assert written == systemd.units(config)


def test_the_crontab_is_what_install_writes(config: Config) -> None:
    line = crontab.line(config, datetime(2026, 11, 23, tzinfo=UTC))
    assert (DEPLOY / "crontab").read_text(encoding="utf-8") == crontab.with_line("", config, line)
