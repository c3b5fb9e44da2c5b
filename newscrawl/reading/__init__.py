"""Pages read into items: in the crawl's own process, or in a second one beside it (`Helper`)."""
