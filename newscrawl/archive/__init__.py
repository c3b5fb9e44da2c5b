"""The archive: the only part of newscrawl that speaks SQL."""

from newscrawl.archive.archive import Archive, default_path

__all__ = ["Archive", "default_path"]
