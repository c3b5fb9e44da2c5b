"""Scrapy extensions: the run and its archive, WARC capture, progress."""
