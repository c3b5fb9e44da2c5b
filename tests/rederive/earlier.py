"""An archive as earlier rules would have made it of the same bytes."""

from __future__ import annotations

from newscrawl import clock
from newscrawl.archive import Archive, ledger, stored
from newscrawl.archive import articles as article_rows
from newscrawl.items import Article
from newscrawl.rederive.derive import Job, derive
from tests.rederive.crawling import Crawled


def earlier_rules(article: Article) -> Article:
    """What mended rules would have got wrong: a source not seen, and a line of junk in the body."""
    article.source = None
    article.problems = [*article.problems, "No source is printed."]
    article.body += "\n新闻推荐"
    return article


def extracted_earlier(crawled: Crawled, every: int = 2) -> Archive:
    """The archive as earlier rules would have made it of the same bytes: `every` so-manieth article is wrong."""
    archive = Archive.write(crawled.archive, command="test")
    for place in list(stored.articles(archive.db)):
        derived = derive(Job(place.id, place.url, place.site, crawled.folder, place.warc_file, place.warc_offset))
        assert derived.article is not None
        if derived.article.channel is None:
            derived.article.channel = ledger.channel_of(archive.db, place.url)
        article = earlier_rules(derived.article) if place.id % every == 0 else derived.article
        with archive.changes() as db:
            article_rows.rewrite(db, place.id, article, now=clock.now(), extractor="0")
            db.execute("DELETE FROM revisions")
            db.execute("UPDATE articles SET revision = 1")
    archive.commit()
    return archive
