"""What is packed is the same for the same content, comes back whole, and says so where it is damaged."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import zstandard

from newscrawl.errors import NewscrawlError
from newscrawl.export.compression import compressor, damage_explained, open_content

CONTENT = "踏水镇让居民成为社区治理的主人。\n".encode() * 2_000
NAMES = ["a.jsonl.gz", "a.jsonl.zst"]


def packed(name: str, content: bytes = CONTENT) -> bytes:
    parts: list[bytes] = []
    sink = compressor(Path(name), parts.append)
    assert sink is not None
    for start in range(0, len(content), 999):
        sink.write(content[start : start + 999])
    sink.close()
    return b"".join(parts)


def unpacked(path: Path) -> bytes:
    with damage_explained(path.name), open_content(path) as file:
        return file.read()


@pytest.mark.parametrize("name", NAMES)
def test_the_same_content_gives_the_same_bytes_and_comes_back(tmp_path: Path, name: str) -> None:
    data = packed(name)
    assert data == packed(f"other-{name}")
    assert len(data) < len(CONTENT) / 20
    (tmp_path / name).write_bytes(data)
    assert unpacked(tmp_path / name) == CONTENT


def test_the_tools_of_the_world_read_it() -> None:
    assert gzip.decompress(packed("a.gz")) == CONTENT
    assert zstandard.ZstdDecompressor().decompressobj().decompress(packed("a.zst")) == CONTENT


def test_a_gzip_header_names_no_file_and_no_time() -> None:
    assert packed("a.gz")[3:8] == b"\0\0\0\0\0"


def test_a_name_that_asks_for_nothing_is_not_packed(tmp_path: Path) -> None:
    assert compressor(Path("a.jsonl"), lambda data: None) is None
    (tmp_path / "a.jsonl").write_bytes(CONTENT)
    assert unpacked(tmp_path / "a.jsonl") == CONTENT


@pytest.mark.parametrize("name", NAMES)
def test_lines_can_be_read_one_by_one_over_several_parts(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(packed(name) + packed(name, "尾。\n".encode()))
    with open_content(tmp_path / name) as file:
        lines = list(file)
    assert (len(lines), lines[-1]) == (2_001, "尾。\n".encode())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kept", [0.0, 0.3, 0.99])
def test_a_file_cut_short_is_told_and_no_part_of_it_taken_for_whole(tmp_path: Path, name: str, kept: float) -> None:
    data = packed(name)
    (tmp_path / name).write_bytes(data[: int(len(data) * kept)])
    with pytest.raises(NewscrawlError, match=rf"^{name} is cut short: its compressed content has no end\."):
        unpacked(tmp_path / name)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_damaged_or_not_there_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(NewscrawlError, match=f"^{name} cannot be read"):
        unpacked(tmp_path / name)
    (tmp_path / name).write_bytes(b"no such format")
    with pytest.raises(NewscrawlError, match=f"^{name} cannot be read"):
        unpacked(tmp_path / name)
