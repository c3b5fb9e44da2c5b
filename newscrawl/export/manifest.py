"""The manifest beside a dump: what it is, from when, whole or not. Holds no time of day and no machine's name, so that
the same dump has the same manifest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from newscrawl import __version__
from newscrawl.errors import NewscrawlError, UsageError
from newscrawl.export.columns import SCHEMA_VERSION
from newscrawl.export.encoders import Format
from newscrawl.export.request import Request
from newscrawl.export.source import ChannelCount, Source

MANIFEST_VERSION = 1
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of a dump. `lines` counts articles and tombstones; `content_sha256` is taken before compression, which
    other machines' libraries may do otherwise."""

    name: str
    lines: int
    bytes: int
    sha256: str
    content_sha256: str


def manifest_path(output: Path) -> Path:
    """`articles.jsonl.manifest.json` beside `articles.jsonl`."""
    return output.with_name(output.name + ".manifest.json")


def _library(format_: Format) -> dict[str, str]:
    """What else decides about the bytes."""
    if format_ != "parquet":
        return {}
    from newscrawl.export import parquet  # Not loaded for the other formats.

    return {"pyarrow": parquet.version()}


def describe(request: Request, source: Source, files: Sequence[FileEntry], *, mended: int) -> str:
    """The manifest of a dump that has just been written, as text."""
    channels = source.channels()
    content = {
        "manifest_version": MANIFEST_VERSION,
        "schema_version": SCHEMA_VERSION,
        "arguments": request.arguments(),
        "articles": sum(channel.articles for channel in channels),
        "tombstones": source.tombstones,
        "texts_mended": mended,
        **_span(channels),
        "channels": [asdict(channel) for channel in channels],
        "cursor": str(source.cursor),
        "files": [asdict(file) for file in files],
        "newscrawl": __version__,
        "rules": source.rules(),
        **_library(request.format),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def read(path: Path) -> dict[str, Any]:
    """A manifest's content. Raises UsageError where the file is none, NewscrawlError where it is of a later version."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"The manifest {path} cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise UsageError(f"{path} is no manifest ({error}). Name a file that ends in .manifest.json.") from error
    if not isinstance(content, dict) or "manifest_version" not in content:
        raise UsageError(f"{path} is no manifest. Name a file that ends in .manifest.json.")
    if content.get("manifest_version") != MANIFEST_VERSION:
        raise NewscrawlError(
            f"{path} is a manifest of version {content.get('manifest_version')}; this newscrawl knows version "
            f"{MANIFEST_VERSION}. Upgrade newscrawl to check it."
        )
    if not isinstance(content.get("files"), list) or not all(map(_is_entry, content["files"])):
        raise UsageError(f"{path} is damaged: its list of files cannot be understood. Make the dump again.")
    return content


def check(path: Path) -> Iterator[tuple[str, str | None]]:
    """(file name, what is wrong with it or None) for every file that the manifest names. Raises as `read` does."""
    for entry in read(path)["files"]:
        yield entry["name"], _fault(path.parent / entry["name"], entry)


def _is_entry(entry: Any) -> bool:
    """A file beside the manifest, with its size and digest."""
    wanted = {"name": str, "bytes": int, "sha256": str}
    if not isinstance(entry, dict) or not all(isinstance(entry.get(key), kind) for key, kind in wanted.items()):
        return False
    return bool(Path(entry["name"]).name == entry["name"])


def _fault(path: Path, entry: dict[str, Any]) -> str | None:
    try:
        with path.open("rb") as file:
            size, digest = 0, hashlib.sha256()
            while block := file.read(_BLOCK):
                size += len(block)
                digest.update(block)
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    if size != entry["bytes"]:
        return f"has {size:,} bytes, not {entry['bytes']:,}"
    if digest.hexdigest() != entry["sha256"]:
        return f"has another content: SHA-256 {digest.hexdigest()}, not {entry['sha256']}"
    return None


def _span(channels: Sequence[ChannelCount]) -> dict[str, str | None]:
    firsts = [c.first_published_at for c in channels if c.first_published_at]
    lasts = [c.last_published_at for c in channels if c.last_published_at]
    return {"first_published_at": min(firsts, default=None), "last_published_at": max(lasts, default=None)}
