"""Standard output where it fails: its reader has gone, or the disk behind it is full."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from newscrawl.errors import NewscrawlError

_OUTPUT_FAILS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


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
