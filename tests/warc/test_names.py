"""No name of a WARC file leads out of its folder."""

from __future__ import annotations

import pytest

from newscrawl.warc.names import is_file_name


@pytest.mark.parametrize("name", ["a.warc.gz", "..a", "新闻.warc", "a b"])
def test_plain_names(name: str) -> None:
    assert is_file_name(name)


@pytest.mark.parametrize("name", ["", ".", "..", "../a", "/etc/passwd", "a/b", "a\\b", "a\0b", None, 5])
def test_what_is_no_plain_name(name: object) -> None:
    assert not is_file_name(name)
