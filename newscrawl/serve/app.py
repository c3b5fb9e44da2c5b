"""A Datasette over one archive, with our pages in front of its own."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from newscrawl.archive import Archive
from newscrawl.archive.columns import TABLES
from newscrawl.archive.connection import READER_CACHE_KIB
from newscrawl.serve import plugin
from newscrawl.serve.limits import MAX_ROWS, BoundedDatabase

SQL_TIME_LIMIT_MS = 2_000
# First parts of our own addresses: a database must not have such a name, its pages would be hidden.
_OWN_NAMES = frozenset({"search", "article", "crawls", "assets", ""})
_HIDDEN = ("captures", "changes", "export_journal", "fingerprints", "fingerprint_keys", "listed", "jobs")


def make_app(path: Path) -> Datasette:
    """The web application; raises ArchiveError, NotAnArchive, NewerArchive where the archive cannot be read."""
    Archive.read(path).close()
    if not pm.has_plugin(plugin.NAME):
        pm.register(plugin, name=plugin.NAME)
    # Where rich is installed, Datasette prints every wrong question with all local variables, which takes seconds, and
    # fails to print an address that is none. Errors of the program are still printed, by Python.
    pm.get_plugin("datasette.handle_exception").rich = None
    name = database_name(path)
    package = Path(str(files("newscrawl.serve")))
    datasette = Datasette(
        [],
        metadata=_metadata(name),
        template_dir=str(package / "templates"),
        static_mounts=[("assets", str(package / "static"))],
        settings={
            "sql_time_limit_ms": SQL_TIME_LIMIT_MS,
            "max_returned_rows": MAX_ROWS,
            "cache_size_kb": READER_CACHE_KIB,
            "default_page_size": 30,
            "suggest_facets": False,
            "facet_time_limit_ms": 500,
            "truncate_cells_html": 120,
            "allow_download": False,
            "default_cache_ttl": 0,
        },
    )
    datasette.remove_database("_memory")
    datasette.add_database(BoundedDatabase(datasette, path=str(path), is_mutable=True), name=name)
    return datasette


def serve(path: Path, *, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Answer requests until interrupted; `ready` is told the address. Raises OSError where it cannot be opened."""
    app = make_app(path).app()
    with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as listener:
        shown = f"[{host}]" if ":" in host else host
        ready(f"http://{shown}:{listener.getsockname()[1]}/")
        uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])


def database_name(path: Path) -> str:
    """Under which name Datasette shows the archive: the file's, unless one of our pages has it."""
    name = re.sub(r"[^\w-]", "-", path.stem)
    return f"{name}-archive" if name in _OWN_NAMES else name


def _metadata(name: str) -> dict[str, object]:
    """Descriptions of tables and columns; tables that serve only the program are tucked away."""
    tables: dict[str, dict[str, object]] = {
        table: {"description": note.row, "columns": note.columns, "hidden": table in _HIDDEN, "fts_table": None}
        for table, note in TABLES.items()
    }
    return {
        "title": "newscrawl",
        "plugins": {plugin.NAME: {"database": name}},
        "databases": {name: {"tables": tables}},
    }
