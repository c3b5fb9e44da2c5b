"""newscrawl: an archive of Chinese local news that people can trust.

`from newscrawl import Archive` opens one for reading; see `newscrawl.api`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newscrawl.api import Archive, Article, Revision

__version__ = "0.1.0"
__all__ = ["Archive", "Article", "Revision", "__version__"]


def __getattr__(name: str) -> Any:
    """Load the Python interface when it is asked for: commands, and programs that want only the version, need not."""
    if name in __all__:
        return getattr(importlib.import_module("newscrawl.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
