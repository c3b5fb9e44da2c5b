"""Stages that go wrong on the page which an environment variable names by the end of its address."""

from __future__ import annotations

import os

from newscrawl.items import Article
from newscrawl.pipelines.stage import StagePipeline


def _is_named(article: Article, variable: str) -> bool:
    ends = os.environ.get(variable, "").split()
    return any(article.url.endswith(end) for end in ends)


class Deadly(StagePipeline):
    """Ends the process."""

    def apply(self, article: Article) -> Article:
        if _is_named(article, "DEADLY_PAGES"):
            os._exit(9)
        return article


class Faulty(StagePipeline):
    """Raises an error that no rule means to raise."""

    def apply(self, article: Article) -> Article:
        if _is_named(article, "FAULTY_PAGES"):
            raise KeyError("no such rule")
        return article
