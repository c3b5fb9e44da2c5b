"""Scrapy spiders: they crawl listings and open articles, and yield items; what follows is pipelines."""
