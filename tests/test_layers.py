"""Arrows point one way: who may import whom, read off the imports themselves; and SQL lives in one place."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import newscrawl

PACKAGE = Path(newscrawl.__file__).parent
STDLIB = frozenset(sys.stdlib_module_names)
COMMON = frozenset({"items", "errors", "clock", "policy", "revisit"})

# layer → what of newscrawl it may import, itself included
MAY_IMPORT: dict[str, frozenset[str]] = {
    "errors": frozenset(),
    "items": frozenset({"extract"}),  # the type of Article.page, for the type checker only
    "clock": frozenset(),
    "policy": frozenset({"items"}),
    "revisit": frozenset({"clock"}),
    "sites": frozenset({"sites", "errors"}),
    "extract": frozenset({"extract", "sites", "items", "errors"}),
    "replica": frozenset({"replica", "errors"}),
    "warc": frozenset({"warc", "errors", "clock"}),
    "archive": frozenset({"archive", "warc", "extract", "sites", *COMMON}),
    "reading": frozenset({"reading", "extract", "pipelines", "sites", "items", "errors"}),
    "health": frozenset({"health", "extract", "items"}),
    "config": frozenset({"config", "errors"}),
    "component": frozenset(),
    "log_file": frozenset({"config", "errors"}),
    "logs": frozenset({"config", "log_file"}),
    "notify": frozenset({"config"}),
    "metrics": frozenset({"archive", "clock"}),
    "schedule": frozenset({"schedule", "config", "archive", *COMMON}),
    "export": frozenset({"export", "archive", "warc", *COMMON}),
    "serve": frozenset({"serve", "archive", "export", *COMMON}),
}
EXTRACT_LIBRARIES = frozenset({"lxml", "parsel", "dateutil", "w3lib", "newscrawl"})
SQL = re.compile(
    r"\s*(SELECT\s.+\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s)", re.S
)


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def layer_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; name the module in full"
            yield str(node.module)
            if node.module == "newscrawl":
                yield from (f"newscrawl.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("layer", sorted(MAY_IMPORT))
def test_a_layer_imports_only_what_lies_before_it(layer: str) -> None:
    for path in modules():
        if layer_of(path) != layer:
            continue
        ours = {name.split(".")[1] for name in imports(path) if name.startswith("newscrawl.")} - {"__version__"}
        assert ours <= MAY_IMPORT[layer], f"{path.name} in {layer} imports {sorted(ours - MAY_IMPORT[layer])}"


def test_extraction_is_pure() -> None:
    for path in modules():
        if layer_of(path) != "extract":
            continue
        for name in imports(path):
            top = name.split(".")[0]
            assert top in STDLIB | EXTRACT_LIBRARIES, f"{path.name} imports {name}"
            assert top not in {"os", "io", "socket", "time", "sqlite3", "subprocess", "random"}, f"{path.name}: {name}"


@pytest.mark.parametrize("layer", ["archive", "extract", "reading", "sites", "export", "warc", "replica"])
def test_scrapy_stays_in_the_crawler(layer: str) -> None:
    for path in modules():
        if layer_of(path) == layer:
            tops = {name.split(".")[0] for name in imports(path)}
            assert not tops & {"scrapy", "twisted"}, f"{path.name} in {layer}"


def test_nothing_imports_the_command_line() -> None:
    for path in modules():
        if layer_of(path) not in ("cli", "__main__"):
            assert not any(name.startswith("newscrawl.cli") for name in imports(path)), path.name


def test_sql_lives_in_the_archive() -> None:
    for path in modules():
        if layer_of(path) == "archive":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not SQL.match(node.value), f"{path.name}:{node.lineno} speaks SQL: {node.value[:60]!r}"
