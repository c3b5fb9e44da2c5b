"""docs/configuration.md, made from the declared keys; a test holds the file against this."""

from __future__ import annotations

import inspect
from dataclasses import MISSING, Field
from pathlib import Path
from typing import Any

from newscrawl.config.keys import SECTIONS, Config, Job
from newscrawl.config.load import keys_of, variable

_INTRODUCTION = """# Configuration

newscrawl needs no configuration. For a crawl that runs by itself, write a `newscrawl.toml` in the folder where the
command runs, or name a file with `newscrawl --config PATH`. The command line overrules environment variables, and
these overrule the file. A key that is unknown, or holds what it may not, ends the command with a sentence that names
the file, the key and what is allowed; nothing runs on a misread configuration.

A small one:

```toml
archive = "data/newscrawl.db"
contact = "archive@example.org"

[jobs.chengdu]
channels = ["chengdu"]
every = "6h"

[notify]
command = ["/usr/local/bin/tell-me"]
```

`newscrawl schedule` shows what that makes run when; see [running it for years](operations.md).

This page is made by `python -m newscrawl.config.docs > docs/configuration.md`; a test compares.
"""


def page() -> str:
    """The whole page as Markdown."""
    parts = [_INTRODUCTION, "## Before any section", _prose(Config), _table(Config, "")]
    parts += ["## [jobs.NAME]", _prose(Job), _table(Job, None)]
    for name, section in SECTIONS.items():
        parts += [f"## [{name}]", _prose(section), _table(section, f"{name}.")]
    return "\n".join(f"{part.strip()}\n" for part in parts)


def example() -> str:
    """Every key with its example: a file that must load."""
    lines = [_line(item) for item in keys_of(Config)]
    lines += ["", "[jobs.daily]", *(_line(item) for item in keys_of(Job) if item.name != "every")]
    for name, section in SECTIONS.items():
        lines += ["", f"[{name}]", *(_line(item) for item in keys_of(section))]
    return "\n".join(lines) + "\n"


def _line(item: Field[Any]) -> str:
    return f"{item.name} = {item.metadata['example']}"


def _prose(section: type) -> str:
    return " ".join(inspect.getdoc(section).split())  # type: ignore[union-attr]  # each has one


def _table(section: type, prefix: str | None) -> str:
    """`prefix` None: the keys have no environment variables."""
    rows = ["| key | must be | default | what it is for | overruled by |", "|---|---|---|---|---|"]
    for item in keys_of(section):
        meta = item.metadata
        over = [f"`{variable(prefix + item.name)}`"] if prefix is not None else []
        over += [f"`{meta['option']}`"] if meta["option"] else []
        cells = (f"`{_line(item)}`", meta["kind"].allows, _default(item), meta["says"], ", ".join(over))
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows)


def _default(item: Field[Any]) -> str:
    value = item.default
    if value is None or value is MISSING or value == ():
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return ", ".join(f"`{word}`" for word in value)
    if item.name == "max_size":
        return f"`{value // 2**20} MiB`"
    return f"`{value:g}`" if isinstance(value, int | float) else f"`{Path(value).as_posix()}`"


if __name__ == "__main__":
    import sys

    sys.stdout.write(page())
