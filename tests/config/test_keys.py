"""Every key declared is documented, has an example that loads, and can be overruled."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.cli.main import COMMANDS, LazyGroup, cli
from newscrawl.config import Config, docs, load
from newscrawl.config.keys import SECTIONS, Job
from newscrawl.config.load import keys_of

DOCS = Path(__file__).parents[2] / "docs" / "configuration.md"


def test_the_page_is_what_the_keys_say() -> None:
    assert DOCS.read_text(encoding="utf-8") == docs.page(), (
        "run: python -m newscrawl.config.docs > docs/configuration.md"
    )


def test_every_example_of_the_page_loads(tmp_path: Path) -> None:
    file = tmp_path / "newscrawl.toml"
    file.write_text(docs.example(), encoding="utf-8")
    config = load(file, {})
    assert config.crawl.delay == 1.5
    assert config.jobs == (
        Job(name="daily", channels=("chengdu",), at=("03:30", "15:30"), on=("mon", "thu"), full=True),
    )
    assert config.notify.command == ("/usr/local/bin/tell-me", "newscrawl")
    assert config.log.max_size == 10 * 2**20
    assert config.retention.warc_days == 3650


@pytest.mark.parametrize("section", [Config, Job, *SECTIONS.values()])
def test_every_key_says_what_it_is_for(section: type) -> None:
    for item in keys_of(section):
        assert item.metadata["says"].endswith("."), item.name
        assert item.metadata["kind"].allows, item.name


def test_every_option_named_exists() -> None:
    group = cli
    assert isinstance(group, LazyGroup)
    for section in (Config, *SECTIONS.values()):
        for item in keys_of(section):
            if not item.metadata["option"]:
                continue
            *command, option = item.metadata["option"].split(" ")
            holder = group.get_command(None, command[0]) if command else group  # type: ignore[arg-type]
            assert not command or command[0] in COMMANDS
            known = {name for param in holder.params for name in (*param.opts, *param.secondary_opts)}  # type: ignore[union-attr]
            assert set(option.split("/")) <= known, item.metadata["option"]
