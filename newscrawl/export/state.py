"""The state file of `--state`: how far increments have come, for cron."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from newscrawl.errors import UsageError
from newscrawl.export.files import AtomicFile, check_target
from newscrawl.export.manifest import manifest_path
from newscrawl.export.request import Request


def check_place(path: Path, output: Path) -> None:
    """Find out before the work whether the state can be kept at `path`. Raises UsageError where it cannot."""
    check_target(path, force=True)
    if path.resolve() in (output.resolve(), manifest_path(output).resolve()):
        raise UsageError(f"--state {path} is what the export itself writes. Name another file for the state.")


def resume(path: Path, request: Request) -> Request:
    """The request, to go on after the last export that `path` knows of; unchanged where there was none.

    Raises UsageError where the file is none, or was made for other articles or columns.
    """
    if not path.exists():
        return request
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
        cursor, arguments = str(state["cursor"]), dict(state["arguments"])
    except OSError as error:
        raise UsageError(f"The state file {path} cannot be read ({error.strerror}).") from error
    except (ValueError, KeyError, TypeError):
        raise UsageError(f"{path} is no state file. Name another, or remove it to begin with a full dump.") from None
    if arguments != _arguments(request):
        raise UsageError(
            f"The state file {path} was made with other arguments ({json.dumps(arguments, ensure_ascii=False)}). "
            "Keep to them, or name another state file: increments must go on with what they began."
        )
    return replace(request, after=cursor)


def save(path: Path, request: Request, cursor: str) -> None:
    """Remember where the archive stood; call it when the export is safe. Raises as AtomicFile does."""
    state = {"cursor": cursor, "arguments": _arguments(request)}
    with AtomicFile(path, force=True) as file:
        file.write((json.dumps(state, ensure_ascii=False, indent=2) + "\n").encode())
        file.commit()


def _arguments(request: Request) -> dict[str, object]:
    return replace(request, after=None, shard_size=None).arguments()
