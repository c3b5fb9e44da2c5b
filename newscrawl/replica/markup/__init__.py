"""Six ways to write the same pages; none shares class names or structure with another."""

from newscrawl.replica.markup.base import Markup
from newscrawl.replica.markup.classic import CLASSIC
from newscrawl.replica.markup.flat import FLAT
from newscrawl.replica.markup.html5 import HTML5
from newscrawl.replica.markup.mobile import MOBILE
from newscrawl.replica.markup.spans import SPANS
from newscrawl.replica.markup.tables import TABLES

MARKUPS: dict[str, Markup] = {markup.name: markup for markup in (CLASSIC, TABLES, FLAT, SPANS, HTML5, MOBILE)}

__all__ = ["MARKUPS", "Markup"]
