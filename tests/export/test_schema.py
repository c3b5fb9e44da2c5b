"""The schema that is published is the one the lines follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.errors import UsageError
from newscrawl.export import schema
from newscrawl.export.columns import COLUMNS, TOMBSTONES, chosen, parse_names
from tests.export.conftest import Export
from tests.export.material import article, by_other_means, parsed, store, vanish

DOCS = Path(__file__).parents[2] / "docs"
Draft202012Validator = pytest.importorskip("jsonschema", reason="jsonschema is not installed").Draft202012Validator
VALIDATOR = Draft202012Validator(schema.line_schema())


def test_every_line_is_valid(archive: Path, export: Export) -> None:
    Draft202012Validator.check_schema(schema.line_schema())
    store(archive, [article(3, title="改")], day=2)
    vanish(archive, [4], day=3)
    by_other_means(archive, "DELETE FROM articles WHERE id = 40")
    lines = parsed(export(archive)) + parsed(export(archive, with_revisions=True, after="start"))
    assert {line.get("tombstone") for line in lines} == {None, "gone"}
    for line in lines:
        VALIDATOR.validate(line)


@pytest.mark.parametrize(
    "change", [{"id": "1"}, {"published_at": "2018-12"}, {"authors": "刘"}, {"content_sha256": ""}, {"more": 1}]
)
def test_other_lines_are_not(archive: Path, export: Export, change: dict[str, object]) -> None:
    line = parsed(export(archive))[0]
    assert VALIDATOR.is_valid(line)
    assert not VALIDATOR.is_valid(line | change)
    assert not VALIDATOR.is_valid({name: value for name, value in line.items() if name != "body"})


def test_chosen_columns_have_their_own_schema(archive: Path, export: Export) -> None:
    names = parse_names("id,title")
    validator = Draft202012Validator(schema.article_schema(chosen(names, with_revisions=False)))
    for line in parsed(export(archive, columns=names)):
        validator.validate(line)


@pytest.mark.parametrize("names", ["id,headline", "", "id,id", "id,,title"])
def test_columns_that_are_none(names: str) -> None:
    with pytest.raises(UsageError, match=r"is no column|names a column twice"):
        parse_names(names)


def test_the_documents_are_current() -> None:
    assert (DOCS / "article.schema.json").read_text(encoding="utf-8") == schema.as_text()
    text = (DOCS / "export.md").read_text(encoding="utf-8")
    assert schema.as_markdown() in text
    assert all(f"| `{kind}` | {meaning} |" in text for kind, meaning in TOMBSTONES.items())
    assert all(column.meaning.endswith(".") for column in COLUMNS)
