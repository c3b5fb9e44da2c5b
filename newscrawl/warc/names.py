"""Names of WARC files: always a file in the archive's own folder, never a path, whoever wrote the name down."""

from __future__ import annotations


def is_file_name(name: object) -> bool:
    """True for a plain file name; False for what could lead out of the folder, here or on another system."""
    return isinstance(name, str) and name not in ("", ".", "..") and not set(name).intersection("/\\\0")
