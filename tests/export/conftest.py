"""An archive of 40 articles, ready to export, and the export itself without a command line."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newscrawl.archive import Archive
from newscrawl.export import run
from newscrawl.export.request import Request
from tests.export.material import article, store

Export = Callable[..., bytes]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "newscrawl.db"
    store(path, (article(number) for number in range(1, 41)))
    return path


@pytest.fixture
def export() -> Export:
    """`export(path, format="csv", …)`: the bytes of a dump; the arguments are those of Request."""

    def exported(path: Path, **arguments: Any) -> bytes:
        stream = io.BytesIO()
        with Archive.read(path) as opened:
            run.to_stream(opened, Request(**arguments), stream)
        return stream.getvalue()

    return exported
