"""What the page of an article shows: its text, where it comes from, how it changed. Pure."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from newscrawl.archive.differences import all_lines, changed_characters, changed_fields
from newscrawl.archive.snippets import Marked
from newscrawl.serve.language import words
from newscrawl.serve.request import language_of, search_url

Line = tuple[str, list[Marked]]


def article_view(article: dict[str, Any], request: Any) -> dict[str, Any]:
    """The template's variables."""
    place = {"city": article["city"], "district": article["district"]}
    return {
        "article": article,
        "paragraphs": [line for line in article["body"].split("\n") if line.strip()],
        "link": safe_link(article["url"]),
        "images": [image | {"link": safe_link(image["url"])} for image in article["images"]],
        "printed": printed(article["published_at"]),
        "place_url": search_url(**place),
        "source_url": search_url(source=article["source"]),
        "history": history(article),
        "citation": citation(article, words(language_of(request))["name"]),
    }


def safe_link(url: str) -> str | None:
    """The address if a browser may follow it: http or https; None for `javascript:` and the like."""
    try:
        return url if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def printed(published_at: str | None) -> str | None:
    """2018-12-18 10:57, as the page printed it."""
    return published_at[:16].replace("T", " ") if published_at else None


def citation(article: dict[str, Any], archive_name: str) -> str:
    """Authors, title, source, date, address, and when it was archived under which number."""
    authors = "、".join(article["authors"])
    parts = [f"{authors}：" if authors else "", f"《{article['title']}》" if article["title"] else ""]
    about = "，".join(part for part in (article["source"], (article["published_at"] or "")[:10]) if part)
    end = f"{article['url']}（{archive_name} #{article['id']}，{article['first_archived_at'][:10]}）"
    return "".join(parts) + f"{about}。{end}" if about else "".join(parts) + end


def history(article: dict[str, Any]) -> list[dict[str, Any]]:
    """Each earlier text against the one after it, latest first: `revision`, `replaced_at`, `fields`, `lines`."""
    texts = [*article["revisions"], article]
    found = []
    for index in range(len(texts) - 2, -1, -1):
        old, new = texts[index], texts[index + 1]
        found.append(
            {
                "revision": old["revision"],
                "replaced_at": old["replaced_at"],
                "fields": [(name, shown(old[name]), shown(new[name])) for name in changed_fields(old, new)],
                "lines": differing_lines(old["body"], new["body"]),
            }
        )
    return found


def differing_lines(old: str, new: str) -> list[Line]:
    """All paragraphs with their sign; where one replaced one, what differs within them is marked."""
    plain = list(all_lines(old, new))
    lines: list[Line] = [(sign, [Marked(text, False)]) for sign, text in plain]
    signs = "".join(sign for sign, _ in plain)
    for index in range(len(plain) - 1):
        alone = signs[index : index + 2] == "-+" and signs[index + 2 : index + 3] != "+" and signs[:index][-1:] != "-"
        if alone:
            before, after = changed_characters(plain[index][1], plain[index + 1][1])
            lines[index], lines[index + 1] = ("-", before), ("+", after)
    return lines


def shown(value: object) -> str:
    """A field's value for reading."""
    if value is None:
        return "—"
    if isinstance(value, list):
        return "、".join(item if isinstance(item, str) else str(item.get("url")) for item in value) or "—"
    return str(value)
