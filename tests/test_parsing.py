"""`newscrawl parse`: files, folders and standard input to one JSON object a line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from newscrawl.errors import UsageError
from newscrawl.parsing import FIELDS, files_of, own_address, parse_page, site_of
from newscrawl.sites import YYBNET

CASES = Path(__file__).parent / "cases" / "yybnet"
PLAIN = CASES / "plain" / "page.html"
URL = "https://www.yybnet.net/chengdu/news/201812/8361234.html"


def run(*arguments: str, stdin: bytes = b"") -> tuple[int, list[dict[str, Any]], str]:
    """Exit code, the lines printed, and standard error of the command, in a C locale as cron has it."""
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "newscrawl", "parse", *arguments], input=stdin, capture_output=True, env=environment
    )
    lines = done.stdout.decode("utf-8").splitlines()
    return done.returncode, [json.loads(line) for line in lines], done.stderr.decode("utf-8", "replace")


def test_a_file_is_one_line_with_every_field() -> None:
    code, lines, errors = run(str(PLAIN), "--url", URL)
    assert (code, errors) == (0, "")
    assert list(lines[0]) == ["file", "url", "article", *FIELDS]
    expected = json.loads((PLAIN.parent / "expected.json").read_text(encoding="utf-8"))
    assert {name: lines[0][name] for name in FIELDS} == {name: expected[name] for name in FIELDS}
    assert (lines[0]["file"], lines[0]["url"], lines[0]["article"]) == (str(PLAIN), URL, True)


def test_text_is_not_escaped() -> None:
    done = subprocess.run([sys.executable, "-m", "newscrawl", "parse", str(PLAIN)], capture_output=True)
    assert "踏水镇".encode() in done.stdout
    assert done.stdout.endswith(b"\n")


def test_standard_input() -> None:
    code, lines, _ = run("-", stdin=PLAIN.read_bytes())
    assert code == 0
    assert lines[0]["file"] == "-"
    assert lines[0]["title"] == "踏水镇让居民成为社区治理的主人"


def test_a_folder_is_walked_in_order_and_a_page_that_is_no_article_is_a_normal_line(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.shtml").write_bytes(PLAIN.read_bytes())
    (tmp_path / "1.html").write_bytes((CASES / "not-404" / "page.html").read_bytes())
    (tmp_path / "notes.md").write_text("no page")
    (tmp_path / ".hidden.html").write_text("no page")
    code, lines, errors = run(str(tmp_path))
    assert (code, errors) == (0, "")
    assert [line["file"] for line in lines] == [str(tmp_path / "1.html"), str(tmp_path / "b" / "2.shtml")]
    assert [line["article"] for line in lines] == [False, True]
    assert lines[0]["reason"] == "The page is an error message of the site."
    assert lines[0]["title"] is None
    assert lines[0]["images"] == []


def test_an_empty_file_is_named_and_the_others_are_parsed(tmp_path: Path) -> None:
    empty = tmp_path / "empty.html"
    empty.write_bytes(b"")
    code, lines, errors = run(str(empty), str(PLAIN))
    assert code == 1
    assert [line["article"] for line in lines] == [False, True]
    assert errors.splitlines() == [f"newscrawl: The file '{empty}' is empty: save the page again, then parse it."]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["no-such.html"], "There is no file or folder 'no-such.html': check the path."),
        ([str(PLAIN), str(PLAIN), "--url", URL], "--url is the address of one page, but 2 files were given"),
    ],
)
def test_wrong_usage_is_one_sentence(arguments: list[str], sentence: str) -> None:
    code, lines, errors = run(*arguments)
    assert code == 2
    assert lines == []
    assert sentence in errors
    assert "Traceback" not in errors


def test_a_folder_without_pages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no pages"):
        files_of([str(tmp_path)])


@pytest.mark.parametrize(
    ("head", "address"),
    [
        ('<link rel="canonical" href="https://m.yybnet.net/chengdu/news/201812/8361234.html?from=x">', URL),
        ('<meta property="og:url" content="http://www.yybnet.net/chengdu/news/201812/8361234.html">', URL),
        ('<link rel="canonical" href="https://example.com/a.html">', None),
        ("", None),
    ],
)
def test_a_page_names_its_own_address(head: str, address: str | None) -> None:
    page = PLAIN.read_bytes().replace(b"<head>", f"<head>{head}".encode(), 1)
    assert own_address(page) == address
    assert parse_page("x", page)["url"] == address


def test_an_unknown_address_is_read_with_common_landmarks() -> None:
    assert site_of(None) is YYBNET
    assert site_of("https://example.com/a.html") is YYBNET
    assert site_of(URL) is YYBNET
