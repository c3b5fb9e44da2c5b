"""No name of a WARC file leads out of its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.errors import ArchiveError
from newscrawl.warc.names import is_file_name
from newscrawl.warc.pages import read_page


@pytest.mark.parametrize("name", ["a.warc.gz", "..a", "新闻.warc", "a b"])
def test_plain_names(name: str) -> None:
    assert is_file_name(name)


@pytest.mark.parametrize("name", ["", ".", "..", "../a", "/etc/passwd", "a/b", "a\\b", "a\0b", None, 5])
def test_what_is_no_plain_name(name: object) -> None:
    assert not is_file_name(name)


@pytest.mark.parametrize("name", ["../secret.warc", "/etc/passwd", ".."])
def test_nothing_beside_the_folder_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.warc").write_bytes(b"WARC/1.1\r\n")
    with pytest.raises(ArchiveError, match="is no name of a WARC file in"):
        read_page(tmp_path / "warc", name, 0)
