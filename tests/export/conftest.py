"""An archive of 40 articles, ready to export, and the export itself without a command line."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newscrawl.archive import Archive
from newscrawl.export import run
from newscrawl.export.request import Request
from tests.export.material import article, store

Export = Callable[..., bytes]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "newscrawl.db"
    store(path, (article(number) for number in range(1, 41)))
    return path


@pytest.fixture
def archive(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(template, tmp_path / "newscrawl.db"))


@pytest.fixture
def export() -> Export:
    """`export(path, format="csv", …)`: the bytes of a dump; the arguments are those of Request."""

    def exported(path: Path, **arguments: Any) -> bytes:
        stream = io.BytesIO()
        with Archive.read(path) as opened:
            run.to_stream(opened, Request(**arguments), stream)
        return stream.getvalue()

    return exported
