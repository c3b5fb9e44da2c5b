"""docs/operations.md against the code: its commands exist, its numbers are the rules', its fields are told."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click

from newscrawl.after_run import _run
from newscrawl.archive import health
from newscrawl.cli.main import COMMANDS, cli
from newscrawl.config import Config
from newscrawl.health import lines, shares, silence

PAGE = (Path(__file__).parents[1] / "docs" / "operations.md").read_text(encoding="utf-8")


def test_the_commands_exist() -> None:
    for name, rest in re.findall(r"`newscrawl (?:--archive \S+ )?([a-z]+)([^`]*)`", PAGE):
        assert name in COMMANDS
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        words = rest.split()
        if isinstance(command, click.Group) and words and not words[0].startswith(("-", "[")):
            assert words[0] in command.commands
            command = command.commands[words.pop(0)]
        options = {option for param in command.params for option in param.opts}
        assert {word.strip("[]") for word in words if word.strip("[]").startswith("--")} <= options | {"--archive"}


def test_the_example_is_valid() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert set(tomllib.loads(example)["jobs"]) == {"chengdu", "chengdu-whole"}


def test_the_fields_of_a_run_are_all_described() -> None:
    row = dict.fromkeys(("id", "started_at", "finished_at", "ended", "health", "health_reasons", "counts"))
    told = _run(Config(), row | {"arguments": {}}, exit_code=None)
    table = PAGE.split("| field | |")[1].split("\n\n")[0]
    assert set(told) == {name for cell in re.findall(r"^\| (.*?) \|", table, re.MULTILINE)
                         for name in re.findall(r"`(\w+)`", cell)}  # fmt: skip


def test_the_numbers_are_those_of_the_rules() -> None:
    assert health.KEPT_RUNS == 120
    assert (shares.ALPHA, shares.LEAST, shares.WINDOW, shares.ENOUGH) == (1e-6, 3, 6, 10)
    assert (shares.YOUNG, shares.YOUNG_ALPHA) == (50, 1e-5)
    assert (shares.BAD_SHARE, shares.BAD_FAILURES) == (0.5, 0.2)
    assert (lines.STREAK, lines.SHARED) == (4, 0.5)
    assert (silence.LONGER, silence.EXPECTED_MEANWHILE) == (2.0, 20.0)
