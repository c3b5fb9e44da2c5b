"""The researchers' web page: Datasette with our own home, search, article and crawl pages in front; read-only.

`app` builds it, `plugin` hooks it into Datasette, `pages` answers requests, `reading` runs archive functions on
Datasette's connections, `view` prepares what templates show, `language` holds the words of the interface.
"""
