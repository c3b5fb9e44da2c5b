"""The `newscrawl` command: one file a command, loaded only when it is called."""

from newscrawl.cli.main import main

__all__ = ["main"]
