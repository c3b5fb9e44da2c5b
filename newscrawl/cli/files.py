"""The files that a command is to read, looked at before any work begins; and standard output where it fails."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from newscrawl.errors import NewscrawlError, UsageError

_OUTPUT_FAILS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


def require_files(paths: Iterable[Path]) -> None:
    """Raises UsageError for a path that leads nowhere, or to a folder."""
    for path in paths:
        if path.is_dir():
            raise UsageError(f"{path} is a folder: name the files in it.")
        if not path.exists():
            raise UsageError(f"There is no file {path}: check the path.")


@contextmanager
def output_written() -> Iterator[None]:
    """Inside, and at the end, raises NewscrawlError where standard output cannot be written (a full disk).

    Where its reader has gone (`head` has all it wants), the program ends quietly.
    """
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        let_go_of_stdout()
        sys.exit(1)
    except OSError as error:
        if error.errno not in _OUTPUT_FAILS or error.filename is not None:
            raise
        let_go_of_stdout()
        raise NewscrawlError(f"The output cannot be written ({error.strerror}). It is not whole.") from error


def let_go_of_stdout() -> None:
    """Keep Python from complaining at exit about output that nobody takes."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
